//! People, appointments, sessions, sign-in links. Tokens are kept as hashes only.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Actor, AppointmentKind, LinkPurpose, Place, Stage};
use domain::id::{AppointmentId, DistrictId, DivisionId, PersonId, PostId, SessionId, UnitId};
use domain::period::Period;
use sqlx::FromRow;
use uuid::Uuid;

use crate::journal::Revision;
use crate::{Conn, Error, Result, Tx, sql};

pub async fn insert_person(tx: &mut Tx, id: PersonId, name: &str) -> Result<()> {
    sql("INSERT INTO person (id, version, name) VALUES ($1, 1, $2)").arg(id).arg(name).later(tx).await
}

/// Remembers how an office's tables call a person.
pub async fn set_reference(tx: &mut Tx, id: PersonId, reference: &str) -> Result<()> {
    sql("UPDATE person SET reference = $2 WHERE id = $1").arg(id).arg(reference).later(tx).await
}

pub async fn person_by_reference(conn: &mut Conn, reference: &str) -> Result<Option<PersonId>> {
    const SQL: &str = "SELECT id, name FROM person WHERE reference = $1";
    let row: Option<PersonRow> = sql(SQL).arg(reference).optional(conn).await?;
    Ok(row.map(|row| PersonId::new(row.id)))
}

#[derive(FromRow)]
struct PersonRow {
    id: Uuid,
    name: String,
}

pub async fn person(conn: &mut Conn, id: PersonId) -> Result<Option<String>> {
    let row: Option<PersonRow> =
        sql("SELECT id, name FROM person WHERE id = $1").arg(id).optional(conn).await?;
    Ok(row.map(|row| row.name))
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    pub district: DistrictId,
    pub id: AppointmentId,
    pub person: PersonId,
    pub kind: AppointmentKind,
    /// Its place: a division, or a unit.
    pub division: Option<DivisionId>,
    pub unit: Option<UnitId>,
    pub period: Period,
    /// The post with which it comes and goes.
    pub post: Option<PostId>,
    /// The appointment for which it stands in.
    pub deputy_for: Option<AppointmentId>,
    /// The document on which it rests.
    pub basis: Option<String>,
}

pub async fn insert_appointment(tx: &mut Tx, appointment: &Appointment) -> Result<()> {
    const SQL: &str =
        "INSERT INTO appointment (district_id, id, person_id, kind, division_id, unit_id, valid_from,
            valid_to, post_id, deputy_for_id, basis) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sql(SQL)
        .arg(appointment.district)
        .arg(appointment.id)
        .arg(appointment.person)
        .arg(appointment.kind.word())
        .arg(appointment.division)
        .arg(appointment.unit)
        .arg(appointment.period.from())
        .arg(appointment.period.stored_to())
        .arg(appointment.post)
        .arg(appointment.deputy_for)
        .arg(appointment.basis.clone())
        .later(tx)
        .await
}

#[derive(FromRow)]
struct PlacedRow {
    id: Uuid,
    person_name: String,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
}

/// The appointments to a division that hold on or after a day, each with its person's name.
pub async fn appointments_at(
    conn: &mut Conn,
    district: DistrictId,
    division: DivisionId,
    from: NaiveDate,
) -> Result<Vec<(AppointmentId, String, Period)>> {
    const SQL: &str = "SELECT a.id, n.name AS person_name, a.valid_from, a.valid_to
        FROM appointment a JOIN person n ON n.id = a.person_id
        WHERE a.district_id = $1 AND a.division_id = $2 AND a.valid_to > $3 ORDER BY a.valid_from, a.id";
    let rows: Vec<PlacedRow> = sql(SQL).arg(district).arg(division).arg(from).all(conn).await?;
    let corrupt = |why| Error::corrupt("appointment", why);
    rows.into_iter()
        .map(|row| {
            let period = Period::new(row.valid_from, Some(row.valid_to)).map_err(corrupt)?;
            Ok((AppointmentId::new(row.id), row.person_name, period))
        })
        .collect()
}

/// Moves the end of an appointment.
pub async fn end_appointment(
    tx: &mut Tx,
    district: DistrictId,
    id: AppointmentId,
    on: NaiveDate,
) -> Result<()> {
    const SQL: &str = "UPDATE appointment SET valid_to = $3 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).arg(on).later(tx).await
}

