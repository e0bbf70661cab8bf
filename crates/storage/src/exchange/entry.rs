//! Entries of the three lists.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::exchange::{
    Audience, EntryFacts, EntryKind, EntrySource, EntryState, EntryStatus, Owner, Quantity, Reach, Times,
    Urgency,
};
use domain::id::{CategoryId, DistrictId, DivisionId, EntryId, UnitId};
use domain::name::{Name, search_key};
use domain::organisation::UnitType;
use domain::period::FAR;
use sqlx::FromRow;
use uuid::Uuid;

use crate::sql::composed;
use crate::{AMONG, After, Arg, Conn, Error, Page, Result, Sql, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    pub version: i64,
    /// The number that a table or another system gave it.
    pub reference: Option<String>,
    pub facts: EntryFacts,
    pub owner: Owner,
    /// The division whose own it is, or in which its unit lay when it was written.
    pub home: DivisionId,
    pub state: EntryState,
    pub recorded_on: NaiveDate,
    pub repeats: Option<EntryId>,
    /// Sealed.
    pub contact: Option<Vec<u8>>,
    /// What its claims have agreed on, and what of it is done.
    pub committed: i64,
    pub delivered: i64,
}

impl Entry {
    pub fn status(&self, day: NaiveDate) -> EntryStatus {
        self.state.on(self.facts.valid_until, day)
    }

    /// What of a demand nobody has taken on, or of an offer nobody has asked for.
    pub fn open(&self) -> i64 {
        self.facts.quantity.amount() - self.committed
    }

    /// The newest stand first on a board.
    fn board_key(&self) -> String {
        match self.state {
            EntryState::Published { on, .. } => on.to_string(),
            EntryState::Draft | EntryState::Closed { .. } => self.recorded_on.to_string(),
        }
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    reference: Option<String>,
    kind: String,
    category_id: Uuid,
    title: String,
    body: String,
    amount: i64,
    measure: String,
    committed: i64,
    delivered: i64,
    times: String,
    division_id: Uuid,
    address: Option<String>,
    reach: String,
    conditions: Option<String>,
    audience: String,
    valid_from: NaiveDate,
    valid_until: NaiveDate,
    source: String,
    urgency: String,
    beneficiaries: Option<i64>,
    unit_id: Option<Uuid>,
    owner_division_id: Uuid,
    state: String,
    recorded_on: NaiveDate,
    published_on: Option<NaiveDate>,
    confirm_by: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    closed_reason: Option<String>,
    repeats_id: Option<Uuid>,
    contact: Option<Vec<u8>>,
    board_key: String,
}

impl TryFrom<Row> for Entry {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let corrupt = |why| Error::corrupt("entry", why);
        let audience = row.audience.split(',').filter(|word| !word.is_empty());
        let audience: std::result::Result<Vec<_>, _> =
            audience.map(|word| Audience::parse(word, "audience")).collect();
        let state = match (row.published_on, row.confirm_by, row.closed_on) {
            (_, _, Some(on)) => EntryState::Closed { on, reason: row.closed_reason.unwrap_or_default() },
            (Some(on), Some(confirm_by), None) => EntryState::Published { on, confirm_by },
            _ => EntryState::Draft,
        };
        if state_word(&state) != row.state {
            return Err(Error::corrupt("entry", row.state));
        }
        let home = DivisionId::new(row.owner_division_id);
        let facts = EntryFacts {
            kind: EntryKind::parse(&row.kind, "kind").map_err(corrupt_of)?,
            category: CategoryId::new(row.category_id),
            title: Name::parse(&row.title, "title").map_err(corrupt_of)?,
            text: row.body,
            quantity: Quantity::new(row.amount, &row.measure).map_err(corrupt_of)?,
            times: Times::parse(&row.times).map_err(corrupt_of)?,
            division: DivisionId::new(row.division_id),
            address: row.address,
            reach: Reach::parse(&row.reach, "reach").map_err(corrupt_of)?,
            conditions: row.conditions,
            audience: audience.map_err(corrupt)?,
            valid_from: row.valid_from,
            valid_until: (row.valid_until != FAR).then_some(row.valid_until),
            source: EntrySource::parse(&row.source, "source").map_err(corrupt_of)?,
            urgency: Urgency::parse(&row.urgency, "urgency").map_err(corrupt_of)?,
            beneficiaries: row.beneficiaries,
        };
        Ok(Self {
            id: EntryId::new(row.id),
            version: row.version,
            reference: row.reference,
            facts,
            owner: row.unit_id.map_or(Owner::Division(home), |unit| Owner::Unit(UnitId::new(unit))),
            home,
            state,
            recorded_on: row.recorded_on,
            repeats: row.repeats_id.map(EntryId::new),
            contact: row.contact,
            committed: row.committed,
            delivered: row.delivered,
        })
    }
}

