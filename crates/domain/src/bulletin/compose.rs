//! What the facts of a period say, as sections of a draft. People edit them afterwards: it is their bulletin.

use chrono::{Datelike, Days, NaiveDate};

use crate::meeting::MeetingKind;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub title: String,
    pub body: String,
}

/// A meeting of the period: who was there in numbers, and what was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub kind: MeetingKind,
    pub on: NaiveDate,
    pub present: usize,
    pub called: usize,
    /// As they were written down, one a line.
    pub decisions: Option<String>,
}

/// A task that came of a decision, with who owes it and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    pub title: String,
    pub unit: String,
    pub due: NaiveDate,
    pub closed: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatChange {
    /// What the seat is called: 书记, 兼职委员 …
    pub seat: &'static str,
    pub holder: String,
    pub on: NaiveDate,
    /// Whether the holder took the seat, or left it.
    pub began: bool,
}

/// A figure at the end of the period and at that of the period before; nothing where it is not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FigureChange {
    pub name: &'static str,
    pub unit: &'static str,
    pub now: Option<i64>,
    pub before: Option<i64>,
}

/// Everything that a draft is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeriodFacts {
    /// Oldest first.
    pub held: Vec<Held>,
    pub handled: Vec<Handled>,
    pub joined: Vec<String>,
    pub left: Vec<String>,
    pub members: usize,
    pub seats: Vec<SeatChange>,
    pub figures: Vec<FigureChange>,
}

/// A quarter, half-year, year or month is called by its name, any other time by its days.
pub fn title_of(from: NaiveDate, to: NaiveDate) -> String {
    let (year, month) = (from.year(), from.month());
    let months = (to.year() - year) * 12 + i32::try_from(to.month0()).unwrap_or(0)
        - i32::try_from(from.month0()).unwrap_or(0);
    let whole = from.day() == 1 && to.day() == 1;
    const NUMBERS: [&str; 4] = ["一", "二", "三", "四"];
    let quarter = usize::try_from(from.month0() / 3).ok().and_then(|n| NUMBERS.get(n)).copied();
    match (whole, months) {
        (true, 1) => format!("{year}年{month}月通报"),
        (true, 3) if month % 3 == 1 => format!("{year}年第{}季度通报", quarter.unwrap_or_default()),
        (true, 6) if month == 1 => format!("{year}年上半年通报"),
        (true, 6) if month == 7 => format!("{year}年下半年通报"),
        (true, 12) if month == 1 => format!("{year}年度通报"),
        _ => {
            let last = to.checked_sub_days(Days::new(1)).unwrap_or(to);
            format!("{}至{}通报", date(from), date(last))
        }
    }
}

