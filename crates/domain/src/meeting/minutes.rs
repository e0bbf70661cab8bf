//! Remarks on the minutes (纪要): while they are a draft, the units that were there say what is to be put right; once they are
//! locked, only an addendum can be put beside them.

use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum RemarkKind {
        Correction = "correction", "更正意见";
        Addendum = "addendum", "补记";
    }
}

crate::words! {
    pub enum RemarkState {
        Open = "open", "待处理";
        Taken = "taken", "已采纳";
        NotTaken = "not_taken", "未采纳";
        Added = "added", "已补记";
    }
}

impl RemarkState {
    /// What becomes of an open correction: it is taken by a changed text, or not with a reply.
    ///
    /// # Errors
    /// Refuses what was decided before, a text that stays the same, and a silent no.
    pub fn decided(
        self,
        old_text: &str,
        new_text: Option<&str>,
        reply: Option<&str>,
    ) -> Result<Self, Refusal> {
        if self != Self::Open {
            return Err(Refusal::new(Rule::RemarkDecided, "id").with(self.term()));
        }
        match (new_text, reply) {
            (Some(text), _) if text.trim() == old_text.trim() => {
                Err(Refusal::new(Rule::CorrectionUnchanged, "minutes"))
            }
            (Some(_), _) => Ok(Self::Taken),
            (None, Some(_)) => Ok(Self::NotTaken),
            (None, None) => Err(Refusal::new(Rule::ReasonEmpty, "reply")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_is_taken_by_a_changed_text_or_not_with_a_reply() {
        let open = RemarkState::Open;
        assert_eq!(open.decided("甲", Some("乙"), None), Ok(RemarkState::Taken));
        assert_eq!(open.decided("甲", None, Some("录音为准")), Ok(RemarkState::NotTaken));
        assert_eq!(open.decided("甲", Some(" 甲"), None).map_err(|r| r.rule), Err(Rule::CorrectionUnchanged));
        assert_eq!(open.decided("甲", None, None).map_err(|r| r.rule), Err(Rule::ReasonEmpty));
        let again = RemarkState::Taken.decided("甲", Some("乙"), None);
        assert_eq!(again.map_err(|r| r.rule), Err(Rule::RemarkDecided));
    }
}
