//! Units in time.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::id::{DistrictId, DivisionId, UnitId};
use domain::name::{Name, search_key};
use domain::organisation::{CreditCode, UnitFacts, UnitType};
use domain::period::Period;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Dated, Rewrite, scope_id, scoped};
use crate::grid::{DivisionPeriod, LyingRow};
use crate::{After, Conn, Error, Page, Result, Scan, Sql, Tx, sql};

/// One period of a unit, with the key of its row.
pub type UnitPeriod = Dated<UnitFacts>;

#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    pub id: UnitId,
    pub version: i64,
    pub now: UnitPeriod,
}

#[derive(FromRow)]
struct UnitRow {
    id: Uuid,
    version: i64,
    period_id: Uuid,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    name: String,
    name_key: String,
    r#type: String,
    division_id: Uuid,
    street_id: Option<Uuid>,
    credit_code: Option<String>,
    industry_code: Option<String>,
    address: Option<String>,
}

impl UnitRow {
    fn after(&self) -> After {
        After { key: self.name_key.clone(), id: self.id }
    }
}

impl TryFrom<UnitRow> for Unit {
    type Error = Error;

    fn try_from(row: UnitRow) -> Result<Self> {
        let corrupt = |why| Error::corrupt("unit", why);
        let now = UnitPeriod {
            row: row.period_id,
            period: Period::new(row.valid_from, Some(row.valid_to)).map_err(corrupt)?,
            street: row.street_id.map(DivisionId::new),
            facts: UnitFacts {
                name: Name::parse(&row.name, "name").map_err(corrupt)?,
                kind: UnitType::parse(&row.r#type, "type").map_err(corrupt)?,
                division: DivisionId::new(row.division_id),
                credit_code: row
                    .credit_code
                    .map(|code| CreditCode::parse(&code).map(|read| read.code))
                    .transpose()
                    .map_err(corrupt)?,
                industry_code: row.industry_code,
                address: row.address,
            },
        };
        Ok(Self { id: UnitId::new(row.id), version: row.version, now })
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct UnitFilter {
    pub kind: Option<UnitType>,
    /// Any part of the name.
    pub name: String,
    /// Only those of a type that needs a credit code and has none.
    pub credit_code_missing: bool,
}

impl UnitFilter {
    /// Type, name, and the types of which a code is wanted: nothing when that is not the question.
    fn args(&self) -> (&'static str, String, String) {
        let wanted = UnitType::ALL.iter().filter(|kind| self.credit_code_missing && kind.needs_credit_code());
        let missing = wanted.map(|kind| kind.word()).collect::<Vec<_>>().join(",");
        (self.kind.map_or("", UnitType::word), search_key(&self.name), missing)
    }
}

macro_rules! units {
    () => {
        "SELECT u.id, u.version, p.id AS period_id, p.valid_from, p.valid_to, p.name, p.name_key, p.type,
            p.division_id, p.street_id, p.credit_code, p.industry_code, p.address
        FROM unit_period p JOIN unit u ON u.district_id = p.district_id AND u.id = p.unit_id "
    };
}

macro_rules! unit_where {
    () => {
        " AND p.valid_from <= $3 AND p.valid_to > $3
            AND ($4 = '' OR p.type = $4) AND ($5 = '' OR replace(p.name_search, $5, '') <> p.name_search)
            AND ($6 = '' OR (p.credit_code IS NULL AND replace($6, p.type, '') <> $6))"
    };
}

/// Units by name; those of a street are one range of an index.
pub async fn list(
    conn: &mut Conn,
    district: DistrictId,
    scan: &Scan,
    filter: &UnitFilter,
) -> Result<Page<Unit>> {
    macro_rules! text {
        ($scope:literal) => {
            concat!(
                units!(),
                "WHERE p.district_id = $1 AND ",
                $scope,
                unit_where!(),
                " AND (p.name_key, p.unit_id) > ($7, $8) ORDER BY p.name_key, p.unit_id LIMIT $9"
            )
        };
    }
    let text = scoped!(scan.scope, "p.unit_id = $2", text);
    let (kind, name, missing) = filter.args();
    let rows: Vec<UnitRow> = sql(text)
        .arg(district)
        .arg(scope_id(scan.scope, district))
        .arg(scan.as_of)
        .arg(kind)
        .arg(name)
        .arg(missing)
        .arg(scan.after.key.as_str())
        .arg(scan.after.id)
        .arg(scan.limit + 1)
        .all(conn)
        .await?;
    let page = Page::cut(rows, scan.limit, UnitRow::after);
    Ok(Page { next: page.next, items: page.items.into_iter().map(Unit::try_from).collect::<Result<_>>()? })
}

#[derive(FromRow)]
struct CountRow {
    n: i64,
}

/// How many units the filter matches.
pub async fn count(conn: &mut Conn, district: DistrictId, scan: &Scan, filter: &UnitFilter) -> Result<i64> {
    macro_rules! text {
        ($scope:literal) => {
            concat!(
                "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM unit_period p WHERE p.district_id = $1 AND ",
                $scope,
                unit_where!()
            )
        };
    }
    let text = scoped!(scan.scope, "p.unit_id = $2", text);
    let (kind, name, missing) = filter.args();
    let query = sql(text).arg(district).arg(scope_id(scan.scope, district)).arg(scan.as_of);
    Ok(query.arg(kind).arg(name).arg(missing).one::<CountRow>(conn).await?.n)
}

/// A unit as it is on a day.
pub async fn on_day(
    conn: &mut Conn,
    district: DistrictId,
    id: UnitId,
    day: NaiveDate,
) -> Result<Option<Unit>> {
    Ok(periods(conn, district, id).await?.into_iter().find(|unit| unit.now.period.contains(day)))
}

/// Every period of a unit, oldest first, each as the unit was then; empty when there is no such unit.
pub async fn periods(conn: &mut Conn, district: DistrictId, id: UnitId) -> Result<Vec<Unit>> {
    const SQL: &str = concat!(units!(), "WHERE p.district_id = $1 AND p.unit_id = $2 ORDER BY p.valid_from");
    let rows: Vec<UnitRow> = sql(SQL).arg(district).arg(id).all(conn).await?;
    rows.into_iter().map(Unit::try_from).collect()
}

/// Every period of every unit of the district that holds on or after a day, by unit and time: for imports.
pub async fn all_from(conn: &mut Conn, district: DistrictId, from: NaiveDate) -> Result<Vec<Unit>> {
    const SQL: &str = concat!(
        units!(),
        "WHERE p.district_id = $1 AND p.valid_to > $2 ORDER BY p.name_key, p.unit_id, p.valid_from"
    );
    let rows: Vec<UnitRow> = sql(SQL).arg(district).arg(from).all(conn).await?;
    rows.into_iter().map(Unit::try_from).collect()
}

/// Every period in which a unit stands in a division on or after a day, by unit and time.
pub async fn standing_in(
    conn: &mut Conn,
    district: DistrictId,
    division: DivisionId,
    from: NaiveDate,
) -> Result<Vec<Unit>> {
    const SQL: &str = concat!(
        units!(),
        "WHERE p.district_id = $1 AND p.division_id = $2 AND p.valid_to > $3
        ORDER BY p.name_key, p.unit_id, p.valid_from"
    );
    let rows: Vec<UnitRow> = sql(SQL).arg(district).arg(division).arg(from).all(conn).await?;
    rows.into_iter().map(Unit::try_from).collect()
}

/// The units with this credit code or exactly this name on a day.
pub async fn find(
    conn: &mut Conn,
    district: DistrictId,
    code_or_name: &str,
    day: NaiveDate,
) -> Result<Vec<Unit>> {
    const SQL: &str = concat!(
        units!(),
        "WHERE p.district_id = $1 AND (p.credit_code = $2 OR p.name_search = $3)
            AND p.valid_from <= $4 AND p.valid_to > $4 ORDER BY p.name_key, p.unit_id"
    );
    let query = sql(SQL).arg(district).arg(code_or_name).arg(search_key(code_or_name)).arg(day);
    query.all::<UnitRow>(conn).await?.into_iter().map(Unit::try_from).collect()
}

/// What stands in the way of a unit's facts on a day.
#[derive(Debug, Clone, FromRow)]
pub struct Conflicts {
    /// Another open unit that holds the credit code.
    pub code_holder: Option<String>,
    /// Another open unit of the same division that reads the same.
    pub same_name: Option<String>,
    /// The industry, where there is one of that code.
    pub industry: Option<String>,
}

#[derive(FromRow)]
struct GroundRow {
    #[sqlx(flatten)]
    lying: LyingRow,
    #[sqlx(flatten)]
    conflicts: Conflicts,
}

/// The division in which a unit is to stand on a day, as [`grid::lying`], and what stands in the way: one question,
/// because every question costs a change of threads. `None` when there is no such division then.
pub async fn ground(
    conn: &mut Conn,
    district: DistrictId,
    facts: &UnitFacts,
    day: NaiveDate,
    except: Option<UnitId>,
) -> Result<Option<(DivisionPeriod, Option<String>, Conflicts)>> {
    const SQL: &str = "SELECT s.name AS street_name, p.id AS period_id, p.valid_from, p.valid_to, p.name, p.kind,
            p.code, p.class_code, p.parent_id, p.street_id,
            (SELECT o.name FROM unit_period o WHERE o.district_id = $1 AND o.credit_code = $4 AND o.valid_to > $3
                AND o.unit_id <> $5 LIMIT 1) AS code_holder,
            (SELECT o.name FROM unit_period o WHERE o.district_id = $1 AND o.division_id = $2 AND o.name_key = $6
                AND o.name_search = $7 AND o.valid_to > $3 AND o.unit_id <> $5 LIMIT 1) AS same_name,
            (SELECT i.code FROM industry i WHERE i.code = $8) AS industry
        FROM division_period p LEFT JOIN division_period s ON s.district_id = p.district_id
            AND s.division_id = p.street_id AND s.valid_from <= $3 AND s.valid_to > $3
        WHERE p.district_id = $1 AND p.division_id = $2 AND p.valid_to > $3 ORDER BY p.valid_from LIMIT 1";
    let row: Option<GroundRow> = sql(SQL)
        .arg(district)
        .arg(facts.division)
        .arg(day)
        .arg(facts.credit_code.as_ref().map(CreditCode::as_str))
        .arg(except.map_or(Uuid::nil(), UnitId::uuid))
        .arg(facts.name.sort_key())
        .arg(facts.name.search_key())
        .arg(facts.industry_code.clone())
        .optional(conn)
        .await?;
    let ground = |row: GroundRow| Ok((row.lying.period.try_into()?, row.lying.street_name, row.conflicts));
    row.map(ground).transpose()
}

pub async fn insert(tx: &mut Tx, district: DistrictId, id: UnitId, reference: Option<String>) -> Result<()> {
    const SQL: &str = "INSERT INTO unit (district_id, id, version, reference) VALUES ($1, $2, 1, $3)";
    sql(SQL).arg(district).arg(id).arg(reference).later(tx).await
}

/// The units that a table gave numbers.
pub async fn references(conn: &mut Conn, district: DistrictId) -> Result<HashMap<String, UnitId>> {
    const SQL: &str = "SELECT reference, id FROM unit WHERE district_id = $1 AND reference IS NOT NULL";
    let rows: Vec<crate::grid::ReferenceRow> = sql(SQL).arg(district).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.reference, UnitId::new(row.id))).collect())
}

