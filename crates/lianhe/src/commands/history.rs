//! `lianhe history`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use domain::grid::history::Described;
use domain::grid::sentence::sentence;
use domain::grid::{DivisionCode, Event};
use domain::rule::Language;
use serde_json::{Value, json};
use service::access::operator_in;
use service::grid::division_events;

use super::Where;
use crate::wiring::find_division;

#[derive(Args)]
pub struct History {
    #[command(flatten)]
    place: Where,
    /// Code or name, also a former one
    #[arg(long)]
    division: Option<String>,
    #[arg(long)]
    json: bool,
}

impl History {
    pub async fn run(self) -> Result<ExitCode> {
        let lianhe = self.place.open().await?;
        let (district, division) = find_division(&lianhe, self.division.as_deref()).await?;
        let division = division.unwrap_or(district);
        let caller = operator_in(&lianhe, district).await?;
        let mut view = lianhe.view(&caller, None).await?;
        let events = division_events(&mut view, division).await?;
        if self.json {
            let timeline = view.timeline().await?;
            let name = timeline.name(division, view.as_of);
            let events: Vec<Value> = events.iter().map(said).collect();
            println!("{}", json!({ "division": name, "events": events }));
        } else {
            for event in &events {
                println!("{}\n{}", sentence(event, Language::Chinese), sentence(event, Language::English));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn said(event: &Event) -> Value {
    let name = |side: &Option<Described>| side.as_ref().map(|side| side.facts.name.as_str().to_owned());
    let code = |side: &Option<Described>| {
        let code = side.as_ref().and_then(|side| side.facts.code.as_ref());
        code.map(DivisionCode::as_str).map(str::to_owned)
    };
    let others: Vec<&str> = event.others.iter().map(|other| other.facts.name.as_str()).collect();
    let also: Vec<&str> = event.also.iter().map(|kind| kind.word()).collect();
    json!({
        "on": event.on,
        "kind": event.kind.word(),
        "also": also,
        "division": event.name(),
        "name_before": name(&event.before),
        "name_after": name(&event.after),
        "code_before": code(&event.before),
        "code_after": code(&event.after),
        "others": others,
        "sentence_zh": sentence(event, Language::Chinese),
        "sentence_en": sentence(event, Language::English),
        "reason": event.reason,
        "document": event.document,
    })
}
