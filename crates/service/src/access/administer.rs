//! What the system administrator does to an account: invite, reset, disable, enable, unlock.

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{LinkPurpose, Operation};
use domain::id::PersonId;
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::access::{Held, NewLink};
use storage::account::Account;

use super::guard::of_name;
use super::own::{Standings, guarded_name, needs_of};
use super::{Policy, Secret, is_operator};
use crate::{Error, Result, Work, Write};

/// Three days to set up an account, one to recover it.
const INVITATION: TimeDelta = TimeDelta::hours(72);
const RECOVERY: TimeDelta = TimeDelta::hours(24);

/// The person that something is done to, found and allowed.
struct Target {
    held: Vec<Held>,
    object: ObjectRef,
    account: Option<Account>,
}

impl Target {
    async fn of(work: &mut Work<'_>, person: PersonId, operation: Operation) -> Result<Self> {
        let (district, today) = (work.district(), work.today());
        let held = storage::access::appointments_of(work.tx, person, today).await?;
        let here = held.iter().find(|held| held.appointment.district == district);
        let here = here.filter(|_| !is_operator(person)).ok_or(Error::NotFound)?;
        work.authorise(operation, &here.actor.place)?;
        let name = here.actor.person_name.clone();
        let object = ObjectRef { kind: ObjectType::Account, id: person.uuid(), name };
        let account = storage::account::account(work.tx, person).await?;
        Ok(Self { held, object, account })
    }

    fn existing(&self) -> Result<&Account> {
        let missing = || Refusal::new(Rule::AccountMissing, "account").with(&self.object.name);
        Ok(self.account.as_ref().ok_or_else(missing)?)
    }

    fn refused(&self, rule: Rule) -> Error {
        Refusal::new(rule, "account").with(&self.object.name).into()
    }

    /// Makes a link with which the person sets up the account; any before it is worth nothing any more.
    async fn link(
        &self,
        work: &mut Work<'_>,
        purpose: LinkPurpose,
        lifetime: TimeDelta,
    ) -> Result<Invitation> {
        let held = self.held.iter().find(|held| held.appointment.district == work.district());
        let appointment = &held.ok_or(Error::NotFound)?.appointment;
        let secret = Secret::random();
        let link = NewLink {
            id: work.ids.uuid(),
            token_hash: secret.hash(),
            person: appointment.person,
            district: appointment.district,
            appointment: appointment.id,
            purpose,
            expires_at: work.now + lifetime,
        };
        let now = work.now;
        storage::account::ensure_account(work.tx, appointment.person, now).await?;
        storage::access::revoke_links(work.tx, appointment.person, now).await?;
        storage::access::insert_link(work.tx, &link).await?;
        Ok(Invitation { secret, expires_at: link.expires_at })
    }
}

/// A link to be handed to its person: shown once.
pub struct Invitation {
    pub secret: Secret,
    pub expires_at: DateTime<Utc>,
}

/// Invites a person with an appointment to set up its account.
pub struct Invite {
    pub person: PersonId,
}

impl Write for Invite {
    type Output = Invitation;

    async fn run(self, work: &mut Work<'_>) -> Result<Invitation> {
        let target = Target::of(work, self.person, Operation::AccountInvite).await?;
        if let Some(account) = &target.account {
            let of = Standings { account: Some(account), now: work.now, policy: &Policy::default() };
            if account.disabled_at.is_some() {
                return Err(target.refused(Rule::AccountIsDisabled));
            }
            if needs_of(&target.held, &of).is_empty() {
                return Err(target.refused(Rule::AccountExists));
            }
        }
        let invitation = target.link(work, LinkPurpose::Invitation, INVITATION).await?;
        let after = json!({ "invited_until": invitation.expires_at });
        work.journal(Operation::AccountInvite, target.object, (None, Some(after)), None).await?;
        Ok(invitation)
    }
}

/// Takes away password, second factor and sessions, and makes a link to set up new ones.
pub struct ResetAccount {
    pub person: PersonId,
}

impl Write for ResetAccount {
    type Output = Invitation;

    async fn run(self, work: &mut Work<'_>) -> Result<Invitation> {
        let target = Target::of(work, self.person, Operation::AccountReset).await?;
        let account = target.existing()?;
        if account.disabled_at.is_some() {
            return Err(target.refused(Rule::AccountIsDisabled));
        }
        let (now, name) = (work.now, guarded_name(account));
        storage::account::clear_secrets(work.tx, self.person).await?;
        storage::session::end_others(work.tx, self.person, None, true, now).await?;
        storage::account::forgive(work.tx, &of_name(&name)).await?;
        let invitation = target.link(work, LinkPurpose::Recovery, RECOVERY).await?;
        let after = json!({ "password": "cleared", "second_factor": "cleared", "invited_until": invitation.expires_at });
        work.journal(Operation::AccountReset, target.object, (None, Some(after)), None).await?;
        Ok(invitation)
    }
}

/// Disables an account, which ends its sessions and tokens, or enables it again.
pub struct DisableAccount {
    pub person: PersonId,
    pub disabled: bool,
}

impl Write for DisableAccount {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let target = Target::of(work, self.person, Operation::AccountDisable).await?;
        let (was, now) = (target.existing()?.disabled_at.is_some(), work.now);
        if was == self.disabled {
            return Err(target.refused(Rule::AccountStateSame));
        }
        storage::account::set_disabled(work.tx, self.person, self.disabled.then_some(now)).await?;
        if self.disabled {
            storage::session::end_others(work.tx, self.person, None, true, now).await?;
            storage::access::revoke_links(work.tx, self.person, now).await?;
        }
        let (before, after) = (json!({ "disabled": was }), json!({ "disabled": self.disabled }));
        work.journal(Operation::AccountDisable, target.object, (Some(before), Some(after)), None).await
    }
}

/// Lets a person try again who failed too often.
pub struct UnlockAccount {
    pub person: PersonId,
}

impl Write for UnlockAccount {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let target = Target::of(work, self.person, Operation::AccountUnlock).await?;
        let name = guarded_name(target.existing()?);
        if storage::account::forgive(work.tx, &of_name(&name)).await? == 0 {
            return Err(target.refused(Rule::AccountStateSame));
        }
        let after = json!({ "locked_until": null, "unlocked": true });
        work.journal(Operation::AccountUnlock, target.object, (None, Some(after)), None).await
    }
}
