//! Where the service listens: an address, a name with all its addresses, or all interfaces.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};

use tokio::net::TcpListener;

use crate::error::Error;
use crate::msg;

use super::connections;

/// As `--listen` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListenAddress {
    /// `127.0.0.1:8080`, `[::1]:8080`.
    Socket(SocketAddr),
    /// `localhost:8080`: every address of the name.
    Name(String, u16),
    /// `:8080`: all interfaces.
    All(u16),
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ListenAddress::Socket(socket) => write!(f, "{socket}"),
            ListenAddress::Name(name, port) => write!(f, "{name}:{port}"),
            ListenAddress::All(port) => write!(f, ":{port}"),
        }
    }
}

impl ListenAddress {
    /// # Errors
    /// When it has no port, or is no address.
    pub fn parse(text: &str) -> Result<ListenAddress, Error> {
        if let Ok(socket) = text.parse() {
            return Ok(ListenAddress::Socket(socket));
        }
        let (host, port) = text.rsplit_once(':').unwrap_or((text, ""));
        let is_name = !host.contains([':', '/', '[', ']', '@', ' ']);
        match port.parse::<u16>() {
            Ok(port) if host.is_empty() => Ok(ListenAddress::All(port)),
            // What looks like an IPv4 address and is none would be looked up for long.
            Ok(port) if is_name && !host.chars().all(|c| c.is_ascii_digit() || c == '.') => {
                Ok(ListenAddress::Name(host.to_owned(), port))
            }
            _ => Err(invalid(text)),
        }
    }

    /// Its addresses, in the order in which they are tried.
    fn resolve(&self) -> Result<Vec<SocketAddr>, Error> {
        let (name, port) = match self {
            ListenAddress::Socket(socket) => return Ok(vec![*socket]),
            // Usually the first takes IPv4 too.
            ListenAddress::All(port) => {
                let all: [IpAddr; 2] = [Ipv6Addr::UNSPECIFIED.into(), Ipv4Addr::UNSPECIFIED.into()];
                return Ok(all.map(|address| SocketAddr::new(address, *port)).to_vec());
            }
            ListenAddress::Name(name, port) => (name, *port),
        };
        let unknown = || msg!("the host `{name}` of `--listen` has no address", "värden `{name}` i `--listen` har ingen adress");
        let hint = || {
            msg!(
                "check its spelling, or write an address of this machine: `127.0.0.1:{port}`",
                "kontrollera stavningen, eller skriv en adress som datorn har: `127.0.0.1:{port}`"
            )
        };
        let found = (name.as_str(), port).to_socket_addrs().map_err(|e| Error::caused(unknown(), e).hint(hint()))?;
        let mut addresses: Vec<SocketAddr> = Vec::new();
        for address in found {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if addresses.is_empty() { Err(Error::new(unknown()).hint(hint())) } else { Ok(addresses) }
    }

    /// Listens on all its addresses. One that the system does not have is passed over as long as there is another: a machine without IPv6
    /// has `localhost` all the same.
    ///
    /// # Errors
    /// When one of them is taken or forbidden, or the machine has none of them.
    pub fn listen(&self) -> Result<Vec<TcpListener>, Error> {
        let (mut listeners, mut missing) = (Vec::<TcpListener>::new(), None);
        for mut address in self.resolve()? {
            // A port that the system chooses is the same on all addresses.
            if let (0, Some(Ok(first))) = (address.port(), listeners.first().map(TcpListener::local_addr)) {
                address.set_port(first.port());
            }
            match connections::listen(address) {
                Ok(listener) => listeners.push(listener),
                Err(error) if matches!(self, ListenAddress::All(_)) && is_taken_by_ipv6(&error, &listeners) => {}
                Err(error) if is_missing(&error) => missing = Some((address, error)),
                Err(error) => return Err(failed(address, error)),
            }
        }
        match missing {
            Some((address, error)) if listeners.is_empty() => Err(failed(address, error)),
            _ => Ok(listeners),
        }
    }
}

/// The listener on `[::]` has the port for IPv4 too.
fn is_taken_by_ipv6(error: &io::Error, listeners: &[TcpListener]) -> bool {
    error.kind() == io::ErrorKind::AddrInUse && !listeners.is_empty()
}

/// The machine has no such address, or no IPv6 at all.
fn is_missing(error: &io::Error) -> bool {
    const EAFNOSUPPORT: i32 = 97;
    let is_unsupported = cfg!(target_os = "linux") && error.raw_os_error() == Some(EAFNOSUPPORT);
    is_unsupported || matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported)
}

