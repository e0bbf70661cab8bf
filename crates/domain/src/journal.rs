//! The journal (日志): one entry for each write, and the chain that makes every later change of it visible.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::{AppointmentKind, Operation};
use crate::id::{AppointmentId, DistrictId, PersonId};
use crate::name::Name;

crate::words! {
    /// What kind of thing an entry is about.
    pub enum ObjectType {
        District = "district", "区县";
        Division = "division", "区划";
        Observation = "observation", "观测值";
        Unit = "unit", "单位";
        PartyOrganisation = "party_organisation", "党组织";
        PartyAggregate = "party_aggregate", "党组织合计数";
        Post = "post", "岗位";
        Person = "person", "人员";
        Appointment = "appointment", "任职";
        Session = "session", "会话";
        Import = "import", "导入";
        Export = "export", "导出";
        Feedback = "feedback", "投诉与建议";
        Key = "key", "密钥";
        Journal = "journal", "日志";
        Account = "account", "账号";
        Change = "change", "待核准事项";
        Consortium = "consortium", "联合体";
        Charter = "charter", "章程标准";
        Membership = "membership", "成员资格";
        Seat = "seat", "工委席位";
        Meeting = "meeting", "会议";
        Entry = "entry", "清单条目";
        Claim = "claim", "认领";
        EntryCategory = "entry_category", "条目类别";
        Calendar = "calendar", "日历订阅";
        Template = "template", "公文模板";
        Resolution = "resolution", "议定事项";
        Task = "task", "任务";
        Topic = "topic", "议题";
        AgendaItem = "agenda_item", "议程事项";
        Invitation = "invitation", "参会回执";
        Vote = "vote", "表决";
        Remark = "remark", "纪要意见";
        Bulletin = "bulletin", "定期通报";
        Opinion = "opinion", "意见建议";
        ListRefresh = "list_refresh", "清单更新";
    }
}

/// The object of an entry, with the name it had then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectRef {
    pub kind: ObjectType,
    pub id: Uuid,
    pub name: String,
}

/// What a write did. `before` and `after` hold JSON text of the values that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub operation: Operation,
    pub object: ObjectRef,
    pub before: Option<String>,
    pub after: Option<String>,
    pub reason: Option<String>,
}

crate::words! {
    /// How somebody without an account told an official what to enter (代录).
    pub enum BehalfHow {
        Paper = "paper", "纸质材料";
        Phone = "phone", "电话";
        InPerson = "in_person", "当面";
    }
}

/// For whom an official made an entry, and how it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behalf {
    pub how: BehalfHow,
    pub name: Name,
}

/// Who did it: the person, and the appointment on whose behalf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub person: PersonId,
    pub appointment: AppointmentId,
    pub appointment_kind: AppointmentKind,
    pub place: String,
    /// Set when an official entered it for somebody else (代录).
    pub behalf: Option<Behalf>,
}

/// An entry as it stands in the book of its district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub district: DistrictId,
    pub sequence: i64,
    pub at: DateTime<Utc>,
    pub author: Author,
    pub batch: Option<Uuid>,
    pub entry: Entry,
}

impl Recorded {
    /// The bytes that are sealed: every field, each with its length before it, so that no two entries share them.
    pub fn canonical(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        let mut put = |part: &[u8]| {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        };
        put(self.district.uuid().as_bytes());
        put(&self.sequence.to_be_bytes());
        put(&self.at.timestamp_micros().to_be_bytes());
        put(self.author.person.uuid().as_bytes());
        put(self.author.appointment.uuid().as_bytes());
        put(self.author.appointment_kind.word().as_bytes());
        put(self.author.place.as_bytes());
        put(self.batch.map(|b| b.into_bytes()).unwrap_or_default().as_slice());
        put(self.entry.operation.word().as_bytes());
        put(self.entry.object.kind.word().as_bytes());
        put(self.entry.object.id.as_bytes());
        put(self.entry.object.name.as_bytes());
        for text in [&self.entry.before, &self.entry.after, &self.entry.reason] {
            put(&[u8::from(text.is_some())]);
            put(text.as_deref().unwrap_or_default().as_bytes());
        }
        // Columns that came later are sealed only where they say something, so that older seals stay right.
        if let Some(behalf) = &self.author.behalf {
            put(b"on_behalf_of");
            put(behalf.how.word().as_bytes());
            put(behalf.name.as_str().as_bytes());
        }
        bytes
    }
}