fn corrupt_of(why: domain::rule::Refusal) -> Error {
    Error::corrupt("entry", why)
}

const fn state_word(state: &EntryState) -> &'static str {
    match state {
        EntryState::Draft => "draft",
        EntryState::Published { .. } => "published",
        EntryState::Closed { .. } => "closed",
    }
}

macro_rules! columns {
    () => {
        "SELECT p.id, p.version, p.reference, p.kind, p.category_id, p.title, p.body, p.amount, p.measure, p.committed,
            p.delivered, p.times, p.division_id, p.address, p.reach, p.conditions, p.audience, p.valid_from,
            p.valid_until, p.source, p.urgency, p.beneficiaries, p.unit_id, p.owner_division_id, p.state,
            p.recorded_on, p.published_on, p.confirm_by, p.closed_on, p.closed_reason, p.repeats_id, p.contact,
            p.board_key FROM entry p WHERE p.district_id = "
    };
}

macro_rules! entries {
    () => {
        concat!(columns!(), "$1 AND ")
    };
}

const ENTRIES: &str = concat!(columns!(), "?");

fn read(rows: Vec<Row>) -> Result<Vec<Entry>> {
    rows.into_iter().map(Entry::try_from).collect()
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: EntryId) -> Result<Option<Entry>> {
    const SQL: &str = concat!(entries!(), "p.id = $2");
    let row: Option<Row> = sql(SQL).arg(district).arg(id).optional(conn).await?;
    row.map(Entry::try_from).transpose()
}

/// Nobody else changes it, nor what is committed of it, until the transaction ends.
pub async fn hold(tx: &mut Tx, district: DistrictId, id: EntryId) -> Result<()> {
    const SQL: &str = "UPDATE entry SET version = version WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).later(tx).await
}

/// Some entries by their ids, in no order.
pub async fn some(conn: &mut Conn, district: DistrictId, ids: &[EntryId]) -> Result<Vec<Entry>> {
    const SQL: &str = concat!(entries!(), "p.id IN ({})");
    let mut rows: Vec<Row> = Vec::new();
    for part in ids.chunks(AMONG) {
        rows.extend(sql(SQL).arg(district).among(part).all::<Row>(conn).await?);
    }
    read(rows)
}

/// The entry of a number that a table gave.
pub async fn by_reference(conn: &mut Conn, district: DistrictId, reference: &str) -> Result<Option<Entry>> {
    const SQL: &str = concat!(entries!(), "p.reference = $2 ORDER BY p.id LIMIT 1");
    let row: Option<Row> = sql(SQL).arg(district).arg(reference).optional(conn).await?;
    row.map(Entry::try_from).transpose()
}

pub async fn by_title(
    conn: &mut Conn,
    district: DistrictId,
    kind: EntryKind,
    title: &str,
) -> Result<Option<Entry>> {
    const SQL: &str = concat!(entries!(), "p.kind = $2 AND p.title = $3 ORDER BY p.id LIMIT 1");
    let row: Option<Row> = sql(SQL).arg(district).arg(kind.word()).arg(title).optional(conn).await?;
    row.map(Entry::try_from).transpose()
}

/// All that are on the lists on a day: what is to be matched.
pub async fn listed(conn: &mut Conn, district: DistrictId, day: NaiveDate) -> Result<Vec<Entry>> {
    const SQL: &str = concat!(
        entries!(),
        "p.state = 'published' AND p.published_on <= $2 AND p.confirm_by >= $2 AND p.valid_until >= $2 ORDER BY p.id"
    );
    read(sql(SQL).arg(district).arg(day).all(conn).await?)
}

/// Everything, drafts and closed entries too, in a stable order: for exports and balances.
pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Entry>> {
    const SQL: &str = concat!(entries!(), "p.id IS NOT NULL ORDER BY p.board_key, p.id");
    read(sql(SQL).arg(district).all(conn).await?)
}

