//! A list as a file for people: the columns of the screen, every row, and an entry in the journal that it left the house.

use documents::Table;
use domain::access::Operation;
use domain::id::DivisionId;
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Language, Refusal, Rule};
use serde_json::json;

use crate::{Error, Lianhe, Listing, Result, View, Work, Write};

/// As many rows as one file holds: more than a district has of anything but journal entries.
const MOST: i64 = 50_000;

domain::words! {
    pub enum Format {
        Csv = "csv", "CSV";
        Xlsx = "xlsx", "Excel";
    }
}

/// A column of a screen: its words in Chinese and English, and what stands in it.
pub(super) struct Column<T> {
    pub words: (&'static str, &'static str),
    pub cell: fn(&T, Language) -> String,
}

/// What a screen lists, with whose and which day's it is.
pub struct Sheet {
    /// What is listed, for the journal: `units`.
    kind: &'static str,
    /// What is listed, for the file's name: 单位.
    title: String,
    place: String,
    day: chrono::NaiveDate,
    table: Table,
}

pub struct File {
    pub name: String,
    pub format: Format,
    pub bytes: Vec<u8>,
}

impl Sheet {
    /// `place` names whose list it is; without it, the caller's own place does.
    pub(super) fn new<T>(
        view: &View<'_>,
        language: Language,
        (kind, title): (&'static str, (&'static str, &'static str)),
        place: Option<String>,
        columns: &[Column<T>],
        rows: &[T],
    ) -> Self {
        let cells = |row| columns.iter().map(|column| (column.cell)(row, language)).collect();
        let header = columns.iter().map(|column| either(language, column.words).to_owned()).collect();
        Self::of(view, (kind, either(language, title)), place, header, rows.iter().map(cells).collect())
    }

    /// A table whose columns are not known in advance.
    pub(super) fn of(
        view: &View<'_>,
        (kind, title): (&'static str, &str),
        place: Option<String>,
        header: Vec<String>,
        rows: Vec<Vec<String>>,
    ) -> Self {
        Self {
            kind,
            title: title.to_owned(),
            place: place.unwrap_or_else(|| view.caller.actor.place_name.clone()),
            day: view.as_of,
            table: Table::new(header, rows.into_iter().collect()),
        }
    }

    /// As people know a file again: what, of where, as of when. `单位_大连湾街道_2018-12-31.xlsx`
    fn file_name(&self, format: Format) -> String {
        let tidy = |text: &str| text.replace(|c: char| "/\\:*?\"<>|".contains(c) || c.is_control(), " ");
        format!("{}_{}_{}.{}", self.title, tidy(&self.place), self.day, format.word())
    }
}

pub(super) const fn either(language: Language, words: (&'static str, &'static str)) -> &'static str {
    match language {
        Language::Chinese => words.0,
        Language::English => words.1,
    }
}

/// Every row that the filters match, as one page.
pub(super) fn whole(within: Option<DivisionId>) -> Listing {
    Listing { within, limit: MOST, ..Listing::default() }
}

/// # Errors
/// Refuses more rows than one file holds.
pub(super) fn check_size(total: i64) -> Result<()> {
    if total > MOST { Err(Refusal::new(Rule::ExportTooLarge, "within").with(total).into()) } else { Ok(()) }
}

/// Writes the file, and in the journal that the caller took it.
///
/// # Errors
/// `Forbidden` for an appointment that may look but not export.
pub async fn deliver(lianhe: &Lianhe, view: View<'_>, sheet: Sheet, format: Format) -> Result<File> {
    let actor = &view.caller.actor;
    if !actor.may(Operation::ExportRun, &actor.place) {
        return Err(Error::Forbidden(Operation::ExportRun));
    }
    let caller = view.caller;
    drop(view);
    let name = sheet.file_name(format);
    let written = match format {
        Format::Csv => documents::Format::CsvForSpreadsheets,
        Format::Xlsx => documents::Format::Xlsx,
    };
    let bytes = documents::write_table(&sheet.table, written)?;
    let taken = RecordExport { kind: sheet.kind, file: name.clone(), rows: sheet.table.rows.len() };
    lianhe.write(caller, taken).await?;
    Ok(File { name, format, bytes })
}

/// An export changes nothing, but data leave the house: whoever audits must see who took what.
pub struct RecordExport {
    pub kind: &'static str,
    pub file: String,
    pub rows: usize,
}

impl Write for RecordExport {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let place = work.actor.place;
        work.authorise(Operation::ExportRun, &place)?;
        let object = ObjectRef { kind: ObjectType::Export, id: work.ids.uuid(), name: self.file };
        let after = json!({ "kind": self.kind, "rows": self.rows });
        work.journal(Operation::ExportRun, object, (None, Some(after)), None).await
    }
}

/// Words of a closed vocabulary, as the screen says them.
pub(super) fn said(language: Language, term: &str, word: &str) -> String {
    match language {
        Language::Chinese => term.to_owned(),
        Language::English => {
            let spaced = word.replace('_', " ");
            let mut letters = spaced.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}
