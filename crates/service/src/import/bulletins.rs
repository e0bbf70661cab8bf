//! Rows of bulletins with who received them, of opinions about them, and of the word that lists were refreshed.

use chrono::NaiveDate;
use domain::bulletin::{OpinionKind, Section};
use domain::id::{DistrictId, UnitId};
use domain::journal::ObjectType;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::bulletin::{self, Bulletin};

use super::cells::{Cells, given};
use super::{Outcome, State, consortia, units};
use crate::bulletin::{
    AnswerOpinion, ApproveBulletin, CloseOpinion, DraftBulletin, EditBulletin, GiveOpinion, NewBulletin,
    PublishBulletin, ReceiveBulletin, RefreshLists, WithdrawBulletin,
};
use crate::{Result, Write};

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, body) = consortia::find(tx, state, cells.text("consortium"), "consortium").await?;
    let new = NewBulletin {
        title: cells.text("title").to_owned(),
        from: given(cells.day("period_from")?, "period_from")?,
        to: given(cells.day("period_to")?, "period_to")?,
        sections: sections(cells.text("content")),
    };
    let wanted = Steps {
        approved: cells.day("approved_on")?,
        published: cells.day("published_on")?,
        withdrawn: cells.day("withdrawn_on")?,
        reason: cells.text("reason").to_owned(),
        received: received(tx, state, cells, district).await?,
    };
    let all = bulletin::of_consortium(tx, district, body.id).await?;
    let Some(known) = all.into_iter().find(|b| b.title == new.title) else {
        let mut work = state.command(tx, district).await?;
        let id = DraftBulletin { consortium: body.id, bulletin: new }.run(&mut work).await?;
        let made = bulletin::get(work.tx, district, id).await?.ok_or(crate::Error::NotFound)?;
        wanted.take(tx, state, (district, &made), &[]).await?;
        state.made(district, id.uuid());
        return Ok(Outcome::Added);
    };
    let kept = bulletin::sections(tx, district, Some(known.id)).await?;
    let kept: Vec<Section> = kept.into_iter().map(|(_, section)| section).collect();
    let sent = bulletin::receipts(tx, district, known.id).await?;
    let had: Vec<UnitId> = sent.iter().filter(|r| r.received_on.is_some()).map(|r| r.unit).collect();
    let same = (known.from, known.to, &kept) == (new.from, new.to, &new.sections);
    if same && !wanted.beyond(&known, &had) {
        return Ok(Outcome::Unchanged);
    }
    state.touch(tx, district, ObjectType::Bulletin, known.id.uuid()).await?;
    let mut changed = known.clone();
    if !same {
        let mut work = state.command(tx, district).await?;
        EditBulletin { id: known.id, version: known.version, bulletin: new }.run(&mut work).await?;
        changed = bulletin::get(work.tx, district, known.id).await?.ok_or(crate::Error::NotFound)?;
    }
    wanted.take(tx, state, (district, &changed), &had).await?;
    Ok(Outcome::Changed)
}

/// How far a row says that a bulletin has come.
struct Steps {
    approved: Option<NaiveDate>,
    published: Option<NaiveDate>,
    withdrawn: Option<NaiveDate>,
    reason: String,
    received: Vec<(UnitId, NaiveDate)>,
}

impl Steps {
    /// Whether the row says more than is known.
    fn beyond(&self, known: &Bulletin, had: &[UnitId]) -> bool {
        (self.approved.is_some() && known.approved_on.is_none())
            || (self.published.is_some() && known.published_on.is_none())
            || (self.withdrawn.is_some() && known.withdrawn.is_none())
            || self.received.iter().any(|(unit, _)| !had.contains(unit))
    }

    async fn take(
        self,
        tx: &mut Tx,
        state: &mut State,
        (district, known): (DistrictId, &Bulletin),
        had: &[UnitId],
    ) -> Result<()> {
        let (id, mut version) = (known.id, known.version);
        let mut work = state.command(tx, district).await?;
        if let Some(on) = self.approved.filter(|_| known.approved_on.is_none()) {
            ApproveBulletin { id, version, on }.run(&mut work).await?;
            version += 1;
        }
        if let Some(on) = self.published.filter(|_| known.published_on.is_none()) {
            PublishBulletin { id, version, on }.run(&mut work).await?;
            version += 1;
        }
        for (unit, on) in self.received.into_iter().filter(|(unit, _)| !had.contains(unit)) {
            ReceiveBulletin { id, unit: Some(unit), on }.run(&mut work).await?;
        }
        if let Some(on) = self.withdrawn.filter(|_| known.withdrawn.is_none()) {
            WithdrawBulletin { id, version, on, reason: self.reason }.run(&mut work).await?;
        }
        Ok(())
    }
}

/// A line 【标题】 begins a section; a line of the text that looks like one has a backslash before it.
fn sections(content: &str) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    for line in content.lines() {
        let title = line.trim().strip_prefix('【').and_then(|rest| rest.strip_suffix('】'));
        match (title, found.last_mut()) {
            (Some(title), _) => found.push(Section { title: title.to_owned(), body: String::new() }),
            (None, Some(last)) => {
                let line = line.strip_prefix('\\').unwrap_or(line);
                last.body = format!("{}{line}\n", last.body);
            }
            (None, None) if line.trim().is_empty() => {}
            (None, None) => found.push(Section { title: String::new(), body: format!("{line}\n") }),
        }
    }
    let trimmed = |section: Section| Section { body: section.body.trim().to_owned(), ..section };
    found.into_iter().map(trimmed).collect()
}

