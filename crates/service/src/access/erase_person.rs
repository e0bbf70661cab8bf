//! Erasing what the journal still says of somebody who no longer holds any office: after the time for which it must be
//! kept, or because the person or an authority rightfully asks (个人信息保护法 第四十七条). The entries stay, and so does the chain.

use chrono::{Days, NaiveDate};
use domain::access::{Operation, Place};
use domain::id::PersonId;
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::access::Former;

use crate::journal::LEAST_DAYS;
use crate::work::check_reason;
use crate::{Error, Result, View, Work, Write};

/// What stands for a name that was erased.
pub const ERASED: &str = "已删除";

pub struct ErasePerson {
    pub person: PersonId,
    /// Whether it is rightfully asked for, so that the time need not have passed.
    pub on_request: bool,
    pub reason: String,
}

impl Write for ErasePerson {
    /// How many values of entries went.
    type Output = u64;

    async fn run(self, work: &mut Work<'_>) -> Result<u64> {
        let (district, today) = (work.district(), work.today());
        work.authorise(Operation::PersonErase, &Place::district(district))?;
        let reason = check_reason(&self.reason)?;
        let last = storage::access::last_day_in_office(work.tx, district, self.person).await?;
        let ended = last.ok_or(Error::NotFound)?;
        if ended > today {
            return Err(Refusal::new(Rule::PersonInOffice, "person").into());
        }
        let from = erasable_from(ended);
        if from > today && !self.on_request {
            return Err(Refusal::new(Rule::PersonRetained, "on_request").with(from).into());
        }
        let erased = storage::journal::erase_personal(work.tx, district, self.person).await?;
        for contact in storage::contact::of(work.tx, self.person).await? {
            storage::contact::delete(work.tx, contact.id).await?;
        }
        storage::identity::unlink(work.tx, self.person).await?;
        storage::access::erase_name(work.tx, self.person, ERASED).await?;
        let object = ObjectRef { kind: ObjectType::Person, id: self.person.uuid(), name: String::new() };
        let after = json!({ "erased": erased, "on_request": self.on_request });
        work.journal(Operation::PersonErase, object, (None, Some(after)), Some(reason)).await?;
        Ok(erased)
    }
}

/// The first day on which nothing asks any more that it be kept.
fn erasable_from(ended: NaiveDate) -> NaiveDate {
    ended.checked_add_days(Days::new(LEAST_DAYS.into())).unwrap_or(ended)
}

/// Somebody who held an office, and from when on what is kept of them may be erased.
pub struct FormerHolder {
    pub former: Former,
    pub erasable_from: NaiveDate,
}

/// Those who hold no office any more and are not erased yet, for the security administrator.
///
/// # Errors
/// `NotFound` for everybody else.
pub async fn former_holders(view: &mut View<'_>) -> Result<Vec<FormerHolder>> {
    let (district, today) = (view.district(), view.lianhe.today());
    view.authorise(Operation::PersonErase, &Place::district(district))?;
    let found = storage::access::former_holders(&mut view.conn, district, today, ERASED).await?;
    let with_day = |former: Former| FormerHolder { erasable_from: erasable_from(former.ended), former };
    Ok(found.into_iter().map(with_day).collect())
}
