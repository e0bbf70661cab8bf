//! `GET /journal/trail`: the whole journal as JSON Lines, entry by entry with its seal, however long it is.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use service::journal::{Trail, open_trail};
use utoipa::IntoParams;

use crate::caller::{Params, Signed};
use crate::export::FileAnswer;
use crate::problem::Problem;
use crate::router::App;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TrailParams {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day, included.
    pub to: Option<NaiveDate>,
}

#[utoipa::path(get, path = "/journal/trail", operation_id = "export_trail", tag = "journal", params(TrailParams), responses((status = 200, body = FileAnswer, content_type = "application/jsonl")))]
pub async fn trail(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(params): Params<TrailParams>,
) -> Result<Response, Problem> {
    let (name, trail) = open_trail(&app.lianhe, &caller, (params.from, params.to)).await?;
    // Fused: compression asks once more after the end.
    let steps = stream::unfold(Some(trail), |trail| async move {
        let mut trail = trail?;
        text(&mut trail).await.map(|bytes| (Ok::<_, Infallible>(bytes), Some(trail)))
    });
    let disposition = format!("attachment; filename=\"journal.jsonl\"; filename*=UTF-8''{name}");
    let headers = [
        (header::CONTENT_TYPE, "application/jsonl".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(steps.fuse())).into_response())
}

/// The next lines. A journal that cannot be read further ends the file with a line that says so: its reader must not
/// take it for whole.
async fn text(trail: &mut Trail) -> Option<Bytes> {
    match trail.next().await {
        Ok(lines) => Some(lines?.iter().map(|line| line.to_json() + "\n").collect::<String>().into()),
        Err(why) => {
            tracing::error!(error = %why, "the journal could not be read to its end");
            trail.finish();
            Some(Bytes::from_static(
                b"{\"error\":\"the journal could not be read to its end: lianhe audit verify\"}\n",
            ))
        }
    }
}
