//! What holds for every table that was read, whatever the file.

use documents::{Format, ReadOptions, Table, read_csv, read_table, write_table};

pub fn read(bytes: &[u8]) {
    let options = ReadOptions { sheet: None, most_bytes: Some(8 << 20) };
    match read_table(bytes, "fuzz", &options) {
        Ok(table) => check(&table),
        Err(why) => assert!(why.to_string().contains(" / "), "{why}"),
    }
}

pub fn check(table: &Table) {
    assert!(table.header.iter().any(|name| !name.is_empty()));
    let mut last = 0;
    for row in table.rows.iter() {
        assert!(row.line > last && row.cells.len() >= table.header.len());
        assert!(row.cells.iter().all(|cell| cell.trim() == cell));
        last = row.line;
    }
    // What is read can be written, and then reads the same.
    if table.header.len() > 1 && table.title.is_none() {
        let bytes = write_table(table, Format::Csv).expect("it can be written");
        let again = read_csv(&bytes).expect("it reads again");
        assert_eq!(again.header, trimmed(&table.header));
        let cells = |table: &Table| -> Vec<Vec<String>> {
            let row = |row: documents::Row<'_>| row.cells.iter().map(str::to_owned).collect();
            table.rows.iter().map(row).collect()
        };
        if again.title.is_none() {
            assert_eq!(cells(&again), cells(table));
        }
    }
}

fn trimmed(header: &[String]) -> &[String] {
    let end = header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
    &header[..end]
}
