//! Files that belong to something recorded, on the wire.

pub mod add;
pub mod fetch;
pub mod list;
pub mod remove;

use domain::attachment::Attached;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::wire::AttachedWord;

/// To what files belong.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ObjectParams {
    pub object: AttachedWord,
    pub object_id: Uuid,
}

impl ObjectParams {
    const fn to(&self) -> (Attached, Uuid) {
        (self.object.0, self.object_id)
    }
}
