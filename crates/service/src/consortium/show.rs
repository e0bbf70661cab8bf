//! One consortium: names, committee, members, charter.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::Operation;
use domain::attachment::Attached;
use domain::consortium::{Charter, CharterItem, MemberStatus, SeatStatus, SeatStep, seat_state, standing};
use domain::id::{ConsortiumId, UnitId};
use domain::meeting::{Presence, Tally, absences_in_a_row, tally};
use domain::organisation::PostKind;
use domain::period::Period;
use storage::consortium::membership::{self, MemberUnit, Membership, Voice};
use storage::consortium::seat::{self, Bound, Seat};

use uuid::Uuid;

use super::charter::{CharterLine, lines};
use super::member_step::plain;
use super::seat_step::term_months;
use super::{ConsortiumShown, overview, seen};
use crate::attachment::counted;
use crate::{Result, View};

/// How a unit was at a meeting of a day.
type Appeared = (NaiveDate, Presence);

pub struct ConsortiumDetail {
    pub shown: ConsortiumShown,
    pub seats: Vec<SeatShown>,
    pub members: Vec<MemberShown>,
    pub charter: Vec<CharterLine>,
    pub permissions: Vec<Operation>,
}

pub struct SeatShown {
    pub seat: Seat,
    pub status: SeatStatus,
    /// Who holds it on the day or is nominated for it, and since when it is held.
    pub holder: Option<(String, Option<NaiveDate>)>,
    /// The unit whose head the part-time member is.
    pub unit: Option<(UnitId, String)>,
    pub term: Option<Period>,
}

pub struct MemberShown {
    pub membership: Membership,
    pub unit: MemberUnit,
    pub status: MemberStatus,
    pub representative: Option<Voice>,
    pub liaison: Option<Voice>,
    /// How often the unit was there, of the meetings of its time.
    pub tally: Tally,
    /// Meetings in a row that it missed without leave.
    pub missed: usize,
    /// Whether that is as often as the charter bears.
    pub to_warn: bool,
    /// How many files are attached.
    pub attachments: i64,
}

/// What is to be said of a seat on a day; nothing while it does not exist.
pub(super) fn status(seat: &Seat, charter: &Charter, day: NaiveDate) -> Option<SeatStatus> {
    match &seat.bound {
        Bound::Post { .. } => {
            let period = seat.period.filter(|period| period.from() <= day)?;
            Some(match (period.contains(day), &seat.post_holder) {
                (false, _) => SeatStatus::Ended,
                (true, Some(_)) => SeatStatus::Filled,
                (true, None) => SeatStatus::Vacant,
            })
        }
        Bound::Person { .. } => {
            let plain = |step: &seat::Step| SeatStep { kind: step.kind, on: step.on };
            let steps: Vec<_> = seat.steps.iter().filter(|step| step.on <= day).map(plain).collect();
            let state = seat_state(&steps, |day| term_months(charter, day)).ok()?;
            Some(SeatStatus::of(state, day))
        }
    }
}

fn seats(found: Vec<Seat>, charter: &Charter, units: &[MemberUnit], day: NaiveDate) -> Vec<SeatShown> {
    let mut shown: Vec<SeatShown> = found
        .into_iter()
        .filter_map(|seat| {
            let status = status(&seat, charter, day)?;
            let (holder, unit) = match &seat.bound {
                Bound::Post { .. } => {
                    let holder =
                        seat.post_holder.as_ref().map(|(_, name, since)| (name.clone(), Some(*since)));
                    (holder.filter(|_| status == SeatStatus::Filled), None)
                }
                Bound::Person { unit, name, .. } => {
                    let of = units.iter().find(|known| known.id == *unit);
                    let since = seat.period.map(|term| term.from());
                    (Some((name.clone(), since)), of.map(|known| (known.id, known.name.clone())))
                }
            };
            Some(SeatShown { status, holder, unit, term: seat.period, seat })
        })
        .collect();
    let over = |shown: &SeatShown| matches!(shown.status, SeatStatus::Ended | SeatStatus::Refused);
    shown.sort_by_key(|shown| (over(shown), shown.seat.kind, shown.seat.id));
    shown
}

