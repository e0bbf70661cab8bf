use std::io::Write as _;

use proptest::prelude::*;

use super::*;
use crate::error::CellError;
use crate::{Fault, FaultKind, FileKind};

fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let table = read_csv(bytes).expect("a table");
    table.rows.iter().map(|row| row.cells.iter().map(str::to_owned).collect()).collect()
}

#[test]
fn the_encodings_of_offices_read_alike() {
    let text = "name,code\n大连湾街道,210211017000\n";
    let (gbk, _, _) = encoding_rs::GBK.encode(text);
    let with_bom = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    let tabs: Vec<u8> = text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let twice = [b"\xEF\xBB\xBF".as_slice(), &with_bom].concat();
    let utf16 = [b"\xFF\xFE".as_slice(), &tabs].concat();
    let expected = vec![vec!["大连湾街道".to_owned(), "210211017000".to_owned()]];
    for bytes in [text.as_bytes(), &with_bom, &twice, &gbk, &utf16] {
        assert_eq!(cells(bytes), expected);
    }
}

#[test]
fn lines_are_numbered_as_in_the_file_and_empty_ones_are_skipped() {
    let table = read_csv(b"a,b\n1,2\n,\n\r\n3,4").expect("a table");
    assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 5]);
}

#[test]
fn quoted_cells_keep_what_is_in_them() {
    let expected = vec![vec!["a\"b,\nc".to_owned(), "d".to_owned()], vec!["1".into(), "2".into()]];
    assert_eq!(cells(b"x,y\r\n\"a\"\"b,\nc\" , d \r\n1,\"2\""), expected);
    assert_eq!(cells(b"x,y\n\"\",\"\"\n1,\n"), vec![vec!["1".to_owned(), String::new()]]);
}

#[test]
fn tabs_separate_where_there_are_no_commas() {
    let header = |text: &str| read_csv(text.as_bytes()).expect("a table").header;
    assert_eq!(header("登记表\na\tb\n1\t2,3\n"), ["a", "b"]);
    assert_eq!(header("\"a\tx\ny\",b\n1,2\n"), ["a\tx\ny", "b"]);
}

#[test]
fn what_stands_above_the_header_is_the_title() {
    let table =
        read_csv("联合体成员名单,,\n填表日期：2018年,\n,name,code\n,甲,1\n".as_bytes()).expect("a table");
    assert_eq!(table.title.as_deref(), Some("联合体成员名单\n填表日期：2018年"));
    assert_eq!(table.header, ["", "name", "code"]);
    assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [4]);
    let single = read_csv(b"name\na\nb\n").expect("a table");
    assert_eq!((single.header, single.rows.len()), (vec!["name".to_owned()], 2));
}

#[test]
fn a_quotation_mark_too_many_is_reported_where_it_stands() {
    let cell = |line, column, why| Err(TableError::Cell { line, column, why });
    assert_eq!(read_csv(b"a,b\n1,2\n3,\"4\n5,6\n"), cell(3, 2, CellError::OpenQuote));
    assert_eq!(read_csv(b"a,b\n1,\"2\n3,4\n5,\"6\"\n"), cell(2, 2, CellError::StrayQuote));
    let flagged = read_csv(b"a,b,c\n1,\"2,3\n4,5,6\n7,8\",9\n").expect("a table");
    assert_eq!(flagged.faults, [Fault { line: 2, column: 1, kind: FaultKind::Swallowed }]);
    let stray = read_csv("a,b\n\"甲\"公司,2\n".as_bytes()).expect("a table");
    assert_eq!(stray.rows.get(0).and_then(|row| row.cells.get(0)), Some("甲公司"));
    assert_eq!(stray.faults, [Fault { line: 2, column: 0, kind: FaultKind::Quote }]);
}

#[test]
fn what_is_no_table_is_refused() {
    assert_eq!(read_csv(b""), Err(TableError::Empty));
    assert_eq!(read_csv(b"\n,,\n"), Err(TableError::Empty));
    assert_eq!(read_csv(b"a,a\n"), Err(TableError::DoubleColumn("a".into())));
    assert_eq!(read_csv(&[b'a', 0xFF, 0x00, 0xFF]), Err(TableError::Encoding));
    let wide: String = (0..=MOST_COLUMNS).map(|i| format!("c{i},")).collect();
    assert_eq!(read_csv(wide.as_bytes()), Err(TableError::TooWide(MOST_COLUMNS + 1)));
    let nul = TableError::Cell { line: 2, column: 2, why: CellError::Nul };
    assert_eq!(read_csv(b"a,b\n1,\0\n"), Err(nul));
}

fn named(bytes: &[u8]) -> Result<Table, TableError> {
    read_table(bytes, "名单.xls", &ReadOptions::default())
}

