//! The list of the files in the output folder that are ours, kept in the folder itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;
use crate::msg;

pub(super) const MANIFEST: &str = ".depesch.json";

/// What a folder was built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Contents {
    /// What the public may see.
    Public,
    /// Drafts and embargoed releases among the others: for the newsroom alone.
    Drafts,
}

#[derive(Debug, Deserialize)]
pub(super) struct Manifest {
    /// Raised when the shape changes.
    pub version: u32,
    pub contents: Contents,
    /// A build has begun to write and not finished: the files at our paths are ours, whatever their hashes.
    #[serde(default)]
    pub under_way: bool,
    #[serde(deserialize_with = "read_files")]
    pub files: Files,
}

/// Ours by path; no hash for a file that was announced and may not be there yet.
pub(super) type Files = BTreeMap<String, Option<FileHash>>;

/// The first half of BLAKE3, in the manifest as 32 hexadecimal digits; an empty text where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileHash([u8; 16]);

impl FileHash {
    pub fn new(bytes: &[u8]) -> FileHash {
        let whole = blake3::hash(bytes);
        let mut half = [0; 16];
        half.copy_from_slice(&whole.as_bytes()[..16]);
        FileHash(half)
    }

    fn parse(text: &str) -> Option<FileHash> {
        let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = if digits { u128::from_str_radix(text, 16).ok() } else { None };
        number.map(|number| FileHash(number.to_be_bytes()))
    }
}

/// The same, borrowed: the list of a large archive is not copied to be written.
#[derive(Serialize)]
struct ManifestRef<'m> {
    version: u32,
    contents: Contents,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    under_way: bool,
    #[serde(serialize_with = "write_files")]
    files: &'m Files,
}

fn write_files<S: Serializer>(files: &&Files, serializer: S) -> Result<S::Ok, S::Error> {
    let text = |hash: &Option<FileHash>| hash.map_or_else(String::new, |hash| format!("{:032x}", u128::from_be_bytes(hash.0)));
    serializer.collect_map(files.iter().map(|(path, hash)| (path, text(hash))))
}

fn read_files<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Files, D::Error> {
    let read = |(path, hash): (String, String)| match (hash.as_str(), FileHash::parse(&hash)) {
        ("", _) => Ok((path, None)),
        (_, Some(hash)) => Ok((path, Some(hash))),
        (_, None) => Err(D::Error::custom("no hash")),
    };
    BTreeMap::<String, String>::deserialize(deserializer)?.into_iter().map(read).collect()
}

/// The files at our paths, compared with what would be written there.
#[derive(Debug, Default)]
pub(super) struct ComparedFiles {
    pub same: Vec<(String, FileHash)>,
    pub others: BTreeSet<String>,
}

/// What is at the path of a manifest.
pub(super) enum FoundManifest {
    Missing,
    /// Empty, cut off, mixed up by a merge: it says nothing of what is ours.
    Damaged,
    Read(Manifest),
}

/// The version alone, which every version can read.
#[derive(Deserialize)]
struct ManifestVersion {
    version: u32,
}

impl Manifest {
    const VERSION: u32 = 1;

    pub fn new(contents: Contents) -> Manifest {
        Manifest { version: Manifest::VERSION, contents, under_way: false, files: BTreeMap::new() }
    }

    /// # Errors
    /// When it cannot be read, or a newer version has written it.
    pub fn read(path: &Path) -> Result<FoundManifest, Error> {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(FoundManifest::Missing),
            Err(e) => return Err(unreadable(path, e)),
        };
        if serde_json::from_slice::<ManifestVersion>(&text).is_ok_and(|found| found.version > Manifest::VERSION) {
            let path = path.display();
            return Err(Error::new(msg!("`{path}` was written by a newer Depesch", "`{path}` är skriven av en nyare Depesch"))
                .hint(msg!(
                    "build with that one, or into another folder with `--out`",
                    "bygg med den, eller i en annan mapp med `--out`"
                )));
        }
        let Ok(manifest) = serde_json::from_slice::<Manifest>(&text) else { return Ok(FoundManifest::Damaged) };
        // A path that leads out of the folder did not come from us.
        let leads_out = |path: &String| path.is_empty() || path.split('/').any(|part| matches!(part, "" | "." | ".."));
        let is_ours = manifest.version == Manifest::VERSION && !manifest.files.keys().any(leads_out);
        Ok(if is_ours { FoundManifest::Read(manifest) } else { FoundManifest::Damaged })
    }

    /// As it is written while a build is at work, or when it has finished.
    pub fn to_json(&self, under_way: bool) -> Vec<u8> {
        let Manifest { version, contents, files, .. } = self;
        let all = ManifestRef { version: *version, contents: *contents, under_way, files };
        // What it takes, so that the list of a large archive is not copied as it grows.
        let mut json = Vec::with_capacity(files.keys().map(|path| path.len() + 48).sum::<usize>() + 128);
        // Writing into memory cannot fail.
        let _ = serde_json::to_writer_pretty(&mut json, &all);
        json.push(b'\n');
        json
    }
}

fn unreadable(path: &Path, cause: std::io::Error) -> Error {
    let hint = match cause.kind() {
        std::io::ErrorKind::IsADirectory => msg!(
            "a folder is in its place: move it away, and files that are as a build makes them belong to Depesch again",
            "en mapp ligger på dess plats: flytta undan den, så hör filer som är som ett bygge gör dem till Depesch igen"
        ),
        std::io::ErrorKind::PermissionDenied => msg!(
            "allow Depesch to read it, or build into another folder with `--out`",
            "låt Depesch läsa det, eller bygg i en annan mapp med `--out`"
        ),
        _ => msg!("build into another folder with `--out`", "bygg i en annan mapp med `--out`"),
    };
    Error::file(msg!("cannot read the manifest", "kan inte läsa manifestet"), path, cause).hint(hint)
}
