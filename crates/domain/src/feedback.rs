//! Complaints and suggestions (投诉与建议): anybody signed in may write, the district's office answers.

use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum FeedbackKind {
        Complaint = "complaint", "投诉";
        Suggestion = "suggestion", "建议";
        Fault = "fault", "系统故障";
        Correction = "correction", "更正个人信息";
    }
}

crate::words! {
    pub enum FeedbackState {
        Received = "received", "已收到";
        Answered = "answered", "已答复";
    }
}

/// What a message or an answer holds at most.
const MOST: usize = 2000;
const PAGE_MOST: usize = 200;

/// # Errors
/// Refuses an empty or overlong text, naming `field`.
pub fn check_content(text: &str, field: &'static str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(Rule::TextEmpty, field));
    }
    // PostgreSQL keeps every character but this one.
    if text.contains('\0') {
        return Err(Refusal::new(Rule::NameNotOneLine, field));
    }
    if text.chars().count() > MOST {
        return Err(Refusal::new(Rule::TextTooLong, field).with(MOST));
    }
    Ok(text.to_owned())
}

/// The page on which somebody wrote: its path alone, since what stands behind `?` may be about people.
pub fn page_of(address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let plain = path.starts_with('/') && !path.chars().any(char::is_control);
    plain.then(|| path.chars().take(PAGE_MOST).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_page_only_the_path_is_kept() {
        assert_eq!(page_of("/units?name=张三#x").as_deref(), Some("/units"));
        assert_eq!(page_of("https://elsewhere.example/"), None);
    }

    #[test]
    fn an_empty_or_endless_text_is_refused() {
        assert_eq!(check_content(" \n", "text").expect_err("empty").rule, Rule::TextEmpty);
        assert_eq!(check_content(&"长".repeat(2001), "text").expect_err("long").rule, Rule::TextTooLong);
        assert_eq!(check_content(" 页面太慢 ", "text").expect("a text"), "页面太慢");
    }
}
