//! PDF, set by Typst.

use domain::paper::{Paper, Part};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use super::{
    CHARACTER, Fonts, LEFT_MM, LINE, PaperError, SIZE_2, SIZE_3, SIZE_4, TOP_MM, WIDTH_MM, headed, mark_size,
};

/// # Errors
/// When a font or a character is missing.
pub fn write_pdf(paper: &Paper, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    let source = source(paper, fonts)?;
    let setting =
        Setting { library: LazyHash::new(Library::default()), source: Source::detached(source), fonts };
    let failed = |why: &[typst::diag::SourceDiagnostic]| {
        let messages: Vec<_> = why.iter().map(|why| why.message.to_string()).collect();
        PaperError::Failed(messages.join("; "))
    };
    let document = typst::compile::<PagedDocument>(&setting).output.map_err(|why| failed(&why))?;
    let pdf = typst_pdf::pdf(&document, &PdfOptions::default()).map_err(|why| failed(&why));
    // What Typst remembers between papers would grow for ever.
    typst::comemo::evict(2);
    pdf
}

/// The one text that is set, and the fonts; no other file is ever read.
struct Setting<'f> {
    library: LazyHash<Library>,
    source: Source,
    fonts: &'f Fonts,
}

impl World for Setting<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() { Ok(self.source.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            other if other.is_control() => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn list(families: &[String]) -> String {
    let names: Vec<_> = families.iter().map(|family| string(family)).collect();
    format!("({},)", names.join(", "))
}

/// The paper as Typst reads it. Everything that people wrote is in string literals: nothing of it is ever code.
fn source(paper: &Paper, fonts: &Fonts) -> Result<String, PaperError> {
    let chains = &fonts.chains;
    let right = 210.0 - LEFT_MM - WIDTH_MM;
    let bottom = 297.0 - TOP_MM - super::HEIGHT_MM;
    // A hair less than what fits, so that rounding does not push the last character over.
    let (tracking, leading) = (CHARACTER - SIZE_3 - 0.003, LINE - SIZE_3);
    let mut text = format!(
        r#"#let fang = {fang}
#let hei = {hei}
#let kai = {kai}
#let song = {song}
#let biao = {biao}
#let red = rgb("c00000")
#set page(width: 210mm, height: 297mm, margin: (top: {TOP_MM}mm, left: {LEFT_MM}mm, right: {right}mm, bottom: {bottom}mm),
  footer-descent: 7mm, footer: context {{
    let n = counter(page).get().first()
    set text(font: song, size: {SIZE_4}pt, tracking: 0pt)
    set par(first-line-indent: 0pt)
    let shown = [— #str(n) —]
    if calc.odd(n) {{ align(right, pad(right: {SIZE_4}pt, shown)) }} else {{ align(left, pad(left: {SIZE_4}pt, shown)) }}
  }})
#set text(font: fang, size: {SIZE_3}pt, tracking: {tracking}pt, lang: "zh", region: "cn", top-edge: 0.88em, bottom-edge: -0.12em,
  cjk-latin-spacing: auto, overhang: false)
#set par(leading: {leading}pt, spacing: {leading}pt, justify: true, first-line-indent: (amount: {indent}pt, all: true))
#let row = {LINE}pt
#let plain(body) = {{ set par(first-line-indent: 0pt); body }}
#let middle(body) = block(width: 100%, {{ set par(first-line-indent: 0pt, justify: false); set align(center); body }})
#let mark(size, body) = {{ v(35mm); middle(text(font: biao, weight: "bold", size: size, fill: red, tracking: 0pt, body)) }}
#let number(body) = {{ v(row); middle(body); v(4mm - {leading}pt, weak: false); line(length: 100%, stroke: 0.7mm + red); v(row) }}
#let title(body) = {{ middle({{ set par(leading: 12pt); text(font: biao, weight: "bold", size: {SIZE_2}pt, tracking: 0pt, body) }}); v(row) }}
#let signed(body) = {{ v(row * 2); block(width: 100%, align(right, pad(right: {CHARACTER}pt * 2, plain(body)))) }}
#let dated(body) = block(width: 100%, align(right, pad(right: {CHARACTER}pt * 4, plain(body))))
#let foot(copies, issued) = {{
  v(1fr)
  set text(size: {SIZE_4}pt, tracking: 0pt)
  set par(first-line-indent: 0pt, leading: 8pt)
  block(width: 100%, stroke: (top: 0.35mm, bottom: 0.35mm), inset: (x: {SIZE_4}pt, y: 3pt), breakable: false, {{
    if copies != "" {{ pad(y: 4pt, text(copies)) }}
    if copies != "" and issued != "" {{ move(dx: -{SIZE_4}pt, line(length: 100% + 2 * {SIZE_4}pt, stroke: 0.25mm)) }}
    if issued != "" {{ pad(y: 4pt, issued.split("　").map(text).join(h(1fr))) }}
  }})
}}
"#,
        fang = list(&chains.text),
        hei = list(&chains.heading),
        kai = list(&chains.subheading),
        song = list(&chains.digits),
        biao = list(&chains.title),
        indent = 2.0 * CHARACTER,
    );
    let (mut copies, mut issued) = (String::new(), String::new());
    for part in &paper.parts {
        match part {
            Part::Mark(mark) => text.push_str(&format!("#mark({}pt, {})\n", mark_size(mark), string(mark))),
            Part::Number(number) => text.push_str(&format!("#number({})\n", string(number))),
            Part::Title(title) => text.push_str(&format!("#title({})\n", string(title))),
            Part::To(to) => text.push_str(&format!("#plain[#{}]\n\n", string(to))),
            Part::Heading(words) | Part::Subheading(words) => {
                let family = if matches!(part, Part::Heading(_)) { "hei" } else { "kai" };
                let (heading, rest) = headed(words);
                text.push_str(&format!("#text(font: {family}, {})#{}\n\n", string(heading), string(rest)));
            }
            Part::Text(words) => text.push_str(&format!("#{}\n\n", string(words))),
            Part::Labelled(label, words) => {
                let label = string(&format!("{label}："));
                text.push_str(&format!("#text(font: hei, {label})#{}\n\n", string(words)));
            }
            Part::Signed(office) => text.push_str(&format!("#signed({})\n", string(office))),
            Part::Dated(day) => text.push_str(&format!("#dated({})\n", string(day))),
            Part::Copies(to) => copies = format!("抄送：{to}"),
            Part::Issued(by) => issued.clone_from(by),
            Part::Table(rows) => text.push_str(&table(rows)),
        }
    }
    if !copies.is_empty() || !issued.is_empty() {
        text.push_str(&format!("#foot({}, {})\n", string(&copies), string(&issued)));
    }
    fonts.check(&text)?;
    Ok(text)
}