pub async fn insert_period(tx: &mut Tx, district: DistrictId, id: UnitId, period: &UnitPeriod) -> Result<()> {
    const SQL: &str =
        "INSERT INTO unit_period (district_id, id, unit_id, valid_from, valid_to, name, name_key,
            name_search, type, division_id, street_id, credit_code, industry_code, address)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    let insert = sql(SQL).arg(district).arg(period.row).arg(id).arg(period.period.from());
    with_facts(insert, period).later(tx).await
}

/// Replaces what a period says and when it ends; its beginning stays.
pub async fn update_period(tx: &mut Tx, district: DistrictId, period: &UnitPeriod) -> Result<()> {
    const SQL: &str =
        "UPDATE unit_period SET valid_to = $3, name = $4, name_key = $5, name_search = $6, type = $7,
            division_id = $8, street_id = $9, credit_code = $10, industry_code = $11, address = $12
        WHERE district_id = $1 AND id = $2";
    with_facts(sql(SQL).arg(district).arg(period.row), period).later(tx).await
}

/// Writes a history as it shall be.
pub async fn rewrite(tx: &mut Tx, district: DistrictId, id: UnitId, rows: &Rewrite<UnitFacts>) -> Result<()> {
    const REMOVE: &str = "DELETE FROM unit_period WHERE district_id = $1 AND id = $2";
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
fn with_facts(query: Sql, period: &UnitPeriod) -> Sql {
    let facts = &period.facts;
    query
        .arg(period.period.stored_to())
        .arg(facts.name.as_str())
        .arg(facts.name.sort_key())
        .arg(facts.name.search_key())
        .arg(facts.kind.word())
        .arg(facts.division)
        .arg(period.street)
        .arg(facts.credit_code.as_ref().map(CreditCode::as_str))
        .arg(facts.industry_code.clone())
        .arg(facts.address.clone())
}

/// Raises the version of every unit that stands in a division on or after a day: whoever is changing one of them reads
/// it again, and nobody changes it until this transaction ends.
pub async fn hold_in(tx: &mut Tx, district: DistrictId, division: DivisionId, from: NaiveDate) -> Result<()> {
    const SQL: &str = "UPDATE unit SET version = version + 1 WHERE district_id = $1 AND id IN (SELECT unit_id
        FROM unit_period WHERE district_id = $1 AND division_id = $2 AND valid_to > $3)";
    sql(SQL).arg(district).arg(division).arg(from).run(tx).await.map(|_| ())
}

/// Raises the version; `false` when somebody else did before.
pub async fn bump(tx: &mut Tx, district: DistrictId, id: UnitId, version: i64) -> Result<bool> {
    const SQL: &str =
        "UPDATE unit SET version = version + 1 WHERE district_id = $1 AND id = $2 AND version = $3";
    Ok(sql(SQL).arg(district).arg(id).arg(version).run(tx).await? == 1)
}
