//! Identifiers: UUIDv7 newtypes, so that a unit can never be passed where a division is meant.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            pub const fn new(uuid: Uuid) -> Self { Self(uuid) }
            pub const fn uuid(self) -> Uuid { self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }
    )+};
}

ids! {
    /// A division of the district or of a level above it. The district's own id is the tenant.
    DivisionId,
    UnitId,
    PartyOrganisationId,
    PostId,
    PersonId,
    AppointmentId,
    SessionId,
    ObservationId,
    PartyAggregateId,
    ImportId,
    FeedbackId,
    ConsortiumId,
    MembershipId,
    SeatId,
    MeetingId,
    TopicId,
    AgendaItemId,
    VoteId,
    ResolutionId,
    TaskId,
    RemarkId,
    CalendarFeedId,
    CategoryId,
    ClaimId,
    EntryId,
    BulletinId,
    OpinionId,
    ListRefreshId,
    AttachmentId,
}

/// The tenant and the shard: the id of the district's own division.
pub type DistrictId = DivisionId;
