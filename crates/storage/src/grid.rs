//! The grid: divisions in time, outlines, observations.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::grid::{
    ClassCode, DivisionCode, DivisionFacts, DivisionKind, DivisionState, EventKind, EventNote, Node, Series,
    Timeline, Tree,
};
use domain::id::{DistrictId, DivisionId, ObservationId};
use domain::name::Name;
use domain::period::Period;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Sql, Tx, sql};

#[derive(FromRow)]
struct NodeRow {
    id: Uuid,
    version: i64,
    longitude: Option<f64>,
    latitude: Option<f64>,
    #[sqlx(flatten)]
    period: PeriodRow,
}

#[derive(FromRow)]
pub(crate) struct PeriodRow {
    period_id: Uuid,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    name: String,
    kind: String,
    code: Option<String>,
    class_code: Option<String>,
    parent_id: Option<Uuid>,
    street_id: Option<Uuid>,
}

/// One period of a division, with the key of its row.
#[derive(Debug, Clone, PartialEq)]
pub struct DivisionPeriod {
    pub row: Uuid,
    pub period: Period,
    pub facts: DivisionFacts,
    pub street: Option<DivisionId>,
}

impl DivisionPeriod {
    pub fn state(self) -> DivisionState {
        DivisionState { period: self.period, facts: self.facts }
    }
}

impl TryFrom<PeriodRow> for DivisionPeriod {
    type Error = Error;

    fn try_from(row: PeriodRow) -> Result<Self> {
        let corrupt = |why| Error::corrupt("division", why);
        Ok(Self {
            row: row.period_id,
            period: Period::new(row.valid_from, Some(row.valid_to)).map_err(corrupt)?,
            facts: DivisionFacts {
                name: Name::parse(&row.name, "name").map_err(corrupt)?,
                kind: DivisionKind::parse(&row.kind, "kind").map_err(corrupt)?,
                code: row.code.map(|c| DivisionCode::parse(&c, "code")).transpose().map_err(corrupt)?,
                class_code: row.class_code.map(|c| ClassCode::parse(&c)).transpose().map_err(corrupt)?,
                parent: row.parent_id.map(DivisionId::new),
            },
            street: row.street_id.map(DivisionId::new),
        })
    }
}

/// The district's divisions on a day, by code, then name.
pub async fn tree(conn: &mut Conn, district: DistrictId, as_of: NaiveDate) -> Result<Tree> {
    const SQL: &str =
        "SELECT d.id, d.version, d.longitude, d.latitude, p.id AS period_id, p.valid_from, p.valid_to,
            p.name, p.kind, p.code, p.class_code, p.parent_id, p.street_id
        FROM division_period p JOIN division d ON d.district_id = p.district_id AND d.id = p.division_id
        WHERE p.district_id = $1 AND p.valid_from <= $2 AND p.valid_to > $2
        ORDER BY p.code, p.name_key, d.id";
    let rows: Vec<NodeRow> = sql(SQL).arg(district).arg(as_of).all(conn).await?;
    let nodes = rows.into_iter().map(|row| {
        let period = DivisionPeriod::try_from(row.period)?;
        Ok(Node {
            id: DivisionId::new(row.id),
            version: row.version,
            period: period.period,
            facts: period.facts,
            street: period.street,
            position: row.longitude.zip(row.latitude),
        })
    });
    Ok(Tree::new(district, as_of, nodes.collect::<Result<_>>()?))
}

/// Every period of a division, oldest first; empty when there is no such division.
pub async fn periods(
    conn: &mut Conn,
    district: DistrictId,
    division: DivisionId,
) -> Result<Vec<DivisionPeriod>> {
    const SQL: &str =
        "SELECT p.id AS period_id, p.valid_from, p.valid_to, p.name, p.kind, p.code, p.class_code,
            p.parent_id, p.street_id
        FROM division_period p WHERE p.district_id = $1 AND p.division_id = $2 ORDER BY p.valid_from";
    let rows: Vec<PeriodRow> = sql(SQL).arg(district).arg(division).all(conn).await?;
    rows.into_iter().map(DivisionPeriod::try_from).collect()
}

