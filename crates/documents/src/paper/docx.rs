//! docx, for whoever goes on writing. The measures are those of the PDF; fonts are named, not embedded.
//!
//! Written as it is read: WordprocessingML in the order of its schema. What has no place in a library's builders (rows of a
//! head that return on every page, no room between Chinese and Latin, a foot that floats) is most of what makes an official
//! paper.

use std::io::{Cursor, Write as _};

use domain::paper::{Paper, Part};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::fonts::FontNames;
use super::{
    CELL, CHARACTER, FOOT_LEADING, LEADING, LEFT_MM, LINE, LINES, MM, PaperError, SIZE_2, SIZE_3, SIZE_4,
    TITLE_LEADING, TOP_MM, WIDTH_MM, headed, issued, mark_size, share,
};

/// Twentieths of a point, in which Word measures.
fn twips(points: f64) -> i32 {
    (points * 20.0).round() as i32
}

/// A line of exact height stands on its type's descent: so much of the type's size is below its em box, and so much is between
/// the upper end of the em box and the foot of the line.
const BELOW: f64 = 0.166;
const ABOVE: f64 = 1.166;
/// What an exact line of text has above its type: the first is moved up by it, so that type stands at the upper margin.
const RISE: f64 = LINE - ABOVE * SIZE_3;
const TITLE_RISE: f64 = SIZE_2 + TITLE_LEADING - ABOVE * SIZE_2;
const RED: &str = "C00000";
/// A line that says nothing and takes no room worth speaking of.
const HAIR: f64 = 1.0;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>"#;
const PACKAGE: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/></Relationships>"#;
const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006""#;
/// Odd and even pages differ; signs keep their whole width.
const SETTINGS: &str = r#"<w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>"#;
/// Every page is full to its last line; no sign hangs out of the type area; nothing stands between Chinese and Latin.
const STYLES: &str = r#"<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:style>"#;

/// # Errors
/// When the file cannot be put together.
pub fn write_docx(paper: &Paper, fonts: &FontNames) -> Result<Vec<u8>, PaperError> {
    let set = Setter { fonts };
    let part = |name: &str, body: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:{name} {NAMESPACES}>{body}</w:{name}>"
        )
    };
    let files = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", PACKAGE.to_owned()),
        ("word/_rels/document.xml.rels", RELATIONS.to_owned()),
        (
            "word/document.xml",
            part("document", &format!("<w:body>{}{}</w:body>", set.body(paper), section())),
        ),
        ("word/styles.xml", part("styles", STYLES)),
        ("word/settings.xml", part("settings", SETTINGS)),
        ("word/footer1.xml", part("ftr", &set.footer(true))),
        ("word/footer2.xml", part("ftr", &set.footer(false))),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(name, SimpleFileOptions::default())
            .map_err(|why| PaperError::Failed(why.to_string()))?;
        zip.write_all(text.as_bytes()).map_err(|why| PaperError::Failed(why.to_string()))?;
    }
    let bytes = zip.finish().map_err(|why| PaperError::Failed(why.to_string()))?;
    Ok(bytes.into_inner())
}

