//! Seats of work committees, and who holds them on a day.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::consortium::{SeatKind, SeatStepKind};
use domain::id::{ConsortiumId, DistrictId, PersonId, PostId, SeatId, UnitId};
use domain::period::Period;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{AMONG, Conn, Error, Result, Tx, sql};

/// What a seat hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// Whoever holds the post holds the seat.
    Post { post: PostId, post_version: i64, title: String, body_name: String },
    /// A person, nominated from the head of a member unit.
    Person { unit: UnitId, person: PersonId, name: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    pub id: SeatId,
    pub version: i64,
    pub consortium: ConsortiumId,
    pub kind: SeatKind,
    pub bound: Bound,
    /// The time of an ex officio seat, or the term of an appointed person.
    pub period: Option<Period>,
    /// Who holds the post on the day, since when.
    pub post_holder: Option<(PersonId, String, NaiveDate)>,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub row: Uuid,
    pub kind: SeatStepKind,
    pub on: NaiveDate,
    pub note: Option<String>,
    pub person: PersonId,
    pub person_name: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    consortium_id: Uuid,
    kind: String,
    post_id: Option<Uuid>,
    post_version: Option<i64>,
    title: Option<String>,
    body_name: Option<String>,
    unit_id: Option<Uuid>,
    person_id: Option<Uuid>,
    person_name: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    holder_id: Option<Uuid>,
    holder_name: Option<String>,
    holder_since: Option<NaiveDate>,
}

// The body's name is its newest: a seat is shown with what its post is called today.
macro_rules! seats {
    ($where:literal) => {
        concat!(
            "SELECT s.id, s.version, s.consortium_id, s.kind, s.post_id, p.version AS post_version, p.title,
                COALESCE((SELECT b.name FROM party_organisation_period b WHERE b.district_id = s.district_id
                        AND b.party_organisation_id = p.party_organisation_id ORDER BY b.valid_from DESC LIMIT 1),
                    (SELECT b.name FROM unit_period b WHERE b.district_id = s.district_id
                        AND b.unit_id = p.unit_id ORDER BY b.valid_from DESC LIMIT 1)) AS body_name,
                s.unit_id, s.person_id, o.name AS person_name, s.valid_from, s.valid_to,
                h.person_id AS holder_id, n.name AS holder_name, h.valid_from AS holder_since
            FROM seat s LEFT JOIN post p ON p.district_id = s.district_id AND p.id = s.post_id
            LEFT JOIN post_holding h ON h.district_id = s.district_id AND h.post_id = s.post_id
                AND h.valid_from <= $2 AND h.valid_to > $2
            LEFT JOIN person n ON n.id = h.person_id
            LEFT JOIN person o ON o.id = s.person_id
            WHERE s.district_id = $1",
            $where,
            " ORDER BY s.id"
        )
    };
}

impl TryFrom<Row> for Seat {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let corrupt = |why| Error::corrupt("seat", why);
        let bound = match (row.post_id, row.unit_id, row.person_id) {
            (Some(post), _, _) => Bound::Post {
                post: PostId::new(post),
                post_version: row.post_version.unwrap_or_default(),
                title: row.title.unwrap_or_default(),
                body_name: row.body_name.unwrap_or_default(),
            },
            (None, Some(unit), Some(person)) => Bound::Person {
                unit: UnitId::new(unit),
                person: PersonId::new(person),
                name: row.person_name.unwrap_or_default(),
            },
            _ => return Err(Error::corrupt("seat", "it is bound to nothing")),
        };
        let post_holder = match (row.holder_id, row.holder_name, row.holder_since) {
            (Some(id), Some(name), Some(since)) => Some((PersonId::new(id), name, since)),
            _ => None,
        };
        Ok(Self {
            id: SeatId::new(row.id),
            version: row.version,
            consortium: ConsortiumId::new(row.consortium_id),
            kind: SeatKind::parse(&row.kind, "kind").map_err(corrupt)?,
            bound,
            period: row
                .valid_from
                .map(|from| Period::new(from, row.valid_to))
                .transpose()
                .map_err(corrupt)?,
            post_holder,
            steps: Vec::new(),
        })
    }
}

#[derive(FromRow)]
struct StepRow {
    id: Uuid,
    seat_id: Uuid,
    kind: String,
    happened_on: NaiveDate,
    note: Option<String>,
    person_id: Uuid,
    person_name: String,
}

async fn with_steps(conn: &mut Conn, district: DistrictId, rows: Vec<Row>) -> Result<Vec<Seat>> {
    const SQL: &str = "SELECT t.id, t.seat_id, t.kind, t.happened_on, t.note, t.person_id,
            COALESCE(n.name, '') AS person_name
        FROM seat_step t LEFT JOIN person n ON n.id = t.person_id
        WHERE t.district_id = $1 AND t.seat_id IN ({}) ORDER BY t.seat_id, t.sequence";
    let mut seats: Vec<Seat> = rows.into_iter().map(Seat::try_from).collect::<Result<_>>()?;
    let stepping: Vec<(SeatId, usize)> = seats
        .iter()
        .enumerate()
        .filter(|(_, seat)| !seat.kind.is_ex_officio())
        .map(|(at, seat)| (seat.id, at))
        .collect();
    let places: HashMap<SeatId, usize> = stepping.iter().copied().collect();
    let ids: Vec<SeatId> = stepping.into_iter().map(|(id, _)| id).collect();
    let mut steps: Vec<StepRow> = Vec::new();
    for part in ids.chunks(AMONG) {
        steps.extend(sql(SQL).arg(district).among(part).all::<StepRow>(conn).await?);
    }
    for row in steps {
        let place = places.get(&SeatId::new(row.seat_id)).copied();
        let Some(seat) = place.and_then(|at| seats.get_mut(at)) else { continue };
        seat.steps.push(Step {
            row: row.id,
            kind: SeatStepKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("seat", why))?,
            on: row.happened_on,
            note: row.note,
            person: PersonId::new(row.person_id),
            person_name: row.person_name,
        });
    }
    Ok(seats)
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: SeatId, day: NaiveDate) -> Result<Option<Seat>> {
    let rows = sql(seats!(" AND s.id = $3")).arg(district).arg(day).arg(id).all(conn).await?;
    Ok(with_steps(conn, district, rows).await?.pop())
}