#[derive(FromRow)]
pub(crate) struct LyingRow {
    pub street_name: Option<String>,
    #[sqlx(flatten)]
    pub period: PeriodRow,
}

/// The period of a division on a day, or its first one where the day lies before its record begins, with the name
/// that its street has on the day: one row for whatever is stored in a division.
pub async fn lying(
    conn: &mut Conn,
    district: DistrictId,
    division: DivisionId,
    day: NaiveDate,
) -> Result<Option<(DivisionPeriod, Option<String>)>> {
    const SQL: &str =
        "SELECT s.name AS street_name, p.id AS period_id, p.valid_from, p.valid_to, p.name, p.kind,
            p.code, p.class_code, p.parent_id, p.street_id
        FROM division_period p LEFT JOIN division_period s ON s.district_id = p.district_id
            AND s.division_id = p.street_id AND s.valid_from <= $3 AND s.valid_to > $3
        WHERE p.district_id = $1 AND p.division_id = $2 AND p.valid_to > $3 ORDER BY p.valid_from LIMIT 1";
    let row: Option<LyingRow> = sql(SQL).arg(district).arg(division).arg(day).optional(conn).await?;
    row.map(|row| Ok((row.period.try_into()?, row.street_name))).transpose()
}

#[derive(FromRow)]
struct OwnedPeriodRow {
    division_id: Uuid,
    #[sqlx(flatten)]
    period: PeriodRow,
}

/// Every period of every division of the district, oldest first.
pub async fn all_periods(conn: &mut Conn, district: DistrictId) -> Result<Vec<(DivisionId, DivisionPeriod)>> {
    const SQL: &str =
        "SELECT p.division_id, p.id AS period_id, p.valid_from, p.valid_to, p.name, p.kind, p.code,
            p.class_code, p.parent_id, p.street_id
        FROM division_period p WHERE p.district_id = $1 ORDER BY p.valid_from, p.code, p.id";
    let rows: Vec<OwnedPeriodRow> = sql(SQL).arg(district).all(conn).await?;
    rows.into_iter().map(|row| Ok((DivisionId::new(row.division_id), row.period.try_into()?))).collect()
}

/// The district's divisions through all time.
pub async fn timeline(conn: &mut Conn, district: DistrictId) -> Result<Timeline> {
    let periods = all_periods(conn, district).await?.into_iter();
    Ok(Timeline::new(district, periods.map(|(id, period)| (id, period.state()))))
}

pub async fn insert(
    tx: &mut Tx,
    district: DistrictId,
    id: DivisionId,
    position: Option<(f64, f64)>,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO division (district_id, id, version, longitude, latitude) VALUES ($1, $2, 1, $3, $4)";
    let (longitude, latitude) = position.unzip();
    sql(SQL).arg(district).arg(id).arg(longitude).arg(latitude).later(tx).await
}

