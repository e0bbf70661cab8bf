//! Tables in: each row goes through the same commands as a click on a page, all rows in one transaction.
//!
//! A dry run is the real run, undone at the end: what it reports is what would happen. A refused row stops the whole
//! import unless only the good rows are wanted.
//!
//! To add a kind: name it in [`Kind`], list its columns, and write a file with a `row` function that calls commands.

mod appointments;
mod columns;
mod divisions;
mod observations;
mod organisations;
mod outlines;
mod people;
mod reference;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use documents::Table;
use domain::access::{Actor, Operation};
use domain::id::{DistrictId, DivisionId};
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Language, Refusal, Rule};
use serde::Serialize;
use storage::Tx;

use self::columns::Cells;
use crate::access::OPERATOR;
use crate::{Error, Ids, Lianhe, Result, Work};

domain::words! {
    pub enum Kind {
        Divisions = "divisions", "区划";
        Outlines = "outlines", "轮廓";
        Population = "population", "人口";
        Economy = "economy", "经济";
        Units = "units", "单位";
        PartyOrganisations = "party-organisations", "党组织";
        PartyAggregates = "party-aggregates", "党组织合计数";
        People = "people", "人员";
        Appointments = "appointments", "任职";
        Holidays = "holidays", "节假日";
        Industries = "industries", "行业";
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issue {
    pub row: u64,
    pub column: String,
    pub value: String,
    pub rule: String,
    pub message: String,
    pub suggestion: String,
}

/// `rows = added + changed + unchanged + refused`; repaired and flagged are counted inside the first three.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub rows: usize,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub refused: usize,
    pub repaired: usize,
    pub flagged: usize,
    pub issues: Vec<Issue>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Added,
    Changed,
    Unchanged,
}

pub struct Import {
    pub kind: Kind,
    pub table: Table,
    /// The file's name, for the journal.
    pub file: String,
    pub dry_run: bool,
    pub good_rows_only: bool,
    pub language: Language,
}

/// Reading a file of a kind and doing what it says, as the command line's operator.
///
/// # Errors
/// When a needed column is missing or the database fails; refused rows are in the report.
pub async fn import(lianhe: &Lianhe, import: Import) -> Result<Report> {
    columns::check_header(import.kind, &import.table)?;
    let now = lianhe.clock.now();
    let result = lianhe.db.write(move |tx| Box::pin(async move { run(tx, import, now).await })).await;
    match result {
        Ok(report) | Err(Stop::Undone(report)) => Ok(report),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// Why the transaction is undone.
enum Stop {
    Undone(Report),
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<storage::Error> for Stop {
    fn from(error: storage::Error) -> Self {
        Self::Failed(error.into())
    }
}

async fn run(tx: &mut Tx, import: Import, now: DateTime<Utc>) -> std::result::Result<Report, Stop> {
    let mut state = State::load(tx, now).await?;
    let mut report = Report { rows: import.table.rows.len(), ..Report::default() };
    for row in import.table.rows.iter() {
        let mut cells = Cells::new(&import.table, row, import.language);
        let outcome = if row.cells.len() > import.table.header.len() {
            Err(Refusal::new(Rule::RowCells, "row").with(row.cells.len()).into())
        } else {
            one(tx, &mut state, import.kind, &mut cells).await
        };
        match outcome {
            Ok(Outcome::Added) => report.added += 1,
            Ok(Outcome::Changed) => report.changed += 1,
            Ok(Outcome::Unchanged) => report.unchanged += 1,
            Err(Error::Refused(refusal)) => {
                report.refused += 1;
                let issue = cells.issue(&refusal);
                report.issues.push(issue);
                continue;
            }
            Err(error) => return Err(error.into()),
        }
        report.repaired += usize::from(cells.repaired);
        report.flagged += usize::from(cells.flagged);
        report.issues.append(&mut cells.notes);
    }
    if import.dry_run || (report.refused > 0 && !import.good_rows_only) {
        return Err(Stop::Undone(report));
    }
    if report.added + report.changed > 0 {
        journal_import(tx, &state, &import, &report).await?;
    }
    Ok(report)
}

async fn one(tx: &mut Tx, state: &mut State, kind: Kind, cells: &mut Cells<'_>) -> Result<Outcome> {
    match kind {
        Kind::Divisions => divisions::row(tx, state, cells).await,
        Kind::Outlines => outlines::row(tx, state, cells).await,
        Kind::Population | Kind::Economy => observations::row(tx, state, cells).await,
        Kind::Units => organisations::unit_row(tx, state, cells).await,
        Kind::PartyOrganisations => organisations::party_row(tx, state, cells).await,
        Kind::PartyAggregates => organisations::aggregate_row(tx, state, cells).await,
        Kind::People => people::row(tx, state, cells).await,
        Kind::Appointments => appointments::row(tx, state, cells).await,
        Kind::Holidays => reference::holiday_row(tx, cells).await,
        Kind::Industries => reference::industry_row(tx, cells).await,
    }
}

/// What the rows of one import refer to: loaded once, kept up to date row by row.
pub(crate) struct State {
    pub now: DateTime<Utc>,
    pub import: uuid::Uuid,
    /// The operator in each district that the rows so far have touched.
    actors: HashMap<DistrictId, Actor>,
    pub districts: Vec<DistrictId>,
    pub divisions: divisions::Index,
    pub organisations: HashMap<DistrictId, organisations::Index>,
    pub people: people::Index,
    pub outlines: outlines::Index,
}

impl State {
    async fn load(tx: &mut Tx, now: DateTime<Utc>) -> Result<Self> {
        let districts = storage::grid::districts(tx).await?;
        Ok(Self {
            now,
            import: Ids::at(now).uuid(),
            actors: HashMap::new(),
            divisions: divisions::Index::load(tx, &districts).await?,
            districts,
            organisations: HashMap::new(),
            people: people::Index::default(),
            outlines: outlines::Index::default(),
        })
    }

    /// A write inside this import, as the operator of a district.
    pub async fn work<'t>(&mut self, tx: &'t mut Tx, district: DistrictId) -> Result<Work<'t>> {
        let actor = match self.actors.get(&district) {
            Some(actor) => actor.clone(),
            None => {
                let actor = crate::access::operator_actor(tx, district, self.now).await?;
                self.actors.insert(district, actor.clone());
                actor
            }
        };
        let mut work = Work::new(tx, actor, self.now);
        work.batch = Some(self.import);
        Ok(work)
    }

    pub fn today(&self) -> NaiveDate {
        crate::office_day(self.now)
    }

    /// The division that a code or name stands for, in whichever district.
    pub fn division(&self, code_or_name: &str, field: &'static str) -> Result<(DistrictId, DivisionId)> {
        let unknown = || Refusal::new(Rule::DivisionUnknown, field).with(code_or_name);
        Ok(self.divisions.find(code_or_name).ok_or_else(unknown)?)
    }
}

async fn journal_import(tx: &mut Tx, state: &State, import: &Import, report: &Report) -> Result<()> {
    // Reference tables touch no district and concern all of them.
    let mut districts: Vec<DistrictId> = state.actors.keys().copied().collect();
    districts.sort_unstable();
    if districts.is_empty() {
        districts.clone_from(&state.districts);
    }
    for district in &districts {
        let actor = crate::access::operator_actor(tx, *district, state.now).await?;
        let mut work = Work::new(tx, actor, state.now);
        work.batch = Some(state.import);
        let object = ObjectRef { kind: ObjectType::Import, id: state.import, name: import.file.clone() };
        let after = serde_json::json!({ "kind": import.kind.word(), "rows": report.rows, "added": report.added,
            "changed": report.changed, "unchanged": report.unchanged, "refused": report.refused, "by": OPERATOR });
        work.journal(Operation::ImportRun, object, (None, Some(after)), None).await?;
    }
    Ok(())
}
