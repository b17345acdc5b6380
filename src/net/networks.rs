//! Addresses and networks, as on the command line.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::error::Error;
use crate::msg;

/// Addresses and networks.
///
/// # Errors
/// Names the first that is neither.
pub fn parse_networks(texts: &[String]) -> Result<Vec<IpNet>, Error> {
    texts.iter().map(|text| parse_network(text)).collect()
}

fn parse_network(text: &str) -> Result<IpNet, Error> {
    let address = text.parse::<IpAddr>().map(IpNet::from).ok();
    address.or_else(|| text.parse().ok()).ok_or_else(|| {
        Error::new(msg!("`{text}` is not an IP address or network", "`{text}` är varken en IP-adress eller ett nätverk"))
            .hint(msg!("write an address or a network: 10.0.0.0/8", "skriv en adress eller ett nätverk: 10.0.0.0/8"))
    })
}
