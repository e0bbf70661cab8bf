//! A file on its way in: its bytes are counted and digested as they come, and refused as soon as they are too many.

use documents::content_of;
use domain::attachment::{FileName, Limits};
use domain::rule::Refusal;
use sha2::{Digest as _, Sha256};
use sm3::{Digest as _, Sm3};

/// Memory that is set aside before a file comes whose length nobody told.
const USUAL: usize = 1 << 20;

/// The file is in memory once.
pub struct Receiving {
    name: FileName,
    limits: Limits,
    bytes: Vec<u8>,
    sha256: Sha256,
    sm3: Sm3,
}

/// A file that may be attached.
pub struct Received {
    pub name: FileName,
    pub bytes: Vec<u8>,
    pub sha256: String,
    pub sm3: String,
}

impl Receiving {
    /// # Errors
    /// Refuses a name that may not be, and a length that is said to be too much.
    pub fn new(name: &str, length: Option<usize>, limits: Limits) -> Result<Self, Refusal> {
        let name = FileName::parse(name)?;
        limits.check_size(&name, length.unwrap_or_default())?;
        let bytes = Vec::with_capacity(length.unwrap_or(USUAL).min(limits.bytes));
        Ok(Self { name, limits, bytes, sha256: Sha256::new(), sm3: Sm3::new() })
    }

    /// # Errors
    /// Refuses more than may be.
    pub fn push(&mut self, some: &[u8]) -> Result<(), Refusal> {
        self.limits.check_size(&self.name, self.bytes.len().saturating_add(some.len()))?;
        sha2::Digest::update(&mut self.sha256, some);
        sm3::Digest::update(&mut self.sm3, some);
        self.bytes.extend_from_slice(some);
        Ok(())
    }

    /// # Errors
    /// Refuses an empty file, and one that is not what its name says.
    pub fn done(self) -> Result<Received, Refusal> {
        let Self { name, bytes, sha256, sm3, .. } = self;
        name.check(bytes.len(), content_of(&bytes))?;
        let (sha256, sm3) = (hex::encode(sha256.finalize()), hex::encode(sm3.finalize()));
        Ok(Received { name, bytes, sha256, sm3 })
    }
}
