//! Tables in: each row goes through the same rules as a click on a page, all rows in one transaction.
//!
//! A dry run is the real run, undone at the end: what it reports is what would happen. A refused row stops the whole
//! import unless only the good rows are wanted; whatever stops it, nothing is half done.
//!
//! To add a kind: name it in [`Kind`], list its columns in `columns`, and write a file with a `row` function. A row
//! either decides everything before it writes, or lets commands decide inside [`State::command`].

mod agenda_items;
mod appointments;
mod bulletins;
mod cells;
mod columns;
mod consortia;
mod divisions;
mod entries;
mod file;
mod invitations;
mod list;
mod meetings;
mod members;
mod observations;
mod organisations;
mod outlines;
mod people;
mod preview;
mod progress;
mod reference;
mod remarks;
mod report;
mod resolutions;
mod seats;
mod state;
mod tasks;
mod topics;
mod undo;
mod units;
mod votes;
mod years;

use chrono::{DateTime, Utc};
use domain::access::{Actor, AppointmentKind, Operation};
use domain::exchange::EntryKind;
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Language, Refusal};
use storage::Tx;
use storage::import::Run;

pub use self::cells::{Layout, Mapping};
pub use self::columns::Column;
pub(crate) use self::entries::written;
pub use self::file::{annotated, read_table, template};
pub use self::list::{list_imports, show_import};
pub use self::preview::{Preview, preview};
pub use self::progress::Progress;
pub use self::report::{Issue, Report, RuleCount, Severity};
pub(crate) use self::tasks::step_line;
pub(crate) use self::topics::labels;
pub use self::undo::{Undo, undo};
pub(crate) use self::votes::ballot_line;
pub use documents::Table;
pub use storage::import::Run as ImportRun;

pub(crate) use self::bulletins::content;
use self::cells::Cells;
use self::state::State;
use crate::access::OPERATOR;
use crate::sealing::Keyring;
use crate::{Error, Lianhe, Result};

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
        Consortia = "consortia", "联合体";
        Charters = "charters", "章程";
        Members = "members", "成员单位";
        Seats = "seats", "工委席位";
        Meetings = "meetings", "会议记录";
        Resources = "resources", "共享资源";
        Projects = "projects", "服务项目";
        Demands = "demands", "需求意向";
        Claims = "claims", "认领";
        Resolutions = "resolutions", "议定事项";
        Tasks = "tasks", "任务";
        Topics = "topics", "议题";
        AgendaItems = "agenda-items", "议程";
        Invitations = "invitations", "参会回执";
        Votes = "votes", "表决";
        MinutesRemarks = "minutes-remarks", "纪要意见";
        Bulletins = "bulletins", "定期通报";
        Opinions = "opinions", "意见建议";
        ListRefreshes = "list-refreshes", "清单更新";
    }
}

impl Kind {
    /// Whether the kind concerns whole districts, or what stands above them: only a district's own office may read it
    /// in. The other kinds are decided row by row.
    pub const fn is_of_districts(self) -> bool {
        !matches!(
            self,
            Self::Population
                | Self::Economy
                | Self::Units
                | Self::PartyOrganisations
                | Self::PartyAggregates
                | Self::Consortia
                | Self::Charters
                | Self::Members
                | Self::Seats
                | Self::Meetings
                | Self::Resources
                | Self::Projects
                | Self::Demands
                | Self::Claims
                | Self::Resolutions
                | Self::Tasks
                | Self::Topics
                | Self::AgendaItems
                | Self::Invitations
                | Self::Votes
                | Self::MinutesRemarks
                | Self::Bulletins
                | Self::Opinions
                | Self::ListRefreshes
        )
    }

    /// What reading in a table of the kind needs, and what undoing that needs. A table of appointments grants powers: it is
    /// the security administrator's, whoever may import business data.
    pub const fn operations(self) -> (Operation, Operation) {
        match self {
            Self::Appointments => (Operation::AppointmentGrant, Operation::AppointmentEnd),
            _ => (Operation::ImportRun, Operation::ImportUndo),
        }
    }

    /// As what the command line reads in such a table.
    pub(crate) const fn operator(self) -> AppointmentKind {
        match self {
            Self::Appointments => AppointmentKind::SecurityAdministrator,
            _ => AppointmentKind::DistrictAdministrator,
        }
    }
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Added,
    Changed,
    Unchanged,
}

/// On whose behalf a table is read.
#[derive(Debug, Clone)]
pub enum By {
    /// The command line, in whichever district a row belongs to.
    Operator,
    /// An appointment, in its own district and as far as it reaches.
    Actor(Box<Actor>),
}

pub struct Import {
    pub kind: Kind,
    pub table: Table,
    /// The file's name, for the journal.
    pub file: String,
    pub mapping: Mapping,
    pub by: By,
    pub dry_run: bool,
    pub good_rows_only: bool,
    pub language: Language,
    pub progress: Progress,
}

