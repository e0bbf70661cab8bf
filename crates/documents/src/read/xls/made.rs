//! Old workbooks made by hand: for tests and for the fuzzer.

pub(crate) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap_or(u16::MAX);
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn length(text: &str) -> [u8; 2] {
    u16::try_from(text.encode_utf16().count()).unwrap_or(u16::MAX).to_le_bytes()
}

/// A text with its length in two bytes.
pub(crate) fn text(text: &str) -> Vec<u8> {
    [&length(text)[..], &[1], &wide(text)].concat()
}

pub(crate) fn place(row: u16, column: u16, style: u16) -> Vec<u8> {
    [row.to_le_bytes(), column.to_le_bytes(), style.to_le_bytes()].concat()
}

pub(crate) fn label(row: u16, column: u16, cell: &str) -> Vec<u8> {
    record(0x0204, &[place(row, column, 0), text(cell)].concat())
}

pub(crate) fn shared(row: u16, column: u16, at: u32) -> Vec<u8> {
    record(0x00FD, &[&place(row, column, 0)[..], &at.to_le_bytes()].concat())
}

pub(crate) fn number(row: u16, column: u16, style: u16, value: f64) -> Vec<u8> {
    record(0x0203, &[&place(row, column, style)[..], &value.to_le_bytes()].concat())
}

pub(crate) const END: [u8; 4] = [0x0A, 0, 0, 0];

pub(crate) fn begin(kind: u16) -> Vec<u8> {
    record(0x0809, &[[0x00, 0x06], kind.to_le_bytes(), [0, 0], [0, 0]].concat())
}

/// The stream of a workbook of one sheet: style 1 is a date, and the texts are given.
pub(crate) fn stream(texts: &[&str], cells: &[u8]) -> Vec<u8> {
    let count = u32::try_from(texts.len()).unwrap_or(u32::MAX).to_le_bytes();
    let texts: Vec<u8> = texts.iter().flat_map(|one| text(one)).collect();
    let style = |format: u16| record(0x00E0, &[&[0, 0][..], &format.to_le_bytes(), &[0; 16]].concat());
    let sheet_at = |at: u32| record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 2, 1], &wide("表1")].concat());
    let globals = |at: u32| {
        let texts = record(0x00FC, &[&count[..], &count, &texts].concat());
        [begin(5), style(0), style(14), sheet_at(at), texts, END.to_vec()].concat()
    };
    let at = u32::try_from(globals(0).len()).unwrap_or(u32::MAX);
    [globals(at), begin(0x10), cells.to_vec(), END.to_vec()].concat()
}

/// A compound file of one stream, in large sectors.
pub(crate) fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
    let size = stream.len().max(4096);
    let sectors = size.div_ceil(SECTOR);
    // Sector 0 is the directory, then come the tables of sectors, then the stream.
    let tables = (1..).find(|tables| (1 + tables + sectors) * 4 <= tables * SECTOR).unwrap_or(1);
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let mut head =
        [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &[0; 16], b"\x3E\0\x03\0\xFE\xFF\x09\0\x06\0"].concat();
    head.extend([0; 10]);
    head.extend(number(tables));
    head.extend([number(0), number(0), number(4096)].concat());
    head.extend([END_OF_CHAIN.to_le_bytes(), number(0), END_OF_CHAIN.to_le_bytes(), number(0)].concat());
    head.extend((1..=tables).take(109).flat_map(number));
    head.resize(SECTOR, 0xFF);
    let entry = |name: &str, kind: u8, first: u32, size: usize| {
        let mut entry = wide(name);
        let length = entry.len() + 2;
        entry.resize(64, 0);
        entry.extend(&number(length)[..2]);
        entry.extend([kind, 1]);
        entry.extend([0xFF; 12]);
        entry.resize(116, 0);
        entry.extend(first.to_le_bytes());
        entry.extend(number(size));
        entry.resize(128, 0);
        entry
    };
    let first = u32::from_le_bytes(number(1 + tables));
    let mut directory = [entry("Root Entry", 5, END_OF_CHAIN, 0), entry(name, 2, first, size)].concat();
    directory.resize(SECTOR, 0);
    let mut table = END_OF_CHAIN.to_le_bytes().to_vec();
    table.extend([0xFD, 0xFF, 0xFF, 0xFF].repeat(tables));
    table.extend((1 + tables + 1..1 + tables + sectors).flat_map(number));
    table.extend(END_OF_CHAIN.to_le_bytes());
    table.resize(tables * SECTOR, 0xFF);
    let mut whole = [head, directory, table, stream.to_vec()].concat();
    whole.resize((1 + 1 + tables + sectors) * SECTOR, 0);
    whole
}

pub(crate) fn workbook(texts: &[&str], cells: &[u8]) -> Vec<u8> {
    compound("Workbook", &stream(texts, cells))
}