fn members(
    found: Vec<Membership>,
    units: &[MemberUnit],
    voices: &[Voice],
    (held, files): (&HashMap<UnitId, Vec<Appeared>>, &HashMap<Uuid, i64>),
    charter: &Charter,
    day: NaiveDate,
) -> Vec<MemberShown> {
    let bearable = charter.value(CharterItem::WarningAbsences, day).and_then(|n| usize::try_from(n).ok());
    let mut shown: Vec<MemberShown> = found
        .into_iter()
        .filter_map(|membership| {
            let unit = units.iter().find(|unit| unit.id == membership.unit)?.clone();
            let steps: Vec<_> = membership.steps.iter().filter(|s| s.on <= day).map(plain).collect();
            let standing = standing(&steps).ok()?;
            let mut status = MemberStatus::of(standing, day);
            if status.is_member() && !unit.open {
                status = MemberStatus::Left;
            }
            let voice = |kind| voices.iter().find(|v| v.unit == unit.id && v.kind == kind).cloned();
            let own = held.get(&unit.id).map_or(&[][..], Vec::as_slice);
            let tenure: Vec<Period> = standing.tenure().into_iter().collect();
            let within: Vec<_> =
                own.iter().copied().filter(|(on, _)| tenure.iter().any(|p| p.contains(*on))).collect();
            let missed = absences_in_a_row(&within);
            Some(MemberShown {
                representative: voice(PostKind::Head),
                liaison: voice(PostKind::Liaison),
                tally: tally(&tenure, own),
                missed,
                attachments: files.get(&membership.id.uuid()).copied().unwrap_or_default(),
                to_warn: status == MemberStatus::Member && bearable.is_some_and(|most| missed >= most),
                status,
                unit,
                membership,
            })
        })
        .collect();
    let rank = |status: MemberStatus| match status {
        status if status.is_pending() => 0,
        MemberStatus::Joining => 1,
        status if status.is_member() => 2,
        _ => 3,
    };
    let place = |id: UnitId| units.iter().position(|unit| unit.id == id);
    shown.sort_by_key(|m| (rank(m.status), place(m.unit.id), m.membership.id));
    shown
}

/// # Errors
/// `NotFound` when it does not exist, or not for this caller.
pub async fn show_consortium(view: &mut View<'_>, id: ConsortiumId) -> Result<ConsortiumDetail> {
    let (district, day) = (view.district(), view.as_of);
    let (found, place) = seen(view, id).await?;
    view.authorise(Operation::ConsortiumView, &place)?;
    let overview = overview(view, vec![found.clone()]).await?;
    let tree = view.tree().await?;
    let conn = &mut view.conn;
    let charter = overview.charter(&found);
    let units = membership::units(conn, district, id, day).await?;
    let voices = membership::voices(conn, district, &[id], day).await?;
    let presences = storage::meeting::presences(conn, district, id, day).await?;
    let mut held: HashMap<UnitId, Vec<Appeared>> = HashMap::new();
    for (on, unit, presence) in presences {
        held.entry(unit).or_default().push((on, presence));
    }
    let found_members = membership::of_consortium(conn, district, id).await?;
    let ids = found_members.iter().map(|member| member.id.uuid());
    let files = counted(conn, district, Attached::Membership, ids).await?;
    let found_seats = seat::of_consortium(conn, district, id, day).await?;
    // A part-time member's unit may have left meanwhile: it is named all the same.
    let nominating: Vec<UnitId> = found_seats
        .iter()
        .filter_map(|seat| match &seat.bound {
            Bound::Person { unit, .. } => Some(*unit),
            Bound::Post { .. } => None,
        })
        .collect();
    let named_units = membership::units_named(conn, district, &nominating, day).await?;
    let actor = &view.caller.actor;
    let permissions = Operation::ALL.iter().copied();
    Ok(ConsortiumDetail {
        shown: ConsortiumShown::new(&found, &overview, &tree),
        seats: seats(found_seats, &charter, &named_units, day),
        members: members(found_members, &units, &voices, (&held, &files), &charter, day),
        charter: lines(&charter, &charter.local, day),
        permissions: permissions.filter(|op| !op.is_session() && actor.may(*op, &place)).collect(),
    })
}
