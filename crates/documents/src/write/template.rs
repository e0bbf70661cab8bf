//! An empty table to fill in, with an explanation of each column.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet, XlsxError,
};

use super::{MARK, failed, formula::harmless, width};
use crate::TableError;

/// Where the allowed words stand: a list in the cell itself may have 255 characters only.
const WORDS: &str = "选项";
const EXPLANATION: &str = "填写说明";
const LAST_ROW: u32 = 1_048_575;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateColumn<'a> {
    /// The identifier, as an export names the column.
    pub name: &'a str,
    /// What stands in the header.
    pub title: &'a str,
    pub needed: bool,
    pub help: &'a str,
    /// The allowed words; empty when anything may be written.
    pub words: &'a [&'a str],
    pub example: &'a str,
}

/// An xlsx whose first sheet holds the header alone, all cells as text, and whose second one explains the columns.
///
/// # Errors
/// When a text is longer than a cell can be.
pub fn write_template(columns: &[TemplateColumn<'_>], title: &str) -> Result<Vec<u8>, TableError> {
    write(columns, title).map_err(failed)
}

/// The header alone, as csv for spreadsheets.
///
/// # Errors
/// Never for columns that have titles.
pub fn write_csv_template(columns: &[TemplateColumn<'_>]) -> Result<Vec<u8>, TableError> {
    let failed = |why: String| TableError::Write(why);
    let mut writer = csv::Writer::from_writer(MARK.to_vec());
    let titles = columns.iter().map(|column| harmless(column.title).into_owned());
    writer.write_record(titles).map_err(|why| failed(why.to_string()))?;
    writer.into_inner().map_err(|why| failed(why.to_string()))
}

fn write(columns: &[TemplateColumn<'_>], title: &str) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    fill_in(workbook.add_worksheet(), columns, title)?;
    explain(workbook.add_worksheet(), columns)?;
    if columns.iter().any(|column| !column.words.is_empty()) {
        list_words(workbook.add_worksheet(), columns)?;
    }
    workbook.save_to_buffer()
}

fn fill_in(sheet: &mut Worksheet, columns: &[TemplateColumn<'_>], title: &str) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(title))?.set_freeze_panes(1, 0)?;
    let text = Format::new().set_num_format("@");
    let head = text.clone().set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::Center);
    let needed = head.clone().set_background_color(Color::RGB(0xFF_E6_99));
    for (at, column) in (0u16..).zip(columns) {
        sheet.set_column_format(at, &text)?;
        sheet.set_column_width(
            at,
            width([column.title, column.example].into_iter().chain(column.words.iter().copied())),
        )?;
        sheet.write_string_with_format(0, at, column.title, if column.needed { &needed } else { &head })?;
        let Some(last) = u32::try_from(column.words.len()).ok().filter(|last| *last > 0) else { continue };
        let letters = crate::read::column_name(usize::from(at));
        let list = Formula::new(format!("='{WORDS}'!${letters}$1:${letters}${last}"));
        let rule = DataValidation::new()
            .allow_list_formula(list)
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("请从列表中选择")?
            .set_error_message("本列只能填写列表中的内容")?;
        sheet.add_data_validation(1, at, LAST_ROW, at, &rule)?;
    }
    Ok(())
}

fn explain(sheet: &mut Worksheet, columns: &[TemplateColumn<'_>]) -> Result<(), XlsxError> {
    sheet.set_name(EXPLANATION)?.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    for (at, (name, width)) in
        (0u16..).zip([("列名", 22), ("必填", 8), ("说明", 50), ("可填内容", 40), ("示例", 24), ("字段", 20)])
    {
        sheet.write_string_with_format(0, at, name, &bold)?;
        sheet.set_column_width(at, width)?;
    }
    for (line, column) in (1u32..).zip(columns) {
        let needed = if column.needed { "是" } else { "否" };
        let words = column.words.join("、");
        let cells = [column.title, needed, column.help, &words, column.example, column.name];
        for (at, cell) in (0u16..).zip(cells) {
            sheet.write_string_with_format(line, at, cell, &text)?;
        }
    }
    Ok(())
}

fn list_words(sheet: &mut Worksheet, columns: &[TemplateColumn<'_>]) -> Result<(), XlsxError> {
    sheet.set_name(WORDS)?.set_hidden(true);
    for (at, column) in (0u16..).zip(columns) {
        for (line, word) in (0u32..).zip(column.words) {
            sheet.write_string(line, at, *word)?;
        }
    }
    Ok(())
}

/// Without the characters that no sheet's name may have, and not longer than one may be.
fn sheet_name(title: &str) -> String {
    let allowed = title.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\''));
    let name: String = allowed.take(31).collect();
    if name.trim().is_empty() || name == EXPLANATION || name == WORDS { "数据".to_owned() } else { name }
}
