//! S5: tasks, and the steps from which it follows where they stand.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::id::{ConsortiumId, DistrictId, MeetingId, PersonId, ResolutionId, TaskId, UnitId};
use domain::meeting::task::{Standing, TaskState, TaskStep, TaskStepKind};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{AMONG, Conn, Error, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub id: TaskId,
    pub version: i64,
    pub consortium: ConsortiumId,
    pub meeting: MeetingId,
    pub resolution: ResolutionId,
    pub unit: UnitId,
    /// What the unit is called last.
    pub unit_name: String,
    pub title: String,
    pub state: TaskState,
    pub due_on: NaiveDate,
    pub percent: i64,
    pub closed_on: Option<NaiveDate>,
}

impl Task {
    /// Whether its unit owes it on a day past the one agreed.
    pub fn is_overdue(&self, day: NaiveDate) -> bool {
        self.state.is_owed() && self.due_on < day
    }
}

/// A step with its words and who took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub row: Uuid,
    pub said: TaskStep,
    pub note: Option<String>,
    pub person: PersonId,
    pub person_name: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    consortium_id: Uuid,
    meeting_id: Uuid,
    resolution_id: Uuid,
    unit_id: Uuid,
    unit_name: Option<String>,
    title: String,
    state: String,
    due_on: NaiveDate,
    percent: Option<i64>,
    closed_on: Option<NaiveDate>,
}

macro_rules! tasks {
    ($where:literal) => {
        concat!(
            "SELECT t.id, t.version, t.consortium_id, t.meeting_id, t.resolution_id, t.unit_id, u.name AS unit_name,
                t.title, t.state, t.due_on, t.closed_on,
                (SELECT s.percent FROM task_step s WHERE s.district_id = t.district_id AND s.task_id = t.id
                    AND s.percent IS NOT NULL ORDER BY s.sequence DESC LIMIT 1) AS percent
            FROM task t LEFT JOIN unit_period u ON u.district_id = t.district_id AND u.unit_id = t.unit_id
                AND u.valid_from = (SELECT MAX(l.valid_from) FROM unit_period l
                    WHERE l.district_id = t.district_id AND l.unit_id = t.unit_id)
            WHERE t.district_id = $1",
            $where,
            " ORDER BY t.due_on, t.id"
        )
    };
}

impl TryFrom<Row> for Task {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: TaskId::new(row.id),
            version: row.version,
            consortium: ConsortiumId::new(row.consortium_id),
            meeting: MeetingId::new(row.meeting_id),
            resolution: ResolutionId::new(row.resolution_id),
            unit: UnitId::new(row.unit_id),
            unit_name: row.unit_name.unwrap_or_default(),
            title: row.title,
            state: TaskState::parse(&row.state, "state").map_err(|why| Error::corrupt("task", why))?,
            due_on: row.due_on,
            percent: row.percent.unwrap_or_default(),
            closed_on: row.closed_on,
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<Task>> {
    rows.into_iter().map(Task::try_from).collect()
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: TaskId) -> Result<Option<Task>> {
    let rows = sql(tasks!(" AND t.id = $2")).arg(district).arg(id).all(conn).await?;
    Ok(read(rows)?.pop())
}

/// The tasks that a meeting gave out, the most urgent first. So do all lists below.
pub async fn of_meeting(conn: &mut Conn, district: DistrictId, id: MeetingId) -> Result<Vec<Task>> {
    read(sql(tasks!(" AND t.meeting_id = $2")).arg(district).arg(id).all(conn).await?)
}

/// What a body has not finished: it stands on the agenda of every next meeting.
pub async fn unfinished(conn: &mut Conn, district: DistrictId, id: ConsortiumId) -> Result<Vec<Task>> {
    const SQL: &str = tasks!(" AND t.consortium_id = $2 AND t.state IN ('open', 'done', 'returned')");
    read(sql(SQL).arg(district).arg(id).all(conn).await?)
}

/// What a unit has not finished, whichever body charged it.
pub async fn unfinished_of_unit(conn: &mut Conn, district: DistrictId, id: UnitId) -> Result<Vec<Task>> {
    const SQL: &str = tasks!(" AND t.unit_id = $2 AND t.state IN ('open', 'done', 'returned')");
    read(sql(SQL).arg(district).arg(id).all(conn).await?)
}

/// Every task of the district.
pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Task>> {
    read(sql(tasks!("")).arg(district).all(conn).await?)
}

pub async fn some(conn: &mut Conn, district: DistrictId, ids: &[TaskId]) -> Result<Vec<Task>> {
    let mut rows = Vec::new();
    for part in ids.chunks(AMONG) {
        rows.extend(sql(tasks!(" AND t.id IN ({})")).arg(district).among(part).all(conn).await?);
    }
    read(rows)
}

#[derive(FromRow)]
struct StepRow {
    id: Uuid,
    task_id: Uuid,
    kind: String,
    happened_on: NaiveDate,
    note: Option<String>,
    percent: Option<i64>,
    due_on: Option<NaiveDate>,
    person_id: Uuid,
    person_name: String,
}

macro_rules! steps {
    ($where:literal) => {
        concat!(
            "SELECT s.id, s.task_id, s.kind, s.happened_on, s.note, s.percent, s.due_on, s.person_id,
                COALESCE(n.name, '') AS person_name
            FROM task_step s LEFT JOIN person n ON n.id = s.person_id WHERE s.district_id = $1",
            $where,
            " ORDER BY s.task_id, s.sequence"
        )
    };
}

fn read_steps(rows: Vec<StepRow>) -> Result<HashMap<TaskId, Vec<Step>>> {
    let mut steps: HashMap<TaskId, Vec<Step>> = HashMap::new();
    for row in rows {
        let kind = TaskStepKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("task_step", why))?;
        steps.entry(TaskId::new(row.task_id)).or_default().push(Step {
            row: row.id,
            said: TaskStep { kind, on: row.happened_on, percent: row.percent, due: row.due_on },
            note: row.note,
            person: PersonId::new(row.person_id),
            person_name: row.person_name,
        });
    }
    Ok(steps)
}

