//! Threads for what takes long, each pool with a bounded queue. They are started with the service: under load there are no more threads than
//! without. When a queue is full, the next job is refused at once, so that memory is bounded.

use std::net::IpAddr;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::oneshot;

use crate::error::Error;
use crate::msg;

use super::log::catch_panic;
use super::places::Places;
use super::system_limits;

/// By then the reader has left; the next one is served sooner.
const MAX_WAIT: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce() + Send>;

/// Why work was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undone {
    /// The queue is full, or the client has its share of it, or the wait was too long.
    Busy,
    /// It panicked.
    Panicked,
}

/// A fixed number of threads and one queue, first in, first out.
pub struct WorkerPool {
    jobs: mpsc::Sender<Job>,
    /// In the queue and at work.
    places: Arc<Places>,
}

/// One pool for each kind of work, so that none waits for another.
pub struct Workers {
    /// Renders documents that are not in the cache.
    pub documents: WorkerPool,
    /// Searches, also for what a wrong address may have meant.
    pub search: WorkerPool,
    /// What operators ask for with their token, so that they see a busy service too.
    pub operator: WorkerPool,
    /// What news desks fetch.
    pub wire: WorkerPool,
    /// Checks of the database, for which everybody can ask.
    pub readiness: WorkerPool,
}

impl Workers {
    /// # Errors
    /// When the system starts no more threads.
    pub fn start() -> Result<Workers, Error> {
        Ok(Workers {
            documents: WorkerPool::start("render", cores().max(2), 1_024)?,
            search: WorkerPool::start("search", cores().div_ceil(4), 64)?,
            operator: WorkerPool::start("operator", 1, 16)?,
            wire: WorkerPool::start("wire", 1, 256)?,
            readiness: WorkerPool::start("readiness", 1, 64)?,
        })
    }

    /// Jobs in all queues and at work.
    pub fn depth(&self) -> usize {
        self.all().iter().map(|pool| pool.depth()).sum()
    }

    /// Jobs refused since the start.
    pub fn refused(&self) -> u64 {
        self.all().iter().map(|pool| pool.places.refused()).sum()
    }

    fn all(&self) -> [&WorkerPool; 5] {
        [&self.documents, &self.search, &self.operator, &self.wire, &self.readiness]
    }
}

impl WorkerPool {
    /// `places` is the number of jobs in the queue and at work together.
    fn start(name: &str, threads: usize, places: usize) -> Result<WorkerPool, Error> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let queue = Arc::new(Mutex::new(queue));
        for n in 1..=threads {
            let queue = Arc::clone(&queue);
            // Ends when the pool is dropped.
            let work = move || {
                system_limits::yield_to_others();
                // Unlocked again before the job is done.
                let next = || queue.lock().recv();
                while let Ok(job) = next() {
                    job();
                }
            };
            let thread = thread::Builder::new().name(format!("{name}-{n}")).spawn(work);
            thread.map_err(no_threads)?;
        }
        Ok(WorkerPool { jobs, places: Places::new(places) })
    }

    /// Does `work` for a client, by its address where that is known. Work that nobody waits for any more is not begun.
    pub async fn run<T: Send + 'static>(
        &self,
        client: Option<IpAddr>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Undone> {
        let place = self.places.take(client).ok_or(Undone::Busy)?;
        let (sender, receiver) = oneshot::channel();
        let queued = Instant::now();
        let job = move || {
            if sender.is_closed() {
                return;
            }
            let done = if queued.elapsed() > MAX_WAIT { Err(Undone::Busy) } else { catch_panic(work).ok_or(Undone::Panicked) };
            drop(place);
            // It fails when the client has just gone.
            let _ = sender.send(done);
        };
        // It fails when no thread is left, and then the receiver does too.
        let _ = self.jobs.send(Box::new(job));
        receiver.await.unwrap_or(Err(Undone::Busy))
    }

    /// Jobs in the queue and at work.
    pub fn depth(&self) -> usize {
        self.places.taken()
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Whether the system starts the threads of the runtime, and some for the feeds, the watcher and the scheduler. The runtime panics where it does
/// not.
///
/// # Errors
/// When it does not.
pub fn check_runtime_threads() -> Result<(), Error> {
    let count = cores() + 8;
    let (release, wait) = mpsc::channel::<()>();
    let wait = Arc::new(Mutex::new(wait));
    let started: Result<Vec<_>, _> = (0..count)
        .map(|_| {
            let wait = Arc::clone(&wait);
            // Each ends when nothing can be sent any more.
            thread::Builder::new().spawn(move || {
                let _ = wait.lock().recv();
            })
        })
        .collect();
    drop(release);
    for thread in started.map_err(no_threads)? {
        // It cannot panic.
        let _ = thread.join();
    }
    Ok(())
}

/// The system starts no more threads.
fn no_threads(cause: std::io::Error) -> Error {
    Error::caused(msg!("the service cannot start its threads", "tjänsten kan inte starta sina trådar"), cause).hint(msg!(
        "raise the limit on tasks (`TasksMax` in the systemd unit, `ulimit -u`), or stop other programs",
        "höj gränsen för antalet trådar (`TasksMax` i systemd-enheten, `ulimit -u`) eller stoppa andra program"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
    }

    #[test]
    fn what_finds_no_place_is_refused_at_once() {
        let pool = WorkerPool::start("test", 1, 2).unwrap();
        let (release, wait) = mpsc::channel::<()>();
        block_on(async {
            let first = pool.run(None, move || wait.recv());
            let mut first = std::pin::pin!(first);
            // Polled once, it is in the queue.
            assert!(tokio::time::timeout(Duration::from_millis(20), &mut first).await.is_err());
            let second = pool.run(None, || 2);
            let mut second = std::pin::pin!(second);
            assert!(tokio::time::timeout(Duration::from_millis(20), &mut second).await.is_err());
            assert_eq!(pool.depth(), 2);
            assert_eq!(pool.run(None, || 3).await, Err(Undone::Busy));
            release.send(()).unwrap();
            assert_eq!(second.await, Ok(2));
            assert_eq!(first.await.map(|done| done.is_ok()), Ok(true));
            assert_eq!(pool.run(None, || 4).await, Ok(4));
        });
    }

    #[test]
    fn work_that_nobody_waits_for_is_not_begun() {
        let pool = WorkerPool::start("test", 1, 10).unwrap();
        let (release, wait) = mpsc::channel::<()>();
        let (begun, was_begun) = mpsc::channel::<()>();
        block_on(async {
            let busy = pool.run(None, move || wait.recv());
            let mut busy = std::pin::pin!(busy);
            assert!(tokio::time::timeout(Duration::from_millis(20), &mut busy).await.is_err());
            let abandoned = pool.run(None, move || begun.send(()));
            assert!(tokio::time::timeout(Duration::from_millis(20), abandoned).await.is_err());
            release.send(()).unwrap();
            assert!(busy.await.is_ok());
            assert_eq!(pool.run(None, || 1).await, Ok(1));
        });
        assert!(was_begun.try_recv().is_err());
        assert_eq!(pool.depth(), 0);
    }

    #[test]
    fn a_panic_takes_no_thread_along() {
        let pool = WorkerPool::start("test", 1, 10).unwrap();
        block_on(async {
            assert_eq!(pool.run(None, || panic!("a planted panic")).await, Err::<(), _>(Undone::Panicked));
            assert_eq!(pool.run(None, || 1).await, Ok(1));
        });
    }
}
