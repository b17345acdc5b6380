//! A connection whose client has to read: it is closed when the client takes less than a minimum rate.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

/// How slowly a client may read.
#[derive(Debug, Clone, Copy)]
pub struct MinRate {
    /// How long it may read nothing while there is something to send.
    pub pause: Duration,
    /// Each this many bytes that it takes give it another second, up to `pause`.
    pub bytes_per_second: u32,
}

/// A stream that can end without what was written and not sent yet.
pub trait ResetOnClose {
    fn reset_on_close(&self);
}

impl ResetOnClose for TcpStream {
    /// Without it the system keeps what is left for minutes, for a client that does not read it.
    fn reset_on_close(&self) {
        // Where the system refuses, it ends as others do.
        let _ = self.set_zero_linger();
    }
}

/// Times the writes to `inner`. Only the time in which a write waits is counted.
pub struct PacedStream<S> {
    inner: S,
    min_rate: MinRate,
    /// What is left of the time that writes may wait.
    allowance: Duration,
    waiting: Option<Waiting>,
}

/// A write that waits for the client.
struct Waiting {
    since: Instant,
    deadline: Pin<Box<Sleep>>,
}

impl<S: ResetOnClose> PacedStream<S> {
    pub fn new(inner: S, min_rate: MinRate) -> PacedStream<S> {
        PacedStream { inner, min_rate, allowance: min_rate.pause, waiting: None }
    }

    fn pace(&mut self, context: &mut Context, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        let Poll::Ready(written) = written else {
            let allowance = self.allowance;
            let start = || Waiting { since: Instant::now(), deadline: Box::pin(sleep(allowance)) };
            ready!(self.waiting.get_or_insert_with(start).deadline.as_mut().poll(context));
            self.inner.reset_on_close();
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        };
        if let Some(waiting) = self.waiting.take() {
            self.allowance = self.allowance.saturating_sub(waiting.since.elapsed());
        }
        if let Ok(bytes) = written
            && self.allowance < self.min_rate.pause
        {
            let earned = Duration::from_secs_f64(bytes as f64 / f64::from(self.min_rate.bytes_per_second));
            self.allowance = self.allowance.saturating_add(earned).min(self.min_rate.pause);
        }
        Poll::Ready(written)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PacedStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context, buffer: &mut ReadBuf) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + ResetOnClose + Unpin> AsyncWrite for PacedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.pace(context, written)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context, parts: &[io::IoSlice]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, parts);
        self.pace(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    impl ResetOnClose for DuplexStream {
        fn reset_on_close(&self) {}
    }

    const MIN_RATE: MinRate = MinRate { pause: Duration::from_millis(300), bytes_per_second: 10_000 };

    /// Writes 20 kB through 100 bytes of buffer to a reader that pauses after every 100 bytes.
    fn write_to_reader(reader_pause: Duration) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let (ours, mut theirs) = duplex(100);
            let mut stream = PacedStream::new(ours, MIN_RATE);
            let reader = async {
                let mut buffer = [0; 100];
                while theirs.read_exact(&mut buffer).await.is_ok() {
                    sleep(reader_pause).await;
                }
            };
            tokio::select! {
                written = stream.write_all(&[0; 20_000]) => written,
                () = reader => Ok(()),
            }
        })
    }

    #[test]
    fn who_reads_too_slowly_is_cut_off_and_who_reads_is_not() {
        assert!(write_to_reader(Duration::from_millis(1)).is_ok(), "100 kB/s, for longer than the pause");
        let slow = write_to_reader(Duration::from_millis(50)).unwrap_err();
        assert_eq!(slow.kind(), io::ErrorKind::TimedOut, "2 kB/s: each pause is short, and all together are too long");
        assert_eq!(write_to_reader(Duration::from_secs(5)).unwrap_err().kind(), io::ErrorKind::TimedOut, "nothing at all");
    }
}
