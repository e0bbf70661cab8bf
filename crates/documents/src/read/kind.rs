//! What a file is, by its first bytes and, for containers, by the names in them.

use memchr::memmem;

use super::xls::Compound;
use super::zip::Zip;
use crate::FileKind;

/// More entries than any document has.
pub(super) const MOST_NAMES: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing that is known: text, as far as one can see.
    Text,
    Xlsx,
    Xls,
    Encrypted,
    Gz,
    Xz,
    Other(FileKind),
}

const MAGIC: &[(&[u8], Kind)] = &[
    (b"\x1F\x8B", Kind::Gz),
    (b"\xFD7zXZ\0", Kind::Xz),
    (b"%PDF-", Kind::Other(FileKind::Pdf)),
    (b"\x89PNG\r\n", Kind::Other(FileKind::Image)),
    (b"\xFF\xD8\xFF", Kind::Other(FileKind::Image)),
    (b"GIF87a", Kind::Other(FileKind::Image)),
    (b"GIF89a", Kind::Other(FileKind::Image)),
    (b"II*\0", Kind::Other(FileKind::Image)),
    (b"MM\0*", Kind::Other(FileKind::Image)),
    (b"Rar!\x1A", Kind::Other(FileKind::Archive)),
    (b"7z\xBC\xAF\x27\x1C", Kind::Other(FileKind::Archive)),
    (b"\x28\xB5\x2F\xFD", Kind::Other(FileKind::Archive)),
    (b"{\\rtf", Kind::Other(FileKind::RichText)),
    (b"SQLite format 3\0", Kind::Other(FileKind::Binary)),
    (b"\x7FELF", Kind::Other(FileKind::Binary)),
    // BIFF without a container, as Excel 2 to 4 wrote it.
    (b"\x09\x00\x04\x00", Kind::Other(FileKind::OldOffice)),
    (b"\x09\x02\x06\x00", Kind::Other(FileKind::OldOffice)),
    (b"\x09\x04\x06\x00", Kind::Other(FileKind::OldOffice)),
];

pub(super) fn of(bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return of_zip(bytes);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return of_compound(bytes);
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return *kind;
    }
    // Beginnings that might be the name of a column.
    if bytes.starts_with(b"BZh") && bytes.get(4..10) == Some(b"1AY&SY") {
        return Kind::Other(FileKind::Archive);
    }
    if bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1") {
        return Kind::Other(FileKind::Binary);
    }
    of_markup(bytes).map_or(Kind::Text, Kind::Other)
}

fn of_zip(bytes: &[u8]) -> Kind {
    // What was cut off has no directory; reading it as a workbook says so.
    let Ok(zip) = Zip::open(bytes, 0) else { return Kind::Xlsx };
    let has = |begin: &[u8]| zip.names().take(MOST_NAMES).any(|name| name.starts_with(begin));
    if has(b"xl/workbook.bin") {
        Kind::Other(FileKind::Xlsb)
    } else if has(b"xl/") || has(b"xl\\") {
        Kind::Xlsx
    } else if has(b"word/") {
        Kind::Other(FileKind::Word)
    } else if has(b"ppt/") {
        Kind::Other(FileKind::Slides)
    } else if has(b"OFD.xml") {
        Kind::Other(FileKind::Ofd)
    } else if has(b"mimetype") && memmem::find(bytes, b"application/vnd.oasis.opendocument").is_some() {
        Kind::Other(FileKind::OpenDocument)
    } else {
        Kind::Other(FileKind::Archive)
    }
}

fn of_compound(bytes: &[u8]) -> Kind {
    // What was cut off has no directory; reading it as a workbook says so.
    let Some(compound) = Compound::open(bytes) else { return Kind::Xls };
    let has = |stream: &str| compound.has(stream);
    if has("EncryptedPackage") {
        Kind::Encrypted
    } else if has("Workbook") || has("Book") {
        Kind::Xls
    } else if has("WordDocument") {
        Kind::Other(FileKind::Word)
    } else if has("PowerPoint Document") {
        Kind::Other(FileKind::Slides)
    } else {
        Kind::Other(FileKind::OldOffice)
    }
}

pub(super) fn of_markup(bytes: &[u8]) -> Option<FileKind> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let head = text[..text.len().min(2048)].to_ascii_lowercase();
    if head.starts_with(b"mime-version:") {
        return Some(FileKind::Html);
    }
    if !head.starts_with(b"<") {
        return None;
    }
    let html =
        [&b"<!doctype html"[..], b"<html", b"<head", b"<meta", b"<body", b"<table", b"<div", b"<style"];
    if html.iter().any(|tag| memmem::find(&head, tag).is_some()) {
        Some(FileKind::Html)
    } else if head.starts_with(b"<?xml") || head.starts_with(b"<!doctype") {
        Some(FileKind::Xml)
    } else {
        None
    }
}
