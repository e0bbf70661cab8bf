//! What is held about the caller: shown on a page of its own, and taken along as a file.

use domain::access::Operation;
use domain::journal::{ObjectRef, ObjectType};
use serde_json::json;
use storage::access::{Held, Trace};
use storage::consortium::seat::Seat;
use storage::feedback::Feedback;
use storage::organisation::post::Post;

use super::contact::{self, OpenContact};
use crate::{Result, View, Work, Write};

/// How many sign-ins the page shows.
const SIGN_INS: i64 = 50;
const MESSAGES: i64 = 50;

pub struct PersonalData {
    pub sign_in_name: Option<String>,
    pub contacts: Vec<OpenContact>,
    pub appointments: Vec<Held>,
    pub posts: Vec<Post>,
    /// Seats that are the person's own, not a post's; each with its consortium's name.
    pub seats: Vec<(Seat, String)>,
    pub sign_ins: Vec<Trace>,
    pub messages: Vec<Feedback>,
}

/// # Errors
/// When the database cannot be read, or the key of a contact is missing.
pub async fn personal_data(view: &mut View<'_>) -> Result<PersonalData> {
    let (district, person, today) = (view.district(), view.caller.actor.person, view.as_of);
    let account = storage::account::account(&mut view.conn, person).await?;
    Ok(PersonalData {
        sign_in_name: account.and_then(|account| account.sign_in_name),
        seats: seats(view).await?,
        contacts: contact::own(view).await?,
        appointments: storage::access::appointments_of(&mut view.conn, person, today).await?,
        posts: storage::organisation::post::of_person(&mut view.conn, district, person, today).await?,
        sign_ins: storage::access::sessions_of(&mut view.conn, person, SIGN_INS).await?,
        messages: storage::feedback::of_person(&mut view.conn, district, person, MESSAGES).await?,
    })
}

async fn seats(view: &mut View<'_>) -> Result<Vec<(Seat, String)>> {
    let (district, person, today) = (view.district(), view.caller.actor.person, view.as_of);
    let own = storage::consortium::seat::of_person(&mut view.conn, district, person, today).await?;
    let mut named = Vec::with_capacity(own.len());
    for seat in own {
        let consortium = storage::consortium::body::get(&mut view.conn, district, seat.consortium).await?;
        let name = consortium.map(|of| of.name_on(today).to_owned());
        named.push((seat, name.unwrap_or_default()));
    }
    Ok(named)
}

/// The journal's entry of taking one's own data along.
pub struct TakePersonalData;

impl Write for TakePersonalData {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let id = work.actor.person.uuid();
        let object = ObjectRef { kind: ObjectType::Person, id, name: work.actor.person_name.clone() };
        let after = json!({ "format": "json" });
        work.journal(Operation::PersonalDataExport, object, (None, Some(after)), None).await
    }
}
