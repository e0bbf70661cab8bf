//! Whether the grid holds together: a tree on every day, and everything in it in the street of its division.

use chrono::NaiveDate;
use domain::grid::Timeline;
use domain::id::{DistrictId, DivisionId};
use domain::period::Period;
use domain::rule::Language;
use storage::organisation::{party_organisation, unit};
use storage::{Conn, Db};

use crate::Result;

/// Before anything that an office records, and within what both engines can compare.
const ALWAYS: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

#[derive(Debug, Default)]
pub struct Soundness {
    pub divisions: usize,
    /// One line for each thing that does not hold.
    pub broken: Vec<String>,
}

/// # Errors
/// When the database cannot be read.
pub async fn soundness(db: &Db) -> Result<Soundness> {
    let mut conn = db.read().await?;
    let mut found = Soundness::default();
    for district in storage::grid::districts(&mut conn).await? {
        let timeline = storage::grid::timeline(&mut conn, district).await?;
        found.divisions += timeline.divisions().count();
        found.broken.extend(timeline.broken().iter().map(|broken| broken.detail(Language::English)));
        astray(&mut conn, district, &timeline, &mut found.broken).await?;
    }
    Ok(found)
}

/// Units and Party organisations that do not lie in the street in which their division lies.
async fn astray(
    conn: &mut Conn,
    district: DistrictId,
    timeline: &Timeline,
    broken: &mut Vec<String>,
) -> Result<()> {
    let mut look = |name: &str, period: Period, division: DivisionId, street: Option<DivisionId>| {
        let ground = timeline.ground(period, division, None);
        if let Some(piece) = ground.iter().find(|piece| piece.street != street) {
            let (at, day) = (timeline.name(division, piece.period.from()), piece.period.from());
            broken.push(format!("'{name}' in '{at}' lies in another street from {day} on"));
        }
    };
    for unit in unit::all_from(conn, district, ALWAYS).await? {
        let now = unit.now;
        look(now.facts.name.as_str(), now.period, now.facts.division, now.street);
    }
    for party in party_organisation::all_from(conn, district, ALWAYS).await? {
        let now = party.now;
        look(now.facts.name.as_str(), now.period, now.facts.division, now.street);
    }
    Ok(())
}
