//! The addresses that the hub may call. Anybody may name a callback, so a callback must not lead the hub into its own network
//! (server-side request forgery; WebSub 8.1).
//!
//! An address is checked where it is used: a literal one when the callback is read, a name when it is resolved, and the connection then
//! goes to the checked addresses. `Client` uses no resolver but ours and follows no redirect.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

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

/// The ports where web servers are reached.
const PORTS: &[RangeInclusive<u16>] = &[80..=80, 443..=443, 8080..=8080, 8443..=8443];

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6(a: u16, b: u16, c: u16, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), length)
}

/// What may be called.
#[derive(Debug, Clone, Default)]
pub struct EgressPolicy {
    /// Called although they are not on the public internet: an intranet, a test.
    pub allowed: Vec<IpNet>,
    /// Never called: this service's own public addresses.
    pub denied: Vec<IpNet>,
    /// Called besides the usual ports.
    pub extra_ports: Vec<RangeInclusive<u16>>,
    /// The hub itself: it does not talk to itself.
    pub hub: Option<Url>,
    /// In bytes.
    pub max_callback_len: usize,
}

/// Why a callback is refused. Sent to the subscriber, in English like all of the protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EgressRefusal(pub String);

impl fmt::Display for EgressRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EgressRefusal {}

impl EgressPolicy {
    /// Reads a callback. A host name is checked when it is resolved.
    pub fn check_callback(&self, text: &str) -> Result<Url, EgressRefusal> {
        let refused = |why: String| Err(EgressRefusal(why));
        if text.len() > self.max_callback_len {
            let (length, longest) = (text.len(), self.max_callback_len);
            return refused(format!("the callback is {length} bytes long; at most {longest} are taken"));
        }
        let url = Url::parse(text).map_err(|e| EgressRefusal(format!("the callback is no absolute URL: {e}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return refused(format!("the callback begins with {}:, and only http: and https: are called", url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refused(
                "the callback holds a user name or a password; put what only you can know into its path or query".into(),
            );
        }
        if url.fragment().is_some() {
            return refused("the callback has a fragment (#), which is never sent to a server".into());
        }
        let literal = literal(&url);
        if let Some(address) = literal {
            self.check_address(address)?;
        }
        let port = url.port_or_known_default().unwrap_or_default();
        let allowed = literal.is_some_and(|address| self.allows(address));
        if !allowed && !PORTS.iter().chain(&self.extra_ports).any(|ports| ports.contains(&port)) {
            return refused(format!("port {port} is not called; use 80, 443, 8080 or 8443"));
        }
        if self.hub.as_ref().is_some_and(|hub| hub.origin() == url.origin() && hub.path() == url.path()) {
            return refused("the callback is this hub itself".into());
        }
        Ok(url)
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

    /// True for an address of the allowed networks.
    pub fn allows(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.allowed.iter().any(|net| net.contains(&address))
    }
}

/// The host of a URL, when it is written as an address. `Url` has read all its spellings: decimal, octal, hexadecimal, shortened, mapped.
fn literal(url: &Url) -> Option<IpAddr> {
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

    fn guard() -> EgressPolicy {
        EgressPolicy { max_callback_len: 2048, ..EgressPolicy::default() }
    }

    fn open(address: &str) -> bool {
        guard().check_address(address.parse().unwrap()).is_ok()
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
    fn no_spelling_of_a_closed_address_gets_through() {
        for callback in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://017700000001/",
            "http://127.0.0.1./",
            "http://%31%32%37.0.0.1/",
            "http://１２７.0.0.1/",
            "http://127。0。0。1/",
            "http://0/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[0:0:0:0:0:ffff:7f00:0001]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http:\\\\127.0.0.1\\",
            "http:127.0.0.1",
            "HTTP://169.254.169.254/latest/meta-data/",
            "http://10.0.0.1:8080/",
        ] {
            let refusal = guard().check_callback(callback).expect_err(callback);
            assert!(refusal.0.starts_with("the address "), "{callback}: {refusal}");
        }
        assert!(guard().check_callback("http://8.8.8.8/").is_ok());
        assert!(guard().check_callback("https://[2606:4700::1111]/").is_ok());
    }

    #[test]
    fn what_is_no_web_address_is_refused_with_the_reason() {
        for (callback, reason) in [
            ("", "no absolute URL"),
            ("/callback", "no absolute URL"),
            ("ftp://reader.example/", "ftp:"),
            ("file:///etc/passwd", "file:"),
            ("gopher://reader.example/", "gopher:"),
            ("https://anna@reader.example/", "user name or a password"),
            ("https://anna:hemlig@reader.example/", "user name or a password"),
            ("https://:hemlig@reader.example/", "user name or a password"),
            ("https://reader.example/#top", "fragment"),
            ("https://reader.example:22/", "port 22"),
            ("https://reader.example:25/", "port 25"),
            ("http://reader.example:6379/", "port 6379"),
            ("https://press.example/hub", "this hub itself"),
            ("https://PRESS.example:443/hub?x", "this hub itself"),
        ] {
            let guard = EgressPolicy { hub: Some(Url::parse("https://press.example/hub").unwrap()), ..guard() };
            let refusal = guard.check_callback(callback).expect_err(callback);
            assert!(refusal.0.contains(reason), "{callback}: {refusal}");
        }
        let long = format!("https://reader.example/{}", "a".repeat(2048));
        assert!(guard().check_callback(&long).unwrap_err().0.contains("at most 2048"));
        for port in [80, 443, 8080, 8443] {
            assert!(guard().check_callback(&format!("http://reader.example:{port}/")).is_ok(), "{port}");
        }
    }

    #[test]
    fn an_intranet_can_be_let_through_and_our_own_addresses_never_are() {
        let mut guard = EgressPolicy { allowed: vec!["10.20.0.0/16".parse().unwrap()], extra_ports: vec![9000..=9010], ..guard() };
        assert!(guard.check_callback("http://10.20.1.2:5000/").is_ok());
        assert!(guard.check_callback("http://[::ffff:10.20.1.2]/").is_ok());
        assert!(guard.check_callback("http://10.21.1.2/").is_err());
        assert!(guard.check_callback("http://reader.example:9005/").is_ok());
        assert!(guard.check_callback("http://reader.example:9011/").is_err());
        guard.denied = vec!["8.8.8.0/24".parse().unwrap()];
        assert!(guard.check_callback("http://8.8.8.8/").is_err());
    }
}
