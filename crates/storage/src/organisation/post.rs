//! Posts and who holds them.

use chrono::NaiveDate;
use domain::access::Scope;
use domain::id::{DistrictId, DivisionId, PartyOrganisationId, PersonId, PostId, UnitId};
use domain::name::search_key;
use domain::organisation::PostKind;
use domain::period::Period;
use sqlx::FromRow;
use uuid::Uuid;

use super::{scope_id, scoped};
use crate::{After, Conn, Error, Page, Result, Scan, Tx, sql};

/// The body that a post belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Body {
    Unit(UnitId),
    PartyOrganisation(PartyOrganisationId),
}

impl Body {
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Unit(id) => id.uuid(),
            Self::PartyOrganisation(id) => id.uuid(),
        }
    }

    const fn columns(self) -> (Option<UnitId>, Option<PartyOrganisationId>) {
        match self {
            Self::Unit(id) => (Some(id), None),
            Self::PartyOrganisation(id) => (None, Some(id)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub row: Uuid,
    pub person: PersonId,
    pub name: String,
    pub period: Period,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub id: PostId,
    pub version: i64,
    pub body: Body,
    pub body_name: String,
    /// The unit it belongs to itself or through its Party organisation's host.
    pub unit: Option<UnitId>,
    pub division: DivisionId,
    pub kind: PostKind,
    pub title: String,
    pub holder: Option<Holder>,
}

#[derive(FromRow)]
struct PostRow {
    id: Uuid,
    version: i64,
    unit_id: Option<Uuid>,
    party_organisation_id: Option<Uuid>,
    host_id: Option<Uuid>,
    body_name: String,
    division_id: Uuid,
    kind: String,
    title: String,
    sort_key: String,
    /// How many rows there are from the first on; said by lists alone.
    #[sqlx(default)]
    total: i64,
    holding_id: Option<Uuid>,
    person_id: Option<Uuid>,
    person_name: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

impl TryFrom<PostRow> for Post {
    type Error = Error;

    fn try_from(row: PostRow) -> Result<Self> {
        let corrupt = |why| Error::corrupt("post", why);
        let body = match (row.unit_id, row.party_organisation_id) {
            (Some(id), None) => Body::Unit(UnitId::new(id)),
            (None, Some(id)) => Body::PartyOrganisation(PartyOrganisationId::new(id)),
            _ => return Err(Error::corrupt("post", "it belongs to nobody")),
        };
        let holder = match (row.holding_id, row.person_id, row.valid_from) {
            (Some(holding), Some(person), Some(from)) => Some(Holder {
                row: holding,
                person: PersonId::new(person),
                name: row.person_name.unwrap_or_default(),
                period: Period::new(from, row.valid_to).map_err(corrupt)?,
            }),
            _ => None,
        };
        Ok(Self {
            id: PostId::new(row.id),
            version: row.version,
            body,
            body_name: row.body_name,
            unit: row.unit_id.or(row.host_id).map(UnitId::new),
            division: DivisionId::new(row.division_id),
            kind: PostKind::parse(&row.kind, "kind").map_err(corrupt)?,
            title: row.title,
            holder,
        })
    }
}

// A post has no period of its own: it lies where its unit or Party organisation lies on the day asked for. What is named
// first is read first: organisations of a place for a list of theirs, posts where few of them are meant.
macro_rules! posts {
    ($with:literal, $total:literal, $units:literal, $parties:literal, $which:literal) => {
        concat!(
            $with,
            "SELECT ",
            $total,
            "p.id, p.version, p.unit_id, p.party_organisation_id, p.host_id, p.body_name, p.division_id, p.kind,
                p.title, p.sort_key, h.id AS holding_id, h.person_id, n.name AS person_name, h.valid_from, h.valid_to
            FROM (
                SELECT s.district_id, s.id, s.version, s.unit_id, s.party_organisation_id, b.unit_id AS host_id,
                    b.name AS body_name, b.name_search, b.division_id, b.street_id, s.kind, s.title,
                    b.name_key || s.title_key AS sort_key
                FROM ",
            $units,
            " WHERE s.district_id = $1 AND b.district_id = $1 AND b.unit_id = s.unit_id
                    AND b.valid_from <= $3 AND b.valid_to > $3",
            $which,
            "
                UNION ALL
                SELECT s.district_id, s.id, s.version, s.unit_id, s.party_organisation_id, b.unit_id AS host_id,
                    b.name AS body_name, b.name_search, b.division_id, b.street_id, s.kind, s.title,
                    b.name_key || s.title_key AS sort_key
                FROM ",
            $parties,
            " WHERE s.district_id = $1 AND b.district_id = $1
                    AND b.party_organisation_id = s.party_organisation_id
                    AND b.valid_from <= $3 AND b.valid_to > $3",
            $which,
            "
            ) p
            LEFT JOIN post_holding h ON h.district_id = p.district_id AND h.post_id = p.id
                AND h.valid_from <= $3 AND h.valid_to > $3
            LEFT JOIN person n ON n.id = h.person_id
            WHERE p.district_id = $1 AND "
        )
    };
    (bodies) => {
        posts!(
            "",
            "CAST(COUNT(*) OVER () AS BIGINT) AS total, ",
            "unit_period b CROSS JOIN post s",
            "party_organisation_period b CROSS JOIN post s",
            ""
        )
    };
    (vacant) => {
        posts!(
            "WITH vacant AS MATERIALIZED (SELECT id FROM post WHERE district_id = $1 EXCEPT SELECT post_id
                FROM post_holding WHERE district_id = $1 AND valid_from <= $3 AND valid_to > $3) ",
            "CAST(COUNT(*) OVER () AS BIGINT) AS total, ",
            "vacant v CROSS JOIN post s CROSS JOIN unit_period b",
            "vacant v CROSS JOIN post s CROSS JOIN party_organisation_period b",
            " AND s.id = v.id"
        )
    };
    (posts) => {
        posts!(
            "",
            "",
            "post s JOIN unit_period b ON TRUE",
            "post s JOIN party_organisation_period b ON TRUE",
            ""
        )
    };
}

#[derive(Debug, Clone, Default)]
pub struct PostFilter {
    pub vacant: bool,
    /// Any part of the organisation's name.
    pub name: String,
    pub body: Option<Uuid>,
}

pub async fn list(
    conn: &mut Conn,
    district: DistrictId,
    scan: &Scan,
    filter: &PostFilter,
) -> Result<Page<Post>> {
    page(rows(conn, district, scan, filter).await?, scan)
}

/// A page, and how many there are in all.
pub async fn list_and_count(
    conn: &mut Conn,
    district: DistrictId,
    scan: &Scan,
    filter: &PostFilter,
) -> Result<(Page<Post>, i64)> {
    let rows = rows(conn, district, scan, filter).await?;
    let total = match scan.after == After::default() {
        true => rows.first().map_or(0, |row| row.total),
        false => count(conn, district, scan, filter).await?,
    };
    Ok((page(rows, scan)?, total))
}

fn page(rows: Vec<PostRow>, scan: &Scan) -> Result<Page<Post>> {
    let page = Page::cut(rows, scan.limit, |row| After { key: row.sort_key.clone(), id: row.id });
    Ok(Page { next: page.next, items: page.items.into_iter().map(Post::try_from).collect::<Result<_>>()? })
}

async fn rows(
    conn: &mut Conn,
    district: DistrictId,
    scan: &Scan,
    filter: &PostFilter,
) -> Result<Vec<PostRow>> {
    macro_rules! text {
        ($scope:literal) => {
            text!(bodies, $scope)
        };
        ($first:ident, $scope:literal) => {
            concat!(
                posts!($first),
                $scope,
                " AND ($4 = '' OR h.id IS NULL) AND ($5 = '' OR replace(p.name_search, $5, '') <> p.name_search)
                AND ($6 = '' OR p.unit_id = $7 OR p.party_organisation_id = $7)
                AND (p.sort_key, p.id) > ($8, $9) ORDER BY p.sort_key, p.id LIMIT $10"
            )
        };
    }
    let text = match scan.scope {
        Scope::District if filter.vacant => text!(vacant, "p.district_id = $2"),
        scope => scoped!(scope, "p.host_id = $2", text),
    };
    sql(text)
        .arg(district)
        .arg(scope_id(scan.scope, district))
        .arg(scan.as_of)
        .arg(if filter.vacant { "vacant" } else { "" })
        .arg(search_key(&filter.name))
        .arg(if filter.body.is_some() { "body" } else { "" })
        .arg(filter.body.unwrap_or_default())
        .arg(scan.after.key.as_str())
        .arg(scan.after.id)
        .arg(scan.limit + 1)
        .all(conn)
        .await
}

#[derive(FromRow)]
struct CountRow {
    n: i64,
}

async fn count(conn: &mut Conn, district: DistrictId, scan: &Scan, filter: &PostFilter) -> Result<i64> {
    macro_rules! text {
        ($scope:literal) => {
            text!(bodies, $scope)
        };
        ($first:ident, $scope:literal) => {
            concat!(
                "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM (",
                posts!($first),
                $scope,
                " AND ($4 = '' OR h.id IS NULL) AND ($5 = '' OR replace(p.name_search, $5, '') <> p.name_search)
                AND ($6 = '' OR p.unit_id = $7 OR p.party_organisation_id = $7)) counted"
            )
        };
    }
    let text = match scan.scope {
        Scope::District if filter.vacant => text!(vacant, "p.district_id = $2"),
        scope => scoped!(scope, "p.host_id = $2", text),
    };
    let query = sql(text).arg(district).arg(scope_id(scan.scope, district)).arg(scan.as_of);
    let query = query.arg(if filter.vacant { "vacant" } else { "" }).arg(search_key(&filter.name));
    let query =
        query.arg(if filter.body.is_some() { "body" } else { "" }).arg(filter.body.unwrap_or_default());
    Ok(query.one::<CountRow>(conn).await?.n)
}

pub async fn get(
    conn: &mut Conn,
    district: DistrictId,
    id: PostId,
    as_of: NaiveDate,
) -> Result<Option<Post>> {
    const SQL: &str = concat!(posts!(posts), "p.id = $2");
    let row: Option<PostRow> = sql(SQL).arg(district).arg(id).arg(as_of).optional(conn).await?;
    row.map(Post::try_from).transpose()
}

/// The posts that a person holds on a day.
pub async fn of_person(
    conn: &mut Conn,
    district: DistrictId,
    person: PersonId,
    as_of: NaiveDate,
) -> Result<Vec<Post>> {
    const SQL: &str = concat!(posts!(posts), "h.person_id = $2 ORDER BY p.sort_key, p.id");
    let rows: Vec<PostRow> = sql(SQL).arg(district).arg(person).arg(as_of).all(conn).await?;
    rows.into_iter().map(Post::try_from).collect()
}

#[derive(FromRow)]
struct KeyRow {
    id: Uuid,
    unit_id: Option<Uuid>,
    party_organisation_id: Option<Uuid>,
    kind: String,
    title: String,
}

/// Every post of the district by what makes it one: its body, kind and title.
pub async fn keys(conn: &mut Conn, district: DistrictId) -> Result<Vec<((Uuid, PostKind, String), PostId)>> {
    const SQL: &str =
        "SELECT id, unit_id, party_organisation_id, kind, title FROM post WHERE district_id = $1";
    let rows: Vec<KeyRow> = sql(SQL).arg(district).all(conn).await?;
    rows.into_iter()
        .map(|row| {
            let kind = PostKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("post", why))?;
            let body = row.unit_id.or(row.party_organisation_id).unwrap_or_default();
            Ok(((body, kind, row.title), PostId::new(row.id)))
        })
        .collect()
}

