//! Sealing of small personal values at rest: phone numbers, secrets of second factors, personal fields of the journal.
//!
//! A sealed value is `tag ‖ key id ‖ nonce ‖ ciphertext`: one byte for the cipher, four for the key, twelve at random.
//! Where it stands (table, column, row) is authenticated with it, so a value moved to another row does not open. Keys
//! come from a file or the environment, never from the database; the newest seals, all open.

mod file;
mod key;
mod rotate;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use aes_gcm::aead::Payload;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use zeroize::Zeroizing;

pub use key::{Cipher, Key, KeyId};
pub use rotate::{Rotated, Sealed, check, register, rotate};

use crate::clock::random;
use key::NONCE;

#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error(
        "there is no key to seal personal data with: set keys.file, or start the product once so that it makes one"
    )]
    NoKey,
    #[error("a value is sealed with key {0}, which is not in the key file: put the file back that holds it")]
    KeyMissing(KeyId),
    #[error("a sealed value does not open: it was changed, or moved to another row")]
    Damaged,
    #[error("a key cannot be used by its cipher")]
    Cipher,
    #[error("a line of the keys cannot be read: {0}")]
    KeyLine(&'static str),
    #[error("the key file {file} cannot be used: {why}")]
    File { file: PathBuf, why: String },
}

/// Where a sealed value stands. Another table, column or row is another place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    pub table: &'static str,
    pub column: &'static str,
    pub row: Uuid,
}

impl Spot {
    pub const fn new(table: &'static str, column: &'static str, row: Uuid) -> Self {
        Self { table, column, row }
    }

    fn authenticated(&self, head: &[u8]) -> Vec<u8> {
        [head, self.table.as_bytes(), b".", self.column.as_bytes(), b"\0", self.row.as_bytes()].concat()
    }
}

/// The keys of this installation. Clones share them.
#[derive(Clone, Default)]
pub struct Keyring(Arc<RwLock<Ring>>);

#[derive(Default)]
struct Ring {
    /// Oldest first.
    keys: Vec<Arc<Key>>,
    source: Option<Source>,
}

struct Source {
    path: PathBuf,
    changed: Option<SystemTime>,
}

const HEAD: usize = 1 + 4;

impl Keyring {
    /// No key at all: what needs one is refused and says so, never kept unsealed.
    pub fn empty() -> Self {
        Self::default()
    }

    /// # Errors
    /// When a line cannot be read.
    pub fn from_lines(text: &str) -> Result<Self, SealError> {
        Ok(Self(Arc::new(RwLock::new(Ring { keys: file::parse(text)?, source: None }))))
    }

