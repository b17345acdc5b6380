//! A session of SFTP over a stream: requests, and the answers to them.
//!
//! `rename` is the one of version 3, which fails where the new name is taken. Libraries prefer OpenSSH's `posix-rename`, which overwrites.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

use super::packet::{
    CLOSE, CREATE, EXCLUSIVE, EXTENDED, FOR_READING, FOR_WRITING, FSTAT, INIT, LSTAT, OPEN, PacketReader, PacketWriter, READ,
    REMOVE, RENAME, STATUS_EOF, STATUS_NO_SUCH_FILE, STATUS_OK, SftpAnswer, SftpStatus, TRUNCATE, VERSION, WRITE, invalid,
    packet_len,
};

/// Bytes of a file in one packet: what every server accepts.
const CHUNK: usize = 32 * 1024;
/// Writes that wait for their answers.
const IN_FLIGHT: usize = 16;

/// What a request came to: the connection works, and the server may have refused.
pub type SftpResult<T> = io::Result<Result<T, SftpStatus>>;

pub struct SftpSession<R, W> {
    reader: BufReader<R>,
    writer: W,
    next_id: u32,
    /// Answers that came before those that were waited for.
    early: BTreeMap<u32, SftpAnswer>,
    has_fsync: bool,
}

/// A request that was sent.
#[derive(Debug, Clone, Copy)]
pub struct SftpRequestId(u32);

