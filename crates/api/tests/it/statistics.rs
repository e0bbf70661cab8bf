//! `/statistics`: figures, both bases, and the rows behind them.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{CommunitySecretary, DistrictAdministrator, StreetSecretary};
use serde_json::json;
use testing::{COMMUNITY, DISTRICT, OTHER_STREET, STREET, on_both_engines};

on_both_engines! {
    async fn figures_differ_by_basis_as_they_should(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let street = client.id_of("/divisions", STREET).await;
        let territory = client.get(&format!("/statistics/{street}?as_of=2018-12-31")).await.body;
        assert_eq!(territory["committees"], json!({ "total": 4, "local": 1, "other": 3 }));
        assert_eq!(territory["branches"], json!({ "total": 19, "local": 3, "other": 16 }));
        assert_eq!(territory["members"], json!({ "total": 330, "local": 40, "other": 290 }));
        assert_eq!(territory["population"], json!({ "registered": 500, "temporary": 100, "total": 600, "recorded_in": 2, "divisions": 2 }));
        let line = client.get(&format!("/statistics/{street}?as_of=2018-12-31&basis=subordination")).await.body;
        assert_eq!(line["members"], json!({ "total": 130, "local": 40, "other": 90 }));
    }

    async fn the_rows_behind_every_figure_add_up_to_it(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let district = client.id_of("/divisions", DISTRICT).await;
        let statistics = client.get(&format!("/statistics/{district}")).await.body;
        for (figure, pointer) in [
            ("members.total", "/members/total"), ("members.other", "/members/other"), ("branches.local", "/branches/local"),
            ("committees.total", "/committees/total"), ("population.total", "/population/total"),
            ("units.total", "/units/total"), ("units.school", "/units/by_type/school"), ("divisions.streets", "/divisions/streets"),
        ] {
            let sources = client.get(&format!("/statistics/{district}/sources?figure={figure}")).await.body;
            let sum: f64 = sources["items"].as_array().expect("rows").iter().map(|row| row["value"].as_f64().expect("a value")).sum();
            assert_eq!(Some(sum), statistics.pointer(pointer).and_then(|value| value.as_f64()), "{figure}");
            assert_eq!(sources["value"].as_f64(), Some(sum), "{figure}");
        }
        let none = client.get(&format!("/statistics/{district}/sources?figure=happiness")).await;
        assert_eq!((none.status, &none.body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("figure")));
    }

    async fn nothing_recorded_is_blank_not_zero(app) {
        let client = app.client(StreetSecretary, OTHER_STREET).await;
        let street = client.id_of("/divisions", OTHER_STREET).await;
        let figures = client.get(&format!("/statistics/{street}")).await.body;
        assert_eq!(figures["population"], json!({ "registered": null, "temporary": null, "total": null, "recorded_in": 0, "divisions": 1 }));
        assert!(figures["area"].is_null());
    }

    async fn one_sees_the_figures_above_and_below_but_not_beside(app) {
        let client = app.client(CommunitySecretary, COMMUNITY).await;
        let (street, other) = (client.id_of("/divisions", STREET).await, client.id_of("/divisions", OTHER_STREET).await);
        assert_eq!(client.get(&format!("/statistics/{street}")).await.status, StatusCode::OK);
        assert_eq!(client.get(&format!("/statistics/{other}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(client.get(&format!("/observations?within={other}")).await.status, StatusCode::NOT_FOUND);
    }
}
