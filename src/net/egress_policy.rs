//! The addresses that the service may connect to. An address that others name must not lead the service into its own network
//! (server-side request forgery).
//!
//! An address is checked where it is used: a literal one before the connection, a name when it is resolved, and the connection then goes
//! to the checked addresses.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use reqwest::Url;

/// Addresses that are not on the public internet, or not of a host of its own (IANA's special-purpose registry).
const CLOSED_V4: &[(Ipv4Net, &str)] = &[
    (v4(0, 0, 0, 0, 8), "this network"),
    (v4(10, 0, 0, 0, 8), "a private network"),
    (v4(100, 64, 0, 0, 10), "shared by a provider"),
    (v4(127, 0, 0, 0, 8), "this machine"),
    // Providers answer questions about the machine here, and one of them at a public address.
    (v4(169, 254, 0, 0, 16), "link-local"),
    (v4(168, 63, 129, 16, 32), "a provider's own"),
    (v4(172, 16, 0, 0, 12), "a private network"),
    (v4(192, 0, 0, 0, 24), "reserved for protocols"),
    (v4(192, 0, 2, 0, 24), "for documentation"),
    (v4(192, 88, 99, 0, 24), "reserved for relays"),
    (v4(192, 168, 0, 0, 16), "a private network"),
    (v4(198, 18, 0, 0, 15), "for measurements"),
    (v4(198, 51, 100, 0, 24), "for documentation"),
    (v4(203, 0, 113, 0, 24), "for documentation"),
    (v4(224, 0, 0, 0, 4), "multicast"),
    (v4(240, 0, 0, 0, 4), "reserved"),
];

/// Networks without public hosts within the part of IPv6 that is allocated.
const CLOSED_V6: &[(Ipv6Net, &str)] = &[
    // Teredo, which leads to IPv4 addresses, is among these.
    (v6(0x2001, 0, 0, 23), "reserved for protocols"),
    (v6(0x2001, 0xdb8, 0, 32), "for documentation"),
    (v6(0x3fff, 0, 0, 20), "for documentation"),
];

/// All of IPv6 that is allocated. The rest is this machine, its link, its site, multicast or reserved.
const GLOBAL_UNICAST: Ipv6Net = v6(0x2000, 0, 0, 3);
const NAT64: Ipv6Net = v6(0x64, 0xff9b, 0, 96);
const SIX_TO_FOUR: Ipv6Net = v6(0x2002, 0, 0, 16);

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6(a: u16, b: u16, c: u16, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), length)
}

/// What may be called: the public internet, and what is allowed besides.
#[derive(Debug, Clone, Default)]
pub struct EgressPolicy {
    /// Called although they are not on the public internet: an intranet, a test.
    pub allowed: Vec<IpNet>,
    /// Never called: this service's own public addresses.
    pub denied: Vec<IpNet>,
}

/// Why an address is not called. In English: it goes to the other side, or into a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EgressRefusal(pub String);

impl fmt::Display for EgressRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EgressRefusal {}

impl EgressPolicy {
    /// Checks the host of a URL that is written as an address. A host name is checked when it is resolved.
    pub fn check_url(&self, url: &Url) -> Result<(), EgressRefusal> {
        literal_address(url).map_or(Ok(()), |address| self.check_address(address))
    }

    /// Whether this address may be talked to.
    pub fn check_address(&self, address: IpAddr) -> Result<(), EgressRefusal> {
        let address = address.to_canonical();
        let refused = |why: &str| Err(EgressRefusal(format!("the address {address} is not called: {why}")));
        if self.denied.iter().any(|net| net.contains(&address)) {
            return refused("it is this service's own");
        }
        if self.allows(address) {
            return Ok(());
        }
        match closed_range(address) {
            Some(why) => refused(why),
            None => Ok(()),
        }
    }

    /// Those of the addresses of a name that may be called. The refusal does not name the others: who has set a name up to lead here
    /// learns nothing.
    pub fn allowed_addresses(&self, found: impl Iterator<Item = IpAddr>) -> Result<Vec<IpAddr>, EgressRefusal> {
        let addresses: Vec<IpAddr> = found.filter(|address| self.check_address(*address).is_ok()).collect();
        if addresses.is_empty() {
            return Err(EgressRefusal("the host has no address on the public internet".into()));
        }
        Ok(addresses)
    }

    /// True for an address of the allowed networks.
    pub fn allows(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.allowed.iter().any(|net| net.contains(&address))
    }
}

/// The host of a URL, when it is written as an address. `Url` has read all its spellings: decimal, octal, hexadecimal, shortened, mapped.
pub fn literal_address(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(v6) => v6.parse::<Ipv6Addr>().ok().map(IpAddr::from),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::from),
    }
}

/// Why an address is not on the public internet.
fn closed_range(address: IpAddr) -> Option<&'static str> {
    match address.to_canonical() {
        IpAddr::V4(address) => closed_v4(address),
        IpAddr::V6(address) => closed_v6(address),
    }
}

fn closed_v4(address: Ipv4Addr) -> Option<&'static str> {
    CLOSED_V4.iter().find(|(net, _)| net.contains(&address)).map(|(_, why)| *why)
}

