//! Tables of whole years: every row is a division as the register of its year lists it. What happened between two years
//! is worked out by the domain's survey; a division that a year leaves out has ended.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::{DivisionCode, DivisionFacts, DivisionKind, Fate, Level, Listed, Survey, Timeline};
use domain::id::{DistrictId, DivisionId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::Tx;

use super::cells::{Cells, Layout, Read};
use super::divisions::{class_code, kind, level, new_district, parent_code};
use super::{Import, Outcome, Report, State, account};
use crate::grid::{Because, Book, Follow, Goes, Standing, values};
use crate::{Error, Ids, Result};

/// A row of a year: where it stands in the table, and what it says.
struct Line<'a> {
    cells: Cells<'a>,
    listed: Listed,
}

/// A year of one district.
type Group = (NaiveDate, String);

pub(super) async fn read(
    tx: &mut Tx,
    state: &mut State,
    import: &Import,
    layout: &Layout,
    report: &mut Report,
) -> Result<()> {
    let mut groups: BTreeMap<Group, Vec<Line<'_>>> = BTreeMap::new();
    for row in import.table.rows.iter() {
        let mut cells = Cells::new(&import.table, layout, row, import.language);
        match cells.check_readable().and_then(|()| line(&cells)) {
            Ok((group, listed)) => groups.entry(group).or_default().push(Line { cells, listed }),
            Err(refusal) => account(report, cells, Err(refusal)),
        }
    }
    let mut books: HashMap<DistrictId, Book> = HashMap::new();
    let mut done = report.refused;
    for ((day, code), mut lines) in groups {
        if import.progress.is_cancelled() {
            return Err(Error::Cancelled);
        }
        done += lines.len();
        import.progress.set(done);
        let district = match district_of(tx, state, &code, day, &mut lines).await {
            Ok(district) => district,
            Err(Error::Refused(refusal)) => {
                lines.into_iter().for_each(|line| account(report, line.cells, Err(refusal.clone())));
                continue;
            }
            Err(error) => return Err(error),
        };
        if let std::collections::hash_map::Entry::Vacant(entry) = books.entry(district) {
            entry.insert(Book::open(&mut state.work(tx, district).await?).await?);
        }
        let book = books.get_mut(&district).ok_or(Error::NotFound)?;
        let listed: Vec<Listed> = lines.iter().map(|line| line.listed.clone()).collect();
        let ids = Ids::at(state.now);
        match book.timeline.survey(day, &listed, || DivisionId::new(ids.uuid())) {
            Ok(survey) => match apply(tx, state, district, book, day, &survey).await {
                Ok(()) => {
                    report.ended += survey.ended.len();
                    for (line, fate) in lines.into_iter().zip(survey.fates) {
                        account(report, line.cells, outcome(fate));
                    }
                }
                Err(Error::Refused(refusal)) => {
                    lines.into_iter().for_each(|line| account(report, line.cells, Err(refusal.clone())));
                }
                Err(error) => return Err(error),
            },
            Err(refusal) => {
                lines.into_iter().for_each(|line| account(report, line.cells, Err(refusal.clone())));
            }
        }
    }
    Ok(())
}

fn outcome(fate: Fate) -> std::result::Result<Outcome, Refusal> {
    match fate {
        Fate::Added(_) => Ok(Outcome::Added),
        Fate::Changed(_) => Ok(Outcome::Changed),
        Fate::Unchanged(_) => Ok(Outcome::Unchanged),
        Fate::Refused(refusal) => Err(refusal),
    }
}

fn line(cells: &Cells<'_>) -> Read<(Group, Listed)> {
    let text = cells.text("year");
    let year = text.trim_end_matches('年').parse().ok().filter(|year| (1900..=2200).contains(year));
    let day = year.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1));
    let day = day.ok_or_else(|| Refusal::new(Rule::YearMissing, "year").with(text))?;
    let code = DivisionCode::parse(cells.text("code"), "code")?;
    let name = Name::parse(cells.text("name"), "name")?;
    let level = level(cells, Some(&code))?;
    if level <= Level::District {
        return Err(Refusal::new(Rule::DivisionIsDistrict, "code"));
    }
    let kind = kind(cells, level, &name)?;
    let above = parent_code(cells, &code, level)?;
    let unknown = || Refusal::new(Rule::DivisionUnknown, "parent_code").with(&code);
    let parent_code = above.ok_or_else(unknown)?;
    let district = parent_code.as_str()[..6].to_owned();
    Ok(((day, district), Listed { class_code: class_code(cells)?, code, name, kind, parent_code }))
}

