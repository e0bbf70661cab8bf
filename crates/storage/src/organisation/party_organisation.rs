//! Party organisations in time, their dated counts, and the offices' aggregates.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::id::{DistrictId, DivisionId, PartyAggregateId, PartyOrganisationId, UnitId};
use domain::name::{Name, search_key};
use domain::organisation::{Count, PartyOrganisationFacts, Rank};
use domain::period::Period;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Dated, Rewrite, scope_id, scoped};
use crate::{After, Conn, Error, Page, Result, Scan, Sql, Tx, sql};

/// One period of a Party organisation, with the key of its row.
pub type PartyOrganisationPeriod = Dated<PartyOrganisationFacts>;

#[derive(Debug, Clone, PartialEq)]
pub struct PartyOrganisation {
    pub id: PartyOrganisationId,
    pub version: i64,
    pub now: PartyOrganisationPeriod,
}

#[derive(FromRow)]
struct PartyRow {
    id: Uuid,
    version: i64,
    period_id: Uuid,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    name: String,
    name_key: String,
    rank: String,
    superior_id: Option<Uuid>,
    unit_id: Option<Uuid>,
    division_id: Uuid,
    street_id: Option<Uuid>,
}

impl TryFrom<PartyRow> for PartyOrganisation {
    type Error = Error;

    fn try_from(row: PartyRow) -> Result<Self> {
        let corrupt = |why| Error::corrupt("Party organisation", why);
        let now = PartyOrganisationPeriod {
            row: row.period_id,
            period: Period::new(row.valid_from, Some(row.valid_to)).map_err(corrupt)?,
            street: row.street_id.map(DivisionId::new),
            facts: PartyOrganisationFacts {
                name: Name::parse(&row.name, "name").map_err(corrupt)?,
                rank: Rank::parse(&row.rank, "rank").map_err(corrupt)?,
                superior: row.superior_id.map(PartyOrganisationId::new),
                unit: row.unit_id.map(UnitId::new),
                division: DivisionId::new(row.division_id),
            },
        };
        Ok(Self { id: PartyOrganisationId::new(row.id), version: row.version, now })
    }
}

#[derive(Debug, Clone, Default)]
pub struct PartyFilter {
    pub rank: Option<Rank>,
    /// Any part of the name.
    pub name: String,
    pub superior: Option<PartyOrganisationId>,
    /// Only committees and general branches without a count since this day.
    pub counted_before: Option<NaiveDate>,
}

impl PartyFilter {
    fn args(&self) -> (&'static str, String, Uuid, NaiveDate) {
        (
            self.rank.map_or("", Rank::word),
            search_key(&self.name),
            self.superior.map_or(Uuid::nil(), PartyOrganisationId::uuid),
            self.counted_before.unwrap_or(domain::period::FAR),
        )
    }

    fn stale(&self) -> &'static str {
        if self.counted_before.is_some() { "stale" } else { "" }
    }

    fn below(&self) -> &'static str {
        if self.superior.is_some() { "below" } else { "" }
    }
}

macro_rules! parties {
    () => {
        "SELECT o.id, o.version, p.id AS period_id, p.valid_from, p.valid_to, p.name, p.name_key, p.rank,
            p.superior_id, p.unit_id, p.division_id, p.street_id
        FROM party_organisation_period p
        JOIN party_organisation o ON o.district_id = p.district_id AND o.id = p.party_organisation_id "
    };
}

macro_rules! party_where {
    () => {
        " AND p.valid_from <= $3 AND p.valid_to > $3
            AND ($4 = '' OR p.rank = $4) AND ($5 = '' OR replace(p.name_search, $5, '') <> p.name_search)
            AND ($6 = '' OR p.superior_id = $7)
            AND ($8 = '' OR (p.rank <> 'branch' AND NOT EXISTS (SELECT 1 FROM party_count c
                WHERE c.district_id = p.district_id AND c.party_organisation_id = p.party_organisation_id
                AND c.counted_on >= $9 AND c.counted_on <= $3)))"
    };
}

