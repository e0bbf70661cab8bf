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

/// # Errors
/// Refuses a remark of an older record whose parts do not fit: who made it, what became of it, and whether the minutes are
/// locked.
pub fn check_told(
    (kind, state): (RemarkKind, RemarkState),
    (by_unit, replied, locked): (bool, bool, bool),
) -> Result<(), Refusal> {
    let addendum = kind == RemarkKind::Addendum;
    if addendum && !locked {
        return Err(Refusal::new(Rule::MinutesNotLocked, "kind"));
    }
    let fits = [
        ("unit", by_unit != addendum),
        ("state", (state == RemarkState::Added) == addendum && !(locked && state == RemarkState::Open)),
        ("reply", replied || state != RemarkState::NotTaken),
    ];
    match fits.into_iter().find(|(_, fits)| !fits) {
        Some((field, _)) => Err(Refusal::new(Rule::CourseLacks, field).with(state.term())),
        None => Ok(()),
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

    #[test]
    fn an_older_remark_fits_its_minutes() {
        use RemarkKind::{Addendum, Correction};
        use RemarkState as S;
        let field = |kind, state, rest| check_told((kind, state), rest).map_err(|why| why.field);
        assert_eq!(field(Correction, S::Taken, (true, false, true)), Ok(()));
        assert_eq!(field(Correction, S::Open, (true, false, false)), Ok(()));
        assert_eq!(field(Addendum, S::Added, (false, false, true)), Ok(()));
        assert_eq!(field(Correction, S::Open, (true, false, true)), Err("state"));
        assert_eq!(field(Correction, S::Added, (true, false, true)), Err("state"));
        assert_eq!(field(Correction, S::NotTaken, (true, false, true)), Err("reply"));
        assert_eq!(field(Correction, S::Taken, (false, false, true)), Err("unit"));
        assert_eq!(field(Addendum, S::Added, (true, false, true)), Err("unit"));
        assert_eq!(field(Addendum, S::Added, (false, false, false)), Err("kind"));
    }
}
