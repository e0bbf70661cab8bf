//! Readers of the solver's files. Each takes any buffered input, names the line of what it refuses, and
//! never trusts a count that the file declares about itself.

pub mod dimacs;
pub mod edges;
pub mod matching;
pub mod rota;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, bail};

/// Opens a file; what its first bytes call gzip or xz is unpacked on the way.
pub fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    const SIZE: usize = 1 << 18;
    let shown = path.display();
    let mut file =
        BufReader::with_capacity(SIZE, File::open(path).with_context(|| format!("cannot open {shown}"))?);
    let start = file.fill_buf().with_context(|| format!("cannot read {shown}"))?;
    let unpacked: Box<dyn Read> = if start.starts_with(&[0x1f, 0x8b]) {
        Box::new(flate2::bufread::MultiGzDecoder::new(file))
    } else if start.starts_with(b"\xfd7zXZ\0") {
        Box::new(liblzma::bufread::XzDecoder::new_multi_decoder(file))
    } else {
        return Ok(Box::new(file));
    };
    Ok(Box::new(BufReader::with_capacity(SIZE, unpacked)))
}

/// Calls `each` with every line, without its end, and its number.
pub fn lines(
    mut input: impl BufRead,
    mut each: impl FnMut(usize, &[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    // A longer line is no line of any format here; without a limit one file could fill the memory.
    const LONGEST: u64 = 1 << 20;
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if input.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.len() as u64 == LONGEST {
            bail!("line {number} is longer than {LONGEST} bytes");
        }
        each(number, line.trim_ascii()).with_context(|| format!("line {number}"))?;
    }
    Ok(())
}

/// The next word of a line as a whole number.
pub fn number<'a>(words: &mut impl Iterator<Item = &'a [u8]>) -> anyhow::Result<i64> {
    let word = words.next().context("a number is missing")?;
    whole(word).with_context(|| format!("“{}” is not a whole number", String::from_utf8_lossy(word)))
}

fn whole(word: &[u8]) -> Option<i64> {
    let (negative, digits) = match word {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, word),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value: i64 = 0;
    for &digit in digits {
        let digit = i64::from(digit.checked_sub(b'0').filter(|d| *d < 10)?);
        value = value.checked_mul(10)?.checked_sub(digit)?;
    }
    if negative { Some(value) } else { value.checked_neg() }
}

/// The words of a line.
pub fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty())
}
