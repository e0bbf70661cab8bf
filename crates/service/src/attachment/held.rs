//! What files belong to: where it lies, who changes it, and when it is settled.

use chrono::NaiveDate;
use domain::access::{Actor, Operation, Place};
use domain::attachment::{Attached, FIELD};
use domain::bulletin::BulletinState;
use domain::exchange::{EntryState, EntryStatus};
use domain::id::{
    BulletinId, ConsortiumId, DistrictId, EntryId, MeetingId, MembershipId, TaskId, TopicId, UnitId,
};
use domain::journal::{ObjectRef, ObjectType};
use domain::meeting::topic::TopicState;
use domain::rule::{Refusal, Rule};
use storage::Conn;
use storage::bulletin::{self, Bulletin};
use storage::consortium::body;
use storage::consortium::membership::{self, Membership};
use storage::exchange::entry::{self, Entry};
use storage::meeting::topic::{self, Topic};
use storage::meeting::{self, Meeting};
use storage::task::{self, Task};
use uuid::Uuid;

use crate::bulletin::show_bulletin;
use crate::consortium::{seen, unit_name, written};
use crate::exchange::show_entry;
use crate::meeting::list_topics;
use crate::{Error, Result, View, Work};

/// What somebody wants to do with the files of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Add,
    Remove,
}

impl Act {
    pub const fn operation(self) -> Operation {
        match self {
            Self::Add => Operation::AttachmentAdd,
            Self::Remove => Operation::AttachmentRemove,
        }
    }
}

/// Something that files belong to, as it is stored.
pub(super) enum Held {
    Membership(Membership),
    Meeting(Meeting),
    /// With the day on which the minutes of its meeting were settled.
    Topic(Topic, Option<NaiveDate>),
    Task(Task),
    Bulletin(Bulletin),
    Entry(Box<Entry>),
}

impl Held {
    /// # Errors
    /// `NotFound` when there is no such thing.
    pub async fn load(conn: &mut Conn, district: DistrictId, (to, id): (Attached, Uuid)) -> Result<Self> {
        let found = match to {
            Attached::Membership => {
                membership::get(conn, district, MembershipId::new(id)).await?.map(Self::Membership)
            }
            Attached::Meeting => meeting::get(conn, district, MeetingId::new(id)).await?.map(Self::Meeting),
            Attached::Topic => match topic::get(conn, district, TopicId::new(id)).await? {
                None => None,
                Some(topic) => {
                    let meeting = match topic.meeting {
                        Some(meeting) => meeting::get(conn, district, meeting).await?,
                        None => None,
                    };
                    Some(Self::Topic(topic, meeting.and_then(|meeting| meeting.locked_on)))
                }
            },
            Attached::Task => task::get(conn, district, TaskId::new(id)).await?.map(Self::Task),
            Attached::Bulletin => {
                bulletin::get(conn, district, BulletinId::new(id)).await?.map(Self::Bulletin)
            }
            Attached::Entry => {
                let found = entry::get(conn, district, EntryId::new(id)).await?;
                found.map(|entry| Self::Entry(Box::new(entry)))
            }
        };
        found.ok_or(Error::NotFound)
    }

    /// The body to which it belongs; none for an entry, which is its owner's.
    const fn consortium(&self) -> Option<ConsortiumId> {
        match self {
            Self::Membership(held) => Some(held.consortium),
            Self::Meeting(held) => Some(held.consortium),
            Self::Topic(held, _) => Some(held.consortium),
            Self::Task(held) => Some(held.consortium),
            Self::Bulletin(held) => Some(held.consortium),
            Self::Entry(_) => None,
        }
    }

    /// The one unit of the body whose own it is besides the secretariat's.
    const fn unit(&self) -> Option<UnitId> {
        match self {
            Self::Membership(held) => Some(held.unit),
            Self::Topic(held, _) => held.unit,
            Self::Task(held) => Some(held.unit),
            Self::Meeting(_) | Self::Bulletin(_) | Self::Entry(_) => None,
        }
    }

    /// Where it lies for a reader.
    ///
    /// # Errors
    /// `NotFound` when the reader may not see it.
    pub async fn seen(&self, view: &mut View<'_>) -> Result<Option<Place>> {
        let district = view.district();
        if let Self::Entry(entry) = self {
            show_entry(view, entry.id).await?;
            let (tree, day) = (view.tree().await?, view.as_of);
            return crate::exchange::place_of(&mut view.conn, district, &tree, entry.owner, day).await;
        }
        let (_, place) = seen(view, self.consortium().ok_or(Error::NotFound)?).await?;
        view.authorise(Operation::ConsortiumView, &place)?;
        match self {
            Self::Bulletin(bulletin) => {
                show_bulletin(view, bulletin.id).await?;
            }
            Self::Topic(topic, _) => {
                let shown = list_topics(view, topic.consortium).await?;
                shown.iter().find(|shown| shown.topic.id == topic.id).ok_or(Error::NotFound)?;
            }
            _ => {}
        }
        Ok(Some(place))
    }

