//! Memberships with their steps, and who speaks for a member unit.

use chrono::NaiveDate;
use domain::consortium::MemberStepKind;
use domain::id::{ConsortiumId, DistrictId, DivisionId, MembershipId, PersonId, PostId, UnitId};
use domain::organisation::{PostKind, UnitType};
use domain::period::Period;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{AMONG, Conn, Error, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub id: MembershipId,
    pub version: i64,
    pub consortium: ConsortiumId,
    pub unit: UnitId,
    /// Empty until the unit is accepted.
    pub tenure: Option<Period>,
    pub outside_reason: Option<String>,
    /// In the order in which they happened.
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub row: Uuid,
    pub kind: MemberStepKind,
    pub on: NaiveDate,
    pub effective: NaiveDate,
    pub note: Option<String>,
    pub person: PersonId,
    pub person_name: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    consortium_id: Uuid,
    unit_id: Uuid,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    outside_reason: Option<String>,
    step_id: Uuid,
    kind: String,
    happened_on: NaiveDate,
    effective_on: NaiveDate,
    note: Option<String>,
    person_id: Uuid,
    person_name: String,
}

macro_rules! memberships {
    ($where:literal) => {
        concat!(
            "SELECT m.id, m.version, m.consortium_id, m.unit_id, m.valid_from, m.valid_to, m.outside_reason,
                s.id AS step_id, s.kind, s.happened_on, s.effective_on, s.note, s.person_id,
                COALESCE(n.name, '') AS person_name
            FROM membership m JOIN membership_step s ON s.district_id = m.district_id AND s.membership_id = m.id
            LEFT JOIN person n ON n.id = s.person_id WHERE m.district_id = $1",
            $where,
            " ORDER BY m.id, s.sequence"
        )
    };
}

fn gathered(rows: Vec<Row>) -> Result<Vec<Membership>> {
    let mut found: Vec<Membership> = Vec::new();
    for row in rows {
        let corrupt = |why| Error::corrupt("membership", why);
        let step = Step {
            row: row.step_id,
            kind: MemberStepKind::parse(&row.kind, "kind").map_err(corrupt)?,
            on: row.happened_on,
            effective: row.effective_on,
            note: row.note,
            person: PersonId::new(row.person_id),
            person_name: row.person_name,
        };
        match found.last_mut().filter(|last| last.id.uuid() == row.id) {
            Some(last) => last.steps.push(step),
            None => found.push(Membership {
                id: MembershipId::new(row.id),
                version: row.version,
                consortium: ConsortiumId::new(row.consortium_id),
                unit: UnitId::new(row.unit_id),
                tenure: row
                    .valid_from
                    .map(|from| Period::new(from, row.valid_to))
                    .transpose()
                    .map_err(corrupt)?,
                outside_reason: row.outside_reason,
                steps: vec![step],
            }),
        }
    }
    Ok(found)
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: MembershipId) -> Result<Option<Membership>> {
    let rows = sql(memberships!(" AND m.id = $2")).arg(district).arg(id).all(conn).await?;
    Ok(gathered(rows)?.pop())
}

pub async fn of_consortium(
    conn: &mut Conn,
    district: DistrictId,
    id: ConsortiumId,
) -> Result<Vec<Membership>> {
    gathered(sql(memberships!(" AND m.consortium_id = $2")).arg(district).arg(id).all(conn).await?)
}

pub async fn of_unit(conn: &mut Conn, district: DistrictId, id: UnitId) -> Result<Vec<Membership>> {
    gathered(sql(memberships!(" AND m.unit_id = $2")).arg(district).arg(id).all(conn).await?)
}

/// Every membership of the district: for exports and imports.
pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Membership>> {
    gathered(sql(memberships!("")).arg(district).all(conn).await?)
}

#[derive(FromRow)]
struct PairRow {
    consortium_id: Uuid,
    unit_id: Uuid,
}

