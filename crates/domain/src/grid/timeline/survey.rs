//! A table that lists every division of a level on a day (the yearly registers do): what happened since the day before
//! is what the table says otherwise.
//!
//! Registers give no identity across years, only codes and names, and both change. So a listed division is the one that
//! had its code and stem; else the one left over that had its stem (a village that became a community gets a new code);
//! else the one that had its code (a rename); else it is new. Who is not listed has ended.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::{DivisionState, Next, Timeline};
use crate::grid::{ClassCode, DivisionCode, DivisionFacts, DivisionKind, Level};
use crate::id::DivisionId;
use crate::name::Name;
use crate::rule::{Refusal, Rule};

/// A division as a table lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub code: DivisionCode,
    pub name: Name,
    pub kind: DivisionKind,
    pub class_code: Option<ClassCode>,
    pub parent_code: DivisionCode,
}

/// What a line of the table says about a division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Added(DivisionId),
    Changed(DivisionId),
    Unchanged(DivisionId),
    Refused(Refusal),
}

#[derive(Debug, Clone)]
pub struct Survey {
    /// `None` when the table says nothing new.
    pub next: Option<Next>,
    /// One for each line.
    pub fates: Vec<Fate>,
    pub ended: Vec<DivisionId>,
}

impl Timeline {
    /// Reads a table of one day. Lines of several levels may be mixed; only levels that are listed at all lose who is
    /// not listed.
    ///
    /// # Errors
    /// When what the table says as a whole leaves no tree: a street ends while communities still lie in it.
    pub fn survey(
        &self,
        on: NaiveDate,
        listed: &[Listed],
        mut new_id: impl FnMut() -> DivisionId,
    ) -> Result<Survey, Refusal> {
        let mut fates: Vec<Option<Fate>> = vec![None; listed.len()];
        let mut ended = Vec::new();
        let mut next = self.clone();
        for level in [Level::Street, Level::Community] {
            let mut lines: Vec<usize> =
                (0..listed.len()).filter(|line| listed[*line].kind.level() == level).collect();
            if lines.is_empty() {
                continue;
            }
            refuse_repeated(listed, &mut lines, &mut fates);
            let parents = parents(&next, on, listed, &mut lines, &mut fates);
            let (known, left) = matched(&next, on, level, listed, &lines);
            for (line, parent) in lines.into_iter().zip(parents) {
                let line_says = &listed[line];
                let facts = DivisionFacts {
                    name: line_says.name.clone(),
                    kind: line_says.kind,
                    code: Some(line_says.code.clone()),
                    class_code: line_says.class_code.clone(),
                    parent: Some(parent),
                };
                let id = known.get(&line).copied();
                fates[line] = Some(match id {
                    None => {
                        let id = new_id();
                        next.begin(id, facts, on);
                        next.end_with_parent(id, on);
                        Fate::Added(id)
                    }
                    Some(id) if next.say(id, facts, on) => Fate::Changed(id),
                    Some(id) => Fate::Unchanged(id),
                });
            }
            for id in left {
                next.end(id, on);
                ended.push(id);
            }
        }
        let fates: Vec<Fate> = fates.into_iter().flatten().collect();
        if self.changes_to(&next).is_empty() {
            return Ok(Survey { next: None, fates, ended: Vec::new() });
        }
        Ok(Survey { next: Some(self.accept(next)?), fates, ended })
    }

