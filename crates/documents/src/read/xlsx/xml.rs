//! Just enough XML for spreadsheets, read piece by piece: tags, attributes, text. What declares entities is refused, so
//! nothing can be expanded; depth costs nothing, because nothing is nested in memory.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use crate::TableError;
use crate::read::zip::Entry;

/// The longest tag or text: a cell full of escaped characters fits.
pub(super) const MOST_PIECE: usize = 1 << 20;
const PIECE: usize = 1 << 16;

pub(super) struct Xml<'a> {
    source: Entry<'a>,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    ended: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Event<'a> {
    /// The local name, the attributes as they stand, whether the tag closes itself.
    Open(&'a [u8], Attributes<'a>, bool),
    Close(&'a [u8]),
    /// With entities as they stand.
    Text(&'a [u8]),
    /// Without any.
    Characters(&'a [u8]),
    End,
}

pub(super) fn broken(why: &str) -> TableError {
    TableError::Broken(why.to_owned())
}

impl<'a> Xml<'a> {
    pub fn new(source: Entry<'a>) -> Self {
        Self { source, buffer: vec![0; PIECE], at: 0, filled: 0, ended: false }
    }

    pub fn next(&mut self) -> Result<Event<'_>, TableError> {
        loop {
            if self.at == self.filled && !self.more()? {
                return Ok(Event::End);
            }
            if self.buffer[self.at] != b'<' {
                let length = self.text_length()?;
                return Ok(Event::Text(self.take(length, 0)));
            }
            while self.filled - self.at < 2 {
                if !self.more()? {
                    return Err(broken("XML ends within a tag"));
                }
            }
            let second = self.buffer[self.at + 1];
            match second {
                b'?' => {
                    let length = self.length_to(b"?>")?;
                    self.take(length, 2);
                }
                b'!' if self.begins(b"<!--")? => {
                    self.at += 4;
                    let length = self.length_to(b"-->")?;
                    self.take(length, 3);
                }
                b'!' if self.begins(b"<![CDATA[")? => {
                    self.at += 9;
                    let length = self.length_to(b"]]>")?;
                    return Ok(Event::Characters(self.take(length, 3)));
                }
                b'!' => return Err(broken("XML declares entities")),
                b'/' => {
                    let length = self.length_to(b">")?;
                    return Ok(Event::Close(local(self.take(length, 1)[2..].trim_ascii_end())));
                }
                _ => return self.open(),
            }
        }
    }

    /// What stands in `<v>…</v></c>`, as nearly every cell goes on, if it is here and nothing else: five events in one.
    pub fn plain_value(&mut self) -> Option<&[u8]> {
        let rest = self.buffer[self.at..self.filled].strip_prefix(b"<v>")?;
        let length = rest.iter().position(|byte| *byte == b'<')?;
        let after = rest[length..].strip_prefix(b"</v></c>")?;
        let begin = self.at + 3;
        self.at = self.filled - after.len();
        Some(&self.buffer[begin..begin + length])
    }

    /// Reads what is left, so that the checksum is looked at.
    pub fn finish(mut self) -> Result<(), TableError> {
        self.at = self.filled;
        while self.more()? {
            self.at = self.filled;
        }
        Ok(())
    }

    fn open(&mut self) -> Result<Event<'_>, TableError> {
        let mut length = self.length_to(b">")?;
        // A quoted value may hold a `>`.
        while unclosed(&self.buffer[self.at..self.at + length]) {
            length = self.length_from(length + 1, b">")?;
        }
        let tag = &self.take(length, 1)[1..];
        let (tag, empty) = tag.strip_suffix(b"/").map_or((tag, false), |tag| (tag, true));
        let end = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
        Ok(Event::Open(local(&tag[..end]), Attributes(&tag[end..]), empty))
    }

    fn take(&mut self, length: usize, and: usize) -> &[u8] {
        let begin = self.at;
        self.at += length + and;
        &self.buffer[begin..begin + length]
    }

    fn text_length(&mut self) -> Result<usize, TableError> {
        let mut seen = 0;
        loop {
            if let Some(end) = memchr(b'<', &self.buffer[self.at + seen..self.filled]) {
                return Ok(seen + end);
            }
            seen = self.filled - self.at;
            if !self.more()? {
                return Ok(seen);
            }
        }
    }

    fn length_to(&mut self, end: &[u8]) -> Result<usize, TableError> {
        self.length_from(0, end)
    }

    fn length_from(&mut self, from: usize, end: &[u8]) -> Result<usize, TableError> {
        let mut from = from;
        loop {
            let rest = &self.buffer[(self.at + from).min(self.filled)..self.filled];
            let found = if let [byte] = end { memchr(*byte, rest) } else { memmem::find(rest, end) };
            if let Some(found) = found {
                return Ok(from + found);
            }
            from = from.max((self.filled - self.at).saturating_sub(end.len() - 1));
            if !self.more()? {
                return Err(broken("XML ends within a tag"));
            }
        }
    }

    fn begins(&mut self, with: &[u8]) -> Result<bool, TableError> {
        while self.filled - self.at < with.len() && self.more()? {}
        Ok(self.buffer[self.at..self.filled].starts_with(with))
    }

    /// Reads on behind what is not taken yet; false at the end.
    fn more(&mut self) -> Result<bool, TableError> {
        if self.ended {
            return Ok(false);
        }
        self.buffer.copy_within(self.at..self.filled, 0);
        self.filled -= self.at;
        self.at = 0;
        if self.filled == self.buffer.len() {
            if self.filled >= MOST_PIECE {
                return Err(broken("a text or tag in XML of more than a megabyte"));
            }
            self.buffer.resize(2 * self.filled, 0);
        }
        let read = self.source.read(&mut self.buffer[self.filled..])?;
        self.filled += read;
        self.ended = read == 0;
        Ok(read > 0)
    }
}

/// Names are so short that a loop is the fastest search.
fn until(byte: u8, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|other| *other == byte)
}

