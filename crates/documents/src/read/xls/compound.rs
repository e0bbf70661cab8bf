//! The compound file in which old Office files keep their streams (MS-CFB). Chains of sectors that run in circles or out
//! of the file end the reading; nothing is allocated by what the file claims.

use std::borrow::Cow;

const HEADER_SLOTS: usize = 109;
/// Sector numbers from here on are marks, not places.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
const ENTRY: usize = 128;

pub(in crate::read) struct Compound<'a> {
    bytes: &'a [u8],
    shift: u32,
    /// For each sector the next of its chain.
    next: Vec<u32>,
    directory: Vec<u8>,
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks().0.iter().map(|number| u32::from_le_bytes(*number))
}

impl<'a> Compound<'a> {
    /// `None` when it was cut off or is none.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u32::from(u16_at(bytes, 30)?);
        if !matches!(shift, 9 | 12) {
            return None;
        }
        let mut compound = Self { bytes, shift, next: Vec::new(), directory: Vec::new() };
        let mut tables: Vec<u32> = numbers(bytes.get(76..76 + 4 * HEADER_SLOTS)?).collect();
        let (mut more, sectors) = (u32_at(bytes, 68)?, bytes.len() >> shift);
        while more < LAST_SECTOR && tables.len() <= sectors {
            let list: Vec<u32> = numbers(compound.sector(more)?).collect();
            let (after, list) = list.split_last()?;
            tables.extend(list);
            more = *after;
        }
        for table in tables.into_iter().filter(|table| *table < LAST_SECTOR).take(sectors) {
            if compound.next.len() > sectors {
                break;
            }
            let sector = compound.sector(table)?;
            compound.next.extend(numbers(sector));
        }
        compound.directory = compound.chain(u32_at(bytes, 48)?)?;
        Some(compound)
    }

    pub fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The bytes of a stream; letter case does not matter.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entry(name)?;
        let size = u32_at(entry, 120)? as usize;
        let first = u32_at(entry, 116)?;
        let mut stream =
            if size < u32_at(self.bytes, 56)? as usize { self.small(first)? } else { self.chain(first)? };
        // A stream that is shorter than it claims was cut off.
        if stream.len() < size {
            return None;
        }
        stream.truncate(size);
        Some(stream)
    }

    fn entry(&self, name: &str) -> Option<&[u8]> {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        self.directory
            .chunks_exact(ENTRY)
            .find(|entry| entry[66] == 2 && entry[..wide.len()].eq_ignore_ascii_case(&wide))
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let size = 1_usize << self.shift;
        let begin = (number as usize).checked_add(1)?.checked_mul(size)?;
        let rest = self.bytes.get(begin..)?;
        // Some programs do not fill the last sector.
        rest.get(..size).or_else(|| Some(rest).filter(|rest| !rest.is_empty()))
    }

    fn chain(&self, first: u32) -> Option<Vec<u8>> {
        let (mut at, mut bytes) = (first, Vec::new());
        while at < LAST_SECTOR {
            if bytes.len() > self.bytes.len() {
                return None;
            }
            bytes.extend_from_slice(self.sector(at)?);
            at = *self.next.get(at as usize)?;
        }
        Some(bytes)
    }

    /// Small streams share one, the root's, in sectors of their own.
    fn small(&self, first: u32) -> Option<Vec<u8>> {
        const SIZE: usize = 64;
        let root = self.directory.get(..ENTRY)?;
        let shared: Cow<'_, [u8]> = self.chain(u32_at(root, 116)?)?.into();
        let next: Vec<u32> = numbers(&self.chain(u32_at(self.bytes, 60)?)?).collect();
        let (mut at, mut bytes) = (first, Vec::new());
        while at < LAST_SECTOR {
            if bytes.len() > shared.len() {
                return None;
            }
            let begin = (at as usize).checked_mul(SIZE)?;
            bytes.extend_from_slice(shared.get(begin..)?.get(..SIZE)?);
            at = *next.get(at as usize)?;
        }
        Some(bytes)
    }
}