pub async fn insert(
    tx: &mut Tx,
    district: DistrictId,
    id: PostId,
    body: Body,
    kind: PostKind,
    title: &str,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO post (district_id, id, version, unit_id, party_organisation_id, kind, title, title_key)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7)";
    let (unit, party) = body.columns();
    // Posts of one body stand in the order of their kinds: secretary first.
    let key = format!("\u{1}{}{title}", PostKind::ALL.iter().position(|k| *k == kind).unwrap_or_default());
    let insert = sql(SQL).arg(district).arg(id).arg(unit).arg(party).arg(kind.word()).arg(title).arg(key);
    insert.later(tx).await
}

pub async fn bump(tx: &mut Tx, district: DistrictId, id: PostId, version: i64) -> Result<bool> {
    const SQL: &str =
        "UPDATE post SET version = version + 1 WHERE district_id = $1 AND id = $2 AND version = $3";
    Ok(sql(SQL).arg(district).arg(id).arg(version).run(tx).await? == 1)
}

#[derive(FromRow)]
struct HoldingRow {
    id: Uuid,
    post_id: Uuid,
    person_id: Uuid,
    person_name: String,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
}

/// All holdings of the district's posts, oldest first.
pub async fn holdings(conn: &mut Conn, district: DistrictId) -> Result<Vec<(PostId, Holder)>> {
    const SQL: &str = "SELECT h.id, h.post_id, h.person_id, n.name AS person_name, h.valid_from, h.valid_to
        FROM post_holding h JOIN person n ON n.id = h.person_id WHERE h.district_id = $1 ORDER BY h.valid_from, h.id";
    let rows: Vec<HoldingRow> = sql(SQL).arg(district).all(conn).await?;
    rows.into_iter().map(HoldingRow::holding).collect()
}

