//! `GET /industries`: sections and divisions of GB/T 4754.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use service::organisation::industries;
use utoipa::ToSchema;

use crate::caller::Signed;
use crate::router::App;
use crate::wire::Answer;

#[derive(Serialize, ToSchema)]
pub struct IndustryBody {
    pub code: String,
    pub name: String,
    pub parent_code: Option<String>,
}

#[utoipa::path(get, path = "/industries", operation_id = "list_industries", tag = "organisation", responses((status = 200, body = Vec<IndustryBody>)))]
pub async fn list(State(app): State<App>, Signed(caller): Signed) -> Answer<Vec<IndustryBody>> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let found = industries(&mut view).await?.into_iter();
    Ok(Json(found.map(|i| IndustryBody { code: i.code, name: i.name, parent_code: i.parent_code }).collect()))
}
