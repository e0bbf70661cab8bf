//! S6: bulletins with their sections, receipts and opinions; and the word that lists were refreshed.

use chrono::NaiveDate;
use domain::bulletin::{BulletinState, OpinionKind, OpinionState, Section};
use domain::id::{BulletinId, ConsortiumId, DistrictId, ListRefreshId, OpinionId, PersonId, UnitId};
use domain::obligation::{Held, ObligationKind, Record};
use sqlx::FromRow;
use uuid::Uuid;

use crate::obligation::facts_changed;
use crate::{AMONG, Arg, Conn, Error, Result, Sql, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulletin {
    pub id: BulletinId,
    pub version: i64,
    pub consortium: ConsortiumId,
    pub title: String,
    pub from: NaiveDate,
    /// Exclusive.
    pub to: NaiveDate,
    pub state: BulletinState,
    pub approved_on: Option<NaiveDate>,
    pub published_on: Option<NaiveDate>,
    pub withdrawn: Option<(NaiveDate, String)>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    consortium_id: Uuid,
    title: String,
    period_from: NaiveDate,
    period_to: NaiveDate,
    state: String,
    approved_on: Option<NaiveDate>,
    published_on: Option<NaiveDate>,
    withdrawn_on: Option<NaiveDate>,
    withdrawn_reason: Option<String>,
}

macro_rules! bulletins {
    ($where:literal) => {
        concat!(
            "SELECT id, version, consortium_id, title, period_from, period_to, state, approved_on, published_on,
                withdrawn_on, withdrawn_reason
            FROM bulletin WHERE district_id = $1",
            $where,
            " ORDER BY period_from DESC, id DESC"
        )
    };
}

impl TryFrom<Row> for Bulletin {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: BulletinId::new(row.id),
            version: row.version,
            consortium: ConsortiumId::new(row.consortium_id),
            title: row.title,
            from: row.period_from,
            to: row.period_to,
            state: BulletinState::parse(&row.state, "state")
                .map_err(|why| Error::corrupt("bulletin", why))?,
            approved_on: row.approved_on,
            published_on: row.published_on,
            withdrawn: row.withdrawn_on.zip(row.withdrawn_reason),
        })
    }
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: BulletinId) -> Result<Option<Bulletin>> {
    let row: Option<Row> = sql(bulletins!(" AND id = $2")).arg(district).arg(id).optional(conn).await?;
    row.map(Bulletin::try_from).transpose()
}

/// Those of a body, of the newest period first.
pub async fn of_consortium(conn: &mut Conn, district: DistrictId, id: ConsortiumId) -> Result<Vec<Bulletin>> {
    let rows: Vec<Row> = sql(bulletins!(" AND consortium_id = $2")).arg(district).arg(id).all(conn).await?;
    rows.into_iter().map(Bulletin::try_from).collect()
}

pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Bulletin>> {
    let rows: Vec<Row> = sql(bulletins!("")).arg(district).all(conn).await?;
    rows.into_iter().map(Bulletin::try_from).collect()
}

pub async fn insert(tx: &mut Tx, district: DistrictId, bulletin: &Bulletin) -> Result<()> {
    const SQL: &str =
        "INSERT INTO bulletin (district_id, id, version, consortium_id, title, period_from, period_to, state)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7)";
    let insert = sql(SQL).arg(district).arg(bulletin.id).arg(bulletin.consortium);
    let insert = insert.arg(bulletin.title.as_str()).arg(bulletin.from).arg(bulletin.to);
    insert.arg(bulletin.state.word()).later(tx).await?;
    facts_changed(tx, district, bulletin.consortium).await
}

/// Replaces what the row says; `false` when somebody else changed it before.
pub async fn update(tx: &mut Tx, district: DistrictId, bulletin: &Bulletin) -> Result<bool> {
    const SQL: &str =
        "UPDATE bulletin SET version = version + 1, title = $4, period_from = $5, period_to = $6, state = $7,
            approved_on = $8, published_on = $9, withdrawn_on = $10, withdrawn_reason = $11
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let (withdrawn_on, reason) = bulletin.withdrawn.clone().unzip();
    let update = sql(SQL).arg(district).arg(bulletin.id).arg(bulletin.version);
    let update = update.arg(bulletin.title.as_str()).arg(bulletin.from).arg(bulletin.to);
    let update = update.arg(bulletin.state.word()).arg(bulletin.approved_on).arg(bulletin.published_on);
    let changed = update.arg(withdrawn_on).arg(reason).run(tx).await? == 1;
    facts_changed(tx, district, bulletin.consortium).await?;
    Ok(changed)
}

