//! `depesch import FILE|-`: brings in a release that was written elsewhere.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use clap::Args;

use super::Common;
use super::Exit;
use super::Report;
use super::World;
use super::build;
use crate::content;
use crate::diag;
use crate::diag::Say;
use crate::error::Error;
use crate::import;
use crate::import::Imported;
use crate::import::Input;
use crate::import::Known;
use crate::import::LeftOut;
use crate::import::Why;
use crate::out::replace;
use crate::out::write_new;
use crate::say;

/// A text beyond this is no press release.
const LIMIT: u64 = 10_000_000;

#[derive(Debug, Args)]
pub struct Import {
    /// A plain text or a saved web page; `-` reads standard input
    file: PathBuf,
    /// Write nothing; show the release that would be written
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub fn run(&self, common: &Common, world: &World) -> Result<Report, Error> {
        let bytes = self.read()?;
        let loaded = content::load(&common.content)?;
        let Some(newsroom) = &loaded.newsroom else { return Ok(super::mistakes(&loaded.diagnostics, common, world)) };
        let now = build::instant(newsroom, None, world)?;
        let everything = newsroom.preview(&now);
        let mut releases: BTreeMap<String, String> =
            everything.releases().iter().map(|release| (release.id.to_string(), release.folder())).collect();
        // A broken release has no id that can be read, but its folder is taken all the same.
        releases.extend(loaded.broken.iter().map(|broken| (broken.folder.clone(), broken.folder.clone())));
        let (contacts, departments) = (text_of(common, "contacts.toml")?, text_of(common, "departments.toml")?);
        let publisher = &newsroom.publisher;
        let known = Known {
            publisher: publisher.name.as_str(),
            id_authority: publisher.id_authority.as_str(),
            language: &publisher.lang,
            zone: &publisher.zone,
            contacts: &contacts,
            departments: &departments,
            releases: &releases,
            day: now.day(),
        };
        let name = self.file.display().to_string();
        let imported = match import::import(&Input { name: &name, bytes: &bytes }, &known) {
            Ok(imported) => imported,
            Err(found) => return Ok(super::mistakes(&found, common, world)),
        };
        let path = common.content.join(&imported.folder).join("release.md");
        if !self.dry_run && !imported.already_there {
            write(common, &imported, &path, (&contacts, &departments))?;
        }
        Ok(self.report(common, world, &imported, &path))
    }

    fn read(&self) -> Result<Vec<u8>, Error> {
        let failed =
            |e| Error::file(say!("cannot read the text to import", "kan inte läsa texten som ska importeras"), &self.file, e);
        let mut bytes = Vec::new();
        let mut input: Box<dyn Read> = if self.file == Path::new("-") {
            Box::new(std::io::stdin().lock())
        } else {
            if !fs::metadata(&self.file).map_err(failed)?.is_file() {
                let file = self.file.display();
                return Err(Error::new(say!("`{file}` is no file", "`{file}` är ingen fil"))
                    .hint(say!("name one file, or `-`", "ange en fil, eller `-`")));
            }
            Box::new(fs::File::open(&self.file).map_err(failed)?)
        };
        input.by_ref().take(LIMIT + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LIMIT {
            let file = self.file.display();
            return Err(Error::new(say!("`{file}` is larger than 10 MB", "`{file}` är större än 10 MB"))
                .hint(say!("import the release alone, without pictures", "importera bara pressmeddelandet, utan bilder")));
        }
        Ok(bytes)
    }

    fn report(&self, common: &Common, world: &World, imported: &Imported, path: &Path) -> Report {
        let shown = path.display().to_string();
        if common.json {
            let left_out: Vec<_> = imported
                .left_out
                .iter()
                .map(|left| serde_json::json!({ "line": left.line, "text": left.text, "why": why(left).en }))
                .collect();
            let answer = serde_json::json!({
                "file": shown, "id": imported.id.to_string(), "already_there": imported.already_there, "left_out": left_out,
                "diagnostics": diag::to_json(&imported.notes, world.tongue),
            });
            return Report { stdout: format!("{answer:#}\n").into_bytes(), stderr: String::new(), exit: Exit::Fine };
        }
        let mut stderr = String::new();
        if imported.already_there {
            stderr.push_str(
                say!("imported before, and left as it is\n", "importerad tidigare, och lämnad som den är\n").within(world.tongue),
            );
        } else {
            stderr.push_str(&diag::render(&imported.notes, world.tongue, world.color));
            for left in &imported.left_out {
                let (line, text, why) = (left.line, &left.text, why(left).within(world.tongue).to_owned());
                let said = say!("left out, line {line}: {text:?} ({why})\n", "utelämnat, rad {line}: {text:?} ({why})\n");
                stderr.push_str(said.within(world.tongue));
            }
        }
        let stdout = if self.dry_run { imported.release.clone() } else { format!("{shown}\n") };
        Report { stdout: stdout.into_bytes(), stderr, exit: Exit::Fine }
    }
}

fn why(left: &LeftOut) -> Say {
    match left.why {
        Why::Furniture => say!("the frame of the page", "sidans ram"),
        Why::Hidden => say!("hidden, or for screen readers", "dolt, eller för skärmläsare"),
        Why::Repeated => say!("said already", "redan sagt"),
        Why::Date => say!("became a field", "blev ett fält"),
        Why::Picture => say!("a picture", "en bild"),
        Why::Caption => say!("the caption of a picture", "en bildtext"),
        Why::Outside => say!("outside the release", "utanför meddelandet"),
    }
}

/// The release first, then what it names: should the disk fail in between, `check` tells what is missing.
fn write(common: &Common, imported: &Imported, path: &Path, before: (&str, &str)) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|e| Error::file(say!("cannot make the folder", "kan inte skapa mappen"), folder, e))?;
    }
    write_new(path, imported.release.as_bytes())?;
    for (name, now, before) in
        [("contacts.toml", &imported.contacts, before.0), ("departments.toml", &imported.departments, before.1)]
    {
        if now != before {
            replace(&common.content.join(name), now.as_bytes())?;
        }
    }
    Ok(())
}

/// The text of one of the newsroom's files; empty when there is none.
fn text_of(common: &Common, name: &str) -> Result<String, Error> {
    let path = common.content.join(name);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(e) => Err(Error::file(say!("cannot read the file", "kan inte läsa filen"), &path, e)),
    }
}
