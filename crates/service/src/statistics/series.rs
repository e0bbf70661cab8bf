//! A figure over time on both bases, and what makes the bases differ on one day.

use chrono::NaiveDate;
use domain::access::{Operation, Place};
use domain::id::DivisionId;
use domain::statistics::{Basis, Figure, Point, Step, difference as apart, point};

use super::{BlankShown, SourceRow, load, named};
use crate::{Error, Result, View};

#[derive(Debug, Clone)]
pub struct SeriesQuery {
    pub figure: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub step: Step,
}

pub struct PointShown {
    pub on: NaiveDate,
    pub point: Point,
    pub blank: Option<BlankShown>,
}

/// The figure on each day, computed from what is recorded as of that day.
///
/// # Errors
/// `NotFound` for a division whose statistics the caller may not see; refuses a figure that does not exist, a reversed
/// time or too many days.
pub async fn series(view: &mut View<'_>, id: DivisionId, query: &SeriesQuery) -> Result<Vec<PointShown>> {
    let district = view.district();
    let periods = storage::grid::periods(&mut view.conn, district, id).await?;
    let last = periods.last().ok_or(Error::NotFound)?;
    let place = Place::division(district, last.facts.kind.level(), id, last.street);
    view.authorise(Operation::StatisticsView, &place)?;
    let wanted = Figure::parse(&query.figure)?;
    let mut points = Vec::new();
    for on in query.step.days(query.from, query.to)? {
        let facts = storage::statistics::facts(&mut view.conn, district, on).await?;
        let point = point(&facts, id, &wanted, on);
        view.as_of = on;
        let blank = super::shown_blank(view, point.blank.clone()).await?;
        points.push(PointShown { on, point, blank });
    }
    Ok(points)
}

/// A figure on both bases, and the rows that only one of them counts.
pub struct Difference {
    pub territory: Option<f64>,
    pub subordination: Option<f64>,
    pub rows: Vec<(Basis, SourceRow)>,
}

/// # Errors
/// `NotFound` as for the figure itself; refuses a figure that does not exist.
pub async fn difference(view: &mut View<'_>, id: DivisionId, figure: &str) -> Result<Difference> {
    let wanted = Figure::parse(figure)?;
    let (_, facts) = load(view, id).await?;
    let on = point(&facts, id, &wanted, view.as_of);
    let (bases, parts): (Vec<_>, Vec<_>) = apart(&facts, id, &wanted).into_iter().unzip();
    let rows = bases.into_iter().zip(named(view, parts).await?).collect();
    Ok(Difference { territory: on.territory, subordination: on.subordination, rows })
}
