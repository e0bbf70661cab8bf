//! `lianhe account invite`: the first accounts of a fresh installation, without any password that others know.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use domain::access::AppointmentKind;
use domain::id::{DistrictId, PersonId};
use service::Lianhe;
use service::access::{Invite, OPERATOR, operator_as};

use super::Where;
use super::token::appointed;

#[derive(Subcommand)]
pub enum Account {
    /// Print a one-time link with which a person sets up its account
    Invite(InvitePerson),
}

#[derive(Args)]
pub struct InvitePerson {
    #[command(flatten)]
    place: Where,
    /// The person's name, or the number by which tables tell people apart
    #[arg(long)]
    person: String,
}

impl Account {
    pub async fn run(self) -> Result<ExitCode> {
        let Self::Invite(invite) = self;
        let base = invite.place.configuration()?.server.public_url;
        let lianhe = invite.place.open().await?;
        let (district, person, name) = find(&lianhe, &invite.person).await?;
        // Accounts are the system administrator's: the command line acts as one.
        let (_, held) =
            appointed(&lianhe, district, AppointmentKind::SystemAdministrator, district, None).await?;
        let caller = operator_as(&lianhe, held).await?;
        let invitation = match lianhe.write(&caller, Invite { person }).await {
            Ok(invitation) => invitation,
            Err(service::Error::Refused(refusal)) => {
                let language = domain::rule::Language::English;
                anyhow::bail!("{}: {}", refusal.detail(language), refusal.hint(language));
            }
            Err(other) => return Err(other.into()),
        };
        eprintln!("for {name}, valid once until {}", invitation.expires_at);
        let base = base.unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
        println!("{base}/sign-in#token={}", invitation.secret.reveal());
        lianhe.db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// The person of that name or number who has an appointment today.
async fn find(lianhe: &Lianhe, wanted: &str) -> Result<(DistrictId, PersonId, String)> {
    let mut conn = lianhe.db.read().await?;
    let numbered = storage::access::person_by_reference(&mut conn, wanted).await?;
    let mut found: Vec<(DistrictId, PersonId, String)> = Vec::new();
    for district in storage::grid::districts(&mut conn).await? {
        for held in storage::access::appointments_in(&mut conn, district, lianhe.today()).await? {
            let actor = held.actor;
            let meant = numbered.map_or(actor.person_name == wanted, |person| actor.person == person);
            let known = found.iter().any(|(_, person, _)| *person == actor.person);
            if meant && !known && actor.person_name != OPERATOR {
                found.push((district, actor.person, actor.person_name));
            }
        }
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => anyhow::bail!("nobody called '{wanted}' has an appointment today: import appointments first"),
        many => anyhow::bail!("{many} people are called '{wanted}': give the number instead"),
    }
}
