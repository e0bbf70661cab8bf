//! A PostgreSQL of our own for the tests: in a temporary folder, on a free port, gone afterwards.
//!
//! It never touches a cluster that is already on the machine. Durability is off, because a test database may be lost;
//! only the test that kills it in mid-write keeps it on.

use crate::{
    background::{Background, Folder},
    debian, http, shell,
};
use anyhow::{Context, Result, bail};
use nix::{
    sys::signal::Signal,
    unistd::{Uid, User, chown},
};
use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

const SUPERUSER: &str = "postgres";

pub struct Postgres {
    // Declared before the folder, so that it has ended when its files go.
    server: Option<Background>,
    runner: Runner,
    binaries: PathBuf,
    port: u16,
    password: String,
    durable: bool,
    folder: Folder,
}

impl Postgres {
    pub fn start() -> Result<Self> {
        Self::with_durability(false)
    }

    pub fn with_durability(durable: bool) -> Result<Self> {
        let binaries = binaries()?;
        let folder = Folder::new("postgres")?;
        let password = random_word()?;
        let runner = Runner::for_this_machine()?;

        let password_file = folder.path().join("password");
        fs::write(&password_file, &password)?;
        for path in [folder.path(), &password_file] {
            runner.give(path)?;
        }

        let data = folder.path().join("data");
        let mut initdb = runner.command(&binaries.join("initdb"));
        initdb
            .current_dir(folder.path())
            .arg("--pgdata")
            .arg(&data)
            .arg("--pwfile")
            .arg(&password_file)
            .args(["--username", SUPERUSER, "--encoding", "UTF8", "--locale", "C.UTF-8"])
            // Not "trust": a superuser over TCP could run programs for anyone on this machine.
            .args(["--auth", "password", "--no-sync", "--no-instructions"]);
        shell::capture(&mut initdb)?;

        let port = http::free_port()?;
        let mut postgres = Self { server: None, runner, binaries, port, password, durable, folder };
        postgres.launch()?;
        Ok(postgres)
    }

    fn launch(&mut self) -> Result<()> {
        let mut command = self.runner.command(&self.binaries.join("postgres"));
        let folder = self.folder.path();
        command.current_dir(folder).arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
        let port = format!("port={}", self.port);
        let mut settings = vec!["listen_addresses=127.0.0.1", &port, "max_connections=200"];
        if !self.durable {
            settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
        }
        for setting in settings {
            command.args(["-c", setting]);
        }
        // SIGINT is PostgreSQL's "fast" shutdown, which does not wait for its clients.
        let mut server = Background::start("PostgreSQL", &mut command, &folder.join("log"), Signal::SIGINT)?;
        let port = self.port.to_string();
        let postgres_is_ready = || {
            let mut ask = Command::new(self.binaries.join("pg_isready"));
            shell::succeeds(ask.args(["--quiet", "--host", "127.0.0.1", "--port", &port]))
        };
        server.wait_until(Duration::from_millis(50), Duration::from_secs(60), postgres_is_ready)?;
        self.server = Some(server);
        Ok(())
    }

    /// Ends it at once, without a checkpoint, and starts it again: it must recover from its log.
    pub fn crash(&mut self) -> Result<()> {
        if let Some(server) = self.server.take() {
            server.end_by(Signal::SIGQUIT);
        }
        self.launch()
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://{SUPERUSER}:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    pub fn create_database(&self, name: &str) -> Result<String> {
        let mut command = shell::program(self.binaries.join("createdb"));
        command
            .args(["--host", "127.0.0.1", "--port", &self.port.to_string(), "--username", SUPERUSER, name])
            .env("PGPASSWORD", &self.password);
        shell::run(&mut command)?;
        Ok(self.url(name))
    }
}

/// Who runs the server: PostgreSQL refuses to run as root.
struct Runner {
    user: Option<User>,
}

impl Runner {
    fn for_this_machine() -> Result<Self> {
        if !Uid::effective().is_root() {
            return Ok(Self { user: None });
        }
        for name in ["postgres", "nobody"] {
            if let Some(user) = User::from_name(name)? {
                return Ok(Self { user: Some(user) });
            }
        }
        bail!("PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it")
    }

    fn give(&self, path: &Path) -> Result<()> {
        if let Some(user) = &self.user {
            chown(path, Some(user.uid), Some(user.gid))
                .with_context(|| format!("cannot give {} to {}", path.display(), user.name))?;
        }
        Ok(())
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = shell::program("setpriv");
        match &self.user {
            Some(user) => {
                command
                    .args(["--reuid", &user.uid.to_string(), "--regid", &user.gid.to_string()])
                    .arg("--clear-groups");
            }
            None if shell::find("setpriv").is_none() => return shell::program(program),
            None => {}
        }
        // Even when we are killed without a word, the kernel asks it to end.
        command.args(["--pdeathsig", "INT", "--"]).arg(program);
        command
    }
}

/// The folder with `initdb` and `postgres`: newest version first, installed when missing and possible.
fn binaries() -> Result<PathBuf> {
    if let Some(folder) = installed() {
        return Ok(folder);
    }
    let elsewhere = "The tests need a PostgreSQL server (initdb, postgres), which is not installed.\n\
                     On macOS: brew install postgresql. Or leave these steps out with --skip.";
    without_default_cluster(|| debian::install(&["postgresql"], elsewhere))?;
    installed().context("the package postgresql was installed, but initdb is not where it should be")
}

fn installed() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .collect();
    versions.sort_by_key(|folder| {
        let version = folder.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        version.parse::<f32>().map_or(0, |version| (version * 10.0) as u32)
    });
    versions.pop().or_else(|| Some(shell::find("initdb")?.parent()?.to_path_buf()))
}

/// Debian's package makes a cluster on the default port; a machine that only tests does not want it.
fn without_default_cluster(install: impl FnOnce() -> Result<()>) -> Result<()> {
    let folder = Path::new("/etc/postgresql-common/createcluster.d");
    let file = folder.join("lianhe-tests.conf");
    if debian::can_install() {
        fs::create_dir_all(folder)?;
        fs::write(&file, "create_main_cluster = false\n")?;
    }
    let installed = install();
    fs::remove_file(&file).ok();
    installed
}

fn random_word() -> Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
