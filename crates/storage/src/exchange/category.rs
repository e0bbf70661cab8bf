//! Categories of entries.

use domain::exchange::{Category, shipped};
use domain::id::{CategoryId, DistrictId};
use domain::name::Name;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    code: String,
    name: String,
    parent_id: Option<Uuid>,
    retired: i64,
}

/// The categories of a district in their order; the shipped ones until it has its own.
pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Category>> {
    let own = kept(conn, district).await?;
    Ok(if own.is_empty() { shipped() } else { own })
}

async fn kept(conn: &mut Conn, district: DistrictId) -> Result<Vec<Category>> {
    const SQL: &str = "SELECT id, version, code, name, parent_id, retired FROM entry_category
        WHERE district_id = $1 ORDER BY place, code";
    let rows: Vec<Row> = sql(SQL).arg(district).all(conn).await?;
    let category = |row: Row| {
        Ok(Category {
            id: CategoryId::new(row.id),
            version: row.version,
            code: row.code,
            name: Name::parse(&row.name, "name").map_err(|why| Error::corrupt("category", why))?,
            parent: row.parent_id.map(CategoryId::new),
            retired: row.retired != 0,
        })
    };
    rows.into_iter().map(category).collect()
}

/// The same for a write: what was only shipped is kept from now on, so that entries can refer to it.
pub async fn settled(tx: &mut Tx, district: DistrictId) -> Result<Vec<Category>> {
    let own = kept(tx, district).await?;
    if !own.is_empty() {
        return Ok(own);
    }
    let all = shipped();
    for (place, category) in all.iter().enumerate() {
        insert(tx, district, category, place).await?;
    }
    Ok(all)
}

/// Two who settle at once settle the same.
pub async fn insert(tx: &mut Tx, district: DistrictId, category: &Category, place: usize) -> Result<()> {
    const SQL: &str =
        "INSERT INTO entry_category (district_id, id, version, code, name, parent_id, retired, place)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7) ON CONFLICT (district_id, id) DO NOTHING";
    let insert = sql(SQL).arg(district).arg(category.id).arg(category.code.as_str());
    let insert = insert.arg(category.name.as_str()).arg(category.parent).arg(i64::from(category.retired));
    insert.arg(i64::try_from(place).unwrap_or(i64::MAX)).run(tx).await.map(|_| ())
}

/// `false` when somebody else changed it before.
pub async fn update(tx: &mut Tx, district: DistrictId, category: &Category) -> Result<bool> {
    const SQL: &str =
        "UPDATE entry_category SET version = version + 1, name = $4, parent_id = $5, retired = $6
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let update = sql(SQL).arg(district).arg(category.id).arg(category.version);
    let update = update.arg(category.name.as_str()).arg(category.parent).arg(i64::from(category.retired));
    Ok(update.run(tx).await? == 1)
}