pub async fn list(
    conn: &mut Conn,
    district: DistrictId,
    scan: &Scan,
    filter: &PartyFilter,
) -> Result<Page<PartyOrganisation>> {
    macro_rules! text {
        ($scope:literal) => {
            concat!(
                parties!(),
                "WHERE p.district_id = $1 AND ",
                $scope,
                party_where!(),
                " AND (p.name_key, p.party_organisation_id) > ($10, $11)
                ORDER BY p.name_key, p.party_organisation_id LIMIT $12"
            )
        };
    }
    let text = scoped!(scan.scope, "p.unit_id = $2", text);
    let (rank, name, superior, counted_before) = filter.args();
    let rows: Vec<PartyRow> = sql(text)
        .arg(district)
        .arg(scope_id(scan.scope, district))
        .arg(scan.as_of)
        .arg(rank)
        .arg(name)
        .arg(filter.below())
        .arg(superior)
        .arg(filter.stale())
        .arg(counted_before)
        .arg(scan.after.key.as_str())
        .arg(scan.after.id)
        .arg(scan.limit + 1)
        .all(conn)
        .await?;
    let page = Page::cut(rows, scan.limit, |row| After { key: row.name_key.clone(), id: row.id });
    Ok(Page {
        next: page.next,
        items: page.items.into_iter().map(PartyOrganisation::try_from).collect::<Result<_>>()?,
    })
}

#[derive(FromRow)]
struct CountRow {
    n: i64,
}

pub async fn count(conn: &mut Conn, district: DistrictId, scan: &Scan, filter: &PartyFilter) -> Result<i64> {
    macro_rules! text {
        ($scope:literal) => {
            concat!(
                "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM party_organisation_period p WHERE p.district_id = $1 AND ",
                $scope,
                party_where!()
            )
        };
    }
    let text = scoped!(scan.scope, "p.unit_id = $2", text);
    let (rank, name, superior, counted_before) = filter.args();
    let query =
        sql(text).arg(district).arg(scope_id(scan.scope, district)).arg(scan.as_of).arg(rank).arg(name);
    let query = query.arg(filter.below()).arg(superior).arg(filter.stale()).arg(counted_before);
    Ok(query.one::<CountRow>(conn).await?.n)
}

/// Every period of a Party organisation, oldest first; empty when there is none.
pub async fn periods(
    conn: &mut Conn,
    district: DistrictId,
    id: PartyOrganisationId,
) -> Result<Vec<PartyOrganisation>> {
    const SQL: &str = concat!(
        parties!(),
        "WHERE p.district_id = $1 AND p.party_organisation_id = $2 ORDER BY p.valid_from"
    );
    let rows: Vec<PartyRow> = sql(SQL).arg(district).arg(id).all(conn).await?;
    rows.into_iter().map(PartyOrganisation::try_from).collect()
}

/// Every period that holds on or after a day, by organisation and time: for imports and lines of superiors.
pub async fn all_from(
    conn: &mut Conn,
    district: DistrictId,
    from: NaiveDate,
) -> Result<Vec<PartyOrganisation>> {
    const SQL: &str = concat!(
        parties!(),
        "WHERE p.district_id = $1 AND p.valid_to > $2 ORDER BY p.name_key, p.party_organisation_id, p.valid_from"
    );
    let rows: Vec<PartyRow> = sql(SQL).arg(district).arg(from).all(conn).await?;
    rows.into_iter().map(PartyOrganisation::try_from).collect()
}

/// Every period in which a Party organisation lies in a division on or after a day, by organisation and time.
pub async fn standing_in(
    conn: &mut Conn,
    district: DistrictId,
    division: DivisionId,
    from: NaiveDate,
) -> Result<Vec<PartyOrganisation>> {
    const SQL: &str = concat!(
        parties!(),
        "WHERE p.district_id = $1 AND p.division_id = $2 AND p.valid_to > $3
        ORDER BY p.name_key, p.party_organisation_id, p.valid_from"
    );
    let rows: Vec<PartyRow> = sql(SQL).arg(district).arg(division).arg(from).all(conn).await?;
    rows.into_iter().map(PartyOrganisation::try_from).collect()
}

#[derive(FromRow)]
struct NameRow {
    name: String,
}

/// The name of the Party committee of a division itself (街道党工委, 区委): not of a unit that lies in it.
pub async fn organ_of(
    conn: &mut Conn,
    district: DistrictId,
    division: DivisionId,
    on: NaiveDate,
) -> Result<Option<String>> {
    const SQL: &str = "SELECT name FROM party_organisation_period
        WHERE district_id = $1 AND division_id = $2 AND valid_from <= $3 AND valid_to > $3
            AND (rank = 'working_committee' OR (rank = 'committee' AND unit_id IS NULL))
        ORDER BY CASE rank WHEN 'working_committee' THEN 0 ELSE 1 END, party_organisation_id LIMIT 1";
    let row: Option<NameRow> = sql(SQL).arg(district).arg(division).arg(on).optional(conn).await?;
    Ok(row.map(|row| row.name))
}