/// Whose entries that are not on a list the reader may see as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    Nobody,
    /// Anybody at all: what military and police units offer is not shown to the street.
    Public,
    District,
    Street(DivisionId),
    Division(DivisionId),
    Unit(UnitId),
}

/// Where the entries of a list lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    District,
    Street(DivisionId),
    Division(DivisionId),
}

#[derive(Debug, Clone, Default)]
pub struct EntryFilter {
    pub kind: Option<EntryKind>,
    /// A category, or a group with all in it.
    pub category: Option<CategoryId>,
    /// Listed when absent.
    pub status: Option<EntryStatus>,
    pub urgency: Option<Urgency>,
    pub unit: Option<UnitId>,
    /// Any part of title or text.
    pub text: String,
    /// Only those of which something is still to be had.
    pub open: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct Board<'a> {
    pub day: NaiveDate,
    pub within: Within,
    pub desk: Desk,
    pub after: &'a After,
    pub limit: i64,
}

/// A statement out of the conditions that are asked for and no others, so that each finds its index. `?` is the next value.
struct Asked {
    parts: Vec<&'static str>,
    args: Vec<Arg>,
}

impl Asked {
    fn and<const N: usize>(&mut self, part: &'static str, args: [Arg; N]) {
        self.parts.push(part);
        self.args.extend(args);
    }

    fn sql(self) -> Sql {
        let parts = self.parts.clone();
        let text = composed((self.parts, 1), |text| {
            let mut number = 0;
            for piece in parts.iter().flat_map(|part| part.split_inclusive('?')) {
                match piece.strip_suffix('?') {
                    Some(before) => {
                        number += 1;
                        text.push_str(before);
                        text.push('$');
                        text.push_str(&number.to_string());
                    }
                    None => text.push_str(piece),
                }
            }
        });
        self.args.into_iter().fold(sql(text), Sql::arg)
    }
}

fn asked(head: &'static str, district: DistrictId, board: &Board<'_>, filter: &EntryFilter) -> Asked {
    const STREET: &str =
        " AND p.division_id IN (SELECT d.division_id FROM division_period d WHERE d.district_id = ?
            AND d.street_id = ? AND d.valid_from <= ? AND d.valid_to > ?)";
    const HOME_STREET: &str =
        " AND p.owner_division_id IN (SELECT d.division_id FROM division_period d WHERE d.district_id = ?
            AND d.street_id = ? AND d.valid_from <= ? AND d.valid_to > ?)";
    let day = || Arg::from(board.day);
    let mut asked = Asked { parts: vec![head], args: vec![district.into()] };
    match board.within {
        Within::District => {}
        Within::Division(id) => asked.and(" AND p.division_id = ?", [id.into()]),
        Within::Street(id) => asked.and(STREET, [district.into(), id.into(), day(), day()]),
    }
    if let Some(kind) = filter.kind {
        asked.and(" AND p.kind = ?", [kind.word().into()]);
    }
    if let Some(category) = filter.category {
        let within = " AND (p.category_id = ? OR p.category_id IN (SELECT c.id FROM entry_category c
            WHERE c.district_id = ? AND c.parent_id = ?))";
        asked.and(within, [category.into(), district.into(), category.into()]);
    }
    let status = filter.status.unwrap_or(EntryStatus::Listed);
    match status {
        EntryStatus::Listed => asked.and(
            " AND p.state = 'published' AND p.valid_until >= ? AND p.confirm_by >= ? AND p.published_on <= ?",
            [day(), day(), day()],
        ),
        EntryStatus::Draft => asked.and(
            " AND (p.state = 'draft'
            OR p.state = 'published' AND p.valid_until >= ? AND p.confirm_by >= ? AND p.published_on > ?)",
            [day(), day(), day()],
        ),
        EntryStatus::Closed => asked.and(" AND p.state = 'closed'", []),
        EntryStatus::Over => asked.and(" AND p.state = 'published' AND p.valid_until < ?", [day()]),
        EntryStatus::Lapsed => asked
            .and(" AND p.state = 'published' AND p.valid_until >= ? AND p.confirm_by < ?", [day(), day()]),
    }
    if let Some(urgency) = filter.urgency {
        asked.and(" AND p.urgency = ?", [urgency.word().into()]);
    }
    if let Some(unit) = filter.unit {
        asked.and(" AND p.unit_id = ?", [unit.into()]);
    }
    let text = search_key(&filter.text);
    if !text.is_empty() {
        asked.and(" AND p.search_key LIKE ? ESCAPE '~'", [containing(&text).into()]);
    }
    if filter.open {
        asked.and(" AND p.committed < p.amount", []);
    }
    match (board.desk, status) {
        (Desk::Public, EntryStatus::Listed) => asked.and(
            " AND (p.unit_id IS NULL OR NOT EXISTS (SELECT 1 FROM unit_period m
            WHERE m.district_id = ? AND m.unit_id = p.unit_id AND m.type = 'military_police'))",
            [district.into()],
        ),
        (_, EntryStatus::Listed) | (Desk::District, _) => {}
        (Desk::Nobody | Desk::Public, _) => asked.and(" AND 1 = 0", []),
        (Desk::Unit(id), _) => asked.and(" AND p.unit_id = ?", [id.into()]),
        (Desk::Division(id), _) => asked.and(" AND p.owner_division_id = ?", [id.into()]),
        (Desk::Street(id), _) => asked.and(HOME_STREET, [district.into(), id.into(), day(), day()]),
    }
    asked
}

