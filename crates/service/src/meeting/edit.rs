//! A draft is put right.

use domain::access::Operation;
use domain::id::MeetingId;
use domain::meeting::course::MeetingStage;
use domain::rule::{Refusal, Rule};
use storage::meeting::{self, Attendance, Meeting};

use super::NewMeeting;
use super::record::{checked, object, values};
use crate::consortium::written;
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

pub struct EditMeeting {
    pub id: MeetingId,
    pub version: i64,
    pub meeting: NewMeeting,
}

impl Write for EditMeeting {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let old = meeting::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (found, place) = written(work, old.consortium).await?;
        work.authorise(Operation::MeetingRecord, &place)?;
        old.course.stage.check(&[MeetingStage::Held])?;
        if let Some(on) = old.locked_on {
            return Err(Refusal::new(Rule::MeetingLocked, "id").with(on).into());
        }
        let (facts, lines) = checked(work, &found, &self.meeting).await?;
        let before = attendance_of(work, &old).await?;
        if facts == old.facts && lines == before {
            return Err(Refusal::new(Rule::NothingChanged, "agenda").into());
        }
        let changed = Meeting { facts, version: self.version, ..old.clone() };
        check_bumped(meeting::update(work.tx, district, &changed).await?)?;
        let keyed: Vec<_> = lines.iter().map(|line| (work.ids.uuid(), line.clone())).collect();
        meeting::put_attendance(work.tx, district, self.id, &keyed).await?;
        let values = (Some(values(&old.facts, &before)), Some(values(&changed.facts, &lines)));
        work.journal(Operation::MeetingRecord, object(&found, &changed), values, None).await
    }
}

pub(crate) async fn attendance_of(work: &mut Work<'_>, old: &Meeting) -> Result<Vec<Attendance>> {
    let district = work.district();
    Ok(meeting::sheet(work.tx, district, old.id).await?)
}
