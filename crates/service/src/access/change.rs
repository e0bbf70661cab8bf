//! Changes that wait for a second person: asked for, then approved, declined or withdrawn; after seven days they expire.

use domain::access::{AppointmentKind, ChangeState, Operation, Place, WAITS, check_decider};
use domain::id::{AppointmentId, PersonId};
use domain::journal::{ObjectRef, ObjectType};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::change::{self, Change};
use uuid::Uuid;

use super::{EndAppointment, Grant};
use crate::work::{check_bumped, check_reason};
use crate::{Error, Result, View, Work, Write};

/// How many that wait no longer the list still shows.
const DECIDED: i64 = 50;

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Done(AppointmentId),
    /// It waits for a second person.
    Waits(Uuid),
}

/// What approving does.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Command {
    Grant(Grant),
    End(EndAppointment),
}

impl Command {
    const fn operation(&self) -> Operation {
        match self {
            Self::Grant(_) => Operation::AppointmentGrant,
            Self::End(_) => Operation::AppointmentEnd,
        }
    }
}

/// Whom and what a change concerns, in the words of the day.
pub(super) struct About {
    pub about: Option<PersonId>,
    pub person_name: String,
    pub kind: AppointmentKind,
    pub place_name: String,
}

pub(super) async fn ask(
    work: &mut Work<'_>,
    command: Command,
    about: About,
    reason: String,
) -> Result<Asked> {
    let district = work.district();
    work.authorise(Operation::ChangeRequest, &Place::district(district))?;
    let corrupt = |why| Error::Storage(storage::Error::corrupt("pending change", why));
    let change = Change {
        id: work.ids.uuid(),
        operation: command.operation(),
        command: serde_json::to_string(&command).map_err(corrupt)?,
        about: about.about,
        person_name: about.person_name,
        kind: about.kind,
        place_name: about.place_name,
        reason: reason.clone(),
        state: ChangeState::Waiting,
        requested_by: work.actor.person,
        requester_name: work.actor.person_name.clone(),
        requested_at: work.now,
        expires_at: work.now + WAITS,
        decision: None,
    };
    change::insert(work.tx, district, &change).await?;
    let after = json!({ "operation": change.operation.word(), "person": change.person_name, "kind": change.kind.word(),
        "place": change.place_name, "expires_at": change.expires_at });
    let values = (None, Some(after));
    work.journal(Operation::ChangeRequest, object(&change), values, Some(reason)).await?;
    Ok(Asked::Waits(change.id))
}

fn object(change: &Change) -> ObjectRef {
    ObjectRef { kind: ObjectType::Change, id: change.id, name: title(change) }
}

/// 任命 张三 街道党工委书记（泉水街道）
pub(crate) fn title(change: &Change) -> String {
    let (operation, person) = (change.operation.term(), &change.person_name);
    format!("{operation} {person} {}（{}）", change.kind.term(), change.place_name)
}

/// A second person's answer.
pub struct Decide {
    pub id: Uuid,
    pub approve: bool,
    /// Needed when it is declined.
    pub reason: Option<String>,
}

impl Write for Decide {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let found = load(work, Operation::ChangeDecide, self.id).await?;
        check_decider(work.actor.person, found.requested_by, found.about)?;
        found.state.at(work.now, found.expires_at).check_waiting()?;
        let reason = match (&self.reason, self.approve) {
            (None, true) => None,
            (Some(text), true) if text.trim().is_empty() => None,
            (Some(text), _) => Some(check_reason(text)?),
            (None, false) => Some(check_reason("")?),
        };
        let state = if self.approve { ChangeState::Approved } else { ChangeState::Declined };
        settle(work, &found, Operation::ChangeDecide, state, reason).await?;
        if !self.approve {
            return Ok(());
        }
        let corrupt = |why| Error::Storage(storage::Error::corrupt("pending change", why));
        let reason =
            format!("{}（{}申请，{}核准）", found.reason, found.requester_name, work.actor.person_name);
        match serde_json::from_str(&found.command).map_err(corrupt)? {
            Command::Grant(grant) => grant.approved(work, reason).await?,
            Command::End(end) => end.approved(work, reason).await?,
        };
        Ok(())
    }
}

/// The one who asked thinks better of it.
pub struct Withdraw {
    pub id: Uuid,
}

impl Write for Withdraw {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let found = load(work, Operation::ChangeWithdraw, self.id).await?;
        if found.requested_by != work.actor.person {
            return Err(domain::rule::Refusal::new(domain::rule::Rule::ChangeNotOwn, "id").into());
        }
        found.state.at(work.now, found.expires_at).check_waiting()?;
        settle(work, &found, Operation::ChangeWithdraw, ChangeState::Withdrawn, None).await
    }
}

async fn load(work: &mut Work<'_>, operation: Operation, id: Uuid) -> Result<Change> {
    let district = work.district();
    work.authorise(operation, &Place::district(district))?;
    change::find(work.tx, district, id).await?.ok_or(Error::NotFound)
}

async fn settle(
    work: &mut Work<'_>,
    found: &Change,
    operation: Operation,
    state: ChangeState,
    reason: Option<String>,
) -> Result<()> {
    let (district, by, now) = (work.district(), work.actor.person, work.now);
    let settled = change::settle(work.tx, district, found.id, state, (by, now, reason.as_deref())).await?;
    check_bumped(settled)?;
    let before = json!({ "state": ChangeState::Waiting.word() });
    let values = (Some(before), Some(json!({ "state": state.word() })));
    work.journal(operation, object(found), values, reason).await
}

/// What waits, and what was decided of late; each with its state as it is now.
///
/// # Errors
/// `NotFound` for an appointment that neither asks for such changes nor decides about them.
pub async fn list_changes(view: &mut View<'_>) -> Result<Vec<Change>> {
    let district = view.district();
    view.authorise(Operation::ChangeView, &Place::district(district))?;
    let now = view.lianhe.clock.now();
    let mut changes = change::list(&mut view.conn, district, now, DECIDED).await?;
    for change in &mut changes {
        change.state = change.state.at(now, change.expires_at);
    }
    Ok(changes)
}

/// Those that the caller can decide about: neither asked for by nor concerning the caller.
pub(crate) async fn waiting_for(view: &mut View<'_>) -> Result<Vec<Change>> {
    let (district, person) = (view.district(), view.caller.actor.person);
    let waiting = change::waiting(&mut view.conn, district, view.lianhe.clock.now()).await?;
    Ok(waiting.into_iter().filter(|c| check_decider(person, c.requested_by, c.about).is_ok()).collect())
}
