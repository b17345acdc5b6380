//! Uploads to a server in memory, which can be ill.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf, WriteHalf, duplex, split};

use super::packet::{
    CLOSE, EXCLUSIVE, FOR_WRITING, FSTAT, INIT, LSTAT, OPEN, PacketReader, PacketWriter, READ, REMOVE, RENAME, STATUS_EOF,
    STATUS_NO_SUCH_FILE, STATUS_OK, VERSION, WRITE,
};
use super::*;
use crate::transport::Payload;

const FAILURE: u32 = 4;

/// The files of a server, and what is wrong with it.
#[derive(Default)]
struct FakeServer {
    files: BTreeMap<String, Vec<u8>>,
    /// Bytes that are free; a write beyond them fails.
    free: Option<usize>,
    /// `REMOVE` fails.
    keeps_files: bool,
    /// `OPEN` for reading fails.
    is_write_only: bool,
    /// `OPEN` fails: there is no folder.
    has_no_folder: bool,
    /// Takes this name as soon as a rename is asked for.
    taken_at_rename: Option<Vec<u8>>,
    /// Ends the connection at this request.
    breaks_at: Option<u8>,
    /// The kinds of the requests, as they came.
    requests: Vec<u8>,
}

type SharedServer = Arc<Mutex<FakeServer>>;
type FakeSession = SftpSession<ReadHalf<DuplexStream>, WriteHalf<DuplexStream>>;

impl FakeServer {
    /// The answer to a request, or `None` to end the connection.
    fn answer(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        let mut fields = PacketReader::new(packet);
        let kind = fields.u8().unwrap();
        self.requests.push(kind);
        if self.breaks_at == Some(kind) {
            return None;
        }
        if kind == INIT {
            return Some(PacketWriter::new(VERSION).u32(3).string(b"posix-rename@openssh.com").string(b"1").finish());
        }
        let id = fields.u32().unwrap();
        let first = String::from_utf8(fields.string().unwrap().to_vec()).unwrap();
        let status = |code: u32| {
            let text = if code == FAILURE { "Failure" } else { "" };
            Some(PacketWriter::new(101).u32(id).u32(code).string(text.as_bytes()).string(b"").finish())
        };
        match kind {
            LSTAT | FSTAT => match self.files.get(&first) {
                Some(file) => Some(PacketWriter::new(105).u32(id).u32(1).u64(file.len() as u64).finish()),
                None => status(STATUS_NO_SUCH_FILE),
            },
            REMOVE if self.keeps_files => status(FAILURE),
            REMOVE => status(if self.files.remove(&first).is_some() { STATUS_OK } else { STATUS_NO_SUCH_FILE }),
            OPEN => {
                let flags = fields.u32().unwrap();
                if self.has_no_folder {
                    return status(STATUS_NO_SUCH_FILE);
                }
                if flags & FOR_WRITING == 0 {
                    let is_readable = self.files.contains_key(&first) && !self.is_write_only;
                    return if is_readable { Some(handle(id, &first)) } else { status(FAILURE) };
                }
                if flags & EXCLUSIVE != 0 && self.files.contains_key(&first) {
                    return status(FAILURE);
                }
                self.files.insert(first.clone(), Vec::new());
                Some(handle(id, &first))
            }
            WRITE => {
                let (at, bytes) = (u64_of(&mut fields), fields.string().unwrap());
                if self.free.is_some_and(|free| at + bytes.len() > free) {
                    return status(FAILURE);
                }
                let file = self.files.get_mut(&first).unwrap();
                assert_eq!(at, file.len(), "the parts come in order");
                file.extend(bytes);
                status(STATUS_OK)
            }
            READ => {
                let (at, length) = (u64_of(&mut fields), fields.u32().unwrap() as usize);
                let file = &self.files[&first];
                let part = &file[at.min(file.len())..(at + length).min(file.len())];
                if part.is_empty() { status(STATUS_EOF) } else { Some(PacketWriter::new(103).u32(id).string(part).finish()) }
            }
            CLOSE => status(STATUS_OK),
            RENAME => {
                let to = String::from_utf8(fields.string().unwrap().to_vec()).unwrap();
                if let Some(other) = self.taken_at_rename.take() {
                    self.files.insert(to.clone(), other);
                }
                if self.files.contains_key(&to) {
                    return status(FAILURE);
                }
                let file = self.files.remove(&first).unwrap();
                self.files.insert(to, file);
                status(STATUS_OK)
            }
            _ => status(8),
        }
    }
}

