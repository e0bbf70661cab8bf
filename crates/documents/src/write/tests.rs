use proptest::prelude::*;

use super::*;
use crate::{ReadOptions, read_csv, read_table};

fn table(cells: &[&str]) -> Table {
    Table::new(["value"], cells.iter().map(|cell| [*cell]).collect())
}

fn cells(table: &Table) -> Vec<Vec<String>> {
    table.rows.iter().map(|row| row.cells.iter().map(str::to_owned).collect()).collect()
}

#[test]
fn no_cell_becomes_a_formula_and_numbers_stay_numbers() {
    let given = ["=1+1", "-3.5", "@cmd", "大连湾", "'=2", "'quoted'", "-inf", "＝1"];
    let bytes = write_table(&table(&given), Format::Csv).expect("csv");
    let text = std::str::from_utf8(&bytes).expect("text");
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines, ["value", "'=1+1", "-3.5", "'@cmd", "大连湾", "''=2", "'quoted'", "'-inf", "'＝1"]);
    assert_eq!(cells(&read_csv(&bytes).expect("reads")).concat(), given);
}

#[test]
fn spreadsheets_are_told_that_a_csv_is_utf8() {
    let plain = write_table(&table(&["大连湾"]), Format::Csv).expect("csv");
    let marked = write_table(&table(&["大连湾"]), Format::CsvForSpreadsheets).expect("csv");
    assert_eq!(marked, [MARK, &plain].concat());
    assert_eq!(read_csv(&plain), read_csv(&marked));
}

fn cell() -> impl Strategy<Value = String> {
    let hard = r#"['=+@\t"，,-]{0,3}[a-z0-9=大连_x&<>\n"' ]{0,6}"#;
    prop_oneof![hard, "[ -~]{0,8}", "\\PC{0,6}", "_x00[0-4][0-9A-F]_"].prop_map(|cell| cell.trim().to_owned())
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same(rows in prop::collection::vec([cell(), cell(), cell()], 1..6)) {
        let rows: Vec<_> = rows.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        let table = Table::new(["a", "b", "c"], rows.iter().collect());
        for format in [Format::Csv, Format::CsvForSpreadsheets, Format::Xlsx] {
            let bytes = write_table(&table, format).expect("it can be written");
            let again = read_table(&bytes, "again", &ReadOptions::default()).expect("it reads");
            prop_assert_eq!(&cells(&again), &rows);
            if format == Format::Csv {
                prop_assert_eq!(write_table(&again, format).expect("again"), bytes);
            }
        }
    }

    #[test]
    fn any_table_with_any_remarks_reads_as_itself(
        rows in prop::collection::vec([cell(), cell()], 1..6),
        marks in prop::collection::vec((0_u64..9, prop::option::of(0_usize..4), ".{0,9}"), 0..6)
    ) {
        let bytes = write_table(&Table::new(["a", "b"], rows.iter().collect()), Format::Csv).expect("csv");
        let given = read_csv(&bytes).expect("reads");
        let mark = |(line, column, message)| Mark { line, column, message, severity: Severity::Flagged };
        let marks: Vec<_> = marks.into_iter().map(mark).collect();
        let bytes = annotate(&given, &marks).expect("annotated");
        let again = read_table(&bytes, "again", &ReadOptions::default()).expect("it reads");
        prop_assert_eq!(&again.header[..2], &given.header);
        prop_assert_eq!(again.rows.len(), given.rows.len());
        for (new, old) in again.rows.iter().zip(given.rows.iter()) {
            prop_assert_eq!(new.line, old.line);
            prop_assert_eq!(new.cells.iter().take(2).collect::<Vec<_>>(), old.cells.iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_csv_cell_begins_like_a_formula(cell in cell()) {
        let bytes = write_table(&Table::new(["a"], std::iter::once([&cell]).collect()), Format::Csv).expect("csv");
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let text = reader.records().next().map_or_else(String::new, |row| row.expect("a row")[0].to_owned());
        let number = cell.parse::<f64>().is_ok();
        prop_assert!(number || !text.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", text);
    }
}

#[test]
fn a_template_is_a_table_with_a_header_and_nothing_else() {
    let words = ["学校", "社会组织"];
    let columns = [
        TemplateColumn {
            name: "name",
            title: "单位名称",
            needed: true,
            help: "全称",
            words: &[],
            example: "=甲",
        },
        TemplateColumn {
            name: "type",
            title: "单位类型",
            needed: true,
            help: "选择",
            words: &words,
            example: "学校",
        },
        TemplateColumn {
            name: "code", title: "代码", needed: false, help: "18位", words: &[], example: ""
        },
    ];
    let bytes = write_template(&columns, "单位[导入]模板/2018").expect("a template");
    let read = |sheet: Option<&str>| {
        let options = ReadOptions { sheet: sheet.map(str::to_owned), most_bytes: None };
        read_table(&bytes, "template.xlsx", &options).expect("it reads")
    };
    assert_eq!(read(None).header, ["单位名称", "单位类型", "代码"]);
    assert!(read(None).rows.is_empty() && read(None) == read(Some("单位导入模板2018")));
    let explained = read(Some("填写说明"));
    assert_eq!(cells(&explained)[1], ["单位类型", "是", "选择", "学校、社会组织", "学校", "type"]);
    let csv = write_csv_template(&columns).expect("a template");
    assert_eq!(csv, [MARK, "单位名称,单位类型,代码\n".as_bytes()].concat());
}

#[test]
fn an_annotated_table_is_the_same_table_with_remarks() {
    let csv = "登记表,\n单位名称,代码\n甲,001\n,\n=乙,,多\n丙,3\n";
    let given = read_csv(csv.as_bytes()).expect("a table");
    let mark =
        |line, column, message: &str, severity| Mark { line, column, message: message.to_owned(), severity };
    let marks = [
        mark(6, Some(0), "重名", Severity::Flagged),
        mark(5, Some(1), "缺代码", Severity::Refused),
        mark(5, None, "多一格", Severity::Refused),
        mark(6, Some(0), "已补全", Severity::Repaired),
        mark(99, None, "没有这一行", Severity::Refused),
    ];
    let bytes = annotate(&given, &marks).expect("annotated");
    let again = read_table(&bytes, "again.xlsx", &ReadOptions::default()).expect("it reads");
    assert_eq!(again.title, given.title);
    assert_eq!(again.header, ["单位名称", "代码", REMARKS]);
    let lines = |table: &Table| table.rows.iter().map(|row| row.line).collect::<Vec<_>>();
    assert_eq!(lines(&again), lines(&given));
    assert_eq!(
        cells(&again),
        [
            vec!["甲", "001", ""],
            vec!["=乙", "", "未导入：代码：缺代码\n未导入：多一格", "多"],
            vec!["丙", "3", "请核对：单位名称：重名\n已修正：单位名称：已补全"],
        ]
    );
    // The remarks of an earlier import make room for the new ones.
    let later = annotate(&again, &marks[..1]).expect("annotated");
    let later = read_table(&later, "later.xlsx", &ReadOptions::default()).expect("it reads");
    assert_eq!(later.header, again.header);
    assert_eq!(cells(&later)[1], ["=乙", "", "", "多"]);
    assert_eq!(cells(&later)[2][2], "请核对：单位名称：重名");
}
