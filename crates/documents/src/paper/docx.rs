//! docx, for whoever goes on writing. The measures are those of the PDF; fonts are named, not embedded.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, Docx, Footer, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph,
    ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, SpecialIndentType, Table,
    TableCell, TableLayoutType, TableRow, VAlignType, WidthType,
};
use domain::paper::{Paper, Part};

use super::fonts::FontNames;
use super::{
    CHARACTER, LEFT_MM, LINE, MM, PaperError, SIZE_2, SIZE_3, SIZE_4, TOP_MM, WIDTH_MM, headed, mark_size,
};

/// Twentieths of a point, in which Word measures.
fn twips(points: f64) -> i32 {
    (points * 20.0).round() as i32
}

fn unsigned(points: f64) -> u32 {
    u32::try_from(twips(points)).unwrap_or_default()
}

const RED: &str = "C00000";

/// # Errors
/// When the file cannot be put together.
pub fn write_docx(paper: &Paper, fonts: &FontNames) -> Result<Vec<u8>, PaperError> {
    let write = Write { fonts };
    let (left, top) = (twips(LEFT_MM * MM), twips(TOP_MM * MM));
    let (page_width, page_height) = (twips(210.0 * MM), twips(297.0 * MM));
    // Word breaks where a hair is missing: the area is as wide as its characters, and as high as its lines.
    let width = twips(WIDTH_MM * MM) + 10;
    let margin = PageMargin::new()
        .top(top)
        .left(left)
        .right(page_width - left - width)
        .bottom(page_height - top - 22 * twips(LINE) - 4)
        .header(twips(15.0 * MM))
        .footer(page_height - top - twips(225.0 * MM) - twips(7.0 * MM) - twips(SIZE_4));
    let mut docx = Docx::new()
        .page_size(page_width.unsigned_abs(), page_height.unsigned_abs())
        .page_margin(margin)
        .footer(write.footer(true))
        .even_footer(write.footer(false));
    let mut feet = Vec::new();
    for part in &paper.parts {
        docx = match part {
            Part::Copies(to) => {
                feet.push(format!("抄送：{to}"));
                docx
            }
            Part::Issued(by) => {
                feet.push(by.clone());
                docx
            }
            Part::Table(rows) => docx.add_table(write.table(rows)),
            other => write.paragraphs(other).into_iter().fold(docx, Docx::add_paragraph),
        };
    }
    let last = feet.len().saturating_sub(1);
    for (n, foot) in feet.iter().enumerate() {
        docx = docx.add_paragraph(write.foot(foot, n == 0, n == last));
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|why| PaperError::Failed(why.to_string()))?;
    Ok(bytes.into_inner())
}

struct Write<'f> {
    fonts: &'f FontNames,
}