#[derive(FromRow)]
struct SectionRow {
    bulletin_id: Uuid,
    title: String,
    body: String,
}

/// The sections of every bulletin of the district, or of one.
pub async fn sections(
    conn: &mut Conn,
    district: DistrictId,
    id: Option<BulletinId>,
) -> Result<Vec<(BulletinId, Section)>> {
    macro_rules! sections {
        ($where:literal) => {
            concat!(
                "SELECT bulletin_id, title, body FROM bulletin_section WHERE district_id = $1",
                $where,
                " ORDER BY bulletin_id, sequence"
            )
        };
    }
    let texts = (sections!(""), sections!(" AND bulletin_id = $2"));
    let rows: Vec<SectionRow> = all_or_one(texts, district, id).all(conn).await?;
    let section =
        |row: SectionRow| (BulletinId::new(row.bulletin_id), Section { title: row.title, body: row.body });
    Ok(rows.into_iter().map(section).collect())
}

/// Two texts, because no index serves a condition that may be left out.
fn all_or_one(
    (all, one): (&'static str, &'static str),
    district: DistrictId,
    id: Option<impl Into<Arg>>,
) -> Sql {
    match id {
        Some(id) => sql(one).arg(district).arg(id),
        None => sql(all).arg(district),
    }
}

/// Replaces the sections; each comes with the key of its row.
pub async fn put_sections(
    tx: &mut Tx,
    district: DistrictId,
    id: BulletinId,
    sections: &[(Uuid, Section)],
) -> Result<()> {
    const CLEAR: &str = "DELETE FROM bulletin_section WHERE district_id = $1 AND bulletin_id = $2";
    const SQL: &str = "INSERT INTO bulletin_section (district_id, id, bulletin_id, sequence, title, body)
        VALUES ($1, $2, $3, $4, $5, $6)";
    sql(CLEAR).arg(district).arg(id).run(tx).await?;
    for (sequence, (row, section)) in (0i64..).zip(sections) {
        let insert = sql(SQL).arg(district).arg(*row).arg(id).arg(sequence);
        insert.arg(section.title.as_str()).arg(section.body.as_str()).later(tx).await?;
    }
    Ok(())
}

/// A unit to which a bulletin was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    pub bulletin: BulletinId,
    pub unit: UnitId,
    pub received_on: Option<NaiveDate>,
}

#[derive(FromRow)]
struct ReceiptRow {
    bulletin_id: Uuid,
    unit_id: Uuid,
    received_on: Option<NaiveDate>,
}

impl From<ReceiptRow> for Receipt {
    fn from(row: ReceiptRow) -> Self {
        Self {
            bulletin: BulletinId::new(row.bulletin_id),
            unit: UnitId::new(row.unit_id),
            received_on: row.received_on,
        }
    }
}

/// The receipts of a bulletin.
pub async fn receipts(conn: &mut Conn, district: DistrictId, id: BulletinId) -> Result<Vec<Receipt>> {
    const SQL: &str = "SELECT bulletin_id, unit_id, received_on FROM bulletin_receipt
        WHERE district_id = $1 AND bulletin_id = $2 ORDER BY id";
    let rows: Vec<ReceiptRow> = sql(SQL).arg(district).arg(id).all(conn).await?;
    Ok(rows.into_iter().map(Receipt::from).collect())
}

/// Every receipt of the bulletins of a body, or of all.
pub async fn receipts_of(
    conn: &mut Conn,
    district: DistrictId,
    consortium: Option<ConsortiumId>,
) -> Result<Vec<Receipt>> {
    macro_rules! receipts {
        ($where:literal) => {
            concat!(
                "SELECT r.bulletin_id, r.unit_id, r.received_on FROM bulletin_receipt r
                JOIN bulletin b ON b.district_id = r.district_id AND b.id = r.bulletin_id WHERE r.district_id = $1",
                $where,
                " ORDER BY r.bulletin_id, r.id"
            )
        };
    }
    let texts = (receipts!(""), receipts!(" AND b.consortium_id = $2"));
    let rows: Vec<ReceiptRow> = all_or_one(texts, district, consortium).all(conn).await?;
    Ok(rows.into_iter().map(Receipt::from).collect())
}

