//! Days on which the next meeting can be, each with the meetings that some of the same units have on it.

use std::collections::HashSet;

use chrono::NaiveDate;
use domain::access::Operation;
use domain::consortium::CharterItem;
use domain::id::{ConsortiumId, DistrictId, MeetingId};
use domain::meeting::MeetingKind;
use domain::meeting::dates::{Proposal, propose};
use storage::Conn;
use storage::consortium::charter::charters;
use storage::consortium::{body, membership};
use storage::meeting;

use crate::consortium::{overview, seen};
use crate::{Result, View};

pub struct Dates {
    pub proposal: Proposal,
    pub days: Vec<(NaiveDate, Vec<Clash>)>,
    pub notice_days: i64,
}

/// Another meeting on the same day, with units that are called to both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    pub meeting: MeetingId,
    pub consortium: String,
    pub kind: MeetingKind,
    pub on: NaiveDate,
    pub units: usize,
}

/// # Errors
/// `NotFound` when the body does not exist, or not for this caller.
pub async fn meeting_dates(view: &mut View<'_>, id: ConsortiumId, kind: MeetingKind) -> Result<Dates> {
    let (district, today) = (view.district(), view.as_of);
    let (found, place) = seen(view, id).await?;
    view.authorise(Operation::MeetingPlan, &place)?;
    let overview = overview(view).await?;
    let conn = &mut view.conn;
    let charter = charters(conn, district).await?.of(id);
    let notice_days = charter.value(CharterItem::NoticeDays, today).unwrap_or(0);
    let ahead = meeting::ahead(conn, district).await?;
    let own = ahead.iter().filter(|m| m.consortium == id && m.facts.kind == kind);
    let planned: Vec<_> = own.map(|m| m.facts.counts_for.unwrap_or(m.facts.held_on)).collect();
    let proposal =
        propose(&overview.owed(&found), kind.into(), &planned, &overview.days, (today, notice_days));
    let mut days = Vec::with_capacity(proposal.days.len());
    for day in &proposal.days {
        days.push((*day, clashes(conn, district, id, None, *day).await?));
    }
    Ok(Dates { proposal, days, notice_days })
}

/// What members of a body have on a day besides its own meeting.
pub(super) async fn clashes(
    conn: &mut Conn,
    district: DistrictId,
    id: ConsortiumId,
    except: Option<MeetingId>,
    day: NaiveDate,
) -> Result<Vec<Clash>> {
    let others: Vec<_> = meeting::ahead(conn, district).await?;
    let others: Vec<_> =
        others.into_iter().filter(|m| m.facts.held_on == day && Some(m.id) != except).collect();
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let members = membership::on_day(conn, district, day).await?;
    let own: HashSet<_> = members.iter().filter(|(of, _)| *of == id).map(|(_, unit)| *unit).collect();
    let mut found = Vec::new();
    for other in others {
        let both = members.iter().filter(|(of, unit)| *of == other.consortium && own.contains(unit)).count();
        let Some(body) = body::get(conn, district, other.consortium).await?.filter(|_| both > 0) else {
            continue;
        };
        found.push(Clash {
            meeting: other.id,
            consortium: body.name_on(day).to_owned(),
            kind: other.facts.kind,
            on: day,
            units: both,
        });
    }
    Ok(found)
}
