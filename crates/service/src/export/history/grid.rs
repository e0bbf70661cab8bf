//! The grid, what is observed in it, and reference tables.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::grid::{DivisionCode, Level};
use domain::id::DivisionId;
use domain::period::FAR;
use storage::grid::DivisionPeriod;

use super::{Said, end, said, text};
use crate::import::Kind;
use crate::{Result, View};

/// Divisions with all their periods, and what to call each.
pub(super) struct Grid {
    periods: HashMap<DivisionId, Vec<DivisionPeriod>>,
    references: HashMap<DivisionId, String>,
    /// The codes that more than one division had.
    shared: HashSet<DivisionCode>,
}

impl Grid {
    pub(super) async fn load(view: &mut View<'_>) -> Result<Self> {
        let district = view.district();
        let mut periods: HashMap<_, Vec<_>> = HashMap::new();
        for (id, period) in storage::grid::all_periods(&mut view.conn, district).await? {
            periods.entry(id).or_default().push(period);
        }
        let (mut had, mut shared) = (HashMap::new(), HashSet::new());
        for (id, own) in &mut periods {
            own.sort_by_key(|period| period.period.from());
            for code in own.iter().filter_map(|period| period.facts.code.as_ref()) {
                if *had.entry(code.clone()).or_insert(*id) != *id {
                    shared.insert(code.clone());
                }
            }
        }
        let given = storage::grid::references(&mut view.conn, district).await?;
        let references = given.into_iter().map(|(text, id)| (id, text)).collect();
        Ok(Self { periods, references, shared })
    }

    fn on(&self, id: DivisionId, day: NaiveDate) -> Option<&DivisionPeriod> {
        let own = self.periods.get(&id)?;
        own.iter().rev().find(|period| period.period.from() <= day).or_else(|| own.first())
    }

    fn reference(&self, id: DivisionId) -> String {
        self.references.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// The code on a day, or the number of what has none of its own.
    pub(super) fn called(&self, id: DivisionId, day: NaiveDate) -> String {
        let code = self.on(id, day).and_then(|period| period.facts.code.as_ref());
        let own = code.filter(|code| !self.shared.contains(code));
        own.map_or_else(|| self.reference(id), ToString::to_string)
    }
}

pub(super) async fn divisions(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
    let (tree, district) = (view.tree().await?, view.district());
    let uppers = storage::reference::uppers(&mut view.conn).await?;
    let code_of = |id| uppers.iter().find(|upper| upper.id == id).map(|upper| upper.code.clone());
    let mut rows: Vec<_> = uppers
        .iter()
        .map(|upper| {
            said([
                ("code", upper.code.clone()),
                ("name", upper.name.clone()),
                ("level", upper.kind.level().number().to_string()),
                ("parent_code", text(upper.parent.and_then(code_of))),
                ("kind", upper.kind.word().to_owned()),
            ])
        })
        .collect();
    let above =
        uppers.iter().filter(|upper| upper.kind.level() == Level::City).map(|upper| &upper.code).next();
    let mut all: Vec<_> = grid.periods.iter().collect();
    all.sort_by_key(|(_, own)| {
        own.first()
            .map(|first| (first.facts.kind.level(), text(first.facts.code.as_ref()), first.period.from()))
    });
    for (id, own) in all {
        let (longitude, latitude) = tree.get(*id).and_then(|node| node.position).unzip();
        for (at, period) in own.iter().enumerate() {
            let (facts, from) = (&period.facts, period.period.from());
            let parent = match facts.parent {
                Some(parent) => grid.called(parent, from),
                None if *id == district => text(above),
                None => String::new(),
            };
            rows.push(said([
                ("code", text(facts.code.as_ref())),
                ("name", facts.name.as_str().to_owned()),
                ("level", facts.kind.level().number().to_string()),
                ("parent_code", parent),
                ("kind", facts.kind.word().to_owned()),
                ("class_code", text(facts.class_code.as_ref().map(|class| class.as_str()))),
                ("valid_from", from.to_string()),
                ("valid_to", end(period.period, at + 1 == own.len())),
                ("reference", grid.reference(*id)),
                ("longitude", text(longitude)),
                ("latitude", text(latitude)),
            ]));
        }
    }
    Ok(rows)
}

pub(super) async fn outlines(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
    let district = view.district();
    let mut ids: Vec<_> = grid.periods.keys().map(|id| (grid.called(*id, FAR), *id)).collect();
    ids.sort();
    let mut rows = Vec::new();
    for (code, id) in ids {
        let rings = storage::grid::outline(&mut view.conn, district, id).await?;
        for (ring, corners) in rings.iter().enumerate() {
            for (sequence, (longitude, latitude)) in corners.iter().enumerate() {
                rows.push(said([
                    ("code", code.clone()),
                    ("ring", ring.to_string()),
                    ("sequence", sequence.to_string()),
                    ("longitude", longitude.to_string()),
                    ("latitude", latitude.to_string()),
                ]));
            }
        }
    }
    Ok(rows)
}

pub(super) async fn observations(view: &mut View<'_>, grid: &Grid, kind: Kind) -> Result<Vec<Said>> {
    let district = view.district();
    let mut seen = storage::grid::observations(&mut view.conn, district, FAR).await?;
    seen.retain(|o| o.series.is_economy() == (kind == Kind::Economy));
    seen.sort_by_cached_key(|o| (grid.called(o.division, FAR), o.series, o.observed_on));
    let rows = seen.into_iter().map(|o| {
        said([
            ("division_code", grid.called(o.division, o.observed_on)),
            ("series", o.series.word().to_owned()),
            ("observed_on", o.observed_on.to_string()),
            ("value", o.value.to_string()),
            ("unit", o.series.unit().to_owned()),
            ("source", text(o.source)),
        ])
    });
    Ok(rows.collect())
}

pub(super) async fn holidays(view: &mut View<'_>) -> Result<Vec<Said>> {
    let all = storage::reference::holidays(&mut view.conn).await?;
    let row = |of: storage::reference::Holiday| {
        said([("day", of.day.to_string()), ("name", of.name), ("kind", of.kind)])
    };
    Ok(all.into_iter().map(row).collect())
}

pub(super) async fn industries(view: &mut View<'_>) -> Result<Vec<Said>> {
    let all = storage::reference::industries(&mut view.conn).await?;
    let row = |of: storage::reference::Industry| {
        said([("code", of.code), ("name", of.name), ("parent_code", text(of.parent_code))])
    };
    let (sections, divisions): (Vec<_>, Vec<_>) = all.into_iter().partition(|of| of.parent_code.is_none());
    Ok(sections.into_iter().chain(divisions).map(row).collect())
}
