//! Complaints and suggestions, and their answers.

use chrono::{DateTime, Utc};
use domain::access::AppointmentKind;
use domain::feedback::{FeedbackKind, FeedbackState};
use domain::id::{DistrictId, FeedbackId, PersonId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{After, Conn, Error, Page, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    pub id: FeedbackId,
    pub version: i64,
    pub person: PersonId,
    pub person_name: String,
    /// As what and from where its sender wrote.
    pub appointment_kind: AppointmentKind,
    pub place: String,
    pub kind: FeedbackKind,
    pub page: Option<String>,
    pub content: String,
    pub reply_wanted: bool,
    pub sent_at: DateTime<Utc>,
    pub answer: Option<Answer>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub content: String,
    pub at: DateTime<Utc>,
    pub by: PersonId,
}

impl Feedback {
    pub const fn state(&self) -> FeedbackState {
        if self.answer.is_some() { FeedbackState::Answered } else { FeedbackState::Received }
    }
}

#[derive(FromRow)]
struct FeedbackRow {
    id: Uuid,
    version: i64,
    person_id: Uuid,
    person_name: Option<String>,
    appointment_kind: String,
    place: String,
    kind: String,
    page: Option<String>,
    content: String,
    reply_wanted: i64,
    sent_at: DateTime<Utc>,
    answer: Option<String>,
    answered_at: Option<DateTime<Utc>>,
    answered_by: Option<Uuid>,
}

impl TryFrom<FeedbackRow> for Feedback {
    type Error = Error;

    fn try_from(row: FeedbackRow) -> Result<Self> {
        let corrupt = |why| Error::corrupt("feedback", why);
        let answer = match (row.answer, row.answered_at, row.answered_by) {
            (Some(content), Some(at), Some(by)) => Some(Answer { content, at, by: PersonId::new(by) }),
            _ => None,
        };
        Ok(Self {
            id: FeedbackId::new(row.id),
            version: row.version,
            person: PersonId::new(row.person_id),
            person_name: row.person_name.unwrap_or_default(),
            appointment_kind: AppointmentKind::parse(&row.appointment_kind, "kind").map_err(corrupt)?,
            place: row.place,
            kind: FeedbackKind::parse(&row.kind, "kind").map_err(corrupt)?,
            page: row.page,
            content: row.content,
            reply_wanted: row.reply_wanted != 0,
            sent_at: row.sent_at,
            answer,
        })
    }
}

macro_rules! feedback {
    ($rest:literal) => {
        concat!(
            "SELECT f.id, f.version, f.person_id, n.name AS person_name, f.appointment_kind, f.place, f.kind, f.page,
                f.content, f.reply_wanted, f.sent_at, f.answer, f.answered_at, f.answered_by
            FROM feedback f LEFT JOIN person n ON n.id = f.person_id WHERE ",
            $rest
        )
    };
}

pub async fn insert(tx: &mut Tx, district: DistrictId, feedback: &Feedback) -> Result<()> {
    const SQL: &str =
        "INSERT INTO feedback (district_id, id, version, person_id, appointment_kind, place, kind, page,
            content, reply_wanted, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sql(SQL)
        .arg(district)
        .arg(feedback.id)
        .arg(feedback.version)
        .arg(feedback.person)
        .arg(feedback.appointment_kind.word())
        .arg(feedback.place.as_str())
        .arg(feedback.kind.word())
        .arg(feedback.page.as_deref())
        .arg(feedback.content.as_str())
        .arg(i64::from(feedback.reply_wanted))
        .arg(feedback.sent_at)
        .later(tx)
        .await
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: FeedbackId) -> Result<Option<Feedback>> {
    const SQL: &str = feedback!("f.district_id = $1 AND f.id = $2");
    let row: Option<FeedbackRow> = sql(SQL).arg(district).arg(id).optional(conn).await?;
    row.map(Feedback::try_from).transpose()
}

/// What a person wrote in a district, newest first.
pub async fn of_person(
    conn: &mut Conn,
    district: DistrictId,
    person: PersonId,
    most: i64,
) -> Result<Vec<Feedback>> {
    const SQL: &str =
        feedback!("f.district_id = $1 AND f.person_id = $2 ORDER BY f.sent_at DESC, f.id DESC LIMIT $3");
    let rows: Vec<FeedbackRow> = sql(SQL).arg(district).arg(person).arg(most).all(conn).await?;
    rows.into_iter().map(Feedback::try_from).collect()
}

/// A page, oldest first: who has waited longest stands at the top. Ids sort by time.
pub async fn list(
    conn: &mut Conn,
    district: DistrictId,
    state: Option<FeedbackState>,
    after: &After,
    limit: i64,
) -> Result<Page<Feedback>> {
    const SQL: &str = feedback!(
        "f.district_id = $1 AND f.id > $2 AND ($3 = '' OR ($3 = 'received') = (f.answer IS NULL))
            ORDER BY f.id LIMIT $4"
    );
    let query = sql(SQL).arg(district).arg(after.id).arg(state.map_or("", FeedbackState::word));
    let rows: Vec<FeedbackRow> = query.arg(limit + 1).all(conn).await?;
    let page = Page::cut(rows, limit, |row| After { key: String::new(), id: row.id });
    let items = page.items.into_iter().map(Feedback::try_from).collect::<Result<_>>()?;
    Ok(Page { next: page.next, items })
}

#[derive(FromRow)]
struct CountRow {
    n: i64,
}

pub async fn count(conn: &mut Conn, district: DistrictId, state: Option<FeedbackState>) -> Result<i64> {
    const SQL: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM feedback
        WHERE district_id = $1 AND ($2 = '' OR ($2 = 'received') = (answer IS NULL))";
    let query = sql(SQL).arg(district).arg(state.map_or("", FeedbackState::word));
    Ok(query.one::<CountRow>(conn).await?.n)
}

/// `false` when somebody else answered first.
pub async fn answer(
    tx: &mut Tx,
    district: DistrictId,
    id: FeedbackId,
    version: i64,
    answer: &Answer,
) -> Result<bool> {
    const SQL: &str =
        "UPDATE feedback SET version = version + 1, answer = $4, answered_at = $5, answered_by = $6
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let update = sql(SQL).arg(district).arg(id).arg(version).arg(answer.content.as_str());
    Ok(update.arg(answer.at).arg(answer.by).run(tx).await? == 1)
}
