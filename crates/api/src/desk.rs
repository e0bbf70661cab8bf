//! `GET /desk`: what still needs the caller.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::Serialize;
use service::desk::{DeskDetail, desk};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{
    Answer, DeskKindWord, MeetingKindWord, Named, ObligationKindWord, OnDay, Reference, SeatKindWord,
    SeatStatusWord, TaskStateWord, clock, word,
};

#[derive(Serialize, ToSchema)]
pub struct DeskItemBody {
    pub kind: DeskKindWord,
    pub object: Reference,
    pub division: Named,
    pub since: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
    /// What a consortium owes.
    pub obligation: Option<DeskObligation>,
    /// The seat of a consortium's committee that is to be filled.
    pub seat: Option<DeskSeat>,
    /// What is owed after a meeting.
    pub task: Option<DeskTask>,
    /// The meeting that a notice calls to.
    pub meeting: Option<DeskMeeting>,
}

#[derive(Serialize, ToSchema)]
pub struct DeskTask {
    pub meeting_id: Uuid,
    /// The name of the unit that owes it.
    pub unit: String,
    pub state: TaskStateWord,
    pub percent: i64,
}

#[derive(Serialize, ToSchema)]
pub struct DeskMeeting {
    pub consortium: String,
    pub kind: MeetingKindWord,
    pub held_on: NaiveDate,
    pub starts_at: Option<String>,
    pub place: String,
}

#[derive(Serialize, ToSchema)]
pub struct DeskObligation {
    pub kind: ObligationKindWord,
    pub period_from: NaiveDate,
    /// Exclusive.
    pub period_to: Option<NaiveDate>,
    /// Working days to the deadline; negative when it is past.
    pub days_left: i64,
}

#[derive(Serialize, ToSchema)]
pub struct DeskSeat {
    pub kind: SeatKindWord,
    pub status: SeatStatusWord,
}

#[derive(Serialize, ToSchema)]
pub struct DeskTotal {
    pub kind: DeskKindWord,
    pub total: i64,
}

#[derive(Serialize, ToSchema)]
pub struct DeskBody {
    pub items: Vec<DeskItemBody>,
    /// All that is open, of which the items name the first of each kind.
    pub total: i64,
    pub totals: Vec<DeskTotal>,
}

#[utoipa::path(get, path = "/desk", operation_id = "show_desk", tag = "desk", params(OnDay), responses((status = 200, body = DeskBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(day): Params<OnDay>,
) -> Answer<DeskBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    let desk = desk(&mut view).await?;
    let total = desk.total();
    let totals =
        desk.totals.iter().map(|(kind, total)| DeskTotal { kind: word(*kind), total: *total }).collect();
    let obligation = |detail: &Option<DeskDetail>| match detail {
        Some(DeskDetail::Obligation { kind, period, days_left }) => Some(DeskObligation {
            kind: word(*kind),
            period_from: period.from(),
            period_to: period.to(),
            days_left: *days_left,
        }),
        _ => None,
    };
    let seat = |detail: &Option<DeskDetail>| match detail {
        Some(DeskDetail::Seat { kind, status }) => {
            Some(DeskSeat { kind: word(*kind), status: word(*status) })
        }
        _ => None,
    };
    let task = |detail: &Option<DeskDetail>| match detail {
        Some(DeskDetail::Task { meeting, unit, state, percent }) => Some(DeskTask {
            meeting_id: meeting.uuid(),
            unit: unit.clone(),
            state: word(*state),
            percent: *percent,
        }),
        _ => None,
    };
    let meeting = |detail: &Option<DeskDetail>| match detail {
        Some(DeskDetail::Meeting(called)) => Some(DeskMeeting {
            consortium: called.consortium.clone(),
            kind: word(called.kind),
            held_on: called.held_on,
            starts_at: clock(called.starts_at),
            place: called.place.clone(),
        }),
        _ => None,
    };
    let items = desk.items.into_iter().map(|item| DeskItemBody {
        obligation: obligation(&item.detail),
        seat: seat(&item.detail),
        task: task(&item.detail),
        meeting: meeting(&item.detail),
        kind: word(item.kind),
        object: Reference { r#type: word(item.object.kind), id: item.object.id, name: item.object.name },
        division: item.division.into(),
        since: item.since,
        due: item.due,
    });
    Ok(Json(DeskBody { items: items.collect(), total, totals }))
}
