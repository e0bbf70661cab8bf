//! Setting a paper: fonts and the words of titles are read once, when the first one is asked for.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use documents::{FontNames, Fonts, PaperError, write_docx, write_pdf};
use domain::paper::{Paper, Part, title};
use solver::text::Segmenter;

use crate::Result;

domain::words! {
    pub enum PaperFormat {
        Pdf = "pdf", "PDF";
        Docx = "docx", "Word";
    }
}

#[derive(Default)]
pub struct Press {
    folder: Option<PathBuf>,
    fonts: OnceLock<Fonts>,
    words: OnceLock<Segmenter>,
}

/// So many characters of a title's size stand on one line.
const TITLE_MOST: f64 = 20.0;

impl Press {
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, ..Self::default() }
    }

    fn fonts(&self) -> std::result::Result<&Fonts, PaperError> {
        if let Some(fonts) = self.fonts.get() {
            return Ok(fonts);
        }
        // Where none was found, the next asking looks again: somebody may have put them there meanwhile.
        let found = Fonts::find(self.folder.as_deref())?;
        Ok(self.fonts.get_or_init(|| found))
    }

    /// Titles broken between words.
    fn titled(&self, mut paper: Paper) -> Paper {
        for part in &mut paper.parts {
            if let Part::Title(text) = part {
                *text = title::broken(&self.words.get_or_init(Segmenter::default).cut(text), TITLE_MOST);
            }
        }
        paper
    }

    /// # Errors
    /// When a font or a character is missing.
    pub async fn set(self: Arc<Self>, paper: Paper, format: PaperFormat) -> Result<Vec<u8>> {
        let set = move || {
            let paper = self.titled(paper);
            match format {
                PaperFormat::Pdf => write_pdf(&paper, self.fonts()?),
                // Named as an office's computers call them; nothing is embedded.
                PaperFormat::Docx => write_docx(&paper, &FontNames::default()),
            }
        };
        let set = tokio::task::spawn_blocking(set).await;
        let set = set.unwrap_or_else(|why| Err(PaperError::Failed(why.to_string())));
        Ok(set.map_err(Arc::new)?)
    }
}