/// What of published bulletins has not been received yet.
pub async fn unreceived_by(conn: &mut Conn, district: DistrictId, unit: UnitId) -> Result<Vec<Receipt>> {
    const SQL: &str = "SELECT r.bulletin_id, r.unit_id, r.received_on FROM bulletin_receipt r
        JOIN bulletin b ON b.district_id = r.district_id AND b.id = r.bulletin_id
        WHERE r.district_id = $1 AND r.unit_id = $2 AND r.received_on IS NULL AND b.state = 'published'
        ORDER BY b.published_on, r.id";
    let rows: Vec<ReceiptRow> = sql(SQL).arg(district).arg(unit).all(conn).await?;
    Ok(rows.into_iter().map(Receipt::from).collect())
}

pub async fn insert_receipt(
    tx: &mut Tx,
    district: DistrictId,
    row: Uuid,
    id: BulletinId,
    unit: UnitId,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO bulletin_receipt (district_id, id, bulletin_id, unit_id) VALUES ($1, $2, $3, $4)";
    sql(SQL).arg(district).arg(row).arg(id).arg(unit).later(tx).await
}

/// `false` when it was received before.
pub async fn receive(
    tx: &mut Tx,
    district: DistrictId,
    (id, unit): (BulletinId, UnitId),
    on: NaiveDate,
    person: PersonId,
) -> Result<bool> {
    const SQL: &str = "UPDATE bulletin_receipt SET received_on = $4, person_id = $5
        WHERE district_id = $1 AND bulletin_id = $2 AND unit_id = $3 AND received_on IS NULL";
    Ok(sql(SQL).arg(district).arg(id).arg(unit).arg(on).arg(person).run(tx).await? == 1)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    pub id: OpinionId,
    pub version: i64,
    pub bulletin: BulletinId,
    pub unit: UnitId,
    pub kind: OpinionKind,
    pub body: String,
    pub made_on: NaiveDate,
    pub person: PersonId,
    pub due_on: NaiveDate,
    pub answer: Option<String>,
    pub answered_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
}

impl Opinion {
    pub const fn state(&self) -> OpinionState {
        OpinionState::of(self.answered_on, self.closed_on)
    }
}

#[derive(FromRow)]
struct OpinionRow {
    id: Uuid,
    version: i64,
    bulletin_id: Uuid,
    unit_id: Uuid,
    kind: String,
    body: String,
    made_on: NaiveDate,
    person_id: Uuid,
    due_on: NaiveDate,
    answer: Option<String>,
    answered_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
}

macro_rules! opinions {
    ($where:literal) => {
        concat!(
            "SELECT o.id, o.version, o.bulletin_id, o.unit_id, o.kind, o.body, o.made_on, o.person_id, o.due_on, o.answer,
                o.answered_on, o.closed_on
            FROM opinion o JOIN bulletin b ON b.district_id = o.district_id AND b.id = o.bulletin_id
            WHERE o.district_id = $1",
            $where,
            " ORDER BY o.made_on, o.id"
        )
    };
}

impl TryFrom<OpinionRow> for Opinion {
    type Error = Error;

    fn try_from(row: OpinionRow) -> Result<Self> {
        Ok(Self {
            id: OpinionId::new(row.id),
            version: row.version,
            bulletin: BulletinId::new(row.bulletin_id),
            unit: UnitId::new(row.unit_id),
            kind: OpinionKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("opinion", why))?,
            body: row.body,
            made_on: row.made_on,
            person: PersonId::new(row.person_id),
            due_on: row.due_on,
            answer: row.answer,
            answered_on: row.answered_on,
            closed_on: row.closed_on,
        })
    }
}

pub async fn opinion(conn: &mut Conn, district: DistrictId, id: OpinionId) -> Result<Option<Opinion>> {
    let row: Option<OpinionRow> =
        sql(opinions!(" AND o.id = $2")).arg(district).arg(id).optional(conn).await?;
    row.map(Opinion::try_from).transpose()
}

