//! `lianhe token`: a bearer token for scripts. The command line acts as a person of its own, in an appointment of its
//! own, so the journal never shows somebody who did not act.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use chrono::TimeDelta;
use clap::Args;
use domain::access::AppointmentKind;
use domain::id::{DistrictId, DivisionId, UnitId};
use domain::period::Period;
use service::Lianhe;
use service::access::{Appoint, Caller, IssueToken, OPERATOR, security_in};
use storage::access::Held;

use super::Where;
use crate::wiring::find_division;

#[derive(Args)]
pub struct Token {
    #[command(flatten)]
    place: Where,
    /// KIND@PLACE, such as street-secretary@大连湾街道; PLACE is a division's code or name, or a unit's credit code or name
    #[arg(long = "as")]
    appointment: String,
    /// Hours until the token expires
    #[arg(long, default_value_t = 24)]
    hours: i64,
    /// How long the token lives, such as 12h or 90d; a year at most
    #[arg(long, value_parser = lifetime, conflicts_with = "hours")]
    expires_in: Option<TimeDelta>,
    /// The token may look and change nothing
    #[arg(long)]
    read_only: bool,
}

const LONGEST: TimeDelta = TimeDelta::days(366);

fn lifetime(text: &str) -> std::result::Result<TimeDelta, String> {
    let wrong = || format!("'{text}' is no time to live: write 12h or 90d");
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let number: i64 = number.parse().map_err(|_| wrong())?;
    match unit {
        "h" => TimeDelta::try_hours(number),
        "d" => TimeDelta::try_days(number),
        _ => None,
    }
    .ok_or_else(wrong)
}

impl Token {
    pub async fn run(self) -> Result<ExitCode> {
        let (kind, place) = match self.appointment.split_once('@') {
            Some((kind, place)) => (kind, Some(place)),
            None => (self.appointment.as_str(), None),
        };
        let kind = AppointmentKind::parse(&kind.replace('-', "_"), "as").map_err(|_| {
            let kinds: Vec<_> =
                AppointmentKind::ALL.iter().map(|kind| kind.word().replace('_', "-")).collect();
            anyhow::anyhow!("there is no appointment '{kind}': use one of {}", kinds.join(", "))
        })?;
        let lifetime = self.expires_in.or_else(|| TimeDelta::try_hours(self.hours)).unwrap_or(LONGEST);
        anyhow::ensure!(lifetime >= TimeDelta::hours(1), "a token needs at least one hour to live");
        anyhow::ensure!(lifetime <= LONGEST, "a token lives a year at most");
        let lianhe = self.place.open().await?;
        let (district, division, unit) = match kind {
            AppointmentKind::Liaison => {
                unit_of(&lianhe, place.context("a liaison has a unit: liaison@UNIT")?).await?
            }
            _ => {
                let (district, division) = find_division(&lianhe, place).await?;
                (district, division.unwrap_or(district), None)
            }
        };
        let (operator, held) = appointed(&lianhe, district, kind, division, unit).await?;
        let issue = IssueToken { held, lifetime, read_only: self.read_only };
        let (secret, expires_at) = lianhe.write(&operator, issue).await?;
        eprintln!("valid until {expires_at}");
        println!("{}", secret.reveal());
        lianhe.db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// The command line's own appointment of a kind at a place, made where it has none yet.
pub async fn appointed(
    lianhe: &Lianhe,
    district: DistrictId,
    kind: AppointmentKind,
    division: DivisionId,
    unit: Option<(UnitId, String)>,
) -> Result<(Caller, Held)> {
    let operator = security_in(lianhe, district).await?;
    if let Some(held) = held_by_operator(lianhe, district, kind, division, unit.as_ref()).await? {
        return Ok((operator, held));
    }
    let appoint = Appoint {
        person: operator.actor.person,
        person_name: OPERATOR.to_owned(),
        kind,
        division,
        unit: unit.clone(),
        period: Period::open(lianhe.today()),
    };
    lianhe.write(&operator, appoint).await?;
    let held = held_by_operator(lianhe, district, kind, division, unit.as_ref()).await?;
    Ok((operator, held.context("the appointment was made but does not hold today")?))
}

async fn held_by_operator(
    lianhe: &Lianhe,
    district: DistrictId,
    kind: AppointmentKind,
    division: DivisionId,
    unit: Option<&(UnitId, String)>,
) -> Result<Option<Held>> {
    let mut conn = lianhe.db.read().await?;
    let held = storage::access::appointments_in(&mut conn, district, lianhe.today()).await?;
    Ok(held.into_iter().find(|held| {
        let place = match unit {
            Some((id, _)) => held.appointment.unit == Some(*id),
            None => held.appointment.division == Some(division),
        };
        held.actor.person_name == OPERATOR && held.actor.kind == kind && place
    }))
}

async fn unit_of(
    lianhe: &Lianhe,
    code_or_name: &str,
) -> Result<(DistrictId, DivisionId, Option<(UnitId, String)>)> {
    let mut conn = lianhe.db.read().await?;
    for district in storage::grid::districts(&mut conn).await? {
        let found =
            storage::organisation::unit::find(&mut conn, district, code_or_name, lianhe.today()).await?;
        match found.as_slice() {
            [] => {}
            [unit] => {
                let facts = &unit.now.facts;
                return Ok((district, facts.division, Some((unit.id, facts.name.as_str().to_owned()))));
            }
            many => anyhow::bail!("'{code_or_name}' names {} units: give the credit code", many.len()),
        }
    }
    anyhow::bail!("there is no unit '{code_or_name}': give its credit code or full name")
}
