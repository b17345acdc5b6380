//! Which proxies are trusted, and whom they forward for.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

pub struct TrustedProxies(pub Vec<IpNet>);

impl TrustedProxies {
    pub fn is_trusted(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client of a request: the peer, or the address that a trusted proxy names; `None` where such a proxy names none.
    /// `forwarded` are the lines of `X-Forwarded-For` in their order.
    pub fn client<'h>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'h [u8]>) -> Option<IpAddr> {
        let peer = peer.to_canonical();
        if !self.is_trusted(peer) {
            return Some(peer);
        }
        // From the right: anything left of an untrusted address can be made up, and need not even be text.
        let hops = forwarded.rev().flat_map(|list| list.rsplit(|byte| *byte == b','));
        let hops = hops.map_while(|hop| parse_hop(std::str::from_utf8(hop).ok()?.trim()));
        let mut client = None;
        for hop in hops {
            client = Some(hop);
            if !self.is_trusted(hop) {
                break;
            }
        }
        client
    }
}

/// An address as proxies write it, some with a port behind it.
fn parse_hop(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse::<IpAddr>().or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    address.ok().map(|address| address.to_canonical())
}