/// Those about the bulletins of a body, or of all: oldest first.
pub async fn opinions_of(
    conn: &mut Conn,
    district: DistrictId,
    consortium: Option<ConsortiumId>,
) -> Result<Vec<Opinion>> {
    let texts = (opinions!(""), opinions!(" AND b.consortium_id = $2"));
    let rows: Vec<OpinionRow> = all_or_one(texts, district, consortium).all(conn).await?;
    rows.into_iter().map(Opinion::try_from).collect()
}

/// Those of the district that nobody has answered.
pub async fn open_opinions(
    conn: &mut Conn,
    district: DistrictId,
    consortium: ConsortiumId,
) -> Result<Vec<Opinion>> {
    let query = sql(opinions!(" AND b.consortium_id = $2 AND o.answered_on IS NULL"));
    let rows: Vec<OpinionRow> = query.arg(district).arg(consortium).all(conn).await?;
    rows.into_iter().map(Opinion::try_from).collect()
}

pub async fn insert_opinion(tx: &mut Tx, district: DistrictId, opinion: &Opinion) -> Result<()> {
    const SQL: &str =
        "INSERT INTO opinion (district_id, id, version, bulletin_id, unit_id, kind, body, made_on, person_id, due_on)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9)";
    let insert = sql(SQL).arg(district).arg(opinion.id).arg(opinion.bulletin).arg(opinion.unit);
    let insert = insert.arg(opinion.kind.word()).arg(opinion.body.as_str()).arg(opinion.made_on);
    insert.arg(opinion.person).arg(opinion.due_on).later(tx).await
}

/// Keeps the answer and the end; `false` when somebody else changed it before.
pub async fn update_opinion(tx: &mut Tx, district: DistrictId, opinion: &Opinion) -> Result<bool> {
    const SQL: &str =
        "UPDATE opinion SET version = version + 1, answer = $4, answered_on = $5, closed_on = $6
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let update = sql(SQL).arg(district).arg(opinion.id).arg(opinion.version).arg(opinion.answer.clone());
    Ok(update.arg(opinion.answered_on).arg(opinion.closed_on).run(tx).await? == 1)
}

/// The secretary's word that a body's lists were refreshed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refresh {
    pub id: ListRefreshId,
    pub consortium: ConsortiumId,
    pub on: NaiveDate,
    pub counts_for: NaiveDate,
    pub note: Option<String>,
    pub by: String,
}

#[derive(FromRow)]
struct RefreshRow {
    id: Uuid,
    consortium_id: Uuid,
    refreshed_on: NaiveDate,
    counts_for: NaiveDate,
    note: Option<String>,
    person_name: String,
}

/// Of the bodies of the district, or of one.
pub async fn refreshes(
    conn: &mut Conn,
    district: DistrictId,
    consortium: Option<ConsortiumId>,
) -> Result<Vec<Refresh>> {
    macro_rules! refreshes {
        ($where:literal) => {
            concat!(
                "SELECT l.id, l.consortium_id, l.refreshed_on, l.counts_for, l.note,
                    COALESCE(n.name, '') AS person_name
                FROM list_refresh l LEFT JOIN person n ON n.id = l.person_id WHERE l.district_id = $1",
                $where,
                " ORDER BY l.refreshed_on, l.id"
            )
        };
    }
    let texts = (refreshes!(""), refreshes!(" AND l.consortium_id = $2"));
    let rows: Vec<RefreshRow> = all_or_one(texts, district, consortium).all(conn).await?;
    let refresh = |row: RefreshRow| Refresh {
        id: ListRefreshId::new(row.id),
        consortium: ConsortiumId::new(row.consortium_id),
        on: row.refreshed_on,
        counts_for: row.counts_for,
        note: row.note,
        by: row.person_name,
    };
    Ok(rows.into_iter().map(refresh).collect())
}

