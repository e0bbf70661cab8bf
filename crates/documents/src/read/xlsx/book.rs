//! What a workbook says about itself: its sheets, its epoch, and which styles show dates.

use std::collections::HashMap;

use super::xml::{Event, Xml, broken};
use crate::TableError;
use crate::read::value::{self, Shown};
use crate::read::zip::Zip;

/// More sheets than anybody clicks through.
const MOST_SHEETS: usize = 1000;
/// As many as a spreadsheet allows.
const MOST_STYLES: usize = 65_536;

pub(super) struct Sheet {
    pub name: String,
    pub visible: bool,
    pub path: String,
}

pub(super) struct Book {
    /// Those that hold cells, in their order.
    pub sheets: Vec<Sheet>,
    pub strings: Option<String>,
    pub epoch_1904: bool,
    /// By style number.
    pub shown: Vec<Shown>,
}

struct Relation {
    kind: String,
    path: String,
}

impl Book {
    pub fn read(zip: &Zip<'_>) -> Result<Self, TableError> {
        let root = relations(zip, "_rels/.rels", "")?;
        let path = root.into_values().find(|relation| relation.kind == "officeDocument");
        let path = path.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.path);
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let related = relations(zip, &format!("{folder}/_rels/{file}.rels"), folder)?;
        let of_kind = |kind: &str| related.values().find(|r| r.kind == kind).map(|r| r.path.clone());
        let shown = of_kind("styles").map_or(Ok(Vec::new()), |path| styles(zip, &path))?;
        let mut book =
            Self { sheets: Vec::new(), strings: of_kind("sharedStrings"), epoch_1904: false, shown };
        let entry = zip.entry(&path)?.ok_or_else(|| broken("no workbook"))?;
        let mut xml = Xml::new(entry);
        loop {
            match xml.next()? {
                Event::Open(b"workbookPr", attributes, _) => {
                    let flag = attributes.get(b"date1904");
                    book.epoch_1904 = matches!(flag, Some(b"1" | b"true"));
                }
                Event::Open(b"sheet", attributes, _) => {
                    let name = attributes.text(b"name")?.unwrap_or_default();
                    let id = attributes.text(b"id")?.unwrap_or_default();
                    let visible = matches!(attributes.get(b"state"), None | Some(b"visible"));
                    let sheet = related.get(&id).filter(|relation| relation.kind == "worksheet");
                    if let Some(relation) = sheet {
                        book.sheets.push(Sheet { name, visible, path: relation.path.clone() });
                    }
                    if book.sheets.len() > MOST_SHEETS {
                        return Err(broken("more than a thousand sheets"));
                    }
                }
                Event::Close(b"workbook") => return xml.finish().map(|()| book),
                Event::End => return Err(broken("the workbook ends too early")),
                _ => {}
            }
        }
    }
}

/// The related files by the id of the relation; links to other places are no files and are never followed.
fn relations(zip: &Zip<'_>, path: &str, folder: &str) -> Result<HashMap<String, Relation>, TableError> {
    let mut found = HashMap::new();
    let Some(entry) = zip.entry(path)? else { return Ok(found) };
    let mut xml = Xml::new(entry);
    loop {
        match xml.next()? {
            Event::Open(b"Relationship", attributes, _) => {
                if attributes.get(b"TargetMode") == Some(b"External") || found.len() > 10 * MOST_SHEETS {
                    continue;
                }
                let id = attributes.text(b"Id")?.unwrap_or_default();
                let kind = attributes.text(b"Type")?.unwrap_or_default();
                let target = attributes.text(b"Target")?.unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                found.insert(id, Relation { kind, path: join(folder, &target) });
            }
            Event::End => return Ok(found),
            _ => {}
        }
    }
}

fn join(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn styles(zip: &Zip<'_>, path: &str) -> Result<Vec<Shown>, TableError> {
    let mut shown = Vec::new();
    let Some(entry) = zip.entry(path)? else { return Ok(shown) };
    let mut own = HashMap::new();
    let mut within = false;
    let mut xml = Xml::new(entry);
    let number = |raw: Option<&[u8]>| raw.and_then(digits);
    loop {
        match xml.next()? {
            Event::Open(b"numFmt", attributes, _) => {
                let code = attributes.text(b"formatCode")?.unwrap_or_default();
                if let Some(id) = number(attributes.get(b"numFmtId")).filter(|_| own.len() < MOST_STYLES) {
                    own.insert(id, value::format(&code));
                }
            }
            Event::Open(b"cellXfs", _, empty) => within = !empty,
            Event::Close(b"cellXfs") | Event::End => return Ok(shown),
            Event::Open(b"xf", attributes, _) if within && shown.len() < MOST_STYLES => {
                let id = number(attributes.get(b"numFmtId")).unwrap_or(0);
                shown.push(own.get(&id).copied().unwrap_or_else(|| value::built_in(id)));
            }
            _ => {}
        }
    }
}

/// A number of at most nine digits.
pub(super) fn digits(raw: &[u8]) -> Option<u32> {
    if raw.is_empty() || raw.len() > 9 {
        return None;
    }
    raw.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
}
