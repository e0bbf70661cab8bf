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

    async fn lines_over_the_territory_open_the_rows_behind_every_cell(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let district = client.id_of("/divisions", DISTRICT).await;
        let matrix = client.get(&format!("/statistics/{district}/matrix?as_of=2018-12-31")).await.body;
        let columns: Vec<_> = matrix["columns"].as_array().expect("columns").iter().map(|c| c["name"].clone()).collect();
        assert_eq!(columns, [json!(STREET), json!(OTHER_STREET)]);
        let rows = matrix["rows"].as_array().expect("rows");
        let lines: Vec<_> = rows.iter().map(|row| row["superior"]["name"].as_str().unwrap_or(row["line"].as_str().expect("a line"))).collect();
        assert_eq!(lines, ["中共甲街道工作委员会", "none", "aggregate"]);
        assert_eq!(matrix["total"], json!({ "committees": 4, "branches": 20, "members": 337 }));
        for row in rows {
            for (column, cell) in matrix["columns"].as_array().expect("columns").iter().zip(row["cells"].as_array().expect("cells")) {
                let path = format!("/statistics/{}/sources?as_of=2018-12-31&line={}&figure=", column["id"].as_str().expect("an id"), row["line"].as_str().expect("a line"));
                for figure in ["committees", "branches", "members"] {
                    let sum = client.get(&format!("{path}{figure}.total")).await.body["value"].as_f64();
                    assert_eq!(sum, Some(cell[figure].as_f64().unwrap_or(0.0)), "{path}{figure}");
                }
            }
        }
        // One street: the aggregate stands with the street itself, never with a community.
        let street = client.id_of("/divisions", STREET).await;
        let one = client.get(&format!("/statistics/{street}/matrix?as_of=2018-12-31")).await.body;
        assert_eq!(one["columns"][0]["id"], json!(street));
        let aggregate = one["rows"].as_array().expect("rows").last().expect("a row").clone();
        assert_eq!((&aggregate["line"], &aggregate["cells"][1], &aggregate["cells"][2]), (&json!("aggregate"), &json!(null), &json!(null)));
        let here = client.get(&format!("/statistics/{street}/sources?figure=members.total&here=true&as_of=2018-12-31")).await.body;
        assert_eq!(here["value"], json!(240.0));
        let file = client.get(&format!("/statistics/{district}/matrix/export?format=csv&as_of=2018-12-31")).await.body;
        assert_eq!(file.as_str().expect("a text").lines().last(), Some("合计,330,7,337"), "{file}");
    }

    async fn a_series_says_what_was_true_each_year_on_both_bases(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let street = client.id_of("/divisions", STREET).await;
        let path = format!("/statistics/{street}/series?from=2015-01-01&to=2018-12-31&figure=");
        let points = client.get(&format!("{path}units.total")).await.body["points"].clone();
        let values: Vec<_> = points.as_array().expect("points").iter().map(|p| p["territory"].clone()).collect();
        assert_eq!(values, [json!(null), json!(3.0), json!(4.0), json!(4.0)]);
        assert_eq!(points[0]["blank"], json!({ "reason": "no_division", "missing": [] }));
        let members = client.get(&format!("{path}members.total")).await.body["points"][3].clone();
        assert_eq!((&members["territory"], &members["subordination"]), (&json!(330.0), &json!(130.0)));
        let population = client.get(&format!("{path}population.total")).await.body["points"].clone();
        assert_eq!(population[2]["blank"]["reason"], "unrecorded");
        assert_eq!(population[3]["territory"], json!(600.0));

        let apart = client.get(&format!("/statistics/{street}/difference?figure=members.total&as_of=2018-12-31")).await.body;
        assert_eq!(apart["items"].as_array().expect("rows").len(), 1);
        assert_eq!((&apart["items"][0]["counted_by"], &apart["items"][0]["value"]), (&json!("territory"), &json!(200.0)));

        let file = client.get(&format!("/statistics/{street}/series/export?from=2017-01-01&to=2018-12-31&figure=members.total&format=csv")).await.body;
        assert_eq!(file.as_str().expect("a text").lines().last(), Some("2018-12-31,330,130,200,"), "{file}");
        let endless = client.get(&format!("/statistics/{street}/series?figure=members.total&from=1900-01-01&to=2018-12-31&step=month")).await;
        assert_eq!(endless.body["code"], "series.too_long");
        let other = app.client(StreetSecretary, OTHER_STREET).await;
        for path in ["series?figure=units.total&from=2017-01-01&to=2018-01-01", "matrix", "difference?figure=members.total"] {
            assert_eq!(other.get(&format!("/statistics/{street}/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }

    async fn a_blank_figure_says_why(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let street = client.id_of("/divisions", STREET).await;
        let community = client.id_of("/divisions", COMMUNITY).await;
        let why = |path: String| { let client = client.clone(); async move { client.get(&path).await.body["blank"].clone() } };
        let area = format!("/statistics/{street}/sources?figure=area.total");
        assert_eq!(why(area.clone()).await["reason"], "unrecorded");
        let seen = json!({ "division_id": community, "series": "area", "observed_on": "2018-01-01", "value": 3.5 });
        assert_eq!(client.post("/observations", seen).await.status, StatusCode::CREATED);
        let blank = why(area).await;
        assert_eq!((&blank["reason"], &blank["missing"][0]["name"]), (&json!("incomplete"), &json!("甲二村委会")));
        assert_eq!(why(format!("/statistics/{street}/sources?figure=members.total&as_of=2016-06-30")).await, json!(null));
    }
}
