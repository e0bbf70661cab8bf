//! Appointments that come and go with a post: the holder changes, and the power goes along, in the same transaction.

use chrono::NaiveDate;
use domain::access::{AppointmentKind, Power, Relation, check_separate};
use domain::id::{AppointmentId, PersonId, PostId};
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::access::Appointment;

use super::appoint::store;
use super::end_appointment::{end, place_of};
use crate::{Result, Work};

/// A post that changes hands on a day.
pub(crate) struct Holding<'a> {
    pub post: PostId,
    pub title: &'a str,
    pub on: NaiveDate,
    /// The day on which the holder before the new one left: that of this change, or an earlier one after which the post was
    /// vacant. Powers that ended with that holding come back with the new one; those that were taken away do not.
    pub left_on: Option<NaiveDate>,
    pub successor: Option<(PersonId, &'a str)>,
}

/// The predecessor's appointment that rests on the post ends; the successor gets it.
///
/// # Errors
/// Refuses whoever is not above the power that would go along: nobody hands on their own.
pub(crate) async fn follow_post(work: &mut Work<'_>, holding: Holding<'_>) -> Result<()> {
    let (district, on) = (work.district(), holding.on);
    let all = storage::access::resting_on(work.tx, district, holding.post).await?;
    let resting = all.into_iter().filter(|(of, _)| {
        let goes_on = holding.successor.is_some_and(|(person, _)| person == of.person);
        let ended_with_it = holding.left_on.is_some_and(|day| of.period.stored_to() == day);
        !goes_on && of.deputy_for.is_none() && (of.period.stored_to() > on || ended_with_it)
    });
    for (of, name) in resting {
        let (place, place_name) = place_of(work, &of).await?;
        let above = work.actor.place.relation_to(&place) == Relation::Below
            || work.actor.kind == AppointmentKind::DistrictAdministrator;
        if !above {
            return Err(Refusal::new(Rule::PostCarriesPower, "person_name").with(of.kind.term()).into());
        }
        let mut begins = on;
        if of.period.stored_to() > on {
            let reason = format!("岗位“{}”的任职人变更，任职随岗位终止", holding.title);
            end(work, &of, name, on, &reason).await?;
            begins = of.period.from().succ_opt().map_or(on, |next| next.max(on));
        }
        if let Some((person, person_name)) = holding.successor {
            let period = Period::new(begins, of.period.to().filter(|end| *end > begins))?;
            let next =
                Appointment { id: AppointmentId::new(work.ids.uuid()), person, period, basis: None, ..of };
            let power = |of: &Appointment| Power { kind: of.kind, district: of.district, period: of.period };
            let ever = storage::access::ever_of(work.tx, person).await?;
            let held: Vec<Power> = ever.iter().map(|(of, _)| power(of)).collect();
            check_separate(&held, &power(&next))?;
            let reason = format!("接任岗位“{}”，任职随岗位转移", holding.title);
            store(work, &next, person_name.to_owned(), &place_name, Some(reason)).await?;
        }
    }
    Ok(())
}
