//! A bounded number of places that clients share: connections, requests behind a proxy, jobs that wait for a worker.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

use crate::hub::address_owner;

/// A client may take places while it has fewer than one for this many that are free ("dynamic queue length thresholds", Choudhury and
/// Hahne 1998): alone it gets a fifth of all, ten get a fourteenth each, and some are left for the next.
const FREE_PER_TAKEN: usize = 4;
/// A client always gets as many where there are free ones: what a browser opens.
const MIN_SHARE: usize = 4;

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    by_client: HashMap<IpAddr, usize>,
}

impl Taken {
    fn add(&mut self, limit: usize, client: Option<IpAddr>) -> bool {
        let free = limit - self.total;
        if free == 0 {
            return false;
        }
        if let Some(client) = client {
            let own = self.by_client.entry(client).or_default();
            // It may take the first in any case: no entry stays at 0.
            if *own >= (free / FREE_PER_TAKEN).max(MIN_SHARE) {
                return false;
            }
            *own += 1;
        }
        self.total += 1;
        true
    }

    fn remove(&mut self, client: Option<IpAddr>) {
        self.total -= 1;
        let Some(client) = client else { return };
        if let Some(own) = self.by_client.get_mut(&client) {
            *own -= 1;
            if *own == 0 {
                self.by_client.remove(&client);
            }
        }
    }
}

/// All the places there are.
#[derive(Debug)]
pub struct Places {
    limit: usize,
    taken: Mutex<Taken>,
    refused: AtomicU64,
}

/// One place, until it is dropped.
#[derive(Debug)]
pub struct Place {
    places: Arc<Places>,
    /// `None` where many cannot be told apart.
    client: Option<IpAddr>,
}

impl Places {
    pub fn new(limit: usize) -> Arc<Places> {
        Arc::new(Places { limit, taken: Mutex::default(), refused: AtomicU64::new(0) })
    }

    /// A place for a client; `None` when it has its share, or all are taken. An IPv6 client is a /64. `client` is `None` where many cannot be
    /// told apart, as behind a proxy: they share what there is.
    pub fn take(self: &Arc<Places>, client: Option<IpAddr>) -> Option<Place> {
        let client = client.map(address_owner);
        if !self.taken.lock().add(self.limit, client) {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        Some(Place { places: Arc::clone(self), client })
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

    /// How often there was no place, since the start.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.taken.lock().remove(self.client);
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
    }

    #[test]
    fn who_is_not_known_may_take_all_and_no_more() {
        let places = Places::new(10);
        assert_eq!(take_all(&places, None).len(), 10);
        let few = take_all(&places, Some(IpAddr::from([192, 0, 2, 1])));
        assert_eq!(few.len(), MIN_SHARE, "the others were dropped");
    }
}
