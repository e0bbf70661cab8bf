//! What a file seems to hold, before anything is done with it: header, first rows, which column is which.

use documents::Table;
use domain::id::DistrictId;
use storage::Conn;

use super::{Kind, Layout, Mapping, may_import};
use crate::{Result, View};

/// As many rows as a person wants to see to recognise a table.
const SAMPLE: usize = 5;

pub struct Preview {
    pub rows: usize,
    pub header: Vec<String>,
    pub sample: Vec<Vec<String>>,
    /// By our column names; what is missing has to be chosen.
    pub mapping: Mapping,
    /// Whether the mapping is the one of an earlier import of such a table.
    pub remembered: bool,
}

/// # Errors
/// `Forbidden` for an appointment that may not import the kind.
pub async fn preview(view: &mut View<'_>, kind: Kind, table: &Table) -> Result<Preview> {
    may_import(&view.caller.actor, kind)?;
    let district = view.district();
    let known = remembered(&mut view.conn, district, kind, &table.header).await?;
    let layout = Layout::proposed(kind, &table.header, known.as_ref().unwrap_or(&Mapping::new()));
    let cells = |row: documents::Row<'_>| row.cells.iter().map(str::to_owned).collect();
    Ok(Preview {
        rows: table.rows.len(),
        header: table.header.clone(),
        sample: table.rows.iter().take(SAMPLE).map(cells).collect(),
        mapping: layout.mapping(&table.header),
        remembered: known.is_some(),
    })
}

/// The mapping of the newest import of the kind from a table with the same header.
pub(super) async fn remembered(
    conn: &mut Conn,
    district: DistrictId,
    kind: Kind,
    header: &[String],
) -> Result<Option<Mapping>> {
    let run = storage::import::alike(conn, district, kind.word(), &header_key(header)).await?;
    Ok(run.and_then(|run| serde_json::from_str(&run.mapping).ok()))
}

pub(super) fn header_key(header: &[String]) -> String {
    serde_json::to_string(header).unwrap_or_default()
}