impl Write<'_> {
    fn run(&self, text: &str, family: &str, size: f64) -> Run {
        let fonts = RunFonts::new().ascii(family).hi_ansi(family).east_asia(family).cs(family);
        let half_points = usize::try_from(twips(size) / 10).unwrap_or_default();
        Run::new().add_text(text).fonts(fonts).size(half_points)
    }

    /// Text of size 3, as wide as 28 of it fill the line.
    fn words(&self, text: &str, family: &str) -> Run {
        self.run(text, family, SIZE_3).character_spacing(twips(CHARACTER - SIZE_3))
    }

    fn line(&self) -> Paragraph {
        spaced(LINE, 0.0)
    }

    fn body(&self) -> Paragraph {
        self.line().align(AlignmentType::Both).indent(
            Some(0),
            Some(SpecialIndentType::FirstLine(twips(2.0 * CHARACTER))),
            None,
            None,
        )
    }

    fn paragraphs(&self, part: &Part) -> Vec<Paragraph> {
        let fonts = self.fonts;
        match part {
            Part::Mark(text) => {
                let size = mark_size(text);
                let run = self.run(text, &fonts.title, size).bold().color(RED);
                vec![spaced(size * 1.1, 35.0 * MM).align(AlignmentType::Center).add_run(run)]
            }
            Part::Number(text) => {
                let border =
                    ParagraphBorder::new(ParagraphBorderPosition::Bottom).size(16).space(11).color(RED);
                let borders = ParagraphBorders::with_empty().set(border);
                let paragraph =
                    spaced(LINE, LINE).align(AlignmentType::Center).add_run(self.words(text, &fonts.text));
                let mut paragraph = paragraph;
                paragraph.property = paragraph.property.set_borders(borders);
                vec![paragraph, self.line()]
            }
            Part::Title(text) => {
                let run = self.run(text, &fonts.title, SIZE_2).bold();
                vec![spaced(SIZE_2 + 12.0, 0.0).align(AlignmentType::Center).add_run(run), self.line()]
            }
            Part::To(text) => vec![self.line().add_run(self.words(text, &fonts.text))],
            Part::Heading(text) => vec![self.headed(text, &fonts.heading)],
            Part::Subheading(text) => vec![self.headed(text, &fonts.subheading)],
            Part::Text(text) => vec![self.body().add_run(self.words(text, &fonts.text))],
            Part::Labelled(label, text) => {
                let label = self.words(&format!("{label}："), &fonts.heading);
                vec![self.body().add_run(label).add_run(self.words(text, &fonts.text))]
            }
            Part::Signed(text) => vec![self.right(text, 2.0 * LINE, 2.0)],
            Part::Dated(text) => vec![self.right(text, 0.0, 4.0)],
            Part::Copies(_) | Part::Issued(_) | Part::Table(_) => Vec::new(),
        }
    }

    fn headed(&self, text: &str, family: &str) -> Paragraph {
        let (heading, rest) = headed(text);
        self.body().add_run(self.words(heading, family)).add_run(self.words(rest, &self.fonts.text))
    }

    fn right(&self, text: &str, before: f64, characters: f64) -> Paragraph {
        spaced(LINE, before)
            .align(AlignmentType::Right)
            .indent(Some(0), None, Some(twips(characters * CHARACTER)), None)
            .add_run(self.words(text, &self.fonts.text))
    }

    /// 版记, two lines below the text: whoever goes on writing moves it to the foot of the last page.
    fn foot(&self, text: &str, first: bool, last: bool) -> Paragraph {
        let border = |position, size| ParagraphBorder::new(position).size(size).space(3).color("000000");
        let (thick, thin) = (8, 6);
        let mut borders = ParagraphBorders::with_empty();
        borders = borders.set(border(ParagraphBorderPosition::Top, if first { thick } else { thin }));
        if last {
            borders = borders.set(border(ParagraphBorderPosition::Bottom, thick));
        }
        let width = twips(WIDTH_MM * MM);
        let tab = docx_rs::Tab::new()
            .val(docx_rs::TabValueType::Right)
            .pos(usize::try_from(width - twips(SIZE_4)).unwrap_or_default());
        let mut paragraph = spaced(SIZE_4 + 8.0, if first { 2.0 * LINE } else { 0.0 })
            .indent(Some(twips(SIZE_4)), None, Some(twips(SIZE_4)), None)
            .add_tab(tab);
        for (n, piece) in text.split('　').enumerate() {
            if n > 0 {
                paragraph = paragraph.add_run(Run::new().add_tab());
            }
            paragraph = paragraph.add_run(self.run(piece, &self.fonts.text, SIZE_4));
        }
        paragraph.property = paragraph.property.set_borders(borders);
        paragraph
    }

    /// — 1 —, outside: right on odd pages, left on even ones.
    fn footer(&self, odd: bool) -> Footer {
        let dash = |text| self.run(text, &self.fonts.digits, SIZE_4);
        let align = if odd { AlignmentType::Right } else { AlignmentType::Left };
        let (left, right) = if odd { (0.0, SIZE_4) } else { (SIZE_4, 0.0) };
        let paragraph = Paragraph::new()
            .align(align)
            .indent(Some(twips(left)), None, Some(twips(right)), None)
            .size(usize::try_from(twips(SIZE_4) / 10).unwrap_or_default())
            .add_run(dash("— "))
            .add_page_num(PageNum::new())
            .add_run(dash(" —"));
        Footer::new().add_paragraph(paragraph)
    }

    fn table(&self, rows: &[Vec<String>]) -> Table {
        let columns = rows.first().map_or(0, Vec::len);
        let shares: Vec<f64> = (0..columns)
            .map(|n| {
                if n == 0 {
                    1.0
                } else if n == 1 {
                    5.0
                } else {
                    2.2
                }
            })
            .collect();
        let total: f64 = shares.iter().sum();
        let widths: Vec<usize> = shares
            .iter()
            .map(|share| usize::try_from(twips(WIDTH_MM * MM * share / total)).unwrap_or_default())
            .collect();
        let rows = rows.iter().enumerate().map(|(r, row)| {
            let cells = row.iter().zip(&widths).enumerate().map(|(c, (text, width))| {
                let family = if r == 0 { &self.fonts.heading } else { &self.fonts.text };
                let align = if c == 1 && r > 0 { AlignmentType::Left } else { AlignmentType::Center };
                let paragraph =
                    spaced(SIZE_4 + 18.0, 0.0).align(align).add_run(self.run(text, family, SIZE_4));
                TableCell::new()
                    .add_paragraph(paragraph)
                    .width(*width, WidthType::Dxa)
                    .vertical_align(VAlignType::Center)
            });
            TableRow::new(cells.collect())
        });
        Table::new(rows.collect()).set_grid(widths).layout(TableLayoutType::Fixed)
    }
}

fn spaced(line: f64, before: f64) -> Paragraph {
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(twips(line));
    Paragraph::new().line_spacing(spacing.before(unsigned(before)).after(0))
}
