//! Writes a new newsroom: all of it or nothing, and never over a file that exists.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::template::NewFile;
use crate::error::Error;
use crate::msg;
use crate::out::write_new;

/// # Errors
/// When one of the files exists, with every such file, or when `content` is not a folder.
pub(super) fn refuse_existing(content: &Path, names: &[&str]) -> Result<(), Error> {
    if exists(content) && !content.is_dir() {
        let content = content.display();
        return Err(Error::new(msg!("`{content}` is not a folder", "`{content}` är ingen mapp")).hint(msg!(
            "move it, or name another folder with `--content`",
            "flytta den, eller ange en annan mapp med `--content`"
        )));
    }
    let found: Vec<PathBuf> = names.iter().map(|name| content.join(name)).filter(|path| exists(path)).collect();
    let shown = found.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", ");
    if found.is_empty() {
        return Ok(());
    }
    if found.iter().any(|path| path.ends_with("newsroom.toml")) {
        return Err(Error::new(msg!("there is a newsroom here already: {shown}", "här finns redan ett nyhetsrum: {shown}"))
            .hint(msg!("look at it with `depesch check`", "granska det med `depesch check`")));
    }
    Err(Error::new(msg!("these files exist already: {shown}", "de här filerna finns redan: {shown}")).hint(msg!(
        "move them, or name another folder: `depesch init DIR`",
        "flytta dem, eller ange en annan mapp: `depesch init MAPP`"
    )))
}

/// A link to nowhere exists too.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Writes the files and the lines that `gitignore` lacks. Returns whether it lacked any. After a failure everything is as it was.
pub(super) fn write(content: &Path, files: &[NewFile], gitignore: &Path, ignored: &Path) -> Result<bool, Error> {
    let mut created = Created::default();
    let result = created.newsroom(content, files).and_then(|()| extend_gitignore(gitignore, ignored));
    if result.is_err() {
        created.remove();
    }
    result
}

type Remove = fn(&Path) -> io::Result<()>;

/// What init has created so far, in that order, and how to remove it.
#[derive(Default)]
struct Created(Vec<(PathBuf, Remove)>);

impl Created {
    /// Writes every file under another name first. A content folder that is missing appears with everything in it; in one that exists
    /// each file appears as a whole, and `newsroom.toml` last.
    fn newsroom(&mut self, content: &Path, files: &[NewFile]) -> Result<(), Error> {
        let is_new = !exists(content);
        let staging = if is_new {
            let name = content.file_name().unwrap_or("content".as_ref()).to_string_lossy();
            content.with_file_name(format!(".{name}.init"))
        } else {
            content.join(".depesch/init")
        };
        // A run that was killed left it behind.
        remove_tree(&staging).map_err(failed(&staging))?;
        self.folder(parent(&staging)).map_err(failed(&staging))?;
        self.0.push((staging.clone(), |path| remove_tree(path)));
        for file in files {
            let path = staging.join(&file.path);
            fs::create_dir_all(parent(&path)).map_err(failed(parent(&path)))?;
            write_new(&path, &file.bytes)?;
        }
        if is_new {
            fs::rename(&staging, content).map_err(failed(content))?;
            self.0.push((content.to_owned(), |path| remove_tree(path)));
            return Ok(());
        }
        for file in files.iter().rev() {
            let path = content.join(&file.path);
            self.folder(parent(&path)).and_then(|()| move_new(&staging.join(&file.path), &path)).map_err(failed(&path))?;
            self.0.push((path, |path| fs::remove_file(path)));
        }
        // Nothing but empty folders is left in it.
        let _ = remove_tree(&staging);
        let _ = fs::remove_dir(parent(&staging));
        Ok(())
    }

    /// Creates a folder and those above it.
    fn folder(&mut self, path: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = path.ancestors().take_while(|path| !path.as_os_str().is_empty() && !exists(path)).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder)?;
            // `remove_dir` fails, and the folder stays, if something else has been put into it.
            self.0.push((folder.to_owned(), |path| fs::remove_dir(path)));
        }
        Ok(())
    }

    fn remove(self) {
        for (path, remove) in self.0.iter().rev() {
            // The reason for the failure is reported, whether or not this works.
            let _ = remove(path);
        }
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    move |cause| Error::file(msg!("cannot write the newsroom", "kan inte skriva nyhetsrummet"), path, cause)
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or("".as_ref())
}

fn remove_tree(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

/// Unlike a rename, a link never replaces a file that appeared meanwhile.
fn move_new(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        // A file system without hard links.
        Err(_) if !exists(to) => fs::rename(from, to),
        Err(cause) => Err(cause),
    }
}

/// Adds the lines that are missing. Returns whether there were any.
fn extend_gitignore(path: &Path, content: &Path) -> Result<bool, Error> {
    let failed = |cause| Error::file(msg!("cannot write the file", "kan inte skriva filen"), path, cause);
    let old = match fs::read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(cause) if cause.kind() == ErrorKind::NotFound => String::new(),
        Err(cause) => return Err(failed(cause)),
    };
    let has =
        |line: &str| old.lines().any(|old| old.trim().trim_start_matches('/').trim_end_matches('/') == line.trim_end_matches('/'));
    let last = format!("{}/.depesch/", content.display());
    let lines = ["out/", "preview/", "förhandsvisning/", "state/", &last];
    let mut missing: String = lines.iter().filter(|line| !has(line)).map(|line| format!("{line}\n")).collect();
    if missing.is_empty() {
        return Ok(false);
    }
    if !old.is_empty() && !old.ends_with('\n') {
        missing.insert(0, '\n');
    }
    let is_new = !exists(path);
    let mut file = fs::OpenOptions::new().append(true).create(true).open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    if let Err(cause) = file.write_all(missing.as_bytes()).and_then(|()| file.sync_data()) {
        // Not half of a line.
        let _ = if is_new { fs::remove_file(path) } else { file.set_len(length) };
        return Err(failed(cause));
    }
    Ok(true)
}