fn closed_v6(address: Ipv6Addr) -> Option<&'static str> {
    if NAT64.contains(&address) {
        return closed_v4(inner(address, 6));
    }
    if !GLOBAL_UNICAST.contains(&address) {
        return Some("it is not given out on the internet");
    }
    if SIX_TO_FOUR.contains(&address) {
        return closed_v4(inner(address, 1));
    }
    // ISATAP (RFC 5214, 6.1): the last half says `0:5efe` or `200:5efe`, then an IPv4 address.
    let [.., fifth, sixth, _, _] = address.segments();
    if matches!(fifth, 0 | 0x200) && sixth == 0x5efe && closed_v4(inner(address, 6)).is_some() {
        return Some("it leads to a closed network");
    }
    CLOSED_V6.iter().find(|(net, _)| net.contains(&address)).map(|(_, why)| *why)
}

/// The IPv4 address embedded in an IPv6 address from this group on.
fn inner(address: Ipv6Addr, group: usize) -> Ipv4Addr {
    let [a, b] = address.segments()[group].to_be_bytes();
    let [c, d] = address.segments()[group + 1].to_be_bytes();
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(address: &str) -> bool {
        EgressPolicy::default().check_address(address.parse().unwrap()).is_ok()
    }

    #[test]
    fn every_closed_range_is_refused_from_its_first_address_to_its_last_and_its_neighbours_are_not() {
        for (first, last, before, after) in [
            ("0.0.0.0", "0.255.255.255", None, Some("1.0.0.0")),
            ("10.0.0.0", "10.255.255.255", Some("9.255.255.255"), Some("11.0.0.0")),
            ("100.64.0.0", "100.127.255.255", Some("100.63.255.255"), Some("100.128.0.0")),
            ("127.0.0.0", "127.255.255.255", Some("126.255.255.255"), Some("128.0.0.0")),
            ("168.63.129.16", "168.63.129.16", Some("168.63.129.15"), Some("168.63.129.17")),
            ("169.254.0.0", "169.254.255.255", Some("169.253.255.255"), Some("169.255.0.0")),
            ("172.16.0.0", "172.31.255.255", Some("172.15.255.255"), Some("172.32.0.0")),
            ("192.0.0.0", "192.0.0.255", Some("191.255.255.255"), Some("192.0.1.0")),
            ("192.0.2.0", "192.0.2.255", Some("192.0.1.255"), Some("192.0.3.0")),
            ("192.88.99.0", "192.88.99.255", Some("192.88.98.255"), Some("192.88.100.0")),
            ("192.168.0.0", "192.168.255.255", Some("192.167.255.255"), Some("192.169.0.0")),
            ("198.18.0.0", "198.19.255.255", Some("198.17.255.255"), Some("198.20.0.0")),
            ("198.51.100.0", "198.51.100.255", Some("198.51.99.255"), Some("198.51.101.0")),
            ("203.0.113.0", "203.0.113.255", Some("203.0.112.255"), Some("203.0.114.0")),
            ("224.0.0.0", "255.255.255.255", Some("223.255.255.255"), None),
            ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", None, Some("2001:200::")),
            ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", Some("2001:db7:ffff::1"), Some("2001:db9::")),
            ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", Some("3ffe:ffff::1"), Some("3fff:1000::")),
            ("::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", None, Some("2000::")),
            ("4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Some("3fff:ffff::1"), None),
        ] {
            assert!(!open(first), "{first} is open");
            assert!(!open(last), "{last} is open");
            for neighbour in [before, after].into_iter().flatten() {
                assert!(open(neighbour), "{neighbour} is closed");
            }
        }
    }

    #[test]
    fn an_address_within_an_address_is_judged_too() {
        for address in [
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.1.2.3",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::192.168.0.1",
            "64:ff9b:1::8.8.8.8",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2002:c0a8:101::1",
            // Teredo: the server is public, the client 127.0.0.1 turned over.
            "2001:0:808:808:0:0:80ff:fffe",
            "2a00:1450::5efe:10.0.0.1",
            "2a00:1450::200:5efe:127.0.0.1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "100::1",
            "5f00::1",
        ] {
            assert!(!open(address), "{address} is open");
        }
        for address in ["::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2a00:1450:400f::200e", "2606:4700::1111"] {
            assert!(open(address), "{address} is closed");
        }
    }

    #[test]
    fn of_the_addresses_of_a_name_only_open_ones_are_called() {
        let policy = EgressPolicy::default();
        let addresses = |list: &[&str]| list.iter().map(|text| text.parse().unwrap()).collect::<Vec<IpAddr>>();
        let found = addresses(&["127.0.0.1", "8.8.8.8", "::1", "fd00::1", "2606:4700::1111"]);
        assert_eq!(policy.allowed_addresses(found.into_iter()), Ok(addresses(&["8.8.8.8", "2606:4700::1111"])));
        assert!(policy.allowed_addresses(addresses(&["10.0.0.1", "::ffff:10.0.0.1"]).into_iter()).is_err());
        assert!(policy.allowed_addresses(std::iter::empty()).is_err());
    }

    #[test]
    fn allowed_networks_are_called_in_every_spelling_and_denied_ones_never_are() {
        let policy = EgressPolicy { allowed: vec!["10.20.0.0/16".parse().unwrap()], denied: vec!["8.8.8.0/24".parse().unwrap()] };
        let is_open = |url: &str| policy.check_url(&Url::parse(url).unwrap()).is_ok();
        assert!(is_open("http://10.20.1.2:5000/"));
        assert!(is_open("http://[::ffff:10.20.1.2]/"));
        assert!(!is_open("http://10.21.1.2/"));
        assert!(!is_open("http://0x7f.1/"));
        assert!(!is_open("http://8.8.8.8/"));
        assert!(is_open("http://reader.example/"));
    }
}