    /// Lets a division have these facts from a day on; what the table does not tell stays. `false` when it had them.
    fn say(&mut self, id: DivisionId, facts: DivisionFacts, on: NaiveDate) -> bool {
        let Some(old) = self.on(id, on).map(|state| state.facts.clone()) else {
            // It ended with its street on this very day, and goes on elsewhere.
            self.begin(id, facts, on);
            self.end_with_parent(id, on);
            return true;
        };
        let facts =
            DivisionFacts { class_code: facts.class_code.or_else(|| old.class_code.clone()), ..facts };
        if facts == old {
            return false;
        }
        self.cut(id, on);
        self.carry(id, on, |f| f.name == old.name, |f| f.name = facts.name.clone());
        self.carry(id, on, |f| f.kind == old.kind, |f| f.kind = facts.kind);
        self.carry(id, on, |f| f.code == old.code, |f| f.code.clone_from(&facts.code));
        self.carry(
            id,
            on,
            |f| f.class_code == old.class_code,
            |f| f.class_code.clone_from(&facts.class_code),
        );
        self.carry(id, on, |f| f.parent == old.parent, |f| f.parent = facts.parent);
        self.end_with_parent(id, on);
        true
    }

    /// Streets are often listed for all years before their communities: what lies in a street ends with it, until a
    /// later year lists it elsewhere.
    fn end_with_parent(&mut self, id: DivisionId, on: NaiveDate) {
        let parent = self.on(id, on).and_then(|state| state.facts.parent);
        let end = parent.and_then(|parent| self.states(parent).last()).and_then(|state| state.period.to());
        if let Some(end) = end.filter(|end| *end > on) {
            self.end(id, end);
        }
    }

    /// The state on a day, or the one that ended with a street on that day.
    fn upto(&self, id: DivisionId, on: NaiveDate) -> Option<&DivisionState> {
        self.on(id, on).or_else(|| self.states(id).last().filter(|state| state.period.to() == Some(on)))
    }
}

/// A code that stands in the table twice is kept where it stands first.
fn refuse_repeated(listed: &[Listed], lines: &mut Vec<usize>, fates: &mut [Option<Fate>]) {
    let mut seen = HashSet::new();
    lines.retain(|line| {
        let code = &listed[*line].code;
        let first = seen.insert(code.clone());
        if !first {
            fates[*line] = Some(Fate::Refused(Refusal::new(Rule::DivisionCodeTaken, "code").with(code)));
        }
        first
    });
}

/// The divisions that the lines name as their parents; a line whose parent is unknown on the day is refused.
fn parents(
    timeline: &Timeline,
    on: NaiveDate,
    listed: &[Listed],
    lines: &mut Vec<usize>,
    fates: &mut [Option<Fate>],
) -> Vec<DivisionId> {
    let held: BTreeMap<&str, DivisionId> = timeline
        .divisions()
        .filter_map(|(id, _)| Some((timeline.on(id, on)?.facts.code.as_ref()?.as_str(), id)))
        .collect();
    let mut parents = Vec::with_capacity(lines.len());
    lines.retain(|line| {
        let code = &listed[*line].parent_code;
        match held.get(code.as_str()) {
            Some(parent) => parents.push(*parent),
            None => {
                let refusal = Refusal::new(Rule::DivisionUnknown, "parent_code").with(code);
                fates[*line] = Some(Fate::Refused(refusal));
            }
        }
        held.contains_key(code.as_str())
    });
    parents
}

/// Code and stem, as far as they count.
type Key = (Option<String>, Option<String>);

/// Which division each line is about, and the divisions that no line is about.
fn matched(
    timeline: &Timeline,
    on: NaiveDate,
    level: Level,
    listed: &[Listed],
    lines: &[usize],
) -> (BTreeMap<usize, DivisionId>, Vec<DivisionId>) {
    let of_level = |state: &&DivisionState| state.facts.kind.level() == level;
    let mut left: BTreeMap<DivisionId, &DivisionFacts> = timeline
        .divisions()
        .filter_map(|(id, _)| Some((id, &timeline.upto(id, on).filter(of_level)?.facts)))
        .collect();
    let mut known = BTreeMap::new();
    // By code and stem, by stem alone, by code alone.
    for (with_code, with_stem) in [(true, true), (false, true), (true, false)] {
        let key = |code: &str, name: &Name| -> Key {
            (with_code.then(|| code.to_owned()), with_stem.then(|| stem(name).to_owned()))
        };
        let mut there: BTreeMap<Key, Vec<DivisionId>> = BTreeMap::new();
        for (id, facts) in &left {
            let code = facts.code.as_ref().map_or("", DivisionCode::as_str);
            there.entry(key(code, &facts.name)).or_default().push(*id);
        }
        let mut here: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for line in lines.iter().filter(|line| !known.contains_key(*line)) {
            here.entry(key(listed[*line].code.as_str(), &listed[*line].name)).or_default().push(*line);
        }
        for (key, lines) in here {
            if let ([line], Some([id])) = (lines.as_slice(), there.get(&key).map(Vec::as_slice)) {
                known.insert(*line, *id);
                left.remove(id);
            }
        }
    }
    (known, left.into_keys().collect())
}

