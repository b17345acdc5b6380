//! `folder:PATH`: a folder on this machine.

use std::path::{Component, Path, PathBuf};

use crate::content::text::{SourceText, Spanned, shorten};
use crate::model::FolderReceiver;
use crate::msg;

pub(super) fn read_folder(text: &SourceText, address: &Spanned<String>) -> Option<FolderReceiver> {
    let path = address.value.trim().split_once(':').map_or("", |(_, path)| path.trim());
    let refuse = |message| {
        let hint = msg!(
            "write an absolute path, or one from the content folder: `folder:/srv/desk`, `folder:../desk`",
            "skriv en absolut sökväg, eller en från innehållsmappen: `folder:/srv/desk`, `folder:../desk`"
        );
        text.error(address.span.clone(), message, hint);
        None
    };
    let normal = normalize(Path::new(path));
    if path.is_empty() || normal.as_os_str().is_empty() {
        return refuse(msg!("the folder has no path", "mappen saknar sökväg"));
    }
    if path.starts_with("//") || path.starts_with('~') {
        let value = shorten(path);
        return refuse(msg!("`{value}` is not the path of a folder", "`{value}` är ingen sökväg till en mapp"));
    }
    if normal.starts_with("releases") || normal.starts_with(".depesch") {
        return refuse(msg!("this folder holds the content itself", "den här mappen innehåller själva innehållet"));
    }
    Some(FolderReceiver { path: normal })
}

/// Without `.`, and without `..` after a name: by its words alone, as `a/../b` is written by people who mean `b`.
fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => drop(normal.pop()),
            Component::ParentDir if normal.has_root() => {}
            other => normal.push(other),
        }
    }
    normal
}