fn local(name: &[u8]) -> &[u8] {
    until(b':', name).map_or(name, |colon| &name[colon + 1..])
}

fn unclosed(tag: &[u8]) -> bool {
    let mut open = None;
    if memchr::memchr_iter(b'"', tag).count().is_multiple_of(2) && memchr(b'\'', tag).is_none() {
        return false;
    }
    for byte in tag.iter().filter(|byte| matches!(byte, b'"' | b'\'')) {
        match open {
            None => open = Some(byte),
            Some(quote) if quote == byte => open = None,
            Some(_) => {}
        }
    }
    open.is_some()
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Attributes<'a>(&'a [u8]);

impl<'a> Attributes<'a> {
    /// The value of the attribute of this local name, entities as they stand.
    pub fn get(self, name: &[u8]) -> Option<&'a [u8]> {
        self.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    pub fn text(self, name: &[u8]) -> Result<Option<String>, TableError> {
        self.get(name).map(|raw| Ok(text(raw)?.into_owned())).transpose()
    }

    pub fn iter(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let equals = until(b'=', rest)?;
            let key = rest[..equals].trim_ascii();
            let value = rest[equals + 1..].trim_ascii_start();
            let (quote, value) = value.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
            let end = until(*quote, value)?;
            rest = &value[end + 1..];
            Some((local(key), &value[..end]))
        })
    }
}

/// Text with its entities resolved; of the named ones XML knows five.
pub(super) fn text(raw: &[u8]) -> Result<Cow<'_, str>, TableError> {
    let raw = std::str::from_utf8(raw).map_err(|_| broken("XML is not UTF-8"))?;
    if memchr(b'&', raw.as_bytes()).is_none() {
        return Ok(raw.into());
    }
    let mut whole = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        whole.push_str(before);
        let (name, after) = after.split_once(';').ok_or_else(|| broken("XML has an open entity"))?;
        whole.push(entity(name).ok_or_else(|| broken("XML has an unknown entity"))?);
        rest = after;
    }
    whole.push_str(rest);
    Ok(whole.into())
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// Spreadsheets write characters that XML cannot hold as `_x000D_`.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), b"_x").is_none() {
        return text.into();
    }
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        whole.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = rest.get(2..6).filter(|_| rest.as_bytes().get(6) == Some(&b'_'));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            // No text holds NUL, and no database takes it.
            Some(c) if c != '\0' => {
                whole.push(c);
                rest = &rest[7..];
            }
            _ => {
                whole.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    whole.push_str(rest);
    whole.into()
}
