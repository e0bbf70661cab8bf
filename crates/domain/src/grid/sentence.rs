//! An event as a sentence, in Chinese and in English: the only place where events are put into words.

use chrono::{Datelike, NaiveDate};

use super::history::{Described, Event, EventKind};
use super::{DivisionCode, DivisionFacts, DivisionKind};
use crate::rule::Language;

/// `2019年1月1日，后关村委会改为后关社区居委会（村转社区），区划代码由210211017205改为210211017020。`, then reason and document.
pub fn sentence(event: &Event, language: Language) -> String {
    match language {
        Language::Chinese => chinese(event),
        Language::English => english(event),
    }
}

/// What happened to one division, one sentence after the other.
pub fn sentences(events: &[Event], language: Language) -> String {
    let all: Vec<String> = events.iter().map(|event| sentence(event, language)).collect();
    all.join(match language {
        Language::Chinese => "",
        Language::English => " ",
    })
}

fn names(all: &[Described], between: &str) -> String {
    all.iter().map(|one| one.facts.name.as_str()).collect::<Vec<_>>().join(between)
}

fn code(facts: &DivisionFacts) -> Option<&str> {
    facts.code.as_ref().map(DivisionCode::as_str)
}

fn chinese(event: &Event) -> String {
    let day = event.on;
    let mut text = format!("{}年{}月{}日，", day.year(), day.month(), day.day());
    let (name, others) = (event.name(), names(&event.others, "、"));
    text.push_str(&match (event.kind, &event.before, &event.after) {
        (EventKind::Create, _, Some(new)) => created_zh(new),
        (EventKind::Split, _, Some(_)) => format!("由{name}析置{others}"),
        (EventKind::Split, ..) => format!("{name}拆分为{others}，{name}撤销"),
        (EventKind::Merge, ..) if event.founded => format!("{name}并入新设立的{others}"),
        (EventKind::Merge, ..) => format!("{name}并入{others}"),
        (_, Some(old), Some(new)) => changed_zh(old, new),
        (_, Some(old), None) => match code(&old.facts) {
            Some(code) => format!("{name}撤销，区划代码{code}停用"),
            None => format!("{name}撤销"),
        },
        (_, None, Some(new)) => created_zh(new),
        (_, None, None) => name.to_owned(),
    });
    text.push('。');
    if let Some(reason) = &event.reason {
        text.push_str(&format!("原因：{}。", reason.trim_end_matches('。')));
    }
    if let Some(document) = &event.document {
        text.push_str(&format!("文号：{document}。"));
    }
    text
}

fn created_zh(new: &Described) -> String {
    let mut text = format!("{}设立", new.facts.name.as_str());
    if let Some(parent) = &new.parent_name {
        text.push_str(&format!("，隶属{parent}"));
    }
    if let Some(code) = code(&new.facts) {
        text.push_str(&format!("，区划代码{code}"));
    }
    text
}

fn changed_zh(old: &Described, new: &Described) -> String {
    let (was, is) = (old.facts.name.as_str(), new.facts.name.as_str());
    let (from, to) = (old.facts.kind.term(), new.facts.kind.term());
    let mut parts = Vec::new();
    let converted = old.facts.kind != new.facts.kind;
    match (was != is, converted) {
        (true, true) => parts.push(format!("{was}改为{is}（{from}转{to}）")),
        (true, false) => parts.push(format!("{was}更名为{is}")),
        (false, true) => parts.push(format!("{is}由{from}转为{to}（{from}转{to}）")),
        (false, false) => {}
    }
    if old.facts.parent != new.facts.parent {
        let above = |side: &Described| side.parent_name.clone().unwrap_or_default();
        parts.push(format!("由{}划入{}", above(old), above(new)));
    }
    parts.extend(value_zh("区划代码", code(&old.facts), code(&new.facts)));
    parts.extend(value_zh("城乡分类代码", class(&old.facts), class(&new.facts)));
    let subject = if was == is && !converted { is } else { "" };
    format!("{subject}{}", parts.join("，"))
}

fn value_zh(what: &str, old: Option<&str>, new: Option<&str>) -> Option<String> {
    match (old, new) {
        (Some(old), Some(new)) if old != new => Some(format!("{what}由{old}改为{new}")),
        (None, Some(new)) => Some(format!("{what}定为{new}")),
        (Some(old), None) => Some(format!("{what}{old}停用")),
        _ => None,
    }
}

