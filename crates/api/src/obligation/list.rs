//! `GET /consortia/{id}/obligations`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::ConsortiumId;
use domain::obligation::{Record, State as Of};
use serde::Serialize;
use service::View;
use service::obligation::{Owed, list_obligations};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Id, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, ObligationKindWord, ObligationStateWord, OnDay, word};

#[derive(Serialize, ToSchema)]
pub struct ObligationBody {
    pub kind: ObligationKindWord,
    pub period_from: NaiveDate,
    /// Exclusive.
    pub period_to: Option<NaiveDate>,
    /// The last working day of the period.
    pub due: NaiveDate,
    pub state: ObligationStateWord,
    /// Working days to the deadline while it is open; negative when it is past.
    pub days_left: Option<i64>,
    /// The meeting that fulfilled it.
    pub meeting_id: Option<Uuid>,
    /// The bulletin that fulfilled it.
    pub bulletin_id: Option<Uuid>,
    /// The day on which it was fulfilled or waived.
    pub on: Option<NaiveDate>,
    /// Why it was waived, or what was noted when the lists were refreshed.
    pub reason: Option<String>,
    /// Who waived it, or said that the lists were refreshed.
    pub by: Option<String>,
}

impl From<Owed> for ObligationBody {
    fn from(owed: Owed) -> Self {
        let o = owed.obligation;
        let state = word(o.state.word());
        let (record, on) = match &o.state {
            Of::Fulfilled { by, on } => (Some(*by), Some(*on)),
            Of::Waived { on, .. } => (None, Some(*on)),
            Of::Upcoming | Of::Due | Of::Overdue => (None, None),
        };
        let (by, reason) = match (o.state, owed.said) {
            (Of::Waived { reason, by, .. }, _) => (Some(by), Some(reason)),
            (_, Some((by, note))) => (Some(by), note),
            _ => (None, None),
        };
        Self {
            kind: word(o.kind),
            period_from: o.period.from(),
            period_to: o.period.to(),
            due: o.due,
            state,
            days_left: owed.days_left,
            meeting_id: match record {
                Some(Record::Meeting(id)) => Some(id.uuid()),
                _ => None,
            },
            bulletin_id: match record {
                Some(Record::Bulletin(id)) => Some(id.uuid()),
                _ => None,
            },
            on,
            reason,
            by,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ObligationsBody {
    /// Newest first.
    pub items: Vec<ObligationBody>,
}

pub async fn body(view: &mut View<'_>, id: ConsortiumId) -> Result<ObligationsBody, Problem> {
    let owed = list_obligations(view, id).await?;
    Ok(ObligationsBody { items: owed.into_iter().map(ObligationBody::from).collect() })
}

#[utoipa::path(get, path = "/consortia/{id}/obligations", operation_id = "list_obligations", tag = "obligation", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = ObligationsBody)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<ObligationsBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    Ok(Json(body(&mut view, ConsortiumId::new(id)).await?))
}