/// The same as text.
pub(crate) fn content(sections: &[Section]) -> String {
    let line = |line: &str| {
        if line.trim_start().starts_with('【') || line.starts_with('\\') {
            format!("\\{line}")
        } else {
            line.to_owned()
        }
    };
    let one = |section: &Section| {
        let lines: Vec<_> = section.body.lines().map(line).collect();
        format!("【{}】\n{}", section.title, lines.join("\n"))
    };
    sections.iter().map(one).collect::<Vec<_>>().join("\n\n")
}

/// The units that the row names, each with the day on which it received.
async fn received(
    tx: &mut Tx,
    state: &mut State,
    cells: &Cells<'_>,
    district: DistrictId,
) -> Result<Vec<(UnitId, NaiveDate)>> {
    let mut found = Vec::new();
    for said in cells.text("received").split(['；', ';']).map(str::trim).filter(|said| !said.is_empty()) {
        let (name, on) = said.rsplit_once(['：', ':']).unwrap_or((said, ""));
        let unit = units::index(tx, state, district).await?.find(name.trim());
        let unit = unit.ok_or_else(|| Refusal::new(Rule::UnitUnknown, "received").with(name.trim()))?;
        let on = NaiveDate::parse_from_str(on.trim(), "%Y-%m-%d");
        found.push((unit, on.map_err(|_| Refusal::new(Rule::DateInvalid, "received").with(said))?));
    }
    Ok(found)
}

pub(super) async fn opinion_row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, body) = consortia::find(tx, state, cells.text("consortium"), "consortium").await?;
    let title = cells.text("bulletin");
    let all = bulletin::of_consortium(tx, district, body.id).await?;
    let found = all.into_iter().find(|b| b.title == title && b.published_on.is_some());
    let found = found.ok_or_else(|| Refusal::new(Rule::BulletinUnknown, "bulletin").with(title))?;
    let name = cells.text("unit");
    let unit = units::index(tx, state, district).await?.find(name);
    let unit = unit.ok_or_else(|| Refusal::new(Rule::UnitUnknown, "unit").with(name))?;
    let kind = OpinionKind::parse(cells.text("kind"), "kind")?;
    let made_on = given(cells.day("made_on")?, "made_on")?;
    let said = cells.text("body").trim();
    let known = bulletin::opinions_of(tx, district, Some(body.id)).await?.into_iter().find(|opinion| {
        (opinion.bulletin, opinion.unit, opinion.made_on, opinion.body.as_str())
            == (found.id, unit, made_on, said)
    });
    let (answered, closed) = (cells.day("answered_on")?, cells.day("closed_on")?);
    let (id, mut version, outcome) = match &known {
        Some(known) => (known.id, known.version, Outcome::Unchanged),
        None => {
            let due = cells.day("due_on")?;
            let give = GiveOpinion {
                bulletin: found.id,
                unit: Some(unit),
                kind,
                body: said.to_owned(),
                on: made_on,
                due,
            };
            let mut work = state.command(tx, district).await?;
            let id = give.run(&mut work).await?;
            state.made(district, id.uuid());
            (id, 1, Outcome::Added)
        }
    };
    let answered = answered.filter(|_| known.as_ref().is_none_or(|known| known.answered_on.is_none()));
    let closed = closed.filter(|_| known.as_ref().is_none_or(|known| known.closed_on.is_none()));
    if answered.is_none() && closed.is_none() {
        return Ok(outcome);
    }
    if outcome == Outcome::Unchanged {
        state.touch(tx, district, ObjectType::Opinion, id.uuid()).await?;
    }
    let mut work = state.command(tx, district).await?;
    if let Some(on) = answered {
        AnswerOpinion { id, version, answer: cells.text("answer").to_owned(), on }.run(&mut work).await?;
        version += 1;
    }
    if let Some(on) = closed {
        CloseOpinion { id, version, on }.run(&mut work).await?;
    }
    Ok(if outcome == Outcome::Added { outcome } else { Outcome::Changed })
}

pub(super) async fn refresh_row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, body) = consortia::find(tx, state, cells.text("consortium"), "consortium").await?;
    let counts_for = given(cells.day("counts_for")?, "counts_for")?;
    let on = given(cells.day("refreshed_on")?, "refreshed_on")?;
    let known = bulletin::refreshes(tx, district, Some(body.id)).await?;
    if known.iter().any(|known| known.counts_for == counts_for && known.on == on) {
        return Ok(Outcome::Unchanged);
    }
    let mut work = state.command(tx, district).await?;
    let refresh = RefreshLists { consortium: body.id, counts_for, on, note: cells.optional("note") };
    let id = refresh.run(&mut work).await?;
    state.made(district, id.uuid());
    Ok(Outcome::Added)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What a table says of the sections is read as the same sections.
        #[test]
        fn sections_survive_a_table(parts in prop::collection::vec(("[甲乙丙】]{1,4}", "[甲【】\\\\\n ]{0,12}"), 1..4)) {
            let made: Vec<Section> = parts
                .into_iter()
                .map(|(title, body)| Section { title, body: format!("a{body}b") })
                .collect();
            prop_assert_eq!(sections(&content(&made)), made);
        }
    }
}