fn date(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The sections of a draft. What nothing is to be said about says so: a reader must not take silence for an oversight.
pub fn compose(facts: &PeriodFacts) -> Vec<Section> {
    let section =
        |title: &str, lines: Vec<String>| Section { title: title.to_owned(), body: lines.join("\n") };
    let mut sections = vec![section("会议情况", meetings(facts)), section("议定事项", decisions(facts))];
    if !facts.handled.is_empty() {
        sections.push(section("任务落实", facts.handled.iter().map(handled).collect()));
    }
    sections.push(section("成员单位变动", members(facts)));
    sections.push(section("工委成员变动", seats(facts)));
    sections.push(section("区域基本数据", facts.figures.iter().map(figure).collect()));
    sections
}

fn meetings(facts: &PeriodFacts) -> Vec<String> {
    if facts.held.is_empty() {
        return vec!["本期没有召开会议。".to_owned()];
    }
    let count = |kind: MeetingKind| {
        let n = facts.held.iter().filter(|held| held.kind == kind).count();
        (n > 0).then(|| format!("{}{n}次", kind.term()))
    };
    let counts: Vec<_> = MeetingKind::ALL.iter().filter_map(|kind| count(*kind)).collect();
    let mut lines = vec![format!("本期召开{}。", counts.join("、"))];
    lines.extend(facts.held.iter().map(|held| {
        format!("{}{}：应到{}个单位，实到{}个。", date(held.on), held.kind.term(), held.called, held.present)
    }));
    lines
}

fn decisions(facts: &PeriodFacts) -> Vec<String> {
    let mut lines = Vec::new();
    for held in &facts.held {
        let Some(text) = held.decisions.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
            continue;
        };
        lines.push(format!("{}{}议定：", date(held.on), held.kind.term()));
        lines.extend(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    }
    if lines.is_empty() {
        lines.push("本期没有议定事项。".to_owned());
    }
    lines
}

fn handled(task: &Handled) -> String {
    let state = match task.closed {
        Some(on) => format!("{}办结", date(on)),
        None => "正在办理".to_owned(),
    };
    format!("{}（{}，{}前）：{state}。", task.title, task.unit, date(task.due))
}

fn members(facts: &PeriodFacts) -> Vec<String> {
    let mut lines = Vec::new();
    if !facts.joined.is_empty() {
        lines.push(format!("新加入：{}。", facts.joined.join("、")));
    }
    if !facts.left.is_empty() {
        lines.push(format!("退出：{}。", facts.left.join("、")));
    }
    if lines.is_empty() {
        lines.push("本期没有变动。".to_owned());
    }
    lines.push(format!("期末共有成员单位{}个。", facts.members));
    lines
}

fn seats(facts: &PeriodFacts) -> Vec<String> {
    let line = |change: &SeatChange| {
        let what = if change.began { "任" } else { "不再担任" };
        format!("{}起，{}{what}{}。", date(change.on), change.holder, change.seat)
    };
    match facts.seats.as_slice() {
        [] => vec!["本期没有变动。".to_owned()],
        changes => changes.iter().map(line).collect(),
    }
}

fn figure(figure: &FigureChange) -> String {
    let FigureChange { name, unit, now, before } = figure;
    match (now, before) {
        (None, _) => format!("{name}：未登记。"),
        (Some(now), None) => format!("{name}{now}{unit}。"),
        (Some(now), Some(before)) => match now - before {
            0 => format!("{name}{now}{unit}，与上期持平。"),
            change if change > 0 => format!("{name}{now}{unit}，比上期增加{change}{unit}。"),
            change => format!("{name}{now}{unit}，比上期减少{}{unit}。", -change),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_period_is_called_by_its_name() {
        for (from, to, title) in [
            ("2026-07-01", "2026-10-01", "2026年第三季度通报"),
            ("2025-10-01", "2026-01-01", "2025年第四季度通报"),
            ("2026-01-01", "2026-07-01", "2026年上半年通报"),
            ("2025-07-01", "2026-01-01", "2025年下半年通报"),
            ("2025-01-01", "2026-01-01", "2025年度通报"),
            ("2026-02-01", "2026-03-01", "2026年2月通报"),
            ("2026-02-01", "2026-05-01", "2026年2月1日至2026年4月30日通报"),
            ("2026-07-02", "2026-10-01", "2026年7月2日至2026年9月30日通报"),
        ] {
            assert_eq!(title_of(day(from), day(to)), title);
        }
    }

    #[test]
    fn a_draft_tells_what_happened_and_what_did_not() {
        let facts = PeriodFacts {
            held: vec![Held {
                kind: MeetingKind::JointConference,
                on: day("2026-09-24"),
                present: 17,
                called: 18,
                decisions: Some("1. 开放操场\n\n2. 慰问".into()),
            }],
            joined: vec!["某公司".into()],
            members: 18,
            figures: vec![
                FigureChange { name: "党员", unit: "人", now: Some(90), before: Some(95) },
                FigureChange { name: "人口", unit: "人", now: None, before: Some(3) },
            ],
            ..PeriodFacts::default()
        };
        let sections = compose(&facts);
        let body = |title: &str| sections.iter().find(|s| s.title == title).map_or("", |s| s.body.as_str());
        assert_eq!(
            body("会议情况"),
            "本期召开联席会议1次。\n2026年9月24日联席会议：应到18个单位，实到17个。"
        );
        assert_eq!(body("议定事项"), "2026年9月24日联席会议议定：\n1. 开放操场\n2. 慰问");
        assert_eq!(body("成员单位变动"), "新加入：某公司。\n期末共有成员单位18个。");
        assert_eq!(body("工委成员变动"), "本期没有变动。");
        assert_eq!(body("区域基本数据"), "党员90人，比上期减少5人。\n人口：未登记。");
        assert!(sections.iter().all(|section| !section.body.is_empty() && section.title != "任务落实"));
    }
}
