//! Installing what is missing, where that is ours to do: as root on a Debian-like system.

use crate::shell::{self, say};
use anyhow::{Result, bail};
use nix::unistd::Uid;
use std::{process::Command, sync::Once};

static LISTS: Once = Once::new();

/// Whether [`install`] can work here.
pub fn can_install() -> bool {
    Uid::effective().is_root() && shell::find("apt-get").is_some()
}

/// `elsewhere` tells people on other systems what to install.
pub fn install(packages: &[&str], elsewhere: &str) -> Result<()> {
    let names = packages.join(" ");
    if !can_install() {
        bail!("{elsewhere}\nOn Debian or Ubuntu: sudo apt-get install {names}");
    }
    LISTS.call_once(|| {
        say("Reading the Debian package lists …");
        // An outdated list may still do; the install itself tells when it does not.
        shell::run(&mut apt(&["update", "-q"])).ok();
    });
    say(format_args!("Installing {names} …"));
    let mut arguments = vec!["install", "--yes", "-q", "--no-install-recommends"];
    arguments.extend(packages);
    shell::run(&mut apt(&arguments))
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = shell::program("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}
