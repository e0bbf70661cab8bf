//! Rows of votes, each with its ballots in one cell. A closed vote stays as it is; an open one can be told to its end.

use documents::Table;
use domain::id::{DistrictId, UnitId};
use domain::journal::ObjectType;
use domain::meeting::vote::{Choice, VoteWay};
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::meeting::vote::{self, Ballot, Vote};
use storage::meeting::{self, Meeting, agenda};

use super::cells::{Cells, Layout, given};
use super::{Outcome, State, resolutions, units};
use crate::meeting::{OlderVote, TakeOverVote};
use crate::{Result, Write};

/// The unit said nothing.
const SILENT: &str = "未投";
/// The vote is open: nobody may know.
const SECRET: &str = "未公开";

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, _, held) = resolutions::find(tx, state, cells).await?;
    let item = match cells.whole("item")? {
        None => None,
        Some(number) => {
            let all = agenda::numbered(tx, district, held.id).await?;
            let found = all.into_iter().find(|(_, known, _)| *known == number);
            let unknown = || Refusal::new(Rule::AgendaItemUnknown, "item").with(number);
            Some(found.ok_or_else(unknown)?.2.id)
        }
    };
    let wanted = OlderVote {
        question: cells.text("question").trim().to_owned(),
        way: VoteWay::parse(cells.text("way"), "way")?,
        item,
        opened_on: given(cells.day("opened_on")?, "opened_on")?,
        closed_on: cells.day("closed_on")?,
        ballots: ballots(tx, state, cells, district).await?,
    };
    flag_absent(tx, cells, (district, &held), &wanted).await?;
    let cast = vote::ballots(tx, district, held.id).await?;
    let all = vote::of_meeting(tx, district, held.id).await?;
    let alike: Vec<Vote> = all
        .into_iter()
        .filter(|known| known.question == wanted.question && !state.was_about(known.id.uuid()))
        .collect();
    if let Some(known) = alike.iter().find(|known| says(known, &cast, &wanted)) {
        state.first_about(known.id.uuid());
        return Ok(Outcome::Unchanged);
    }
    let known = alike.into_iter().next();
    if let Some(known) = &known {
        state.touch(tx, district, ObjectType::Vote, known.id.uuid()).await?;
    }
    let outcome = if known.is_some() { Outcome::Changed } else { Outcome::Added };
    let mut work = state.command(tx, district).await?;
    let id = TakeOverVote { meeting: held.id, vote: wanted, known }.run(&mut work).await?;
    if outcome == Outcome::Added {
        state.made(district, id.uuid());
    }
    state.first_about(id.uuid());
    Ok(outcome)
}

fn says(known: &Vote, cast: &[Ballot], wanted: &OlderVote) -> bool {
    let facts = (known.way, known.item, known.opened_on, known.closed_on);
    let mut own: Vec<_> = cast
        .iter()
        .filter(|ballot| ballot.vote == known.id)
        .map(|ballot| (ballot.unit, ballot.choice, ballot.cast_by))
        .map(|(unit, choice, by)| if wanted.is_secret() { (unit, None, None) } else { (unit, choice, by) })
        .collect();
    let mut said = wanted.ballots.clone();
    own.sort();
    said.sort();
    facts == (wanted.way, wanted.item, wanted.opened_on, wanted.closed_on) && own == said
}

/// Who voted without being on the sheet: taken as it is, and worth a look.
async fn flag_absent(
    tx: &mut Tx,
    cells: &mut Cells<'_>,
    (district, held): (DistrictId, &Meeting),
    wanted: &OlderVote,
) -> Result<()> {
    let sheet = meeting::sheet(tx, district, held.id).await?;
    let there = |unit| sheet.iter().any(|line| line.unit == unit && line.presence.counts());
    let absent = wanted.ballots.iter().filter(|(unit, _, _)| !sheet.is_empty() && !there(*unit)).count();
    if absent > 0 {
        cells.flag(&Refusal::new(Rule::BallotAbsent, "ballots").with(absent));
    }
    Ok(())
}

async fn ballots(
    tx: &mut Tx,
    state: &mut State,
    cells: &Cells<'_>,
    district: DistrictId,
) -> Result<Vec<(UnitId, Option<Choice>, Option<UnitId>)>> {
    let mut found = Vec::new();
    for said in cells.text("ballots").split(['；', ';']).map(str::trim).filter(|said| !said.is_empty()) {
        let (name, word) = said.rsplit_once(['：', ':']).ok_or_else(|| unreadable(said))?;
        let (word, by) = match word.trim().strip_suffix("代投）").and_then(|word| word.split_once('（')) {
            Some((word, by)) => (word, Some(by)),
            None => (word.trim(), None),
        };
        let choice = match word.trim() {
            SILENT | SECRET if by.is_none() => None,
            word => Some(Choice::parse(word, "ballots").map_err(|_| unreadable(said))?),
        };
        let units = units::index(tx, state, district).await?;
        let unit = |name: &str| {
            let unknown = || Refusal::new(Rule::UnitUnknown, "ballots").with(name.trim());
            units.find(name.trim()).ok_or_else(unknown)
        };
        found.push((unit(name)?, choice, by.map(unit).transpose()?));
    }
    Ok(found)
}

fn unreadable(said: &str) -> Refusal {
    Refusal::new(Rule::BallotLine, "ballots").with(said)
}

/// `连湾示例小学：赞成`, `连湾示例医院：反对（连湾示例小学代投）`; nothing of how, while that is secret.
pub(crate) fn ballot_line(ballot: &Ballot, secret: bool, name: &(dyn Fn(UnitId) -> String + Sync)) -> String {
    let unit = name(ballot.unit);
    match (ballot.choice, ballot.cast_by) {
        _ if secret => format!("{unit}：{SECRET}"),
        (None, _) => format!("{unit}：{SILENT}"),
        (Some(choice), None) => format!("{unit}：{}", choice.term()),
        (Some(choice), Some(by)) => format!("{unit}：{}（{}代投）", choice.term(), name(by)),
    }
}

/// The votes of a meeting in their turn.
pub(super) fn order(table: &Table, layout: &Layout) -> Vec<usize> {
    let place = layout.columns().find(|(column, _)| column.name == "sequence").and_then(|(_, place)| place);
    let turn = |at: usize| {
        let cell = table.rows.get(at).and_then(|row| place.and_then(|place| row.cells.get(place)));
        cell.and_then(|cell| cell.trim().parse::<i64>().ok())
    };
    let mut rows: Vec<usize> = (0..table.rows.len()).collect();
    rows.sort_by_key(|at| turn(*at));
    rows
}
