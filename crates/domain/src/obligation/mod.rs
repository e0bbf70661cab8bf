//! What a body owes (应办事项), computed from facts: its founding and end, its charter through time, what was held, what
//! was waived. Nothing here is ever typed in, so nothing can be forgotten or counted twice.
//!
//! A body owes something for each **whole** period of its cadence that it lives through. Periods begin on the first of a
//! month that the cadence divides the year into; a new cadence takes hold where the old one's period ends and its own can
//! begin, so that it changes only what follows.
//!
//! To let one more thing be owed: name it in [`ObligationKind`], say which clause asks for it, and hand in what fulfils it.

mod working_days;

pub use working_days::WorkingDays;

use chrono::{Datelike, Months, NaiveDate};

use crate::consortium::{Charter, CharterItem};
use crate::id::{BulletinId, ListRefreshId, MeetingId};
use crate::meeting::MeetingKind;
use crate::period::Period;

crate::words! {
    pub enum ObligationKind {
        JointConference = "joint_conference", "联席会议";
        LiaisonMeeting = "liaison_meeting", "联络员工作会议";
        Bulletin = "bulletin", "定期通报";
        Lists = "lists", "清单更新";
    }
}

impl ObligationKind {
    const fn cadence(self) -> CharterItem {
        match self {
            Self::JointConference => CharterItem::JointConferenceMonths,
            Self::LiaisonMeeting => CharterItem::LiaisonMeetingMonths,
            Self::Bulletin => CharterItem::BulletinMonths,
            Self::Lists => CharterItem::ListsMonths,
        }
    }
}

impl From<MeetingKind> for ObligationKind {
    fn from(kind: MeetingKind) -> Self {
        match kind {
            MeetingKind::JointConference => Self::JointConference,
            MeetingKind::LiaisonMeeting => Self::LiaisonMeeting,
        }
    }
}

/// What settles an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Record {
    Meeting(MeetingId),
    /// A published bulletin: it counts for the period in which the time that it tells of is over.
    Bulletin(BulletinId),
    /// The secretary's word that the lists were refreshed.
    Lists(ListRefreshId),
}

/// Something that was done. It counts for the period of its day, or for the one that it says it counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub record: Record,
    pub kind: ObligationKind,
    pub on: NaiveDate,
    pub counts_for: Option<NaiveDate>,
}

/// The overseer excused the body for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    pub kind: ObligationKind,
    /// The first day of the period.
    pub period_from: NaiveDate,
    pub on: NaiveDate,
    pub reason: String,
    pub by: String,
}

/// Everything that obligations follow from.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The body's life: from its founding to its end.
    pub life: Period,
    pub charter: Charter,
    pub held: Vec<Held>,
    pub waivers: Vec<Waiver>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Upcoming,
    Due,
    Overdue,
    Fulfilled { by: Record, on: NaiveDate },
    Waived { on: NaiveDate, reason: String, by: String },
}

impl State {
    pub const fn word(&self) -> ObligationState {
        match self {
            Self::Upcoming => ObligationState::Upcoming,
            Self::Due => ObligationState::Due,
            Self::Overdue => ObligationState::Overdue,
            Self::Fulfilled { .. } => ObligationState::Fulfilled,
            Self::Waived { .. } => ObligationState::Waived,
        }
    }

    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Due | Self::Overdue)
    }
}

crate::words! {
    pub enum ObligationState {
        Upcoming = "upcoming", "未到期";
        Due = "due", "待办";
        Overdue = "overdue", "逾期";
        Fulfilled = "fulfilled", "已办";
        Waived = "waived", "已免除";
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    pub kind: ObligationKind,
    pub period: Period,
    /// The last working day of the period.
    pub due: NaiveDate,
    pub state: State,
}

/// What the body owes as of a day, up to the period after the present one: by kind, then time.
pub fn obligations(facts: &Facts, days: &WorkingDays, as_of: NaiveDate) -> Vec<Obligation> {
    let mut owed = Vec::new();
    for kind in ObligationKind::ALL {
        for period in periods(&facts.charter, *kind, facts.life, as_of) {
            let due = days.last_before(period.from(), period.stored_to());
            let state = state(facts, *kind, period, due, as_of);
            owed.push(Obligation { kind: *kind, period, due, state });
        }
    }
    owed
}

fn state(facts: &Facts, kind: ObligationKind, period: Period, due: NaiveDate, as_of: NaiveDate) -> State {
    let counts = |held: &&Held| {
        held.kind == kind && held.on <= as_of && period.contains(held.counts_for.unwrap_or(held.on))
    };
    if let Some(held) = facts.held.iter().filter(counts).min_by_key(|held| (held.on, held.record)) {
        return State::Fulfilled { by: held.record, on: held.on };
    }
    let excuses =
        |waiver: &&Waiver| waiver.kind == kind && waiver.period_from == period.from() && waiver.on <= as_of;
    if let Some(waiver) = facts.waivers.iter().find(excuses) {
        return State::Waived { on: waiver.on, reason: waiver.reason.clone(), by: waiver.by.clone() };
    }
    match () {
        () if as_of < period.from() => State::Upcoming,
        () if as_of <= due => State::Due,
        () => State::Overdue,
    }
}

/// The whole periods of a cadence within a life, up to the first that begins after the day.
fn periods(charter: &Charter, kind: ObligationKind, life: Period, as_of: NaiveDate) -> Vec<Period> {
    let mut periods = Vec::new();
    let (mut month, mut cadence) = (first_of_month(life.from()), 0);
    while let Some(begin) = month {
        let wanted = charter.value(kind.cadence(), begin).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
        if wanted == 0 || begin.month0() % wanted == 0 {
            cadence = wanted;
        }
        let end = begin.checked_add_months(Months::new(cadence.max(1)));
        let Some(end) = end.filter(|end| *end <= life.stored_to()) else { break };
        if cadence > 0 {
            periods.extend(Period::new(begin, Some(end)));
        }
        if begin > as_of {
            break;
        }
        month = Some(end);
    }
    periods
}

/// The first of the month that begins on or after a day.
fn first_of_month(day: NaiveDate) -> Option<NaiveDate> {
    let first = day.with_day(1)?;
    if day.day() == 1 { Some(first) } else { first.checked_add_months(Months::new(1)) }
}

#[cfg(test)]
mod tests;
