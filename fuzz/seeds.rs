//! Writes the first corpus of each target that reads tables: small files of every kind, from the product's own writers.

#[path = "../crates/documents/src/read/xlsx/made.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod made;
#[path = "../crates/documents/src/read/xls/made.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod old;

use std::io::Write as _;

use documents::{Format, Table, write_table};

const CSV: &str =
    "联合体单位,,\n名称,代码,日期\n\"甲\"\"乙\n丙\",210211017000,2018-12-31\n'=1+1,-3.5,\"a,b\"\n";
const ROWS: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>&#x65E5;</t></is></c></row>
<row r="3" spans="1:3"><c r="A3" s="1"><v>43465.5</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" t="e"><v>#N/A</v></c></row>
<row><c t="str"><f>A1&amp;"x"</f><v>y</v></c><c><f>1+1</f></c><c t="d"><v>2018-12-31T00:00:00</v></c></row>"#;

fn main() -> std::io::Result<()> {
    let rows = vec![vec!["大连湾", "210211017000"], vec!["=1+1", "2018-12-31"]];
    let table = Table::new(["name", "code"], rows.into_iter().collect());
    let [csv, marked, xlsx] = [Format::Csv, Format::CsvForSpreadsheets, Format::Xlsx]
        .map(|format| write_table(&table, format).expect("it can be written"));
    let gbk = encoding_rs::GBK.encode(CSV).0;
    let wide: Vec<u8> = CSV.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let sheet = format!(
        "<worksheet><!-- x --><sheetData>{ROWS}</sheetData><mergeCells><mergeCell ref=\"A3:B3\"/></mergeCells></worksheet>"
    );
    let formats = br#"<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-804]yyyy&quot;x&quot;;@"/></numFmts><cellXfs><xf numFmtId="170"/></cellXfs></styleSheet>"#;
    let cells = [
        old::label(0, 0, "名称"),
        old::shared(0, 1, 1),
        old::number(1, 0, 1, 43465.0),
        old::number(1, 1, 0, 1.5),
        old::record(0x27E, &[2, 0, 0, 0, 0, 0, 6, 0, 0, 0]),
        old::record(0xBD, &[3, 0, 0, 0, 0, 0, 6, 0, 0, 0, 1, 0, 7, 0, 0, 0, 1, 0]),
        old::record(6, &[[4, 0, 0, 0, 0, 0, 0, 0, 0, 0].as_slice(), &[0, 0, 0xFF, 0xFF], &[0; 8]].concat()),
        old::record(0x207, &old::text("文")),
        old::record(0x205, &[5, 0, 0, 0, 0, 0, 0x2A, 1]),
        old::record(0xE5, &[1, 0, 5, 0, 6, 0, 0, 0, 1, 0]),
    ]
    .concat();
    let texts = ["name", "code"];
    let with = |kind: u8, bytes: &[u8]| [&[kind], bytes].concat();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(CSV.as_bytes())?;
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 1);
    xz.write_all(CSV.as_bytes())?;
    let seeds: [(&str, Vec<Vec<u8>>); 4] = [
        ("csv_table", vec![csv, marked, CSV.into(), gbk.into_owned(), [b"\xFF\xFE", &wide[..]].concat()]),
        (
            "xlsx_table",
            vec![
                with(0, &xlsx),
                with(0, &made::sheet(ROWS)),
                with(1, sheet.as_bytes()),
                with(2, made::STRINGS),
                with(3, made::STYLES),
                with(3, formats),
                with(4, made::BOOK),
            ],
        ),
        (
            "xls_table",
            vec![
                with(0, &old::workbook(&texts, &cells)),
                with(1, &old::stream(&texts, &cells)),
                with(2, &cells),
            ],
        ),
        ("compressed_table", vec![gz.finish()?, xz.finish()?]),
    ];
    for (target, files) in seeds {
        let folder = std::path::Path::new("corpus").join(target);
        std::fs::create_dir_all(&folder)?;
        for (number, bytes) in files.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), bytes)?;
        }
    }
    Ok(())
}
