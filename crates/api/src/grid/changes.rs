//! `GET /divisions/changes`: how the divisions differ between two days.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::grid::history::Difference;
use domain::grid::sentence::sentences;
use domain::id::DivisionId;
use domain::rule::Language;
use serde::{Deserialize, Serialize};
use service::grid::compare_days;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::events::{EventSide, words};
use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{Answer, EventKindWord, word};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BetweenDays {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Only what lies in this division or below it on one of the days; the whole district when absent.
    pub within: Option<Uuid>,
}

/// A division that is not the same on both days.
#[derive(Serialize, ToSchema)]
pub struct DivisionChange {
    pub id: Uuid,
    pub kind: EventKindWord,
    /// What else differs.
    pub also: Vec<EventKindWord>,
    /// Null when it did not exist on the first day.
    pub before: Option<EventSide>,
    /// Null when it does not exist on the second day.
    pub after: Option<EventSide>,
    /// The days in between on which something happened to it.
    pub days: Vec<NaiveDate>,
    pub sentence_zh: String,
    pub sentence_en: String,
}

impl From<&Difference> for DivisionChange {
    fn from(difference: &Difference) -> Self {
        let mut days: Vec<NaiveDate> = difference.events.iter().map(|event| event.on).collect();
        days.dedup();
        Self {
            id: difference.division.uuid(),
            kind: word(difference.kind),
            also: words(&difference.also),
            before: difference.before.as_ref().map(EventSide::from),
            after: difference.after.as_ref().map(EventSide::from),
            days,
            sentence_zh: sentences(&difference.events, Language::Chinese),
            sentence_en: sentences(&difference.events, Language::English),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct KindTotal {
    pub kind: EventKindWord,
    pub total: i64,
}

#[derive(Serialize, ToSchema)]
pub struct DivisionChanges {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// By code, then name.
    pub items: Vec<DivisionChange>,
    pub totals: Vec<KindTotal>,
}

#[utoipa::path(get, path = "/divisions/changes", operation_id = "list_division_changes", tag = "grid", params(BetweenDays), responses((status = 200, body = DivisionChanges)))]
pub async fn changes(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(between): Params<BetweenDays>,
) -> Answer<DivisionChanges> {
    let BetweenDays { from, to, within } = between;
    let mut view = app.lianhe.view(&caller, None).await?;
    let found = compare_days(&mut view, (from, to), within.map(DivisionId::new)).await?;
    let mut totals = BTreeMap::new();
    for difference in &found {
        *totals.entry(difference.kind).or_default() += 1;
    }
    Ok(Json(DivisionChanges {
        from,
        to,
        items: found.iter().map(DivisionChange::from).collect(),
        totals: totals.into_iter().map(|(kind, total)| KindTotal { kind: word(kind), total }).collect(),
    }))
}
