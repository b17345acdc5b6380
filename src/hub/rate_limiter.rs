//! Limits how often one address may send a request to the hub.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::client_address::{address_network, address_owner};

/// Counts the requests of each address within a minute.
#[derive(Debug, Default)]
pub struct RateLimiter {
    seen: Mutex<Option<SeenPeers>>,
}

#[derive(Debug)]
struct SeenPeers {
    /// The beginning of its minute, and the requests since.
    peers: HashMap<IpAddr, (Instant, u32)>,
    /// When those whose minute is over were dropped last.
    pruned: Instant,
}

const MINUTE: Duration = Duration::from_secs(60);

/// The number of addresses after which those whose minute is over are dropped, and others are counted by network.
const MAX_PEERS: usize = 10_000;

impl RateLimiter {
    /// Lets `peer` through `limit` times a minute. Otherwise: the seconds until it can ask again.
    pub fn pass(&self, peer: IpAddr, limit: u32, now: Instant) -> Result<(), u64> {
        let mut seen = self.seen.lock();
        let SeenPeers { peers, pruned } = seen.get_or_insert_with(|| SeenPeers { peers: HashMap::new(), pruned: now });
        if peers.len() >= MAX_PEERS && now.duration_since(*pruned) >= Duration::from_secs(1) {
            peers.retain(|_, (began, _)| now.duration_since(*began) < MINUTE);
            *pruned = now;
        }
        let owner = address_owner(peer);
        // Few of so many addresses in a minute are subscribers. From here on they are counted by network, so that the list has a bound.
        let key = if peers.len() >= MAX_PEERS && !peers.contains_key(&owner) { address_network(owner) } else { owner };
        if peers.len() >= 2 * MAX_PEERS && !peers.contains_key(&key) {
            return Err(MINUTE.as_secs());
        }
        let (began, times) = peers.entry(key).or_insert((now, 0));
        if now.duration_since(*began) >= MINUTE {
            (*began, *times) = (now, 0);
        }
        if *times >= limit {
            return Err((MINUTE - now.duration_since(*began)).as_secs().max(1));
        }
        *times += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn who_asks_too_often_waits_for_the_rest_of_the_minute() {
        let rate_limiter = RateLimiter::default();
        let start = Instant::now();
        let peer = "2a00:1450::1".parse().unwrap();
        for _ in 0..3 {
            assert_eq!(rate_limiter.pass(peer, 3, start), Ok(()));
        }
        assert_eq!(rate_limiter.pass(peer, 3, start + Duration::from_secs(20)), Err(40));
        assert_eq!(rate_limiter.pass("2a00:1450::2:1".parse().unwrap(), 3, start), Err(60), "the same customer");
        assert_eq!(rate_limiter.pass("2a00:1450:0:1::1".parse().unwrap(), 3, start), Ok(()));
        assert_eq!(rate_limiter.pass(peer, 3, start + MINUTE), Ok(()));
    }

    #[test]
    fn the_list_of_those_who_ask_has_a_bound() {
        let rate_limiter = RateLimiter::default();
        let start = Instant::now();
        let peer = |n: usize| IpAddr::from(Ipv4Addr::from_bits(n as u32));
        for n in 0..MAX_PEERS {
            assert_eq!(rate_limiter.pass(peer(n), 3, start), Ok(()));
        }
        let new = |last: u8| IpAddr::from([203, 0, 113, last]);
        assert_eq!(
            [1, 2, 3, 4].map(|last| rate_limiter.pass(new(last), 3, start)),
            [Ok(()), Ok(()), Ok(()), Err(60)],
            "by network"
        );
        assert_eq!(rate_limiter.pass(peer(1), 3, start), Ok(()), "who is known goes on");
        assert_eq!(rate_limiter.pass(new(4), 3, start + MINUTE), Ok(()));
        assert_eq!(rate_limiter.seen.lock().as_ref().map(|seen| seen.peers.len()), Some(1));
    }
}