#[test]
fn what_a_file_is_decides_its_content_and_not_its_name() {
    let kind = |bytes: &[u8]| match named(bytes) {
        Err(TableError::WrongKind { name, kind }) if name == "名单.xls" => Some(kind),
        _ => None,
    };
    let zip = |names: &[&str]| {
        let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, &b""[..])).collect();
        xlsx::made::zip(&entries)
    };
    let open = ("mimetype", &b"application/vnd.oasis.opendocument.spreadsheet"[..]);
    for (bytes, expected) in [
        (b"%PDF-1.7".to_vec(), FileKind::Pdf),
        (b"\x89PNG\r\n\x1A\n".to_vec(), FileKind::Image),
        (b"\xFF\xD8\xFF\xE0".to_vec(), FileKind::Image),
        (b"\xEF\xBB\xBF \n<html xmlns:x=\"urn\"><table>".to_vec(), FileKind::Html),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related".to_vec(), FileKind::Html),
        (b"<?xml version=\"1.0\"?><Workbook>".to_vec(), FileKind::Xml),
        (b"{\\rtf1".to_vec(), FileKind::RichText),
        (b"Rar!\x1A\x07".to_vec(), FileKind::Archive),
        (b"SQLite format 3\0".to_vec(), FileKind::Binary),
        (b"BZh91AY&SY\0".to_vec(), FileKind::Archive),
        (zip(&["word/document.xml", "word/embeddings/xl/workbook.xml"]), FileKind::Word),
        (zip(&["ppt/presentation.xml"]), FileKind::Slides),
        (zip(&["xl/workbook.bin"]), FileKind::Xlsb),
        (zip(&["OFD.xml"]), FileKind::Ofd),
        (zip(&["名单.xlsx"]), FileKind::Archive),
        (xlsx::made::zip(&[open]), FileKind::OpenDocument),
        (xls::made::compound("PowerPoint Document", b""), FileKind::Slides),
        (xls::made::compound("Contents", b""), FileKind::OldOffice),
    ] {
        assert_eq!(kind(&bytes), Some(expected));
        assert!(named(&bytes).expect_err("no table").to_string().contains(" / "));
    }
    assert_eq!(named(b"BZh,PAR1\n1,2\n").map(|table| table.rows.len()), Ok(1));
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("packed");
    packer.finish().expect("packed")
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut packer = liblzma::write::XzEncoder::new(Vec::new(), 1);
    packer.write_all(bytes).expect("packed");
    packer.finish().expect("packed")
}

#[test]
fn packed_tables_read_as_the_plain_ones() {
    let text = b"a,b\n1,2\n";
    assert_eq!(named(&gz(text)), named(text));
    assert_eq!(named(&xz(text)), named(text));
    // Packed in two runs, as parallel packers do.
    assert_eq!(named(&[gz(b"a,b\n"), gz(b"1,2\n")].concat()), named(text));
    assert_eq!(named(&[xz(b"a,b\n"), xz(b"1,2\n")].concat()), named(text));
    let twice = TableError::WrongKind { name: "名单.xls".into(), kind: FileKind::Archive };
    assert_eq!(named(&gz(&xz(text))), Err(twice));
    for whole in [gz(text), xz(text)] {
        assert!(matches!(named(&whole[..whole.len() - 9]), Err(TableError::Broken(_))));
    }
}

#[test]
fn what_unpacks_to_more_than_the_limit_is_stopped() {
    let options = ReadOptions { sheet: None, most_bytes: Some(1 << 20) };
    let much = b"1,2\n".repeat(1 << 19);
    for bomb in [gz(&much), xz(&much)] {
        assert!(bomb.len() < 1 << 14);
        assert_eq!(read_table(&bomb, "b", &options), Err(TableError::TooLargeUnpacked(1 << 20)));
    }
    assert_eq!(read_table(&much, "b", &options), Err(TableError::TooLarge(1 << 21)));
}

#[test]
fn the_length_of_a_file_is_looked_at_before_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("much.csv");
    std::fs::File::create(&path).and_then(|file| file.set_len(1 << 40)).expect("a file full of holes");
    assert_eq!(read_file(&path, &ReadOptions::default()), Err(TableError::TooLarge(1 << 40)));
    std::fs::write(&path, "a,b\n1,2\n").expect("written");
    assert_eq!(read_file(&path, &ReadOptions::default()), named(b"a,b\n1,2\n"));
    let missing = read_file(&folder.path().join("missing"), &ReadOptions::default());
    assert!(matches!(missing, Err(TableError::Io(_))));
}

#[test]
fn one_endless_cell_and_text_that_stops_being_utf8_are_named() {
    let long = format!("a,b\n1,2\n3,{}\n", "长".repeat(MOST_CELL + 1));
    let cell = |line, column, why| Err(TableError::Cell { line, column, why });
    assert_eq!(read_csv(long.as_bytes()), cell(3, 2, CellError::TooLong));
    assert_eq!(
        read_csv(format!("a,\"{}", "\"\"".repeat(1 << 20)).as_bytes()),
        cell(1, 2, CellError::TooLong)
    );
    let text = "name,code\n大连湾街道办事处,210211017000\n泉水街道,2102";
    assert_eq!(read_csv(&[text.as_bytes(), b"\xE5\xA4"].concat()), cell(3, 2, CellError::NotUtf8));
    assert_eq!(read_csv(b"\xEF\xBB\xBFa,b\n1,\xB4\xF3\n"), cell(2, 2, CellError::NotUtf8));
}

proptest! {
    #[test]
    fn any_table_of_a_csv_writer_reads_as_it_was(
        rows in prop::collection::vec(prop::collection::vec("[a-z\",\r\n 大]{0,5}", 2..4), 0..5)
    ) {
        let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        writer.write_record(["x", "y", "z"]).expect("written");
        for row in &rows {
            writer.write_record(row).expect("written");
        }
        let table = read_csv(&writer.into_inner().expect("written")).expect("a table");
        let expected: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>())
            .filter(|row| row.iter().any(|cell| !cell.is_empty()))
            .map(|mut row| { row.resize(3, String::new()); row })
            .collect();
        let read = |row: crate::Row<'_>| row.cells.iter().map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(table.rows.iter().map(read).collect::<Vec<_>>(), expected);
    }
}