pub async fn of_consortium(
    conn: &mut Conn,
    district: DistrictId,
    id: ConsortiumId,
    day: NaiveDate,
) -> Result<Vec<Seat>> {
    let rows = sql(seats!(" AND s.consortium_id = $3")).arg(district).arg(day).arg(id).all(conn).await?;
    with_steps(conn, district, rows).await
}

/// The seats of some consortia.
pub async fn of_consortia(
    conn: &mut Conn,
    district: DistrictId,
    ids: &[ConsortiumId],
    day: NaiveDate,
) -> Result<Vec<Seat>> {
    let mut rows: Vec<Row> = Vec::new();
    for part in ids.chunks(AMONG) {
        let seats = sql(seats!(" AND s.consortium_id IN ({})")).arg(district).arg(day).among(part);
        rows.extend(seats.all::<Row>(conn).await?);
    }
    with_steps(conn, district, rows).await
}

/// The seats that are a person's own.
pub async fn of_person(
    conn: &mut Conn,
    district: DistrictId,
    id: PersonId,
    day: NaiveDate,
) -> Result<Vec<Seat>> {
    let rows = sql(seats!(" AND s.person_id = $3")).arg(district).arg(day).arg(id).all(conn).await?;
    with_steps(conn, district, rows).await
}

/// The seats for which a unit nominated its head.
pub async fn of_unit(conn: &mut Conn, district: DistrictId, id: UnitId, day: NaiveDate) -> Result<Vec<Seat>> {
    let rows = sql(seats!(" AND s.unit_id = $3")).arg(district).arg(day).arg(id).all(conn).await?;
    with_steps(conn, district, rows).await
}

#[derive(FromRow)]
struct PostRow {
    post_id: Uuid,
}

/// Every post of the district that a seat follows.
pub async fn posts(conn: &mut Conn, district: DistrictId) -> Result<Vec<PostId>> {
    const SQL: &str = "SELECT DISTINCT post_id FROM seat WHERE district_id = $1 AND post_id IS NOT NULL";
    let rows: Vec<PostRow> = sql(SQL).arg(district).all(conn).await?;
    Ok(rows.into_iter().map(|row| PostId::new(row.post_id)).collect())
}

/// The seats that follow a post.
pub async fn of_post(conn: &mut Conn, district: DistrictId, id: PostId, day: NaiveDate) -> Result<Vec<Seat>> {
    let rows = sql(seats!(" AND s.post_id = $3")).arg(district).arg(day).arg(id).all(conn).await?;
    with_steps(conn, district, rows).await
}

/// Every seat of the district, held as on a day.
pub async fn all(conn: &mut Conn, district: DistrictId, day: NaiveDate) -> Result<Vec<Seat>> {
    let rows = sql(seats!("")).arg(district).arg(day).all(conn).await?;
    with_steps(conn, district, rows).await
}

pub async fn insert(tx: &mut Tx, district: DistrictId, seat: &Seat) -> Result<()> {
    const SQL: &str =
        "INSERT INTO seat (district_id, id, version, consortium_id, kind, post_id, unit_id, person_id,
            valid_from, valid_to) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9)";
    let (post, unit, person) = match &seat.bound {
        Bound::Post { post, .. } => (Some(*post), None, None),
        Bound::Person { unit, person, .. } => (None, Some(*unit), Some(*person)),
    };
    let insert = sql(SQL).arg(district).arg(seat.id).arg(seat.consortium).arg(seat.kind.word());
    let insert = insert.arg(post).arg(unit).arg(person);
    let insert = insert.arg(seat.period.map(|p| p.from())).arg(seat.period.map(|p| p.stored_to()));
    insert.later(tx).await?;
    for (sequence, step) in seat.steps.iter().enumerate() {
        insert_step(tx, district, seat.id, sequence, step).await?;
    }
    Ok(())
}

pub async fn insert_step(
    tx: &mut Tx,
    district: DistrictId,
    id: SeatId,
    sequence: usize,
    step: &Step,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO seat_step (district_id, id, seat_id, sequence, kind, happened_on, note, person_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let insert =
        sql(SQL).arg(district).arg(step.row).arg(id).arg(i64::try_from(sequence).unwrap_or(i64::MAX));
    insert.arg(step.kind.word()).arg(step.on).arg(step.note.clone()).arg(step.person).later(tx).await
}

/// Keeps the time of a seat; `false` when somebody else changed it before.
pub async fn set_period(
    tx: &mut Tx,
    district: DistrictId,
    id: SeatId,
    version: i64,
    period: Option<Period>,
) -> Result<bool> {
    const SQL: &str = "UPDATE seat SET version = version + 1, valid_from = $4, valid_to = $5
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let update = sql(SQL).arg(district).arg(id).arg(version);
    let update = update.arg(period.map(|p| p.from())).arg(period.map(|p| p.stored_to()));
    Ok(update.run(tx).await? == 1)
}
