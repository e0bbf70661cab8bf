//! Time limit and progress: the clock that the solver itself does not have.

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

pub struct Watch {
    started: Instant,
    limit: Option<Duration>,
    bar: Option<ProgressBar>,
}

impl Watch {
    pub fn new(time_limit: Option<f64>) -> Self {
        let bar = std::io::stderr().is_terminal().then(ProgressBar::new_spinner);
        Self { started: Instant::now(), limit: time_limit.map(Duration::from_secs_f64), bar }
    }

    pub fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
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
