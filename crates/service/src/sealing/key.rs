//! One key: which cipher, which id, and the line of the key file that holds it.

use std::fmt;

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, AesGcm, KeyInit};
use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};
use sm4::Sm4;
use zeroize::{Zeroize as _, Zeroizing};

use super::SealError;
use crate::clock::random;

type Sm4Gcm = AesGcm<Sm4, U12>;

pub(super) const NONCE: usize = 12;

domain::words! {
    /// How a value is sealed. SM4 (GB/T 32907) is for offices that must use the national ciphers.
    pub enum Cipher {
        Aes256Gcm = "aes-256-gcm", "AES-256-GCM";
        Sm4Gcm = "sm4-gcm", "SM4-GCM";
    }
}

impl Cipher {
    /// The first byte of every sealed value.
    pub(super) const fn tag(self) -> u8 {
        match self {
            Self::Aes256Gcm => 1,
            Self::Sm4Gcm => 2,
        }
    }

    const fn key_length(self) -> usize {
        match self {
            Self::Aes256Gcm => 32,
            Self::Sm4Gcm => 16,
        }
    }
}

/// Follows from the key itself, so that two keys never share one and a damaged key is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(pub(super) [u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// A key, wiped from memory when it goes.
pub struct Key {
    pub id: KeyId,
    pub cipher: Cipher,
    pub made_at: DateTime<Utc>,
    secret: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("id", &self.id).field("cipher", &self.cipher).finish_non_exhaustive()
    }
}

impl Key {
    pub fn random(cipher: Cipher, made_at: DateTime<Utc>) -> Self {
        let mut bytes: [u8; 32] = random();
        let secret = Zeroizing::new(bytes[..cipher.key_length()].to_vec());
        bytes.zeroize();
        Self::new(cipher, made_at, secret)
    }

    fn new(cipher: Cipher, made_at: DateTime<Utc>, secret: Zeroizing<Vec<u8>>) -> Self {
        let hash = Sha256::new()
            .chain_update(b"lianhe key\0")
            .chain_update([cipher.tag()])
            .chain_update(&*secret)
            .finalize();
        let mut id = [0; 4];
        id.copy_from_slice(&hash[..4]);
        Self { id: KeyId(id), cipher, made_at, secret }
    }

    /// `ID CIPHER MADE-AT SECRET`, as it stands in the key file.
    pub fn line(&self) -> Zeroizing<String> {
        let made = self.made_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let secret = Zeroizing::new(hex::encode(&*self.secret));
        Zeroizing::new(format!("{} {} {made} {}", self.id, self.cipher.word(), &*secret))
    }

    /// # Errors
    /// Says what is wrong with the line, without repeating it.
    pub fn parse(line: &str) -> Result<Self, SealError> {
        let bad = |why| SealError::KeyLine(why);
        let [id, cipher, made, secret] = line
            .split_whitespace()
            .collect::<Vec<_>>()
            .try_into()
            .map_err(|_| bad("it has not the four parts ID CIPHER MADE-AT SECRET"))?;
        let cipher =
            Cipher::parse(cipher, "cipher").map_err(|_| bad("the cipher is not aes-256-gcm or sm4-gcm"))?;
        let made_at = made.parse().map_err(|_| bad("the time is not like 2026-01-01T00:00:00Z"))?;
        let secret = Zeroizing::new(hex::decode(secret).map_err(|_| bad("the secret is not hexadecimal"))?);
        if secret.len() != cipher.key_length() {
            return Err(bad("the secret has not the length that its cipher needs"));
        }
        let key = Self::new(cipher, made_at, secret);
        if key.id.to_string() == id { Ok(key) } else { Err(bad("the id is not that of the secret")) }
    }

    pub(super) fn encrypt(&self, nonce: [u8; NONCE], payload: Payload<'_, '_>) -> Result<Vec<u8>, SealError> {
        let failed = |_| SealError::Cipher;
        match self.cipher {
            Cipher::Aes256Gcm => Aes256Gcm::new_from_slice(&self.secret)
                .map_err(|_| SealError::Cipher)?
                .encrypt(&nonce.into(), payload)
                .map_err(failed),
            Cipher::Sm4Gcm => Sm4Gcm::new_from_slice(&self.secret)
                .map_err(|_| SealError::Cipher)?
                .encrypt(&nonce.into(), payload)
                .map_err(failed),
        }
    }

    pub(super) fn decrypt(&self, nonce: [u8; NONCE], payload: Payload<'_, '_>) -> Result<Vec<u8>, SealError> {
        let failed = |_| SealError::Damaged;
        match self.cipher {
            Cipher::Aes256Gcm => Aes256Gcm::new_from_slice(&self.secret)
                .map_err(|_| SealError::Cipher)?
                .decrypt(&nonce.into(), payload)
                .map_err(failed),
            Cipher::Sm4Gcm => Sm4Gcm::new_from_slice(&self.secret)
                .map_err(|_| SealError::Cipher)?
                .decrypt(&nonce.into(), payload)
                .map_err(failed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        hex::decode(text).expect("hexadecimal")
    }

    /// RFC 8998, appendix A.1: what other implementations of SM4-GCM say.
    #[test]
    fn sm4_gcm_agrees_with_its_published_vector() {
        let secret = Zeroizing::new(bytes("0123456789abcdeffedcba9876543210"));
        let key = Key::new(Cipher::Sm4Gcm, DateTime::UNIX_EPOCH, secret);
        let plain = bytes(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        );
        let aad = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let nonce = <[u8; NONCE]>::try_from(bytes("00001234567800000000abcd")).expect("twelve bytes");
        let sealed = key.encrypt(nonce, Payload { msg: &plain, aad: &aad }).expect("sealed");
        let expected = "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec";
        assert_eq!(hex::encode(&sealed), expected);
        assert_eq!(key.decrypt(nonce, Payload { msg: &sealed, aad: &aad }).expect("opened"), plain);
    }

    #[test]
    fn a_key_line_is_read_back_and_a_changed_one_is_refused() {
        for cipher in Cipher::ALL {
            let key = Key::random(*cipher, DateTime::UNIX_EPOCH);
            let line = key.line();
            assert_eq!(Key::parse(&line).expect("a key").id, key.id);
            let flipped = if line.ends_with('0') { "1" } else { "0" };
            let changed = format!("{}{flipped}", &line[..line.len() - 1]);
            assert!(matches!(Key::parse(&changed), Err(SealError::KeyLine(_))));
            assert!(matches!(Key::parse(&line[..line.len() - 2]), Err(SealError::KeyLine(_))));
        }
    }
}