pub async fn insert_period(
    tx: &mut Tx,
    district: DistrictId,
    id: DivisionId,
    period: &DivisionPeriod,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO division_period (district_id, id, division_id, valid_from, valid_to, name, name_key,
            name_search, kind, code, class_code, parent_id, street_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let insert = sql(SQL).arg(district).arg(period.row).arg(id).arg(period.period.from());
    with_facts(insert, period).later(tx).await
}

/// Replaces what a period says and when it ends; its beginning stays.
pub async fn update_period(tx: &mut Tx, district: DistrictId, period: &DivisionPeriod) -> Result<()> {
    const SQL: &str =
        "UPDATE division_period SET valid_to = $3, name = $4, name_key = $5, name_search = $6, kind = $7,
            code = $8, class_code = $9, parent_id = $10, street_id = $11 WHERE district_id = $1 AND id = $2";
    with_facts(sql(SQL).arg(district).arg(period.row), period).later(tx).await
}

/// The end of a period and what it says, in the order of both statements above.
fn with_facts(query: Sql, period: &DivisionPeriod) -> Sql {
    let facts = &period.facts;
    query
        .arg(period.period.stored_to())
        .arg(facts.name.as_str())
        .arg(facts.name.sort_key())
        .arg(facts.name.search_key())
        .arg(facts.kind.word())
        .arg(facts.code.as_ref().map(DivisionCode::as_str))
        .arg(facts.class_code.as_ref().map(ClassCode::as_str))
        .arg(facts.parent)
        .arg(period.street)
}

pub async fn set_position(
    tx: &mut Tx,
    district: DistrictId,
    id: DivisionId,
    position: (f64, f64),
) -> Result<()> {
    const SQL: &str = "UPDATE division SET longitude = $3, latitude = $4 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).arg(position.0).arg(position.1).later(tx).await
}

/// How a table calls a record, where a name or code could mean several.
#[derive(FromRow)]
pub(crate) struct ReferenceRow {
    pub reference: String,
    pub id: Uuid,
}

pub async fn references(conn: &mut Conn, district: DistrictId) -> Result<HashMap<String, DivisionId>> {
    const SQL: &str = "SELECT reference, id FROM division WHERE district_id = $1 AND reference IS NOT NULL";
    let rows: Vec<ReferenceRow> = sql(SQL).arg(district).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.reference, DivisionId::new(row.id))).collect())
}

pub async fn set_reference(tx: &mut Tx, district: DistrictId, id: DivisionId, reference: &str) -> Result<()> {
    const SQL: &str = "UPDATE division SET reference = $3 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).arg(reference).later(tx).await
}

/// Raises the version of a division that changes because another one does.
pub async fn touch(tx: &mut Tx, district: DistrictId, id: DivisionId) -> Result<()> {
    const SQL: &str = "UPDATE division SET version = version + 1 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).later(tx).await
}

/// Raises the version; `false` when somebody else did before.
pub async fn bump(tx: &mut Tx, district: DistrictId, id: DivisionId, version: i64) -> Result<bool> {
    const SQL: &str =
        "UPDATE division SET version = version + 1 WHERE district_id = $1 AND id = $2 AND version = $3";
    Ok(sql(SQL).arg(district).arg(id).arg(version).run(tx).await? == 1)
}

#[derive(FromRow)]
struct CountRow {
    n: i64,
}

/// How many units and Party organisations are open in a division on or after a day.
pub async fn organisations_inside(
    conn: &mut Conn,
    district: DistrictId,
    id: DivisionId,
    from: NaiveDate,
) -> Result<i64> {
    const SQL: &str = "SELECT CAST(
        (SELECT COUNT(*) FROM unit_period WHERE district_id = $1 AND division_id = $2 AND valid_to > $3)
        + (SELECT COUNT(*) FROM party_organisation_period WHERE district_id = $1 AND division_id = $2 AND valid_to > $3)
        AS BIGINT) AS n";
    Ok(sql(SQL).arg(district).arg(id).arg(from).one::<CountRow>(conn).await?.n)
}

/// Makes everybody else who changes the district's divisions wait until this transaction ends. It holds the district's
/// own division: the district's row is held by whoever writes the journal, and that comes last.
pub async fn lock(tx: &mut Tx, district: DistrictId) -> Result<()> {
    const SQL: &str = "UPDATE division SET version = version WHERE district_id = $1 AND id = $1";
    sql(SQL).arg(district).run(tx).await.map(|_| ())
}

#[derive(FromRow)]
struct NoteRow {
    division_id: Uuid,
    happened_on: NaiveDate,
    kind: String,
    other_id: Option<Uuid>,
    reason: Option<String>,
    document: Option<String>,
}

