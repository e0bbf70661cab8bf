//! `lianhe demo`: the demonstration data, loaded through the product's own importers, then served.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use domain::access::AppointmentKind;
use domain::rule::Language;
use rust_embed::RustEmbed;
use service::Lianhe;
use service::access::{IssueLink, security_in};
use service::import::{Import, Kind, import};

use super::Where;
use crate::configuration::Log;
use crate::wiring;

#[derive(RustEmbed)]
#[folder = "../../demo"]
#[include = "*.csv"]
struct Files;

/// In this order: what is referred to comes first.
const ORDER: [(Kind, &str); 30] = [
    (Kind::Divisions, "divisions.csv"),
    (Kind::Outlines, "outlines.csv"),
    (Kind::Industries, "industries.csv"),
    (Kind::Holidays, "holidays.csv"),
    (Kind::Population, "population.csv"),
    (Kind::Economy, "economy.csv"),
    (Kind::Units, "units.csv"),
    (Kind::PartyOrganisations, "party_organisations.csv"),
    (Kind::PartyAggregates, "party_aggregates.csv"),
    (Kind::People, "people.csv"),
    (Kind::Appointments, "appointments.csv"),
    (Kind::Consortia, "consortia.csv"),
    (Kind::Charters, "charters.csv"),
    (Kind::Members, "members.csv"),
    (Kind::Seats, "seats.csv"),
    (Kind::Meetings, "meetings.csv"),
    (Kind::Resources, "resources.csv"),
    (Kind::Projects, "projects.csv"),
    (Kind::Demands, "demands.csv"),
    (Kind::Claims, "claims.csv"),
    (Kind::Resolutions, "resolutions.csv"),
    (Kind::Tasks, "tasks.csv"),
    (Kind::Topics, "topics.csv"),
    (Kind::AgendaItems, "agenda_items.csv"),
    (Kind::Invitations, "invitations.csv"),
    (Kind::Votes, "votes.csv"),
    (Kind::MinutesRemarks, "minutes_remarks.csv"),
    (Kind::Bulletins, "bulletins.csv"),
    (Kind::Opinions, "opinions.csv"),
    (Kind::ListRefreshes, "list_refreshes.csv"),
];

/// Whose sign-in links are printed: a name for scripts, the kind, the place.
const LINKS: [(&str, AppointmentKind, &str); 8] = [
    ("district_administrator", AppointmentKind::DistrictAdministrator, "甘井子区"),
    ("street_secretary", AppointmentKind::StreetSecretary, "大连湾街道"),
    ("other_street_secretary", AppointmentKind::StreetSecretary, "泉水街道"),
    ("community_secretary", AppointmentKind::CommunitySecretary, "大房身社区居委会"),
    ("liaison", AppointmentKind::Liaison, "连湾示例海洋装备有限公司"),
    ("auditor", AppointmentKind::Auditor, "甘井子区"),
    ("system_administrator", AppointmentKind::SystemAdministrator, "甘井子区"),
    ("security_administrator", AppointmentKind::SecurityAdministrator, "甘井子区"),
];

const LINK_LIFETIME: chrono::TimeDelta = chrono::TimeDelta::hours(24);

#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    place: Where,
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// End after loading
    #[arg(long)]
    load_only: bool,
    /// Also write the sign-in links into this file, as JSON
    #[arg(long)]
    links_file: Option<PathBuf>,
}

impl Demo {
    pub async fn run(mut self) -> Result<ExitCode> {
        if self.place.data.is_none() && self.place.database.is_none() {
            self.place.data = Some(PathBuf::from("demo-data"));
        }
        let mut configuration = self.place.configuration()?;
        configuration.server.listen.clone_from(&self.listen);
        // Its links are what a person should see; whoever wants more asks for it.
        if configuration.log.filter == Log::default().filter {
            configuration.log.filter = "warn".to_owned();
        }
        wiring::log(&configuration.log)?;
        let lianhe = wiring::open(&configuration).await?;
        load(&lianhe).await?;
        if self.load_only {
            service::journal::seal(&lianhe.db).await?;
            lianhe.db.close().await;
            return Ok(ExitCode::SUCCESS);
        }
        let public = configuration.server.public_url.clone();
        let (demo, links_file) = (lianhe.clone(), self.links_file);
        wiring::serve(lianhe, &configuration, |address| async move {
            let base = public.unwrap_or_else(|| format!("http://{address}"));
            println!("Lianhe 联合 · {base}\n");
            println!("One-time sign-in links (valid 24 hours) · 一次性登录链接（24小时内有效）:");
            let mut links = serde_json::Map::new();
            for (name, kind, place) in LINKS {
                let link = format!("{base}/sign-in#token={}", issue(&demo, kind, place).await?);
                println!("  {} {place}\n    {link}", kind.term());
                links.insert(name.to_owned(), link.into());
            }
            println!("\nCtrl-C stops it · 按 Ctrl-C 停止");
            if let Some(file) = links_file {
                std::fs::write(file, serde_json::Value::Object(links).to_string())?;
            }
            Ok(())
        })
        .await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Loads what is not there yet; a database that holds a district is left as it is.
async fn load(lianhe: &Lianhe) -> Result<()> {
    let mut conn = lianhe.db.read().await?;
    if !storage::grid::districts(&mut conn).await?.is_empty() {
        return Ok(());
    }
    drop(conn);
    for (kind, name) in ORDER {
        eprint!("loading {name} … ");
        let file = Files::get(name).with_context(|| format!("{name} is missing in this binary"))?;
        let table = documents::read_csv(&file.data).with_context(|| name.to_owned())?;
        let command = Import { language: Language::English, ..Import::new(kind, table, name) };
        let report = import(lianhe, command).await.with_context(|| name.to_owned())?;
        if let Some(issue) = report.issues.iter().find(|_| report.refused > 0) {
            anyhow::bail!("{name}, line {}: {} ({})", issue.row, issue.message, issue.column);
        }
        eprintln!("{} rows", report.rows);
    }
    Ok(())
}

async fn issue(lianhe: &Lianhe, kind: AppointmentKind, place: &str) -> Result<String> {
    let (district, _) = wiring::find_division(lianhe, None).await?;
    let mut conn = lianhe.db.read().await?;
    let held = storage::access::appointments_in(&mut conn, district, lianhe.today()).await?;
    drop(conn);
    let of_person = |held: &&storage::access::Held| held.actor.person_name != service::access::OPERATOR;
    let found =
        held.iter().filter(of_person).find(|held| held.actor.kind == kind && held.actor.place_name == place);
    let held = found.with_context(|| format!("nobody is {} of {place}", kind.word()))?.clone();
    let operator = security_in(lianhe, district).await?;
    let secret = lianhe.write(&operator, IssueLink { held, lifetime: LINK_LIFETIME }).await?;
    Ok(secret.reveal().to_owned())
}
