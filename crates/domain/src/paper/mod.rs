//! Official papers (公文): what stands on them, in which order. How they look (GB/T 9704-2012) is the business of `documents`.
//!
//! To add a kind: a word in [`PaperKind`] with its placeholders and a shipped template beside this file.

mod template;
pub mod title;

pub use template::{Template, Values, placeholders};

crate::words! {
    pub enum PaperKind {
        Notice = "notice", "会议通知";
        Agenda = "agenda", "会议议程";
        Attendance = "attendance", "签到表";
        Minutes = "minutes", "会议纪要";
        Bulletin = "bulletin", "通报";
    }
}

impl PaperKind {
    /// The wording that holds until a district has its own.
    pub const fn shipped(self) -> &'static str {
        match self {
            Self::Notice => include_str!("notice.txt"),
            Self::Agenda => include_str!("agenda.txt"),
            Self::Attendance => include_str!("attendance.txt"),
            Self::Minutes => include_str!("minutes.txt"),
            Self::Bulletin => include_str!("bulletin.txt"),
        }
    }
}

/// The word of the issuing body (机关代字) before the number of a paper: 大连湾街道's body is 大连湾联. What kind of paper it is,
/// and any other custom of the place, a template says.
pub fn body_word(division: &str) -> String {
    const KINDS: [&str; 6] = ["街道", "社区", "镇", "乡", "村", "区"];
    let proper = KINDS.iter().find_map(|kind| division.strip_suffix(kind)).filter(|name| !name.is_empty());
    format!("{}联", proper.unwrap_or(division))
}

/// A paper from its first line to its last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub kind: PaperKind,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// 发文机关标志 or 纪要标志: red, above everything.
    Mark(String),
    /// 发文字号 or 期号, and the line below it.
    Number(String),
    /// Where it stands on several lines, they are told apart.
    Title(String),
    /// 主送机关.
    To(String),
    /// 一、
    Heading(String),
    /// （一）
    Subheading(String),
    Text(String),
    /// A word in 黑体 and what belongs to it: 出席：……
    Labelled(String, String),
    /// 发文机关署名.
    Signed(String),
    /// 成文日期.
    Dated(String),
    /// 抄送 and 印发, at the foot of the last page.
    Copies(String),
    Issued(String),
    /// Cells of the head, then of each row.
    Table(Vec<Vec<String>>),
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_body_has_the_word_of_its_place() {
        let word = super::body_word;
        assert_eq!((word("大连湾街道"), word("大房身社区")), ("大连湾联".to_owned(), "大房身联".to_owned()));
        assert_eq!((word("夏家河子村"), word("区")), ("夏家河子联".to_owned(), "区联".to_owned()));
    }
}
