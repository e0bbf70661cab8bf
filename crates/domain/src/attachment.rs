//! Attachments (附件): files that belong to something recorded. What they may be called, hold and weigh.
//!
//! To let one more kind of file be attached: name it in [`FileKind`], say which [`Content`] it has and its media type, and
//! recognise that content in `documents`. To let files be attached to one more thing: name it in [`Attached`], and say in
//! `service::attachment` where it lies and who changes it.

use crate::journal::ObjectType;
use crate::rule::{Refusal, Rule};

crate::words! {
    /// What files can be attached to.
    pub enum Attached {
        Membership = "membership", "成员资格";
        Meeting = "meeting", "会议";
        Topic = "topic", "议题";
        Task = "task", "任务";
        Bulletin = "bulletin", "定期通报";
        Entry = "entry", "清单条目";
    }
}

impl Attached {
    pub const fn object_type(self) -> ObjectType {
        match self {
            Self::Membership => ObjectType::Membership,
            Self::Meeting => ObjectType::Meeting,
            Self::Topic => ObjectType::Topic,
            Self::Task => ObjectType::Task,
            Self::Bulletin => ObjectType::Bulletin,
            Self::Entry => ObjectType::Entry,
        }
    }
}

crate::words! {
    /// The files that can be attached, by the ending of their names. Nothing that a browser would run is among them.
    pub enum FileKind {
        Pdf = "pdf", "PDF文档";
        Ofd = "ofd", "OFD文档";
        Docx = "docx", "Word文档";
        Xlsx = "xlsx", "Excel工作簿";
        Pptx = "pptx", "演示文稿";
        Doc = "doc", "旧版Word文档";
        Xls = "xls", "旧版Excel工作簿";
        Ppt = "ppt", "旧版演示文稿";
        Wps = "wps", "WPS文字";
        Et = "et", "WPS表格";
        Dps = "dps", "WPS演示";
        Jpg = "jpg", "JPEG图片";
        Png = "png", "PNG图片";
        Webp = "webp", "WebP图片";
        Zip = "zip", "ZIP压缩包";
        Txt = "txt", "文本";
        Csv = "csv", "CSV表格";
    }
}

impl FileKind {
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Ofd => "application/ofd",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Doc => "application/msword",
            Self::Xls => "application/vnd.ms-excel",
            Self::Ppt => "application/vnd.ms-powerpoint",
            Self::Wps | Self::Et | Self::Dps => "application/vnd.ms-office",
            Self::Jpg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Zip => "application/zip",
            Self::Txt => "text/plain; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// Whether a file of this kind holds such content.
    const fn holds(self, content: Content) -> bool {
        match self {
            Self::Pdf => matches!(content, Content::Pdf),
            Self::Ofd => matches!(content, Content::Ofd),
            Self::Docx => matches!(content, Content::Docx),
            Self::Xlsx => matches!(content, Content::Xlsx),
            Self::Pptx => matches!(content, Content::Pptx),
            Self::Doc => matches!(content, Content::OldWord),
            Self::Xls => matches!(content, Content::OldExcel),
            Self::Ppt => matches!(content, Content::OldPowerPoint),
            Self::Wps => matches!(content, Content::OldWord | Content::OldOffice),
            Self::Et => matches!(content, Content::OldExcel | Content::OldOffice),
            Self::Dps => matches!(content, Content::OldPowerPoint | Content::OldOffice),
            Self::Jpg => matches!(content, Content::Jpeg),
            Self::Png => matches!(content, Content::Png),
            Self::Webp => matches!(content, Content::Webp),
            Self::Zip => matches!(content, Content::Zip),
            Self::Txt | Self::Csv => matches!(content, Content::Text),
        }
    }
}

crate::words! {
    /// What the bytes of a file are, whatever its name says.
    pub enum Content {
        Pdf = "pdf", "PDF";
        Ofd = "ofd", "OFD";
        Docx = "docx", "Word";
        Xlsx = "xlsx", "Excel";
        Pptx = "pptx", "PowerPoint";
        OldWord = "old_word", "Word 97-2003";
        OldExcel = "old_excel", "Excel 97-2003";
        OldPowerPoint = "old_powerpoint", "PowerPoint 97-2003";
        OldOffice = "old_office", "OLE";
        Protected = "protected", "Office (encrypted)";
        Jpeg = "jpeg", "JPEG";
        Png = "png", "PNG";
        Webp = "webp", "WebP";
        Zip = "zip", "ZIP";
        Text = "text", "TXT";
        Other = "other", "?";
    }
}

/// What files may weigh, and how many one thing may have. The installation decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub bytes: usize,
    pub files: usize,
}

const MEGABYTE: usize = 1 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 20 * MEGABYTE, files: 30 }
    }
}

impl Limits {
    /// # Errors
    /// Refuses a file that is larger, naming it and the limit.
    pub fn check_size(self, name: &FileName, bytes: usize) -> Result<(), Refusal> {
        if bytes <= self.bytes {
            return Ok(());
        }
        let said = format!("{} > {} MB", name.as_str(), self.bytes / MEGABYTE);
        Err(Refusal::new(Rule::AttachmentTooLarge, FIELD).with(said))
    }

    /// # Errors
    /// Refuses one more where as many are attached as may be.
    pub fn check_count(self, attached: usize) -> Result<(), Refusal> {
        if attached < self.files {
            return Ok(());
        }
        Err(Refusal::new(Rule::AttachmentTooMany, FIELD).with(self.files))
    }
}

/// The field that refusals of a file name.
pub const FIELD: &str = "file";

/// A file's name with an ending that says which kind it is: one line, no folders, nothing that hides its ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    text: String,
    kind: FileKind,
}

