//! The packets of SFTP 3. <https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02>

use std::io::{self, ErrorKind};

/// Larger than any answer that we ask for.
const MAX_LEN: usize = 256 * 1024;

pub const INIT: u8 = 1;
pub const OPEN: u8 = 3;
pub const CLOSE: u8 = 4;
pub const READ: u8 = 5;
pub const WRITE: u8 = 6;
pub const LSTAT: u8 = 7;
pub const FSTAT: u8 = 8;
pub const REMOVE: u8 = 13;
pub const RENAME: u8 = 18;
pub const EXTENDED: u8 = 200;

pub const VERSION: u8 = 2;
const STATUS: u8 = 101;
const HANDLE: u8 = 102;
const DATA: u8 = 103;
const ATTRS: u8 = 105;

pub const STATUS_OK: u32 = 0;
pub const STATUS_EOF: u32 = 1;
pub const STATUS_NO_SUCH_FILE: u32 = 2;

/// Flags of `OPEN`.
pub const FOR_READING: u32 = 0x01;
pub const FOR_WRITING: u32 = 0x02;
pub const CREATE: u32 = 0x08;
pub const TRUNCATE: u32 = 0x10;
pub const EXCLUSIVE: u32 = 0x20;

const HAS_SIZE: u32 = 0x01;

/// A packet that is written.
#[derive(Debug)]
pub struct PacketWriter(Vec<u8>);

impl PacketWriter {
    pub fn new(kind: u8) -> PacketWriter {
        PacketWriter(vec![0, 0, 0, 0, kind])
    }

    pub fn u32(mut self, value: u32) -> PacketWriter {
        self.0.extend(value.to_be_bytes());
        self
    }

    pub fn u64(mut self, value: u64) -> PacketWriter {
        self.0.extend(value.to_be_bytes());
        self
    }

    pub fn string(mut self, bytes: &[u8]) -> PacketWriter {
        self.0.extend(u32::try_from(bytes.len()).expect("no part of a packet is that long").to_be_bytes());
        self.0.extend(bytes);
        self
    }

    /// With its length in front.
    pub fn finish(mut self) -> Vec<u8> {
        let length = u32::try_from(self.0.len() - 4).expect("no packet is that long");
        self.0[..4].copy_from_slice(&length.to_be_bytes());
        self.0
    }
}

/// A packet that was received, without its length.
#[derive(Debug)]
pub struct PacketReader<'a>(&'a [u8]);

impl<'a> PacketReader<'a> {
    pub fn new(bytes: &'a [u8]) -> PacketReader<'a> {
        PacketReader(bytes)
    }

    fn take(&mut self, count: usize) -> io::Result<&'a [u8]> {
        let (first, rest) = self.0.split_at_checked(count).ok_or_else(|| invalid("a packet is too short"))?;
        self.0 = rest;
        Ok(first)
    }

    pub fn u8(&mut self) -> io::Result<u8> {
        Ok(self.take(1)?[0])
    }

    pub fn u32(&mut self) -> io::Result<u32> {
        Ok(u32::from_be_bytes(self.take(4)?.try_into().expect("four bytes were taken")))
    }

    fn u64(&mut self) -> io::Result<u64> {
        Ok(u64::from_be_bytes(self.take(8)?.try_into().expect("eight bytes were taken")))
    }

    pub fn string(&mut self) -> io::Result<&'a [u8]> {
        let length = self.u32()? as usize;
        self.take(length)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a server answers to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SftpAnswer {
    Status(SftpStatus),
    Handle(Vec<u8>),
    Data(Vec<u8>),
    /// The size of a file, if the server says it.
    Attributes(Option<u64>),
}

/// Success or failure, with the server's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SftpStatus {
    pub code: u32,
    pub text: String,
}

impl SftpAnswer {
    /// The number of the request, and the answer to it.
    pub fn parse(packet: &[u8]) -> io::Result<(u32, SftpAnswer)> {
        let mut reader = PacketReader::new(packet);
        let kind = reader.u8()?;
        let id = reader.u32()?;
        let answer = match kind {
            STATUS => {
                let code = reader.u32()?;
                // Old servers say no more than the code.
                let text = if reader.is_empty() { &[][..] } else { reader.string()? };
                SftpAnswer::Status(SftpStatus { code, text: String::from_utf8_lossy(text).into_owned() })
            }
            HANDLE => SftpAnswer::Handle(reader.string()?.to_vec()),
            DATA => SftpAnswer::Data(reader.string()?.to_vec()),
            ATTRS => {
                let flags = reader.u32()?;
                SftpAnswer::Attributes(if flags & HAS_SIZE == 0 { None } else { Some(reader.u64()?) })
            }
            _ => return Err(invalid("an answer of an unknown kind")),
        };
        Ok((id, answer))
    }
}

/// The length of a packet, which precedes it.
///
/// # Errors
/// When it is too long: whatever it is, it is not SFTP. A shell that greets is often the cause.
pub fn packet_len(bytes: [u8; 4]) -> io::Result<usize> {
    let length = u32::from_be_bytes(bytes) as usize;
    if length == 0 || length > MAX_LEN { Err(invalid("the server does not speak SFTP")) } else { Ok(length) }
}

pub fn invalid(text: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_has_its_length_in_front() {
        let packet = PacketWriter::new(RENAME).u32(7).string(b"a").string(b"bc").finish();
        assert_eq!(packet, b"\0\0\0\x10\x12\0\0\0\x07\0\0\0\x01a\0\0\0\x02bc");
    }

    #[test]
    fn answers_are_read_and_broken_ones_are_errors() {
        let status = b"\x65\0\0\0\x09\0\0\0\x04\0\0\0\x07Failure\0\0\0\0";
        let failure = SftpAnswer::Status(SftpStatus { code: 4, text: "Failure".into() });
        assert_eq!(SftpAnswer::parse(status).unwrap(), (9, failure));
        let bare = SftpAnswer::Status(SftpStatus { code: 2, text: String::new() });
        assert_eq!(SftpAnswer::parse(b"\x65\0\0\0\x09\0\0\0\x02").unwrap(), (9, bare));
        let attributes = b"\x69\0\0\0\x01\0\0\0\x05\0\0\0\0\0\0\0\x2a\0\0\x81\xa4";
        assert_eq!(SftpAnswer::parse(attributes).unwrap(), (1, SftpAnswer::Attributes(Some(42))));
        for broken in
            [&b""[..], b"\x65\0\0", b"\x65\0\0\0\x09\0\0\0\x04\0\0\0\xffF", b"\x66\0\0\0\x01\0\0\0\x09ab", b"\x01\0\0\0\x01"]
        {
            assert!(SftpAnswer::parse(broken).is_err(), "{broken:?}");
        }
        assert!(packet_len(*b"Welc").is_err());
    }
}