    /// Where it lies for somebody who writes.
    ///
    /// # Errors
    /// `NotFound` when the writer may not see it.
    pub async fn written(&self, work: &mut Work<'_>) -> Result<Place> {
        let today = work.today();
        let (place, view) = match self {
            Self::Entry(entry) => {
                (crate::exchange::home(work, entry.owner, today).await?.place, Operation::EntryView)
            }
            _ => {
                let body = self.consortium().ok_or(Error::NotFound)?;
                (written(work, body).await?.1, Operation::ConsortiumView)
            }
        };
        work.authorise(view, &place)?;
        Ok(place)
    }

    /// What the journal calls it.
    pub async fn object(&self, conn: &mut Conn, district: DistrictId, today: NaiveDate) -> Result<ObjectRef> {
        let body = match self.consortium() {
            Some(id) => body::get(conn, district, id).await?,
            None => None,
        };
        let Some(body) = body else {
            return match self {
                Self::Entry(held) => Ok(crate::exchange::object(held)),
                _ => Err(Error::NotFound),
            };
        };
        Ok(match self {
            Self::Membership(held) => {
                let name = unit_name(conn, district, held.unit, today).await?;
                let name = format!("{} {name}", body.name_on(today));
                ObjectRef { kind: ObjectType::Membership, id: held.id.uuid(), name }
            }
            Self::Meeting(held) => crate::meeting::object(&body, held),
            Self::Topic(held, _) => crate::meeting::topic_object(held),
            Self::Task(held) => crate::resolution::task_object(held),
            Self::Bulletin(held) => crate::bulletin::object(&body, held),
            Self::Entry(held) => crate::exchange::object(held),
        })
    }

    /// What must be allowed besides the attaching itself: changing the thing.
    ///
    /// # Errors
    /// Refuses a unit that is not the thing's own, and what is settled.
    pub fn changing(&self, actor: &Actor, act: Act, today: NaiveDate) -> Result<Operation> {
        let acts_for = actor.place.unit;
        // A liaison speaks for its own unit alone.
        if acts_for.is_some() && self.consortium().is_some() && acts_for != self.unit() {
            return Err(Error::Forbidden(act.operation()));
        }
        if let Some(state) = self.closed() {
            return Err(Refusal::new(Rule::AttachmentClosed, FIELD).with(state).into());
        }
        if let (Act::Remove, Some(on)) = (act, self.settled(today)) {
            return Err(Refusal::new(Rule::AttachmentSettled, FIELD).with(on).into());
        }
        let own = acts_for.is_some();
        Ok(match self {
            Self::Membership(_) if own => Operation::MembershipLeave,
            Self::Membership(_) => Operation::MembershipDecide,
            Self::Meeting(held) if held.locked_on.is_some() => Operation::MinutesAppend,
            Self::Meeting(held) if held.course.stage.is_ahead() => Operation::MeetingPlan,
            Self::Meeting(_) => Operation::MeetingRecord,
            Self::Topic(..) if own => Operation::TopicPropose,
            Self::Topic(..) => Operation::TopicDecide,
            Self::Task(_) if own => Operation::TaskReport,
            Self::Task(_) => Operation::TaskDecide,
            Self::Bulletin(_) => Operation::BulletinDraft,
            Self::Entry(_) => Operation::EntryRecord,
        })
    }

    /// Its state, where its files do not change at all: what others have read stays what they have read.
    const fn closed(&self) -> Option<&'static str> {
        match self {
            Self::Bulletin(held) if !matches!(held.state, BulletinState::Draft) => Some(held.state.term()),
            Self::Entry(held) if matches!(held.state, EntryState::Closed { .. }) => {
                Some(EntryStatus::Closed.term())
            }
            _ => None,
        }
    }

    /// Since when it is settled, so that its files stay.
    fn settled(&self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Membership(held) => held.tenure.and_then(|tenure| tenure.to()).filter(|to| *to <= today),
            Self::Meeting(held) => held.locked_on,
            Self::Topic(held, locked) => {
                let over = !matches!(held.state, TopicState::Proposed | TopicState::Taken);
                locked.or_else(|| over.then_some(held.proposed_on))
            }
            Self::Task(held) => held.closed_on,
            Self::Bulletin(_) | Self::Entry(_) => None,
        }
    }
}

/// Whether somebody may do this with the files of something that it sees.
pub(super) fn allowed(
    actor: &Actor,
    held: &Held,
    place: Option<&Place>,
    act: Act,
    today: NaiveDate,
) -> Result<()> {
    let changing = held.changing(actor, act, today);
    // Who may not change it is told so before anything about its state.
    let operation = match &changing {
        Ok(operation) => *operation,
        Err(Error::Refused(_)) => act.operation(),
        Err(_) => return changing.map(|_| ()),
    };
    let may = |operation| place.is_some_and(|place| actor.may(operation, place));
    if !may(act.operation()) || !may(operation) {
        return Err(Error::Forbidden(act.operation()));
    }
    changing.map(|_| ())
}
