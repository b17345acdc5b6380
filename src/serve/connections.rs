//! Accepts connections, and limits their number, headers and time. The door to `hyper` and `hyper-util`.

use std::convert::Infallible;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

/// Limits on connections.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionLimits {
    /// Connections at the same time; one more waits until another ends.
    pub connections: usize,
    /// Bytes of a request line and its headers together.
    pub header_bytes: usize,
    /// How long the headers of a request may take, including the wait for the request.
    pub header_time: Duration,
    /// How long a connection may last; the response being sent then is its last.
    pub connection_time: Duration,
    /// How long responses may take when the service or their connection ends.
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

/// Answers every request with `respond` until `stop` is true; then finishes the responses that have begun.
pub async fn run<R, F>(listener: TcpListener, limits: ConnectionLimits, mut stop: watch::Receiver<bool>, respond: R)
where
    R: Fn(Request<Incoming>, IpAddr) -> F + Clone + Send + Sync + 'static,
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
                    // Most often there are no file handles left: other connections must end first.
                    tracing::warn!(target: "http", error = error.to_string(), "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            _ = stop.wait_for(|stop| *stop) => break,
        };
        // Without it responses are only slower.
        let _ = stream.set_nodelay(true);
        let (respond, address) = (respond.clone(), peer.ip());
        let service = service_fn(move |request| {
            let response = respond(request, address);
            async move { Ok::<_, Infallible>(response.await) }
        });
        let connection = server.serve_connection(TokioIo::new(stream), service);
        let mut stop = stop.clone();
        tokio::spawn(async move {
            let mut connection = std::pin::pin!(connection);
            // Ignore clients that disconnect.
            tokio::select! {
                _ = &mut connection => return drop(place),
                _ = tokio::time::sleep(limits.connection_time) => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
            // The response being sent is finished.
            connection.as_mut().graceful_shutdown();
            // A client that reads too slowly is cut off.
            let _ = tokio::time::timeout(limits.stop_time, connection).await;
            drop(place);
        });
    }
    drop(listener);
    // When every place is free again, every response is finished; what takes longer is cut off.
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(limits.stop_time, places.acquire_many(all)).await;
}
