//! The second factor: time-based codes (RFC 6238) that any authenticator shows, and recovery codes for the day on which
//! the telephone is lost.

use chrono::{DateTime, Utc};
use domain::id::PersonId;
use storage::Tx;
use storage::account::Account;
use totp_rs::{Algorithm, Builder, Secret as Seed, Totp};
use zeroize::Zeroizing;

use super::Secret;
use crate::clock::random;
use crate::sealing::{Keyring, Spot};
use crate::{Error, Result};

const ISSUER: &str = "Lianhe";
const RECOVERY_CODES: usize = 10;
/// Letters and digits that nobody takes for each other.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const RECOVERY_LETTERS: usize = 16;

pub(super) const fn confirmed(person: PersonId) -> Spot {
    Spot::new("account", "second_factor", person.uuid())
}

pub(super) const fn pending(person: PersonId) -> Spot {
    Spot::new("account", "factor_pending", person.uuid())
}

/// What an authenticator needs to know. Shown while it is set up, never again.
pub struct Enrolment {
    pub secret: String,
    pub uri: String,
    /// The address as a picture to scan.
    pub picture: String,
}

fn broken(why: impl std::fmt::Display) -> Error {
    Error::Storage(storage::Error::corrupt("second factor", why))
}

pub(super) fn new_seed() -> Zeroizing<[u8; 20]> {
    Zeroizing::new(random())
}

pub(super) fn enrolment(seed: &[u8], name: &str) -> Result<Enrolment> {
    let code = totp(seed, name)?;
    let uri = code.to_url().map_err(broken)?;
    let drawn = qrcode::QrCode::new(&uri).map_err(broken)?;
    let picture = drawn.render::<qrcode::render::svg::Color<'_>>().min_dimensions(208, 208).build();
    Ok(Enrolment { secret: Seed::from(seed.to_vec()).to_base32(), uri, picture })
}

fn totp(seed: &[u8], name: &str) -> Result<Totp> {
    // SHA-1, six digits and thirty seconds: what every authenticator can do.
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_secret(seed.to_vec())
        .with_issuer(Some(ISSUER))
        .with_account_name(name.replace(':', " "))
        .build()
        .map_err(broken)
}

/// The time step of which a code is, if it is one of now, of the last or of the next.
pub(super) fn step_of(seed: &[u8], code: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let at = u64::try_from(now.timestamp()).unwrap_or_default();
    let step = totp(seed, "code")?.check(&plain(code), at);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn plain(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect()
}

/// What somebody has shown, still to be used up.
pub(super) enum Proof {
    Step(i64),
    Recovery(Vec<u8>),
}

/// Reads a code of the authenticator, or a recovery code.
pub(super) fn proof(
    keys: &Keyring,
    account: &Account,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Option<Proof>> {
    let Some(sealed) = &account.second_factor else { return Ok(None) };
    if plain(code).len() == RECOVERY_LETTERS {
        return Ok(Some(Proof::Recovery(Secret::hash_of(&plain(code)))));
    }
    let seed = keys.open(confirmed(account.person), sealed)?;
    Ok(step_of(&seed, code, now)?.map(Proof::Step))
}

/// Uses a proof up; false when that was done before.
pub(super) async fn spend(tx: &mut Tx, person: PersonId, proof: Proof, now: DateTime<Utc>) -> Result<bool> {
    Ok(match proof {
        Proof::Step(step) => storage::account::take_step(tx, person, step).await?,
        Proof::Recovery(hash) => storage::account::take_recovery_code(tx, person, hash, now).await?,
    })
}

/// New recovery codes, with what is stored of them. Each has 80 random bits, so a plain hash is enough.
pub(super) fn recovery_codes() -> (Vec<String>, Vec<Vec<u8>>) {
    let code = || -> String {
        let bytes: [u8; RECOVERY_LETTERS] = random();
        bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
    };
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| code()).collect();
    let hashes = codes.iter().map(|code| Secret::hash_of(code)).collect();
    let shown = |code: &String| [&code[..4], &code[4..8], &code[8..12], &code[12..]].join("-");
    (codes.iter().map(shown).collect(), hashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let seed = b"12345678901234567890";
        for (at, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let now = DateTime::from_timestamp(at, 0).expect("an instant");
            assert_eq!(step_of(seed, code, now).expect("checked"), Some(at / 30), "{at}");
            assert_eq!(step_of(seed, "000000", now).expect("checked"), None);
            assert_eq!(step_of(seed, code, now + chrono::TimeDelta::seconds(90)).expect("checked"), None);
        }
    }

    #[test]
    fn recovery_codes_are_read_however_they_are_typed() {
        let (shown, hashes) = recovery_codes();
        assert_eq!(shown.len(), 10);
        assert_eq!(Secret::hash_of(&plain(&shown[0].to_lowercase().replace('-', " "))), hashes[0]);
    }

    #[test]
    fn an_authenticator_gets_an_address_and_a_picture() {
        let made = enrolment(&*new_seed(), "ma.shizhou").expect("an enrolment");
        assert!(made.uri.starts_with("otpauth://totp/Lianhe:ma.shizhou?secret="), "{}", made.uri);
        assert!(made.picture.contains("<svg"));
    }
}
