//! S5: what a body cannot settle goes to whoever is above (提请上级), and the answer comes back.
//!
//! Above a body stands the body of the nearest division above that has one; where none has, the district's office answers.

mod answer;
mod desk;
mod forward;

pub use answer::AnswerTopic;
pub(crate) use desk::desk_items;
pub use forward::ForwardTopic;

use domain::grid::Tree;
use domain::journal::{ObjectRef, ObjectType};
use storage::consortium::body::Consortium;
use storage::meeting::topic::Topic;

/// As much as an answer may hold.
const ANSWER_MOST: usize = 2_000;

fn object(topic: &Topic) -> ObjectRef {
    ObjectRef { kind: ObjectType::Topic, id: topic.id.uuid(), name: topic.title.clone() }
}

/// The body to which one turns, of those that exist on the day.
fn above<'a>(bodies: &'a [Consortium], tree: &Tree, below: &Consortium) -> Option<&'a Consortium> {
    let path = tree.path(below.division);
    let mut found: Vec<_> = bodies
        .iter()
        .filter(|body| body.division != below.division)
        .filter(|body| path.iter().any(|node| node.id == body.division))
        .collect();
    found.sort_by_key(|body| tree.path(body.division).len());
    found.pop()
}
