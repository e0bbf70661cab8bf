use super::*;
use crate::Fault;
use crate::FaultKind;
use crate::error::CellError;

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
    let utf16 = [b"\xFF\xFE".as_slice(), &tabs].concat();
    let expected = vec![vec!["大连湾街道".to_owned(), "210211017000".to_owned()]];
    for bytes in [text.as_bytes(), &with_bom, &gbk, &utf16] {
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