fn handle(id: u32, name: &str) -> Vec<u8> {
    PacketWriter::new(102).u32(id).string(name.as_bytes()).finish()
}

fn u64_of(fields: &mut PacketReader) -> usize {
    assert_eq!(fields.u32().unwrap(), 0);
    fields.u32().unwrap() as usize
}

async fn serve(server: SharedServer, mut stream: DuplexStream) {
    loop {
        let mut length = [0; 4];
        if stream.read_exact(&mut length).await.is_err() {
            return;
        }
        let mut packet = vec![0; u32::from_be_bytes(length) as usize];
        stream.read_exact(&mut packet).await.unwrap();
        let answer = server.lock().unwrap().answer(&packet);
        let Some(answer) = answer else { return };
        stream.write_all(&answer).await.unwrap();
    }
}

async fn connect(server: &SharedServer) -> FakeSession {
    let (ours, theirs) = duplex(1024);
    tokio::spawn(serve(Arc::clone(server), theirs));
    let (reader, writer) = split(ours);
    SftpSession::start(reader, writer).await.unwrap()
}

fn attempt(bytes: &[u8]) -> Attempt {
    Attempt {
        payload: Payload {
            file_name: "bad.7901".into(),
            id: "msg_desk.1".into(),
            media_type: "text/plain".into(),
            bytes: Arc::new(bytes.to_vec()),
        },
        may_have_arrived: false,
        commit_before: Instant::now() + Duration::from_secs(60),
    }
}

/// One attempt at this server: the outcome, the files that it leaves, the kinds of requests.
fn send(server: FakeServer, attempt: &Attempt) -> (Outcome, FakeServer) {
    let server = Arc::new(Mutex::new(server));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let outcome = runtime.block_on(async {
        let mut session = connect(&server).await;
        let names = RemoteNames::new("in", "bad.7901").unwrap();
        let mut progress = SftpProgress::Writing;
        match deliver(&mut session, attempt, &names, &mut progress).await {
            Ok(outcome) => outcome,
            Err(error) => broken(&error, "", progress),
        }
    });
    let left = std::mem::take(&mut *server.lock().unwrap());
    (outcome, left)
}

fn names(server: &FakeServer) -> Vec<&str> {
    server.files.keys().map(String::as_str).collect()
}

fn files<const N: usize>(files: [(&str, &[u8]); N]) -> FakeServer {
    let files = files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect();
    FakeServer { files, ..FakeServer::default() }
}

fn delivered(count: usize) -> Outcome {
    Outcome::Delivered(Reply::new(None, &format!("{count} bytes written")))
}