fn section() -> String {
    let (page_width, page_height) = (twips(210.0 * MM), twips(297.0 * MM));
    // Word breaks where a hair is missing: the area is as wide as its characters, and as high as its lines.
    let (left, width) = (twips(LEFT_MM * MM), twips(WIDTH_MM * MM) + 10);
    let top = twips(TOP_MM * MM - RISE);
    let bottom = page_height - top - twips(LINE) * LINES as i32 - 4;
    let footer = page_height - twips((TOP_MM + super::HEIGHT_MM + 7.0) * MM + SIZE_4 * ABOVE);
    format!(
        r#"<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/><w:pgSz w:w="{page_width}" w:h="{page_height}"/><w:pgMar w:top="{top}" w:right="{}" w:bottom="{bottom}" w:left="{left}" w:header="850" w:footer="{footer}" w:gutter="0"/></w:sectPr>"#,
        page_width - left - width
    )
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other if other.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Lines above and below a paragraph.
#[derive(Clone, Copy)]
enum Rule {
    /// Below the number of a paper.
    Red,
    /// At its foot: the first and the last are thicker.
    ThickThin,
    ThickBoth,
    Thick,
}

impl Rule {
    fn borders(self) -> String {
        // Eighths of a point: 0.7 mm, 0.35 mm and 0.25 mm.
        let border = |side: &str, size: i32, space: i32, color: &str| {
            format!(r#"<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{color}"/>"#)
        };
        let foot = |side: &str, size: i32| border(side, size, if side == "top" { 0 } else { 3 }, "000000");
        match self {
            // 4 mm below the type, of which a part is in the line already.
            Self::Red => border("bottom", 16, (4.0 * MM - BELOW * SIZE_3 - 1.0).round() as i32, RED),
            Self::ThickThin => foot("top", 8) + &foot("bottom", 6),
            Self::ThickBoth => foot("top", 8) + &foot("bottom", 8),
            Self::Thick => foot("bottom", 8),
        }
    }
}

/// What a paragraph may have, in points; in the order of the schema when written.
#[derive(Clone, Copy, Default)]
struct Style {
    keep_next: bool,
    rule: Option<Rule>,
    tab: Option<f64>,
    before: f64,
    after: f64,
    line: f64,
    left: f64,
    right: f64,
    /// Of the first line; below nothing, of all the others.
    first: f64,
    align: &'static str,
}

fn paragraph(style: &Style, runs: &str) -> String {
    let mut properties = String::new();
    if style.keep_next {
        properties.push_str("<w:keepNext/>");
    }
    if let Some(rule) = style.rule {
        properties.push_str(&format!("<w:pBdr>{}</w:pBdr>", rule.borders()));
    }
    if let Some(at) = style.tab {
        properties.push_str(&format!(r#"<w:tabs><w:tab w:val="right" w:pos="{}"/></w:tabs>"#, twips(at)));
    }
    properties.push_str(&format!(
        r#"<w:spacing w:before="{}" w:after="{}" w:line="{}" w:lineRule="exact"/>"#,
        twips(style.before).max(0),
        twips(style.after).max(0),
        twips(style.line)
    ));
    let (first, hanging) = (style.first.max(0.0), (-style.first).max(0.0));
    let which = if hanging > 0.0 { ("hanging", hanging) } else { ("firstLine", first) };
    properties.push_str(&format!(
        r#"<w:ind w:left="{}" w:right="{}" w:{}="{}"/>"#,
        twips(style.left),
        twips(style.right),
        which.0,
        twips(which.1)
    ));
    if !style.align.is_empty() {
        properties.push_str(&format!(r#"<w:jc w:val="{}"/>"#, style.align));
    }
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

struct Setter<'f> {
    fonts: &'f FontNames,
}

#[derive(Clone, Copy, Default)]
struct Face<'f> {
    family: &'f str,
    size: f64,
    bold: bool,
    red: bool,
    /// Between its characters.
    spacing: f64,
}

impl Face<'_> {
    fn properties(self) -> String {
        let family = escaped(self.family);
        let bold = if self.bold { "<w:b/>" } else { "" };
        let red = if self.red { format!(r#"<w:color w:val="{RED}"/>"#) } else { String::new() };
        let spacing = match twips(self.spacing) {
            0 => String::new(),
            twips => format!(r#"<w:spacing w:val="{twips}"/>"#),
        };
        let half_points = (self.size * 2.0).round() as i32;
        format!(
            r#"<w:rPr><w:rFonts w:ascii="{family}" w:eastAsia="{family}" w:hAnsi="{family}" w:cs="{family}"/>{bold}{red}{spacing}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>"#
        )
    }

    fn run(self, text: &str) -> String {
        self.with(&format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(text)))
    }

    fn with(self, inside: &str) -> String {
        format!("<w:r>{}{inside}</w:r>", self.properties())
    }
}

impl<'f> Setter<'f> {
    /// Text of size 3, as wide as 28 of it fill the line.
    fn words(&self, family: &'f str) -> Face<'f> {
        Face { family, size: SIZE_3, spacing: CHARACTER - SIZE_3, ..Face::default() }
    }

    fn body(&self, paper: &Paper) -> String {
        let mut text = String::new();
        let (mut copies, mut by) = ("", "");
        for (n, part) in paper.parts.iter().enumerate() {
            match part {
                Part::Copies(to) => copies = to,
                Part::Issued(issued) => by = issued,
                Part::Table(rows) => text.push_str(&self.table(rows)),
                Part::Title(title) => text.push_str(&self.title(title, n == 0)),
                other => text.push_str(&self.part(other)),
            }
        }
        if !copies.is_empty() || !by.is_empty() {
            text.push_str(&self.foot(copies, by));
        }
        text
    }

    fn part(&self, part: &Part) -> String {
        let fonts = self.fonts;
        let line = Style { line: LINE, align: "both", ..Style::default() };
        let indented = |keep_next| Style { keep_next, first: 2.0 * CHARACTER, ..line };
        let text = self.words(&fonts.text);
        match part {
            Part::Mark(mark) => {
                let size = mark_size(mark);
                let style = Style {
                    before: 35.0 * MM + RISE + (ABOVE - 1.2) * size,
                    line: size * 1.2,
                    align: "center",
                    ..Style::default()
                };
                let face = Face { family: &fonts.title, size, bold: true, red: true, spacing: 0.0 };
                // The line that follows begins below the type, however large that is.
                let next = Style { line: HAIR, ..Style::default() };
                let gap = Style { before: 2.0 * LINE - HAIR - BELOW * (size - SIZE_3), ..next };
                paragraph(&style, &face.run(mark)) + &paragraph(&gap, "")
            }
            Part::Number(number) => {
                // A title follows, whose line has room above its type.
                let style = Style {
                    rule: Some(Rule::Red),
                    after: 2.0 * LINE - 1.0 - TITLE_RISE,
                    align: "center",
                    ..line
                };
                paragraph(&style, &text.run(number))
            }
            Part::To(to) => paragraph(&line, &text.run(to)),
            Part::Heading(words) | Part::Subheading(words) => {
                let family =
                    if matches!(part, Part::Heading(_)) { &fonts.heading } else { &fonts.subheading };
                let (heading, rest) = headed(words);
                let runs = self.words(family).run(heading);
                if rest.is_empty() {
                    paragraph(&indented(true), &runs)
                } else {
                    paragraph(&indented(false), &(runs + &text.run(rest)))
                }
            }
            Part::Text(words) => paragraph(&indented(false), &text.run(words)),
            Part::Labelled(label, words) => {
                let label = format!("{label}：");
                let hanging = label.chars().count() as f64 * CHARACTER;
                let style = Style { left: 2.0 * CHARACTER + hanging, first: -hanging, ..line };
                paragraph(&style, &(self.words(&fonts.heading).run(&label) + &text.run(words)))
            }
            Part::Signed(office) => {
                let style = Style {
                    keep_next: true,
                    before: 2.0 * LINE,
                    right: 2.0 * CHARACTER,
                    align: "right",
                    ..line
                };
                paragraph(&style, &text.run(office))
            }
            Part::Dated(day) => {
                paragraph(&Style { right: 4.0 * CHARACTER, align: "right", ..line }, &text.run(day))
            }
            Part::Title(_) | Part::Copies(_) | Part::Issued(_) | Part::Table(_) => String::new(),
        }
    }

    fn title(&self, title: &str, first: bool) -> String {
        let face = Face { family: &self.fonts.title, size: SIZE_2, bold: true, red: false, spacing: 0.0 };
        let lines: Vec<String> = title.lines().map(|line| face.run(line)).collect();
        let style = Style {
            // Below a red line the room is that line's.
            before: if first { RISE - TITLE_RISE } else { 0.0 },
            after: LINE + LEADING - RISE - BELOW * SIZE_2,
            line: SIZE_2 + TITLE_LEADING,
            align: "center",
            ..Style::default()
        };
        paragraph(&style, &lines.join(&face.with("<w:br/>")))
    }

    /// 版记, at the foot of the last page: a box that is fixed there, held by an empty line behind the text that is as high, so that
    /// the box never lies over text. Its lines go from edge to edge, its text stands one character in on either side.
    fn foot(&self, copies: &str, by: &str) -> String {
        let face = Face { family: &self.fonts.text, size: SIZE_4, ..Face::default() };
        let line = Style { line: SIZE_4 + FOOT_LEADING, ..Style::default() };
        let (mut rows, mut lines) = (Vec::new(), 0.0);
        if !copies.is_empty() {
            let style = Style { left: 4.0 * SIZE_4, first: -4.0 * SIZE_4, ..line };
            rows.push((style, face.run(&format!("　抄送：{copies}"))));
            let most = (WIDTH_MM * MM / SIZE_4).floor() - 4.0;
            lines += (copies.chars().count() as f64 / most).ceil();
        }
        if !by.is_empty() {
            let (office, day) = issued(by);
            let style = Style { tab: Some(WIDTH_MM * MM - SIZE_4), ..line };
            rows.push((style, face.run(&format!("　{office}")) + &face.with("<w:tab/>") + &face.run(day)));
            lines += 1.0;
        }
        let last = rows.len() - 1;
        let rows = rows.iter().enumerate().map(|(n, (style, runs))| {
            let rule = match (n == 0, n == last) {
                (true, true) => Rule::ThickBoth,
                (true, false) => Rule::ThickThin,
                _ => Rule::Thick,
            };
            paragraph(&Style { rule: Some(rule), ..*style }, runs)
        });
        let height = lines * (SIZE_4 + FOOT_LEADING) + last as f64 * 4.0 + 8.0;
        // In 914,400ths of an inch.
        let emu = |points: f64| (points * 12_700.0) as i64;
        // The page's last line of text has its descent below the type area: the box stands above that.
        let (cx, cy, below) = (emu(WIDTH_MM * MM), emu(height), emu(BELOW * SIZE_3));
        let rows: String = rows.collect();
        let shape = format!(
            r#"<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent>{rows}</w:txbxContent></wps:txbx><wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="{below}" anchor="b"><a:noAutofit/></wps:bodyPr></wps:wsp>"#
        );
        let anchored = format!(
            r#"<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH><wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV><wp:extent cx="{cx}" cy="{cy}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/><wp:docPr id="1" name="版记"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">{shape}</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"#
        );
        paragraph(&Style { line: height, ..Style::default() }, &anchored)
    }

    /// — 1 —, outside: right on odd pages, left on even ones.
    fn footer(&self, odd: bool) -> String {
        let face = Face { family: &self.fonts.digits, size: SIZE_4, ..Face::default() };
        let field = |kind: &str| face.with(&format!(r#"<w:fldChar w:fldCharType="{kind}"/>"#));
        let number = field("begin")
            + &face.with(r#"<w:instrText xml:space="preserve"> PAGE </w:instrText>"#)
            + &field("separate")
            + &face.run("1")
            + &field("end");
        let (left, right, align) = if odd { (0.0, SIZE_4, "right") } else { (SIZE_4, 0.0, "left") };
        let style = Style { line: SIZE_4 * ABOVE, left, right, align, ..Style::default() };
        paragraph(&style, &(face.run("— ") + &number + &face.run(" —")))
    }

    fn table(&self, rows: &[Vec<String>]) -> String {
        let columns = rows.first().map_or(0, Vec::len);
        let total: f64 = (0..columns).map(share).sum();
        let widths: Vec<i32> = (0..columns).map(|n| twips(WIDTH_MM * MM * share(n) / total)).collect();
        let grid: String = widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
        let line = SIZE_4 + 6.0;
        // An exact line has its room above its type; what a cell adds puts the type into the middle.
        let (above, below) = (CELL - (line - ABOVE * SIZE_4), CELL - BELOW * SIZE_4);
        let rows = rows.iter().enumerate().map(|(r, row)| {
            let cells = row.iter().zip(&widths).enumerate().map(|(c, (text, width))| {
                let family = if r == 0 { &self.fonts.heading } else { &self.fonts.text };
                let align = if c == 1 && r > 0 { "left" } else { "center" };
                let face = Face { family, size: SIZE_4, ..Face::default() };
                let paragraph = paragraph(&Style { line, align, ..Style::default() }, &face.run(text));
                format!(
                    r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{paragraph}</w:tc>"#
                )
            });
            let cells: String = cells.collect();
            // The head stands on every page again.
            let head = if r == 0 { "<w:tblHeader/>" } else { "" };
            format!("<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>")
        });
        let rows: String = rows.collect();
        let border =
            |side: &str| format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#);
        let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(border).concat();
        let (above, below, side) = (twips(above), twips(below), twips(4.0));
        let width: i32 = widths.iter().sum();
        // What is not written into stands off the line above.
        paragraph(&Style { line: LEADING - BELOW * SIZE_3, ..Style::default() }, "")
            + &format!(
                r#"<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="{above}" w:type="dxa"/><w:left w:w="{side}" w:type="dxa"/><w:bottom w:w="{below}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"#
            )
            + &paragraph(&Style { line: HAIR, ..Style::default() }, "")
    }
}
