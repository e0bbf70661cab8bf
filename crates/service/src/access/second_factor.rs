//! Setting up the second factor, and new recovery codes.

use domain::access::{Need, Stage};
use domain::rule::{Refusal, Rule};
use serde_json::json;

use super::factor::{self, Enrolment, Proof};
use super::guard::Attempt;
use super::own::{self, Here, account_of, confirm_password, failed, guarded_name, own_account};
use super::{Caller, is_operator};
use crate::{Error, Lianhe, Result, Work, Write};

/// Makes a new secret, which counts only when a code has confirmed it.
///
/// # Errors
/// Refuses a wrong password; in an open session it is asked for.
pub async fn begin_factor(lianhe: &Lianhe, caller: &Caller, password: Option<String>) -> Result<Enrolment> {
    let person = caller.actor.person;
    let own = own_account(lianhe, caller).await?;
    let allowed = caller.stage == Stage::Open || own.needs.contains(&Need::SecondFactor);
    if is_operator(person) || !allowed {
        return Err(Refusal::new(Rule::AccountExists, "account").with(&caller.actor.person_name).into());
    }
    if caller.stage == Stage::Open {
        let account = account_of(lianhe, person, &caller.actor.person_name).await?;
        if account.password_hash.is_some() {
            confirm_password(lianhe, caller, &account, password.unwrap_or_default(), "password").await?;
        }
    }
    let seed = factor::new_seed();
    let name = own.sign_in_name.unwrap_or_else(|| caller.actor.person_name.clone());
    let enrolment = factor::enrolment(&*seed, &name)?;
    let sealed = lianhe.keys.seal(factor::pending(person), &*seed)?;
    lianhe.write(caller, Begin { sealed }).await?;
    Ok(enrolment)
}

struct Begin {
    sealed: Vec<u8>,
}

impl Write for Begin {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (person, now) = (work.actor.person, work.now);
        storage::account::ensure_account(work.tx, person, now).await?;
        storage::account::set_factor_pending(work.tx, person, self.sealed).await?;
        own::journal(work, json!({ "second_factor": "begun" })).await
    }
}

/// The first code confirms the secret; ten recovery codes come with it, shown this once.
///
/// # Errors
/// Refuses a wrong code, or when no secret was made.
pub async fn confirm_factor(lianhe: &Lianhe, caller: &Caller, code: String) -> Result<Vec<String>> {
    let here = Here::of(lianhe, caller);
    lianhe.write(caller, Confirm { code, here }).await
}

struct Confirm {
    code: String,
    here: Here,
}

impl Write for Confirm {
    type Output = Vec<String>;

    async fn run(self, work: &mut Work<'_>) -> Result<Vec<String>> {
        let (person, now) = (work.actor.person, work.now);
        let account = storage::account::account(work.tx, person).await?;
        let not_begun = || Refusal::new(Rule::FactorNotBegun, "code");
        let pending = account.and_then(|account| account.factor_pending).ok_or_else(not_begun)?;
        let seed = work.keys.open(factor::pending(person), &pending)?;
        let wrong = || Refusal::new(Rule::CodeWrong, "code");
        let step = factor::step_of(&seed, &self.code, now)?.ok_or_else(wrong)?;
        let sealed = work.keys.seal(factor::confirmed(person), &seed)?;
        storage::account::confirm_factor(work.tx, person, sealed, step).await?;
        let (codes, hashes) = factor::recovery_codes();
        storage::account::replace_recovery_codes(work.tx, person, hashes).await?;
        own::journal(work, json!({ "second_factor": "set", "recovery_codes": codes.len() })).await?;
        self.here.finish(work).await?;
        Ok(codes)
    }
}

/// New recovery codes; the old ones are worth nothing any more.
///
/// # Errors
/// Refuses a wrong or used code of the authenticator.
pub async fn renew_recovery_codes(lianhe: &Lianhe, caller: &Caller, code: String) -> Result<Vec<String>> {
    let account = account_of(lianhe, caller.actor.person, &caller.actor.person_name).await?;
    // Wrong codes count like wrong passwords.
    let attempt = Attempt::begin(lianhe, &guarded_name(&account), None).await?;
    let wrong = || Error::from(Refusal::new(Rule::CodeWrong, "code"));
    let Some(proof) = factor::proof(&lianhe.keys, &account, &code, lianhe.clock.now())? else {
        return failed(lianhe, caller, attempt, wrong()).await;
    };
    match lianhe.write(caller, Renew { proof }).await {
        Err(Error::Refused(refusal)) if refusal.rule == Rule::CodeWrong => {
            failed(lianhe, caller, attempt, wrong()).await
        }
        Ok(codes) => {
            attempt.undecided(lianhe).await?;
            Ok(codes)
        }
        Err(other) => Err(other),
    }
}

struct Renew {
    proof: Proof,
}

impl Write for Renew {
    type Output = Vec<String>;

    async fn run(self, work: &mut Work<'_>) -> Result<Vec<String>> {
        spend(work, self.proof).await?;
        let (codes, hashes) = factor::recovery_codes();
        storage::account::replace_recovery_codes(work.tx, work.actor.person, hashes).await?;
        own::journal(work, json!({ "recovery_codes": codes.len() })).await?;
        Ok(codes)
    }
}

async fn spend(work: &mut Work<'_>, proof: Proof) -> Result<()> {
    if factor::spend(work.tx, work.actor.person, proof, work.now).await? {
        Ok(())
    } else {
        Err(Refusal::new(Rule::CodeWrong, "code").into())
    }
}
