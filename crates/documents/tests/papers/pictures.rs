//! The docx opens in LibreOffice, and its pages look like those of the PDF: pictures of both are blurred to the size of a
//! character and compared. Without LibreOffice or poppler's `pdftoppm` this says so and proves nothing.

use std::path::Path;
use std::process::Command;

use documents::{write_docx, write_pdf};
use domain::paper::{Paper, PaperKind, Part};

use super::{example, fonts};

/// Fine enough for a hair's breadth of a margin, coarse enough for two programs' ways to draw a stroke.
const DOTS_PER_INCH: &str = "36";
/// A quarter of a character to each side.
const BLUR: usize = 2;
/// How much of two pages' ink may lie elsewhere: see the decision on papers for what was measured.
const MOST: f64 = 0.2;

/// A page in grey: how dark each point is.
struct Picture {
    width: usize,
    height: usize,
    ink: Vec<f64>,
}

impl Picture {
    /// A PGM file as `pdftoppm` writes it.
    fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).expect("a picture");
        let mut fields = bytes.splitn(4, |byte| byte.is_ascii_whitespace());
        let mut field = || std::str::from_utf8(fields.next().expect("a head")).expect("words").to_owned();
        assert_eq!(field(), "P5");
        let (width, height) = (field().parse().expect("a width"), field());
        let (height, rest) = (height.parse::<usize>().expect("a height"), fields.next().expect("points"));
        let points = &rest[rest.len() - width * height..];
        Self { width, height, ink: points.iter().map(|grey| f64::from(255 - grey)).collect() }
    }

    /// The mean of a window around every point.
    fn blurred(&self) -> Vec<f64> {
        let along = |from: &[f64], count: usize, step: usize, starts: &[usize]| {
            let mut to = vec![0.0; from.len()];
            for start in starts {
                for n in 0..count {
                    let window = n.saturating_sub(BLUR)..(n + BLUR + 1).min(count);
                    to[start + n * step] = window.map(|at| from[start + at * step]).sum::<f64>();
                }
            }
            to
        };
        let rows: Vec<usize> = (0..self.height).map(|y| y * self.width).collect();
        let columns: Vec<usize> = (0..self.width).collect();
        let rowwise = along(&self.ink, self.width, 1, &rows);
        along(&rowwise, self.height, self.width, &columns)
    }

    /// The same, so many points further to the right and down.
    fn moved(&self, right: usize, down: usize) -> Self {
        let from = |at: usize| at.checked_sub(down * self.width + right).map_or(0.0, |at| self.ink[at]);
        Self { width: self.width, height: self.height, ink: (0..self.ink.len()).map(from).collect() }
    }

    /// 0 for the same page, 1 for pages that have nothing in common.
    fn unlike(&self, other: &Self) -> f64 {
        assert_eq!((self.width, self.height), (other.width, other.height), "the size of the page");
        let (here, there) = (self.blurred(), other.blurred());
        let differ: f64 = here.iter().zip(&there).map(|(a, b)| (a - b).abs()).sum();
        let all: f64 = here.iter().chain(&there).sum();
        differ / all.max(1.0)
    }
}

