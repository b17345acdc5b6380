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
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;

use super::paced_stream::{MinRate, PacedStream};
use super::places::{Place, Places};

/// Limits on connections.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionLimits {
    /// Connections at the same time; one more waits until another ends.
    pub connections: usize,
    /// Bytes of a request line and its headers together.
    pub header_bytes: usize,
    /// How long the headers of a request may take, including the wait for the request; and its body as long again.
    pub header_time: Duration,
    /// The same while there are few places left.
    pub scarce_header_time: Duration,
    /// How slowly a client may read a response.
    pub min_rate: MinRate,
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
            scarce_header_time: Duration::from_secs(3),
            min_rate: MinRate { pause: Duration::from_secs(20), bytes_per_second: 1_024 },
            connection_time: Duration::from_secs(600),
            stop_time: Duration::from_secs(10),
        }
    }
}

/// Bytes that the system keeps of each response until the client has them; Linux takes twice as many. Without a bound it takes megabytes for
/// each slow reader, and they count as the service's memory.
const SEND_BUFFER: u32 = 64 * 1024;

/// The same for what a client sends: a request, or a form for the hub.
const RECEIVE_BUFFER: u32 = 32 * 1024;

/// Connections that cannot be accepted are logged no more often.
const FAILURE_LOG_INTERVAL: Duration = Duration::from_secs(60);

/// A listener whose connections take a bounded part of the system's memory.
///
/// # Errors
/// When the address cannot be listened on.
pub fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { tokio::net::TcpSocket::new_v4()? } else { tokio::net::TcpSocket::new_v6()? };
    // A restart must not wait for connections of the process before.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    socket.bind(address)?;
    socket.listen(1_024)
}

/// The places for the connections of all listeners.
#[derive(Debug, Clone)]
pub struct ConnectionPlaces {
    /// One that waits for a place waits for this.
    all: Arc<Semaphore>,
    places: Arc<Places>,
}

impl ConnectionPlaces {
    pub fn new(places: Arc<Places>) -> ConnectionPlaces {
        ConnectionPlaces { all: Arc::new(Semaphore::new(places.limit())), places }
    }
}

/// What a connection holds. The place is given back first: the next connection gets the permit and must
/// find a place.
struct Held {
    _place: Place,
    _permit: Option<OwnedSemaphorePermit>,
}

/// Answers every request with `respond` until `stop` is true; then finishes the responses that have begun. `places` are for the connections, and
/// `client` gives the client of a peer: `None` where many share it, as behind a proxy.
pub async fn run<R, F>(
    listener: TcpListener,
    limits: ConnectionLimits,
    places: ConnectionPlaces,
    client: impl Fn(IpAddr) -> Option<IpAddr>,
    mut stop: watch::Receiver<bool>,
    respond: R,
) where
    R: Fn(Request<Incoming>, IpAddr) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let ConnectionPlaces { all, places } = places;
    let [relaxed, scarce] = [limits.header_time, limits.scarce_header_time.min(limits.header_time)].map(|header_time| {
        let mut server = http1::Builder::new();
        server.timer(TokioTimer::new()).header_read_timeout(header_time).max_buf_size(limits.header_bytes).half_close(false);
        server
    });
    let mut last_failure = None;
    loop {
        let permit = tokio::select! {
            permit = Arc::clone(&all).acquire_owned() => permit.ok(),
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, peer): (TcpStream, SocketAddr) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Most often there are no file handles left: other connections must end first.
                if last_failure.is_none_or(|last: Instant| last.elapsed() > FAILURE_LOG_INTERVAL) {
                    tracing::warn!(target: "http", error = error.to_string(), "cannot accept a connection");
                    last_failure = Some(Instant::now());
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let client = client(peer.ip());
        let Some(place) = places.take(client) else {
            // The client has its share: closed without a word, since reading its request would take a place.
            continue;
        };
        let held = Held { _place: place, _permit: permit };
        // A proxy has to close its connections first.
        let is_scarce = client.is_some() && places.free() < places.limit() / 4;
        // Without it responses are only slower.
        let _ = stream.set_nodelay(true);
        let (respond, address) = (respond.clone(), peer.ip());
        let service = service_fn(move |request| {
            let response = respond(request, address);
            async move { Ok::<_, Infallible>(response.await) }
        });
        let stream = TokioIo::new(PacedStream::new(stream, limits.min_rate));
        let connection = if is_scarce { &scarce } else { &relaxed }.serve_connection(stream, service);
        let mut stop = stop.clone();
        tokio::spawn(async move {
            let mut connection = std::pin::pin!(connection);
            // Ignore clients that disconnect.
            tokio::select! {
                _ = &mut connection => return drop(held),
                _ = tokio::time::sleep(limits.connection_time) => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
            // The response being sent is finished.
            connection.as_mut().graceful_shutdown();
            // A client that reads too slowly is cut off.
            let _ = tokio::time::timeout(limits.stop_time, connection).await;
            drop(held);
        });
    }
    drop(listener);
    // When every place is free again, every response is finished; what takes longer is cut off.
    let total = u32::try_from(places.limit()).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(limits.stop_time, all.acquire_many(total)).await;
}
