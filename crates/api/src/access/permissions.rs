//! `/permissions`: who can do what to what, and why; answered by the function that decides.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::access::{AppointmentKind, Operation, Place, Relation, decide};
use domain::id::{AppointmentId, DivisionId, UnitId};
use serde::{Deserialize, Serialize};
use service::access::{Object, explain};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::session::{AppointmentBody, appointment};
use crate::caller::{Params, Signed};
use crate::problem::{NOT_FOUND, Problem};
use crate::router::App;
use crate::wire::{Answer, AppointmentKindWord, DecisionWord, Named, OperationWord, RelationWord, word};

/// What an appointment of a kind may do to something that lies so.
#[derive(Serialize, ToSchema)]
pub struct CellDecision {
    pub kind: AppointmentKindWord,
    /// One for each relation, in the order of `relations`.
    pub decisions: Vec<DecisionWord>,
}

#[derive(Serialize, ToSchema)]
pub struct PermissionRow {
    pub operation: OperationWord,
    /// The Chinese term.
    pub term: &'static str,
    pub kinds: Vec<CellDecision>,
}

#[derive(Serialize, ToSchema)]
pub struct PermissionTable {
    pub relations: Vec<RelationWord>,
    pub rows: Vec<PermissionRow>,
}

#[utoipa::path(get, path = "/permissions", operation_id = "show_permissions", tag = "access", responses((status = 200, body = PermissionTable)))]
pub async fn table(State(app): State<App>, Signed(caller): Signed) -> Answer<PermissionTable> {
    let view = app.lianhe.view(&caller, None).await?;
    view.authorise(Operation::PermissionView, &Place::district(view.district()))?;
    let cell = |operation, kind: AppointmentKind| CellDecision {
        kind: word(kind),
        decisions: Relation::ALL.iter().map(|relation| word(decide(kind, operation, *relation))).collect(),
    };
    let rows = Operation::ALL.iter().filter(|operation| !operation.is_session()).map(|operation| {
        let kinds = AppointmentKind::ALL.iter().map(|kind| cell(*operation, *kind)).collect();
        PermissionRow { operation: word(*operation), term: operation.term(), kinds }
    });
    Ok(Json(PermissionTable {
        relations: Relation::ALL.iter().copied().map(word).collect(),
        rows: rows.collect(),
    }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExplainParams {
    pub appointment_id: Uuid,
    /// What it is about: a division, or …
    pub division_id: Option<Uuid>,
    /// … a unit.
    pub unit_id: Option<Uuid>,
    pub as_of: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub struct DecisionBody {
    pub operation: OperationWord,
    pub term: &'static str,
    pub decision: DecisionWord,
}

#[derive(Serialize, ToSchema)]
pub struct ExplainedBody {
    pub person: Named,
    pub appointment: AppointmentBody,
    pub object: Named,
    /// How the object lies to the appointment's place: the reason for every decision, together with the kind.
    pub relation: RelationWord,
    pub decisions: Vec<DecisionBody>,
}

#[utoipa::path(get, path = "/permissions/explain", operation_id = "explain_permissions", tag = "access", params(ExplainParams), responses((status = 200, body = ExplainedBody)))]
pub async fn of(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(params): Params<ExplainParams>,
) -> Answer<ExplainedBody> {
    let (object, id) = match (params.division_id, params.unit_id) {
        (_, Some(id)) => (Object::Unit(UnitId::new(id)), id),
        (Some(id), None) => (Object::Division(DivisionId::new(id)), id),
        (None, None) => return Err(Problem::Plain(&NOT_FOUND)),
    };
    let mut view = app.lianhe.view(&caller, params.as_of).await?;
    let found = explain(&mut view, AppointmentId::new(params.appointment_id), object).await?;
    let actor = &found.held.actor;
    let decisions = found.decisions.into_iter().map(|(operation, decision)| DecisionBody {
        operation: word(operation),
        term: operation.term(),
        decision: word(decision),
    });
    Ok(Json(ExplainedBody {
        person: Named::new(actor.person.uuid(), actor.person_name.clone()),
        appointment: appointment(actor, found.held.level),
        object: Named::new(id, found.object_name),
        relation: word(found.relation),
        decisions: decisions.collect(),
    }))
}
