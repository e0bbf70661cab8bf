//! End-to-end tests: the real server with the demonstration data, the real pages, a real browser.

use crate::{
    background::{Background, Folder},
    debian, http,
    shell::{self, say},
    web,
};
use anyhow::{Context, Result};
use nix::sys::signal::Signal;
use std::{fs, path::PathBuf, time::Duration};

/// `run` names the folder of the results; `place` says where the demonstration's data go, as options of `lianhe demo`;
/// `specs` which tests run, all when empty.
pub fn test(run: &str, place: &[String], specs: &[&str]) -> Result<()> {
    let chromium = chromium()?;
    web::build()?;
    // A debug build reads web/dist while it runs, so no second release build is needed.
    let lianhe = shell::build_lianhe(false)?;

    let folder = Folder::new("browser")?;
    let links = folder.path().join("links.json");
    let port = http::free_port()?;
    let mut command = shell::program(lianhe);
    command.arg("demo").args(place).args(["--listen", &format!("127.0.0.1:{port}")]);
    command.arg("--links-file").arg(&links);
    // The provider is started by the spec that signs in by it.
    let issuer = format!("http://127.0.0.1:{}", http::free_port()?);
    command.env("LIANHE_OIDC__ISSUER", &issuer).env("LIANHE_OIDC__CLIENT_ID", "lianhe");
    command.env("LIANHE_OIDC__CLIENT_SECRET", "a-secret-of-the-demonstration");
    command.env("LIANHE_OIDC__TITLE", "示例区统一身份");
    // Everything that the log can say: afterwards it must not name anybody.
    command.env("LIANHE_LOG__FILTER", "debug");

    say("Starting the demonstration …");
    let log = folder.path().join("log");
    let mut server = Background::start("lianhe demo", &mut command, &log, Signal::SIGINT)?;
    let mut sign_in = None;
    server.wait_until(Duration::from_millis(50), Duration::from_secs(120), || {
        // Whole JSON, and not just the file: it may be half written.
        sign_in = fs::read_to_string(&links)
            .ok()
            .filter(|text| serde_json::from_str::<serde_json::Value>(text).is_ok());
        sign_in.is_some() && http::answers_200(port, "/healthz")
    })?;

    let sign_in = sign_in.context("the sign-in links were read")?;
    let outcome = shell::run(
        web::npm(["run", "--silent", "e2e", "--"])
            .args(specs)
            .env("LIANHE_URL", format!("http://127.0.0.1:{port}"))
            .env("LIANHE_LINKS", &sign_in)
            .env("LIANHE_ISSUER", &issuer)
            .env("LIANHE_E2E_RUN", run)
            .env("CHROMIUM_PATH", chromium),
    );
    if outcome.is_err() {
        say(format_args!("The server's last lines:\n{}", server.tail()));
    }
    // A server that does not end in good order on Ctrl-C is a failure of its own.
    outcome.and(server.stop())?;
    super::privacy::check(&String::from_utf8_lossy(&fs::read(&log)?), &sign_in)
}

fn chromium() -> Result<PathBuf> {
    let elsewhere = "The browser tests need Chromium or Chrome, and a font with Chinese characters.\n\
                     Install one (on macOS: brew install --cask chromium), or leave these steps out with --skip.";
    if !has_chinese_font() && debian::can_install() {
        debian::install(&["fontconfig", "fonts-noto-cjk"], elsewhere)?;
    }
    if let Some(path) = find_chromium() {
        return Ok(path);
    }
    debian::install(&["chromium"], elsewhere)?;
    find_chromium().context("the package chromium was installed, but there is no chromium on the search path")
}

fn find_chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        .iter()
        .find_map(|name| shell::find(name))
}

fn has_chinese_font() -> bool {
    let mut ask = shell::program("fc-list");
    ask.arg(":lang=zh").output().is_ok_and(|output| !output.stdout.is_empty())
}
