//! Setting up a sign-in name and a password, and changing the password.

use domain::access::{Need, REMEMBERED, SignInName, Stage, check_password};
use domain::rule::{Refusal, Rule};
use serde_json::json;

use super::own::{self, Here, account_of, confirm_password, own_account};
use super::{Caller, hashing, is_operator};
use crate::{Error, Lianhe, Result, Work, Write};

/// Sets the name and the password of an account that has none, or whose password must be changed.
///
/// # Errors
/// Refuses a name or password by its rules, and an account that lacks nothing of this.
pub async fn set_up(
    lianhe: &Lianhe,
    caller: &Caller,
    sign_in_name: Option<String>,
    password: String,
) -> Result<()> {
    let person = caller.actor.person;
    let account = own_account(lianhe, caller).await?;
    if is_operator(person) || !account.needs.contains(&Need::Password) {
        return Err(Refusal::new(Rule::AccountExists, "account").with(&caller.actor.person_name).into());
    }
    let name = match (&account.sign_in_name, sign_in_name) {
        // The name of an account that is only recovered stays.
        (Some(name), _) => SignInName::parse(name, "sign_in_name")?,
        (None, name) => SignInName::parse(&name.unwrap_or_default(), "sign_in_name")?,
    };
    if account.sign_in_name.is_none() {
        let mut conn = lianhe.db.read().await?;
        if storage::account::account_by_name(&mut conn, name.as_str()).await?.is_some() {
            return Err(Refusal::new(Rule::SignInNameTaken, "sign_in_name").with(name.as_str()).into());
        }
    }
    let hash = checked_hash(lianhe, caller, name.as_str(), password).await?;
    let here = Here::of(lianhe, caller);
    let name = account.sign_in_name.is_none().then_some(name);
    lianhe.write(caller, Store { name, hash, here }).await
}

/// # Errors
/// Refuses a wrong current password, and a new one by its rules.
pub async fn change_password(
    lianhe: &Lianhe,
    caller: &Caller,
    current: String,
    password: String,
) -> Result<()> {
    if caller.stage != Stage::Open {
        return Err(Error::Unauthenticated);
    }
    let account = account_of(lianhe, caller.actor.person, &caller.actor.person_name).await?;
    confirm_password(lianhe, caller, &account, current, "current").await?;
    let name = account.sign_in_name.unwrap_or_default();
    let hash = checked_hash(lianhe, caller, &name, password).await?;
    lianhe.write(caller, Store { name: None, hash, here: Here::of(lianhe, caller) }).await
}

async fn checked_hash(lianhe: &Lianhe, caller: &Caller, name: &str, password: String) -> Result<String> {
    let person = caller.actor.person;
    let mut conn = lianhe.db.read().await?;
    let held = storage::access::appointments_of(&mut conn, person, lianhe.today()).await?;
    let remembered = i64::try_from(REMEMBERED).unwrap_or(i64::MAX);
    let earlier = storage::account::earlier_passwords(&mut conn, person, remembered).await?;
    drop(conn);
    let mut own: Vec<&str> = held.iter().map(|held| held.actor.place_name.as_str()).collect();
    own.extend([caller.actor.person_name.as_str(), name]);
    check_password(&password, &own, "password")?;
    if hashing::fits_any(password.clone(), earlier).await? {
        return Err(Refusal::new(Rule::PasswordReused, "password").with(REMEMBERED).into());
    }
    hashing::hash(password).await
}

struct Store {
    name: Option<SignInName>,
    hash: String,
    here: Here,
}

impl Write for Store {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (person, now) = (work.actor.person, work.now);
        storage::account::ensure_account(work.tx, person, now).await?;
        if let Some(name) = &self.name {
            storage::account::set_sign_in_name(work.tx, person, name.as_str()).await?;
        }
        let id = work.ids.uuid();
        storage::account::set_password(work.tx, person, id, &self.hash, now).await?;
        // Whoever knew the old password is out.
        let ended =
            storage::session::end_others(work.tx, person, Some(self.here.session), false, now).await?;
        let named = self.name.map(|_| "set");
        own::journal(work, json!({ "sign_in_name": named, "password": "set", "sessions_ended": ended }))
            .await?;
        self.here.finish(work).await
    }
}
