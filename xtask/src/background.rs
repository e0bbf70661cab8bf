//! Programs that run beside us (PostgreSQL, servers under test) and the temporary folders they use.
//!
//! Both go away when the value is dropped, and also when a signal ends us: then no destructor runs, so a
//! register of what is running is kept and a handler works through it, last started first.

use crate::shell;
use anyhow::{Context, Result, bail};
use nix::{
    sys::{
        signal::{Signal, kill},
        wait::{WaitPidFlag, WaitStatus, waitpid},
    },
    unistd::Pid,
};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};

static RUNNING: Mutex<Vec<(u32, Signal)>> = Mutex::new(Vec::new());
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static STOPPING: AtomicBool = AtomicBool::new(false);
const PATIENCE: Duration = Duration::from_secs(15);

pub fn stop_everything_on_signals() -> Result<()> {
    ctrlc::set_handler(|| {
        STOPPING.store(true, Ordering::SeqCst);
        let running: Vec<_> = locked(&RUNNING).iter().rev().copied().collect();
        for (id, signal) in &running {
            kill(pid(*id), *signal).ok();
        }
        let asked = Instant::now();
        for (id, _) in &running {
            while matches!(waitpid(pid(*id), Some(WaitPidFlag::WNOHANG)), Ok(WaitStatus::StillAlive)) {
                if asked.elapsed() > PATIENCE {
                    kill(pid(*id), Signal::SIGKILL).ok();
                }
                sleep(Duration::from_millis(20));
            }
        }
        for folder in locked(&FOLDERS).iter() {
            fs::remove_dir_all(folder).ok();
        }
        std::process::exit(130);
    })
    .context("cannot install the handler for Ctrl-C")
}

/// When a signal is ending us, the handler does the rest: two threads must not tidy up the same things.
pub fn leave_it_to_the_handler_when_stopping() {
    while STOPPING.load(Ordering::SeqCst) {
        sleep(PATIENCE);
    }
}

/// Holds a process in the register; dropping it takes the process out.
#[must_use]
pub struct Registration(u32);

pub fn register(id: u32, signal: Signal) -> Registration {
    locked(&RUNNING).push((id, signal));
    Registration(id)
}

impl Drop for Registration {
    fn drop(&mut self) {
        locked(&RUNNING).retain(|(id, _)| *id != self.0);
    }
}

/// A server of ours, with its output in a file.
pub struct Background {
    name: String,
    child: Child,
    signal: Signal,
    log: PathBuf,
    _registration: Registration,
}

impl Background {
    /// `signal` is the one that asks this program to end in good order.
    pub fn start(name: &str, command: &mut Command, log: &Path, signal: Signal) -> Result<Self> {
        let output = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let registration = register(child.id(), signal);
        Ok(Self { name: name.into(), child, signal, log: log.into(), _registration: registration })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks `ready` every few milliseconds until it says yes, and gives the time that took.
    pub fn wait_until(
        &mut self,
        pause: Duration,
        limit: Duration,
        mut ready: impl FnMut() -> bool,
    ) -> Result<Duration> {
        let begun = Instant::now();
        loop {
            if ready() {
                return Ok(begun.elapsed());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!(
                    "{} ended with {status} before it was ready. Its last lines:\n{}",
                    self.name,
                    self.tail()
                );
            }
            if begun.elapsed() > limit {
                bail!("{} was not ready after {limit:?}. Its last lines:\n{}", self.name, self.tail());
            }
            sleep(pause);
        }
    }

    /// Ends it and fails when it did not end in good order.
    pub fn stop(mut self) -> Result<()> {
        let status = self.end()?;
        if !status.success() {
            bail!("{} ended with {status} when asked to stop. Its last lines:\n{}", self.name, self.tail());
        }
        Ok(())
    }

    /// Ends it by this signal, whatever it says to that.
    pub fn end_by(mut self, signal: Signal) {
        self.signal = signal;
    }

    pub fn tail(&self) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    fn end(&mut self) -> Result<ExitStatus> {
        leave_it_to_the_handler_when_stopping();
        if let Some(status) = self.child.try_wait()? {
            return Ok(status);
        }
        kill(pid(self.child.id()), self.signal).ok();
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            sleep(Duration::from_millis(10));
        }
        shell::say(format_args!("{} did not end within {PATIENCE:?} and is killed", self.name));
        self.child.kill()?;
        Ok(self.child.wait()?)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.end().ok();
    }
}

/// A temporary folder that a signal removes too.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new(name: &str) -> Result<Self> {
        Self::within(&std::env::temp_dir(), name)
    }

    pub fn within(parent: &Path, name: &str) -> Result<Self> {
        fs::create_dir_all(parent)?;
        let folder = tempfile::Builder::new().prefix(&format!("lianhe-{name}-")).tempdir_in(parent)?;
        locked(&FOLDERS).push(folder.path().into());
        Ok(Self(folder))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        leave_it_to_the_handler_when_stopping();
        locked(&FOLDERS).retain(|folder| folder != self.0.path());
    }
}

fn pid(id: u32) -> Pid {
    Pid::from_raw(id.cast_signed())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