impl HoldingRow {
    fn holding(self) -> Result<(PostId, Holder)> {
        let period =
            Period::new(self.valid_from, Some(self.valid_to)).map_err(|why| Error::corrupt("post", why))?;
        let person = PersonId::new(self.person_id);
        let holder = Holder { row: self.id, person, name: self.person_name, period };
        Ok((PostId::new(self.post_id), holder))
    }
}

/// A holding of one of a body's posts, whenever it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub post: PostId,
    pub kind: PostKind,
    pub title: String,
    pub holder: Holder,
}

#[derive(FromRow)]
struct HeldRow {
    kind: String,
    title: String,
    #[sqlx(flatten)]
    holding: HoldingRow,
}

/// Who holds, held and will hold the posts of a body: by post, newest first.
pub async fn held_at(conn: &mut Conn, district: DistrictId, body: Body) -> Result<Vec<Held>> {
    const SQL: &str =
        "SELECT s.kind, s.title, h.id, h.post_id, h.person_id, n.name AS person_name, h.valid_from,
            h.valid_to
        FROM post s JOIN post_holding h ON h.district_id = s.district_id AND h.post_id = s.id
        JOIN person n ON n.id = h.person_id
        WHERE s.district_id = $1 AND (s.unit_id = $2 OR s.party_organisation_id = $2)
        ORDER BY s.title_key, s.id, h.valid_from DESC, h.id";
    let rows: Vec<HeldRow> = sql(SQL).arg(district).arg(body.uuid()).all(conn).await?;
    rows.into_iter()
        .map(|row| {
            let kind = PostKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("post", why))?;
            let (post, holder) = row.holding.holding()?;
            Ok(Held { post, kind, title: row.title, holder })
        })
        .collect()
}