fn class(facts: &DivisionFacts) -> Option<&str> {
    facts.class_code.as_ref().map(super::ClassCode::as_str)
}

/// What a kind is called in English.
const fn kind_en(kind: DivisionKind) -> &'static str {
    match kind {
        DivisionKind::Province => "province",
        DivisionKind::City => "city",
        DivisionKind::District => "district",
        DivisionKind::Street => "street",
        DivisionKind::Town => "town",
        DivisionKind::Township => "township",
        DivisionKind::Farm => "farm",
        DivisionKind::Community => "community",
        DivisionKind::Village => "village",
    }
}

fn english(event: &Event) -> String {
    let (name, others) = (event.name(), names(&event.others, " and "));
    let happened = match (event.kind, &event.before, &event.after) {
        (EventKind::Create, _, Some(new)) => created_en(new),
        (EventKind::Split, _, Some(_)) => format!("{others} split off from {name}"),
        (EventKind::Split, ..) => format!("{name} was split into {others} and ended"),
        (EventKind::Merge, ..) if event.founded => format!("{name} merged into {others}, newly set up"),
        (EventKind::Merge, ..) => format!("{name} merged into {others}"),
        (_, Some(old), Some(new)) => changed_en(old, new),
        (_, Some(old), None) => match code(&old.facts) {
            Some(code) => format!("{name} (code {code}) was dissolved"),
            None => format!("{name} was dissolved"),
        },
        (_, None, Some(new)) => created_en(new),
        (_, None, None) => name.to_owned(),
    };
    let mut text = format!("On {}, {happened}.", day_en(event.on));
    if let Some(reason) = &event.reason {
        text.push_str(&format!(" Reason: {}.", reason.trim_end_matches(['。', '.'])));
    }
    if let Some(document) = &event.document {
        text.push_str(&format!(" Document: {document}."));
    }
    text
}

