//! What a file that somebody attaches really is, by its bytes alone. `infer` knows the signatures; what lies in a container
//! is told by the names in it.

use domain::attachment::Content;
use encoding_rs::{Encoding, GB18030, UTF_8};

use super::kind::{MOST_NAMES, of_markup};
use super::xls::Compound;
use super::zip::Zip;

/// Text in UTF-16 begins with this, in either order.
const MARKS: [&[u8]; 2] = [b"\xFF\xFE", b"\xFE\xFF"];

/// What a file is, whatever it is called.
pub fn content_of(bytes: &[u8]) -> Content {
    let known = infer::get(bytes).map(|found| found.mime_type());
    match known {
        Some("application/pdf") => Content::Pdf,
        Some("image/jpeg") => Content::Jpeg,
        Some("image/png") => Content::Png,
        Some("image/webp") => Content::Webp,
        _ if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") => of_zip(bytes),
        _ if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") => of_compound(bytes),
        Some("text/html" | "text/xml") => Content::Other,
        // A signature of two letters can be the beginning of a word.
        _ if is_text(bytes) => Content::Text,
        _ => Content::Other,
    }
}

fn of_zip(bytes: &[u8]) -> Content {
    // What was cut off has no directory: nobody could open it.
    let Ok(zip) = Zip::open(bytes, 0) else { return Content::Other };
    let has = |begin: &[u8]| zip.names().take(MOST_NAMES).any(|name| name.starts_with(begin));
    if !has(b"[Content_Types].xml") {
        return if has(b"OFD.xml") { Content::Ofd } else { Content::Zip };
    }
    if has(b"word/") {
        Content::Docx
    } else if has(b"xl/") || has(b"xl\\") {
        Content::Xlsx
    } else if has(b"ppt/") {
        Content::Pptx
    } else {
        Content::Zip
    }
}

fn of_compound(bytes: &[u8]) -> Content {
    let Some(compound) = Compound::open(bytes) else { return Content::Other };
    let has = |stream: &str| compound.has(stream);
    if has("EncryptedPackage") {
        Content::Protected
    } else if has("WordDocument") {
        Content::OldWord
    } else if has("Workbook") || has("Book") {
        Content::OldExcel
    } else if has("PowerPoint Document") {
        Content::OldPowerPoint
    } else {
        Content::OldOffice
    }
}

/// Text as offices write it, which no browser would take for a page.
fn is_text(bytes: &[u8]) -> bool {
    if of_markup(bytes).is_some() {
        return false;
    }
    if MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return true;
    }
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A);
    let reads = |encoding: &'static Encoding| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some()
    };
    !bytes.iter().any(control) && (reads(UTF_8) || reads(GB18030))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::{Format, Table, write_table};

    fn gbk(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    /// A zip with these empty entries, none packed.
    fn zip(names: &[&str]) -> Vec<u8> {
        let (mut body, mut directory) = (Vec::new(), Vec::new());
        for name in names {
            let (at, length) = (body.len() as u32, name.len() as u16);
            body.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
            body.extend([length.to_le_bytes(), [0, 0]].concat());
            body.extend(name.as_bytes());
            directory.extend(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
            directory.extend(length.to_le_bytes());
            directory.extend([0; 12]);
            directory.extend(at.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let (count, size, at) = (names.len() as u16, directory.len() as u32, body.len() as u32);
        body.extend(directory);
        body.extend(b"PK\x05\x06\0\0\0\0");
        body.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
        body.extend([size.to_le_bytes(), at.to_le_bytes()].concat());
        body.extend([0, 0]);
        body
    }

    #[test]
    fn a_file_is_what_its_bytes_are() {
        let table = Table::new(["a"], vec![vec!["1".to_owned()]].into_iter().collect());
        let xlsx = write_table(&table, Format::Xlsx).expect("a workbook");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"x").expect("packed");
        let cases: [(&[u8], Content); 16] = [
            (b"%PDF-1.7\n%", Content::Pdf),
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF", Content::Jpeg),
            (b"\x89PNG\r\n\x1A\n\0\0", Content::Png),
            (b"RIFF\x24\0\0\0WEBPVP8 ", Content::Webp),
            (&xlsx, Content::Xlsx),
            (&zip(&["[Content_Types].xml", "word/document.xml"]), Content::Docx),
            (&zip(&["[Content_Types].xml", "ppt/presentation.xml"]), Content::Pptx),
            (&zip(&["OFD.xml", "Doc_0/Document.xml"]), Content::Ofd),
            (&zip(&["a.txt"]), Content::Zip),
            (&xlsx[..xlsx.len() / 2], Content::Other),
            ("会议签到表\r\n".as_bytes(), Content::Text),
            (&gbk("会议签到表\r\n"), Content::Text),
            (b"<!DOCTYPE html><script>alert(1)</script>", Content::Other),
            (b"<?xml version=\"1.0\"?><svg/>", Content::Other),
            (b"MZ\x90\0\x03\0\0\0", Content::Other),
            (&packed.finish().expect("packed"), Content::Other),
        ];
        for (n, (bytes, content)) in cases.into_iter().enumerate() {
            assert_eq!(content_of(bytes), content, "case {n}");
        }
    }
}
