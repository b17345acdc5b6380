//! `depesch serve`: serves the newsroom over HTTP.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::environment::Environment;
use super::options::{CommonOptions, DEFAULT_THEME, gather_from};
use super::report::{Exit, Report};
use crate::error::Error;
use crate::model::WebAddress;
use crate::serve::{ConnectionLimits, HubOptions, ListenAddress, MinRate, ServeOutcome, ServiceSettings};
use crate::{msg, serve};

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address and port to listen on: `127.0.0.1:8080`, `[::1]:8080`, all addresses of a name (`localhost:8080`), or all interfaces (`:8080`)
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Directory for persistent state: database and keys
    #[arg(long, value_name = "DIR", default_value = "state")]
    state: PathBuf,
    /// Address under which readers reach it, in place of base_url in newsroom.toml, for a trial
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Path under which requests arrive where a proxy changes it, in place of the path of base_url: `/` when the proxy strips it
    #[arg(long, value_name = "PATH")]
    base_path: Option<String>,
    /// Proxy address or network whose `X-Forwarded-*` headers are trusted; repeatable
    #[arg(long, value_name = "NETWORK")]
    trusted_proxy: Vec<String>,
    /// Cache lifetime of feeds in seconds (`max-age`); use 60 in a crisis [default: 3600 with the hub, 900 without]
    #[arg(long, value_name = "SECONDS")]
    poll: Option<u32>,
    /// Size of the response cache in megabytes
    #[arg(long, value_name = "MB", default_value_t = 32, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    memory: u64,
    /// Connections at the same time; one address gets at most a fifth of them
    #[arg(long, value_name = "N", default_value_t = 4_096, value_parser = clap::value_parser!(u32).range(8..=65_536))]
    connections: u32,
    /// Timeout in seconds for the headers of a request, for its body, and for an idle connection
    #[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    header_time: u64,
    /// How long a client may read nothing of a response, in seconds; it must also take 1 kB a second
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    send_time: u64,
    /// Maximum lifetime of a connection in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    connection_time: u64,
    /// Run without the WebSub hub, which notifies subscribers at once
    #[arg(long)]
    no_hub: bool,
    /// How long the hub gathers changes before it notifies subscribers, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 2_000)]
    hub_window: u64,
    /// Private network that the hub may connect to, for tests and intranets; repeatable
    #[arg(long, value_name = "NETWORK")]
    hub_allow: Vec<String>,
    /// Private network that webhooks of news desks may be in, for tests and intranets; repeatable
    #[arg(long, value_name = "NETWORK")]
    wire_allow: Vec<String>,
    /// Log the path of every request, never who sent it
    #[arg(long)]
    log_requests: bool,
    /// Let many public releases disappear at once when they are gone from the content folder
    #[arg(long)]
    allow_removals: bool,
}

impl ServeArgs {
    pub fn run(&self, common: &CommonOptions, env: &Environment) -> Result<Report, Error> {
        let base_url = self.base_url.as_deref().map(parse_base_url).transpose()?;
        let (content, theme) = (common.content.clone(), common.theme.clone());
        // The folder, so that a theme that is added later is noticed too.
        let theme_folder = theme.as_deref().unwrap_or(Path::new(DEFAULT_THEME)).parent().filter(|folder| folder.is_dir());
        let watched = std::iter::once(content.clone()).chain(theme_folder.map(Path::to_owned)).collect();
        let gather = {
            let content = content.clone();
            Arc::new(move || {
                let sources = gather_from(&content, theme.as_deref())?;
                sources.pictures.save(&content);
                Ok(sources)
            })
        };
        let defaults = ConnectionLimits::default();
        let settings = ServiceSettings {
            content,
            read_sources: gather,
            watched,
            state: self.state.clone(),
            listen: ListenAddress::parse(&self.listen)?,
            base_url,
            base_path: self.base_path.clone(),
            trusted_proxies: self.trusted_proxy.clone(),
            feed_max_age: self.poll.unwrap_or(if self.no_hub { 900 } else { 3_600 }),
            cache_capacity: self.memory.saturating_mul(1024 * 1024),
            limits: ConnectionLimits {
                connections: self.connections as usize,
                header_time: Duration::from_secs(self.header_time),
                connection_time: Duration::from_secs(self.connection_time),
                min_rate: MinRate { pause: Duration::from_secs(self.send_time), ..defaults.min_rate },
                ..defaults
            },
            hub: (!self.no_hub)
                .then(|| HubOptions { window: Duration::from_millis(self.hub_window), allowed: self.hub_allow.clone() }),
            delivery_allowed: self.wire_allow.clone(),
            log_requests: self.log_requests,
            allow_removals: self.allow_removals,
            language: env.ui_language,
        };
        match serve::run(settings)? {
            ServeOutcome::Stopped => Ok(Report { stdout: Vec::new(), stderr: String::new(), exit: Exit::Success }),
            ServeOutcome::InvalidContent(found) => Ok(Report::diagnostics(&found, common, env)),
        }
    }
}

fn parse_base_url(text: &str) -> Result<WebAddress, Error> {
    let address = WebAddress::parse(text).ok().filter(|address| address.as_str().starts_with("http"));
    address.ok_or_else(|| {
        Error::new(msg!(
            "`{text}` is not a valid web address for `--base-url`",
            "`{text}` är ingen giltig webbadress för `--base-url`"
        ))
        .hint(msg!("write it like http://127.0.0.1:8080/", "skriv den som http://127.0.0.1:8080/"))
    })
}