/// The district of a year's rows. One that is not recorded yet is set up under its code, and the first row says so.
async fn district_of(
    tx: &mut Tx,
    state: &mut State,
    code: &str,
    day: NaiveDate,
    lines: &mut [Line<'_>],
) -> Result<DistrictId> {
    let code = DivisionCode::parse(code, "parent_code")?;
    if let Some((id, _)) = state.divisions.holding(&code, Level::District, day) {
        return Ok(id);
    }
    if !state.may_set_up_districts() {
        return Err(Refusal::new(Rule::DistrictForeign, "parent_code").with(code).into());
    }
    if let Some(line) = lines.first_mut() {
        line.cells.flag(&Refusal::new(Rule::DivisionNamedByCode, "parent_code").with(&code));
    }
    let name = Name::parse(&code.as_str()[..6], "parent_code")?;
    let above = code.above(Level::District);
    let facts = DivisionFacts {
        name,
        kind: DivisionKind::District,
        code: Some(code),
        class_code: None,
        parent: None,
    };
    new_district(tx, state, facts, Period::open(day), above, None).await
}

/// Writes what a survey found: periods, what stands on the ground that moved, and an entry for each division.
async fn apply(
    tx: &mut Tx,
    state: &mut State,
    district: DistrictId,
    book: &mut Book,
    day: NaiveDate,
    survey: &Survey,
) -> Result<()> {
    let Some(next) = &survey.next else { return Ok(()) };
    let touched = survey.fates.iter().filter_map(|fate| match fate {
        Fate::Added(id) => Some((*id, Operation::DivisionCreate)),
        Fate::Changed(id) => Some((*id, Operation::DivisionEdit)),
        Fate::Unchanged(_) | Fate::Refused(_) => None,
    });
    let ended = survey.ended.iter().map(|id| (*id, Operation::DivisionDissolve));
    let touched: Vec<(DivisionId, Operation)> = touched.chain(ended).collect();
    for (id, operation) in &touched {
        match operation {
            Operation::DivisionCreate => state.made(district, id.uuid()),
            _ => state.touch(tx, district, ObjectType::Division, id.uuid()).await?,
        }
    }
    for id in &survey.ended {
        let open = storage::grid::organisations_inside(tx, district, *id, day).await?;
        if open > 0 {
            return Err(Refusal::new(Rule::DivisionNotEmpty, "code").with(open).into());
        }
    }
    let parent = |timeline: &Timeline, id| timeline.on(id, day).and_then(|state| state.facts.parent);
    let mut work = state.work(tx, district).await?;
    book.store(&mut work, next).await?;
    let because = Because::default();
    let mut follow = Follow::new(&book.timeline, &next.timeline, day, &because);
    for (id, operation) in touched {
        if operation == Operation::DivisionEdit && parent(&book.timeline, id) != parent(&next.timeline, id) {
            let standing = Standing::hold(&mut work, id, day).await?;
            follow.take(&mut work, standing, &Goes::Along).await?;
        }
        let said = |timeline: &Timeline| {
            let facts = &timeline.on(id, day)?.facts;
            Some(values(facts, facts.parent.map(|parent| timeline.name(parent, day))))
        };
        let (before, mut after) = (said(&book.timeline), said(&next.timeline));
        if let Some(after) = &mut after {
            after["effective_on"] = serde_json::json!(day);
        } else {
            after = Some(serde_json::json!({ "valid_to": day }));
        }
        let before = before.filter(|_| operation != Operation::DivisionDissolve);
        let name = next.timeline.name(id, day).to_owned();
        let object = ObjectRef { kind: ObjectType::Division, id: id.uuid(), name };
        follow.say(operation, object, (before, after));
    }
    follow.close(&mut work).await?;
    book.turn_to(next);
    Ok(())
}