/// Which units are members of some consortia on a day, by name. A unit that has ended is no member any more.
pub async fn on_day(
    conn: &mut Conn,
    district: DistrictId,
    ids: &[ConsortiumId],
    day: NaiveDate,
) -> Result<Vec<(ConsortiumId, UnitId)>> {
    const SQL: &str = "SELECT m.consortium_id, m.unit_id FROM membership m
        JOIN unit_period u ON u.district_id = m.district_id AND u.unit_id = m.unit_id
            AND u.valid_from <= $2 AND u.valid_to > $2
        WHERE m.district_id = $1 AND m.valid_from <= $2 AND m.valid_to > $2 AND m.consortium_id IN ({})
        ORDER BY u.name_key, u.unit_id";
    let mut rows: Vec<PairRow> = Vec::new();
    for part in ids.chunks(AMONG) {
        rows.extend(sql(SQL).arg(district).arg(day).among(part).all::<PairRow>(conn).await?);
    }
    Ok(rows.into_iter().map(|row| (ConsortiumId::new(row.consortium_id), UnitId::new(row.unit_id))).collect())
}

#[derive(FromRow)]
struct UnitIdRow {
    unit_id: Uuid,
}

/// Every unit of the district that is, was or wants to be a member of anything.
pub async fn every_unit(conn: &mut Conn, district: DistrictId) -> Result<Vec<UnitId>> {
    const SQL: &str = "SELECT DISTINCT unit_id FROM membership WHERE district_id = $1";
    let rows: Vec<UnitIdRow> = sql(SQL).arg(district).all(conn).await?;
    Ok(rows.into_iter().map(|row| UnitId::new(row.unit_id)).collect())
}

/// The units that are members of one consortium on a day, by name.
pub async fn members(
    conn: &mut Conn,
    district: DistrictId,
    id: ConsortiumId,
    day: NaiveDate,
) -> Result<Vec<UnitId>> {
    Ok(on_day(conn, district, &[id], day).await?.into_iter().map(|(_, unit)| unit).collect())
}

pub async fn insert(tx: &mut Tx, district: DistrictId, membership: &Membership) -> Result<()> {
    const SQL: &str =
        "INSERT INTO membership (district_id, id, version, consortium_id, unit_id, valid_from, valid_to,
            outside_reason) VALUES ($1, $2, 1, $3, $4, $5, $6, $7)";
    let insert = sql(SQL).arg(district).arg(membership.id).arg(membership.consortium).arg(membership.unit);
    let insert = insert.arg(membership.tenure.map(|tenure| tenure.from()));
    let insert = insert.arg(membership.tenure.map(|tenure| tenure.stored_to()));
    insert.arg(membership.outside_reason.clone()).later(tx).await?;
    for (sequence, step) in membership.steps.iter().enumerate() {
        insert_step(tx, district, membership.id, sequence, step).await?;
    }
    Ok(())
}

pub async fn insert_step(
    tx: &mut Tx,
    district: DistrictId,
    id: MembershipId,
    sequence: usize,
    step: &Step,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO membership_step (district_id, id, membership_id, sequence, kind, happened_on,
            effective_on, note, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let insert =
        sql(SQL).arg(district).arg(step.row).arg(id).arg(i64::try_from(sequence).unwrap_or(i64::MAX));
    let insert = insert.arg(step.kind.word()).arg(step.on).arg(step.effective);
    insert.arg(step.note.clone()).arg(step.person).later(tx).await
}

/// Keeps when the unit is a member; `false` when somebody else changed it before.
pub async fn set_tenure(
    tx: &mut Tx,
    district: DistrictId,
    id: MembershipId,
    version: i64,
    tenure: Option<Period>,
) -> Result<bool> {
    const SQL: &str = "UPDATE membership SET version = version + 1, valid_from = $4, valid_to = $5
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let update = sql(SQL).arg(district).arg(id).arg(version);
    let update = update.arg(tenure.map(|t| t.from())).arg(tenure.map(|t| t.stored_to()));
    Ok(update.run(tx).await? == 1)
}

/// A unit of a membership as it is on a day, or as it last was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberUnit {
    pub id: UnitId,
    pub name: String,
    pub kind: UnitType,
    pub division: DivisionId,
    pub street: Option<DivisionId>,
    /// Whether it exists on the day.
    pub open: bool,
}

#[derive(FromRow)]
struct UnitRow {
    unit_id: Uuid,
    name: String,
    r#type: String,
    division_id: Uuid,
    street_id: Option<Uuid>,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
}

