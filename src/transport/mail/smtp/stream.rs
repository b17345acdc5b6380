//! The bytes to and from a server, in the open or under TLS, each step with a time limit.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::reply::SmtpReply;
use super::step::{SmtpFailure, SmtpStep};

/// Of one address; a host can have several.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TLS_TIMEOUT: Duration = Duration::from_secs(20);

/// Both kinds of streams.
trait Duplex: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin> Duplex for S {}

pub struct SmtpStream {
    transport: Box<dyn Duplex>,
    local: IpAddr,
    peer: IpAddr,
    pub is_encrypted: bool,
    /// Read, and not yet taken.
    buffer: Vec<u8>,
}

/// How far a text was written.
pub struct Written {
    pub bytes: usize,
    pub failure: Option<SmtpFailure>,
}

impl SmtpStream {
    /// Opens a connection to the first address of the host that answers. Without Nagle's delay: a step waits for the reply to the one
    /// before it, so nothing comes to fill the packet.
    pub async fn connect(host: &str, port: u16) -> Result<SmtpStream, SmtpFailure> {
        let addresses: Vec<SocketAddr> = match timeout(CONNECT_TIMEOUT, tokio::net::lookup_host((host, port))).await {
            Ok(Ok(found)) => found.collect(),
            Ok(Err(error)) => return Err(SmtpFailure::broken(&format!("the relay's host is not found: {error}"))),
            Err(_) => return Err(SmtpFailure::broken("the relay's host was not found in time")),
        };
        let mut last = SmtpFailure::broken("the relay's host has no address");
        for address in addresses {
            match timeout(CONNECT_TIMEOUT, open(address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => last = SmtpFailure::broken(&format!("no connection to the relay: {error}")),
                Err(_) => last = SmtpFailure::broken("the relay did not answer in time"),
            }
        }
        Err(last)
    }

    /// The same connection under TLS. Whatever came before it in the open is an error: somebody could have put it there (CVE-2011-0411).
    pub async fn encrypt(self, host: &str, config: &Arc<ClientConfig>) -> Result<SmtpStream, SmtpFailure> {
        if !self.buffer.is_empty() {
            return Err(SmtpFailure::broken("the server sent bytes before TLS began"));
        }
        let name =
            ServerName::try_from(host.to_owned()).map_err(|_| SmtpFailure::broken("no certificate can name the relay's host"))?;
        let connector = TlsConnector::from(Arc::clone(config));
        match timeout(TLS_TIMEOUT, connector.connect(name, self.transport)).await {
            Ok(Ok(stream)) => Ok(SmtpStream { transport: Box::new(stream), is_encrypted: true, ..self }),
            Ok(Err(error)) => Err(SmtpFailure::broken(&format!("TLS failed: {error}"))),
            Err(_) => Err(SmtpFailure::broken("TLS was not ready in time")),
        }
    }

    pub fn is_to_this_machine(&self) -> bool {
        self.peer.is_loopback()
    }

    /// What the client calls itself: its address, as it need not have a name (RFC 5321, 4.1.3).
    pub fn own_name(&self) -> String {
        match self.local {
            IpAddr::V4(address) => format!("[{address}]"),
            IpAddr::V6(address) => format!("[IPv6:{address}]"),
        }
    }

    /// Writes all of `bytes`, and counts how many the system has taken.
    pub async fn write(&mut self, bytes: &[u8], limit: Duration) -> Written {
        let mut written = 0;
        let result = timeout(limit, async {
            while written < bytes.len() {
                match self.transport.write(&bytes[written..]).await? {
                    0 => return Err(io::ErrorKind::WriteZero.into()),
                    count => written += count,
                }
            }
            self.transport.flush().await
        })
        .await;
        let failure = match result {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(SmtpFailure::broken(&format!("the connection broke: {error}"))),
            Err(_) => Some(SmtpFailure::broken("the server took no more bytes in time")),
        };
        Written { bytes: written, failure }
    }

    /// Sends a command and reads its reply.
    pub async fn ask(&mut self, command: &str, step: SmtpStep) -> Result<SmtpReply, SmtpFailure> {
        let written = self.write(format!("{command}\r\n").as_bytes(), step.limit()).await;
        written.failure.map_or(Ok(()), Err)?;
        self.read_reply(step).await
    }

    /// The next reply.
    pub async fn read_reply(&mut self, step: SmtpStep) -> Result<SmtpReply, SmtpFailure> {
        let read = timeout(step.limit(), async {
            loop {
                if let Some(reply) = SmtpReply::take(&mut self.buffer).map_err(SmtpFailure::broken)? {
                    return Ok(reply);
                }
                match self.transport.read_buf(&mut self.buffer).await {
                    Ok(0) => return Err(SmtpFailure::broken(&format!("the server closed the connection {step}"))),
                    Ok(_) => {}
                    Err(error) => return Err(SmtpFailure::broken(&format!("the connection broke {step}: {error}"))),
                }
            }
        });
        read.await.unwrap_or_else(|_| Err(SmtpFailure::broken(&format!("the server did not answer in time {step}"))))
    }
}

async fn open(address: SocketAddr) -> io::Result<SmtpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (local, peer) = (stream.local_addr()?.ip(), stream.peer_addr()?.ip());
    Ok(SmtpStream { transport: Box::new(stream), local, peer, is_encrypted: false, buffer: Vec::new() })
}
