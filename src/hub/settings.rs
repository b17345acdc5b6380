//! Settings and limits of the hub.

use std::ops::RangeInclusive;
use std::time::Duration;

use ipnet::IpNet;

use crate::db::hub::Quota;

/// Configuration of the hub. `HubSettings::new` has defaults from the standard and from experience.
#[derive(Debug, Clone)]
pub struct HubSettings {
    /// The hub's own address, as the feeds give it.
    pub url: String,
    /// The `User-Agent` of the hub, with an address where one can read more.
    pub user_agent: String,
    /// Changes within this time of the first are announced together.
    pub window: Duration,
    /// Networks that are called although they are not on the public internet (tests, intranets), at any port.
    pub allowed_networks: Vec<IpNet>,
    /// Networks that are never called: the public addresses of this service.
    pub denied_networks: Vec<IpNet>,
    /// Ports that are called besides 80, 443, 8080 and 8443.
    pub extra_ports: Vec<RangeInclusive<u16>>,
    pub lease: Lease,
    pub limits: HubLimits,
    /// The delays between the attempts of a delivery, each made up to a fifth shorter or longer. After the last, this version is
    /// abandoned; the subscription stays.
    pub delivery_retry: Vec<Duration>,
    /// The same for the verification of a callback that could not be reached.
    pub verification_retry: Vec<Duration>,
    /// Hosts of callbacks that accept signatures by SHA-1 only.
    pub sha1_hosts: Vec<String>,
    /// Addresses of external hubs, which are notified of every change.
    pub external_hubs: Vec<String>,
}

/// The duration of a subscription, in whole seconds. None lasts for ever (WebSub 5.1).
#[derive(Debug, Clone, Copy)]
pub struct Lease {
    /// When the subscriber asks for none.
    pub default: Duration,
    pub min: Duration,
    pub max: Duration,
}

/// Limits for calls and for new requests.
#[derive(Debug, Clone, Copy)]
pub struct HubLimits {
    /// Calls at a time.
    pub calls: usize,
    /// Calls to one host at a time.
    pub calls_per_host: usize,
    /// The number of failures in a row after which a host is paused.
    pub failures: u32,
    /// The first pause of a host.
    pub pause: Duration,
    /// Requests from one address in a minute.
    pub requests_per_minute: u32,
    /// New requests that wait for one host to confirm them.
    pub waiting_per_host: u64,
    /// Those among them that one client has sent: another address, or another IPv6 /64, is another client.
    pub waiting_per_client: u64,
    /// Verifications sent to one host in a minute.
    pub verifications_per_minute: u32,
    /// Subscriptions of one host.
    pub per_host: u64,
    /// Subscriptions in all.
    pub total: u64,
    /// Bytes of a callback's address.
    pub callback: usize,
}

impl HubSettings {
    /// The usual settings of a hub at `url`.
    pub fn new(url: impl Into<String>, user_agent: impl Into<String>) -> HubSettings {
        let [second, minute, hour] = [1, 60, 3_600].map(Duration::from_secs);
        HubSettings {
            url: url.into(),
            user_agent: user_agent.into(),
            window: 2 * second,
            allowed_networks: Vec::new(),
            denied_networks: Vec::new(),
            extra_ports: Vec::new(),
            lease: Lease { default: 240 * hour, min: hour, max: 720 * hour },
            limits: HubLimits {
                calls: 64,
                calls_per_host: 2,
                failures: 5,
                pause: minute,
                requests_per_minute: 30,
                waiting_per_host: 30,
                waiting_per_client: 6,
                verifications_per_minute: 60,
                per_host: 50,
                total: 100_000,
                callback: 2_048,
            },
            delivery_retry: vec![10 * second, minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 12 * hour, 24 * hour],
            verification_retry: vec![minute, 10 * minute],
            sha1_hosts: Vec::new(),
            external_hubs: Vec::new(),
        }
    }
}

impl HubLimits {
    pub fn quota(&self) -> Quota {
        let HubLimits { waiting_per_host, waiting_per_client, per_host, total, .. } = *self;
        Quota { waiting_per_host, waiting_per_client, per_host, total }
    }
}