fn retry_text(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Retry { reply, .. } => &reply.text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_message_is_uploaded_under_another_name_and_renamed() {
    let (outcome, server) = send(FakeServer::default(), &attempt(b"Ny simhall"));
    assert_eq!(outcome, delivered(10));
    assert_eq!(server.files, files([("in/bad.7901", b"Ny simhall")]).files);
    assert_eq!(server.requests, [INIT, LSTAT, REMOVE, OPEN, WRITE, WRITE, FSTAT, CLOSE, RENAME]);
}

#[test]
fn a_message_of_any_length_arrives_whole() {
    for length in [0, 1, 32 * 1024, 32 * 1024 + 1, 1_500_000] {
        let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let (outcome, server) = send(FakeServer::default(), &attempt(&bytes));
        assert_eq!(outcome, delivered(length));
        assert!(server.files["in/bad.7901"] == bytes, "{length}");
    }
}

#[test]
fn the_same_file_is_delivered_and_another_is_never_overwritten() {
    let (outcome, server) = send(files([("in/bad.7901", b"Ny simhall"), ("in/.bad.7901.part", b"Ny")]), &attempt(b"Ny simhall"));
    assert_eq!(outcome, Outcome::already_there());
    assert_eq!(names(&server), ["in/bad.7901"]);
    for other in [&b"Ny simhalL"[..], b"Ny", b""] {
        let (outcome, server) = send(files([("in/bad.7901", b"Ny simhall")]), &attempt(other));
        assert_eq!(outcome, Outcome::name_taken());
        assert_eq!(server.files, files([("in/bad.7901", b"Ny simhall")]).files);
    }
}

#[test]
fn where_files_cannot_be_read_the_length_decides() {
    let server = FakeServer { is_write_only: true, ..files([("in/bad.7901", b"Ny simhall")]) };
    assert_eq!(send(server, &attempt(b"Ny simhalL")).0, Outcome::already_there());
    let server = FakeServer { is_write_only: true, ..files([("in/bad.7901", b"Ny simhall")]) };
    assert_eq!(send(server, &attempt(b"Ny")).0, Outcome::name_taken());
}

#[test]
fn a_name_that_is_taken_at_the_last_moment_is_compared() {
    for (other, outcome) in [(&b"Ny simhall"[..], Outcome::already_there()), (b"Annat", Outcome::name_taken())] {
        let server = FakeServer { taken_at_rename: Some(other.to_vec()), ..FakeServer::default() };
        let (found, server) = send(server, &attempt(b"Ny simhall"));
        assert_eq!(found, outcome);
        assert_eq!(server.files, files([("in/bad.7901", other)]).files);
    }
}

#[test]
fn an_unfinished_file_is_written_anew_even_if_it_cannot_be_removed() {
    for keeps_files in [false, true] {
        let server = FakeServer { keeps_files, ..files([("in/.bad.7901.part", b"a longer text of an earlier attempt")]) };
        let (outcome, server) = send(server, &attempt(b"Ny simhall"));
        assert_eq!(outcome, delivered(10));
        assert_eq!(server.files, files([("in/bad.7901", b"Ny simhall")]).files);
    }
}

#[test]
fn a_full_disk_leaves_nothing() {
    for free in [0, 7] {
        let server = FakeServer { free: Some(free), ..FakeServer::default() };
        let (outcome, server) = send(server, &attempt(b"Ny simhall"));
        assert_eq!(retry_text(&outcome), "the file cannot be written: Failure");
        assert_eq!(names(&server), [""; 0]);
    }
}

#[test]
fn a_missing_folder_is_named() {
    let server = FakeServer { has_no_folder: true, ..FakeServer::default() };
    let (outcome, _) = send(server, &attempt(b"Ny simhall"));
    assert!(retry_text(&outcome).starts_with("the folder is missing"), "{outcome:?}");
}

#[test]
fn a_connection_that_breaks_before_the_rename_has_delivered_nothing_and_then_it_is_unknown() {
    for step in [LSTAT, OPEN, WRITE, CLOSE] {
        let (outcome, server) = send(FakeServer { breaks_at: Some(step), ..FakeServer::default() }, &attempt(b"Ny simhall"));
        assert!(retry_text(&outcome).starts_with("the connection broke"), "{outcome:?}");
        assert!(!server.files.contains_key("in/bad.7901"));
    }
    let (outcome, _) = send(FakeServer { breaks_at: Some(RENAME), ..FakeServer::default() }, &attempt(b"Ny simhall"));
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
}

#[test]
fn when_the_lease_is_about_to_end_nothing_gets_its_final_name() {
    let late = Attempt { commit_before: Instant::now(), ..attempt(b"Ny simhall") };
    let (outcome, server) = send(FakeServer::default(), &late);
    assert_eq!(outcome, Outcome::late());
    assert_eq!(names(&server), ["in/.bad.7901.part"]);
}

#[test]
fn a_probe_leaves_nothing() {
    let server = SharedServer::default();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let outcome = runtime.block_on(async { probe(&mut connect(&server).await, "in").await.unwrap() });
    assert!(matches!(outcome, Outcome::Delivered(_)), "{outcome:?}");
    assert!(server.lock().unwrap().files.is_empty());
}

#[test]
fn a_name_leads_to_no_other_folder() {
    for name in ["", ".bad", "../bad", "a/b", "a\\b", "a\nb", "a\0b"] {
        assert!(RemoteNames::new("in", name).is_none(), "{name}");
    }
    assert_eq!(RemoteNames::new("", "bad").unwrap().target, "bad");
}

#[cfg(unix)]
#[test]
fn a_key_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, "key").unwrap();
    for (mode, is_fine) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(check_key_file(&file).is_ok(), is_fine, "{mode:o}");
    }
    assert!(check_key_file(&folder.path().join("none")).is_err());
    assert!(check_key_file(folder.path()).is_err());
}
