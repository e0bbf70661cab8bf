//! One's own account: what there is of it, and what it still lacks.

use chrono::{DateTime, Utc};
use domain::access::{Need, Stage, Standing, needs, needs_second_factor};
use domain::id::{PersonId, SessionId};
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::Value;
use std::sync::Arc;
use storage::access::Held;
use storage::account::Account;

use super::guard::{Attempt, journal_lock};
use super::{Caller, Policy, hashing};
use crate::{Error, Lianhe, Result, Work};

/// What needs are judged by.
pub(super) struct Standings<'a> {
    pub account: Option<&'a Account>,
    pub now: DateTime<Utc>,
    pub policy: &'a Policy,
}

pub(super) fn needs_of(held: &[Held], of: &Standings<'_>) -> Vec<Need> {
    let account = of.account;
    let fresh = |set: DateTime<Utc>| of.policy.password_age.is_none_or(|age| set + age > of.now);
    // Who signs in by the organisation's provider needs no password; one that there is must not be too old all the same.
    let provided =
        account.is_some_and(|account| account.linked_at.is_some() && account.password_hash.is_none());
    let standing = Standing {
        sign_in_name: provided || account.is_some_and(|account| account.sign_in_name.is_some()),
        password: provided
            || account.is_some_and(|account| {
                account.password_hash.is_some() && account.password_set_at.is_some_and(fresh)
            }),
        second_factor: account.is_some_and(|account| account.second_factor.is_some()),
    };
    needs(held.iter().map(|held| held.actor.kind), standing)
}

/// What a session may do while something is missing.
pub(super) fn stage_of(needs: &[Need]) -> Stage {
    if needs.is_empty() { Stage::Open } else { Stage::SettingUp }
}

/// One's own account, as one sees it.
pub struct OwnAccount {
    pub sign_in_name: Option<String>,
    pub password_set_at: Option<DateTime<Utc>>,
    pub password_expires_at: Option<DateTime<Utc>>,
    pub second_factor: bool,
    pub second_factor_required: bool,
    pub recovery_codes_left: i64,
    pub needs: Vec<Need>,
    /// When an identity of the organisation's own provider was linked.
    pub linked_at: Option<DateTime<Utc>>,
}

/// # Errors
/// When the database cannot be read.
pub async fn own_account(lianhe: &Lianhe, caller: &Caller) -> Result<OwnAccount> {
    let person = caller.actor.person;
    let mut conn = lianhe.db.read().await?;
    let account = storage::account::account(&mut conn, person).await?;
    let held = storage::access::appointments_of(&mut conn, person, lianhe.today()).await?;
    let recovery_codes_left = storage::account::recovery_codes_left(&mut conn, person).await?;
    let of = Standings { account: account.as_ref(), now: lianhe.clock.now(), policy: &lianhe.policy };
    let needs = needs_of(&held, &of);
    let set = account.as_ref().and_then(|account| account.password_set_at);
    Ok(OwnAccount {
        sign_in_name: account.as_ref().and_then(|account| account.sign_in_name.clone()),
        password_set_at: set,
        password_expires_at: set.zip(lianhe.policy.password_age).map(|(set, age)| set + age),
        second_factor: account.as_ref().is_some_and(|account| account.second_factor.is_some()),
        second_factor_required: held.iter().any(|held| needs_second_factor(held.actor.kind)),
        recovery_codes_left,
        needs,
        linked_at: account.and_then(|account| account.linked_at),
    })
}

/// The session in which somebody changes the own account.
#[derive(Clone)]
pub(super) struct Here {
    pub session: SessionId,
    stage: Stage,
    policy: Arc<Policy>,
}

impl Here {
    pub fn of(lianhe: &Lianhe, caller: &Caller) -> Self {
        Self { session: caller.session, stage: caller.stage, policy: lianhe.policy.clone() }
    }

    /// Opens the session as soon as the account lacks nothing any more.
    pub async fn finish(&self, work: &mut Work<'_>) -> Result<()> {
        if self.stage != Stage::SettingUp {
            return Ok(());
        }
        let (person, today, now) = (work.actor.person, work.today(), work.now);
        let account = storage::account::account(work.tx, person).await?;
        let held = storage::access::appointments_of(work.tx, person, today).await?;
        let account = account.as_ref();
        let of = Standings { account, now, policy: &self.policy };
        if needs_of(&held, &of).is_empty() {
            storage::session::set_stage(work.tx, self.session, Stage::Open).await?;
            storage::access::revoke_links(work.tx, person, now).await?;
            storage::account::signed_in_on(work.tx, person, today).await?;
        }
        Ok(())
    }
}

/// The person's account as the journal names it.
pub(super) fn object(work: &Work<'_>) -> ObjectRef {
    ObjectRef {
        kind: ObjectType::Account,
        id: work.actor.person.uuid(),
        name: work.actor.person_name.clone(),
    }
}

/// Says in the journal what was done to the own account; never a secret, only that it was set.
pub(super) async fn journal(work: &mut Work<'_>, after: Value) -> Result<()> {
    let place = work.actor.place;
    work.authorise(domain::access::Operation::AccountOwn, &place)?;
    let object = object(work);
    work.journal(domain::access::Operation::AccountOwn, object, (None, Some(after)), None).await
}

/// # Errors
/// When the person has no account.
pub(super) async fn account_of(lianhe: &Lianhe, person: PersonId, name: &str) -> Result<Account> {
    let mut conn = lianhe.db.read().await?;
    let account = storage::account::account(&mut conn, person).await?;
    Ok(account.ok_or_else(|| Refusal::new(Rule::AccountMissing, "account").with(name))?)
}

/// What failures of an account are counted by: its sign-in name, or its person where it has none.
pub(super) fn guarded_name(account: &Account) -> String {
    account.sign_in_name.clone().unwrap_or_else(|| account.person.uuid().to_string())
}

/// Asks for the password once more before something that a stolen session must not do.
///
/// # Errors
/// Refuses a wrong password, naming `field`; too many lock the account.
pub(super) async fn confirm_password(
    lianhe: &Lianhe,
    caller: &Caller,
    account: &Account,
    password: String,
    field: &'static str,
) -> Result<()> {
    let attempt = Attempt::begin(lianhe, &guarded_name(account), None).await?;
    if hashing::verify(password, account.password_hash.clone()).await? {
        return attempt.undecided(lianhe).await;
    }
    failed(lianhe, caller, attempt, Refusal::new(Rule::PasswordWrong, field).into()).await
}

/// # Errors
/// The error it is given; a lock is journalled first.
pub(super) async fn failed<T>(lianhe: &Lianhe, caller: &Caller, attempt: Attempt, error: Error) -> Result<T> {
    if let Some(until) = attempt.locks {
        let mut conn = lianhe.db.read().await?;
        let held = storage::access::appointments_of(&mut conn, caller.actor.person, lianhe.today()).await?;
        drop(conn);
        if let Some(held) = held.into_iter().next() {
            journal_lock(lianhe, held, until).await?;
        }
    }
    Err(error)
}
