//! Time limit and progress: the clock that the solver itself does not have.

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

pub struct Watch {
    started: Instant,
    cpu_started: Option<u64>,
    limit: Option<Duration>,
    bar: Option<ProgressBar>,
}

impl Watch {
    pub fn new(time_limit: Option<f64>) -> Self {
        let bar = std::io::stderr().is_terminal().then(ProgressBar::new_spinner);
        let limit = time_limit.map(Duration::from_secs_f64);
        Self { started: Instant::now(), cpu_started: cpu_nanoseconds(), limit, bar }
    }

    pub fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// Processor time of this thread since the start, where the system says; on a busy machine it tells more
    /// than the clock.
    pub fn cpu_seconds(&self) -> Option<f64> {
        Some((cpu_nanoseconds()? - self.cpu_started?) as f64 * 1e-9)
    }

    /// Shows how far the work is; breaks once the time is up.
    pub fn tick(&self, message: impl FnOnce() -> String) -> ControlFlow<()> {
        if let Some(bar) = &self.bar {
            bar.set_message(message());
            bar.tick();
        }
        match self.limit {
            Some(limit) if self.started.elapsed() > limit => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn cpu_nanoseconds() -> Option<u64> {
    // Without a pause the system tells what it counted at its last tick, some milliseconds ago.
    std::thread::yield_now();
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    times.split_whitespace().next()?.parse().ok()
}
