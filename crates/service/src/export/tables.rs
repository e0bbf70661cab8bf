//! Tables out in the columns of the import: what is exported can be imported again.

use chrono::NaiveDate;
use documents::Table;
use domain::access::Operation;
use domain::id::DivisionId;
use storage::organisation::{party_organisation, post, unit};
use storage::{After, Scan};

use crate::import::Kind;
use crate::{Error, Result, View};

/// As many rows as one table of an office can have.
const MOST: i64 = 1_000_000;

/// The rows of a kind within a division on the view's day, in a stable order.
///
/// # Errors
/// `NotFound` for a kind that is not exported, or a division that the caller may not see.
pub async fn export(view: &mut View<'_>, kind: Kind, within: Option<DivisionId>) -> Result<Table> {
    let rows = match kind {
        Kind::Divisions => divisions(view, within).await?,
        Kind::Units => units(view, within).await?,
        Kind::PartyOrganisations => parties(view, within).await?,
        Kind::People => people(view, within).await?,
        Kind::Population | Kind::Economy => observations(view, kind, within).await?,
        _ => return Err(Error::NotFound),
    };
    Ok(Table::new(columns(kind).iter().copied(), rows.into_iter().collect()))
}

/// Those columns of the import that say what is recorded; the others help a person who types a table.
const fn columns(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Divisions => &[
            "code",
            "name",
            "level",
            "parent_code",
            "kind",
            "class_code",
            "valid_from",
            "valid_to",
            "longitude",
            "latitude",
        ],
        Kind::Units => &[
            "name",
            "type",
            "credit_code",
            "division_code",
            "industry_code",
            "address",
            "valid_from",
            "valid_to",
        ],
        Kind::PartyOrganisations => &[
            "name",
            "rank",
            "superior",
            "unit",
            "division_code",
            "valid_from",
            "valid_to",
            "counted_on",
            "branches",
            "members",
        ],
        Kind::People => {
            &["organisation", "post_kind", "post_title", "person", "person_ref", "valid_from", "valid_to"]
        }
        Kind::Population | Kind::Economy => {
            &["division_code", "series", "observed_on", "value", "unit", "source"]
        }
        _ => &[],
    }
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

