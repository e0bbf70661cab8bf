//! Fonts: the site's folder first, then what the system has. A paper is never set with boxes for characters.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontInfo, FontInstance, FontVariant, FontVariations};
use typst::utils::LazyHash;

use super::{PaperError, SIZE_3};

/// Where systems keep fonts.
const SYSTEM: [&str; 6] = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:\\Windows\\Fonts",
    "/opt/fonts",
];
/// Files of a system's folders that are worth reading: those of the five faces, under the names that they go by.
const FILES: [&str; 18] = [
    "notoserifcjk-regular",
    "notoserifcjk-bold",
    "notosanscjk-regular",
    "notoserifcjksc",
    "notosanscjksc",
    "sourcehanserif",
    "sourcehansans",
    "gkai00mp",
    "simfang",
    "simkai",
    "simhei",
    "simsun",
    "stfangsong",
    "stkaiti",
    "fangsong",
    "kaiti",
    "xiaobiaosong",
    "wqy-zenhei",
];
/// Folders lie no deeper.
const DEPTH: usize = 4;

/// The families of the five faces, the best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontNames {
    /// 仿宋, 黑体, 楷体, 宋体, 小标宋.
    pub text: String,
    pub heading: String,
    pub subheading: String,
    pub digits: String,
    pub title: String,
}

impl Default for FontNames {
    /// As an office's computers call them.
    fn default() -> Self {
        Self {
            text: "仿宋".into(),
            heading: "黑体".into(),
            subheading: "楷体".into(),
            digits: "宋体".into(),
            title: "方正小标宋简体".into(),
        }
    }
}

pub struct Fonts {
    pub(super) book: LazyHash<FontBook>,
    pub(super) fonts: Vec<Font>,
    /// The same, as they say how wide their characters are.
    measured: Vec<FontInstance>,
    pub(super) chains: Chains,
}

/// For each face the families to try, one after the other.
pub(super) struct Chains {
    pub text: Vec<String>,
    pub heading: Vec<String>,
    pub subheading: Vec<String>,
    pub digits: Vec<String>,
    pub title: Vec<String>,
}

impl Fonts {
    /// # Errors
    /// When neither the site's folder nor the system has a font for Chinese.
    pub fn find(site: Option<&Path>) -> Result<Self, PaperError> {
        let mut files = Vec::new();
        if let Some(site) = site {
            collect(site, DEPTH, &mut files);
        }
        let mut of_system = Vec::new();
        for folder in SYSTEM.iter().map(Path::new) {
            collect(folder, DEPTH, &mut of_system);
        }
        of_system.retain(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
            FILES.iter().any(|known| name.contains(known))
        });
        files.extend(of_system);
        let mut fonts = Vec::new();
        for path in files {
            // A file that cannot be read, or is no font after all, helps nobody; what is missing then is said below.
            let Ok(bytes) = std::fs::read(&path) else { continue };
            fonts.extend(Font::iter(Bytes::new(bytes)).filter(|font| is_chinese(font.info())));
        }
        if fonts.is_empty() {
            let site = site.map(|site| format!("{}, ", site.display())).unwrap_or_default();
            return Err(PaperError::NoFont(format!("{site}{}", SYSTEM.join(", "))));
        }
        let chains = Chains::of(&fonts);
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        let measure = |font: &Font| {
            font.clone().instantiate(FontVariant::default(), Abs::pt(SIZE_3), &FontVariations::default())
        };
        let measured = fonts.iter().map(measure).collect();
        Ok(Self { book, fonts, measured, chains })
    }

    /// The families that papers are set in here.
    pub fn names(&self) -> FontNames {
        let first = |chain: &[String]| chain.first().cloned().unwrap_or_default();
        FontNames {
            text: first(&self.chains.text),
            heading: first(&self.chains.heading),
            subheading: first(&self.chains.subheading),
            digits: first(&self.chains.digits),
            title: first(&self.chains.title),
        }
    }

    /// How wide a character is in the first of some families that has it, in its own size.
    pub(super) fn advance(&self, families: &[String], c: char) -> f64 {
        let has = |font: &&FontInstance| font.info().coverage.contains(u32::from(c));
        let of =
            |family: &String| self.measured.iter().filter(has).find(|font| font.info().family == *family);
        let font = families.iter().find_map(of);
        let advance = font.and_then(|font| font.x_advance(font.ttf().glyph_index(c)?.0));
        advance.map_or(1.0, |em| em.get())
    }

    /// # Errors
    /// Names the characters that no font has.
    pub(super) fn check(&self, text: &str) -> Result<(), PaperError> {
        let has = |c: char| self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)));
        let missing: BTreeSet<char> = text.chars().filter(|c| !c.is_whitespace() && !has(*c)).collect();
        if missing.is_empty() { Ok(()) } else { Err(PaperError::NoGlyph(missing.into_iter().collect())) }
    }
}

/// Simplified characters, which a traditional font lacks.
fn is_chinese(info: &FontInfo) -> bool {
    "联议务东关".chars().all(|c| info.coverage.contains(u32::from(c)))
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, found);
            }
            continue;
        }
        let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        if ["ttf", "otf", "ttc"].contains(&extension.as_str()) {
            found.push(path);
        }
    }
}

impl Chains {
    fn of(fonts: &[Font]) -> Self {
        // Of a collection for several countries, the mainland's forms.
        let foreign = |name: &str| [" jp", " kr", " tc", " hk", " mono"].iter().any(|end| name.contains(end));
        let mut families: Vec<String> = Vec::new();
        for font in fonts {
            let family = font.info().family.to_string();
            if !foreign(&family.to_lowercase()) && !families.contains(&family) {
                families.push(family);
            }
        }
        let chain = |wanted: &[&str]| {
            let mut chain = Vec::new();
            for word in wanted {
                chain.extend(families.iter().filter(|family| family.to_lowercase().contains(word)).cloned());
            }
            chain.extend(families.iter().cloned());
            let mut seen = BTreeSet::new();
            chain.retain(|family| seen.insert(family.clone()));
            chain
        };
        Self {
            text: chain(&["fangsong", "仿宋", "serif", "song", "宋"]),
            heading: chain(&["simhei", "黑体", "sans", "hei"]),
            subheading: chain(&["kai", "楷"]),
            digits: chain(&["simsun", "serif", "song", "宋"]),
            title: chain(&["xiaobiaosong", "小标宋", "serif", "song", "宋"]),
        }
    }
}
