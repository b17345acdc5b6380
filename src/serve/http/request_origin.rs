//! Where a request comes from.

use std::net::IpAddr;

use axum::http::{Extensions, HeaderMap, HeaderValue};

use crate::serve::proxy::TrustedProxies;

/// Among the extensions of each request.
#[derive(Debug, Clone, Copy)]
pub struct RequestOrigin {
    /// The address that the connection comes from.
    pub peer: IpAddr,
    /// The peer, or whom a trusted proxy forwards for; `None` where it does not say.
    pub client: Option<IpAddr>,
}

impl RequestOrigin {
    pub fn new(proxies: &TrustedProxies, peer: IpAddr, headers: &HeaderMap) -> RequestOrigin {
        if !proxies.is_trusted(peer) {
            return RequestOrigin { peer, client: Some(peer.to_canonical()) };
        }
        let forwarded = headers.get_all("x-forwarded-for").iter().map(HeaderValue::as_bytes);
        RequestOrigin { peer, client: proxies.client(peer, forwarded) }
    }

    pub fn of(extensions: &Extensions) -> RequestOrigin {
        *extensions.get().expect("the router gives every request its origin")
    }

    /// A trusted proxy forwards it, whether it names the client or not.
    pub fn is_forwarded(&self) -> bool {
        self.client != Some(self.peer.to_canonical())
    }
}