#[derive(FromRow)]
struct AppointmentRow {
    district_id: Uuid,
    id: Uuid,
    person_id: Uuid,
    person_name: String,
    kind: String,
    division_id: Option<Uuid>,
    unit_id: Option<Uuid>,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    post_id: Option<Uuid>,
    deputy_for_id: Option<Uuid>,
    basis: Option<String>,
    place_name: String,
    /// The division it is, or that its unit lies in, and that division's parent.
    place_division_id: Uuid,
    place_kind: String,
    place_street_id: Option<Uuid>,
}

/// An appointment with its person and place as they are on the day asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub appointment: Appointment,
    pub actor: Actor,
    /// The level of the place's division.
    pub level: domain::grid::Level,
}

impl TryFrom<AppointmentRow> for Held {
    type Error = Error;

    fn try_from(row: AppointmentRow) -> Result<Self> {
        let corrupt = |why| Error::corrupt("appointment", why);
        let district = DistrictId::new(row.district_id);
        let kind = AppointmentKind::parse(&row.kind, "kind").map_err(corrupt)?;
        let division_kind = domain::grid::DivisionKind::parse(&row.place_kind, "kind").map_err(corrupt)?;
        let division = DivisionId::new(row.place_division_id);
        let street = row.place_street_id.map(DivisionId::new);
        let place = Place::division(district, division_kind.level(), division, street);
        let unit = row.unit_id.map(UnitId::new);
        Ok(Self {
            level: division_kind.level(),
            actor: Actor {
                person: PersonId::new(row.person_id),
                person_name: row.person_name,
                appointment: AppointmentId::new(row.id),
                kind,
                place: unit.map_or(place, |unit| place.with_unit(unit)),
                place_name: row.place_name,
                deputy: row.deputy_for_id.is_some(),
            },
            appointment: Appointment {
                district,
                id: AppointmentId::new(row.id),
                person: PersonId::new(row.person_id),
                kind,
                division: row.division_id.map(DivisionId::new),
                unit,
                period: Period::new(row.valid_from, Some(row.valid_to)).map_err(corrupt)?,
                post: row.post_id.map(PostId::new),
                deputy_for: row.deputy_for_id.map(AppointmentId::new),
                basis: row.basis,
            },
        })
    }
}

// $1 is the day. A place that has ended takes its appointments with it, and whoever one stands in for takes the deputy along:
// the joins then find nothing.
macro_rules! held {
    ($columns:literal, $from:literal, $rest:literal) => {
        concat!(
            "SELECT a.district_id, a.id, a.person_id, n.name AS person_name, a.kind, a.division_id, a.unit_id,
                a.valid_from, a.valid_to, a.post_id, a.deputy_for_id, a.basis, COALESCE(u.name, d.name) AS place_name,
                d.division_id AS place_division_id, d.kind AS place_kind, d.street_id AS place_street_id",
            $columns,
            " FROM ",
            $from,
            " JOIN person n ON n.id = a.person_id
            LEFT JOIN unit_period u ON u.district_id = a.district_id AND u.unit_id = a.unit_id
                AND u.valid_from <= $1 AND u.valid_to > $1
            JOIN division_period d ON d.district_id = a.district_id
                AND d.division_id = COALESCE(u.division_id, a.division_id)
                AND d.valid_from <= $1 AND d.valid_to > $1
            WHERE a.valid_from <= $1 AND a.valid_to > $1
                AND (a.deputy_for_id IS NULL OR EXISTS (SELECT 1 FROM appointment m WHERE m.district_id = a.district_id
                    AND m.id = a.deputy_for_id AND m.valid_from <= $1 AND m.valid_to > $1)) AND ",
            $rest
        )
    };
}

/// The appointments that a person holds on a day, in any district.
pub async fn appointments_of(conn: &mut Conn, person: PersonId, day: NaiveDate) -> Result<Vec<Held>> {
    const SQL: &str = held!("", "appointment a", "a.person_id = $2 ORDER BY a.valid_from, a.id");
    let rows: Vec<AppointmentRow> = sql(SQL).arg(day).arg(person).all(conn).await?;
    rows.into_iter().map(Held::try_from).collect()
}

