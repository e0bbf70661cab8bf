//! Templates: one line for each part of a paper, with `{placeholders}`.
//!
//! `标志：` `文号：` `标题：` `主送：` `落款：` `日期：` `抄送：` `印发：` begin the parts of that name, `【…】` a labelled one; `一、` and
//! `（一）` begin headings, `表格：签到` stands for the list to sign; everything else is text. A line whose placeholders all say
//! nothing is left out.

use std::collections::BTreeMap;

use super::{Paper, PaperKind, Part};
use crate::rule::{Refusal, Rule};

/// As much as a template may hold.
const MOST: usize = 8_000;
const TABLE: &str = "表格：签到";

/// What a placeholder can be; which of them say something depends on the kind of paper.
const PLACEHOLDERS: &[(&str, &[PaperKind])] = {
    use PaperKind::{Agenda, Attendance, Bulletin, Minutes, Notice};
    const ALL: &[PaperKind] = PaperKind::ALL;
    const MEETING: &[PaperKind] = &[Notice, Agenda, Attendance, Minutes];
    &[
        ("联合体", ALL),
        ("上级", ALL),
        ("成员单位", ALL),
        ("代字", ALL),
        ("成文日期", ALL),
        ("今天", ALL),
        ("年份", ALL),
        ("会议", MEETING),
        ("会议日期", MEETING),
        ("会议时间", MEETING),
        ("地点", MEETING),
        ("议题", &[Notice, Agenda, Minutes]),
        ("出席", &[Minutes]),
        ("委托出席", &[Minutes]),
        ("请假", &[Minutes]),
        ("缺席", &[Minutes]),
        ("纪要正文", &[Minutes]),
        ("议定事项", &[Minutes]),
        ("通报标题", &[Bulletin]),
        ("通报正文", &[Bulletin]),
        ("时段", &[Bulletin]),
    ]
};

/// What placeholders stand for. Several lines in a value become several lines of text.
pub type Values = BTreeMap<&'static str, String>;

/// A text that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    kind: PaperKind,
    text: String,
}

impl Template {
    /// # Errors
    /// Refuses an unknown placeholder or an open brace, naming its line, a paper without a title and one that is too long.
    pub fn parse(kind: PaperKind, text: &str, field: &'static str) -> Result<Self, Refusal> {
        let text = text.replace("\r\n", "\n").trim().to_owned();
        if text.chars().count() > MOST {
            return Err(Refusal::new(Rule::TextTooLong, field).with(MOST));
        }
        for (n, line) in text.lines().enumerate() {
            let mut rest = line;
            while let Some(at) = rest.find(['{', '}']) {
                let inside = &rest[at..];
                let end = inside.find('}').filter(|_| inside.starts_with('{'));
                let Some(end) = end else {
                    let value = format!("{}: {line}", n + 1);
                    return Err(Refusal::new(Rule::TemplateBrace, field).with(value));
                };
                let name = &inside[1..end];
                if !placeholders(kind).any(|known| known == name) {
                    let value = format!("{}: {{{name}}}", n + 1);
                    return Err(Refusal::new(Rule::TemplatePlaceholder, field).with(value));
                }
                rest = &inside[end + 1..];
            }
        }
        if !text.lines().any(|line| line.starts_with("标题：") || line.starts_with("标志：")) {
            return Err(Refusal::new(Rule::TemplateTitle, field));
        }
        Ok(Self { kind, text })
    }

    /// The shipped text passes its own check: a test says so.
    pub fn shipped(kind: PaperKind) -> Self {
        Self { kind, text: kind.shipped().trim().to_owned() }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The paper that comes of it; `table` is the list to sign, its head first.
    pub fn fill(&self, values: &Values, table: &[Vec<String>]) -> Paper {
        let mut parts = Vec::new();
        for line in self.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if line == TABLE {
                parts.push(Part::Table(table.to_vec()));
                continue;
            }
            let Some(filled) = filled(line, values) else { continue };
            parts.extend(filled.lines().map(str::trim).filter(|line| !line.is_empty()).map(part));
        }
        Paper { kind: self.kind, parts }
    }
}