macro_rules! units {
    ($which:literal) => {
        concat!(
            "SELECT u.unit_id, u.name, u.type, u.division_id, u.street_id, u.valid_from, u.valid_to
            FROM unit_period u WHERE u.district_id = $1 AND u.unit_id IN (",
            $which,
            ") ORDER BY u.name_key, u.unit_id, u.valid_from"
        )
    };
}

/// The units that are, were or want to be members of a consortium, by name.
pub async fn units(
    conn: &mut Conn,
    district: DistrictId,
    id: ConsortiumId,
    day: NaiveDate,
) -> Result<Vec<MemberUnit>> {
    const SQL: &str = units!("SELECT unit_id FROM membership WHERE district_id = $1 AND consortium_id = $2");
    as_on(sql(SQL).arg(district).arg(id).all(conn).await?, day)
}

/// Some units, whether they are members of anything or not, by name.
pub async fn units_named(
    conn: &mut Conn,
    district: DistrictId,
    ids: &[UnitId],
    day: NaiveDate,
) -> Result<Vec<MemberUnit>> {
    let mut found = Vec::new();
    for part in ids.chunks(AMONG) {
        found.extend(as_on(sql(units!("{}")).arg(district).among(part).all(conn).await?, day)?);
    }
    Ok(found)
}

fn as_on(rows: Vec<UnitRow>, day: NaiveDate) -> Result<Vec<MemberUnit>> {
    let mut found: Vec<MemberUnit> = Vec::new();
    let mut places: std::collections::HashMap<UnitId, usize> = std::collections::HashMap::new();
    for row in rows {
        let id = UnitId::new(row.unit_id);
        let unit = MemberUnit {
            id,
            name: row.name,
            kind: UnitType::parse(&row.r#type, "type").map_err(|why| Error::corrupt("unit", why))?,
            division: DivisionId::new(row.division_id),
            street: row.street_id.map(DivisionId::new),
            open: row.valid_from <= day && day < row.valid_to,
        };
        // Of its periods the one of the day, else the last before it, else the first.
        match places.get(&id).and_then(|at| found.get_mut(*at)) {
            Some(known) if row.valid_from <= day => *known = unit,
            Some(_) => {}
            None => {
                places.insert(id, found.len());
                found.push(unit);
            }
        }
    }
    Ok(found)
}

/// A post that speaks for a unit in its consortia, and who holds it on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    pub post: PostId,
    pub version: i64,
    pub unit: UnitId,
    pub kind: PostKind,
    pub title: String,
    pub holder: Option<(PersonId, String, NaiveDate)>,
}

#[derive(FromRow)]
struct VoiceRow {
    id: Uuid,
    version: i64,
    unit_id: Uuid,
    kind: String,
    title: String,
    person_id: Option<Uuid>,
    name: Option<String>,
    since: Option<NaiveDate>,
}

/// The head (its representative) and the liaison of every unit of some consortia.
pub async fn voices(
    conn: &mut Conn,
    district: DistrictId,
    ids: &[ConsortiumId],
    day: NaiveDate,
) -> Result<Vec<Voice>> {
    const SQL: &str = "SELECT s.id, s.version, s.unit_id, s.kind, s.title, h.person_id, n.name, h.valid_from AS since
        FROM post s LEFT JOIN post_holding h ON h.district_id = s.district_id AND h.post_id = s.id
            AND h.valid_from <= $2 AND h.valid_to > $2
        LEFT JOIN person n ON n.id = h.person_id
        WHERE s.district_id = $1 AND s.kind IN ('head', 'liaison') AND s.unit_id IN (SELECT unit_id FROM membership
            WHERE district_id = $1 AND consortium_id IN ({})) ORDER BY s.title_key, s.id";
    let mut rows: Vec<VoiceRow> = Vec::new();
    for part in ids.chunks(AMONG) {
        rows.extend(sql(SQL).arg(district).arg(day).among(part).all::<VoiceRow>(conn).await?);
    }
    rows.into_iter()
        .map(|row| {
            let holder = match (row.person_id, row.name, row.since) {
                (Some(person), Some(name), Some(since)) => Some((PersonId::new(person), name, since)),
                _ => None,
            };
            Ok(Voice {
                post: PostId::new(row.id),
                version: row.version,
                unit: UnitId::new(row.unit_id),
                kind: PostKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("post", why))?,
                title: row.title,
                holder,
            })
        })
        .collect()
}