/// Gives a holding to another post: where it had not begun yet, there is nothing to keep at the old one.
pub async fn move_holding(tx: &mut Tx, district: DistrictId, row: Uuid, post: PostId) -> Result<()> {
    const SQL: &str = "UPDATE post_holding SET post_id = $3 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(row).arg(post).later(tx).await
}

pub async fn insert_holding(tx: &mut Tx, district: DistrictId, post: PostId, holder: &Holder) -> Result<()> {
    const SQL: &str = "INSERT INTO post_holding (district_id, id, post_id, person_id, valid_from, valid_to)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let insert = sql(SQL).arg(district).arg(holder.row).arg(post).arg(holder.person);
    insert.arg(holder.period.from()).arg(holder.period.stored_to()).later(tx).await
}

pub async fn end_holding(tx: &mut Tx, district: DistrictId, row: Uuid, on: NaiveDate) -> Result<()> {
    const SQL: &str = "UPDATE post_holding SET valid_to = $3 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(row).arg(on).later(tx).await
}

#[derive(FromRow)]
struct OfBodyRow {
    id: Uuid,
    kind: String,
}

/// The posts of a body, filled or not.
pub async fn of_body(conn: &mut Conn, district: DistrictId, body: Body) -> Result<Vec<(PostId, PostKind)>> {
    const SQL: &str =
        "SELECT id, kind FROM post WHERE district_id = $1 AND (unit_id = $2 OR party_organisation_id = $2)
        ORDER BY title_key, id";
    let rows: Vec<OfBodyRow> = sql(SQL).arg(district).arg(body.uuid()).all(conn).await?;
    let kind = |word: &str| PostKind::parse(word, "kind").map_err(|why| Error::corrupt("post", why));
    rows.into_iter().map(|row| Ok((PostId::new(row.id), kind(&row.kind)?))).collect()
}