/// `1 January 2019`.
fn day_en(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

fn created_en(new: &Described) -> String {
    let mut text = format!("{} was set up", new.facts.name.as_str());
    if let Some(parent) = &new.parent_name {
        text.push_str(&format!(" in {parent}"));
    }
    if let Some(code) = code(&new.facts) {
        text.push_str(&format!(" with the code {code}"));
    }
    text
}

fn changed_en(old: &Described, new: &Described) -> String {
    let (was, is) = (old.facts.name.as_str(), new.facts.name.as_str());
    let (from, to) = (kind_en(old.facts.kind), kind_en(new.facts.kind));
    let mut parts = Vec::new();
    let converted = old.facts.kind != new.facts.kind;
    let named = was != is || converted;
    match (was != is, converted) {
        (true, true) => parts.push(format!("{was} became {is} ({from} to {to})")),
        (true, false) => parts.push(format!("{was} was renamed {is}")),
        (false, true) => parts.push(format!("{is} became a {to} ({from} to {to})")),
        (false, false) => {}
    }
    if old.facts.parent != new.facts.parent {
        let above = |side: &Described| side.parent_name.clone().unwrap_or_default();
        let subject = if named { "it".to_owned() } else { is.to_owned() };
        parts.push(format!("{subject} moved from {} to {}", above(old), above(new)));
    }
    let whose = if parts.is_empty() { format!("of {is} ") } else { String::new() };
    parts.extend(value_en("code", &whose, code(&old.facts), code(&new.facts)));
    let whose = if parts.is_empty() { format!("of {is} ") } else { String::new() };
    parts.extend(value_en("urban-rural class", &whose, class(&old.facts), class(&new.facts)));
    parts.join("; ")
}

fn value_en(what: &str, whose: &str, old: Option<&str>, new: Option<&str>) -> Option<String> {
    let what = if whose.is_empty() { format!("its {what} ") } else { format!("the {what} {whose}") };
    match (old, new) {
        (Some(old), Some(new)) if old != new => Some(format!("{what}changed from {old} to {new}")),
        (None, Some(new)) => Some(format!("{what}was set to {new}")),
        (Some(old), None) => Some(format!("{what}{old} was given up")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::grid::history::{EventNote, compare, events};
    use crate::grid::{ClassCode, DivisionChanges, DivisionState, Into, Part, Timeline};
    use crate::id::DivisionId;
    use crate::name::Name;
    use crate::period::Period;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn id(n: u128) -> DivisionId {
        DivisionId::new(Uuid::from_u128(n))
    }

    fn facts(name: &str, kind: DivisionKind, code: &str, parent: Option<u128>) -> DivisionFacts {
        DivisionFacts {
            name: Name::parse(name, "name").expect("a name"),
            kind,
            code: DivisionCode::parse(code, "code").ok(),
            class_code: None,
            parent: parent.map(id),
        }
    }

    fn world() -> Timeline {
        use DivisionKind::{District, Street, Village};
        let of = |n, name: &str, kind, code: &str, parent| {
            let period = Period::open(day("2016-01-01"));
            (id(n), DivisionState { period, facts: facts(name, kind, code, parent) })
        };
        Timeline::new(
            id(0),
            [
                of(0, "甘井子区", District, "210211", None),
                of(1, "大连湾街道", Street, "210211017", Some(0)),
                of(2, "泉水街道", Street, "210211018", Some(0)),
                of(3, "后关村委会", Village, "210211017205", Some(1)),
                of(4, "前关村委会", Village, "210211017204", Some(1)),
            ],
        )
    }

    fn said(timeline: &Timeline, notes: &[EventNote]) -> Vec<(String, String)> {
        let both = |event: &Event| (sentence(event, Language::Chinese), sentence(event, Language::English));
        events(timeline, notes).iter().map(both).collect()
    }

    fn one(timeline: &Timeline, notes: &[EventNote]) -> (String, String) {
        let mut all = said(timeline, notes);
        assert_eq!(all.len(), 1, "{all:?}");
        all.pop().expect("one")
    }

    fn note(division: u128, on: &str, kind: EventKind, other: Option<u128>) -> EventNote {
        EventNote {
            division: id(division),
            on: day(on),
            kind,
            other: other.map(id),
            reason: None,
            document: None,
        }
    }

    #[test]
    fn a_village_that_becomes_a_community_is_told_with_reason_and_document() {
        let changes = DivisionChanges {
            name: Name::parse("后关社区居委会", "name").ok(),
            kind: Some(DivisionKind::Community),
            code: DivisionCode::parse("210211017020", "code").ok(),
            class_code: None,
        };
        let timeline = world().edit(id(3), &changes, day("2019-01-01")).expect("edited").timeline;
        let (zh, en) = one(&timeline, &[]);
        assert_eq!(
            zh,
            "2019年1月1日，后关村委会改为后关社区居委会（村转社区），区划代码由210211017205改为210211017020。"
        );
        assert_eq!(
            en,
            "On 1 January 2019, 后关村委会 became 后关社区居委会 (village to community); its code changed from 210211017205 to 210211017020."
        );
        let noted = EventNote {
            reason: Some("村改居".into()),
            document: Some("甘政发〔2018〕12号".into()),
            ..note(3, "2019-01-01", EventKind::Convert, None)
        };
        let (zh, en) = one(&timeline, &[noted]);
        assert!(zh.ends_with("改为210211017020。原因：村改居。文号：甘政发〔2018〕12号。"), "{zh}");
        assert!(en.ends_with("210211017020. Reason: 村改居. Document: 甘政发〔2018〕12号."), "{en}");
    }

    #[test]
    fn moves_codes_and_classes_are_told_of_their_division() {
        let timeline = world().relocate(id(3), id(2), day("2020-05-01")).expect("moved").timeline;
        assert_eq!(one(&timeline, &[]).0, "2020年5月1日，后关村委会由大连湾街道划入泉水街道。");
        let class = DivisionChanges { class_code: ClassCode::parse("112").ok(), ..Default::default() };
        let timeline = world().edit(id(3), &class, day("2020-05-01")).expect("edited").timeline;
        let (zh, en) = one(&timeline, &[]);
        assert_eq!(zh, "2020年5月1日，后关村委会城乡分类代码定为112。");
        assert_eq!(en, "On 1 May 2020, the urban-rural class of 后关村委会 was set to 112.");
    }

    #[test]
    fn a_beginning_and_an_end_are_told_but_not_the_beginning_of_the_record() {
        let new = facts("阳光社区居委会", DivisionKind::Community, "210211017028", None);
        let timeline = world().create(id(9), id(1), new, day("2023-01-01")).expect("created").timeline;
        let timeline = timeline.dissolve(id(9), 0, day("2024-01-01")).expect("dissolved").timeline;
        let all: Vec<_> = said(&timeline, &[]).into_iter().map(|(zh, _)| zh).collect();
        assert_eq!(
            all,
            [
                "2023年1月1日，阳光社区居委会设立，隶属大连湾街道，区划代码210211017028。",
                "2024年1月1日，阳光社区居委会撤销，区划代码210211017028停用。",
            ]
        );
    }

    #[test]
    fn a_split_is_one_event_and_the_moves_of_what_lay_in_it_are_others() {
        let part = |n, name: &str, code: &str, takes: &[u128]| Part {
            id: id(n),
            facts: facts(name, DivisionKind::Street, code, None),
            takes: takes.iter().map(|n| id(*n)).collect(),
        };
        let parts = [part(10, "湾东街道", "210211031", &[3]), part(11, "湾西街道", "210211032", &[4])];
        let timeline = world().split(id(1), &parts, true, day("2021-07-01")).expect("split").timeline;
        let on = "2021-07-01";
        let notes = [note(10, on, EventKind::Split, Some(1)), note(11, on, EventKind::Split, Some(1))];
        let all = said(&timeline, &notes);
        let zh: Vec<_> = all.iter().map(|(zh, _)| zh.as_str()).collect();
        assert_eq!(
            zh,
            [
                "2021年7月1日，大连湾街道拆分为湾东街道、湾西街道，大连湾街道撤销。",
                "2021年7月1日，前关村委会由大连湾街道划入湾西街道。",
                "2021年7月1日，后关村委会由大连湾街道划入湾东街道。",
            ]
        );
        let found = events(&timeline, &notes);
        let differences = compare(&timeline, &found, (day("2021-06-30"), day(on)), id(0));
        let kinds: Vec<_> = differences.iter().map(|difference| difference.kind).collect();
        assert_eq!(
            kinds,
            [EventKind::Split, EventKind::Move, EventKind::Move, EventKind::Split, EventKind::Split]
        );
        assert_eq!(found.iter().filter(|event| event.concerns(id(10))).count(), 2);
    }

    #[test]
    fn what_is_new_and_took_in_others_later_is_still_new() {
        let new = facts("阳光社区居委会", DivisionKind::Community, "210211017028", None);
        let timeline = world().create(id(9), id(1), new, day("2023-01-01")).expect("created").timeline;
        let merged =
            timeline.merge(&[id(3)], &Into::Existing(id(9)), day("2024-01-01")).expect("merged").timeline;
        let found = events(&merged, &[note(3, "2024-01-01", EventKind::Merge, Some(9))]);
        let differences = compare(&merged, &found, (day("2022-01-01"), day("2025-01-01")), id(1));
        let kinds: Vec<_> = differences.iter().map(|found| (found.division, found.kind)).collect();
        assert_eq!(kinds, [(id(9), EventKind::Create), (id(3), EventKind::Merge)]);
        assert_eq!(
            sentences(&differences[0].events, Language::Chinese),
            "2023年1月1日，阳光社区居委会设立，隶属大连湾街道，区划代码210211017028。2024年1月1日，后关村委会并入阳光社区居委会。"
        );
    }

    #[test]
    fn a_merge_names_where_it_went() {
        let merged =
            world().merge(&[id(3)], &Into::Existing(id(4)), day("2022-01-01")).expect("merged").timeline;
        let (zh, en) = one(&merged, &[note(3, "2022-01-01", EventKind::Merge, Some(4))]);
        assert_eq!(zh, "2022年1月1日，后关村委会并入前关村委会。");
        assert_eq!(en, "On 1 January 2022, 后关村委会 merged into 前关村委会.");
        let new = Into::New(id(12), facts("关村社区居委会", DivisionKind::Community, "210211017040", None));
        let merged = world().merge(&[id(3), id(4)], &new, day("2022-01-01")).expect("merged").timeline;
        let notes = [3, 4].map(|n| note(n, "2022-01-01", EventKind::Merge, Some(12)));
        let zh: Vec<_> = said(&merged, &notes).into_iter().map(|(zh, _)| zh).collect();
        assert_eq!(
            zh,
            [
                "2022年1月1日，前关村委会并入新设立的关村社区居委会。",
                "2022年1月1日，后关村委会并入新设立的关村社区居委会。"
            ]
        );
    }
}
