//! Takes connections, and lets nobody hold one for ever: limits on how many, on headers and on time. The door to `hyper` and `hyper-util`.

use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::http::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::sync::watch;

/// What one connection may take.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionLimits {
    /// Connections at the same time; one more waits until another ends.
    pub connections: usize,
    /// Bytes of a request's line and headers together.
    pub header_bytes: usize,
    /// How long the headers of a request may take, the wait for the next one included.
    pub header_time: Duration,
    /// How long a connection may last; the answer under way then is its last.
    pub connection_time: Duration,
    /// How long answers under way may take when the service or their connection comes to its end.
    pub stop_time: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> ConnectionLimits {
        ConnectionLimits {
            connections: 4_096,
            header_bytes: 16 * 1024,
            header_time: Duration::from_secs(15),
            connection_time: Duration::from_secs(600),
            stop_time: Duration::from_secs(10),
        }
    }
}

/// Answers every request with `answer`, until `stop` says so; then lets the answers under way come to their end.
pub async fn run<A, F>(listener: TcpListener, limits: ConnectionLimits, mut stop: watch::Receiver<bool>, answer: A)
where
    A: Fn(Request<Incoming>, IpAddr) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(limits.header_time).max_buf_size(limits.header_bytes).half_close(false);
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, peer): (_, SocketAddr) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Most often out of file handles: others must end first.
                    tracing::warn!(target: "http", error = error.to_string(), "cannot take a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let _ = stream.set_nodelay(true);
        let (answer, address) = (answer.clone(), peer.ip());
        let service = service_fn(move |request| {
            let answered = answer(request, address);
            async move { Ok::<_, Infallible>(answered.await) }
        });
        let connection = server.serve_connection(TokioIo::new(stream), service);
        let mut stop = stop.clone();
        tokio::spawn(async move {
            let mut connection = std::pin::pin!(connection);
            // A reader that breaks off is no matter of ours.
            tokio::select! {
                _ = &mut connection => return drop(place),
                _ = tokio::time::sleep(limits.connection_time) => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
            // The answer under way is the last; nobody is cut off in the midst of one who reads it.
            connection.as_mut().graceful_shutdown();
            let _ = tokio::time::timeout(limits.stop_time, connection).await;
            drop(place);
        });
    }
    drop(listener);
    // When every place is free again, every answer has come to its end.
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(limits.stop_time, places.acquire_many(all)).await;
}
