//! What the system grants: open files, of which each connection is one, and the priority of threads. The door to `rustix` here.

/// What the service needs besides connections: texts, pictures, the database, calls of the hub.
const RESERVED: usize = 256;

/// Raises the limit, and returns the number of connections that fit below it; `None` where it is not known.
#[cfg(target_os = "linux")]
pub fn raise_file_limit() -> Option<usize> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // Where a sandbox forbids it, the limit stays.
    let is_raised = current != maximum && setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).is_ok();
    let limit = if is_raised { maximum } else { current };
    limit.map(|limit| max_connections(usize::try_from(limit).unwrap_or(usize::MAX)))
}

#[cfg(not(target_os = "linux"))]
pub fn raise_file_limit() -> Option<usize> {
    None
}

/// Lets other threads go first where all cores are busy: readers who poll a feed must not wait for another's search. On Linux a priority belongs
/// to a thread.
#[cfg(target_os = "linux")]
pub fn yield_to_others() {
    // Where a sandbox forbids it, all threads are equal.
    let _ = rustix::process::setpriority_process(None, 10);
}

#[cfg(not(target_os = "linux"))]
pub fn yield_to_others() {}

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
