//! Signing in by the organisation's own provider. What must be remembered on the way travels with the browser, sealed: any
//! process can take it up, no stranger fills a table, and nobody can end in another's browser what they began in theirs.

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Stage;
use domain::id::{PersonId, SessionId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::sync::Arc;
use storage::account::Account;
use uuid::Uuid;

use super::Caller;
use super::factor;
use super::guard::Attempt;
use super::link::{self, link};
use super::own::guarded_name;
use super::password_sign_in::{Entering, enter, failed};
use super::provider::{Identity, Provider, Secrets};
use super::sign_in::SignedIn;
use crate::sealing::Spot;
use crate::{Error, Lianhe, Result};

/// How long somebody may take at the provider, and then for the code.
const AWAY: TimeDelta = TimeDelta::minutes(10);
const CODE: TimeDelta = TimeDelta::minutes(5);
/// A longer page address is not come back to.
const NEXT_MOST: usize = 600;

const LEAVING: Spot = Spot::new("provider", "journey", Uuid::nil());
const PROVEN: Spot = Spot::new("provider", "proven", Uuid::nil());

/// What one has set out for.
#[derive(Serialize, Deserialize)]
pub struct Journey {
    secrets: Secrets,
    until: DateTime<Utc>,
    /// The page to come back to.
    pub next: String,
    /// The session in which the identity is linked, and whether it is setting up the account.
    linking: Option<(Uuid, bool)>,
}

impl Journey {
    /// The page that says how it went.
    pub const fn page(&self) -> &'static str {
        match self.linking {
            None => "/sign-in",
            Some((_, true)) => "/setting-up",
            Some((_, false)) => "/account",
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Proven {
    person: Uuid,
    until: DateTime<Utc>,
}

/// On the way to the provider.
pub struct Leaving {
    pub address: String,
    /// For a cookie that comes back with the browser.
    pub kept: String,
}

/// How it ended.
pub enum Returned {
    SignedIn(SignedIn),
    /// The identity is right, and the account has a second factor.
    CodeNeeded {
        kept: String,
    },
    Linked,
}

/// # Errors
/// `NotFound` where no provider is configured, `ProviderUnreachable`.
pub async fn leave_to_sign_in(lianhe: &Lianhe, next: Option<String>) -> Result<Leaving> {
    leave(lianhe, next.unwrap_or_default(), None).await
}

/// Leaves to link an identity with one's own account; in an open session the password is asked for.
///
/// # Errors
/// Refuses who may not link; `NotFound` where no provider is configured, `ProviderUnreachable`.
pub async fn leave_to_link(lianhe: &Lianhe, caller: &Caller, password: Option<String>) -> Result<Leaving> {
    link::in_a_browser(caller)?;
    provider(lianhe)?;
    link::confirm(lianhe, caller, password).await?;
    let linking = Some((caller.session.uuid(), caller.stage == Stage::SettingUp));
    leave(lianhe, String::new(), linking).await
}

async fn leave(lianhe: &Lianhe, next: String, linking: Option<(Uuid, bool)>) -> Result<Leaving> {
    let (address, secrets) = provider(lianhe)?.leave().await?;
    let until = lianhe.clock.now() + AWAY;
    let kept = seal(lianhe, LEAVING, &Journey { secrets, until, next: own_page(next), linking })?;
    Ok(Leaving { address, kept })
}

/// A page of ours, and no other place.
fn own_page(next: String) -> String {
    let ours = next.starts_with('/') && !next[1..].starts_with(['/', '\\']);
    let plain = next.len() <= NEXT_MOST && next.bytes().all(|byte| byte.is_ascii_graphic());
    if ours && plain { next } else { "/".to_owned() }
}

/// The journey that a browser comes back from.
///
/// # Errors
/// `NotFound` where no provider is configured; `JourneyOver` when it is not the one of this browser, or took too long.
pub fn coming_back(lianhe: &Lianhe, kept: Option<&str>, state: Option<&str>) -> Result<Journey> {
    provider(lianhe)?;
    let journey: Journey = unseal(lianhe, LEAVING, kept)?;
    let same = state == Some(journey.secrets.state.as_str());
    if same && journey.until > lianhe.clock.now() { Ok(journey) } else { Err(Error::JourneyOver) }
}

/// # Errors
/// `ProviderUnverified` for what does not hold, `IdentityUnknown`, `AccountClosed`, `ProviderUnreachable`; refuses an
/// identity that is another's.
pub async fn come_back(
    lianhe: &Lianhe,
    journey: Journey,
    code: String,
    device: Option<String>,
) -> Result<Returned> {
    let provider = provider(lianhe)?;
    let identity = provider.identify(code, journey.secrets, lianhe.clock.now()).await?;
    match journey.linking {
        Some((session, _)) => {
            link(lianhe, SessionId::new(session), identity).await?;
            Ok(Returned::Linked)
        }
        None => sign_in(lianhe, &provider, identity, device).await,
    }
}

async fn sign_in(
    lianhe: &Lianhe,
    provider: &Provider,
    identity: Identity,
    device: Option<String>,
) -> Result<Returned> {
    let mut conn = lianhe.db.read().await?;
    let owner = storage::identity::owner(&mut conn, &identity.issuer, identity.subject_hash).await?;
    drop(conn);
    let person = owner.ok_or(Error::IdentityUnknown)?;
    let factor_shown = identity.second_factor && provider.trusts_second_factor();
    let entering = entering(lianhe, person, device).await?;
    if entering.account.second_factor.is_some() && !factor_shown {
        let until = lianhe.clock.now() + CODE;
        let kept = seal(lianhe, PROVEN, &Proven { person: person.uuid(), until })?;
        return Ok(Returned::CodeNeeded { kept });
    }
    Ok(Returned::SignedIn(enter(lianhe, Entering { factor_shown, ..entering }).await?))
}

/// The account of somebody whom the provider knows, as it is now.
async fn entering(lianhe: &Lianhe, person: PersonId, device: Option<String>) -> Result<Entering> {
    let mut conn = lianhe.db.read().await?;
    let account: Option<Account> = storage::account::account(&mut conn, person).await?;
    let held = storage::access::appointments_of(&mut conn, person, lianhe.today()).await?;
    let account = account.filter(|account| account.disabled_at.is_none() && account.linked_at.is_some());
    let account = account.filter(|_| !held.is_empty()).ok_or(Error::AccountClosed)?;
    Ok(Entering { account, held, proof: None, factor_shown: false, device, attempt: None })
}

/// The code, after the provider.
///
/// # Errors
/// `JourneyOver` when it took too long; `CodeWrong`, `Locked`, `AccountClosed`.
pub async fn sign_in_with_code(
    lianhe: &Lianhe,
    kept: Option<&str>,
    code: &str,
    (address, device): (Option<IpAddr>, Option<String>),
) -> Result<SignedIn> {
    provider(lianhe)?;
    let now = lianhe.clock.now();
    let proven: Proven = unseal(lianhe, PROVEN, kept)?;
    if proven.until <= now {
        return Err(Error::JourneyOver);
    }
    let entering = entering(lianhe, PersonId::new(proven.person), device).await?;
    let attempt = Attempt::begin(lianhe, &guarded_name(&entering.account), address).await?;
    let held = entering.held.clone();
    let Some(proof) = factor::proof(&lianhe.keys, &entering.account, code, now)? else {
        return Err(failed(lianhe, attempt, held, Error::CodeWrong).await);
    };
    let entering = Entering { proof: Some(proof), attempt: Some(attempt.clone()), ..entering };
    match enter(lianhe, entering).await {
        Err(Error::CodeWrong) => Err(failed(lianhe, attempt, held, Error::CodeWrong).await),
        other => other,
    }
}

pub(super) fn provider(lianhe: &Lianhe) -> Result<Arc<Provider>> {
    lianhe.provider.clone().ok_or(Error::NotFound)
}

fn seal(lianhe: &Lianhe, spot: Spot, value: &impl Serialize) -> Result<String> {
    let text = serde_json::to_vec(value).map_err(|why| Error::ProviderUnverified(why.to_string()))?;
    Ok(hex::encode(lianhe.keys.seal(spot, &text)?))
}

/// Whatever does not open was not sealed by us, or is not there any more.
fn unseal<T: DeserializeOwned>(lianhe: &Lianhe, spot: Spot, kept: Option<&str>) -> Result<T> {
    let bytes = kept.and_then(|kept| hex::decode(kept).ok()).ok_or(Error::JourneyOver)?;
    let text = lianhe.keys.open(spot, &bytes).map_err(|_| Error::JourneyOver)?;
    serde_json::from_slice(&text).map_err(|_| Error::JourneyOver)
}

#[cfg(test)]
mod tests {
    use super::own_page;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for elsewhere in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "evil"]
        {
            assert_eq!(own_page(elsewhere.to_owned()), "/", "{elsewhere:?}");
        }
        assert_eq!(own_page("/units?name=%E5%8C%97".to_owned()), "/units?name=%E5%8C%97");
    }
}
