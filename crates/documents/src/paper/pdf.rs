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

use super::lines::{Piece, lines};
use super::{
    CELL, CHARACTER, CHARACTERS, FOOT_LEADING, Fonts, LEADING, LEFT_MM, LINE, PaperError, SIZE_2, SIZE_3,
    SIZE_4, TITLE_LEADING, TOP_MM, WIDTH_MM, headed, issued, mark_size, share,
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
    let mut text = head(fonts);
    let set = Setter { fonts };
    let (mut copies, mut by) = (String::new(), String::new());
    for part in &paper.parts {
        match part {
            Part::Mark(mark) => text.push_str(&format!("#mark({}pt, {})\n", mark_size(mark), string(mark))),
            Part::Number(number) => text.push_str(&format!("#number({})\n", string(number))),
            Part::Title(title) => {
                let lines: Vec<_> = title.lines().map(string).collect();
                text.push_str(&format!("#title({{ {} }})\n", lines.join("; linebreak(); ")));
            }
            Part::To(to) => text.push_str(&set.paragraph("plain", &[("fang", to)], 0.0, 0.0)),
            Part::Heading(words) | Part::Subheading(words) => {
                let face = if matches!(part, Part::Heading(_)) { "hei" } else { "kai" };
                let (heading, rest) = headed(words);
                let style = if rest.is_empty() { "heading" } else { "body" };
                text.push_str(&set.paragraph(style, &[(face, heading), ("fang", rest)], 2.0, 0.0));
            }
            Part::Text(words) => text.push_str(&set.paragraph("body", &[("fang", words)], 2.0, 0.0)),
            Part::Labelled(label, words) => {
                let label = format!("{label}：");
                let hanging = label.chars().count() as f64 + 2.0;
                let style = format!("labelled({hanging})");
                text.push_str(&set.paragraph(&style, &[("hei", &label), ("fang", words)], 2.0, hanging));
            }
            Part::Signed(office) => text.push_str(&format!("#signed({})\n", string(office))),
            Part::Dated(day) => text.push_str(&format!("#dated({})\n", string(day))),
            Part::Copies(to) => copies = to.clone(),
            Part::Issued(issued) => by.clone_from(issued),
            Part::Table(rows) => text.push_str(&table(rows)),
        }
    }
    if !copies.is_empty() || !by.is_empty() {
        let (office, day) = issued(&by);
        text.push_str(&format!("#foot({}, {}, {})\n", string(&copies), string(office), string(day)));
    }
    fonts.check(&text)?;
    Ok(text)
}

/// Page, faces and how each part looks. Gaps are from the foot of one line's type to the head of the next.
fn head(fonts: &Fonts) -> String {
    let chains = &fonts.chains;
    let right = 210.0 - LEFT_MM - WIDTH_MM;
    // A hair more than what fits, so that rounding does not push the last line over.
    let bottom = 297.0 - TOP_MM - super::HEIGHT_MM - 0.1;
    let tracking = CHARACTER - SIZE_3 - 0.003;
    format!(
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
    let shown = [— #str(n) —]
    if calc.odd(n) {{ align(right, pad(right: {SIZE_4}pt, shown)) }} else {{ align(left, pad(left: {SIZE_4}pt, shown)) }}
  }})
#set text(font: fang, size: {SIZE_3}pt, tracking: {tracking}pt, lang: "zh", region: "cn", top-edge: 0.88em, bottom-edge: -0.12em,
  cjk-latin-spacing: none, overhang: false, costs: (widow: 0%, orphan: 0%))