pub async fn steps(conn: &mut Conn, district: DistrictId, id: TaskId) -> Result<Vec<Step>> {
    let rows = sql(steps!(" AND s.task_id = $2")).arg(district).arg(id).all(conn).await?;
    Ok(read_steps(rows)?.remove(&id).unwrap_or_default())
}

/// The steps of every task that a meeting gave out.
pub async fn steps_of_meeting(
    conn: &mut Conn,
    district: DistrictId,
    id: MeetingId,
) -> Result<HashMap<TaskId, Vec<Step>>> {
    const SQL: &str =
        steps!(" AND s.task_id IN (SELECT id FROM task WHERE district_id = $1 AND meeting_id = $2)");
    read_steps(sql(SQL).arg(district).arg(id).all(conn).await?)
}

/// The steps of every task of the district.
pub async fn all_steps(conn: &mut Conn, district: DistrictId) -> Result<HashMap<TaskId, Vec<Step>>> {
    read_steps(sql(steps!("")).arg(district).all(conn).await?)
}

pub async fn insert(tx: &mut Tx, district: DistrictId, task: &Task) -> Result<()> {
    const SQL: &str =
        "INSERT INTO task (district_id, id, version, consortium_id, meeting_id, resolution_id, unit_id,
            title, due_on, state, closed_on) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10)";
    let insert = sql(SQL).arg(district).arg(task.id).arg(task.consortium).arg(task.meeting);
    let insert = insert.arg(task.resolution).arg(task.unit).arg(task.title.as_str()).arg(task.due_on);
    insert.arg(task.state.word()).arg(task.closed_on).later(tx).await
}

pub async fn insert_step(
    tx: &mut Tx,
    district: DistrictId,
    id: TaskId,
    sequence: usize,
    step: &Step,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO task_step (district_id, id, task_id, sequence, kind, happened_on, note, percent,
            due_on, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let said = &step.said;
    let insert =
        sql(SQL).arg(district).arg(step.row).arg(id).arg(i64::try_from(sequence).unwrap_or(i64::MAX));
    let insert = insert.arg(said.kind.word()).arg(said.on).arg(step.note.clone()).arg(said.percent);
    insert.arg(said.due).arg(step.person).later(tx).await
}

/// Keeps where a task stands now; `false` when somebody else changed it before.
pub async fn set_standing(
    tx: &mut Tx,
    district: DistrictId,
    id: TaskId,
    version: i64,
    standing: &Standing,
) -> Result<bool> {
    const SQL: &str = "UPDATE task SET version = version + 1, state = $4, due_on = $5, closed_on = $6
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let update = sql(SQL).arg(district).arg(id).arg(version).arg(standing.state.word());
    Ok(update.arg(standing.due).arg(standing.closed_on).run(tx).await? == 1)
}

/// A task is owed by another unit from now on: two records of one unit became one. `false` when somebody else changed it
/// before.
pub async fn hand_over(
    tx: &mut Tx,
    district: DistrictId,
    id: TaskId,
    version: i64,
    to: UnitId,
) -> Result<bool> {
    const SQL: &str = "UPDATE task SET version = version + 1, unit_id = $4
        WHERE district_id = $1 AND id = $2 AND version = $3";
    Ok(sql(SQL).arg(district).arg(id).arg(version).arg(to).run(tx).await? == 1)
}
