use super::made::{self, END, begin, compound, label, number, place, record, shared, stream, text, workbook};
use super::*;
use crate::error::CellError;
use crate::read::read_table;
use crate::{Fault, FaultKind};

fn read(bytes: &[u8]) -> Result<Table, TableError> {
    read_table(bytes, "test.xls", &ReadOptions::default())
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.cells.iter().collect()).collect()
}

fn with_header(cells: &[Vec<u8>]) -> Vec<u8> {
    let header = [label(0, 0, "name"), label(0, 1, "code")].concat();
    workbook(&["甲", "乙"], &[header, cells.concat()].concat())
}

#[test]
fn cells_of_every_kind_read_as_a_person_sees_them() {
    let formula = |row, column, result: [u8; 8]| {
        record(6, &[place(row, column, 0), result.to_vec(), vec![0; 8]].concat())
    };
    let bytes = with_header(&[
        shared(1, 1, 1),
        shared(1, 0, 0),
        number(2, 0, 1, 43465.0),
        record(0x27E, &[&place(2, 1, 0)[..], &((210_211 << 2 | 2_u32).to_le_bytes())].concat()),
        record(0xBD, &[3, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 7, 0, 0, 0, 1, 0]),
        formula(4, 0, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
        record(0x207, &text("文本")),
        formula(4, 1, 2.5_f64.to_le_bytes()),
        record(0x205, &[&place(5, 0, 0)[..], &[0x2A, 1]].concat()),
        record(0x205, &[&place(5, 1, 0)[..], &[1, 0]].concat()),
        record(0xE5, &[1, 0, 5, 0, 6, 0, 0, 0, 1, 0]),
    ]);
    let table = read(&bytes).expect("a table");
    let expected = [["甲", "乙"], ["2018-12-31", "210211"], ["1", "0.01"], ["文本", "2.5"], ["#N/A", "TRUE"]];
    assert_eq!(cells(&table), expected);
    let fault = |kind| Fault { line: 6, column: 0, kind };
    assert_eq!(table.faults, [fault(FaultKind::ErrorValue), fault(FaultKind::Merged)]);
    assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
}

#[test]
fn texts_that_go_on_in_the_next_record_are_whole() {
    let head = [&2_u32.to_le_bytes()[..], &2_u32.to_le_bytes()].concat();
    let first = [&head[..], &[3, 0, 1], &[0x32, 0x75, 0x59, 0x4E]].concat();
    // The rest of the text stands in bytes, and another text follows.
    let rest = [&[0, b'x'][..], &[2, 0, 0, b'a', b'b']].concat();
    let texts = [record(0xFC, &first), record(0x3C, &rest)].concat();
    let globals = |at: u32| {
        let sheet = record(0x85, &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat());
        [begin(5), sheet, texts.clone(), END.to_vec()].concat()
    };
    let at = u32::try_from(globals(0).len()).expect("small");
    let bytes = [globals(at), begin(0x10), shared(0, 0, 0), shared(0, 1, 1), END.to_vec()].concat();
    assert_eq!(read(&compound("Workbook", &bytes)).expect("a table").header, ["甲乙x", "ab"]);
}

#[test]
fn workbooks_from_before_unicode_are_chinese() {
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let label = |column: u16, text: &str| {
        let bytes = gbk(text);
        let length = u16::try_from(bytes.len()).expect("short").to_le_bytes();
        record(0x204, &[place(0, column, 0), length.to_vec(), bytes].concat())
    };
    let begin = record(0x809, &[0, 5, 5, 0, 0, 0, 0, 0]);
    let globals = |at: u32| {
        let sheet = record(0x85, &[&at.to_le_bytes()[..], &[0, 0, 4], &gbk("单位")].concat());
        [begin.clone(), record(0x42, &936_u16.to_le_bytes()), sheet, END.to_vec()].concat()
    };
    let at = u32::try_from(globals(0).len()).expect("small");
    let bytes = [globals(at), begin.clone(), label(0, "名称"), label(1, "代码"), END.to_vec()].concat();
    assert_eq!(read(&compound("Book", &bytes)).expect("a table").header, ["名称", "代码"]);
}

#[test]
fn damaged_and_protected_workbooks_are_refused_in_words() {
    let broken = |result: Result<Table, TableError>| matches!(result, Err(TableError::Broken(_)));
    let lost = TableError::Cell { line: 2, column: 1, why: CellError::NoText };
    assert_eq!(read(&with_header(&[shared(1, 0, 9)])), Err(lost));
    assert!(broken(read(&with_header(&[number(3, 0, 0, 1.0), number(1, 0, 0, 1.0)]))));
    let whole = with_header(&[label(1, 0, &"长".repeat(9000))]);
    for cut in [9, 100, 600, whole.len() / 2, whole.len() - 2000] {
        assert!(broken(read(&whole[..cut])), "{cut}");
    }
    let locked = [record(0x2F, &[1, 0]), END.to_vec()].concat();
    assert_eq!(read(&compound("Workbook", &[begin(5), locked].concat())), Err(TableError::Encrypted));
    assert_eq!(read(&compound("EncryptedPackage", b"")), Err(TableError::Encrypted));
    let word = TableError::WrongKind { name: "test.xls".into(), kind: FileKind::Word };
    assert_eq!(read(&compound("WordDocument", b"")), Err(word));
}

#[test]
fn chains_that_run_in_circles_end() {
    let mut bytes = compound("Workbook", &stream(&[], &label(0, 0, "a")));
    // The table of sectors is sector 1: the first sector of the stream points at itself.
    let first = 2_u32;
    let at = 512 * 2 + 4 * first as usize;
    bytes[at..at + 4].copy_from_slice(&first.to_le_bytes());
    assert!(matches!(read(&bytes), Err(TableError::Broken(_))));
}

#[test]
fn a_chart_within_a_sheet_is_no_part_of_the_table() {
    let chart = [made::begin(0x20), number(7, 0, 0, 1.0), END.to_vec()].concat();
    let table = read(&with_header(&[chart, number(1, 0, 0, 5.0)])).expect("a table");
    assert_eq!(cells(&table), [["5", ""]]);
}