/// What stays of a name when a village becomes a community or a town a street.
fn stem(name: &Name) -> &str {
    const ENDINGS: [&str; 14] = [
        "居民委员会",
        "村民委员会",
        "村委会",
        "居委会",
        "委员会",
        "街道办事处",
        "办事处",
        "社区",
        "街道",
        "地区",
        "村",
        "镇",
        "乡",
        "街",
    ];
    let mut stem = name.as_str();
    while let Some(shorter) = ENDINGS.iter().find_map(|end| stem.strip_suffix(end)).filter(|s| !s.is_empty())
    {
        stem = shorter;
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Period;

    fn id(n: u128) -> DivisionId {
        DivisionId::new(uuid::Uuid::from_u128(n))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn facts(code: &str, name: &str, kind: DivisionKind, parent: Option<DivisionId>) -> DivisionFacts {
        let code = Some(DivisionCode::parse(code, "code").expect("a code"));
        let name = Name::parse(name, "name").expect("a name");
        DivisionFacts { name, kind, code, class_code: None, parent }
    }

    fn district() -> Timeline {
        let from = Period::open(day("2016-01-01"));
        let state = DivisionState {
            period: from,
            facts: facts("210211", "甘井子区", DivisionKind::District, None),
        };
        Timeline::new(id(1), [(id(1), state)])
    }

    fn lines(rows: &[(&str, &str, &str)]) -> Vec<Listed> {
        let line = |(code, name, parent): &(&str, &str, &str)| {
            let level = if code.len() == 9 { Level::Street } else { Level::Community };
            Listed {
                code: DivisionCode::parse(code, "code").expect("a code"),
                name: Name::parse(name, "name").expect("a name"),
                kind: DivisionKind::infer(level, name),
                class_code: None,
                parent_code: DivisionCode::parse(parent, "parent_code").expect("a code"),
            }
        };
        rows.iter().map(line).collect()
    }

    fn read(timeline: &Timeline, on: &str, rows: &[(&str, &str, &str)]) -> (Timeline, Survey) {
        let mut n = timeline.divisions().count() as u128;
        let survey = timeline
            .survey(day(on), &lines(rows), || {
                n += 1;
                id(n)
            })
            .expect("a tree");
        let next = survey.next.as_ref().map_or_else(|| timeline.clone(), |next| next.timeline.clone());
        (next, survey)
    }

    #[test]
    fn a_village_that_became_a_community_is_the_same_division_under_a_new_code() {
        const FIRST: [(&str, &str, &str); 3] = [
            ("210211017", "大连湾街道", "210211"),
            ("210211017205", "后关村委会", "210211017"),
            ("210211017206", "后盐村委会", "210211017"),
        ];
        const SECOND: [(&str, &str, &str); 3] = [
            ("210211017", "大连湾街道", "210211"),
            ("210211017020", "后关社区居委会", "210211017"),
            ("210211017206", "后盐村委会", "210211017"),
        ];
        let (first, survey) = read(&district(), "2018-01-01", &FIRST);
        assert!(survey.fates.iter().all(|fate| matches!(fate, Fate::Added(_))));
        let (second, survey) = read(&first, "2019-01-01", &SECOND);
        let Fate::Changed(converted) = survey.fates[1] else { panic!("{:?}", survey.fates) };
        assert_eq!(first.name(converted, day("2018-06-01")), "后关村委会");
        assert_eq!(second.name(converted, day("2018-06-01")), "后关村委会");
        assert_eq!(second.name(converted, day("2019-01-01")), "后关社区居委会");
        assert!(survey.ended.is_empty());
        let (_, again) = read(&second, "2018-01-01", &FIRST);
        assert!(again.next.is_none(), "the table of an earlier year says nothing new: {:?}", again.fates);
        let (_, again) = read(&second, "2019-01-01", &SECOND);
        assert!(again.next.is_none());
    }

    #[test]
    fn who_is_not_listed_has_ended_and_a_street_not_before_what_lies_in_it() {
        let (first, _) = read(
            &district(),
            "2018-01-01",
            &[
                ("210211017", "甲街道", "210211"),
                ("210211018", "乙街道", "210211"),
                ("210211018001", "丙社区", "210211018"),
            ],
        );
        let kept = [("210211017", "甲街道", "210211"), ("210211017001", "丙社区", "210211017")];
        let (second, survey) = read(&first, "2019-01-01", &kept);
        assert_eq!(survey.ended.len(), 1);
        assert!(matches!(survey.fates[1], Fate::Changed(_)), "丙社区 moved");
        assert!(second.on(survey.ended[0], day("2019-01-01")).is_none());
        let refused = first.survey(day("2019-01-01"), &lines(&kept[..1]), || id(99));
        assert_eq!(refused.expect_err("丙社区 would lie nowhere").rule, Rule::DivisionParentAbsent);
    }

    #[test]
    fn a_community_lives_on_when_its_street_was_listed_to_its_end_before() {
        let streets =
            |rows: &[(&'static str, &'static str)]| -> Vec<(&'static str, &'static str, &'static str)> {
                rows.iter().map(|(code, name)| (*code, *name, "210211")).collect()
            };
        let (first, _) =
            read(&district(), "2018-01-01", &streets(&[("210211017", "甲街道"), ("210211018", "乙街道")]));
        let (second, _) = read(&first, "2019-01-01", &streets(&[("210211017", "甲街道")]));
        let (third, survey) = read(&second, "2018-01-01", &[("210211018001", "丙社区", "210211018")]);
        let Fate::Added(community) = survey.fates[0] else { panic!("{:?}", survey.fates) };
        let (fourth, survey) = read(&third, "2019-01-01", &[("210211017009", "丙社区", "210211017")]);
        assert_eq!(survey.fates, [Fate::Changed(community)]);
        assert_eq!(fourth.states(community).len(), 2);
        for (on, rows) in [("2018-01-01", "210211018001"), ("2019-01-01", "210211017009")] {
            let again = read(&fourth, on, &[(rows, "丙社区", &rows[..9])]).1;
            assert!(again.next.is_none(), "{:?}", again.fates);
        }
    }

    #[test]
    fn a_line_without_a_parent_or_with_a_repeated_code_is_refused_alone() {
        let rows = [
            ("210211017", "甲街道", "210211"),
            ("210211017001", "丙社区", "210211017"),
            ("210211017001", "丁社区", "210211017"),
            ("210211099001", "戊社区", "210211099"),
        ];
        let (_, survey) = read(&district(), "2018-01-01", &rows);
        let rule = |n: usize| match &survey.fates[n] {
            Fate::Refused(refusal) => Some(refusal.rule),
            _ => None,
        };
        assert_eq!(
            [rule(0), rule(1), rule(2), rule(3)],
            [None, None, Some(Rule::DivisionCodeTaken), Some(Rule::DivisionUnknown)]
        );
    }
}