fn failed(address: SocketAddr, error: io::Error) -> Error {
    let port = address.port();
    let hint = match error.kind() {
        io::ErrorKind::AddrInUse => msg!(
            "another program uses it: choose another port with `--listen`",
            "ett annat program använder den: välj en annan port med `--listen`"
        ),
        io::ErrorKind::PermissionDenied => msg!(
            "ports below 1024 are for the system: choose another with `--listen`, such as 8080",
            "portar under 1024 är systemets: välj en annan med `--listen`, till exempel 8080"
        ),
        io::ErrorKind::AddrNotAvailable => msg!(
            "this machine does not have the address: `--listen :{port}` listens on all that it has",
            "datorn har inte adressen: `--listen :{port}` lyssnar på alla som den har"
        ),
        _ => msg!("choose another address with `--listen`", "välj en annan adress med `--listen`"),
    };
    Error::caused(msg!("cannot listen on `{address}`", "kan inte lyssna på `{address}`"), error).hint(hint)
}

fn invalid(text: &str) -> Error {
    let error =
        Error::new(msg!("`{text}` is not an address and port for `--listen`", "`{text}` är ingen adress med port för `--listen`"));
    if let Ok(port) = text.parse::<u16>() {
        return error.hint(msg!(
            "write `127.0.0.1:{port}` for this machine alone, or `:{port}` for all that can reach it",
            "skriv `127.0.0.1:{port}` för enbart den här datorn, eller `:{port}` för alla som når den"
        ));
    }
    if let Ok(address) = text.trim_matches(['[', ']']).parse::<IpAddr>() {
        let address = SocketAddr::new(address, 8080);
        return error.hint(msg!("write the port too: `{address}`", "skriv porten också: `{address}`"));
    }
    error.hint(msg!(
        "write address and port: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, or `:8080` for all interfaces",
        "skriv adress och port: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, eller `:8080` för alla gränssnitt"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_a_name_or_all_interfaces() {
        let name = |host: &str| ListenAddress::Name(host.to_owned(), 8080);
        for (text, expected) in [
            ("127.0.0.1:8080", ListenAddress::Socket("127.0.0.1:8080".parse().unwrap())),
            ("[::1]:8080", ListenAddress::Socket("[::1]:8080".parse().unwrap())),
            ("localhost:8080", name("localhost")),
            ("press-1.solvik.example:8080", name("press-1.solvik.example")),
            (":8080", ListenAddress::All(8080)),
        ] {
            let parsed = ListenAddress::parse(text).unwrap();
            assert_eq!((parsed.to_string().as_str(), parsed), (text, expected));
        }
    }

    #[test]
    fn what_is_none_says_what_to_write() {
        for (text, hint) in [
            ("8080", "`127.0.0.1:8080` for this machine alone, or `:8080`"),
            ("127.0.0.1", "write the port too: `127.0.0.1:8080`"),
            ("::1", "write the port too: `[::1]:8080`"),
            ("[::1]", "write the port too: `[::1]:8080`"),
            ("localhost", "write address and port"),
            ("", "write address and port"),
            (":", "write address and port"),
            (":99999", "write address and port"),
            ("localhost:http", "write address and port"),
            ("300.0.0.1:80", "write address and port"),
            ("http://localhost:8080", "write address and port"),
            ("a b:80", "write address and port"),
        ] {
            let error = ListenAddress::parse(text).unwrap_err();
            assert_eq!(error.message().en, format!("`{text}` is not an address and port for `--listen`"));
            assert!(error.hint_message().unwrap().en.contains(hint), "{text}: {:?}", error.hint_message());
        }
    }
}