/// What was noted of the district's events, by day, in the order in which it was entered.
pub async fn event_notes(conn: &mut Conn, district: DistrictId) -> Result<Vec<EventNote>> {
    const SQL: &str = "SELECT division_id, happened_on, kind, other_id, reason, document FROM division_event
        WHERE district_id = $1 ORDER BY happened_on, id";
    let rows: Vec<NoteRow> = sql(SQL).arg(district).all(conn).await?;
    let note = |row: NoteRow| {
        Ok(EventNote {
            division: DivisionId::new(row.division_id),
            on: row.happened_on,
            kind: EventKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("division event", why))?,
            other: row.other_id.map(DivisionId::new),
            reason: row.reason,
            document: row.document,
        })
    };
    rows.into_iter().map(note).collect()
}

pub async fn insert_event_note(tx: &mut Tx, district: DistrictId, row: Uuid, note: &EventNote) -> Result<()> {
    const SQL: &str =
        "INSERT INTO division_event (district_id, id, division_id, happened_on, kind, other_id, reason,
            document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let insert = sql(SQL).arg(district).arg(row).arg(note.division).arg(note.on).arg(note.kind.word());
    insert.arg(note.other).arg(note.reason.clone()).arg(note.document.clone()).later(tx).await
}

#[derive(FromRow)]
struct CornerRow {
    ring: i64,
    longitude: f64,
    latitude: f64,
}

/// Rings of (longitude, latitude) in degrees, WGS-84; empty where no outline was recorded.
pub async fn outline(conn: &mut Conn, district: DistrictId, id: DivisionId) -> Result<Vec<Vec<(f64, f64)>>> {
    const SQL: &str = "SELECT ring, longitude, latitude FROM division_outline
        WHERE district_id = $1 AND division_id = $2 ORDER BY ring, sequence";
    let corners: Vec<CornerRow> = sql(SQL).arg(district).arg(id).all(conn).await?;
    Ok(corners
        .chunk_by(|a, b| a.ring == b.ring)
        .map(|ring| ring.iter().map(|corner| (corner.longitude, corner.latitude)).collect())
        .collect())
}

pub async fn clear_outline(tx: &mut Tx, district: DistrictId, id: DivisionId) -> Result<()> {
    const SQL: &str = "DELETE FROM division_outline WHERE district_id = $1 AND division_id = $2";
    sql(SQL).arg(district).arg(id).later(tx).await
}

pub async fn insert_corner(
    tx: &mut Tx,
    district: DistrictId,
    division: DivisionId,
    row: Uuid,
    (ring, sequence): (i64, i64),
    (longitude, latitude): (f64, f64),
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO division_outline (district_id, id, division_id, ring, sequence, longitude, latitude)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let insert =
        sql(SQL).arg(district).arg(row).arg(division).arg(ring).arg(sequence).arg(longitude).arg(latitude);
    insert.later(tx).await
}

#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    pub id: ObservationId,
    pub division: DivisionId,
    pub series: Series,
    pub observed_on: NaiveDate,
    /// In the series' unit.
    pub value: f64,
    pub source: Option<String>,
}

#[derive(FromRow)]
struct ObservationRow {
    id: Uuid,
    division_id: Uuid,
    series: String,
    observed_on: NaiveDate,
    value: f64,
    source: Option<String>,
}

impl TryFrom<ObservationRow> for Observation {
    type Error = Error;

    fn try_from(row: ObservationRow) -> Result<Self> {
        Ok(Self {
            id: ObservationId::new(row.id),
            division: DivisionId::new(row.division_id),
            series: Series::parse(&row.series, "series").map_err(|why| Error::corrupt("observation", why))?,
            observed_on: row.observed_on,
            value: row.value,
            source: row.source,
        })
    }
}