/// The first column holds numbers, the second names; the others are for the pen.
fn table(rows: &[Vec<String>]) -> String {
    let Some(head) = rows.first() else { return String::new() };
    let columns: Vec<&str> = (0..head.len())
        .map(|n| {
            if n == 0 {
                "1fr"
            } else if n == 1 {
                "5fr"
            } else {
                "2.2fr"
            }
        })
        .collect();
    let mut text = format!(
        "#block[#set par(first-line-indent: 0pt, justify: false, leading: 6pt)\n#set text(size: {SIZE_4}pt, tracking: 0pt)\n#table(columns: ({}), align: horizon + center, inset: (x: 4pt, y: 9pt), stroke: 0.5pt,\n",
        columns.join(", ")
    );
    let cells = |row: &[String]| {
        row.iter()
            .enumerate()
            .map(|(n, cell)| {
                let cell = string(cell);
                if n == 1 { format!("table.cell(align: left, {cell})") } else { cell }
            })
            .collect::<Vec<_>>()
            .join(", ")
    };
    let heads: Vec<_> = head.iter().map(|cell| format!("text(font: hei, {})", string(cell))).collect();
    text.push_str(&format!("table.header({}),\n", heads.join(", ")));
    for row in &rows[1..] {
        text.push_str(&format!("{},\n", cells(row)));
    }
    text.push_str(")]\n");
    text
}
