//! The directory of a zip archive, and its entries, unpacked piece by piece within one budget for the whole file.
//!
//! Nothing is allocated by what the archive claims: neither by its number of entries nor by their sizes.

use std::cell::Cell;
use std::io::{self, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use crate::TableError;

pub(super) struct Zip<'a> {
    bytes: &'a [u8],
    directory: &'a [u8],
    /// How many bytes may still be unpacked.
    left: Cell<u64>,
    most: u64,
}

struct Found {
    method: u16,
    crc: u32,
    packed: u64,
    at: u64,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn slice(bytes: &[u8], at: u64, length: u64) -> Option<&[u8]> {
    bytes.get(usize::try_from(at).ok()?..)?.get(..usize::try_from(length).ok()?)
}

impl<'a> Zip<'a> {
    /// # Errors
    /// When the archive has no directory: it was cut off.
    pub fn open(bytes: &'a [u8], most: u64) -> Result<Self, TableError> {
        let directory = directory(bytes).ok_or_else(|| TableError::Broken("no zip directory".into()))?;
        Ok(Self { bytes, directory, left: Cell::new(most), most })
    }

    /// An entry by its name, letter case ignored as Windows does; `None` when there is none.
    pub fn entry(&self, name: &str) -> Result<Option<Entry<'_>>, TableError> {
        let Some(found) = self.find(name) else { return Ok(None) };
        let broken = || TableError::Broken(format!("zip entry {name}"));
        let head = slice(self.bytes, found.at, 30).ok_or_else(broken)?;
        let skip = |at| u16_at(head, at).map_or(0, u64::from);
        let begin = found.at + 30 + skip(26) + skip(28);
        let packed = slice(self.bytes, begin, found.packed).ok_or_else(broken)?;
        let from = match found.method {
            0 => From::Stored(packed),
            8 => From::Deflated(Box::new(DeflateDecoder::new(packed))),
            _ => return Err(broken()),
        };
        Ok(Some(Entry { from, left: &self.left, most: self.most, crc: Crc::new(), expected: found.crc }))
    }

    pub fn names(&self) -> impl Iterator<Item = &'a [u8]> {
        let mut rest = self.directory;
        std::iter::from_fn(move || {
            let (entry, after) = record(rest)?;
            rest = after;
            Some(entry.name)
        })
    }

    fn find(&self, name: &str) -> Option<Found> {
        let mut rest = self.directory;
        while let Some((entry, after)) = record(rest) {
            if same_name(entry.name, name.as_bytes()) {
                return found(rest, entry.extra);
            }
            rest = after;
        }
        None
    }
}

struct Listed<'a> {
    name: &'a [u8],
    extra: &'a [u8],
}

/// The first record of a directory, and those behind it.
fn record(directory: &[u8]) -> Option<(Listed<'_>, &[u8])> {
    if !directory.starts_with(b"PK\x01\x02") {
        return None;
    }
    let lengths = [28, 30, 32].map(|at| u16_at(directory, at).map_or(0, usize::from));
    let name = directory.get(46..46 + lengths[0])?;
    let extra = directory.get(46 + lengths[0]..46 + lengths[0] + lengths[1])?;
    Some((Listed { name, extra }, directory.get(46 + lengths.iter().sum::<usize>()..)?))
}

fn same_name(entry: &[u8], name: &[u8]) -> bool {
    let tidy = |byte: u8| if byte == b'\\' { b'/' } else { byte.to_ascii_lowercase() };
    entry.len() == name.len() && entry.iter().zip(name).all(|(a, b)| tidy(*a) == tidy(*b))
}

fn found(head: &[u8], mut extra: &[u8]) -> Option<Found> {
    let unpacked = u32_at(head, 24)?;
    let (mut packed, mut at) = (u64::from(u32_at(head, 20)?), u64::from(u32_at(head, 42)?));
    // The extra field 1 holds those of the three numbers that do not fit, in this order.
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        if id == 1 {
            let mut next = 4;
            if unpacked == u32::MAX {
                next += 8;
            }
            for number in [&mut packed, &mut at] {
                if *number == u64::from(u32::MAX) {
                    *number = u64_at(extra, next)?;
                    next += 8;
                }
            }
        }
        extra = extra.get(4 + usize::from(length)..)?;
    }
    Some(Found { method: u16_at(head, 10)?, crc: u32_at(head, 16)?, packed, at })
}

/// From its first entry on; it ends with the file.
fn directory(bytes: &[u8]) -> Option<&[u8]> {
    // The end record may be followed by a comment of 64 KiB.
    let tail = bytes.len().saturating_sub(22 + 65_535);
    let end = tail + memchr::memmem::rfind(&bytes[tail..], b"PK\x05\x06")?;
    let at = match u32_at(bytes, end + 16)? {
        u32::MAX => {
            let locator = slice(bytes, (end as u64).checked_sub(20)?, 20)?;
            u64_at(bytes, usize::try_from(u64_at(locator, 8)?).ok()?.checked_add(48)?)?
        }
        at => u64::from(at),
    };
    bytes.get(usize::try_from(at).ok()?..end)
}

enum From<'a> {
    Stored(&'a [u8]),
    Deflated(Box<DeflateDecoder<&'a [u8]>>),
}

/// The bytes of an entry; reading fails when the budget is used up or the checksum differs.
pub(in crate::read) struct Entry<'a> {
    from: From<'a>,
    left: &'a Cell<u64>,
    most: u64,
    crc: Crc,
    expected: u32,
}

impl Entry<'_> {
    pub fn read(&mut self, into: &mut [u8]) -> Result<usize, TableError> {
        let read: io::Result<usize> = match &mut self.from {
            From::Stored(bytes) => bytes.read(into),
            From::Deflated(decoder) => decoder.read(into),
        };
        let read = read.map_err(|why| TableError::Broken(why.to_string()))?;
        let left = self.left.get().checked_sub(read as u64);
        self.left.set(left.ok_or(TableError::TooLargeUnpacked(self.most))?);
        self.crc.update(&into[..read]);
        if read == 0 && !into.is_empty() && self.crc.sum() != self.expected {
            return Err(TableError::Broken("checksum".into()));
        }
        Ok(read)
    }
}