impl FileName {
    pub const MOST_CHARS: usize = 120;

    /// # Errors
    /// Refuses an empty or overlong name, one with characters that mislead, and an ending that may not be attached.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        // Some browsers send the folder as well.
        let text = text.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        if text.is_empty() {
            return Err(Refusal::new(Rule::NameEmpty, FIELD));
        }
        if text.chars().count() > Self::MOST_CHARS {
            return Err(Refusal::new(Rule::NameTooLong, FIELD).with(Self::MOST_CHARS));
        }
        if text.chars().any(misleads) {
            return Err(Refusal::new(Rule::AttachmentName, FIELD).with(visible(text)));
        }
        let kind = text.rsplit_once('.').filter(|(stem, _)| !stem.is_empty());
        let kind = kind.and_then(|(_, ending)| kind_of(&ending.to_ascii_lowercase()));
        let kind = kind.ok_or_else(|| Refusal::new(Rule::AttachmentKind, FIELD).with(text))?;
        Ok(Self { text: text.to_owned(), kind })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub const fn kind(&self) -> FileKind {
        self.kind
    }

    /// # Errors
    /// Refuses an empty file, one that nobody else could open, and one whose bytes are not what its name says.
    pub fn check(&self, bytes: usize, content: Content) -> Result<(), Refusal> {
        if bytes == 0 {
            return Err(Refusal::new(Rule::AttachmentEmpty, FIELD).with(&self.text));
        }
        if content == Content::Protected {
            return Err(Refusal::new(Rule::AttachmentProtected, FIELD).with(&self.text));
        }
        if self.kind.holds(content) {
            return Ok(());
        }
        let said = format!("{} ≠ {}", self.text, content.term());
        Err(Refusal::new(Rule::AttachmentContent, FIELD).with(said))
    }
}

fn kind_of(ending: &str) -> Option<FileKind> {
    let ending = if ending == "jpeg" { "jpg" } else { ending };
    FileKind::ALL.iter().copied().find(|kind| kind.word() == ending)
}

/// Control characters, and those that turn the direction of writing: `gnp.exe` can be made to look like `exe.png`.
fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn visible(text: &str) -> String {
    text.chars().map(|c| if misleads(c) { '□' } else { c }).collect()
}

/// The bytes of a file are kept in pieces of this size.
pub const PIECE: usize = 256 << 10;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> FileName {
        FileName::parse(text).expect("a name")
    }

    fn refused(text: &str) -> Rule {
        FileName::parse(text).expect_err("refused").rule
    }

    #[test]
    fn a_name_says_the_kind_by_its_ending() {
        assert_eq!(name("共建协议.PDF").kind(), FileKind::Pdf);
        assert_eq!(name("现场.jpeg").kind(), FileKind::Jpg);
        assert_eq!(name(r"C:\文件\a.b.docx").as_str(), "a.b.docx");
        for wrong in ["协议", ".pdf", "页面.html", "图.svg", "运行.exe", "协议.pdf.js"] {
            assert_eq!(refused(wrong), Rule::AttachmentKind, "{wrong}");
        }
        assert_eq!(refused("  "), Rule::NameEmpty);
        assert_eq!(refused("文件夹/"), Rule::NameEmpty);
        assert_eq!(refused(&format!("{}.pdf", "长".repeat(120))), Rule::NameTooLong);
    }

    #[test]
    fn a_name_cannot_hide_its_ending() {
        for wrong in ["图\u{202E}fdp.txt", "两\n行.pdf", "零\u{200B}宽.pdf"] {
            assert_eq!(refused(wrong), Rule::AttachmentName, "{wrong:?}");
        }
    }

    #[test]
    fn bytes_must_be_what_the_name_says() {
        let rule = |text: &str, bytes, content| name(text).check(bytes, content).map_err(|why| why.rule);
        assert_eq!(rule("协议.pdf", 1, Content::Pdf), Ok(()));
        assert_eq!(rule("协议.wps", 1, Content::OldWord), Ok(()));
        assert_eq!(rule("协议.pdf", 0, Content::Text), Err(Rule::AttachmentEmpty));
        assert_eq!(rule("协议.pdf", 1, Content::Docx), Err(Rule::AttachmentContent));
        assert_eq!(rule("协议.docx", 1, Content::Zip), Err(Rule::AttachmentContent));
        assert_eq!(rule("协议.docx", 1, Content::Protected), Err(Rule::AttachmentProtected));
    }

    #[test]
    fn every_kind_holds_something_and_nothing_holds_the_unknown() {
        for kind in FileKind::ALL {
            assert!(Content::ALL.iter().any(|content| kind.holds(*content)), "{kind:?}");
            assert!(!kind.holds(Content::Other) && !kind.holds(Content::Protected), "{kind:?}");
            let media = kind.media_type();
            assert!(!media.contains("html") && !media.contains("xml;") && !media.contains("svg"), "{media}");
        }
    }

    #[test]
    fn limits_name_the_file_and_themselves() {
        let limits = Limits::default();
        let why = limits.check_size(&name("现场.jpg"), limits.bytes + 1).expect_err("too large");
        assert_eq!((why.rule, why.value.as_str()), (Rule::AttachmentTooLarge, "现场.jpg > 20 MB"));
        assert!(limits.check_size(&name("现场.jpg"), limits.bytes).is_ok());
        assert!(limits.check_count(29).is_ok() && limits.check_count(30).is_err());
    }

    proptest! {
        #[test]
        fn no_name_holds_a_folder_or_a_control_character(text in "\\PC*\\.(pdf|txt)") {
            if let Ok(name) = FileName::parse(&text) {
                prop_assert!(!name.as_str().contains(['/', '\\']) && !name.as_str().chars().any(misleads));
            }
        }
    }
}
