//! S5: what a body cannot settle goes to whoever is above (提请上级), and the answer comes back.
//!
//! Above a body stands the body of the nearest division above that has one; where none has, the district's office answers.

mod answer;
mod desk;
mod forward;

pub use answer::AnswerTopic;
pub(crate) use desk::desk_items;
pub use forward::ForwardTopic;

use chrono::NaiveDate;
use domain::grid::Tree;
use domain::id::{DistrictId, DivisionId};
use domain::journal::{ObjectRef, ObjectType};
use storage::Conn;
use storage::consortium::body::{self, Consortium};
use storage::meeting::topic::Topic;

use crate::Result;

/// As much as an answer may hold.
pub(crate) const ANSWER_MOST: usize = 2_000;

fn object(topic: &Topic) -> ObjectRef {
    ObjectRef { kind: ObjectType::Topic, id: topic.id.uuid(), name: topic.title.clone() }
}

/// The body to which one turns, of those that exist on the day: the nearest above.
async fn above(
    conn: &mut Conn,
    (district, tree, day): (DistrictId, &Tree, NaiveDate),
    below: &Consortium,
) -> Result<Option<Consortium>> {
    let mut path: Vec<DivisionId> = tree.path(below.division).into_iter().map(|node| node.id).collect();
    path.pop();
    let mut bodies = body::of_divisions(conn, district, &path).await?;
    bodies.retain(|body| body.life().contains(day));
    Ok(bodies.into_iter().max_by_key(|body| path.iter().position(|id| *id == body.division)))
}