/// `reference`: the number that a register gives it.
pub async fn insert(
    tx: &mut Tx,
    district: DistrictId,
    id: PartyOrganisationId,
    reference: Option<String>,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO party_organisation (district_id, id, version, reference) VALUES ($1, $2, 1, $3)";
    sql(SQL).arg(district).arg(id).arg(reference).later(tx).await
}

/// The Party organisations that a register gave numbers.
pub async fn references(
    conn: &mut Conn,
    district: DistrictId,
) -> Result<HashMap<String, PartyOrganisationId>> {
    const SQL: &str =
        "SELECT reference, id FROM party_organisation WHERE district_id = $1 AND reference IS NOT NULL";
    let rows: Vec<crate::grid::ReferenceRow> = sql(SQL).arg(district).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.reference, PartyOrganisationId::new(row.id))).collect())
}

pub async fn insert_period(
    tx: &mut Tx,
    district: DistrictId,
    id: PartyOrganisationId,
    period: &PartyOrganisationPeriod,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO party_organisation_period (district_id, id, party_organisation_id, valid_from,
            valid_to, name, name_key, name_search, rank, superior_id, unit_id, division_id, street_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let insert = sql(SQL).arg(district).arg(period.row).arg(id).arg(period.period.from());
    with_facts(insert, period).later(tx).await
}

/// Replaces what a period says and when it ends; its beginning stays.
pub async fn update_period(
    tx: &mut Tx,
    district: DistrictId,
    period: &PartyOrganisationPeriod,
) -> Result<()> {
    const SQL: &str =
        "UPDATE party_organisation_period SET valid_to = $3, name = $4, name_key = $5, name_search = $6,
            rank = $7, superior_id = $8, unit_id = $9, division_id = $10, street_id = $11
        WHERE district_id = $1 AND id = $2";
    with_facts(sql(SQL).arg(district).arg(period.row), period).later(tx).await
}

/// Writes a history as it shall be.
pub async fn rewrite(
    tx: &mut Tx,
    district: DistrictId,
    id: PartyOrganisationId,
    rows: &Rewrite<PartyOrganisationFacts>,
) -> Result<()> {
    const REMOVE: &str = "DELETE FROM party_organisation_period WHERE district_id = $1 AND id = $2";
    for row in &rows.gone {
        sql(REMOVE).arg(district).arg(*row).later(tx).await?;
    }
    for period in &rows.changed {
        update_period(tx, district, period).await?;
    }
    for period in &rows.new {
        insert_period(tx, district, id, period).await?;
    }
    Ok(())
}

/// The end of a period and what it says, in the order of both statements above.
fn with_facts(query: Sql, period: &PartyOrganisationPeriod) -> Sql {
    let facts = &period.facts;
    query
        .arg(period.period.stored_to())
        .arg(facts.name.as_str())
        .arg(facts.name.sort_key())
        .arg(facts.name.search_key())
        .arg(facts.rank.word())
        .arg(facts.superior)
        .arg(facts.unit)
        .arg(facts.division)
        .arg(period.street)
}

/// Raises the version of every Party organisation that lies in a division on or after a day, as [`unit::hold_in`] does.
///
/// [`unit::hold_in`]: super::unit::hold_in
pub async fn hold_in(tx: &mut Tx, district: DistrictId, division: DivisionId, from: NaiveDate) -> Result<()> {
    const SQL: &str = "UPDATE party_organisation SET version = version + 1 WHERE district_id = $1 AND id IN (
        SELECT party_organisation_id FROM party_organisation_period
        WHERE district_id = $1 AND division_id = $2 AND valid_to > $3)";
    sql(SQL).arg(district).arg(division).arg(from).run(tx).await.map(|_| ())
}

/// Raises the version; `false` when somebody else did before.
pub async fn bump(tx: &mut Tx, district: DistrictId, id: PartyOrganisationId, version: i64) -> Result<bool> {
    const SQL: &str = "UPDATE party_organisation SET version = version + 1 WHERE district_id = $1 AND id = $2 AND version = $3";
    Ok(sql(SQL).arg(district).arg(id).arg(version).run(tx).await? == 1)
}