#set par(leading: {LEADING}pt, spacing: {LEADING}pt, justify: true, linebreaks: "simple")
#let kept = h({tracking}pt)
#let part(..more, body) = block(width: 100%, above: {LEADING}pt, below: {LEADING}pt, ..more, body)
#let alone(body) = block(width: 100%, above: 0pt, below: 0pt, {{ set par(justify: false); set align(center); body }})
#let indented(body) = par(first-line-indent: (amount: {indent}pt, all: true), body)
#let plain(body) = part(par(body))
#let body(body) = part(indented(body))
#let heading(body) = part(sticky: true, indented(body))
#let labelled(hanging, body) = part(pad(left: {indent}pt, par(hanging-indent: (hanging - 2) * {CHARACTER}pt, body)))
#let mark(size, body) = {{ v(35mm); alone(text(font: biao, weight: "bold", size: size, fill: red, tracking: 0pt, body)) }}
#let number(body) = {{
  v({two_lines}pt + {LEADING}pt); alone(body); v(4mm)
  block(above: 0pt, below: 0pt, line(length: 100%, stroke: 0.7mm + red)); v({two_lines}pt)
}}
#let title(body) = {{
  alone({{ set par(leading: {TITLE_LEADING}pt); text(font: biao, weight: "bold", size: {SIZE_2}pt, tracking: 0pt, body) }}); v({LINE}pt)
}}
#let signed(body) = {{ v({two_lines}pt); part(sticky: true, align(right, pad(right: {CHARACTER}pt * 2, body))) }}
#let dated(body) = part(align(right, pad(right: {CHARACTER}pt * 4, body)))
#let foot(copies, office, day) = {{
  set text(size: {SIZE_4}pt, tracking: 0pt)
  set par(leading: {FOOT_LEADING}pt, justify: false)
  let rows = ()
  if copies != "" {{ rows.push(par(hanging-indent: 3em, "抄送：" + copies)) }}
  if office != "" or day != "" {{ rows.push(office + h(1fr) + day) }}
  place(bottom, float: true, clearance: {LINE}pt, table(columns: (1fr,), align: left, inset: (x: {SIZE_4}pt, y: 6pt),
    stroke: (x, y) => (top: if y == 0 {{ 0.35mm }} else {{ 0.25mm }}, bottom: if y == rows.len() - 1 {{ 0.35mm }} else {{ 0.25mm }}), ..rows))
}}
"#,
        fang = list(&chains.text),
        hei = list(&chains.heading),
        kai = list(&chains.subheading),
        song = list(&chains.digits),
        biao = list(&chains.title),
        indent = 2.0 * CHARACTER,
        two_lines = 2.0 * LINE,
    )
}

struct Setter<'f> {
    fonts: &'f Fonts,
}

impl Setter<'_> {
    /// A paragraph whose lines end where the grid says; `first` and `hanging` are what its lines are indented by, in characters.
    fn paragraph(&self, style: &str, pieces: &[(&'static str, &str)], first: f64, hanging: f64) -> String {
        let pieces: Vec<Piece> = pieces
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(face, text)| Piece { face, text })
            .collect();
        let chains = &self.fonts.chains;
        let width = |face: &str, c: char| {
            let families = match face {
                "hei" => &chains.heading,
                "kai" => &chains.subheading,
                _ => &chains.text,
            };
            self.fonts.advance(families, c) * SIZE_3 + CHARACTER - SIZE_3
        };
        let room = |indent: f64| (CHARACTERS - indent) * CHARACTER + 0.05;
        let lines: Vec<String> = lines(&pieces, (room(first), room(hanging)), width)
            .into_iter()
            .map(|line| {
                let pieces =
                    line.iter().map(|(face, text)| format!("#text(font: {face}, {})#kept", unsqueezed(text)));
                pieces.collect::<String>()
            })
            .collect();
        format!("#{style}[{}]\n", lines.join("#linebreak(justify: true)"))
    }
}

/// Between two signs stands no more than is between any two characters, so that Typst leaves them their whole width; so it does
/// at the end of every line.
fn unsqueezed(text: &str) -> String {
    let is_sign = |c: char| "、。，．：；？！（）《》「」『』“”‘’〔〕【】〈〉".contains(c);
    let (mut pieces, mut piece) = (Vec::new(), String::new());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        piece.push(c);
        if is_sign(c) && characters.peek().is_some_and(|next| is_sign(*next)) {
            pieces.push(string(&piece));
            piece.clear();
        }
    }
    pieces.push(string(&piece));
    pieces.join(" + kept + ")
}

/// The first column holds numbers, the second names; the others are for the pen.
fn table(rows: &[Vec<String>]) -> String {
    let Some(head) = rows.first() else { return String::new() };
    let columns: Vec<String> = (0..head.len()).map(|n| format!("{}fr", share(n))).collect();
    let mut text = format!(
        "#block(above: {LEADING}pt, below: 0pt)[#set par(justify: false, leading: 6pt)\n#set text(size: {SIZE_4}pt, tracking: 0pt)\n#table(columns: ({}), align: horizon + center, inset: (x: 4pt, y: {CELL}pt), stroke: 0.5pt,\n",
        columns.join(", ")
    );
    let cells = |row: &[String]| {
        row.iter()
            .enumerate()
            .map(|(n, cell)| {
                let cell = string(cell);
                if n == 1 { format!("table.cell(align: left + horizon, {cell})") } else { cell }
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
