//! What the security administrator chooses from: names of places and people, and nothing else of them.

use chrono::NaiveDate;
use domain::id::{DistrictId, DivisionId, PersonId, PostId, UnitId};
use domain::name::search_key;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Result, sql};

/// A unit by its name and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitPlace {
    pub id: UnitId,
    pub name: String,
    pub division: DivisionId,
}

#[derive(FromRow)]
struct UnitRow {
    id: Uuid,
    name: String,
    division_id: Uuid,
}

/// Units of the district on a day whose name holds a text, by name.
pub async fn units(
    conn: &mut Conn,
    district: DistrictId,
    day: NaiveDate,
    name: &str,
    limit: i64,
) -> Result<Vec<UnitPlace>> {
    const SQL: &str = "SELECT u.unit_id AS id, u.name, u.division_id FROM unit_period u
        WHERE u.district_id = $1 AND u.valid_from <= $2 AND u.valid_to > $2
            AND ($3 = '' OR replace(u.name_search, $3, '') <> u.name_search)
        ORDER BY u.name_key, u.unit_id LIMIT $4";
    let rows: Vec<UnitRow> =
        sql(SQL).arg(district).arg(day).arg(search_key(name)).arg(limit).all(conn).await?;
    let place = |row: UnitRow| UnitPlace {
        id: UnitId::new(row.id),
        name: row.name,
        division: DivisionId::new(row.division_id),
    };
    Ok(rows.into_iter().map(place).collect())
}

/// A person of the district, with the posts held on the day, to tell namesakes apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub id: PersonId,
    pub name: String,
    pub post: Option<(PostId, String)>,
}

#[derive(FromRow)]
struct CandidateRow {
    id: Uuid,
    name: String,
    post_id: Option<Uuid>,
    title: Option<String>,
    body_name: Option<String>,
}

/// People whose name holds a text and who hold a post or an appointment in the district on a day: a row for each post.
pub async fn people(
    conn: &mut Conn,
    district: DistrictId,
    day: NaiveDate,
    name: &str,
    limit: i64,
) -> Result<Vec<Candidate>> {
    const SQL: &str = "SELECT n.id, n.name, h.post_id, s.title, COALESCE(u.name, o.name) AS body_name FROM person n
        LEFT JOIN post_holding h ON h.person_id = n.id AND h.district_id = $1 AND h.valid_from <= $2 AND h.valid_to > $2
        LEFT JOIN post s ON s.district_id = h.district_id AND s.id = h.post_id
        LEFT JOIN unit_period u ON u.district_id = s.district_id AND u.unit_id = s.unit_id
            AND u.valid_from <= $2 AND u.valid_to > $2
        LEFT JOIN party_organisation_period o ON o.district_id = s.district_id
            AND o.party_organisation_id = s.party_organisation_id AND o.valid_from <= $2 AND o.valid_to > $2
        WHERE replace(n.name, $3, '') <> n.name AND (h.id IS NOT NULL OR EXISTS (SELECT 1 FROM appointment a
            WHERE a.person_id = n.id AND a.district_id = $1 AND a.valid_to > $2))
        ORDER BY n.name, n.id, h.post_id LIMIT $4";
    let rows: Vec<CandidateRow> = sql(SQL).arg(district).arg(day).arg(name).arg(limit).all(conn).await?;
    let candidate = |row: CandidateRow| Candidate {
        id: PersonId::new(row.id),
        name: row.name,
        post: row.post_id.map(|id| {
            let body = row.body_name.unwrap_or_default();
            (PostId::new(id), format!("{body} {}", row.title.unwrap_or_default()))
        }),
    };
    Ok(rows.into_iter().map(candidate).collect())
}
