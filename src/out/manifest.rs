//! The list of the files in the output folder that are ours, kept in the folder itself.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::Serialize;

use crate::error::Error;
use crate::say;

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

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Raised when the shape changes.
    pub version: u32,
    pub contents: Contents,
    /// A build has begun to write and not finished: what stands at our paths is ours, whatever its hash.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub under_way: bool,
    /// Path to BLAKE3 hash (32 hexadecimal digits); an empty hash is a file that was announced and may not be there yet.
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    const VERSION: u32 = 1;

    pub fn new(contents: Contents) -> Manifest {
        Manifest { version: Manifest::VERSION, contents, under_way: false, files: BTreeMap::new() }
    }

    /// `None` when there is none. One that cannot be understood is refused: without it our files cannot be told from others'.
    pub fn read(path: &Path) -> Result<Option<Manifest>, Error> {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Error::file(say!("cannot read the manifest", "kan inte läsa manifestet"), path, e)),
        };
        let unusable = || {
            let path = path.display();
            Error::new(say!(
                "`{path}` is not a manifest that this version understands",
                "`{path}` är inget manifest som den här versionen förstår"
            ))
            .hint(say!("empty the output folder and build again", "töm utdatamappen och bygg igen"))
        };
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| unusable())?;
        // A path that leads out of the folder did not come from us.
        let leads_out = |path: &String| path.is_empty() || path.split('/').any(|part| matches!(part, "" | "." | ".."));
        if manifest.version != Manifest::VERSION || manifest.files.keys().any(leads_out) {
            return Err(unusable());
        }
        Ok(Some(manifest))
    }

    /// The hash that stands in the manifest for these bytes.
    pub fn hash(bytes: &[u8]) -> String {
        blake3::hash(bytes).to_hex()[..32].to_owned()
    }

    pub fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }
}
