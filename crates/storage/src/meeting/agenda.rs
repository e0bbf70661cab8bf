//! The items of agendas, and the unfinished tasks that return to them.

use chrono::NaiveDate;
use domain::id::{AgendaItemId, ConsortiumId, DistrictId, MeetingId, TaskId, TopicId, UnitId};
use domain::meeting::agenda::AgendaKind;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Sql, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaItem {
    pub id: AgendaItemId,
    pub kind: AgendaKind,
    pub title: String,
    pub presenter: Option<String>,
    pub minutes: Option<i64>,
    pub topic: Option<TopicId>,
    pub task: Option<TaskId>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    meeting_id: Uuid,
    sequence: i64,
    kind: String,
    title: String,
    presenter: Option<String>,
    minutes: Option<i64>,
    topic_id: Option<Uuid>,
    task_id: Option<Uuid>,
}

/// An item of a meeting with its number, from 1.
pub type Numbered = (MeetingId, i64, AgendaItem);

impl TryFrom<Row> for Numbered {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let item = AgendaItem {
            id: AgendaItemId::new(row.id),
            kind: AgendaKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("agenda_item", why))?,
            title: row.title,
            presenter: row.presenter,
            minutes: row.minutes,
            topic: row.topic_id.map(TopicId::new),
            task: row.task_id.map(TaskId::new),
        };
        Ok((MeetingId::new(row.meeting_id), row.sequence + 1, item))
    }
}

macro_rules! items {
    ($where:literal) => {
        concat!(
            "SELECT id, meeting_id, sequence, kind, title, presenter, minutes, topic_id, task_id FROM agenda_item
            WHERE district_id = $1",
            $where,
            " ORDER BY meeting_id, sequence, id"
        )
    };
}

/// The agenda of a meeting, in order.
pub async fn of_meeting(conn: &mut Conn, district: DistrictId, id: MeetingId) -> Result<Vec<AgendaItem>> {
    let rows: Vec<Row> = sql(items!(" AND meeting_id = $2")).arg(district).arg(id).all(conn).await?;
    rows.into_iter().map(|row| Numbered::try_from(row).map(|(_, _, item)| item)).collect()
}

/// The same with the number of each.
pub async fn numbered(conn: &mut Conn, district: DistrictId, id: MeetingId) -> Result<Vec<Numbered>> {
    let rows: Vec<Row> = sql(items!(" AND meeting_id = $2")).arg(district).arg(id).all(conn).await?;
    rows.into_iter().map(Numbered::try_from).collect()
}

/// Every item of the district.
pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Numbered>> {
    let rows: Vec<Row> = sql(items!("")).arg(district).all(conn).await?;
    rows.into_iter().map(Numbered::try_from).collect()
}

/// Puts one more item on an agenda that an older record tells of, with its number.
pub async fn insert(tx: &mut Tx, district: DistrictId, (meeting, number, item): &Numbered) -> Result<()> {
    row(district, (*meeting, *number - 1), item).later(tx).await
}

fn row(district: DistrictId, (meeting, sequence): (MeetingId, i64), item: &AgendaItem) -> Sql {
    const SQL: &str =
        "INSERT INTO agenda_item (district_id, id, meeting_id, sequence, kind, title, presenter, minutes,
            topic_id, task_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let insert = sql(SQL).arg(district).arg(item.id).arg(meeting).arg(sequence);
    let insert = insert.arg(item.kind.word()).arg(item.title.as_str()).arg(item.presenter.clone());
    insert.arg(item.minutes).arg(item.topic).arg(item.task.map(TaskId::uuid))
}

/// Replaces the agenda. Only before the notice: afterwards votes and resolutions refer to its items.
pub async fn put(tx: &mut Tx, district: DistrictId, id: MeetingId, items: &[AgendaItem]) -> Result<()> {
    const CLEAR: &str = "DELETE FROM agenda_item WHERE district_id = $1 AND meeting_id = $2";
    sql(CLEAR).arg(district).arg(id).run(tx).await?;
    for (sequence, item) in (0..).zip(items) {
        row(district, (id, sequence), item).later(tx).await?;
    }
    Ok(())
}

/// A task of a body that nobody has accepted or withdrawn yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returning {
    pub task: TaskId,
    pub title: String,
    pub unit: UnitId,
    pub due_on: NaiveDate,
}

#[derive(FromRow)]
struct ReturningRow {
    id: Uuid,
    title: String,
    unit_id: Uuid,
    due_on: NaiveDate,
}

/// The unfinished tasks that earlier meetings of a body gave, by deadline.
pub async fn returning(conn: &mut Conn, district: DistrictId, id: ConsortiumId) -> Result<Vec<Returning>> {
    const SQL: &str = "SELECT id, title, unit_id, due_on FROM task
        WHERE district_id = $1 AND consortium_id = $2 AND state NOT IN ('accepted', 'withdrawn') ORDER BY due_on, id";
    let rows: Vec<ReturningRow> = sql(SQL).arg(district).arg(id).all(conn).await?;
    let one = |row: ReturningRow| Returning {
        task: TaskId::new(row.id),
        title: row.title,
        unit: UnitId::new(row.unit_id),
        due_on: row.due_on,
    };
    Ok(rows.into_iter().map(one).collect())
}