#[derive(Debug)]
pub struct SftpHandle(Vec<u8>);

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> SftpSession<R, W> {
    /// Agrees on the version.
    pub async fn start(reader: R, mut writer: W) -> io::Result<SftpSession<R, W>> {
        writer.write_all(&PacketWriter::new(INIT).u32(3).finish()).await?;
        writer.flush().await?;
        let mut session =
            SftpSession { reader: BufReader::new(reader), writer, next_id: 0, early: BTreeMap::new(), has_fsync: false };
        let packet = session.receive().await?;
        let mut fields = PacketReader::new(&packet);
        if fields.u8()? != VERSION || fields.u32()? < 3 {
            return Err(invalid("the server does not speak SFTP 3"));
        }
        while !fields.is_empty() {
            let (name, version) = (fields.string()?, fields.string()?);
            session.has_fsync |= name == b"fsync@openssh.com" && version == b"1";
        }
        Ok(session)
    }

    async fn receive(&mut self) -> io::Result<Vec<u8>> {
        let mut length = [0; 4];
        self.reader.read_exact(&mut length).await?;
        let mut packet = vec![0; packet_len(length)?];
        self.reader.read_exact(&mut packet).await?;
        Ok(packet)
    }

    /// Sends a request. `fill` writes what follows its number.
    async fn request(&mut self, kind: u8, fill: impl FnOnce(PacketWriter) -> PacketWriter) -> io::Result<SftpRequestId> {
        let id = self.next_id;
        self.next_id = id.wrapping_add(1);
        self.writer.write_all(&fill(PacketWriter::new(kind).u32(id)).finish()).await?;
        Ok(SftpRequestId(id))
    }

    async fn answer(&mut self, SftpRequestId(id): SftpRequestId) -> io::Result<SftpAnswer> {
        self.writer.flush().await?;
        loop {
            if let Some(answer) = self.early.remove(&id) {
                return Ok(answer);
            }
            let (answered, answer) = SftpAnswer::parse(&self.receive().await?)?;
            self.early.insert(answered, answer);
        }
    }

    /// Waits for the answer of a request that is answered by success or failure.
    pub async fn done(&mut self, id: SftpRequestId) -> SftpResult<()> {
        match self.answer(id).await? {
            SftpAnswer::Status(status) if status.code == STATUS_OK => Ok(Ok(())),
            answer => refused(answer),
        }
    }

    async fn size(&mut self, id: SftpRequestId) -> SftpResult<Option<u64>> {
        match self.answer(id).await? {
            SftpAnswer::Attributes(size) => Ok(Ok(size)),
            answer => refused(answer),
        }
    }

    async fn handle(&mut self, id: SftpRequestId) -> SftpResult<SftpHandle> {
        match self.answer(id).await? {
            SftpAnswer::Handle(handle) => Ok(Ok(SftpHandle(handle))),
            answer => refused(answer),
        }
    }

    /// What has this name; links are not followed.
    pub async fn look(&mut self, path: &str) -> SftpResult<Option<FoundFile>> {
        let id = self.request(LSTAT, |packet| packet.string(path.as_bytes())).await?;
        self.looked(id).await
    }

    async fn looked(&mut self, id: SftpRequestId) -> SftpResult<Option<FoundFile>> {
        Ok(match self.size(id).await? {
            Ok(size) => Ok(Some(FoundFile { size })),
            Err(status) if status.code == STATUS_NO_SUCH_FILE => Ok(None),
            Err(status) => Err(status),
        })
    }

    /// Looks at the final name, removes what an earlier attempt left and creates the file anew: in one round trip.
    pub async fn prepare(&mut self, part: &str, target: &str) -> io::Result<PreparedUpload> {
        let look = self.request(LSTAT, |packet| packet.string(target.as_bytes())).await?;
        let remove = self.request(REMOVE, |packet| packet.string(part.as_bytes())).await?;
        let open = self.open_request(part, FOR_WRITING | CREATE | EXCLUSIVE).await?;
        let target = self.looked(look).await?;
        let _ = self.done(remove).await?;
        Ok(PreparedUpload { target, opened: self.handle(open).await? })
    }

    async fn open_request(&mut self, path: &str, flags: u32) -> io::Result<SftpRequestId> {
        // No attributes: the server's own permissions.
        self.request(OPEN, |packet| packet.string(path.as_bytes()).u32(flags).u32(0)).await
    }

    /// Empties a file and opens it. For servers that do not let us remove it.
    pub async fn open_emptied(&mut self, path: &str) -> SftpResult<SftpHandle> {
        let id = self.open_request(path, FOR_WRITING | CREATE | TRUNCATE).await?;
        self.handle(id).await
    }

    /// Writes at the end of what was written. A failure is that of the first part that failed.
    pub async fn write(&mut self, handle: &SftpHandle, offset: usize, bytes: &[u8]) -> SftpResult<()> {
        let mut waiting = std::collections::VecDeque::new();
        let mut result = Ok(());
        for (index, chunk) in bytes.chunks(CHUNK).enumerate() {
            if waiting.len() == IN_FLIGHT
                && let Some(id) = waiting.pop_front()
            {
                result = result.and(self.done(id).await?);
            }
            let at = (offset + index * CHUNK) as u64;
            waiting.push_back(self.request(WRITE, |packet| packet.string(&handle.0).u64(at).string(chunk)).await?);
        }
        for id in waiting {
            result = result.and(self.done(id).await?);
        }
        Ok(result)
    }

    /// Writes the file to the server's disk if it can, and closes it. Returns its size, if the server says it.
    pub async fn finish(&mut self, handle: SftpHandle) -> SftpResult<Option<u64>> {
        let fsync = if self.has_fsync {
            Some(self.request(EXTENDED, |packet| packet.string(b"fsync@openssh.com").string(&handle.0)).await?)
        } else {
            None
        };
        let stat = self.request(FSTAT, |packet| packet.string(&handle.0)).await?;
        let close = self.request(CLOSE, |packet| packet.string(&handle.0)).await?;
        let synced = match fsync {
            Some(id) => self.done(id).await?,
            None => Ok(()),
        };
        let size = self.size(stat).await?;
        let closed = self.done(close).await?;
        Ok(synced.and(closed).and(size))
    }

    pub async fn close(&mut self, handle: SftpHandle) -> SftpResult<()> {
        let id = self.request(CLOSE, |packet| packet.string(&handle.0)).await?;
        self.done(id).await
    }

    pub async fn remove(&mut self, path: &str) -> SftpResult<()> {
        let id = self.request(REMOVE, |packet| packet.string(path.as_bytes())).await?;
        self.done(id).await
    }

    /// Asks for another name; the answer, which `done` waits for, is a failure where that name is taken.
    pub async fn rename(&mut self, from: &str, to: &str) -> io::Result<SftpRequestId> {
        let id = self.request(RENAME, |packet| packet.string(from.as_bytes()).string(to.as_bytes())).await?;
        self.writer.flush().await?;
        Ok(id)
    }

    /// Reads a file, up to `limit` bytes.
    pub async fn read(&mut self, path: &str, limit: usize) -> SftpResult<Vec<u8>> {
        let id = self.open_request(path, FOR_READING).await?;
        let handle = match self.handle(id).await? {
            Ok(handle) => handle,
            Err(status) => return Ok(Err(status)),
        };
        let mut bytes = Vec::new();
        let result = loop {
            if bytes.len() >= limit {
                break Ok(());
            }
            let (at, length) = (bytes.len() as u64, CHUNK.min(limit - bytes.len()) as u32);
            let id = self.request(READ, |packet| packet.string(&handle.0).u64(at).u32(length)).await?;
            match self.answer(id).await? {
                SftpAnswer::Data(data) => bytes.extend(data),
                SftpAnswer::Status(status) if status.code == STATUS_EOF => break Ok(()),
                answer => break refused(answer)?,
            }
        };
        let _ = self.close(handle).await?;
        Ok(result.map(|()| bytes))
    }
}

/// What has a name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundFile {
    pub size: Option<u64>,
}

#[derive(Debug)]
pub struct PreparedUpload {
    pub target: Result<Option<FoundFile>, SftpStatus>,
    pub opened: Result<SftpHandle, SftpStatus>,
}

/// An answer that is not the one asked for: a failure, or nonsense.
fn refused<T>(answer: SftpAnswer) -> SftpResult<T> {
    match answer {
        SftpAnswer::Status(status) if status.code != STATUS_OK => Ok(Err(status)),
        _ => Err(io::Error::new(ErrorKind::InvalidData, "an answer to another question")),
    }
}
