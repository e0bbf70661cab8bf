//! S5: the register of what was resolved, a page at a time: the latest meeting first, each resolution with its tasks.

use chrono::NaiveDate;
use domain::id::{ConsortiumId, DistrictId, MeetingId, ResolutionId, TaskId, UnitId};
use domain::meeting::resolution::ResolutionKind;
use domain::meeting::task::TaskState;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{AMONG, Arg, Conn, Result, Sql, sql};

/// Which rows are wanted.
#[derive(Debug, Clone)]
pub struct RegisterScan {
    /// Of these bodies; of all of the district when nothing is said.
    pub consortia: Option<Vec<ConsortiumId>>,
    /// Of meetings held from this day to that one, both included.
    pub held: (NaiveDate, NaiveDate),
    pub kind: Option<ResolutionKind>,
    pub state: Option<TaskState>,
    pub unit: Option<UnitId>,
    /// Only tasks that their unit still owes on this day, past the one agreed.
    pub overdue_on: Option<NaiveDate>,
}

/// Where a row stands: rows go by descending day and meeting, then by ascending number and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub held_on: NaiveDate,
    pub meeting: MeetingId,
    pub sequence: i64,
    /// Of the task, or of the resolution where it has none.
    pub row: Uuid,
}

impl Place {
    /// Before every row.
    pub fn first() -> Self {
        let meeting = MeetingId::new(Uuid::max());
        Self { held_on: domain::period::FAR, meeting, sequence: 0, row: Uuid::nil() }
    }

    fn order(&self) -> impl Ord + use<> {
        use std::cmp::Reverse;
        (Reverse(self.held_on), Reverse(self.meeting.uuid()), self.sequence, self.row)
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub place: Place,
    pub resolution: ResolutionId,
    pub task: Option<TaskId>,
}

macro_rules! register {
    ($what:literal, $where:literal, $end:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM meeting m
            JOIN resolution r ON r.district_id = m.district_id AND r.meeting_id = m.id
            LEFT JOIN task t ON t.district_id = r.district_id AND t.meeting_id = r.meeting_id AND t.resolution_id = r.id
            WHERE m.district_id = $1 AND m.held_on >= $2 AND m.held_on <= $3
            AND ($4 = '' OR r.kind = $4) AND ($5 = '' OR t.state = $5) AND ($6 IS NULL OR t.unit_id = $6)
            AND ($7 IS NULL OR t.due_on < $7 AND t.state IN ('open', 'returned'))",
            $where,
            $end
        )
    };
}

macro_rules! page {
    ($where:literal) => {
        register!(
            "m.held_on, m.id AS meeting_id, r.sequence, r.id AS resolution_id, t.id AS task_id",
            $where,
            " AND m.held_on <= $8 AND (m.held_on < $8 OR m.id < $9
                OR m.id = $9 AND (r.sequence > $10 OR r.sequence = $10 AND COALESCE(t.id, r.id) > $11))
            ORDER BY m.held_on DESC, m.id DESC, r.sequence, COALESCE(t.id, r.id) LIMIT $12"
        )
    };
}

#[derive(FromRow)]
struct Row {
    held_on: NaiveDate,
    meeting_id: Uuid,
    sequence: i64,
    resolution_id: Uuid,
    task_id: Option<Uuid>,
}

impl From<Row> for Line {
    fn from(row: Row) -> Self {
        Self {
            place: Place {
                held_on: row.held_on,
                meeting: MeetingId::new(row.meeting_id),
                sequence: row.sequence,
                row: row.task_id.unwrap_or(row.resolution_id),
            },
            resolution: ResolutionId::new(row.resolution_id),
            task: row.task_id.map(TaskId::new),
        }
    }
}

fn begun(text: &'static str, district: DistrictId, scan: &RegisterScan) -> Sql {
    let begun = sql(text).arg(district).arg(scan.held.0).arg(scan.held.1);
    let begun = begun.arg(scan.kind.map_or("", ResolutionKind::word));
    let begun = begun.arg(scan.state.map_or("", TaskState::word));
    begun.arg(scan.unit).arg(Arg::Day(scan.overdue_on))
}

/// At most `limit` rows behind a place.
pub async fn page(
    conn: &mut Conn,
    district: DistrictId,
    scan: &RegisterScan,
    after: Place,
    limit: i64,
) -> Result<Vec<Line>> {
    let asked = |text| {
        let asked = begun(text, district, scan).arg(after.held_on).arg(after.meeting).arg(after.sequence);
        asked.arg(after.row).arg(limit)
    };
    let Some(consortia) = &scan.consortia else {
        let rows: Vec<Row> = asked(page!("")).all(conn).await?;
        return Ok(rows.into_iter().map(Line::from).collect());
    };
    let mut lines = Vec::new();
    for part in consortia.chunks(AMONG) {
        let asked = asked(page!(" AND m.consortium_id IN ({})")).among(part);
        lines.extend(asked.all::<Row>(conn).await?.into_iter().map(Line::from));
    }
    lines.sort_by_key(|line| line.place.order());
    lines.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(lines)
}

#[derive(FromRow)]
struct CountRow {
    found: i64,
}

pub async fn count(conn: &mut Conn, district: DistrictId, scan: &RegisterScan) -> Result<i64> {
    const ALL: &str = register!("COUNT(*) AS found", "", "");
    const SOME: &str = register!("COUNT(*) AS found", " AND m.consortium_id IN ({})", "");
    let Some(consortia) = &scan.consortia else {
        return Ok(begun(ALL, district, scan).one::<CountRow>(conn).await?.found);
    };
    let mut found = 0;
    for part in consortia.chunks(AMONG) {
        found += begun(SOME, district, scan).among(part).one::<CountRow>(conn).await?.found;
    }
    Ok(found)
}
