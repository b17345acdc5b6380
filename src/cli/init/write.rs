//! Writes a new newsroom: all of it or nothing, and never over a file that exists.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use super::files::NewFile;
use crate::error::Error;
use crate::msg;
use crate::out::write_new;

/// # Errors
/// When one of the files exists; the message names every such file.
pub(super) fn refuse_existing(content: &Path, names: &[&str]) -> Result<(), Error> {
    let paths = names.iter().map(|name| content.join(name));
    let found: Vec<PathBuf> = paths.filter(|path| fs::symlink_metadata(path).is_ok()).collect();
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

/// Builds the folder beside its place and renames it. A folder that exists receives the files one by one, `newsroom.toml` last.
pub(super) fn write(content: &Path, files: &[NewFile]) -> Result<(), Error> {
    let name = content.file_name().unwrap_or("content".as_ref()).to_string_lossy();
    let staging = content.with_file_name(format!(".{name}.init"));
    let failed = |path: &Path, cause| Error::file(msg!("cannot write the newsroom", "kan inte skriva nyhetsrummet"), path, cause);
    let result = (|| {
        if fs::symlink_metadata(&staging).is_ok() {
            fs::remove_dir_all(&staging).map_err(|cause| failed(&staging, cause))?;
        }
        for file in files {
            let path = staging.join(&file.path);
            make_parent(&path)?;
            write_new(&path, file.text.as_bytes())?;
        }
        if fs::symlink_metadata(content).is_err() {
            return fs::rename(&staging, content).map_err(|cause| failed(content, cause));
        }
        for file in files.iter().rev() {
            let path = content.join(&file.path);
            make_parent(&path)?;
            write_new(&path, file.text.as_bytes())?;
        }
        Ok(())
    })();
    // After the rename there is nothing left to remove.
    let _ = fs::remove_dir_all(&staging);
    result
}

fn make_parent(path: &Path) -> Result<(), Error> {
    let Some(folder) = path.parent() else { return Ok(()) };
    fs::create_dir_all(folder).map_err(|e| Error::file(msg!("cannot make the folder", "kan inte skapa mappen"), folder, e))
}

/// Adds the lines that are missing. Returns whether there were any.
pub(super) fn extend_gitignore(path: &Path, content: &Path) -> Result<bool, Error> {
    let failed = |cause| Error::file(msg!("cannot write the file", "kan inte skriva filen"), path, cause);
    let old = match fs::read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => String::new(),
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
    let mut file = fs::OpenOptions::new().append(true).create(true).open(path).map_err(failed)?;
    file.write_all(missing.as_bytes()).map_err(failed)?;
    Ok(true)
}