/// The pattern of a text that stands anywhere.
fn containing(text: &str) -> String {
    let plain = |c: char| if matches!(c, '%' | '_' | '~') { vec!['~', c] } else { vec![c] };
    format!("%{}%", text.chars().flat_map(plain).collect::<String>())
}

/// A page of a board, the newest first.
pub async fn list(
    conn: &mut Conn,
    district: DistrictId,
    board: &Board<'_>,
    filter: &EntryFilter,
) -> Result<Page<Entry>> {
    let mut query = asked(ENTRIES, district, board, filter);
    if *board.after != After::default() {
        query.and(
            " AND (p.board_key, p.id) < (?, ?)",
            [board.after.key.as_str().into(), board.after.id.into()],
        );
    }
    query.and(" ORDER BY p.board_key DESC, p.id DESC LIMIT ?", [(board.limit + 1).into()]);
    let rows: Vec<Row> = query.sql().all(conn).await?;
    let page = Page::cut(rows, board.limit, |row| After { key: row.board_key.clone(), id: row.id });
    Ok(Page { next: page.next, items: read(page.items)? })
}

#[derive(FromRow)]
struct CountRow {
    n: i64,
}

pub async fn count(
    conn: &mut Conn,
    district: DistrictId,
    board: &Board<'_>,
    filter: &EntryFilter,
) -> Result<i64> {
    const HEAD: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM entry p WHERE p.district_id = ?";
    Ok(asked(HEAD, district, board, filter).sql().one::<CountRow>(conn).await?.n)
}

pub async fn insert(tx: &mut Tx, district: DistrictId, entry: &Entry) -> Result<()> {
    const SQL: &str = "INSERT INTO entry (district_id, id, version, reference, kind, category_id, title, body,
            search_key, amount, measure, times, division_id, address, reach, conditions, audience, valid_from,
            valid_until, source, urgency, beneficiaries, unit_id, owner_division_id, state, published_on, confirm_by,
            closed_on, closed_reason, contact, board_key, recorded_on, repeats_id)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
            $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)";
    let insert = sql(SQL).arg(district).arg(entry.id).arg(entry.reference.clone());
    said(insert, entry).arg(entry.recorded_on).arg(entry.repeats).later(tx).await
}

/// Replaces what it says; `false` when somebody else changed it before, or when less would be left than is committed.
pub async fn update(tx: &mut Tx, district: DistrictId, entry: &Entry) -> Result<bool> {
    const SQL: &str = "UPDATE entry SET version = version + 1, kind = $4, category_id = $5, title = $6, body = $7,
            search_key = $8, amount = $9, measure = $10, times = $11, division_id = $12, address = $13, reach = $14,
            conditions = $15, audience = $16, valid_from = $17, valid_until = $18, source = $19, urgency = $20,
            beneficiaries = $21, unit_id = $22, owner_division_id = $23, state = $24, published_on = $25,
            confirm_by = $26, closed_on = $27, closed_reason = $28, contact = $29, board_key = $30
        WHERE district_id = $1 AND id = $2 AND version = $3 AND committed <= $9";
    let update = sql(SQL).arg(district).arg(entry.id).arg(entry.version);
    Ok(said(update, entry).run(tx).await? == 1)
}

