//! The list of the files in the output folder that are ours, kept in the folder itself.

use std::collections::BTreeMap;
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

impl Manifest {
    const VERSION: u32 = 1;

    pub fn new(contents: Contents) -> Manifest {
        Manifest { version: Manifest::VERSION, contents, under_way: false, files: BTreeMap::new() }
    }

    /// `None` when there is none. One that cannot be understood is refused: without it our files cannot be distinguished from others.
    pub fn read(path: &Path) -> Result<Option<Manifest>, Error> {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Error::file(msg!("cannot read the manifest", "kan inte läsa manifestet"), path, e)),
        };
        let unusable = || {
            let path = path.display();
            Error::new(msg!(
                "`{path}` is not a manifest that this version understands",
                "`{path}` är inget manifest som den här versionen förstår"
            ))
            .hint(msg!("empty the output folder and build again", "töm utdatamappen och bygg igen"))
        };
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| unusable())?;
        // A path that leads out of the folder did not come from us.
        let leads_out = |path: &String| path.is_empty() || path.split('/').any(|part| matches!(part, "" | "." | ".."));
        if manifest.version != Manifest::VERSION || manifest.files.keys().any(leads_out) {
            return Err(unusable());
        }
        Ok(Some(manifest))
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
