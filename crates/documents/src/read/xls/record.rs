//! The records of which a stream of an old workbook consists (MS-XLS), and the texts in them.

use encoding_rs::{BIG5, Encoding, GBK, WINDOWS_1252};

use super::compound::{u16_at, u32_at};

pub(super) const CONTINUE: u16 = 0x3C;

#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub kind: u16,
    pub data: &'a [u8],
}

/// The records from a place in the stream on; a record that was cut off ends them.
#[derive(Clone)]
pub(super) struct Records<'a>(pub &'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, length) = (u16_at(self.0, 0)?, usize::from(u16_at(self.0, 2)?));
        let data = self.0.get(4..4 + length)?;
        self.0 = &self.0[4 + length..];
        Some(Record { kind, data })
    }
}

impl<'a> Records<'a> {
    /// The parts of a record that goes on in the next ones.
    pub fn parts(&mut self, first: Record<'a>) -> Parts<'a> {
        let mut rest = Vec::new();
        let mut ahead = self.clone();
        while let Some(record) = ahead.next().filter(|record| record.kind == CONTINUE) {
            rest.push(record.data);
            *self = ahead.clone();
        }
        rest.reverse();
        Parts { now: first.data, rest }
    }
}

/// How a workbook writes text: from 1997 on in Unicode, before in the code page of its country.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    Unicode,
    Page(&'static Encoding),
}

impl Writing {
    pub fn of_code_page(page: u16) -> Self {
        Self::Page(match page {
            950 => BIG5,
            1252 => WINDOWS_1252,
            _ => GBK,
        })
    }
}

pub(super) struct Parts<'a> {
    now: &'a [u8],
    /// The last one comes next.
    rest: Vec<&'a [u8]>,
}

impl<'a> Parts<'a> {
    pub fn of(data: &'a [u8]) -> Self {
        Self { now: data, rest: Vec::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.now.is_empty() && self.rest.iter().all(|part| part.is_empty())
    }

    fn step(&mut self) -> Option<()> {
        while self.now.is_empty() {
            self.now = self.rest.pop()?;
        }
        Some(())
    }

    pub fn byte(&mut self) -> Option<u8> {
        self.step()?;
        let (byte, rest) = self.now.split_first()?;
        self.now = rest;
        Some(*byte)
    }

    pub fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    pub fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            self.step()?;
            let now = bytes.min(self.now.len());
            self.now = &self.now[now..];
            bytes -= now;
        }
        Some(())
    }

    /// A text of so many characters.
    pub fn text(&mut self, length: usize, writing: Writing, into: &mut String) -> Option<()> {
        match writing {
            Writing::Unicode => self.unicode(length, into),
            Writing::Page(encoding) => {
                self.step().filter(|()| length > 0);
                let bytes = self.now.get(..length)?;
                self.now = &self.now[length..];
                into.push_str(&encoding.decode_without_bom_handling(bytes).0);
                Some(())
            }
        }
    }

    /// Flags, characters of one or two bytes, then formatting and pronunciation, which are skipped.
    fn unicode(&mut self, mut length: usize, into: &mut String) -> Option<()> {
        let flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(self.u16()?) };
        let extra = if flags & 4 == 0 { 0 } else { self.u32()? as usize };
        let mut wide = flags & 1 == 1;
        let mut half = None;
        while length > 0 {
            if self.now.is_empty() {
                // In the middle of a text each part begins with a flag of its own.
                self.step()?;
                wide = self.byte()? & 1 == 1;
                continue;
            }
            let size = 1 + usize::from(wide);
            let now = length.min(self.now.len() / size);
            if now == 0 {
                return None;
            }
            let (chars, rest) = self.now.split_at(now * size);
            self.now = rest;
            length -= now;
            if wide {
                push_wide(chars, &mut half, into);
            } else {
                into.extend(chars.iter().map(|byte| char::from(*byte)));
            }
        }
        self.skip(4 * runs)?;
        self.skip(extra)
    }
}

/// A character of two units may be split between two parts.
fn push_wide(chars: &[u8], half: &mut Option<u16>, into: &mut String) {
    let units =
        half.take().into_iter().chain(chars.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit)));
    let mut units: Vec<u16> = units.collect();
    if let Some(last) = units.pop_if(|unit| (0xD800..0xDC00).contains(unit)) {
        *half = Some(last);
    }
    into.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

/// Row, column and style, with which every cell begins.
pub(super) fn place(data: &[u8]) -> Option<(u16, u16, u16)> {
    Some((u16_at(data, 0)?, u16_at(data, 2)?, u16_at(data, 4)?))
}

pub(super) fn float(data: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

/// A number squeezed into 30 bits.
pub(super) fn squeezed(data: &[u8], at: usize) -> Option<f64> {
    let bits = u32_at(data, at)?;
    let value = if bits & 2 == 2 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    Some(if bits & 1 == 1 { value / 100.0 } else { value })
}

pub(super) fn error_text(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}
