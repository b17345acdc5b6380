//! Where a request comes from.

use std::net::IpAddr;

use axum::http::{Extensions, HeaderMap};

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
        let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        // Values in the order of the request, as `get_all` gives them from either end.
        RequestOrigin { peer, client: proxies.client(peer, forwarded) }
    }

    pub fn of(extensions: &Extensions) -> RequestOrigin {
        *extensions.get().expect("the router gives every request its origin")
    }

    /// A proxy that is trusted named the client.
    pub fn is_forwarded(&self) -> bool {
        self.client != Some(self.peer.to_canonical())
    }
}
