//! What stands open in some consortia on a day, read together: for one page of a list, one body, or the bodies of a street.
//! However many consortia a district has, only those that are asked for are read.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::consortium::{Charter, SeatStatus};
use domain::id::{ConsortiumId, UnitId};
use domain::obligation::{Facts, Obligation, WorkingDays, obligations};
use domain::organisation::PostKind;
use storage::consortium::body::Consortium;
use storage::consortium::charter::{Charters, charters};
use storage::consortium::membership::{self, Voice};
use storage::consortium::seat::{self, Seat};

use super::show;
use crate::{Result, View};

/// Everything that the state of some consortia on a day follows from.
pub(crate) struct Overview {
    pub day: NaiveDate,
    pub bodies: Vec<Consortium>,
    pub days: WorkingDays,
    charters: Charters,
    members: HashMap<ConsortiumId, Vec<UnitId>>,
    liaisons: HashMap<UnitId, Voice>,
    seats: HashMap<ConsortiumId, Vec<Seat>>,
    facts: HashMap<ConsortiumId, Facts>,
}

fn grouped<T>(pairs: impl IntoIterator<Item = (ConsortiumId, T)>) -> HashMap<ConsortiumId, Vec<T>> {
    let mut groups: HashMap<ConsortiumId, Vec<T>> = HashMap::new();
    for (id, item) in pairs {
        groups.entry(id).or_default().push(item);
    }
    groups
}

pub(crate) async fn overview(view: &mut View<'_>, bodies: Vec<Consortium>) -> Result<Overview> {
    let (district, day) = (view.district(), view.as_of);
    let conn = &mut view.conn;
    let ids: Vec<ConsortiumId> = bodies.iter().map(|body| body.id).collect();
    let voices = membership::voices(conn, district, &ids, day).await?;
    let seats = seat::of_consortia(conn, district, &ids, day).await?;
    let charters = charters(conn, district, &ids).await?;
    Ok(Overview {
        day,
        days: crate::obligation::working_days(conn).await?,
        members: grouped(membership::on_day(conn, district, &ids, day).await?),
        liaisons: voices.into_iter().filter(|v| v.kind == PostKind::Liaison).map(|v| (v.unit, v)).collect(),
        seats: grouped(seats.into_iter().map(|seat| (seat.consortium, seat))),
        facts: crate::obligation::facts(conn, district, &bodies, &charters).await?,
        charters,
        bodies,
    })
}

impl Overview {
    pub fn members(&self, body: &Consortium) -> &[UnitId] {
        let living = body.life().contains(self.day);
        self.members.get(&body.id).filter(|_| living).map_or(&[], Vec::as_slice)
    }

    /// Member units without a liaison on the day, with the vacant post where there is one.
    pub fn without_liaison(&self, body: &Consortium) -> impl Iterator<Item = (UnitId, Option<&Voice>)> {
        self.members(body).iter().filter_map(|unit| {
            let liaison = self.liaisons.get(unit);
            liaison.is_none_or(|voice| voice.holder.is_none()).then_some((*unit, liaison))
        })
    }

    /// Seats that somebody has to fill.
    pub fn gaps(&self, body: &Consortium) -> impl Iterator<Item = (&Seat, SeatStatus)> {
        let living = body.life().contains(self.day);
        let charter = self.charters.of(body.id);
        let seats = self.seats.get(&body.id).filter(|_| living).map_or(&[][..], Vec::as_slice);
        seats.iter().filter_map(move |seat| {
            let status = show::status(seat, &charter, self.day)?;
            status.is_gap().then_some((seat, status))
        })
    }

    pub fn charter(&self, body: &Consortium) -> Charter {
        self.charters.of(body.id)
    }

    pub fn owed(&self, body: &Consortium) -> Vec<Obligation> {
        let facts = self.facts.get(&body.id);
        facts.map(|facts| obligations(facts, &self.days, self.day)).unwrap_or_default()
    }
}

/// Units that several bodies miss a liaison of are one gap.
pub(crate) fn distinct<'a>(
    gaps: impl Iterator<Item = (UnitId, Option<&'a Voice>)>,
) -> Vec<(UnitId, Option<&'a Voice>)> {
    let mut seen = HashSet::new();
    gaps.filter(|(unit, _)| seen.insert(*unit)).collect()
}
