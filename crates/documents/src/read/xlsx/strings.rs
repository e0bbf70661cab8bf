//! The texts that cells refer to by number.

use super::xml::{Event, Xml, broken, text, unescape};
use crate::TableError;
use crate::read::texts::Texts;
use crate::read::zip::Zip;

pub(super) fn read(zip: &Zip<'_>, path: &str, most: u64) -> Result<Texts, TableError> {
    let mut texts = Texts::default();
    let Some(entry) = zip.entry(path)? else { return Ok(texts) };
    let mut xml = Xml::new(entry);
    let mut inside = Inside::default();
    loop {
        let event = xml.next()?;
        if texts.bytes() > most {
            return Err(TableError::TooLargeUnpacked(most));
        }
        match event {
            Event::Open(b"si", _, true) | Event::Close(b"si") => texts.end(),
            Event::Close(b"sst") => return xml.finish().map(|()| texts),
            Event::End => return Err(broken("the texts end too early")),
            _ => inside.text(event, texts.open())?,
        }
    }
}

/// Where one is within a text with formatted runs: those of pronunciation are not part of it.
#[derive(Default)]
pub(super) struct Inside {
    run: bool,
    pronunciation: bool,
}

impl Inside {
    pub fn text(&mut self, event: Event<'_>, whole: &mut String) -> Result<(), TableError> {
        match event {
            Event::Open(b"t", _, empty) => self.run = !empty,
            Event::Close(b"t") => self.run = false,
            Event::Open(b"rPh", _, empty) => self.pronunciation = !empty,
            Event::Close(b"rPh") => self.pronunciation = false,
            Event::Text(raw) if self.run && !self.pronunciation => whole.push_str(&unescape(&text(raw)?)),
            Event::Characters(raw) if self.run && !self.pronunciation => {
                let raw = std::str::from_utf8(raw).map_err(|_| broken("XML is not UTF-8"))?;
                whole.push_str(&unescape(raw));
            }
            _ => {}
        }
        Ok(())
    }
}
