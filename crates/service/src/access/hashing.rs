//! Argon2id, off the threads that serve, and only a few at a time: each takes 19 MiB and some dozen milliseconds.

use std::sync::OnceLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::clock::random;
use crate::{Error, Result};

/// OWASP's smallest recommendation for Argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// More at once would only wait for each other, and fill the memory.
static SLOTS: Semaphore = Semaphore::const_new(4);

fn hasher() -> std::result::Result<Argon2<'static>, argon2::Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String> {
    let failed = |why: &dyn std::fmt::Display| Error::Storage(storage::Error::corrupt("password", why));
    let hasher = hasher().map_err(|why| failed(&why))?;
    let salt: [u8; 16] = random();
    let hash = hasher.hash_password_with_salt(password.as_bytes(), &salt).map_err(|why| failed(&why))?;
    Ok(hash.to_string())
}

fn fits(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The hash of a password, as a PHC string.
pub async fn hash(password: String) -> Result<String> {
    apart(move || hash_now(&password)).await?
}

/// Whether a password fits. Without a hash it takes as long, and does not.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    apart(move || {
        static NOBODYS: OnceLock<Option<String>> = OnceLock::new();
        let known = hash.is_some();
        let nobodys = || NOBODYS.get_or_init(|| hash_now("a password that nobody has").ok()).clone();
        hash.or_else(nobodys).is_some_and(|hash| fits(&password, &hash)) && known
    })
    .await
}

/// Whether a password fits any of these.
pub async fn fits_any(password: String, hashes: Vec<String>) -> Result<bool> {
    apart(move || hashes.iter().any(|hash| fits(&password, hash))).await
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _slot = SLOTS.acquire().await.map_err(|_| storage::Error::Closed)?;
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| storage::Error::Panicked)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_nobody_fits_none() {
        let hash = hash("Kx9#vTq2mB".to_owned()).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify("Kx9#vTq2mB".to_owned(), Some(hash.clone())).await.expect("checked"));
        assert!(!verify("kx9#vTq2mB".to_owned(), Some(hash)).await.expect("checked"));
        assert!(!verify("a password that nobody has".to_owned(), None).await.expect("checked"));
    }
}
