//! What an object said at any time, out of what its entries say changed. Pure: the only place where versions are made.

use serde_json::{Map, Value};

/// What one entry says of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    pub sequence: i64,
    /// Whether the object began with it: then what it does not name was blank.
    pub creates: bool,
    pub before: Map<String, Value>,
    pub after: Map<String, Value>,
}

impl Difference {
    fn after(&self, field: &str) -> Option<Value> {
        match self.after.get(field) {
            None if self.creates => Some(Value::Null),
            said => said.cloned(),
        }
    }
}

/// The fields of an object right after the entry of that number, out of its entries (oldest first; early ones may be
/// missing) and what it says now. `None` where that entry says nothing of these fields.
///
/// A field is what the last entry up to there made of it, else what the first one after it found, else what it is now.
pub fn version(
    fields: &[&str],
    entries: &[Difference],
    sequence: i64,
    now: &Map<String, Value>,
) -> Option<Map<String, Value>> {
    let entry = entries.iter().find(|entry| entry.sequence == sequence)?;
    fields.iter().find(|field| entry.after(field).is_some())?;
    let (past, later) = entries.split_at(entries.partition_point(|entry| entry.sequence <= sequence));
    let value = |field: &str| {
        let made = past.iter().rev().find_map(|entry| entry.after(field));
        made.or_else(|| later.iter().find_map(|entry| entry.before.get(field).cloned()))
            .or_else(|| now.get(field).cloned())
            .unwrap_or_default()
    };
    Some(fields.iter().map(|field| ((*field).to_owned(), value(field))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::differing;
    use proptest::prelude::*;

    const FIELDS: [&str; 4] = ["name", "type", "division", "address"];

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            "[甲乙a]{0,2}".prop_map(Value::from),
            (0..3_u8).prop_map(|id| serde_json::json!({ "id": id, "name": "某" })),
        ]
    }

    fn state() -> impl Strategy<Value = Map<String, Value>> {
        proptest::collection::vec(value(), FIELDS.len())
            .prop_map(|values| FIELDS.iter().map(|field| (*field).to_owned()).zip(values).collect())
    }

    fn object(value: Option<Value>) -> Map<String, Value> {
        value.and_then(|value| value.as_object().cloned()).unwrap_or_default()
    }

    /// The entries that writing these states one after the other leaves, as `Work::journal` keeps them.
    fn entries(states: &[Map<String, Value>]) -> Vec<Difference> {
        let mut entries = Vec::new();
        for (n, state) in states.iter().enumerate() {
            let before = n.checked_sub(1).map(|last| Value::Object(states[last].clone()));
            let creates = before.is_none();
            let mut after = state.clone();
            after.insert("effective_on".into(), "2026-03-18".into());
            let (before, after) = differing(before, Some(Value::Object(after)));
            let sequence = 3 * n as i64 + 1;
            entries.push(Difference { sequence, creates, before: object(before), after: object(after) });
        }
        entries
    }

    proptest! {
        #[test]
        fn every_version_is_what_was_there(states in proptest::collection::vec(state(), 1..8), pruned in 0..8_usize) {
            let all = entries(&states);
            let now = states.last().expect("a state");
            // Old entries may have gone into an archive.
            let kept = &all[pruned.min(all.len() - 1)..];
            for (n, state) in states.iter().enumerate() {
                let says = kept.iter().find(|entry| entry.sequence == all[n].sequence)
                    .is_some_and(|entry| FIELDS.iter().any(|field| entry.after(field).is_some()));
                let found = version(&FIELDS, kept, all[n].sequence, now);
                prop_assert_eq!(found, says.then(|| state.clone()), "version {} of {:?}", n, states);
            }
            prop_assert_eq!(version(&FIELDS, kept, 2, now), None);
        }
    }
}