/// Everybody appointed in a district on a day, by kind and place.
pub async fn appointments_in(conn: &mut Conn, district: DistrictId, day: NaiveDate) -> Result<Vec<Held>> {
    const SQL: &str = held!("", "appointment a", "a.district_id = $2 ORDER BY a.kind, d.code, a.id");
    let rows: Vec<AppointmentRow> = sql(SQL).arg(day).arg(district).all(conn).await?;
    rows.into_iter().map(Held::try_from).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// A cookie in a browser.
    Browser,
    /// A bearer token of a script.
    Bearer,
}

impl Channel {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Bearer => "bearer",
        }
    }

    pub(crate) fn read(word: &str) -> Self {
        if word == "bearer" { Self::Bearer } else { Self::Browser }
    }
}

#[derive(Debug, Clone)]
pub struct NewSession {
    pub id: SessionId,
    pub token_hash: Vec<u8>,
    pub person: PersonId,
    pub district: DistrictId,
    pub appointment: AppointmentId,
    pub channel: Channel,
    pub stage: Stage,
    pub read_only: bool,
    /// What its person calls a token.
    pub name: Option<String>,
    /// What kind of device it is: a browser and a system, no more.
    pub device: Option<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

pub async fn insert_session(tx: &mut Tx, session: &NewSession) -> Result<()> {
    const SQL: &str =
        "INSERT INTO session (id, token_hash, person_id, acting_district_id, acting_appointment_id,
            channel, created_at, expires_at, last_seen_at, stage, read_only, name, device)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    sql(SQL)
        .arg(session.id)
        .arg(session.token_hash.clone())
        .arg(session.person)
        .arg(session.district)
        .arg(session.appointment)
        .arg(session.channel.word())
        .arg(session.created_at)
        .arg(session.expires_at)
        .arg(session.created_at)
        .arg(session.stage.word())
        .arg(i64::from(session.read_only))
        .arg(session.name.clone())
        .arg(session.device.clone())
        .later(tx)
        .await
}

/// A session that is open, with who is acting and how far the district's journal has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub session: SessionId,
    pub expires_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub channel: Channel,
    pub stage: Stage,
    pub read_only: bool,
    pub held: Held,
    pub revision: Revision,
}

#[derive(FromRow)]
struct OpenRow {
    session_id: Uuid,
    expires_at: DateTime<Utc>,
    last_seen_at: Option<DateTime<Utc>>,
    channel: String,
    stage: String,
    read_only: i64,
    journal_sequence: i64,
    grid_sequence: i64,
    #[sqlx(flatten)]
    held: AppointmentRow,
}

/// The open session of a token, if its appointment still holds: one query for each request. A browser's must have been
/// seen since `idle_since`.
pub async fn open_session(
    conn: &mut Conn,
    token_hash: &[u8],
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
    day: NaiveDate,
) -> Result<Option<Open>> {
    const SQL: &str = held!(
        ", s.id AS session_id, s.expires_at, s.last_seen_at, s.channel, s.stage, s.read_only,
            t.journal_sequence, t.grid_sequence",
        "session s JOIN appointment a ON a.district_id = s.acting_district_id AND a.id = s.acting_appointment_id
            JOIN district t ON t.district_id = a.district_id",
        "s.token_hash = $2 AND s.expires_at > $3 AND s.ended_at IS NULL AND a.person_id = s.person_id
            AND (s.channel = 'bearer' OR s.last_seen_at IS NULL OR s.last_seen_at > $4)"
    );
    let row: Option<OpenRow> =
        sql(SQL).arg(day).arg(token_hash.to_vec()).arg(now).arg(idle_since).optional(conn).await?;
    row.map(|row| {
        Ok(Open {
            session: SessionId::new(row.session_id),
            expires_at: row.expires_at,
            // A session of the time before this was kept counts from now.
            last_seen_at: row.last_seen_at.unwrap_or(now),
            channel: Channel::read(&row.channel),
            stage: Stage::parse(&row.stage, "stage").map_err(|why| Error::corrupt("session", why))?,
            read_only: row.read_only != 0,
            revision: Revision { journal: row.journal_sequence, grid: row.grid_sequence },
            held: Held::try_from(row.held)?,
        })
    })
    .transpose()
}

