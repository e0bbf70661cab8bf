//! Signing in with name and password, and the code where there is a second factor.

use std::net::IpAddr;

use domain::access::{Need, SignInName};
use storage::access::Held;
use storage::account::Account;

use super::factor::{self, Proof};
use super::guard::{Attempt, journal_lock};
use super::hashing;
use super::own::{Standings, needs_of, stage_of};
use super::sign_in::{Opening, SignedIn, open};
use crate::{Error, Lianhe, Result, Work, office_day};

pub struct Credentials {
    pub name: String,
    pub password: String,
    /// What the authenticator shows, or a recovery code; asked for only when the password was right.
    pub code: Option<String>,
    pub address: Option<IpAddr>,
    pub device: Option<String>,
}

/// # Errors
/// `CredentialsWrong` for an unknown name and a wrong password alike, after the same time; `CodeNeeded`, `CodeWrong`,
/// `Locked`, `AccountClosed`.
pub async fn sign_in_with_password(lianhe: &Lianhe, credentials: Credentials) -> Result<SignedIn> {
    let Credentials { name, password, code, address, device } = credentials;
    let name = SignInName::normalised(&name);
    let attempt = Attempt::begin(lianhe, &name, address).await?;
    let mut conn = lianhe.db.read().await?;
    let account = storage::account::account_by_name(&mut conn, &name).await?;
    let held = match &account {
        Some(account) => storage::access::appointments_of(&mut conn, account.person, lianhe.today()).await?,
        None => Vec::new(),
    };
    drop(conn);
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let right = hashing::verify(password, hash).await?;
    let Some(account) = account.filter(|_| right) else {
        return Err(failed(lianhe, attempt, held, Error::CredentialsWrong).await);
    };
    if account.disabled_at.is_some() || held.is_empty() {
        attempt.undecided(lianhe).await?;
        return Err(Error::AccountClosed);
    }
    let proof = match (&account.second_factor, code.filter(|code| !code.trim().is_empty())) {
        (None, _) => None,
        (Some(_), None) => {
            attempt.undecided(lianhe).await?;
            return Err(Error::CodeNeeded);
        }
        (Some(_), Some(code)) => match factor::proof(&lianhe.keys, &account, &code, lianhe.clock.now())? {
            Some(proof) => Some(proof),
            None => return Err(failed(lianhe, attempt, held, Error::CodeWrong).await),
        },
    };
    let entering = Entering {
        account,
        held: held.clone(),
        proof,
        factor_shown: false,
        device,
        attempt: Some(attempt.clone()),
    };
    match enter(lianhe, entering).await {
        Err(Error::CodeWrong) => Err(failed(lianhe, attempt, held, Error::CodeWrong).await),
        other => other,
    }
}

/// A failure that locked an account stands in the journal of its person's district.
pub(super) async fn failed(lianhe: &Lianhe, attempt: Attempt, held: Vec<Held>, error: Error) -> Error {
    let (Some(until), Some(held)) = (attempt.locks, held.into_iter().next()) else { return error };
    match journal_lock(lianhe, held, until).await {
        Ok(()) => error,
        Err(why) => why,
    }
}

/// Somebody who has shown who it is.
pub(super) struct Entering {
    pub account: Account,
    pub held: Vec<Held>,
    pub proof: Option<Proof>,
    /// Whether a second factor was shown elsewhere, to somebody whose word is taken for it.
    pub factor_shown: bool,
    pub device: Option<String>,
    pub attempt: Option<Attempt>,
}

/// Uses the proof up and opens a session: for everything, or only for what the account still lacks.
pub(super) async fn enter(lianhe: &Lianhe, entering: Entering) -> Result<SignedIn> {
    let (now, keys, policy) = (lianhe.clock.now(), lianhe.keys.clone(), lianhe.policy.clone());
    let Entering { account, held, proof, factor_shown, device, attempt } = entering;
    let (person, lifetime) = (account.person, policy.absolute);
    let mut needs = needs_of(&held, &Standings { account: Some(&account), now, policy: &policy });
    needs.retain(|need| !(factor_shown && *need == Need::SecondFactor));
    let stage = stage_of(&needs);
    let actor = held.into_iter().next().ok_or(Error::AccountClosed)?.actor;
    // The factor is spent in the same transaction, so that of two at once only one gets in.
    lianhe
        .db
        .write(move |tx| {
            Box::pin(async move {
                if let Some(proof) = proof
                    && !factor::spend(tx, person, proof, now).await?
                {
                    return Err(Error::CodeWrong);
                }
                if let Some(attempt) = attempt {
                    attempt.succeeded(tx).await?;
                }
                storage::account::signed_in_on(tx, person, office_day(now)).await?;
                let mut work = Work::new(tx, actor, now, keys);
                open(&mut work, Opening { stage, device, lifetime }).await
            })
        })
        .await
}
