//! Where the service listens: on an address, on all addresses of a name, on all interfaces.

use crate::common;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

use common::service::Service;
use common::test_site::TestSite;

fn answers(address: &str, port: u16) -> bool {
    let socket: SocketAddr = format!("{address}:{port}").parse().unwrap();
    let Ok(mut stream) = TcpStream::connect(socket) else { return false };
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer.starts_with(b"HTTP/1.1 200")
}

/// Whether this machine has IPv6.
fn has_ipv6() -> bool {
    TcpListener::bind("[::1]:0").is_ok()
}

#[test]
fn a_name_is_all_its_addresses_and_an_empty_host_all_interfaces() {
    let site = TestSite::with("tests/newsroom");
    for listen in ["localhost:0", ":0"] {
        let service = Service::start(&site, &["--listen", listen]);
        let port = service.address.port();
        assert!(answers("127.0.0.1", port), "{listen}: {}", service.log());
        let is_local = listen.starts_with("localhost");
        let has_name_ipv6 = std::net::ToSocketAddrs::to_socket_addrs(&("localhost", 0)).unwrap().any(|address| address.is_ipv6());
        if has_ipv6() && (has_name_ipv6 || !is_local) {
            assert!(answers("[::1]", port), "{listen}: {}", service.log());
        }
        assert_eq!(service.stop(), Some(0));
    }
}

#[test]
fn an_address_that_cannot_be_used_is_named_with_what_to_do() {
    let site = TestSite::with("tests/newsroom");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    site.run(&["serve", "--listen", &address.to_string()])
        .exits(3)
        .says(&format!("cannot listen on `{address}`"))
        .says("another program uses it: choose another port with `--listen`");
    site.run(&["serve", "--listen", &format!("localhost:{}", address.port())]).exits(3).says("another program uses it");
    // An address of documentation (RFC 5737), which no machine has.
    site.run(&["serve", "--listen", "192.0.2.1:8080"])
        .exits(3)
        .says("cannot listen on `192.0.2.1:8080`")
        .says("`--listen :8080` listens on all that it has");
    site.run(&["serve", "--listen", "no-such-host.invalid:8080"])
        .exits(3)
        .says("the host `no-such-host.invalid` of `--listen` has no address");
    site.run(&["serve", "--listen", "8080"]).exits(3).says("write `127.0.0.1:8080` for this machine alone");
    site.run(&["serve", "--listen", "8080", "--lang", "sv"]).exits(3).says("skriv `127.0.0.1:8080` för enbart den här datorn");
}
