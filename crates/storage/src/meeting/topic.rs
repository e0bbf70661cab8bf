//! Topics, each with what became of it.

use chrono::NaiveDate;
use domain::id::{ConsortiumId, DistrictId, MeetingId, PersonId, TopicId, UnitId};
use domain::meeting::topic::{Card, TopicState};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub id: TopicId,
    pub version: i64,
    pub consortium: ConsortiumId,
    /// The member unit that wants it discussed; none for the body's own secretariat.
    pub unit: Option<UnitId>,
    pub meeting: Option<MeetingId>,
    pub merged_into: Option<TopicId>,
    /// The topic of a body below that was forwarded here.
    pub origin: Option<TopicId>,
    pub title: String,
    pub body: Option<String>,
    pub proposed_on: NaiveDate,
    pub person: PersonId,
    pub state: TopicState,
    pub reason: Option<String>,
    /// When it went to whoever is above.
    pub forwarded_on: Option<NaiveDate>,
    pub answer: Option<String>,
    pub answered_on: Option<NaiveDate>,
}

impl Topic {
    pub const fn card(&self) -> Card {
        Card { id: self.id, state: self.state, into: self.merged_into }
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    consortium_id: Uuid,
    unit_id: Option<Uuid>,
    meeting_id: Option<Uuid>,
    merged_into_id: Option<Uuid>,
    origin_id: Option<Uuid>,
    title: String,
    body: Option<String>,
    proposed_on: NaiveDate,
    person_id: Uuid,
    state: String,
    reason: Option<String>,
    forwarded_on: Option<NaiveDate>,
    answer: Option<String>,
    answered_on: Option<NaiveDate>,
}

macro_rules! topics {
    ($where:literal) => {
        concat!(
            "SELECT id, version, consortium_id, unit_id, meeting_id, merged_into_id, origin_id, title, body,
                proposed_on, person_id, state, reason, forwarded_on, answer, answered_on FROM topic WHERE district_id = $1",
            $where,
            " ORDER BY proposed_on, id"
        )
    };
}

impl TryFrom<Row> for Topic {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: TopicId::new(row.id),
            version: row.version,
            consortium: ConsortiumId::new(row.consortium_id),
            unit: row.unit_id.map(UnitId::new),
            meeting: row.meeting_id.map(MeetingId::new),
            merged_into: row.merged_into_id.map(TopicId::new),
            origin: row.origin_id.map(TopicId::new),
            title: row.title,
            body: row.body,
            proposed_on: row.proposed_on,
            person: PersonId::new(row.person_id),
            state: TopicState::parse(&row.state, "state").map_err(|why| Error::corrupt("topic", why))?,
            reason: row.reason,
            forwarded_on: row.forwarded_on,
            answer: row.answer,
            answered_on: row.answered_on,
        })
    }
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: TopicId) -> Result<Option<Topic>> {
    let row: Option<Row> = sql(topics!(" AND id = $2")).arg(district).arg(id).optional(conn).await?;
    row.map(Topic::try_from).transpose()
}

/// The topics of a body, in the order in which they were proposed.
pub async fn of_consortium(conn: &mut Conn, district: DistrictId, id: ConsortiumId) -> Result<Vec<Topic>> {
    let rows: Vec<Row> = sql(topics!(" AND consortium_id = $2")).arg(district).arg(id).all(conn).await?;
    rows.into_iter().map(Topic::try_from).collect()
}

/// The topics of the district that wait for an answer from above or were answered on a day or later, in the order in which
/// they went up.
pub async fn open_or_answered_since(
    conn: &mut Conn,
    district: DistrictId,
    since: NaiveDate,
) -> Result<Vec<Topic>> {
    const SQL: &str = topics!(
        " AND forwarded_on IS NOT NULL AND (state = 'forwarded' OR state = 'answered' AND answered_on >= $2)"
    );
    let rows: Vec<Row> = sql(SQL).arg(district).arg(since).all(conn).await?;
    let mut found: Vec<Topic> = rows.into_iter().map(Topic::try_from).collect::<Result<_>>()?;
    found.sort_by_key(|topic| topic.forwarded_on);
    Ok(found)
}

/// The topics that were made of one when it went up.
pub async fn made_of(conn: &mut Conn, district: DistrictId, id: TopicId) -> Result<Vec<Topic>> {
    let rows: Vec<Row> = sql(topics!(" AND origin_id = $2")).arg(district).arg(id).all(conn).await?;
    rows.into_iter().map(Topic::try_from).collect()
}

/// Every topic of the district: for exports and imports.
pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Topic>> {
    let rows: Vec<Row> = sql(topics!("")).arg(district).all(conn).await?;
    rows.into_iter().map(Topic::try_from).collect()
}

pub async fn insert(tx: &mut Tx, district: DistrictId, topic: &Topic) -> Result<()> {
    const SQL: &str =
        "INSERT INTO topic (district_id, id, version, consortium_id, unit_id, meeting_id, merged_into_id, origin_id,
            title, body, proposed_on, person_id, state, reason, forwarded_on, answer, answered_on)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let insert = sql(SQL).arg(district).arg(topic.id).arg(topic.consortium).arg(topic.unit);
    let insert = insert.arg(topic.meeting).arg(topic.merged_into).arg(topic.origin).arg(topic.title.as_str());
    let insert = insert.arg(topic.body.clone()).arg(topic.proposed_on).arg(topic.person);
    let insert = insert.arg(topic.state.word()).arg(topic.reason.clone());
    let insert = insert.arg(topic.forwarded_on);
    insert.arg(topic.answer.clone()).arg(topic.answered_on).run(tx).await?;
    Ok(())
}

/// Replaces what is said of it; `false` when somebody else changed it before.
pub async fn update(tx: &mut Tx, district: DistrictId, topic: &Topic) -> Result<bool> {
    const SQL: &str =
        "UPDATE topic SET version = version + 1, meeting_id = $4, merged_into_id = $5, title = $6, body = $7,
            state = $8, reason = $9, forwarded_on = $10, answer = $11, answered_on = $12
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let update = sql(SQL).arg(district).arg(topic.id).arg(topic.version).arg(topic.meeting);
    let update = update.arg(topic.merged_into).arg(topic.title.as_str()).arg(topic.body.clone());
    let update = update.arg(topic.state.word()).arg(topic.reason.clone()).arg(topic.forwarded_on);
    Ok(update.arg(topic.answer.clone()).arg(topic.answered_on).run(tx).await? == 1)
}

/// A unit's open topics are another's from now on: two records of one unit became one.
pub async fn hand_over(tx: &mut Tx, district: DistrictId, from: UnitId, to: UnitId) -> Result<u64> {
    const SQL: &str = "UPDATE topic SET version = version + 1, unit_id = $3
        WHERE district_id = $1 AND unit_id = $2 AND state IN ('proposed', 'taken', 'merged', 'forwarded')";
    sql(SQL).arg(district).arg(from).arg(to).run(tx).await
}
