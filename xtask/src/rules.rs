//! Rules over the dependency tree (layers, licences, one version of what is heavy) and the files (no secret).
//!
//! Each rule gives sentences about what breaks it; an empty list is a pass.

mod layers;
mod licences;
mod secrets;
mod tree;
mod versions;

use crate::shell;
use anyhow::{Result, bail};
use tree::Tree;

pub fn check() -> Result<()> {
    let tree = Tree::read()?;
    let broken =
        [layers::broken(&tree), licences::broken(&tree), versions::broken(&tree), secrets::broken()?]
            .concat();
    if !broken.is_empty() {
        bail!("{} rules are broken:\n  {}", broken.len(), broken.join("\n  "));
    }
    shell::say(format_args!("{} packages keep the rules", tree.packages.len()));
    Ok(())
}
