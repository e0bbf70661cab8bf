//! Which column of a file is read as which of ours, and the cells of a row by our names.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use documents::{FaultKind, Row, Table};
use domain::rule::{Language, Refusal, Rule};

use super::report::{Issue, Severity};
use super::{Column, Kind};

/// What a cell says, or why it cannot.
pub(super) type Read<T> = Result<T, Refusal>;

/// Our column names, each with the header of the file that is read as it.
pub type Mapping = BTreeMap<String, String>;

/// Where each column of a kind stands in a table.
#[derive(Debug, Clone)]
pub struct Layout {
    kind: Kind,
    places: Vec<Option<usize>>,
}

impl Layout {
    /// What the mapping says; for what it does not name, the header that means the column.
    ///
    /// # Errors
    /// Refuses a table without a column that the kind needs, and a mapping to a header that is not there.
    pub fn new(kind: Kind, header: &[String], mapping: &Mapping) -> Result<Self, Refusal> {
        let layout = Self::proposed(kind, header, mapping);
        for (column, place) in kind.columns().iter().zip(&layout.places) {
            if place.is_none() && (column.needed || mapping.get(column.name).is_some_and(|h| !h.is_empty())) {
                let wanted = mapping.get(column.name).map(String::as_str).filter(|header| !header.is_empty());
                let wanted = wanted.unwrap_or(column.title);
                return Err(Refusal::new(Rule::ColumnMissing, column.name).with(wanted));
            }
        }
        Ok(layout)
    }

    /// As [`Self::new`], with whatever is missing left open.
    pub fn proposed(kind: Kind, header: &[String], mapping: &Mapping) -> Self {
        let mapped: Vec<&str> = mapping.values().map(String::as_str).collect();
        let place = |column: &Column| match mapping.get(column.name) {
            Some(wanted) => header.iter().position(|h| h == wanted && !h.is_empty()),
            None => header.iter().position(|h| column.is_called(h) && !mapped.contains(&h.as_str())),
        };
        Self { kind, places: kind.columns().iter().map(place).collect() }
    }

    pub fn columns(&self) -> impl Iterator<Item = (&'static Column, Option<usize>)> {
        self.kind.columns().iter().zip(self.places.iter().copied())
    }

    pub fn has(&self, name: &str) -> bool {
        self.columns().any(|(column, place)| column.name == name && place.is_some())
    }

    /// Every column that is read, by our name and the file's.
    pub fn mapping(&self, header: &[String]) -> Mapping {
        let read = self.columns().filter_map(|(column, place)| Some((column.name, header.get(place?)?)));
        read.map(|(name, header)| (name.to_owned(), header.clone())).collect()
    }
}

/// The cells of one row by column name, and what is to be said about them.
pub(super) struct Cells<'a> {
    pub table: &'a Table,
    layout: &'a Layout,
    row: Row<'a>,
    language: Language,
    pub notes: Vec<Issue>,
}

impl<'a> Cells<'a> {
    pub const fn new(table: &'a Table, layout: &'a Layout, row: Row<'a>, language: Language) -> Self {
        Self { table, layout, row, language, notes: Vec::new() }
    }

    pub const fn line(&self) -> u64 {
        self.row.line
    }

    /// Says what is wrong with cells that are read: refuses the row where the value itself is lost.
    pub fn check_readable(&mut self) -> Read<()> {
        for fault in self.table.faults_of(self.row.line) {
            let Some((column, _)) = self.layout.columns().find(|(_, place)| *place == Some(fault.column))
            else {
                continue;
            };
            let why = match self.language {
                Language::Chinese => fault.kind.chinese(),
                Language::English => fault.kind.english(),
            };
            let refusal = Refusal::new(Rule::CellUnreadable, column.name).with(why);
            match fault.kind {
                FaultKind::Merged | FaultKind::Quote => self.flag(&refusal),
                _ => return Err(refusal),
            }
        }
        Ok(())
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.layout.columns().find(|(column, _)| column.name == name).and_then(|(_, place)| place)
    }

    /// The text of a cell; empty when the table has no such column.
    pub fn text(&self, name: &str) -> &'a str {
        self.place(name).and_then(|at| self.row.cells.get(at)).unwrap_or_default()
    }

    pub fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    pub fn day(&self, name: &'static str) -> Result<Option<NaiveDate>, Refusal> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        let tidy = text.replace(['/', '.', '年', '月'], "-").replace('日', "");
        let day = NaiveDate::parse_from_str(&tidy, "%Y-%m-%d");
        day.map(Some).map_err(|_| Refusal::new(Rule::DateInvalid, name).with(text))
    }

    pub fn number(&self, name: &'static str) -> Result<Option<f64>, Refusal> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.replace([',', '，'], "").parse::<f64>().ok().filter(|n| n.is_finite());
        number.map(Some).ok_or_else(|| Refusal::new(Rule::NumberInvalid, name).with(text))
    }

    pub fn whole(&self, name: &'static str) -> Result<Option<i64>, Refusal> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.replace([',', '，'], "").parse::<i64>();
        number.map(Some).map_err(|_| Refusal::new(Rule::NumberInvalid, name).with(text))
    }

    /// A value that was put right and needs a look.
    pub fn repair(&mut self, refusal: &Refusal) {
        let issue = self.issue(refusal, Severity::Repaired);
        self.notes.push(issue);
    }

    /// A value that was taken as it is and needs a look.
    pub fn flag(&mut self, refusal: &Refusal) {
        let issue = self.issue(refusal, Severity::Flagged);
        self.notes.push(issue);
    }

    pub fn noted(&self, severity: Severity) -> bool {
        self.notes.iter().any(|issue| issue.severity == severity)
    }

    /// What is to be said about a cell: its column as the file calls it, its value as it was found.
    pub fn issue(&self, refusal: &Refusal, severity: Severity) -> Issue {
        let place = self.place(refusal.field);
        let header = place.and_then(|at| self.table.header.get(at)).cloned();
        let cell = self.text(refusal.field);
        Issue {
            row: self.row.line,
            column: header.unwrap_or_else(|| refusal.field.to_owned()),
            value: if cell.is_empty() { refusal.value.clone() } else { cell.to_owned() },
            rule: refusal.rule.code().to_owned(),
            severity,
            message: refusal.detail(self.language),
            suggestion: refusal.hint(self.language),
        }
    }
}

/// A needed cell that is empty is an empty name, whatever it names.
pub(super) fn given<T>(value: Option<T>, field: &'static str) -> Result<T, Refusal> {
    value.ok_or_else(|| Refusal::new(Rule::NameEmpty, field))
}