    /// Reads a key file, and again whenever it has changed: another process may rotate the keys.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn from_file(path: &Path) -> Result<Self, SealError> {
        let keys = file::read(path)?;
        let source = Some(Source { path: path.to_owned(), changed: file::changed(path) });
        Ok(Self(Arc::new(RwLock::new(Ring { keys, source }))))
    }

    /// Without keys as yet; those that the file will hold once it is there.
    pub fn awaiting(path: &Path) -> Self {
        let source = Some(Source { path: path.to_owned(), changed: None });
        Self(Arc::new(RwLock::new(Ring { keys: Vec::new(), source })))
    }

    /// Reads a key file, which is made with one new key when it is not there yet. Only its owner may read it.
    ///
    /// # Errors
    /// When the file cannot be read or made.
    pub fn from_file_or_new(path: &Path, now: DateTime<Utc>) -> Result<Self, SealError> {
        if !path.exists() {
            file::create(path, &Key::random(Cipher::Aes256Gcm, now))?;
        }
        Self::from_file(path)
    }

    /// Adds a key to the file of this ring; it seals from now on.
    ///
    /// # Errors
    /// When the keys come from no file, or the file cannot be written.
    pub fn add(&self, key: Key) -> Result<(), SealError> {
        let path = self.path().ok_or(SealError::NoKey)?;
        file::append(&path, &key)?;
        self.reload();
        Ok(())
    }

    pub fn path(&self) -> Option<PathBuf> {
        let ring = self.0.read().unwrap_or_else(PoisonError::into_inner);
        ring.source.as_ref().map(|source| source.path.clone())
    }

    /// The keys there are, oldest first.
    pub fn keys(&self) -> Vec<Arc<Key>> {
        self.follow();
        self.0.read().unwrap_or_else(PoisonError::into_inner).keys.clone()
    }

    /// The key that seals.
    pub fn newest(&self) -> Option<Arc<Key>> {
        self.keys().pop()
    }

    /// # Errors
    /// `NoKey` when there is none.
    pub fn seal(&self, spot: Spot, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let key = self.newest().ok_or(SealError::NoKey)?;
        let mut sealed = vec![key.cipher.tag()];
        sealed.extend(key.id.0);
        let nonce: [u8; NONCE] = random();
        let aad = spot.authenticated(&sealed);
        let ciphertext = key.encrypt(nonce, Payload { msg: plain, aad: &aad })?;
        sealed.extend(nonce);
        sealed.extend(ciphertext);
        Ok(sealed)
    }

    /// # Errors
    /// `KeyMissing` without the key that sealed it, `Damaged` when it was changed or stands elsewhere.
    pub fn open(&self, spot: Spot, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (head, rest) = sealed.split_at_checked(HEAD).ok_or(SealError::Damaged)?;
        let (nonce, ciphertext) = rest.split_at_checked(NONCE).ok_or(SealError::Damaged)?;
        let id = key_of(sealed).ok_or(SealError::Damaged)?;
        let key = self.keys().into_iter().find(|key| key.id == id).ok_or(SealError::KeyMissing(id))?;
        let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| SealError::Damaged)?;
        if head.first() != Some(&key.cipher.tag()) {
            return Err(SealError::Damaged);
        }
        let aad = spot.authenticated(head);
        key.decrypt(nonce, Payload { msg: ciphertext, aad: &aad }).map(Zeroizing::new)
    }

    /// # Errors
    /// As [`Keyring::open`].
    pub fn open_text(&self, spot: Spot, sealed: &[u8]) -> Result<Zeroizing<String>, SealError> {
        let plain = self.open(spot, sealed)?;
        let text = std::str::from_utf8(&plain).map_err(|_| SealError::Damaged)?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    /// Reads the file again when it has changed since; a file that cannot be read leaves the keys as they are.
    fn follow(&self) {
        let ring = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let stale = ring.source.as_ref().is_some_and(|source| file::changed(&source.path) != source.changed);
        drop(ring);
        if stale {
            self.reload();
        }
    }

    fn reload(&self) {
        let mut ring = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Some(source) = &mut ring.source else { return };
        let changed = file::changed(&source.path);
        if let Ok(keys) = file::read(&source.path) {
            source.changed = changed;
            ring.keys = keys;
        }
    }
}

/// The key that sealed a value.
pub fn key_of(sealed: &[u8]) -> Option<KeyId> {
    let id = sealed.get(1..HEAD)?;
    Some(KeyId(id.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPOT: Spot = Spot::new("person_contact", "value", Uuid::from_u128(7));

    fn ring(cipher: Cipher) -> Keyring {
        Keyring::from_lines(&Key::random(cipher, DateTime::UNIX_EPOCH).line()).expect("a key")
    }

    #[test]
    fn what_is_sealed_opens_in_its_own_place_alone() {
        for cipher in Cipher::ALL {
            let ring = ring(*cipher);
            let sealed = ring.seal(SPOT, "13800000000".as_bytes()).expect("sealed");
            assert_eq!(&**ring.open_text(SPOT, &sealed).expect("opened"), "13800000000");
            assert_ne!(
                sealed,
                ring.seal(SPOT, b"13800000000").expect("sealed"),
                "each has a nonce of its own"
            );
            for elsewhere in [
                Spot { row: Uuid::from_u128(8), ..SPOT },
                Spot { column: "note", ..SPOT },
                Spot { table: "person", ..SPOT },
            ] {
                assert!(matches!(ring.open(elsewhere, &sealed), Err(SealError::Damaged)));
            }
        }
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let ring = ring(Cipher::Aes256Gcm);
        let sealed = ring.seal(SPOT, b"a@example.com").expect("sealed");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(ring.open(SPOT, &changed).is_err(), "byte {at}");
            assert!(ring.open(SPOT, &sealed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn without_the_key_nothing_is_sealed_or_opened_and_it_says_so() {
        assert!(matches!(Keyring::empty().seal(SPOT, b"x"), Err(SealError::NoKey)));
        let sealed = ring(Cipher::Aes256Gcm).seal(SPOT, b"x").expect("sealed");
        assert!(matches!(ring(Cipher::Aes256Gcm).open(SPOT, &sealed), Err(SealError::KeyMissing(_))));
    }
}