fn ran(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

fn can_compare() -> bool {
    let there =
        ran(Command::new("soffice").arg("--version")) && Command::new("pdftoppm").arg("-v").output().is_ok();
    if !there {
        eprintln!("skipped: soffice (LibreOffice Writer) or pdftoppm (poppler) is not installed");
    }
    there
}

fn pages(pdf: &Path) -> Vec<Picture> {
    let folder = tempfile::tempdir().expect("a folder");
    let rasterised = ran(Command::new("pdftoppm")
        .args(["-gray", "-r", DOTS_PER_INCH])
        .arg(pdf)
        .arg(folder.path().join("page")));
    assert!(rasterised, "pdftoppm reads {}", pdf.display());
    let mut files: Vec<_> =
        std::fs::read_dir(folder.path()).expect("pictures").flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.iter().map(|file| Picture::read(file)).collect()
}

/// What LibreOffice makes of some files, with a profile of its own.
fn converted(folder: &Path, to: &str, files: &[String]) {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut command = Command::new("soffice");
    command.args(["--headless", &profile, "--convert-to", to, "--outdir"]).arg(folder.join("office"));
    let output = command.args(files.iter().map(|name| folder.join(name))).output().expect("soffice");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Debian's LibreOffice reads no `autoSpaceDE` and puts room between Chinese and Latin, as it would by itself; newer ones do as the
/// file says. So it is told once more, in LibreOffice's own words, between opening the docx and printing it.
fn without_room(file: &Path) {
    let text = std::fs::read_to_string(file).expect("what LibreOffice read");
    let said = text.replace("style:text-autospace=\"ideograph-alpha\"", "style:text-autospace=\"none\"");
    std::fs::write(file, said).expect("written");
}

/// A docx is written for each of `shown`, a PDF for each of `set`, both with the same fonts; how unlike their pages are.
fn compared(set: &[Paper], shown: &[Paper]) -> Vec<Vec<f64>> {
    let (fonts, folder) = (fonts(), tempfile::tempdir().expect("a folder"));
    let folder = folder.path();
    for (n, (set, shown)) in set.iter().zip(shown).enumerate() {
        std::fs::write(folder.join(format!("{n}.pdf")), write_pdf(set, &fonts).expect("a PDF"))
            .expect("written");
        let docx = write_docx(shown, &fonts.names()).expect("a docx");
        std::fs::write(folder.join(format!("{n}.docx")), docx).expect("written");
    }
    let files =
        |folder: &str, of: &str| (0..set.len()).map(|n| format!("{folder}{n}.{of}")).collect::<Vec<_>>();
    converted(folder, "fodt", &files("", "docx"));
    files("office/", "fodt").iter().for_each(|file| without_room(&folder.join(file)));
    converted(folder, "pdf", &files("office/", "fodt"));
    if let Ok(kept) = std::env::var("LIANHE_PAPERS") {
        for n in 0..set.len() {
            for (from, name) in [(format!("{n}.pdf"), "typst"), (format!("office/{n}.pdf"), "office")] {
                std::fs::copy(folder.join(from), format!("{kept}/{n}-{name}.pdf")).expect("kept");
            }
        }
    }
    (0..set.len())
        .map(|n| {
            let here = pages(&folder.join(format!("{n}.pdf")));
            let there = pages(&folder.join(format!("office/{n}.pdf")));
            assert_eq!(here.len(), there.len(), "pages of {}", set[n].kind.term());
            here.iter().zip(&there).map(|(here, there)| here.unlike(there)).collect()
        })
        .collect()
}

#[test]
fn libreoffice_shows_the_docx_as_the_pdf_is() {
    if !can_compare() {
        return;
    }
    let mut papers: Vec<Paper> = PaperKind::ALL.iter().map(|kind| example(*kind)).collect();
    // A list that fits its page: where one goes on, a table has no room above its type that a line of text has, and stands higher.
    for part in papers.iter_mut().flat_map(|paper| &mut paper.parts) {
        if let Part::Table(rows) = part {
            rows.truncate(13);
        }
    }
    // Three pages of text with signs, numbers and headings: a line that breaks elsewhere moves all that follow.
    let sentence =
        "会议于2026年12月18日召开，“三清单”（草案）审议通过；各单位于年底前报送，由工委办公室汇总。";
    let long = (1..=14).flat_map(|n| {
        let heading = if n % 3 == 1 { Some(Part::Heading("一、议定事项".to_owned())) } else { None };
        heading.into_iter().chain([Part::Text(sentence.repeat(1 + n % 4))])
    });
    papers.push(Paper { kind: PaperKind::Minutes, parts: long.collect() });
    let unlike = compared(&papers, &papers);
    for (paper, unlike) in papers.iter().zip(&unlike) {
        println!("{}: {unlike:.3?}", paper.kind.term());
    }
    for (paper, unlike) in papers.iter().zip(unlike) {
        assert!(unlike.iter().all(|unlike| *unlike < MOST), "{}: {unlike:.3?}", paper.kind.term());
    }
}

/// What the bound above is good for: each of these is a fault that it must find. Where a line breaks elsewhere, too little ink moves;
/// that shows as another number of pages only.
#[test]
fn another_layout_is_told_apart() {
    if !can_compare() {
        return;
    }
    let (fonts, folder) = (fonts(), tempfile::tempdir().expect("a folder"));
    let file = folder.path().join("right.pdf");
    std::fs::write(&file, write_pdf(&example(PaperKind::Notice), &fonts).expect("a PDF")).expect("written");
    let page = pages(&file).remove(0);
    // 36 dots to the inch: 6 dots are 4.2 mm.
    for (what, right, down) in [("a margin on the left", 6, 0), ("a margin above", 0, 6)] {
        let unlike = page.unlike(&page.moved(right, down));
        println!("{what}: {unlike:.3}");
        assert!(unlike > MOST, "{what} that is 4 mm larger: {unlike:.3}");
    }
}
