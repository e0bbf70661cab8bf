//! `GET /units`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use service::organisation::{UnitFilter, UnitShown, list_units};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{Answer, ListParams, Named, PageBody, UnitTypeWord, word};

#[derive(Serialize, ToSchema)]
pub struct UnitRow {
    pub id: Uuid,
    pub version: i64,
    pub name: String,
    pub r#type: UnitTypeWord,
    pub credit_code: Option<String>,
    pub division: Named,
    pub street: Option<Named>,
    pub industry_code: Option<String>,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
}

impl From<&UnitShown> for UnitRow {
    fn from(shown: &UnitShown) -> Self {
        let (facts, period) = (&shown.unit.now.facts, shown.unit.now.period);
        Self {
            id: shown.unit.id.uuid(),
            version: shown.unit.version,
            name: facts.name.as_str().to_owned(),
            r#type: word(facts.kind),
            credit_code: facts.credit_code.as_ref().map(ToString::to_string),
            division: shown.division.clone().into(),
            street: shown.street.clone().map(Named::from),
            industry_code: facts.industry_code.clone(),
            valid_from: period.from(),
            valid_to: period.to(),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnitParams {
    pub r#type: Option<UnitTypeWord>,
    /// Any part of the name.
    pub name: Option<String>,
    /// Only those of a type that needs a credit code and has none.
    pub credit_code_missing: Option<bool>,
}

impl From<UnitParams> for UnitFilter {
    fn from(params: UnitParams) -> Self {
        Self {
            kind: params.r#type.map(|word| word.0),
            name: params.name.unwrap_or_default(),
            credit_code_missing: params.credit_code_missing.unwrap_or_default(),
        }
    }
}

#[utoipa::path(get, path = "/units", operation_id = "list_units", tag = "organisation", params(ListParams, UnitParams), responses((status = 200, body = PageBody<UnitRow>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(list): Params<ListParams>,
    Params(filter): Params<UnitParams>,
) -> Answer<PageBody<UnitRow>> {
    let mut view = app.lianhe.view(&caller, list.as_of).await?;
    let paged = list_units(&mut view, &list.listing()?, &filter.into()).await?;
    Ok(Json(PageBody::new(&paged, |shown| UnitRow::from(shown))))
}