/// How many Party organisations have this one as their superior on or after a day.
pub async fn open_below(
    conn: &mut Conn,
    district: DistrictId,
    id: PartyOrganisationId,
    from: NaiveDate,
) -> Result<i64> {
    const SQL: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM party_organisation_period
        WHERE district_id = $1 AND superior_id = $2 AND valid_to > $3";
    Ok(sql(SQL).arg(district).arg(id).arg(from).one::<CountRow>(conn).await?.n)
}

/// Another open Party organisation with this name.
pub async fn name_taken(
    conn: &mut Conn,
    district: DistrictId,
    name: &Name,
    from: NaiveDate,
    except: Option<PartyOrganisationId>,
) -> Result<bool> {
    const SQL: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM party_organisation_period
        WHERE district_id = $1 AND name_key = $2 AND name_search = $3 AND valid_to > $4 AND party_organisation_id <> $5";
    let except = except.map_or(Uuid::nil(), PartyOrganisationId::uuid);
    let query = sql(SQL).arg(district).arg(name.sort_key()).arg(name.search_key()).arg(from).arg(except);
    Ok(query.one::<CountRow>(conn).await?.n > 0)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedCount {
    pub counted_on: NaiveDate,
    pub count: Count,
}

#[derive(FromRow)]
struct DatedCountRow {
    counted_on: NaiveDate,
    branches: i64,
    members: i64,
}

/// The dated counts up to a day, newest first.
pub async fn counts(
    conn: &mut Conn,
    district: DistrictId,
    id: PartyOrganisationId,
    as_of: NaiveDate,
) -> Result<Vec<DatedCount>> {
    const SQL: &str = "SELECT counted_on, branches, members FROM party_count
        WHERE district_id = $1 AND party_organisation_id = $2 AND counted_on <= $3 ORDER BY counted_on DESC";
    let rows: Vec<DatedCountRow> = sql(SQL).arg(district).arg(id).arg(as_of).all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| DatedCount {
            counted_on: row.counted_on,
            count: Count { branches: row.branches, members: row.members },
        })
        .collect())
}

/// Records a count; the same day again replaces it.
pub async fn put_count(
    tx: &mut Tx,
    district: DistrictId,
    row: Uuid,
    id: PartyOrganisationId,
    dated: &DatedCount,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO party_count (district_id, id, party_organisation_id, counted_on, branches, members)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (district_id, party_organisation_id, counted_on)
        DO UPDATE SET branches = excluded.branches, members = excluded.members";
    let put = sql(SQL).arg(district).arg(row).arg(id).arg(dated.counted_on);
    put.arg(dated.count.branches).arg(dated.count.members).later(tx).await
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyAggregate {
    pub id: PartyAggregateId,
    pub division: DivisionId,
    pub counted_on: NaiveDate,
    pub committees: i64,
    pub count: Count,
    pub note: Option<String>,
}

#[derive(FromRow)]
struct AggregateRow {
    id: Uuid,
    division_id: Uuid,
    counted_on: NaiveDate,
    committees: i64,
    branches: i64,
    members: i64,
    note: Option<String>,
}

/// All aggregates of the district, oldest first.
pub async fn aggregates(conn: &mut Conn, district: DistrictId) -> Result<Vec<PartyAggregate>> {
    const SQL: &str =
        "SELECT id, division_id, counted_on, committees, branches, members, note FROM party_aggregate
        WHERE district_id = $1 ORDER BY counted_on, division_id";
    let rows: Vec<AggregateRow> = sql(SQL).arg(district).all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| PartyAggregate {
            id: PartyAggregateId::new(row.id),
            division: DivisionId::new(row.division_id),
            counted_on: row.counted_on,
            committees: row.committees,
            count: Count { branches: row.branches, members: row.members },
            note: row.note,
        })
        .collect())
}

/// Records an aggregate; the same division and day again replaces it.
pub async fn put_aggregate(tx: &mut Tx, district: DistrictId, aggregate: &PartyAggregate) -> Result<()> {
    const SQL: &str =
        "INSERT INTO party_aggregate (district_id, id, division_id, counted_on, committees, branches,
            members, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (district_id, division_id, counted_on) DO UPDATE SET committees = excluded.committees,
            branches = excluded.branches, members = excluded.members, note = excluded.note";
    let put = sql(SQL).arg(district).arg(aggregate.id).arg(aggregate.division).arg(aggregate.counted_on);
    let put = put.arg(aggregate.committees).arg(aggregate.count.branches).arg(aggregate.count.members);
    put.arg(aggregate.note.clone()).later(tx).await
}
