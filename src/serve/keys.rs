//! Secrets: the token of the operators' pages, and the key that the addresses of previews are made with. The door to `getrandom`.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::error::Error;
use crate::model::ReleaseId;
use crate::msg;

/// Below the state directory; a backup holds it too.
pub const FOLDER: &str = "keys";
/// Characters of a preview's token, four bits each.
pub const TOKEN_LEN: usize = 40;
const STATUS: &str = "status-token";
const PREVIEW: &str = "preview-key";

/// Made at the first start, in files that only their owner can read.
pub struct ServiceKeys {
    status: String,
    preview: [u8; 32],
}

impl ServiceKeys {
    pub fn open(state: &Path) -> Result<ServiceKeys, Error> {
        let folder = state.join(FOLDER);
        let failed = |e| Error::file(msg!("cannot write the keys of the service", "kan inte spara tjänstens nycklar"), &folder, e);
        fs::create_dir_all(&folder).map_err(failed)?;
        let status = load_or_create(&folder.join(STATUS)).map_err(failed)?;
        let preview = load_or_create(&folder.join(PREVIEW)).map_err(failed)?;
        Ok(ServiceKeys { status, preview: *blake3::hash(preview.as_bytes()).as_bytes() })
    }

    /// Is this the token of the operators' pages? Takes as long for a near miss as for any other.
    pub fn is_status_token(&self, token: &str) -> bool {
        // Hashes compare in constant time.
        blake3::hash(token.as_bytes()) == blake3::hash(self.status.as_bytes())
    }

    /// The part of a preview's address that cannot be guessed: 160 bits, the same after a restart, another for each release.
    pub fn preview_token(&self, id: &ReleaseId) -> String {
        let hash = blake3::keyed_hash(&self.preview, id.as_str().as_bytes());
        hash.to_hex().chars().take(TOKEN_LEN).collect()
    }
}

/// The secret in a file, made of 256 random bits when there is none.
fn load_or_create(path: &Path) -> std::io::Result<String> {
    if let Ok(text) = fs::read_to_string(path)
        && text.trim().len() >= 32
    {
        return Ok(text.trim().to_owned());
    }
    let mut bits = [0u8; 32];
    getrandom::fill(&mut bits).map_err(|e| std::io::Error::other(e.to_string()))?;
    let text = blake3::Hash::from_bytes(bits).to_hex().to_string();
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_survive_a_restart_and_differ() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let id = ReleaseId::parse("tag:example.org,2026-03-02:a").unwrap();
        let keys = ServiceKeys::open(one.path()).unwrap();
        assert_eq!(keys.preview_token(&id), ServiceKeys::open(one.path()).unwrap().preview_token(&id));
        assert_ne!(keys.preview_token(&id), ServiceKeys::open(two.path()).unwrap().preview_token(&id));
        let token = fs::read_to_string(one.path().join("keys/status-token")).unwrap();
        assert!(keys.is_status_token(token.trim()) && !keys.is_status_token("") && !keys.is_status_token(&token.trim()[1..]));
    }
}
