//! `GET /accounts`: who has an account, for the system administrator.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use service::access::{PersonAccount, list_accounts};
use utoipa::{IntoParams, ToSchema};

use super::session::{AppointmentBody, appointment};
use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{AccountStateWord, Answer, ListParams, Named, PageBody, word};

/// A person with its appointments, and how its account stands. Nothing of what it does.
#[derive(Serialize, ToSchema)]
pub struct AccountRow {
    pub person: Named,
    pub appointments: Vec<AppointmentBody>,
    pub state: AccountStateWord,
    pub sign_in_name: Option<String>,
    pub second_factor: bool,
    /// The day alone.
    pub last_sign_in_on: Option<NaiveDate>,
}

impl AccountRow {
    pub fn new(row: &PersonAccount) -> Self {
        Self {
            person: Named::new(row.person.uuid(), row.name.clone()),
            appointments: row.held.iter().map(|held| appointment(&held.actor, held.level)).collect(),
            state: word(row.state),
            sign_in_name: row.sign_in_name.clone(),
            second_factor: row.second_factor,
            last_sign_in_on: row.last_sign_in_on,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountParams {
    /// Part of the person's name.
    pub name: Option<String>,
    pub state: Option<AccountStateWord>,
    /// The cursor of the page before.
    pub after: Option<String>,
    /// Rows of a page, 1 to 200, 20 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

#[utoipa::path(get, path = "/accounts", operation_id = "list_accounts", tag = "access", params(AccountParams), responses((status = 200, body = PageBody<AccountRow>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(params): Params<AccountParams>,
) -> Answer<PageBody<AccountRow>> {
    let AccountParams { name, state, after, limit } = params;
    let listing = ListParams { within: None, as_of: None, after, limit }.listing()?;
    let mut view = app.lianhe.view(&caller, None).await?;
    let rows = list_accounts(&mut view, name.as_deref(), state.map(|state| state.0), &listing).await?;
    Ok(Json(PageBody::new(&rows, AccountRow::new)))
}
