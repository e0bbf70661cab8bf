use super::contender::Contender;
use anyhow::{Result, bail};
use std::path::Path;
pub fn contender(_: &Path, _: Option<&Path>) -> Result<Contender> {
    bail!("Directus is not installed, so it was not measured.")
}