pub async fn insert_refresh(
    tx: &mut Tx,
    district: DistrictId,
    refresh: &Refresh,
    person: PersonId,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO list_refresh (district_id, id, consortium_id, refreshed_on, counts_for, note, person_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let insert = sql(SQL).arg(district).arg(refresh.id).arg(refresh.consortium).arg(refresh.on);
    insert.arg(refresh.counts_for).arg(refresh.note.clone()).arg(person).later(tx).await?;
    facts_changed(tx, district, refresh.consortium).await
}

#[derive(FromRow)]
struct DoneRow {
    id: Uuid,
    consortium_id: Uuid,
    counts_for: NaiveDate,
    done_on: NaiveDate,
}

/// What obligations need to know of bulletins and lists, of the district or of one body. A bulletin counts for the period
/// that begins when the time that it tells of is over.
pub async fn held(
    conn: &mut Conn,
    district: DistrictId,
    ids: &[ConsortiumId],
) -> Result<Vec<(ConsortiumId, Held)>> {
    const PUBLISHED: &str =
        "SELECT id, consortium_id, period_to AS counts_for, published_on AS done_on FROM bulletin
        WHERE district_id = $1 AND state = 'published' AND consortium_id IN ({}) ORDER BY published_on, id";
    const REFRESHED: &str = "SELECT id, consortium_id, counts_for, refreshed_on AS done_on FROM list_refresh
        WHERE district_id = $1 AND consortium_id IN ({}) ORDER BY refreshed_on, id";
    let bulletin = |id| (ObligationKind::Bulletin, Record::Bulletin(BulletinId::new(id)));
    let lists = |id| (ObligationKind::Lists, Record::Lists(ListRefreshId::new(id)));
    let mut held = Vec::new();
    for part in ids.chunks(AMONG) {
        let rows: Vec<DoneRow> = sql(PUBLISHED).arg(district).among(part).all(conn).await?;
        held.extend(rows.into_iter().map(|row| row.held(bulletin)));
        let rows: Vec<DoneRow> = sql(REFRESHED).arg(district).among(part).all(conn).await?;
        held.extend(rows.into_iter().map(|row| row.held(lists)));
    }
    Ok(held)
}

impl DoneRow {
    fn held(self, named: impl Fn(Uuid) -> (ObligationKind, Record)) -> (ConsortiumId, Held) {
        let (kind, record) = named(self.id);
        let held = Held { record, kind, on: self.done_on, counts_for: Some(self.counts_for) };
        (ConsortiumId::new(self.consortium_id), held)
    }
}

/// Somebody took or left a post to which a seat of the body is bound.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Holding {
    pub seat_kind: String,
    pub name: String,
    pub valid_from: NaiveDate,
    pub valid_to: NaiveDate,
}

/// The holdings of posts behind a body's seats that begin or end from one day up to another.
pub async fn holdings(
    conn: &mut Conn,
    district: DistrictId,
    id: ConsortiumId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Holding>> {
    const SQL: &str = "SELECT s.kind AS seat_kind, n.name, h.valid_from, h.valid_to FROM seat s
        JOIN post_holding h ON h.district_id = s.district_id AND h.post_id = s.post_id
        JOIN person n ON n.id = h.person_id
        WHERE s.district_id = $1 AND s.consortium_id = $2 AND s.valid_from < $4 AND s.valid_to > $3
            AND ((h.valid_from >= $3 AND h.valid_from < $4) OR (h.valid_to >= $3 AND h.valid_to < $4))
        ORDER BY h.valid_from, h.id";
    sql(SQL).arg(district).arg(id).arg(from).arg(to).all(conn).await
}

#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct TaskLine {
    pub title: String,
    pub unit_id: Uuid,
    pub due_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
}

/// The tasks of a body that were due or still open in a period.
pub async fn tasks(
    conn: &mut Conn,
    district: DistrictId,
    id: ConsortiumId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<TaskLine>> {
    const SQL: &str = "SELECT t.title, t.unit_id, t.due_on, t.closed_on FROM task t
        JOIN meeting m ON m.district_id = t.district_id AND m.id = t.meeting_id
        WHERE t.district_id = $1 AND t.consortium_id = $2 AND m.held_on < $4
            AND (t.closed_on IS NULL OR t.closed_on >= $3)
        ORDER BY t.due_on, t.id";
    sql(SQL).arg(district).arg(id).arg(from).arg(to).all(conn).await
}
