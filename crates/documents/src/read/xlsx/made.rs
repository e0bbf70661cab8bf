//! Workbooks made by hand, as no program would write them: for tests and for the fuzzer.

pub(crate) const CONTENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A zip of entries that are not packed.
pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in entries {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let (at, length) = (number(file.len()), number(bytes.len()));
        let mut head = Vec::new();
        head.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        head.extend(crc.sum().to_le_bytes());
        head.extend([length, length].concat());
        head.extend(&number(name.len())[..2]);
        head.extend([0, 0]);
        file.extend(b"PK\x03\x04");
        file.extend(&head);
        file.extend(name.as_bytes());
        file.extend(*bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(at);
        directory.extend(name.as_bytes());
    }
    let count = number(entries.len());
    let (at, length) = (number(file.len()), number(directory.len()));
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([&count[..2], &count[..2], &length, &at, &[0, 0]].concat());
    file
}

fn number(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

/// A workbook of one sheet, given the XML of its parts.
pub(crate) fn workbook(book: &[u8], styles: &[u8], strings: &[u8], sheet: &[u8]) -> Vec<u8> {
    let relation =
        |id, kind, target| format!(r#"<Relationship Id="{id}" Type="{CONTENT}/{kind}" Target="{target}"/>"#);
    let related = [
        relation("rId1", "worksheet", "worksheets/sheet1.xml"),
        relation("rId2", "styles", "styles.xml"),
        relation("rId3", "sharedStrings", "sharedStrings.xml"),
    ];
    let related = format!("<Relationships>{}</Relationships>", related.concat());
    let root =
        format!("<Relationships>{}</Relationships>", relation("rId1", "officeDocument", "xl/workbook.xml"));
    zip(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/_rels/workbook.xml.rels", related.as_bytes()),
        ("xl/workbook.xml", book),
        ("xl/styles.xml", styles),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

pub(crate) const BOOK: &[u8] =
    br#"<workbook><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
/// Style 1 is a date.
pub(crate) const STYLES: &[u8] =
    br#"<styleSheet><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
pub(crate) const STRINGS: &[u8] =
    br#"<sst><si><t>name</t></si><si><r><t>co</t></r><r><t>de</t></r><rPh><t>x</t></rPh></si></sst>"#;

/// A workbook whose sheet holds these rows.
pub(crate) fn sheet(rows: &str) -> Vec<u8> {
    let xml = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    workbook(BOOK, STYLES, STRINGS, xml.as_bytes())
}