/// A session of a person, open or not, without its secret.
#[derive(Debug, Clone, FromRow)]
pub struct Trace {
    pub channel: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// The newest sessions of a person.
pub async fn sessions_of(conn: &mut Conn, person: PersonId, most: i64) -> Result<Vec<Trace>> {
    const SQL: &str = "SELECT channel, created_at, expires_at, ended_at FROM session
        WHERE person_id = $1 ORDER BY created_at DESC, id LIMIT $2";
    sql(SQL).arg(person).arg(most).all(conn).await
}

pub async fn end_session(tx: &mut Tx, id: SessionId, at: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    sql(SQL).arg(id).arg(at).later(tx).await
}

pub async fn act_as(
    tx: &mut Tx,
    id: SessionId,
    district: DistrictId,
    appointment: AppointmentId,
) -> Result<()> {
    const SQL: &str = "UPDATE session SET acting_district_id = $2, acting_appointment_id = $3 WHERE id = $1";
    sql(SQL).arg(id).arg(district).arg(appointment).later(tx).await
}

#[derive(Debug, Clone)]
pub struct NewLink {
    pub id: Uuid,
    pub token_hash: Vec<u8>,
    pub person: PersonId,
    pub district: DistrictId,
    pub appointment: AppointmentId,
    pub purpose: LinkPurpose,
    pub expires_at: DateTime<Utc>,
}

pub async fn insert_link(tx: &mut Tx, link: &NewLink) -> Result<()> {
    const SQL: &str =
        "INSERT INTO sign_in_link (id, token_hash, person_id, acting_district_id, acting_appointment_id,
            purpose, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let insert = sql(SQL).arg(link.id).arg(link.token_hash.clone()).arg(link.person).arg(link.district);
    insert.arg(link.appointment).arg(link.purpose.word()).arg(link.expires_at).later(tx).await
}

#[derive(FromRow)]
struct LinkRow {
    person_id: Uuid,
    acting_appointment_id: Uuid,
    purpose: String,
}

/// Uses up a one-time link; `None` when it is unknown, old or used.
pub async fn take_link(
    tx: &mut Tx,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(PersonId, AppointmentId, LinkPurpose)>> {
    const SQL: &str = "UPDATE sign_in_link SET used_at = $2
        WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
        RETURNING person_id, acting_appointment_id, purpose";
    let row: Option<LinkRow> = sql(SQL).arg(token_hash.to_vec()).arg(now).optional(tx).await?;
    row.map(|row| {
        let purpose =
            LinkPurpose::parse(&row.purpose, "purpose").map_err(|why| Error::corrupt("sign_in_link", why))?;
        Ok((PersonId::new(row.person_id), AppointmentId::new(row.acting_appointment_id), purpose))
    })
    .transpose()
}

/// Links of a person that set up an account are worth nothing any more.
pub async fn revoke_links(tx: &mut Tx, person: PersonId, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "UPDATE sign_in_link SET used_at = $2
        WHERE person_id = $1 AND used_at IS NULL AND purpose <> 'sign_in'";
    sql(SQL).arg(person).arg(now).later(tx).await
}

/// Who is appointed at a unit on or after a day, with their names.
pub async fn appointments_at_unit(
    conn: &mut Conn,
    district: DistrictId,
    unit: UnitId,
    from: NaiveDate,
) -> Result<Vec<(Appointment, String)>> {
    const SQL: &str =
        "SELECT a.id, a.person_id, n.name AS person_name, a.kind, a.valid_from, a.valid_to, a.post_id,
            a.deputy_for_id, a.basis
        FROM appointment a JOIN person n ON n.id = a.person_id
        WHERE a.district_id = $1 AND a.unit_id = $2 AND a.valid_to > $3 ORDER BY a.valid_from, a.id";
    let rows: Vec<AtUnitRow> = sql(SQL).arg(district).arg(unit).arg(from).all(conn).await?;
    let corrupt = |why| Error::corrupt("appointment", why);
    rows.into_iter()
        .map(|row| {
            let appointment = Appointment {
                district,
                id: AppointmentId::new(row.id),
                person: PersonId::new(row.person_id),
                kind: AppointmentKind::parse(&row.kind, "kind").map_err(corrupt)?,
                division: None,
                unit: Some(unit),
                period: Period::new(row.valid_from, Some(row.valid_to)).map_err(corrupt)?,
                post: row.post_id.map(PostId::new),
                deputy_for: row.deputy_for_id.map(AppointmentId::new),
                basis: row.basis,
            };
            Ok((appointment, row.person_name))
        })
        .collect()
}

#[derive(FromRow)]
struct AtUnitRow {
    id: Uuid,
    person_id: Uuid,
    person_name: String,
    kind: String,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    post_id: Option<Uuid>,
    deputy_for_id: Option<Uuid>,
    basis: Option<String>,
}

/// Gives an appointment to another unit: where it had not begun yet, there is nothing to keep at the old one.
pub async fn move_appointment(
    tx: &mut Tx,
    district: DistrictId,
    id: AppointmentId,
    unit: UnitId,
) -> Result<()> {
    const SQL: &str = "UPDATE appointment SET unit_id = $3 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).arg(unit).later(tx).await
}

/// Sessions and links of one appointment act as another from now on: the same person in the same work.
pub async fn act_on_as(tx: &mut Tx, old: AppointmentId, new: AppointmentId) -> Result<()> {
    const SESSIONS: &str =
        "UPDATE session SET acting_appointment_id = $2 WHERE acting_appointment_id = $1 AND ended_at IS NULL";
    const LINKS: &str = "UPDATE sign_in_link SET acting_appointment_id = $2 WHERE acting_appointment_id = $1 AND used_at IS NULL";
    sql(SESSIONS).arg(old).arg(new).later(tx).await?;
    sql(LINKS).arg(old).arg(new).later(tx).await
}

macro_rules! whole {
    ($rest:literal) => {
        concat!(
            "SELECT a.district_id, a.id, a.person_id, n.name AS person_name, a.kind, a.division_id, a.unit_id,
                a.valid_from, a.valid_to, a.post_id, a.deputy_for_id, a.basis
            FROM appointment a JOIN person n ON n.id = a.person_id WHERE ",
            $rest
        )
    };
}

/// Every appointment of the district, whenever it held, with its person's name: for a full export.
pub async fn all_appointments(conn: &mut Conn, district: DistrictId) -> Result<Vec<(Appointment, String)>> {
    const SQL: &str = whole!("a.district_id = $1 ORDER BY a.valid_from, a.id");
    whole(sql(SQL).arg(district).all(conn).await?)
}

/// Every appointment of a person, in any district and whenever it held.
pub async fn ever_of(conn: &mut Conn, person: PersonId) -> Result<Vec<(Appointment, String)>> {
    const SQL: &str = whole!("a.person_id = $1 ORDER BY a.valid_from, a.id");
    whole(sql(SQL).arg(person).all(conn).await?)
}

/// One appointment, whenever it holds.
pub async fn appointment(
    conn: &mut Conn,
    district: DistrictId,
    id: AppointmentId,
) -> Result<Option<(Appointment, String)>> {
    const SQL: &str = whole!("a.district_id = $1 AND a.id = $2");
    Ok(whole(sql(SQL).arg(district).arg(id).all(conn).await?)?.pop())
}

/// Those who stand in for an appointment on or after a day.
pub async fn deputies_of(
    conn: &mut Conn,
    district: DistrictId,
    id: AppointmentId,
    from: NaiveDate,
) -> Result<Vec<(Appointment, String)>> {
    const SQL: &str =
        whole!("a.district_id = $1 AND a.deputy_for_id = $2 AND a.valid_to > $3 ORDER BY a.valid_from, a.id");
    whole(sql(SQL).arg(district).arg(id).arg(from).all(conn).await?)
}

/// The appointments that rest on a post, whenever they held, the latest end last.
pub async fn resting_on(
    conn: &mut Conn,
    district: DistrictId,
    post: PostId,
) -> Result<Vec<(Appointment, String)>> {
    const SQL: &str = whole!("a.district_id = $1 AND a.post_id = $2 ORDER BY a.valid_to, a.id");
    whole(sql(SQL).arg(district).arg(post).all(conn).await?)
}

/// What rests on one post rests on another from now on: the post was handed over to another unit.
pub async fn rest_on(tx: &mut Tx, district: DistrictId, old: PostId, new: PostId) -> Result<()> {
    const SQL: &str = "UPDATE appointment SET post_id = $3 WHERE district_id = $1 AND post_id = $2";
    sql(SQL).arg(district).arg(old).arg(new).later(tx).await
}

fn whole(rows: Vec<WholeAppointmentRow>) -> Result<Vec<(Appointment, String)>> {
    let corrupt = |why| Error::corrupt("appointment", why);
    rows.into_iter()
        .map(|row| {
            let appointment = Appointment {
                district: DistrictId::new(row.district_id),
                id: AppointmentId::new(row.id),
                person: PersonId::new(row.person_id),
                kind: AppointmentKind::parse(&row.kind, "kind").map_err(corrupt)?,
                division: row.division_id.map(DivisionId::new),
                unit: row.unit_id.map(UnitId::new),
                period: Period::new(row.valid_from, Some(row.valid_to)).map_err(corrupt)?,
                post: row.post_id.map(PostId::new),
                deputy_for: row.deputy_for_id.map(AppointmentId::new),
                basis: row.basis,
            };
            Ok((appointment, row.person_name))
        })
        .collect()
}

#[derive(FromRow)]
struct WholeAppointmentRow {
    district_id: Uuid,
    id: Uuid,
    person_id: Uuid,
    person_name: String,
    kind: String,
    division_id: Option<Uuid>,
    unit_id: Option<Uuid>,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    post_id: Option<Uuid>,
    deputy_for_id: Option<Uuid>,
    basis: Option<String>,
}

#[derive(FromRow)]
struct ReferenceRow {
    id: Uuid,
    reference: String,
}

/// The numbers by which tables tell the district's people apart.
pub async fn references(conn: &mut Conn, district: DistrictId) -> Result<Vec<(PersonId, String)>> {
    const SQL: &str = "SELECT n.id, n.reference FROM person n WHERE n.reference IS NOT NULL AND (
            EXISTS (SELECT 1 FROM post_holding h WHERE h.district_id = $1 AND h.person_id = n.id)
            OR EXISTS (SELECT 1 FROM appointment a WHERE a.district_id = $1 AND a.person_id = n.id))";
    let rows: Vec<ReferenceRow> = sql(SQL).arg(district).all(conn).await?;
    Ok(rows.into_iter().map(|row| (PersonId::new(row.id), row.reference)).collect())
}

#[derive(FromRow)]
struct DayRow {
    day: Option<NaiveDate>,
}

/// The day on which the last office of a person in a district ended or ends; `None` for somebody who never held one.
pub async fn last_day_in_office(
    conn: &mut Conn,
    district: DistrictId,
    person: PersonId,
) -> Result<Option<NaiveDate>> {
    const SQL: &str = "SELECT MAX(o.valid_to) AS day FROM (
            SELECT valid_to FROM post_holding WHERE district_id = $1 AND person_id = $2
            UNION ALL SELECT valid_to FROM appointment WHERE district_id = $1 AND person_id = $2) o";
    let row: Option<DayRow> = sql(SQL).arg(district).arg(person).optional(conn).await?;
    Ok(row.and_then(|row| row.day))
}

