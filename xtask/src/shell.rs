//! Running other programs from the repository's root, with errors that name the command.

use crate::background;
use anyhow::{Context, Result, bail};
use std::{
    cell::RefCell,
    env,
    ffi::OsStr,
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

thread_local! {
    /// Where this thread's output goes while it works beside another; to the terminal when there is no file.
    static ASIDE: RefCell<Option<File>> = const { RefCell::new(None) };
}

/// The repository's root. `cargo run` tells where this package is now; the built-in path serves a copied binary.
pub fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        |path| {
            if Path::new(&path).ends_with("xtask") { path.into() } else { env!("CARGO_MANIFEST_DIR").into() }
        },
    );
    package.parent().map_or_else(|| package.clone(), Path::to_path_buf)
}

/// A line for the person who waits.
pub fn say(text: impl std::fmt::Display) {
    match aside() {
        Some(mut file) => _ = writeln!(file, "{text}"),
        None => eprintln!("{text}"),
    }
}

/// Sends what this thread says and what its programs print to a file.
pub fn keep_aside(file: File) {
    ASIDE.with(|place| place.replace(Some(file)));
}

fn aside() -> Option<File> {
    ASIDE.with_borrow(|file| file.as_ref().and_then(|file| file.try_clone().ok()))
}

pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// Cargo, the same one that runs us.
pub fn cargo<const N: usize>(arguments: [&str; N]) -> Command {
    let mut command = program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// Runs to the end with its output shown, and fails when the program does.
pub fn run(command: &mut Command) -> Result<()> {
    if let (Some(out), Some(err)) = (aside(), aside()) {
        command.stdout(out).stderr(err);
    }
    let mut child = command.spawn().with_context(|| format!("cannot start {}", words(command)))?;
    let registration = background::register(child.id(), nix::sys::signal::Signal::SIGTERM);
    let status = child.wait();
    drop(registration);
    background::leave_it_to_the_handler_when_stopping();
    let status = status?;
    if !status.success() {
        bail!("{} ended with {status}", words(command));
    }
    Ok(())
}

/// Runs to the end and gives its standard output; standard error is shown.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", words(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stdout);
        bail!("{} ended with {}: {}", words(command), output.status, said.trim());
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("{} printed bytes that are not UTF-8", words(command)))
}

/// Whether the program runs and says that all is well, without showing what it prints.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Where a program of this name is on the search path.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Where cargo puts what it builds, also when the person moved it.
pub fn target_folder() -> Result<PathBuf> {
    let text = capture(&mut cargo(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&text)?;
    let folder = metadata["target_directory"].as_str().context("cargo metadata names no target_directory")?;
    Ok(folder.into())
}

/// Builds the server and gives its path.
pub fn build_lianhe(release: bool) -> Result<PathBuf> {
    let mut command = cargo(["build", "--package", "lianhe"]);
    if release {
        command.arg("--release");
    }
    run(&mut command)?;
    Ok(target_folder()?.join(if release { "release" } else { "debug" }).join("lianhe"))
}

fn words(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut text = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}
