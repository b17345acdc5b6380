//! A bounded number of places that clients share: connections, requests behind a proxy, jobs that wait for a worker.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

use crate::hub::{address_network, address_owner};

/// A client may take places while it has fewer than one for this many that are free ("dynamic queue length thresholds", Choudhury and
/// Hahne 1998): alone it gets a fifth of all, ten get a fourteenth each, and some are left for the next.
const FREE_PER_TAKEN: usize = 4;
/// A client always gets as many where there are free ones: what a browser opens.
const MIN_SHARE: usize = 4;

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    by_client: HashMap<IpAddr, usize>,
    /// IPv6 alone: a customer can have a /48 as easily as a /64.
    by_network: HashMap<IpAddr, usize>,
}

impl Taken {
    fn add(&mut self, limit: usize, client: Option<IpAddr>, count: usize) -> bool {
        let free = limit - self.total;
        if free < count {
            return false;
        }
        if let Some(client) = client {
            let own = self.by_client.get(&client).copied().unwrap_or(0);
            let network = network(client);
            let in_network = network.and_then(|network| self.by_network.get(&network)).copied().unwrap_or(0);
            // A network has twice the share of a client.
            let has_share = own + count > (free / FREE_PER_TAKEN).max(MIN_SHARE);
            let has_network_share = in_network + count > (2 * free / FREE_PER_TAKEN).max(2 * MIN_SHARE);
            // A client without any gets its first ones, also where they are more than a share.
            if own > 0 && has_share || in_network > 0 && has_network_share {
                return false;
            }
            self.by_client.insert(client, own + count);
            network.map(|network| self.by_network.insert(network, in_network + count));
        }
        self.total += count;
        true
    }

    fn remove(&mut self, client: Option<IpAddr>, count: usize) {
        self.total -= count;
        let Some(client) = client else { return };
        subtract(&mut self.by_client, client, count);
        if let Some(network) = network(client) {
            subtract(&mut self.by_network, network, count);
        }
    }
}

fn subtract(counts: &mut HashMap<IpAddr, usize>, key: IpAddr, count: usize) {
    if let Some(left) = counts.get_mut(&key) {
        *left -= count;
        if *left == 0 {
            counts.remove(&key);
        }
    }
}

fn network(client: IpAddr) -> Option<IpAddr> {
    client.is_ipv6().then(|| address_network(client))
}

/// All the places there are.
#[derive(Debug)]
pub struct Places {
    limit: usize,
    taken: Mutex<Taken>,
    refused: AtomicU64,
}

/// One place or several, until it is dropped.
#[derive(Debug)]
pub struct Place {
    places: Arc<Places>,
    /// `None` where many cannot be told apart.
    client: Option<IpAddr>,
    count: usize,
}

impl Places {
    pub fn new(limit: usize) -> Arc<Places> {
        Arc::new(Places { limit, taken: Mutex::default(), refused: AtomicU64::new(0) })
    }

    /// A place for a client; `None` when it has its share, or all are taken. An IPv6 client is a /64. `client` is `None` where many cannot be
    /// told apart, as behind a proxy: they share what there is.
    pub fn take(self: &Arc<Places>, client: Option<IpAddr>) -> Option<Place> {
        self.take_many(client, 1)
    }

    /// Several places, all or none.
    pub fn take_many(self: &Arc<Places>, client: Option<IpAddr>, count: usize) -> Option<Place> {
        let client = client.map(address_owner);
        if !self.taken.lock().add(self.limit, client, count) {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        Some(Place { places: Arc::clone(self), client, count })
    }

    pub fn limit(&self) -> usize {
        self.limit
    }

    pub fn taken(&self) -> usize {
        self.taken.lock().total
    }

    pub fn free(&self) -> usize {
        self.limit - self.taken()
    }

    /// Refusals since the start.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.taken.lock().remove(self.client, self.count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take_all(places: &Arc<Places>, client: Option<IpAddr>) -> Vec<Place> {
        std::iter::from_fn(|| places.take(client)).collect()
    }

    #[test]
    fn one_client_gets_a_fifth_and_others_still_find_places() {
        let places = Places::new(1_000);
        let [greedy, second] = ["192.0.2.1", "192.0.2.2"].map(|text| Some(text.parse().unwrap()));
        let first = take_all(&places, greedy);
        assert_eq!(first.len(), 200);
        let more = take_all(&places, second);
        assert_eq!(more.len(), 160);
        let crowd: Vec<Place> = (0..10u8).flat_map(|n| take_all(&places, Some(IpAddr::from([203, 0, 113, n])))).collect();
        assert!(places.free() > 50, "{} of a crowd of ten", crowd.len());
        drop((first, more, crowd));
        assert_eq!((places.free(), places.taken.lock().by_client.len()), (1_000, 0));
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        let places = Places::new(100);
        let address = |text: &str| Some(text.parse().unwrap());
        let first = take_all(&places, address("2001:db8::1"));
        assert_eq!(first.len(), 20);
        assert!(places.take(address("2001:db8::2")).is_none());
        assert!(places.take(address("2001:db8:0:1::1")).is_some());
        let many: Vec<Place> = (2..60).flat_map(|n| take_all(&places, address(&format!("2001:db8:0:{n}::1")))).collect();
        assert!(first.len() + many.len() <= 34, "{} of a /48", many.len());
        assert!(places.take(address("2001:db8:1::1")).is_some(), "another network");
    }

    #[test]
    fn several_places_are_taken_together() {
        let places = Places::new(100);
        let client = Some(IpAddr::from([192, 0, 2, 1]));
        let large = places.take_many(client, 60).unwrap();
        assert!(places.take_many(client, 1).is_none(), "it has more than its share");
        assert!(places.take_many(Some(IpAddr::from([192, 0, 2, 2])), 50).is_none(), "there are not so many");
        assert_eq!(places.free(), 40);
        drop(large);
        assert_eq!(places.free(), 100);
    }

    #[test]
    fn who_is_not_known_may_take_all_and_no_more() {
        let places = Places::new(10);
        assert_eq!(take_all(&places, None).len(), 10);
        let few = take_all(&places, Some(IpAddr::from([192, 0, 2, 1])));
        assert_eq!(few.len(), MIN_SHARE, "the others were dropped");
    }
}
