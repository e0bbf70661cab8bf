//! Addresses under which calendar programs fetch meetings, and the meetings as a calendar needs them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use domain::id::{CalendarFeedId, ConsortiumId, DistrictId, MeetingId, PersonId};
use domain::meeting::MeetingKind;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    pub id: CalendarFeedId,
    /// Whose it is, or who made it for a body.
    pub person: PersonId,
    /// The body whose meetings it holds; a person's own holds those of all the person's bodies.
    pub consortium: Option<ConsortiumId>,
    pub name: String,
    pub created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct FeedRow {
    id: Uuid,
    person_id: Uuid,
    consortium_id: Option<Uuid>,
    name: String,
    created_at: DateTime<Utc>,
}

impl From<FeedRow> for Feed {
    fn from(row: FeedRow) -> Self {
        Self {
            id: CalendarFeedId::new(row.id),
            person: PersonId::new(row.person_id),
            consortium: row.consortium_id.map(ConsortiumId::new),
            name: row.name,
            created_at: row.created_at,
        }
    }
}

macro_rules! feeds {
    ($where:literal) => {
        concat!(
            "SELECT id, person_id, consortium_id, name, created_at FROM calendar_feed
            WHERE district_id = $1 AND revoked_at IS NULL AND ",
            $where,
            " ORDER BY created_at, id"
        )
    };
}

pub async fn by_hash(conn: &mut Conn, district: DistrictId, hash: &[u8]) -> Result<Option<Feed>> {
    const SQL: &str = feeds!("token_hash = $2");
    let row: Option<FeedRow> = sql(SQL).arg(district).arg(hash.to_vec()).optional(conn).await?;
    Ok(row.map(Feed::from))
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: CalendarFeedId) -> Result<Option<Feed>> {
    let row: Option<FeedRow> = sql(feeds!("id = $2")).arg(district).arg(id).optional(conn).await?;
    Ok(row.map(Feed::from))
}

pub async fn of_person(conn: &mut Conn, district: DistrictId, person: PersonId) -> Result<Vec<Feed>> {
    const SQL: &str = feeds!("person_id = $2 AND consortium_id IS NULL");
    let rows: Vec<FeedRow> = sql(SQL).arg(district).arg(person).all(conn).await?;
    Ok(rows.into_iter().map(Feed::from).collect())
}

pub async fn of_consortium(conn: &mut Conn, district: DistrictId, id: ConsortiumId) -> Result<Vec<Feed>> {
    let rows: Vec<FeedRow> = sql(feeds!("consortium_id = $2")).arg(district).arg(id).all(conn).await?;
    Ok(rows.into_iter().map(Feed::from).collect())
}

pub async fn insert(tx: &mut Tx, district: DistrictId, feed: &Feed, hash: Vec<u8>) -> Result<()> {
    const SQL: &str =
        "INSERT INTO calendar_feed (district_id, id, person_id, consortium_id, name, token_hash, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let insert = sql(SQL).arg(district).arg(feed.id).arg(feed.person).arg(feed.consortium);
    insert.arg(feed.name.as_str()).arg(hash).arg(feed.created_at).later(tx).await
}

/// `false` when it was revoked before.
pub async fn revoke(
    tx: &mut Tx,
    district: DistrictId,
    id: CalendarFeedId,
    at: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str =
        "UPDATE calendar_feed SET revoked_at = $3 WHERE district_id = $1 AND id = $2 AND revoked_at IS NULL";
    Ok(sql(SQL).arg(district).arg(id).arg(at).run(tx).await? == 1)
}

/// A meeting as it stands in a calendar: nothing of what was said, or of who was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub meeting: MeetingId,
    pub kind: MeetingKind,
    pub on: NaiveDate,
    pub place: String,
    pub stage: String,
    /// In office time.
    pub starts_at: Option<NaiveDateTime>,
    pub ends_at: Option<NaiveDateTime>,
    pub revision: i64,
}

#[derive(FromRow)]
struct EventRow {
    id: Uuid,
    kind: String,
    held_on: NaiveDate,
    place: String,
    stage: String,
    starts_at: Option<String>,
    ends_at: Option<String>,
    revision: i64,
}

/// `09:30`, or a whole date and time.
fn time(text: Option<&str>, on: NaiveDate) -> Result<Option<NaiveDateTime>> {
    let Some(text) = text else { return Ok(None) };
    let hour = ["%H:%M", "%H:%M:%S"].iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok());
    let whole = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let whole = || whole.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let found = hour.map(|hour| on.and_time(hour)).or_else(whole);
    found.map(Some).ok_or_else(|| Error::corrupt("meeting", format!("'{text}' is no time")))
}

/// The meetings of a body, oldest first.
pub async fn events(conn: &mut Conn, district: DistrictId, id: ConsortiumId) -> Result<Vec<Event>> {
    const SQL: &str = "SELECT id, kind, held_on, place, stage, starts_at, ends_at, revision FROM meeting
        WHERE district_id = $1 AND consortium_id = $2";
    let mut rows: Vec<EventRow> = sql(SQL).arg(district).arg(id).all(conn).await?;
    rows.sort_by_key(|row| (row.held_on, row.id));
    rows.into_iter()
        .map(|row| {
            let kind = MeetingKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("meeting", why))?;
            Ok(Event {
                meeting: MeetingId::new(row.id),
                kind,
                on: row.held_on,
                place: row.place,
                starts_at: time(row.starts_at.as_deref(), row.held_on)?,
                ends_at: time(row.ends_at.as_deref(), row.held_on)?,
                stage: row.stage,
                revision: row.revision,
            })
        })
        .collect()
}
