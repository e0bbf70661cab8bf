//! The layout of GB/T 9704-2012, measured from the PDF itself; the docx, as LibreOffice shows it, beside it.

mod pictures;

use std::collections::BTreeMap;

use documents::{FontNames, Fonts, write_docx, write_pdf};
use domain::paper::{Paper, PaperKind, Part, Template, Values};
use lopdf::content::Content;
use lopdf::{Document, Object};

const MM: f64 = 72.0 / 25.4;

/// A glyph run as it stands on the page: the size of its type, how many glyphs, and where it begins, in millimetres from
/// the upper left corner.
#[derive(Debug, Clone)]
struct Shown {
    size: f64,
    glyphs: usize,
    x: f64,
    y: f64,
    advance: f64,
}

type Matrix = [f64; 6];

fn times(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// Reads a page's own drawing instructions.
fn shown(document: &Document, page: lopdf::ObjectId) -> Vec<Shown> {
    let content = Content::decode(&document.get_page_content(page).expect("content")).expect("instructions");
    let number = |object: &Object| f64::from(object.as_float().expect("a number"));
    let unit = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let (mut here, mut stack, mut text, mut size) = (unit, Vec::new(), unit, 0.0);
    let mut found = Vec::new();
    for operation in content.operations {
        let operands = &operation.operands;
        let matrix = || {
            let mut matrix = unit;
            for (n, operand) in operands.iter().enumerate().take(6) {
                matrix[n] = number(operand);
            }
            matrix
        };
        match operation.operator.as_str() {
            "q" => stack.push(here),
            "Q" => here = stack.pop().unwrap_or(unit),
            "cm" => here = times(matrix(), here),
            "BT" => text = unit,
            "Tm" => text = matrix(),
            "Tf" => size = number(&operands[1]),
            "Tj" | "TJ" => {
                let at = times(text, here);
                let pieces = match &operands[0] {
                    Object::Array(pieces) => pieces.clone(),
                    other => vec![other.clone()],
                };
                // Every glyph has two bytes; what stands between them is taken from the advance of one em.
                let (mut glyphs, mut taken) = (0, 0.0);
                for piece in &pieces {
                    match piece {
                        Object::String(bytes, _) => glyphs += bytes.len() / 2,
                        other => taken += number(other),
                    }
                }
                let scale = at[0].abs() * size;
                found.push(Shown {
                    size: scale,
                    glyphs,
                    x: at[4] / MM,
                    y: 297.0 - at[5] / MM,
                    advance: (glyphs as f64 - taken / 1000.0) * scale / MM,
                });
            }
            _ => {}
        }
    }
    found
}

/// Lines by their height on the page: how many glyphs, where the first begins and the last ends.
fn lines(shown: &[Shown]) -> Vec<(f64, usize, f64, f64)> {
    let mut lines: BTreeMap<i64, (f64, usize, f64, f64)> = BTreeMap::new();
    for run in shown {
        let line = lines.entry((run.y * 10.0).round() as i64).or_insert((run.y, 0, f64::MAX, 0.0));
        line.1 += run.glyphs;
        line.2 = line.2.min(run.x);
        line.3 = line.3.max(run.x + run.advance);
    }
    lines.into_values().collect()
}

fn full_pages() -> Paper {
    let line = "网格化管理区域化党建联合体共同需求资源共享服务项目认领".chars().cycle();
    let text: String = line.take(28 * 60).collect();
    Paper { kind: PaperKind::Notice, parts: vec![Part::To(text)] }
}

fn example(kind: PaperKind) -> Paper {
    let values = Values::from([
        ("联合体", "大连湾街道区域化党建联合体".into()),
        ("上级", "中共甘井子区委员会".into()),
        ("代字", "大连湾联".into()),
        ("成员单位", "大连湾街道办事处、大连湾示例司法所、连湾示例海洋装备有限公司、大连湾示例中学、驻大连湾示例部队".into()),
        ("成文日期", "2026年11月24日".into()),
        ("年份", "2026".into()),
        ("会议", "2026年第四季度联席会议".into()),
        ("会议日期", "2026年12月18日".into()),
        ("会议时间", "上午9时30分".into()),
        ("地点", "街道办事处三楼第二会议室".into()),
        ("议题", "1．通报第三季度议定事项办理情况；\n2．审议2027年共享资源清单、服务项目清单和需求意向清单；\n3．讨论冬季安全联防。".into()),
        ("出席", "大连湾街道办事处、大连湾示例司法所、连湾示例海洋装备有限公司".into()),
        ("请假", "驻大连湾示例部队".into()),
        ("纪要正文", "会议听取了第三季度议定事项办理情况的通报，认为各成员单位按期完成了场地开放和志愿服务两项任务。\n（一）关于三清单。会议审议了2027年三清单草案，要求各单位于年底前补充需求意向。\n（二）关于安全联防。会议同意由街道牵头，驻街单位轮流值守。".into()),
        ("议定事项", "1．各成员单位于2026年12月31日前报送更新后的三清单。\n2．街道办事处牵头制定冬季安全联防值守表。".into()),
        ("通报标题", "关于第三季度工作情况的通报".into()),
        ("通报正文", "一、会议召开情况\n本季度召开联席会议1次、联络员工作会议3次。\n二、议定事项办理情况\n议定事项5项，办结4项。".into()),
    ]);
    let row = |n: usize, unit: &str| vec![n.to_string(), unit.to_owned(), String::new(), String::new()];
    let head = ["序号", "单位", "职务", "签名"].map(str::to_owned).to_vec();
    let mut table = vec![head];
    table.extend((1..=24).map(|n| row(n, &format!("大连湾示例第{n}单位"))));
    Template::shipped(kind).fill(&values, &table)
}

fn fonts() -> Fonts {
    Fonts::find(None).expect("fonts for Chinese: the README says which packages")
}

#[test]
fn a_page_has_22_lines_of_28_characters_in_the_type_area() {
    let pdf = write_pdf(&full_pages(), &fonts()).expect("a PDF");
    let document = Document::load_mem(&pdf).expect("a PDF");
    let pages = document.get_pages();
    for page in pages.values() {
        let size = document
            .get_dictionary(*page)
            .expect("a page")
            .get(b"MediaBox")
            .expect("a size")
            .as_array()
            .expect("four numbers");
        let size: Vec<f64> = size.iter().map(|n| f64::from(n.as_float().expect("a number")) / MM).collect();
        assert!((size[2] - 210.0).abs() < 0.2 && (size[3] - 297.0).abs() < 0.2, "A4: {size:?}");
    }
    assert_eq!(pages.len(), 3, "60 lines are three pages");
    for number in [1, 2] {
        let all = shown(&document, pages[&number]);
        let (body, below): (Vec<_>, Vec<_>) = all.into_iter().partition(|run| run.y < 262.5);
        assert!(
            body.iter().all(|run| (run.size - 16.0).abs() < 0.05),
            "size 3 is 16 points: {:?}",
            body.first()
        );
        let lines = lines(&body);
        assert_eq!(lines.len(), 22, "{lines:?}");
        for (_, glyphs, from, to) in &lines {
            assert_eq!(*glyphs, 28);
            assert!((from - 28.0).abs() < 0.3, "the left margin: {from}");
            assert!((to - 184.0).abs() < 0.8, "28 + 156 mm: {to}");
        }
        let (first, last) = (lines[0].0, lines[21].0);
        // From a baseline, 0.88 of the type stands above it and 0.12 below.
        let top = first - 16.0 * 0.88 / MM;
        assert!((top - 37.0).abs() < 0.3, "the upper margin: {top}");
        let foot = last + 16.0 * 0.12 / MM;
        assert!((foot - 262.0).abs() < 0.3, "22 lines fill 225 mm: {foot}");
        let number_at = below.first().expect("a page number");
        assert!((number_at.size - 14.0).abs() < 0.05, "size 4 is 14 points: {number_at:?}");
        let right = number_at.x > 105.0;
        assert_eq!(right, number == 1, "odd pages have their number on the right: {number_at:?}");
        assert!((number_at.y - 14.0 * 0.88 / MM - 269.0).abs() < 1.0, "7 mm below: {number_at:?}");
    }
}

fn text(pieces: &str, times: usize) -> Part {
    Part::Text(pieces.repeat(times))
}

#[test]
fn signs_keep_their_width_and_never_begin_a_line() {
    let sentence = "会议按时召开，“三清单”（草案）审议通过；各成员单位报送。";
    let paper = Paper { kind: PaperKind::Notice, parts: vec![text(sentence, 12)] };
    let document = Document::load_mem(&write_pdf(&paper, &fonts()).expect("a PDF")).expect("a PDF");
    let page = *document.get_pages().values().next().expect("a page");
    let body: Vec<_> = shown(&document, page).into_iter().filter(|run| run.y < 262.5).collect();
    let lines = lines(&body);
    let (last, full) = lines.split_last().expect("lines");
    for (n, (_, glyphs, from, to)) in full.iter().enumerate() {
        let left = if n == 0 { 28.0 + 2.0 * 156.0 / 28.0 } else { 28.0 };
        assert!((from - left).abs() < 0.3, "where a line begins: {from}");
        assert!(*to > 178.0 && *to < 184.8, "a line ends at the right edge: {to}");
        assert!((26..=28).contains(glyphs), "no more than the grid holds: {glyphs}");
    }
    assert!(last.1 > 0);
}

#[test]
fn a_heading_never_stands_alone_at_the_foot_of_a_page() {
    let fonts = fonts();
    for before in 15..24 {
        let mut parts: Vec<_> = (0..before).map(|_| text("正文一行。", 1)).collect();
        parts.push(Part::Heading("一、标题".into()));
        parts.push(Part::Subheading("（一）小标题".into()));
        parts.push(text("标题下的正文。", 1));
        let paper = Paper { kind: PaperKind::Notice, parts };
        let document = Document::load_mem(&write_pdf(&paper, &fonts).expect("a PDF")).expect("a PDF");
        let pages: Vec<usize> = document
            .get_pages()
            .values()
            .map(|page| {
                let body: Vec<_> = shown(&document, *page).into_iter().filter(|run| run.y < 262.5).collect();
                lines(&body).len()
            })
            .collect();
        let expected = match before {
            15..=19 => vec![before + 3],
            20..=22 => vec![before, 3],
            _ => vec![22, before - 22 + 3],
        };
        assert_eq!(pages, expected, "{before} lines and a heading");
    }
}

#[test]
fn every_kind_becomes_both_files() {
    let fonts = fonts();
    for kind in PaperKind::ALL {
        let paper = example(*kind);
        let pdf = write_pdf(&paper, &fonts).expect("a PDF");
        let docx = write_docx(&paper, &fonts.names()).expect("a docx");
        assert!(pdf.starts_with(b"%PDF-") && docx.starts_with(b"PK"));
        if let Ok(folder) = std::env::var("LIANHE_PAPERS") {
            std::fs::write(format!("{folder}/{}.pdf", kind.word()), &pdf).expect("written");
            std::fs::write(format!("{folder}/{}.docx", kind.word()), &docx).expect("written");
        }
    }
}

#[test]
fn what_no_font_has_is_said_instead_of_set() {
    let paper = Paper { kind: PaperKind::Notice, parts: vec![Part::Text("\u{10ffff}".into())] };
    let refused = write_pdf(&paper, &fonts()).expect_err("refused");
    assert!(refused.to_string().contains('\u{10ffff}'), "{refused}");
}

#[test]
fn people_write_text_and_never_instructions() {
    let words = "#panic(\"x\") $x$ \\ \" ] ) // */ @a <b>";
    let paper =
        Paper { kind: PaperKind::Notice, parts: vec![Part::Title(words.into()), Part::Text(words.into())] };
    assert!(write_pdf(&paper, &fonts()).is_ok());
    assert!(write_docx(&paper, &FontNames::default()).is_ok());
}
