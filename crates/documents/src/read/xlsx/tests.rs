use super::made::{BOOK, STRINGS, STYLES, sheet, workbook, zip};
use super::*;
use crate::error::CellError;
use crate::read::read_table;
use crate::{Fault, FaultKind};

fn read(bytes: &[u8]) -> Result<Table, TableError> {
    read_table(bytes, "test.xlsx", &ReadOptions::default())
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.cells.iter().collect()).collect()
}

const HEADER: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>"#;

fn rows(rows: &str) -> Result<Table, TableError> {
    read(&sheet(&format!("{HEADER}{rows}")))
}

fn column(cells: &str) -> (Vec<String>, Vec<(usize, FaultKind)>) {
    let table = rows(&format!(r#"<row r="2"><c r="A2"><v>1</v></c>{cells}</row>"#)).expect("a table");
    let row = table.rows.get(0).expect("a row");
    let cells = row.cells.iter().skip(1).map(str::to_owned).collect();
    (cells, table.faults.iter().map(|fault| (fault.column, fault.kind)).collect())
}

#[test]
fn cells_of_every_kind_read_as_a_person_sees_them() {
    let (cells, faults) = column(
        r#"<c t="str"><f>A1&amp;"x"</f><v>a&lt;b</v></c><c t="b"><v>1</v></c><c s="1"><v>43465</v></c>
        <c t="inlineStr"><is><r><t>大</t></r><r><t xml:space="preserve">连_x000A_湾</t></r><rPh><t>x</t></rPh></is></c>
        <c t="d"><v>2018-12-31T00:00:00</v></c><c><v>2.10211017000E11</v></c><c t="str"><v>2018/12/31</v></c>"#,
    );
    assert_eq!(cells, ["a<b", "TRUE", "2018-12-31", "大连\n湾", "2018-12-31", "210211017000", "2018/12/31"]);
    assert_eq!(faults, []);
}

#[test]
fn cells_that_cannot_be_read_as_meant_are_named() {
    let (cells, faults) = column(
        r#"<c t="e"><f>1/0</f><v>#DIV/0!</v></c><c><f>SUM(A1)</f></c><c><v>911101087109330057</v></c><c s="1"><v>-5</v></c>"#,
    );
    assert_eq!(cells, ["#DIV/0!", "", "911101087109330000", "-5"]);
    let expected = [
        (1, FaultKind::ErrorValue),
        (2, FaultKind::Uncalculated),
        (3, FaultKind::Rounded),
        (4, FaultKind::NoDate),
    ];
    assert_eq!(faults, expected);
}

#[test]
fn lines_are_those_of_the_spreadsheet() {
    let table = read(&sheet(
        r#"<row r="2"><c r="B2" t="str"><v>登记表</v></c></row><row r="4"><c r="A4" t="s"><v>0</v></c><c r="C4" t="s"><v>1</v></c></row>
        <row r="9"><c r="C9"><v>7</v></c><c r="D9" s="1"/></row><row r="10"/><row r="1048576"><c r="A1048576"><v>8</v></c></row>"#,
    ));
    let table = table.expect("a table");
    assert_eq!((table.title.as_deref(), table.header_line), (Some("登记表"), 4));
    assert_eq!(table.header, ["name", "", "code"]);
    assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [9, 1_048_576]);
    assert_eq!(cells(&table), [["", "", "7"], ["8", "", ""]]);
}

#[test]
fn merged_cells_hold_their_value_once_and_no_header_is_merged() {
    let merged = |area: &str| {
        let xml = format!(
            r#"<worksheet><sheetData>{HEADER}<row r="2"><c r="A2"><v>1</v></c></row></sheetData>
            <mergeCells count="1"><mergeCell ref="{area}"/></mergeCells></worksheet>"#
        );
        read(&workbook(BOOK, STYLES, STRINGS, xml.as_bytes()))
    };
    let table = merged("A2:A3").expect("a table");
    assert_eq!(cells(&table), [["1", ""]]);
    assert_eq!(table.faults, [Fault { line: 2, column: 0, kind: FaultKind::Merged }]);
    assert_eq!(table.faults_of(2), table.faults);
    assert!(table.faults_of(1).is_empty() && table.faults_of(3).is_empty());
    assert_eq!(merged("B1:C1"), Err(TableError::MergedHeader("B1:C1".into())));
}

#[test]
fn the_first_visible_sheet_with_a_header_is_read_or_the_named_one() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, text) in [("隐藏", "x"), ("空", ""), ("数据", "name"), ("别的", "other")] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name").set_hidden(name == "隐藏").set_active(name == "数据");
        sheet.write_string(0, 0, text).expect("a cell");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    assert_eq!(read(&bytes).expect("a table").header, ["name"]);
    let named = |name: &str| {
        read_table(&bytes, "test.xlsx", &ReadOptions { sheet: Some(name.to_owned()), most_bytes: None })
    };
    assert_eq!(named("隐藏").expect("a table").header, ["x"]);
    assert_eq!(named("空"), Err(TableError::Empty));
    assert_eq!(named("没有"), Err(TableError::NoSheet("没有".into())));
}

