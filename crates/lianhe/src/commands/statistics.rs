//! `lianhe statistics`.

use std::process::ExitCode;

use anyhow::Result;
use chrono::NaiveDate;
use clap::Args;
use domain::statistics::{Basis, Three};
use serde_json::{Map, Value, json};
use service::access::operator_in;
use service::statistics::{Figures, figures};

use super::Where;
use crate::wiring::find_division;

#[derive(Args)]
pub struct Statistics {
    #[command(flatten)]
    place: Where,
    /// Code or name
    #[arg(long)]
    division: Option<String>,
    /// Today when absent
    #[arg(long)]
    as_of: Option<NaiveDate>,
    /// territory or subordination
    #[arg(long, default_value = "territory")]
    basis: String,
    #[arg(long)]
    json: bool,
}

impl Statistics {
    pub async fn run(self) -> Result<ExitCode> {
        let basis = Basis::parse(&self.basis, "basis")
            .map_err(|_| anyhow::anyhow!("there is no basis '{}': territory or subordination", self.basis))?;
        let lianhe = self.place.open().await?;
        let (district, division) = find_division(&lianhe, self.division.as_deref()).await?;
        let caller = operator_in(&lianhe, district).await?;
        let mut view = lianhe.view(&caller, self.as_of).await?;
        let day = view.as_of;
        let found = figures(&mut view, division.unwrap_or(district), basis).await?;
        let answer = answer(&found, day, basis);
        if self.json {
            println!("{answer}");
        } else {
            println!("{answer:#}");
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn answer(found: &Figures, day: NaiveDate, basis: Basis) -> Value {
    let figures = &found.statistics;
    let three = |three: Three| json!({ "total": three.total, "local": three.local, "other": three.other });
    let by_type: Map<_, _> =
        figures.units_by_type.iter().map(|(kind, n)| (kind.word().to_owned(), json!(n))).collect();
    json!({
        "division": found.division.facts.name,
        "code": found.division.facts.code,
        "as_of": day,
        "basis": basis.word(),
        "population": figures.population,
        "committees": three(figures.committees),
        "branches": three(figures.branches),
        "members": three(figures.members),
        "divisions": { "streets": figures.streets, "communities": figures.communities, "villages": figures.villages },
        "units": { "total": figures.units_total, "by_type": by_type },
        "area": figures.area,
        "economy": found.economy,
    })
}
