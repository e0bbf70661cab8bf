//! Shapes that several operations share.

use std::borrow::Cow;

use chrono::NaiveDate;
use domain::access::{
    AccountState, AppointmentKind, ChangeState, ContactKind, Decision, Need, Operation, Relation, Stage,
};
use domain::attachment::{Attached, FileKind};
use domain::bulletin::{BulletinState, OpinionKind, OpinionState};
use domain::consortium::{CharterItem, MemberStatus, MemberStepKind, SeatKind, SeatStatus, SeatStepKind};
use domain::exchange::matching::{Bar, DeclineReason, Part};
use domain::exchange::{
    Audience, ClaimState, ClaimStepKind, ClockState, EntryKind, EntrySource, EntryStatus, Reach, Rung, Side,
    Urgency,
};
use domain::feedback::{FeedbackKind, FeedbackState};
use domain::grid::{DivisionKind, DivisionRef, EventKind, Node, Series};
use domain::id::DivisionId;
use domain::journal::{BehalfHow, ObjectType};
use domain::meeting::agenda::AgendaKind;
use domain::meeting::course::MeetingStage;
use domain::meeting::invitation::InvitationAnswer;
use domain::meeting::minutes::{RemarkKind, RemarkState};
use domain::meeting::resolution::{ResolutionKind, ResolutionState};
use domain::meeting::task::{TaskState, TaskStepKind};
use domain::meeting::topic::{TopicState, TopicStepKind};
use domain::meeting::vote::{Choice, VoteWay};
use domain::meeting::{MeetingKind, Presence};
use domain::obligation::{ObligationKind, ObligationState};
use domain::organisation::{PostKind, Rank, UnitType};
use domain::statistics::{Basis, Step};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use service::desk::DeskKind;
use service::export::{Format, Shown};
use service::organisation::{Alike, Keep};
use service::{After, Listing, Paged};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use uuid::Uuid;

use crate::problem::Problem;

/// What a handler answers.
pub type Answer<T> = Result<axum::Json<T>, Problem>;

/// A closed vocabulary of the domain, on the wire by its identifiers.
pub trait Vocabulary {
    type Wire;
    fn wire(self) -> Self::Wire;
}

/// A word of the domain on its way out.
pub fn word<T: Vocabulary>(value: T) -> T::Wire {
    value.wire()
}

// The domain knows nothing of schemas, and a foreign trait needs a type of this crate: one newtype for each vocabulary.
macro_rules! vocabularies {
    ($($wire:ident = $name:ident),+ $(,)?) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $wire(pub $name);

        impl Vocabulary for $name {
            type Wire = $wire;
            fn wire(self) -> $wire { $wire(self) }
        }

        impl Serialize for $wire {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.word())
            }
        }

        impl<'de> Deserialize<'de> for $wire {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<str>::deserialize(deserializer)?;
                let found = $name::ALL.iter().copied().find(|value| value.word() == text);
                found.map($wire).ok_or_else(|| {
                    let words: Vec<_> = $name::ALL.iter().map(|value| value.word()).collect();
                    serde::de::Error::custom(format_args!("'{text}' is not one of {}", words.join(", ")))
                })
            }
        }

        impl PartialSchema for $wire {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some($name::ALL.iter().map(|value| value.word())))
                    .into()
            }
        }

        impl ToSchema for $wire {
            fn name() -> Cow<'static, str> { Cow::Borrowed(stringify!($name)) }
        }
    )+};
}