/// What an entry says, in the order of both statements above.
fn said(query: Sql, entry: &Entry) -> Sql {
    let facts = &entry.facts;
    let audience: Vec<&str> = facts.audience.iter().map(|one| one.word()).collect();
    let (published, confirm_by, closed, reason) = match &entry.state {
        EntryState::Draft => (None, None, None, None),
        EntryState::Published { on, confirm_by } => (Some(*on), Some(*confirm_by), None, None),
        EntryState::Closed { on, reason } => (None, None, Some(*on), Some(reason.clone())),
    };
    query
        .arg(facts.kind.word())
        .arg(facts.category)
        .arg(facts.title.as_str())
        .arg(facts.text.as_str())
        .arg(search_key(&format!("{} {}", facts.title.as_str(), facts.text)))
        .arg(facts.quantity.amount())
        .arg(facts.quantity.measure())
        .arg(facts.times.to_string())
        .arg(facts.division)
        .arg(facts.address.clone())
        .arg(facts.reach.word())
        .arg(facts.conditions.clone())
        .arg(audience.join(","))
        .arg(facts.valid_from)
        .arg(facts.valid_until.unwrap_or(FAR))
        .arg(facts.source.word())
        .arg(facts.urgency.word())
        .arg(facts.beneficiaries)
        .arg(match entry.owner {
            Owner::Unit(unit) => Some(unit),
            Owner::Division(_) => None,
        })
        .arg(entry.home)
        .arg(state_word(&entry.state))
        .arg(published)
        .arg(confirm_by)
        .arg(closed)
        .arg(reason)
        .arg(entry.contact.clone())
        .arg(entry.board_key())
}

/// Adds to what is committed and delivered. The row is held until the transaction ends, and `false` says that it would
/// be more than there is: whoever comes second sees what the first has left.
pub async fn book(
    tx: &mut Tx,
    district: DistrictId,
    id: EntryId,
    committed: i64,
    delivered: i64,
) -> Result<bool> {
    const SQL: &str = "UPDATE entry SET committed = committed + $3, delivered = delivered + $4
        WHERE district_id = $1 AND id = $2 AND committed + $3 <= amount AND committed + $3 >= delivered + $4
            AND delivered + $4 >= 0";
    Ok(sql(SQL).arg(district).arg(id).arg(committed).arg(delivered).run(tx).await? == 1)
}

/// What a unit is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitName {
    pub name: String,
    pub kind: UnitType,
}

#[derive(FromRow)]
struct NameRow {
    unit_id: Uuid,
    name: String,
    r#type: String,
    valid_from: NaiveDate,
}

/// What units are called on a day, or were last called before it.
pub async fn unit_names(
    conn: &mut Conn,
    district: DistrictId,
    units: &[UnitId],
    day: NaiveDate,
) -> Result<HashMap<UnitId, UnitName>> {
    const HEAD: &str =
        "SELECT unit_id, name, type, valid_from FROM unit_period WHERE district_id = $1 AND unit_id IN (";
    let mut names: HashMap<UnitId, UnitName> = HashMap::new();
    if units.is_empty() {
        return Ok(names);
    }
    // As many placeholders as the next power of two: a page of any size shares a few statements.
    let places = units.len().next_power_of_two();
    let text = composed((vec![HEAD], places), |text| {
        text.push_str(HEAD);
        for n in 0..places {
            text.push_str(if n == 0 { "$" } else { ", $" });
            text.push_str(&(n + 2).to_string());
        }
        text.push_str(") ORDER BY unit_id, valid_from");
    });
    let padded = units.iter().chain(std::iter::repeat(&units[0])).take(places);
    let query = padded.fold(sql(text).arg(district), |query, unit| query.arg(*unit));
    for row in query.all::<NameRow>(conn).await? {
        let id = UnitId::new(row.unit_id);
        if row.valid_from <= day || !names.contains_key(&id) {
            let kind = UnitType::parse(&row.r#type, "type").map_err(corrupt_of)?;
            names.insert(id, UnitName { name: row.name, kind });
        }
    }
    Ok(names)
}
