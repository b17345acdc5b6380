//! The limit on open files: raised as far as the system allows, since each connection is one.

/// What the service needs besides connections: texts, pictures, the database, calls of the hub.
const RESERVED: usize = 256;

/// Raises the limit, and returns the number of connections that fit below it; `None` where it is not known.
#[cfg(target_os = "linux")]
pub fn raise() -> Option<usize> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // Where a sandbox forbids it, the limit stays.
    let is_raised = current != maximum && setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).is_ok();
    let limit = if is_raised { maximum } else { current };
    limit.map(|limit| max_connections(usize::try_from(limit).unwrap_or(usize::MAX)))
}

#[cfg(not(target_os = "linux"))]
pub fn raise() -> Option<usize> {
    None
}

#[cfg_attr(not(target_os = "linux"), expect(dead_code))]
fn max_connections(limit: usize) -> usize {
    limit.saturating_sub(RESERVED).max(limit / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_everything_else() {
        assert_eq!(max_connections(16_384), 16_128);
        assert_eq!(max_connections(1_024), 768);
        assert_eq!(max_connections(256), 128);
    }
}