vocabularies!(
    AppointmentKindWord = AppointmentKind,
    BarWord = Bar,
    DeclineReasonWord = DeclineReason,
    PartWord = Part,
    OperationWord = Operation,
    DivisionKindWord = DivisionKind,
    EventKindWord = EventKind,
    SeriesWord = Series,
    ObjectTypeWord = ObjectType,
    PostKindWord = PostKind,
    RankWord = Rank,
    UnitTypeWord = UnitType,
    BasisWord = Basis,
    DeskKindWord = DeskKind,
    FormatWord = Format,
    AlikeWord = Alike,
    KeepWord = Keep,
    ShownWord = Shown,
    StepWord = Step,
    ContactKindWord = ContactKind,
    FeedbackKindWord = FeedbackKind,
    FeedbackStateWord = FeedbackState,
    StageWord = Stage,
    NeedWord = Need,
    AccountStateWord = AccountState,
    ChangeStateWord = ChangeState,
    DecisionWord = Decision,
    RelationWord = Relation,
    BehalfHowWord = BehalfHow,
    CharterItemWord = CharterItem,
    MemberStatusWord = MemberStatus,
    MemberStepKindWord = MemberStepKind,
    SeatKindWord = SeatKind,
    SeatStatusWord = SeatStatus,
    SeatStepKindWord = SeatStepKind,
    ObligationKindWord = ObligationKind,
    ObligationStateWord = ObligationState,
    MeetingKindWord = MeetingKind,
    PresenceWord = Presence,
    EntryKindWord = EntryKind,
    EntryStatusWord = EntryStatus,
    EntrySourceWord = EntrySource,
    ReachWord = Reach,
    UrgencyWord = Urgency,
    AudienceWord = Audience,
    SideWord = Side,
    ClaimStateWord = ClaimState,
    ClaimStepKindWord = ClaimStepKind,
    ClockStateWord = ClockState,
    RungWord = Rung,
    ResolutionKindWord = ResolutionKind,
    ResolutionStateWord = ResolutionState,
    TaskStateWord = TaskState,
    TaskStepKindWord = TaskStepKind,
    RemarkKindWord = RemarkKind,
    RemarkStateWord = RemarkState,
    MeetingStageWord = MeetingStage,
    TopicStateWord = TopicState,
    TopicStepKindWord = TopicStepKind,
    AgendaKindWord = AgendaKind,
    InvitationAnswerWord = InvitationAnswer,
    VoteWayWord = VoteWay,
    ChoiceWord = Choice,
    BulletinStateWord = BulletinState,
    OpinionKindWord = OpinionKind,
    OpinionStateWord = OpinionState,
    AttachedWord = Attached,
    FileKindWord = FileKind,
);

/// The day on which the answer is to be true; today when absent.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OnDay {
    pub as_of: Option<NaiveDate>,
}

/// What every list takes.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// Only what lies in this division or below it.
    pub within: Option<Uuid>,
    pub as_of: Option<NaiveDate>,
    /// The cursor of the page before.
    pub after: Option<String>,
    /// Rows of a page, 1 to 200, 20 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

const LIMIT: i64 = 20;
const LIMIT_MOST: i64 = 200;

pub fn limit_of(limit: Option<i64>) -> i64 {
    limit.unwrap_or(LIMIT).clamp(1, LIMIT_MOST)
}

impl ListParams {
    pub fn listing(&self) -> Result<Listing, Problem> {
        let after = self.after.as_deref().map(read_cursor).transpose()?.unwrap_or_default();
        Ok(Listing { within: self.within.map(DivisionId::new), after, limit: limit_of(self.limit) })
    }
}

/// A cursor holds the key and id of the last row; callers are not to look inside.
fn write_cursor(after: &After) -> String {
    let mut bytes = after.id.as_bytes().to_vec();
    bytes.extend_from_slice(after.key.as_bytes());
    hex::encode(bytes)
}

fn read_cursor(text: &str) -> Result<After, Problem> {
    let invalid =
        || Problem::Request(axum::http::StatusCode::BAD_REQUEST, format!("'{text}' is not a cursor (after)"));
    let bytes = hex::decode(text).map_err(|_| invalid())?;
    let (id, key) = bytes.split_at_checked(16).ok_or_else(invalid)?;
    Ok(After {
        id: Uuid::from_slice(id).map_err(|_| invalid())?,
        key: String::from_utf8(key.to_vec()).map_err(|_| invalid())?,
    })
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageBody<T> {
    pub items: Vec<T>,
    /// How many the filters match in all.
    pub total: i64,
    /// The cursor of the next page.
    pub next: Option<String>,
}

impl<T> PageBody<T> {
    pub fn new<S>(paged: &Paged<S>, shape: impl FnMut(&S) -> T) -> Self {
        let Paged { page, total } = paged;
        let items = page.items.iter().map(shape).collect();
        Self { next: page.next.as_ref().map(write_cursor), items, total: *total }
    }
}

/// Something by its id and name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Named {
    pub id: Uuid,
    pub name: String,
}

impl Named {
    pub fn new(id: Uuid, name: impl Into<String>) -> Self {
        Self { id, name: name.into() }
    }
}

impl From<DivisionRef> for Named {
    fn from(division: DivisionRef) -> Self {
        Self { id: division.id.uuid(), name: division.name }
    }
}

impl From<&Node> for Named {
    fn from(node: &Node) -> Self {
        Self::new(node.id.uuid(), node.facts.name.as_str())
    }
}

/// Something by its type, id and name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Reference {
    pub r#type: ObjectTypeWord,
    pub id: Uuid,
    pub name: String,
}

/// A field of an edit that can be absent (stays as it is) or null (is removed).
pub fn removable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A time of day as forms write it.
pub fn clock(time: Option<chrono::NaiveTime>) -> Option<String> {
    time.map(|time| time.format("%H:%M").to_string())
}

pub fn permissions(operations: Vec<Operation>) -> Vec<OperationWord> {
    operations.into_iter().map(word).collect()
}