/// Those that a kind of paper knows.
pub fn placeholders(kind: PaperKind) -> impl Iterator<Item = &'static str> {
    PLACEHOLDERS.iter().filter(move |(_, kinds)| kinds.contains(&kind)).map(|(name, _)| *name)
}

/// `None` when the line has placeholders and all of them say nothing.
fn filled(line: &str, values: &Values) -> Option<String> {
    let (mut text, mut rest, mut asked, mut said) = (String::new(), line, false, false);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let value = values.get(name).map_or("", |value| value.trim());
        text.push_str(before);
        text.push_str(value);
        asked = true;
        said |= !value.is_empty();
        rest = after;
    }
    text.push_str(rest);
    (!asked || said).then_some(text)
}

fn part(line: &str) -> Part {
    type Make = fn(String) -> Part;
    const WORDS: [(&str, Make); 8] = [
        ("标志：", Part::Mark),
        ("文号：", Part::Number),
        ("标题：", Part::Title),
        ("主送：", Part::To),
        ("落款：", Part::Signed),
        ("日期：", Part::Dated),
        ("抄送：", Part::Copies),
        ("印发：", Part::Issued),
    ];
    for (word, make) in WORDS {
        if let Some(text) = line.strip_prefix(word) {
            return make(text.trim().to_owned());
        }
    }
    if let Some((label, text)) = line.strip_prefix('【').and_then(|rest| rest.split_once('】')) {
        return Part::Labelled(label.to_owned(), text.trim().to_owned());
    }
    let numbered = |line: &str, close: char| {
        line.split_once(close).is_some_and(|(number, rest)| {
            !number.is_empty()
                && !rest.is_empty()
                && number.chars().all(|c| "一二三四五六七八九十".contains(c))
        })
    };
    if numbered(line, '、') {
        Part::Heading(line.to_owned())
    } else if line.strip_prefix('（').is_some_and(|rest| numbered(rest, '）')) {
        Part::Subheading(line.to_owned())
    } else {
        Part::Text(line.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_passes_its_own_check() {
        for kind in PaperKind::ALL {
            let parsed = Template::parse(*kind, kind.shipped(), "body").expect("a template");
            assert_eq!(parsed, Template::shipped(*kind));
        }
    }

    #[test]
    fn a_wrong_placeholder_is_named_with_its_line() {
        let refused = |text: &str| Template::parse(PaperKind::Notice, text, "body").expect_err("refused");
        let unknown = refused("标题：通知\n请到{地址}开会");
        assert_eq!((unknown.rule, unknown.value.as_str()), (Rule::TemplatePlaceholder, "2: {地址}"));
        assert_eq!(refused("标题：{联合体").rule, Rule::TemplateBrace);
        assert_eq!(refused("标题：联合体}").rule, Rule::TemplateBrace);
        assert_eq!(refused("请开会").rule, Rule::TemplateTitle);
        assert_eq!(refused("标题：{纪要正文}").rule, Rule::TemplatePlaceholder, "a notice has no minutes");
    }

    #[test]
    fn lines_become_parts_and_empty_ones_are_left_out() {
        let text =
            "标题：关于{会议}的通知\n一、议题\n{议题}\n（一）其他\n【请假】{地点}\n抄送：{上级}\n表格：签到";
        let template = Template::parse(PaperKind::Notice, text, "body").expect("a template");
        let values = Values::from([
            ("会议", "联席会议".into()),
            ("议题", "1.报告工作\n2.审议清单".into()),
            ("地点", "三楼".into()),
        ]);
        let table = vec![vec!["序号".to_owned()]];
        let text = |text: &str| text.to_owned();
        assert_eq!(
            template.fill(&values, &table).parts,
            [
                Part::Title(text("关于联席会议的通知")),
                Part::Heading(text("一、议题")),
                Part::Text(text("1.报告工作")),
                Part::Text(text("2.审议清单")),
                Part::Subheading(text("（一）其他")),
                Part::Labelled(text("请假"), text("三楼")),
                Part::Table(table.clone()),
            ]
        );
    }
}
