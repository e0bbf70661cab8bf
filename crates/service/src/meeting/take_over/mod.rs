//! Out of older records: meetings that were not held, and the course of meetings (topics, agenda, answers, votes) as papers
//! tell it. The past cannot be taken step by step again, so each is written as it stood, after a check that it bears itself out.

mod agenda;
mod invitation;
mod meeting;
mod topic;
mod vote;

pub use agenda::TakeOverAgendaItem;
pub use invitation::TakeOverInvitation;
pub use meeting::TakeOverMeeting;
pub use topic::{OlderTopic, TakeOverTopic};
pub use vote::{OlderVote, TakeOverVote};

use domain::id::UnitId;
use domain::rule::{Refusal, Rule};
use storage::consortium::membership;

use crate::consortium::Consortium;
use crate::{Result, Work};

/// The names of units that are or were members of a body, in the order given.
///
/// # Errors
/// Refuses a unit that never was one.
pub(crate) async fn members_named(
    work: &mut Work<'_>,
    (body, field): (&Consortium, &'static str),
    ids: &[UnitId],
) -> Result<Vec<String>> {
    let (district, today) = (work.district(), work.today());
    let known = membership::units(work.tx, district, body.id, today).await?;
    let mut names = Vec::with_capacity(ids.len());
    for id in ids {
        match known.iter().find(|unit| unit.id == *id) {
            Some(unit) => names.push(unit.name.clone()),
            None => {
                let named = membership::units_named(work.tx, district, &[*id], today).await?;
                let name = named.into_iter().next().map(|unit| unit.name).unwrap_or_default();
                return Err(Refusal::new(Rule::NotMember, field).with(name).into());
            }
        }
    }
    Ok(names)
}