/// Nobody can tell any more from this row who it was.
pub async fn erase_name(tx: &mut Tx, person: PersonId, instead: &str) -> Result<()> {
    const SQL: &str = "UPDATE person SET name = $2, reference = NULL, version = version + 1 WHERE id = $1";
    sql(SQL).arg(person).arg(instead).later(tx).await
}

/// Somebody who held an office in a district and holds none now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    pub person: PersonId,
    pub name: String,
    pub ended: NaiveDate,
}

#[derive(FromRow)]
struct FormerRow {
    id: Uuid,
    name: String,
    ended: NaiveDate,
}

/// By the day on which the last office ended, oldest first.
pub async fn former_holders(
    conn: &mut Conn,
    district: DistrictId,
    today: NaiveDate,
    erased: &str,
) -> Result<Vec<Former>> {
    const SQL: &str = "SELECT n.id, n.name, MAX(o.valid_to) AS ended FROM (
            SELECT person_id, valid_to FROM post_holding WHERE district_id = $1
            UNION ALL SELECT person_id, valid_to FROM appointment WHERE district_id = $1) o
        JOIN person n ON n.id = o.person_id WHERE n.name <> $3
        GROUP BY n.id, n.name HAVING MAX(o.valid_to) <= $2 ORDER BY ended, n.id LIMIT 1000";
    let rows: Vec<FormerRow> = sql(SQL).arg(district).arg(today).arg(erased).all(conn).await?;
    let former = |row: FormerRow| Former { person: PersonId::new(row.id), name: row.name, ended: row.ended };
    Ok(rows.into_iter().map(former).collect())
}
