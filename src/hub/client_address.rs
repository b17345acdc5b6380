//! Which addresses count as one client.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The owner of an address: a customer has a whole IPv6 /64.
pub fn address_owner(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

/// The network of an owner: an IPv6 /48, which one customer can have too, or an IPv4 /24.
pub fn address_network(owner: IpAddr) -> IpAddr {
    match owner {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << 8)).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 80)).into(),
    }
}
