//! Units, Party organisations and posts on the wire.

pub mod aggregate;
pub mod industries;
pub mod party_close;
pub mod party_count;
pub mod party_create;
pub mod party_edit;
pub mod party_export;
pub mod party_list;
pub mod party_show;
pub mod post_assign;
pub mod post_export;
pub mod post_list;
pub mod unit_close;
pub mod unit_create;
pub mod unit_duplicates;
pub mod unit_edit;
pub mod unit_export;
pub mod unit_list;
pub mod unit_merge;
pub mod unit_show;

/// An empty text field of a form says nothing.
fn said(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