/// All observations of the district up to a day, oldest first.
pub async fn observations(
    conn: &mut Conn,
    district: DistrictId,
    as_of: NaiveDate,
) -> Result<Vec<Observation>> {
    const SQL: &str = "SELECT id, division_id, series, observed_on, value, source FROM observation
        WHERE district_id = $1 AND observed_on <= $2 ORDER BY observed_on, id";
    let rows: Vec<ObservationRow> = sql(SQL).arg(district).arg(as_of).all(conn).await?;
    rows.into_iter().map(Observation::try_from).collect()
}

/// The value recorded for exactly this division, series and day.
pub async fn observation_on(
    conn: &mut Conn,
    district: DistrictId,
    division: DivisionId,
    series: Series,
    day: NaiveDate,
) -> Result<Option<Observation>> {
    const SQL: &str = "SELECT id, division_id, series, observed_on, value, source FROM observation
        WHERE district_id = $1 AND division_id = $2 AND series = $3 AND observed_on = $4";
    let row: Option<ObservationRow> =
        sql(SQL).arg(district).arg(division).arg(series.word()).arg(day).optional(conn).await?;
    row.map(Observation::try_from).transpose()
}

/// Records a value; the same division, series and day again replaces it.
pub async fn put_observation(tx: &mut Tx, district: DistrictId, observation: &Observation) -> Result<()> {
    const SQL: &str =
        "INSERT INTO observation (district_id, id, version, division_id, series, observed_on, value, source)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7)
        ON CONFLICT (district_id, division_id, series, observed_on)
        DO UPDATE SET value = excluded.value, source = excluded.source, version = observation.version + 1";
    sql(SQL)
        .arg(district)
        .arg(observation.id)
        .arg(observation.division)
        .arg(observation.series.word())
        .arg(observation.observed_on)
        .arg(observation.value)
        .arg(observation.source.clone())
        .later(tx)
        .await
}

/// Makes a district: the shard's head. Its own division is inserted like any other.
pub async fn insert_district(tx: &mut Tx, district: DistrictId, upper: Option<DivisionId>) -> Result<()> {
    const SQL: &str =
        "INSERT INTO district (district_id, upper_id, journal_sequence, grid_sequence, sealed_sequence,
            sealed_hash) VALUES ($1, $2, 0, 0, 0, $3)";
    sql(SQL).arg(district).arg(upper).arg(Vec::new()).later(tx).await
}

#[derive(FromRow)]
struct DistrictRow {
    district_id: Uuid,
}

pub async fn districts(conn: &mut Conn) -> Result<Vec<DistrictId>> {
    const SQL: &str = "SELECT district_id FROM district ORDER BY district_id";
    let rows: Vec<DistrictRow> = sql(SQL).all(conn).await?;
    Ok(rows.into_iter().map(|row| DivisionId::new(row.district_id)).collect())
}

#[derive(FromRow)]
struct FoundRow {
    district_id: Uuid,
    division_id: Uuid,
    held_to: NaiveDate,
}

/// The divisions that had this code, else those that had this name, last of all: a former holder makes way for a later.
pub async fn find(conn: &mut Conn, code_or_name: &str) -> Result<Vec<(DistrictId, DivisionId)>> {
    const BY_CODE: &str = "SELECT district_id, division_id, MAX(valid_to) AS held_to FROM division_period
        WHERE code = $1 GROUP BY district_id, division_id ORDER BY held_to DESC, district_id, division_id";
    const BY_NAME: &str = "SELECT district_id, division_id, MAX(valid_to) AS held_to FROM division_period
        WHERE name = $1 GROUP BY district_id, division_id ORDER BY held_to DESC, district_id, division_id";
    let mut rows: Vec<FoundRow> = sql(BY_CODE).arg(code_or_name).all(conn).await?;
    if rows.is_empty() {
        rows = sql(BY_NAME).arg(code_or_name).all(conn).await?;
    }
    let last = rows.first().map(|row| row.held_to);
    Ok(rows
        .into_iter()
        .take_while(|row| Some(row.held_to) == last)
        .map(|row| (DivisionId::new(row.district_id), DivisionId::new(row.division_id)))
        .collect())
}
