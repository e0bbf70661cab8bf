//! What every paper says of the body that issues it.

use chrono::{Datelike, NaiveDate};
use domain::grid::Level;
use domain::id::ConsortiumId;
use domain::paper::{PaperKind, Template, Values, body_word};
use storage::organisation::party_organisation;

use super::PaperFormat;
use crate::{Error, Result, View, office_day};

/// What is known of the day that stands under a paper.
pub(super) enum Dated {
    On(NaiveDate),
    /// Nobody recorded it: room for the pen, in that year.
    By(i32),
}

/// Of the body as it was on a day, for a paper of another.
pub(super) async fn of_body(
    view: &mut View<'_>,
    consortium: ConsortiumId,
    on: NaiveDate,
    dated: &Dated,
) -> Result<Values> {
    let district = view.district();
    let tree = view.tree_on(on).await?;
    let body = storage::consortium::body::get(&mut view.conn, district, consortium).await?;
    let body = body.ok_or(Error::NotFound)?;
    let above = tree.place(body.division).and_then(|place| match (place.street, place.community) {
        (Some(street), Some(_)) => Some(tree.reference(street)),
        (Some(_), None) => Some(tree.reference(place.district)),
        _ => None,
    });
    let superior = match above {
        Some(above) => {
            let organ = party_organisation::organ_of(&mut view.conn, district, above.id, on).await?;
            // Every street and every district has one, recorded or not.
            let called = if above.kind.level() == Level::Street { "工作委员会" } else { "委员会" };
            organ.unwrap_or_else(|| format!("中共{}{called}", above.name))
        }
        None => String::new(),
    };
    let (day, year) = match dated {
        Dated::On(day) => (chinese_day(*day), day.year()),
        Dated::By(year) => ("年　月　日".to_owned(), *year),
    };
    Ok(Values::from([
        ("联合体", body.name_on(on).to_owned()),
        ("上级", superior),
        ("代字", body_word(&tree.reference(body.division).name)),
        ("成文日期", day),
        ("今天", chinese_day(office_day(view.lianhe.clock.now()))),
        ("年份", year.to_string()),
    ]))
}

/// Sets a paper in the district's wording, or the shipped one.
pub(super) async fn set(
    view: &mut View<'_>,
    kind: PaperKind,
    values: &Values,
    table: &[Vec<String>],
    format: PaperFormat,
) -> Result<Vec<u8>> {
    let district = view.district();
    let own = storage::paper::templates(&mut view.conn, district).await?;
    let template = match own.into_iter().find(|own| own.kind == kind) {
        Some(own) => Template::parse(kind, &own.body, "body")?,
        None => Template::shipped(kind),
    };
    view.lianhe.papers.clone().set(template.fill(values, table), format).await
}

pub(super) fn chinese_day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
