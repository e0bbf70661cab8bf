//! Linking one's own account with an identity of the organisation's provider: only from within a session of one's own, and
//! never by a name or an address that happens to be the same.

use domain::access::Stage;
use domain::id::SessionId;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::access::Channel;
use storage::account::Account;

use super::authenticate::authenticate_by;
use super::own::{self, Here, account_of, confirm_password};
use super::provider::Identity;
use super::{Caller, is_operator};
use crate::{Error, Lianhe, Result, Work, Write};

/// # Errors
/// `BrowserOnly` for a token, which has no way to the provider and back.
pub(super) fn in_a_browser(caller: &Caller) -> Result<()> {
    if caller.channel == Channel::Browser { Ok(()) } else { Err(Error::BrowserOnly) }
}

/// Whether the caller may link, now: who sets up an account that has no password yet, and who is fully signed in.
fn check(caller: &Caller, account: Option<&Account>) -> Result<()> {
    in_a_browser(caller)?;
    let password = account.is_some_and(|account| account.password_hash.is_some());
    if is_operator(caller.actor.person) || (caller.stage == Stage::SettingUp && password) {
        return Err(Refusal::new(Rule::AccountExists, "account").with(&caller.actor.person_name).into());
    }
    if account.is_some_and(|account| account.linked_at.is_some()) {
        return Err(Refusal::new(Rule::IdentityLinked, "account").into());
    }
    Ok(())
}

/// Before the browser leaves to link: the password, where there is one.
pub(super) async fn confirm(lianhe: &Lianhe, caller: &Caller, password: Option<String>) -> Result<()> {
    let mut conn = lianhe.db.read().await?;
    let account = storage::account::account(&mut conn, caller.actor.person).await?;
    drop(conn);
    check(caller, account.as_ref())?;
    match account.filter(|account| account.password_hash.is_some()) {
        Some(account) => {
            confirm_password(lianhe, caller, &account, password.unwrap_or_default(), "password").await
        }
        None => Ok(()),
    }
}

/// Links an identity with the account of the session that set out for it; it must still be open.
pub(super) async fn link(lianhe: &Lianhe, session: SessionId, identity: Identity) -> Result<()> {
    let mut conn = lianhe.db.read().await?;
    let hash = storage::session::token_hash(&mut conn, session).await?.ok_or(Error::Unauthenticated)?;
    drop(conn);
    let caller = authenticate_by(lianhe, hash).await?;
    let here = Here::of(lianhe, &caller);
    lianhe.write(&caller, Link { caller: caller.clone(), identity, here }).await
}

struct Link {
    caller: Caller,
    identity: Identity,
    here: Here,
}

impl Write for Link {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (person, now) = (work.actor.person, work.now);
        let Identity { issuer, subject_hash, .. } = self.identity;
        check(&self.caller, storage::account::account(work.tx, person).await?.as_ref())?;
        if storage::identity::owner(work.tx, &issuer, subject_hash.clone()).await?.is_some() {
            return Err(Refusal::new(Rule::IdentityTaken, "account").into());
        }
        storage::account::ensure_account(work.tx, person, now).await?;
        storage::identity::link(work.tx, person, &issuer, subject_hash, now).await?;
        own::journal(work, json!({ "identity": "set", "issuer": issuer })).await?;
        self.here.finish(work).await
    }
}

/// Takes the identity away again; the password is the way in that remains.
///
/// # Errors
/// Refuses a wrong password, an account without one, and one that is not linked.
pub async fn unlink(lianhe: &Lianhe, caller: &Caller, password: String) -> Result<()> {
    let account = account_of(lianhe, caller.actor.person, &caller.actor.person_name).await?;
    if account.linked_at.is_none() {
        return Err(Refusal::new(Rule::IdentityNone, "account").into());
    }
    if account.password_hash.is_none() {
        return Err(Refusal::new(Rule::IdentityOnly, "account").into());
    }
    confirm_password(lianhe, caller, &account, password, "password").await?;
    lianhe.write(caller, Unlink).await
}

struct Unlink;

impl Write for Unlink {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let person = work.actor.person;
        if storage::identity::unlink(work.tx, person).await? == 0 {
            return Err(Refusal::new(Rule::IdentityNone, "account").into());
        }
        own::journal(work, json!({ "identity": "cleared" })).await
    }
}
