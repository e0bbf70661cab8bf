//! What the rows of an object say, taken before something changes them and put back afterwards, whatever columns its
//! tables have.

use domain::id::DistrictId;
use domain::journal::ObjectType;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column as _, FromRow, Row as _, TypeInfo as _, ValueRef as _};
use uuid::Uuid;

use crate::sql::composed;
use crate::{Arg, Conn, Error, Result, Tx, sql};

/// The tables of an object, its own first, and the column of each that holds its id.
type Tables = &'static [(&'static str, &'static str)];

/// Nothing for what an import never touches.
pub(crate) const fn tables(of: ObjectType) -> Tables {
    match of {
        ObjectType::Division => {
            &[("division", "id"), ("division_period", "division_id"), ("division_outline", "division_id")]
        }
        ObjectType::Observation => &[("observation", "id")],
        ObjectType::Unit => &[("unit", "id"), ("unit_period", "unit_id")],
        ObjectType::PartyOrganisation => &[
            ("party_organisation", "id"),
            ("party_organisation_period", "party_organisation_id"),
            ("party_count", "party_organisation_id"),
        ],
        ObjectType::PartyAggregate => &[("party_aggregate", "id")],
        ObjectType::Post => &[("post", "id"), ("post_holding", "post_id")],
        ObjectType::Appointment => &[("appointment", "id")],
        ObjectType::Consortium => &[
            ("consortium", "id"),
            ("consortium_period", "consortium_id"),
            ("obligation_open", "consortium_id"),
        ],
        ObjectType::Charter => &[("charter_clause", "id")],
        ObjectType::Membership => &[("membership", "id"), ("membership_step", "membership_id")],
        ObjectType::Seat => &[("seat", "id"), ("seat_step", "seat_id")],
        ObjectType::Meeting => &[("meeting", "id"), ("meeting_attendance", "meeting_id")],
        ObjectType::Entry => &[("entry", "id")],
        ObjectType::Claim => &[("claim", "id"), ("claim_step", "claim_id")],
        ObjectType::Resolution => &[("resolution", "id")],
        ObjectType::Task => &[("task", "id"), ("task_step", "task_id")],
        ObjectType::Topic => &[("topic", "id")],
        ObjectType::AgendaItem => &[("agenda_item", "id")],
        ObjectType::Invitation => &[("invitation", "id")],
        ObjectType::Vote => &[("vote", "id"), ("ballot", "vote_id")],
        ObjectType::Remark => &[("minutes_remark", "id")],
        ObjectType::Bulletin => {
            &[("bulletin", "id"), ("bulletin_section", "bulletin_id"), ("bulletin_receipt", "bulletin_id")]
        }
        ObjectType::Opinion => &[("opinion", "id")],
        ObjectType::ListRefresh => &[("list_refresh", "id")],
        _ => &[],
    }
}

/// The rows of one table, as JSON keeps them.
#[derive(Serialize, Deserialize)]
struct Kept {
    table: String,
    rows: Vec<Cells>,
}

#[derive(Serialize, Deserialize)]
struct Cells(Vec<(String, Arg)>);

macro_rules! cells_from {
    ($row:ty, $($engine:literal => $variant:ident),+) => {
        impl FromRow<'_, $row> for Cells {
            fn from_row(row: &$row) -> sqlx::Result<Self> {
                let mut cells = Vec::with_capacity(row.columns().len());
                for (i, column) in row.columns().iter().enumerate() {
                    // SQLite tells the type of a NULL by the column alone.
                    let kind = match row.try_get_raw(i)?.type_info().name() {
                        "NULL" => column.type_info().name().to_owned(),
                        name => name.to_owned(),
                    };
                    let cell = match kind.as_str() {
                        $($engine => Arg::$variant(row.try_get(i)?),)+
                        other => return Err(sqlx::Error::TypeNotFound { type_name: other.to_owned() }),
                    };
                    cells.push((column.name().to_owned(), cell));
                }
                Ok(Self(cells))
            }
        }
    };
}

cells_from!(SqliteRow, "INTEGER" => Int, "REAL" => Real, "TEXT" => Text, "BLOB" => Bytes);
cells_from!(PgRow, "INT8" => Int, "FLOAT8" => Real, "TEXT" => Text, "BYTEA" => Bytes, "UUID" => Id, "DATE" => Day,
    "TIMESTAMPTZ" => Time);

/// The rows of an object as JSON.
pub async fn take(conn: &mut Conn, district: DistrictId, of: ObjectType, id: Uuid) -> Result<String> {
    let mut kept = Vec::new();
    for (table, key) in tables(of) {
        let text = composed((vec!["image", table], 1), |text| {
            // Every column there is, so that later ones are kept as well.
            text.push_str(&format!(
                "SELECT * FROM {table} WHERE district_id = $1 AND {key} = $2 ORDER BY id"
            ));
        });
        let rows = sql(text).arg(district).arg(id).all(conn).await?;
        kept.push(Kept { table: (*table).to_owned(), rows });
    }
    serde_json::to_string(&kept).map_err(|why| Error::corrupt("image", why))
}

/// Puts the rows back as they were; whatever came to the object since is gone.
pub async fn put_back(
    tx: &mut Tx,
    district: DistrictId,
    of: ObjectType,
    id: Uuid,
    image: &str,
) -> Result<()> {
    let kept: Vec<Kept> = serde_json::from_str(image).map_err(|why| Error::corrupt("image", why))?;
    for (table, key) in tables(of).iter().skip(1) {
        let text = composed((vec!["image clear", table], 1), |text| {
            text.push_str(&format!("DELETE FROM {table} WHERE district_id = $1 AND {key} = $2"));
        });
        sql(text).arg(district).arg(id).run(tx).await?;
    }
    for Kept { table, rows } in kept {
        let Some((table, _)) = tables(of).iter().find(|(name, _)| *name == table) else { continue };
        for Cells(cells) in rows {
            insert(tx, table, cells).await?;
        }
    }
    Ok(())
}

/// The object's own row is still there, because others refer to it: it gets its old values.
async fn insert(tx: &mut Tx, table: &'static str, cells: Vec<(String, Arg)>) -> Result<()> {
    let names: Vec<&str> = cells.iter().map(|(name, _)| name.as_str()).collect();
    let places: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
    let others = names.iter().filter(|name| !matches!(**name, "district_id" | "id"));
    let values: Vec<String> = others.map(|name| format!("{name} = excluded.{name}")).collect();
    let text = composed((vec!["image insert", table], names.len()), |text| {
        text.push_str(&format!(
            "INSERT INTO {table} ({}) VALUES ({}) ON CONFLICT (district_id, id) DO UPDATE SET {}",
            names.join(", "),
            places.join(", "),
            values.join(", ")
        ));
    });
    let insert = cells.into_iter().fold(sql(text), |insert, (_, cell)| insert.arg(cell));
    insert.run(tx).await.map(|_| ())
}