impl Import {
    /// The command line's import of a table as it is.
    pub fn new(kind: Kind, table: Table, file: impl Into<String>) -> Self {
        Self {
            kind,
            table,
            file: file.into(),
            mapping: Mapping::new(),
            by: By::Operator,
            dry_run: false,
            good_rows_only: false,
            language: Language::Chinese,
            progress: Progress::default(),
        }
    }
}

/// Does what the rows of a table say.
///
/// # Errors
/// When a needed column is missing, the caller may not import the kind, the import was cancelled, or the database
/// fails; refused rows are in the report.
pub async fn import(lianhe: &Lianhe, import: Import) -> Result<Report> {
    let layout = layout(lianhe, &import).await?;
    let (now, keys) = (lianhe.clock.now(), lianhe.keys.clone());
    let result =
        lianhe.db.write(move |tx| Box::pin(async move { run(tx, import, &layout, now, keys).await })).await;
    match result {
        Ok(report) => Ok(report),
        Err(Stop::Undone(report)) => Ok(*report),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// # Errors
/// `NotFound` or `Forbidden` for an appointment that may not read in a table of the kind.
pub fn may_import(actor: &Actor, kind: Kind) -> Result<()> {
    let object = if kind.is_of_districts() {
        domain::access::Place::district(actor.place.district)
    } else {
        actor.place
    };
    let needed = kind.operations().0;
    crate::lianhe::decided(actor.decide(needed, &object), needed)
}

/// Where the columns stand: as the mapping says; without one, as in the last import of such a table, else by their headers.
async fn layout(lianhe: &Lianhe, import: &Import) -> Result<Layout> {
    let header = &import.table.header;
    if let By::Actor(actor) = &import.by {
        may_import(actor, import.kind)?;
        if import.mapping.is_empty() {
            let mut conn = lianhe.db.read().await?;
            let known = preview::remembered(&mut conn, actor.place.district, import.kind, header).await?;
            if let Some(mapping) = known {
                return Ok(Layout::new(import.kind, header, &mapping)?);
            }
        }
    }
    Ok(Layout::new(import.kind, header, &import.mapping)?)
}

/// Why the transaction is undone.
enum Stop {
    Undone(Box<Report>),
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

async fn run(
    tx: &mut Tx,
    import: Import,
    layout: &Layout,
    now: DateTime<Utc>,
    keys: Keyring,
) -> std::result::Result<Report, Stop> {
    storage::journal::begin_bulk(tx);
    let mut state = State::load(tx, import.by.clone(), import.kind.operator(), now, keys).await?;
    let mut report = Report { rows: import.table.rows.len(), ..Report::default() };
    if import.kind == Kind::Divisions && layout.has("year") {
        years::read(tx, &mut state, &import, layout, &mut report).await?;
    } else {
        rows(tx, &mut state, &import, layout, &mut report).await?;
    }
    report.issues.sort_by_key(|issue| issue.row);
    import.progress.set(report.rows);
    if import.dry_run || (report.refused > 0 && !import.good_rows_only) {
        return Err(Stop::Undone(Box::new(report)));
    }
    if report.added + report.changed + report.ended > 0 {
        keep(tx, &mut state, &import, layout, &mut report).await?;
    }
    storage::journal::end_bulk(tx).await?;
    Ok(report)
}

/// Each row by itself.
async fn rows(
    tx: &mut Tx,
    state: &mut State,
    import: &Import,
    layout: &Layout,
    report: &mut Report,
) -> Result<()> {
    let table = &import.table;
    for (done, at) in order(import.kind, table, layout).enumerate() {
        if import.progress.is_cancelled() {
            return Err(Error::Cancelled);
        }
        import.progress.set(done);
        let Some(row) = table.rows.get(at) else { continue };
        let mut cells = Cells::new(table, layout, row, import.language);
        let outcome = match cells.check_readable() {
            Err(refusal) => Err(refusal.into()),
            Ok(()) => one(tx, state, import.kind, &mut cells).await,
        };
        let settled = state.settle(tx, outcome).await?;
        account(report, cells, settled);
    }
    Ok(divisions::check_whole(state)?)
}

/// Counts what became of a row, and keeps what is to be said about it.
fn account(report: &mut Report, cells: Cells<'_>, outcome: std::result::Result<Outcome, Refusal>) {
    match outcome {
        Ok(outcome) => {
            match outcome {
                Outcome::Added => report.added += 1,
                Outcome::Changed => report.changed += 1,
                Outcome::Unchanged => report.unchanged += 1,
            }
            report.repaired += usize::from(cells.noted(Severity::Repaired));
            report.flagged += usize::from(cells.noted(Severity::Flagged));
            cells.notes.into_iter().for_each(|note| report.remark(note));
        }
        Err(refusal) => {
            report.refused += 1;
            report.remark(cells.issue(&refusal, Severity::Refused));
        }
    }
}

/// The rows as they are to be read: superiors before those below them, what a topic refers to before it, votes in their
/// turn, else as they stand.
fn order(kind: Kind, table: &Table, layout: &Layout) -> Box<dyn Iterator<Item = usize> + Send> {
    match kind {
        Kind::PartyOrganisations => Box::new(organisations::order(table, layout).into_iter()),
        Kind::Topics => Box::new(topics::order(table, layout).into_iter()),
        Kind::Votes => Box::new(votes::order(table, layout).into_iter()),
        _ => Box::new(0..table.rows.len()),
    }
}

async fn one(tx: &mut Tx, state: &mut State, kind: Kind, cells: &mut Cells<'_>) -> Result<Outcome> {
    match kind {
        Kind::Divisions => divisions::row(tx, state, cells).await,
        Kind::Outlines => outlines::row(tx, state, cells).await,
        Kind::Population | Kind::Economy => observations::row(tx, state, cells).await,
        Kind::Units => units::row(tx, state, cells).await,
        Kind::PartyOrganisations => organisations::party_row(tx, state, cells).await,
        Kind::PartyAggregates => organisations::aggregate_row(tx, state, cells).await,
        Kind::People => people::row(tx, state, cells).await,
        Kind::Appointments => appointments::row(tx, state, cells).await,
        Kind::Holidays => reference::holiday_row(tx, cells).await,
        Kind::Industries => reference::industry_row(tx, cells).await,
        Kind::Consortia => consortia::row(tx, state, cells).await,
        Kind::Charters => consortia::charter_row(tx, state, cells).await,
        Kind::Members => members::row(tx, state, cells).await,
        Kind::Seats => seats::row(tx, state, cells).await,
        Kind::Meetings => meetings::row(tx, state, cells).await,
        Kind::Resources => entries::row(tx, state, cells, EntryKind::Resource).await,
        Kind::Projects => entries::row(tx, state, cells, EntryKind::Project).await,
        Kind::Demands => entries::row(tx, state, cells, EntryKind::Demand).await,
        Kind::Claims => entries::claim_row(tx, state, cells).await,
        Kind::Resolutions => resolutions::row(tx, state, cells).await,
        Kind::Tasks => tasks::row(tx, state, cells).await,
        Kind::Topics => topics::row(tx, state, cells).await,
        Kind::AgendaItems => agenda_items::row(tx, state, cells).await,
        Kind::Invitations => invitations::row(tx, state, cells).await,
        Kind::Votes => votes::row(tx, state, cells).await,
        Kind::MinutesRemarks => remarks::row(tx, state, cells).await,
        Kind::Bulletins => bulletins::row(tx, state, cells).await,
        Kind::Opinions => bulletins::opinion_row(tx, state, cells).await,
        Kind::ListRefreshes => bulletins::refresh_row(tx, state, cells).await,
    }
}

/// The import's own entry in every district that it touched, and what undoing it needs.
async fn keep(
    tx: &mut Tx,
    state: &mut State,
    import: &Import,
    layout: &Layout,
    report: &mut Report,
) -> Result<()> {
    let header = &import.table.header;
    let mapping = layout.mapping(header);
    if import.kind == Kind::Holidays {
        // Deadlines are working days, in every district.
        for district in storage::grid::districts(tx).await? {
            storage::obligation::all_facts_changed(tx, district).await?;
        }
    }
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    for district in state.touched() {
        let mut work = state.work(tx, district).await?;
        let object = ObjectRef {
            kind: ObjectType::Import,
            id: work.batch.unwrap_or_default(),
            name: import.file.clone(),
        };
        let after = serde_json::json!({ "kind": import.kind.word(), "rows": report.rows, "added": report.added,
            "changed": report.changed, "unchanged": report.unchanged, "refused": report.refused,
            "ended": report.ended, "by": OPERATOR });
        work.journal(Operation::ImportRun, object, (None, Some(after)), None).await?;
        let run = Run {
            id: state.import,
            at: state.now,
            person_id: work.actor.person.uuid(),
            appointment_id: work.actor.appointment.uuid(),
            person_name: None,
            kind: import.kind.word().to_owned(),
            file: import.file.clone(),
            header: preview::header_key(header),
            mapping: serde_json::to_string(&mapping).unwrap_or_default(),
            row_count: count(report.rows),
            added: count(report.added),
            changed: count(report.changed),
            unchanged: count(report.unchanged),
            refused: count(report.refused),
            undone_at: None,
        };
        storage::import::insert(tx, district, &run).await?;
        if import.kind == Kind::Divisions {
            storage::rollup::rebuild(tx, district).await?;
        }
    }
    state.keep_images(tx).await?;
    report.id = Some(state.import);
    Ok(())
}
