//! Votes, and a ballot for each unit that could vote when the vote was opened.

use chrono::NaiveDate;
use domain::id::{AgendaItemId, DistrictId, MeetingId, UnitId, VoteId};
use domain::meeting::vote::{Choice, VoteWay};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    pub id: VoteId,
    pub version: i64,
    pub meeting: MeetingId,
    pub item: Option<AgendaItemId>,
    pub question: String,
    pub way: VoteWay,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    pub id: Uuid,
    pub vote: VoteId,
    pub unit: UnitId,
    /// The unit that voted for this one.
    pub cast_by: Option<UnitId>,
    pub choice: Option<Choice>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    meeting_id: Uuid,
    agenda_item_id: Option<Uuid>,
    question: String,
    way: String,
    opened_on: NaiveDate,
    closed_on: Option<NaiveDate>,
}

macro_rules! votes {
    ($where:literal) => {
        concat!(
            "SELECT id, version, meeting_id, agenda_item_id, question, way, opened_on, closed_on FROM vote
            WHERE district_id = $1",
            $where,
            " ORDER BY id"
        )
    };
}

impl TryFrom<Row> for Vote {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: VoteId::new(row.id),
            version: row.version,
            meeting: MeetingId::new(row.meeting_id),
            item: row.agenda_item_id.map(AgendaItemId::new),
            question: row.question,
            way: VoteWay::parse(&row.way, "way").map_err(|why| Error::corrupt("vote", why))?,
            opened_on: row.opened_on,
            closed_on: row.closed_on,
        })
    }
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: VoteId) -> Result<Option<Vote>> {
    let row: Option<Row> = sql(votes!(" AND id = $2")).arg(district).arg(id).optional(conn).await?;
    row.map(Vote::try_from).transpose()
}

pub async fn of_meeting(conn: &mut Conn, district: DistrictId, id: MeetingId) -> Result<Vec<Vote>> {
    let rows: Vec<Row> = sql(votes!(" AND meeting_id = $2")).arg(district).arg(id).all(conn).await?;
    rows.into_iter().map(Vote::try_from).collect()
}

#[derive(FromRow)]
struct BallotRow {
    id: Uuid,
    vote_id: Uuid,
    unit_id: Uuid,
    cast_by_unit_id: Option<Uuid>,
    choice: Option<String>,
}

impl TryFrom<BallotRow> for Ballot {
    type Error = Error;

    fn try_from(row: BallotRow) -> Result<Self> {
        let choice = row.choice.as_deref().map(|word| Choice::parse(word, "choice")).transpose();
        Ok(Self {
            id: row.id,
            vote: VoteId::new(row.vote_id),
            unit: UnitId::new(row.unit_id),
            cast_by: row.cast_by_unit_id.map(UnitId::new),
            choice: choice.map_err(|why| Error::corrupt("ballot", why))?,
        })
    }
}

/// The ballots of every vote of a meeting.
pub async fn ballots(conn: &mut Conn, district: DistrictId, meeting: MeetingId) -> Result<Vec<Ballot>> {
    const SQL: &str = "SELECT b.id, b.vote_id, b.unit_id, b.cast_by_unit_id, b.choice FROM ballot b
        JOIN vote v ON v.district_id = b.district_id AND v.id = b.vote_id
        WHERE b.district_id = $1 AND v.meeting_id = $2 ORDER BY b.vote_id, b.id";
    let rows: Vec<BallotRow> = sql(SQL).arg(district).arg(meeting).all(conn).await?;
    rows.into_iter().map(Ballot::try_from).collect()
}

/// Every vote of the district.
pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Vote>> {
    let rows: Vec<Row> = sql(votes!("")).arg(district).all(conn).await?;
    rows.into_iter().map(Vote::try_from).collect()
}

/// Every ballot of the district.
pub async fn all_ballots(conn: &mut Conn, district: DistrictId) -> Result<Vec<Ballot>> {
    const SQL: &str = "SELECT id, vote_id, unit_id, cast_by_unit_id, choice FROM ballot
        WHERE district_id = $1 ORDER BY vote_id, id";
    let rows: Vec<BallotRow> = sql(SQL).arg(district).all(conn).await?;
    rows.into_iter().map(Ballot::try_from).collect()
}

pub async fn insert(tx: &mut Tx, district: DistrictId, vote: &Vote, ballots: &[Ballot]) -> Result<()> {
    const SQL: &str =
        "INSERT INTO vote (district_id, id, version, meeting_id, agenda_item_id, question, way, opened_on,
            closed_on) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8)";
    const BALLOT: &str = "INSERT INTO ballot (district_id, id, vote_id, unit_id, cast_by_unit_id, choice)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let insert = sql(SQL).arg(district).arg(vote.id).arg(vote.meeting).arg(vote.item);
    let insert = insert.arg(vote.question.as_str()).arg(vote.way.word());
    insert.arg(vote.opened_on).arg(vote.closed_on).later(tx).await?;
    for ballot in ballots {
        let insert =
            sql(BALLOT).arg(district).arg(ballot.id).arg(vote.id).arg(ballot.unit).arg(ballot.cast_by);
        insert.arg(ballot.choice.map(|choice| choice.word().to_owned())).later(tx).await?;
    }
    Ok(())
}

pub async fn cast(tx: &mut Tx, district: DistrictId, ballot: &Ballot) -> Result<()> {
    const SQL: &str =
        "UPDATE ballot SET cast_by_unit_id = $3, choice = $4 WHERE district_id = $1 AND id = $2";
    let cast = sql(SQL).arg(district).arg(ballot.id).arg(ballot.cast_by);
    cast.arg(ballot.choice.map(|choice| choice.word().to_owned())).run(tx).await?;
    Ok(())
}

/// Ends it; `false` when somebody else did before.
pub async fn close(tx: &mut Tx, district: DistrictId, vote: &Vote, on: NaiveDate) -> Result<bool> {
    const SQL: &str = "UPDATE vote SET version = version + 1, closed_on = $4
        WHERE district_id = $1 AND id = $2 AND version = $3 AND closed_on IS NULL";
    Ok(sql(SQL).arg(district).arg(vote.id).arg(vote.version).arg(on).run(tx).await? == 1)
}