async fn divisions(view: &mut View<'_>, within: Option<DivisionId>) -> Result<Vec<Vec<String>>> {
    view.authorise(Operation::DivisionView, &view.caller.actor.place)?;
    let tree = view.tree().await?;
    let root = within.unwrap_or(tree.district);
    let code = |id: Option<DivisionId>| {
        id.and_then(|id| tree.get(id))
            .and_then(|node| node.facts.code.as_ref())
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    let mut nodes: Vec<_> = tree.nodes().iter().filter(|node| tree.is_within(node.id, root)).collect();
    // A parent stands before what lies in it, so that the table can be read again from top to bottom.
    nodes.sort_by_key(|node| (node.level(), code(Some(node.id)), node.id));
    Ok(nodes
        .into_iter()
        .map(|node| {
            let facts = &node.facts;
            let (longitude, latitude) = node.position.unzip();
            let text = |number: Option<f64>| number.map(|n| n.to_string()).unwrap_or_default();
            vec![
                code(Some(node.id)),
                facts.name.as_str().to_owned(),
                node.level().number().to_string(),
                code(facts.parent),
                facts.kind.word().to_owned(),
                facts.class_code.as_ref().map(|c| c.as_str().to_owned()).unwrap_or_default(),
                node.period.from().to_string(),
                day(node.period.to()),
                text(longitude),
                text(latitude),
            ]
        })
        .collect())
}

async fn code_of(view: &mut View<'_>, id: DivisionId) -> Result<String> {
    let tree = view.tree().await?;
    Ok(tree.get(id).and_then(|node| node.facts.code.as_ref()).map(ToString::to_string).unwrap_or_default())
}

async fn scan(view: &mut View<'_>, operation: Operation, within: Option<DivisionId>) -> Result<Scan> {
    let scope = view.scope(operation, within).await?;
    Ok(Scan { scope, as_of: view.as_of, after: After::default(), limit: MOST })
}

async fn units(view: &mut View<'_>, within: Option<DivisionId>) -> Result<Vec<Vec<String>>> {
    let scan = scan(view, Operation::UnitView, within).await?;
    let district = view.district();
    let found = unit::list(&mut view.conn, district, &scan, &unit::UnitFilter::default()).await?;
    let mut rows = Vec::with_capacity(found.items.len());
    for unit in found.items {
        let (facts, period) = (unit.now.facts, unit.now.period);
        rows.push(vec![
            facts.name.as_str().to_owned(),
            facts.kind.word().to_owned(),
            facts.credit_code.map(|code| code.to_string()).unwrap_or_default(),
            code_of(view, facts.division).await?,
            facts.industry_code.unwrap_or_default(),
            facts.address.unwrap_or_default(),
            period.from().to_string(),
            day(period.to()),
        ]);
    }
    Ok(rows)
}

async fn parties(view: &mut View<'_>, within: Option<DivisionId>) -> Result<Vec<Vec<String>>> {
    let scan = scan(view, Operation::PartyOrganisationView, within).await?;
    let district = view.district();
    let filter = party_organisation::PartyFilter::default();
    let found = party_organisation::list(&mut view.conn, district, &scan, &filter).await?.items;
    let mut rows = Vec::with_capacity(found.len());
    for party in found {
        let shown = crate::organisation::PartyOrganisationShown::new(view, party).await?;
        let (facts, period) = (&shown.party.now.facts, shown.party.now.period);
        let count = |of: fn(&domain::organisation::Count) -> i64| {
            shown.count.as_ref().map(|dated| of(&dated.count).to_string()).unwrap_or_default()
        };
        rows.push(vec![
            facts.name.as_str().to_owned(),
            facts.rank.word().to_owned(),
            shown.superior.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
            shown.unit.as_ref().map(|(_, name, _)| name.clone()).unwrap_or_default(),
            code_of(view, facts.division).await?,
            period.from().to_string(),
            day(period.to()),
            day(shown.count.as_ref().map(|dated| dated.counted_on)),
            count(|c| c.branches),
            count(|c| c.members),
        ]);
    }
    // A superior is read before those below it.
    let place = |name: &String| rows.iter().position(|row| &row[0] == name);
    let depth = |row: &Vec<String>| {
        let (mut depth, mut above) = (0, row[2].clone());
        while let Some(at) = place(&above).filter(|_| depth < 16) {
            depth += 1;
            above.clone_from(&rows[at][2]);
        }
        depth
    };
    let mut ordered: Vec<_> = rows.iter().map(|row| (depth(row), row.clone())).collect();
    ordered.sort_by_key(|(depth, _)| *depth);
    Ok(ordered.into_iter().map(|(_, row)| row).collect())
}

async fn people(view: &mut View<'_>, within: Option<DivisionId>) -> Result<Vec<Vec<String>>> {
    let scan = scan(view, Operation::PostView, within).await?;
    let district = view.district();
    let found = post::list(&mut view.conn, district, &scan, &post::PostFilter::default()).await?;
    Ok(found
        .items
        .into_iter()
        .map(|post| {
            let holder = post.holder.as_ref();
            vec![
                post.body_name,
                post.kind.word().to_owned(),
                post.title,
                holder.map(|h| h.name.clone()).unwrap_or_default(),
                holder.map(|h| h.person.to_string()).unwrap_or_default(),
                day(holder.map(|h| h.period.from())),
                day(holder.and_then(|h| h.period.to())),
            ]
        })
        .collect())
}

async fn observations(
    view: &mut View<'_>,
    kind: Kind,
    within: Option<DivisionId>,
) -> Result<Vec<Vec<String>>> {
    let (tree, district, as_of) = (view.tree().await?, view.district(), view.as_of);
    let root = within.unwrap_or(district);
    let place = tree.place(root).ok_or(Error::NotFound)?;
    view.authorise(Operation::StatisticsView, &place)?;
    let seen = storage::grid::observations(&mut view.conn, district, as_of).await?;
    let mut rows = Vec::new();
    for o in seen.into_iter().filter(|o| o.series.is_economy() == (kind == Kind::Economy)) {
        if tree.is_within(o.division, root) {
            rows.push(vec![
                code_of(view, o.division).await?,
                o.series.word().to_owned(),
                o.observed_on.to_string(),
                o.value.to_string(),
                o.series.unit().to_owned(),
                o.source.unwrap_or_default(),
            ]);
        }
    }
    rows.sort();
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_one_that_the_import_reads() {
        for kind in Kind::ALL {
            for name in columns(*kind) {
                assert!(kind.header().any(|column| column == *name), "{} {name}", kind.word());
            }
        }
    }
}