#[test]
fn the_own_formats_and_the_epoch_of_a_workbook_count() {
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="176"/><xf numFmtId="31"/></cellXfs></styleSheet>"#;
    let book = br#"<x:workbook xmlns:x="m"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="A" r:id="rId1"/></x:sheets></x:workbook>"#;
    let xml = format!(
        r#"<worksheet><sheetData>{HEADER}<row r="2"><c r="A2" s="0"><v>42003</v></c><c r="B2" s="1"><v>42003.5</v></c></row></sheetData></worksheet>"#
    );
    let table = read(&workbook(book, styles.as_bytes(), STRINGS, xml.as_bytes())).expect("a table");
    assert_eq!(cells(&table), [["2018-12-31", "2018-12-31 12:00:00"]]);
}

#[test]
fn claims_cost_nothing() {
    let xml = format!(
        r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData>{HEADER}<row r="5"><c r="XFD5" s="1"/></row></sheetData></worksheet>"#
    );
    let strings = String::from_utf8_lossy(STRINGS)
        .replace("<sst>", r#"<sst count="4294967295" uniqueCount="4294967295">"#);
    let table = read(&workbook(BOOK, STYLES, strings.as_bytes(), xml.as_bytes())).expect("a table");
    assert!(table.rows.is_empty());
    let wide: String = (0..=crate::MOST_COLUMNS).map(|i| format!("<c><v>{i}</v></c>")).collect();
    assert_eq!(rows(&format!("<row>{wide}</row>")), Err(TableError::TooWide(crate::MOST_COLUMNS + 1)));
    assert_eq!(rows(r#"<row r="2"><c r="XFD2"><v>1</v></c></row>"#), Err(TableError::TooWide(16_384)));
}

#[test]
fn one_text_that_is_shown_a_million_times_is_no_way_around_the_limit() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(30_000));
    let cells = r#"<c t="s"><v>0</v></c>"#.repeat(200);
    let rows = format!("<row>{cells}</row>").repeat(200);
    let xml = format!(
        "<worksheet><sheetData><row><c t=\"str\"><v>a</v></c><c t=\"str\"><v>b</v></c></row>{rows}</sheetData></worksheet>"
    );
    let bytes = workbook(BOOK, STYLES, strings.as_bytes(), xml.as_bytes());
    let options = ReadOptions { sheet: None, most_bytes: Some(8 << 20) };
    assert_eq!(read_table(&bytes, "x.xlsx", &options), Err(TableError::TooLargeUnpacked(8 << 20)));
}

#[test]
fn damaged_workbooks_are_refused_in_words() {
    let lost = TableError::Cell { line: 2, column: 2, why: CellError::NoText };
    assert_eq!(rows(r#"<row r="2"><c r="B2" t="s"><v>99</v></c></row>"#), Err(lost));
    let broken = |result: Result<Table, TableError>| matches!(result, Err(TableError::Broken(_)));
    assert!(broken(rows(r#"<row r="1"><c><v>1</v></c></row>"#)));
    assert!(broken(rows(r#"<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>"#)));
    assert!(broken(rows(r#"<row r="9999999"/>"#)));
    assert!(broken(rows("<row><c><v>&lol9;</v></c></row>")));
    assert!(broken(rows(&format!("<row><c><v>{}</v></c></row>", "1".repeat(2 << 20)))));
    let entities =
        br#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData/></worksheet>"#;
    assert!(broken(read(&workbook(BOOK, STYLES, STRINGS, entities))));
    let whole = sheet(HEADER);
    for cut in [10, 200, whole.len() / 2, whole.len() - 30] {
        assert!(broken(read(&whole[..cut])), "{cut}");
    }
    let mut changed = whole.clone();
    let at = memchr::memmem::find(&changed, b"<row r=\"1\"").expect("a row");
    changed[at + 8] = b'7';
    assert_eq!(read(&changed), Err(TableError::Broken("checksum".into())));
    assert!(broken(read(&zip(&[("xl/nothing", b"")]))));
}

#[test]
fn deep_nesting_costs_nothing() {
    let deep = format!("<row>{}{}</row>", "<c>".repeat(100_000), "</c>".repeat(100_000));
    assert!(rows(&deep).is_ok_and(|table| table.rows.is_empty()));
}

#[test]
fn what_unpacks_without_end_is_stopped() {
    use std::io::Write as _;
    let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(b"<worksheet><sheetData>").expect("packed");
    for _ in 0..64 {
        packed.write_all(&b"<a></a>".repeat(10_000)).expect("packed");
    }
    let packed = packed.finish().expect("packed");
    // An entry that says it is packed, of a size that it does not have.
    let mut bytes = workbook(BOOK, STYLES, STRINGS, &packed);
    let name = b"xl/worksheets/sheet1.xml";
    let places: Vec<usize> = memchr::memmem::find_iter(&bytes, name).collect();
    bytes[places[0] - 30 + 8] = 8;
    bytes[places[1] - 46 + 10] = 8;
    let options = ReadOptions { sheet: None, most_bytes: Some(1 << 20) };
    assert_eq!(read_table(&bytes, "bomb.xlsx", &options), Err(TableError::TooLargeUnpacked(WORDY << 20)));
}
