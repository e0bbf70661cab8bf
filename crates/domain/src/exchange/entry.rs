//! An entry (条目) of one of the three lists: what somebody offers, runs or needs. The three share nearly everything, so
//! they are one thing with a kind.

use chrono::NaiveDate;

use super::Times;
use crate::grid::Level;
use crate::id::{CategoryId, DivisionId, UnitId};
use crate::name::Name;
use crate::organisation::UnitType;
use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum EntryKind {
        Resource = "resource", "共享资源";
        Project = "project", "服务项目";
        Demand = "demand", "需求意向";
    }
}

impl EntryKind {
    /// Offered rather than asked for: its quantity is a capacity.
    pub const fn is_offer(self) -> bool {
        !matches!(self, Self::Demand)
    }
}

crate::words! {
    /// How far an offer goes, or from how far help may come, around the entry's place.
    pub enum Reach {
        Community = "community", "本社区（村）";
        Street = "street", "本街道";
        District = "district", "全区";
    }
}

impl Reach {
    /// Whether somebody at `there` is within reach of an entry at `here`. A place without a community is its whole street,
    /// which an entry of one community reaches as well.
    pub fn covers(self, here: Spot, there: Spot) -> bool {
        fn meets<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
            a.is_none() || b.is_none() || a == b
        }
        match self {
            Self::District => true,
            Self::Street => meets(here.street, there.street),
            Self::Community => meets(here.street, there.street) && meets(here.community, there.community),
        }
    }
}

/// Where an entry lies in the grid: its street and community, as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Spot {
    pub street: Option<DivisionId>,
    pub community: Option<DivisionId>,
}

crate::words! {
    /// The class of a demand: its clock follows from it.
    pub enum Urgency {
        Urgent = "urgent", "紧急";
        Ordinary = "ordinary", "一般";
        Key = "key", "重点";
    }
}

crate::words! {
    /// Where an entry comes from.
    pub enum EntrySource {
        Unit = "unit", "单位提出";
        Community = "community", "社区提出";
        Resident = "resident", "居民心愿";
        Meeting = "meeting", "会议提出";
    }
}

crate::words! {
    /// Whom an entry is for; none named is everybody.
    pub enum Audience {
        PartyMembers = "party_members", "党员";
        Elderly = "elderly", "老年人";
        Minors = "minors", "青少年";
        Women = "women", "妇女";
        Disabled = "disabled", "残疾人";
        Hardship = "hardship", "困难群众";
        Veterans = "veterans", "退役军人";
        JobSeekers = "job_seekers", "求职人员";
        Workers = "workers", "职工";
        Migrants = "migrants", "流动人口";
        Enterprises = "enterprises", "企业";
    }
}

/// How much of what: 3 场, 40 座, 200 人次. Whole numbers only, so that what is asked, committed and delivered always adds up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    amount: i64,
    measure: String,
}

impl Quantity {
    pub const MOST: i64 = 100_000_000;
    const MEASURE_CHARS: usize = 8;

    /// # Errors
    /// Refuses an amount below 1 or beyond reason, and a measure that is empty or a sentence.
    pub fn new(amount: i64, measure: &str) -> Result<Self, Refusal> {
        if amount < 1 {
            return Err(Refusal::new(Rule::EntryQuantity, "quantity").with(amount));
        }
        if amount > Self::MOST {
            return Err(Refusal::new(Rule::NumberTooLarge, "quantity").with(amount));
        }
        let measure = measure.trim();
        if measure.is_empty() || measure.chars().count() > Self::MEASURE_CHARS {
            return Err(Refusal::new(Rule::EntryMeasure, "measure").with(measure));
        }
        Ok(Self { amount, measure: measure.to_owned() })
    }

    pub const fn amount(&self) -> i64 {
        self.amount
    }

    pub fn measure(&self) -> &str {
        &self.measure
    }
}

/// Whose entry it is: a unit's, or a division's own (a community's, and the residents' wishes it takes down).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    Unit(UnitId),
    Division(DivisionId),
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFacts {
    pub kind: EntryKind,
    pub category: CategoryId,
    pub title: Name,
    pub text: String,
    pub quantity: Quantity,
    pub times: Times,
    /// The division where it takes place or is needed.
    pub division: DivisionId,
    pub address: Option<String>,
    pub reach: Reach,
    pub conditions: Option<String>,
    pub audience: Vec<Audience>,
    /// The first day on which it holds, and the last one, if any.
    pub valid_from: NaiveDate,
    pub valid_until: Option<NaiveDate>,
    pub source: EntrySource,
    pub urgency: Urgency,
    /// How many people it serves: a count, never a list.
    pub beneficiaries: Option<i64>,
}

impl EntryFacts {
    const TEXT_CHARS: usize = 4_000;
    const LINE_CHARS: usize = 300;

    /// # Errors
    /// Refuses what contradicts itself, naming the field.
    pub fn check(&self) -> Result<(), Refusal> {
        let long = |text: &str, most| text.chars().count() > most;
        if self.text.trim().is_empty() {
            return Err(Refusal::new(Rule::NameEmpty, "text"));
        }
        if long(&self.text, Self::TEXT_CHARS) {
            return Err(Refusal::new(Rule::TextTooLong, "text").with(Self::TEXT_CHARS));
        }
        for (field, line) in [("address", &self.address), ("conditions", &self.conditions)] {
            if line.as_deref().is_some_and(|line| long(line, Self::LINE_CHARS)) {
                return Err(Refusal::new(Rule::TextTooLong, field).with(Self::LINE_CHARS));
            }
        }
        if self.valid_until.is_some_and(|until| until < self.valid_from) {
            return Err(Refusal::new(Rule::EntryUntil, "valid_until").with(self.valid_from));
        }
        match self.beneficiaries {
            Some(n) if n < 0 => Err(Refusal::new(Rule::NumberNegative, "beneficiaries").with(n)),
            Some(n) if n > Quantity::MOST => Err(Refusal::new(Rule::NumberTooLarge, "beneficiaries").with(n)),
            _ => Ok(()),
        }
    }

    /// Of a military or police unit an entry says what is done, never with how many or from where.
    ///
    /// # Errors
    /// Refuses a quantity, an address, a place finer than a street, and a number beside 部队 or 官兵 in the words.
    pub fn check_owner(&self, unit: UnitType, level: Level) -> Result<(), Refusal> {
        if unit != UnitType::MilitaryPolice {
            return Ok(());
        }
        if self.quantity.amount() != 1 {
            return Err(Refusal::new(Rule::EntryMilitaryQuantity, "quantity"));
        }
        if self.address.is_some() {
            return Err(Refusal::new(Rule::UnitMilitaryField, "address"));
        }
        if level == Level::Community {
            return Err(Refusal::new(Rule::UnitMilitaryPlace, "division_id"));
        }
        let texts = [
            ("title", Some(self.title.as_str())),
            ("text", Some(self.text.as_str())),
            ("conditions", self.conditions.as_deref()),
        ];
        match texts.iter().find(|(_, text)| text.is_some_and(tells_strength)) {
            Some((field, _)) => Err(Refusal::new(Rule::EntryMilitaryNumber, field)),
            None => Ok(()),
        }
    }
}

/// Whether a number stands right before a word for a body of troops or its people: 91000部队, 50名官兵.
fn tells_strength(text: &str) -> bool {
    const AFTER: [&str; 8] = ["部队", "官兵", "战士", "名", "人", "兵", "干警", "民警"];
    let is_number = |c: char| c.is_numeric() || "零〇一二三四五六七八九十百千万余多".contains(c);
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    chars.iter().any(|(at, c)| {
        is_number(*c) && {
            let rest = &text[at + c.len_utf8()..];
            AFTER.iter().any(|word| rest.trim_start().starts_with(word))
        }
    })
}

/// What has been done with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryState {
    Draft,
    /// Its owner confirms it again by that day, or it leaves the list.
    Published {
        on: NaiveDate,
        confirm_by: NaiveDate,
    },
    Closed {
        on: NaiveDate,
        reason: String,
    },
}

crate::words! {
    /// What is to be said of an entry on a day.
    pub enum EntryStatus {
        Draft = "draft", "草稿";
        Listed = "listed", "在列";
        Lapsed = "lapsed", "待确认";
        Over = "over", "已过期";
        Closed = "closed", "已关闭";
    }
}

impl EntryState {
    /// Listed up to the day by which it is confirmed, and up to its last day; no job takes it down.
    pub fn on(&self, valid_until: Option<NaiveDate>, day: NaiveDate) -> EntryStatus {
        match self {
            Self::Draft => EntryStatus::Draft,
            Self::Closed { .. } => EntryStatus::Closed,
            Self::Published { .. } if valid_until.is_some_and(|until| until < day) => EntryStatus::Over,
            Self::Published { confirm_by, .. } if *confirm_by < day => EntryStatus::Lapsed,
            Self::Published { .. } => EntryStatus::Listed,
        }
    }

    /// # Errors
    /// Refuses to publish what is published or closed.
    pub fn publish(self, on: NaiveDate, confirm_by: NaiveDate) -> Result<Self, Refusal> {
        match self {
            Self::Draft => confirmed(on, confirm_by, on),
            Self::Published { .. } | Self::Closed { .. } => Err(Refusal::new(Rule::EntryNotDraft, "id")),
        }
    }

    /// # Errors
    /// Refuses to confirm what is not published.
    pub fn confirm(self, today: NaiveDate, confirm_by: NaiveDate) -> Result<Self, Refusal> {
        match self {
            Self::Published { on, .. } => confirmed(on, confirm_by, today),
            Self::Draft | Self::Closed { .. } => Err(Refusal::new(Rule::EntryNotPublished, "id")),
        }
    }

    /// # Errors
    /// Refuses to close what is closed, or without a reason.
    pub fn close(self, on: NaiveDate, reason: &str) -> Result<Self, Refusal> {
        match self {
            Self::Closed { on, .. } => Err(Refusal::new(Rule::AlreadyClosed, "id").with(on)),
            _ if reason.trim().is_empty() => Err(Refusal::new(Rule::ReasonEmpty, "reason")),
            Self::Draft | Self::Published { .. } => Ok(Self::Closed { on, reason: reason.trim().to_owned() }),
        }
    }
}

fn confirmed(on: NaiveDate, confirm_by: NaiveDate, today: NaiveDate) -> Result<EntryState, Refusal> {
    if confirm_by <= today {
        return Err(Refusal::new(Rule::EntryConfirmBy, "confirm_by").with(today));
    }
    Ok(EntryState::Published { on, confirm_by })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn facts() -> EntryFacts {
        EntryFacts {
            kind: EntryKind::Resource,
            category: CategoryId::new(Uuid::nil()),
            title: Name::parse("军民共建国防教育课", "title").expect("a name"),
            text: "为中小学生讲国防知识，时间面议。".into(),
            quantity: Quantity::new(1, "项").expect("a quantity"),
            times: Times::default(),
            division: DivisionId::new(Uuid::nil()),
            address: None,
            reach: Reach::Street,
            conditions: None,
            audience: vec![Audience::Minors],
            valid_from: day("2026-01-01"),
            valid_until: None,
            source: EntrySource::Unit,
            urgency: Urgency::Ordinary,
            beneficiaries: None,
        }
    }

    #[test]
    fn a_military_unit_tells_neither_strength_nor_number() {
        let check = |facts: &EntryFacts| {
            facts.check_owner(UnitType::MilitaryPolice, Level::Street).map_err(|refusal| refusal.rule)
        };
        assert_eq!(check(&facts()), Ok(()));
        let text = |text: &str| EntryFacts { text: text.into(), ..facts() };
        for told in ["由91000部队承办", "出动50 名官兵", "三十人参加", "出动四十多人"] {
            assert_eq!(check(&text(told)), Err(Rule::EntryMilitaryNumber), "{told}");
            assert_eq!(text(told).check_owner(UnitType::School, Level::Street), Ok(()));
        }
        let many = EntryFacts { quantity: Quantity::new(50, "人").expect("a quantity"), ..facts() };
        assert_eq!(check(&many), Err(Rule::EntryMilitaryQuantity));
        assert_eq!(
            check(&EntryFacts { address: Some("营区".into()), ..facts() }),
            Err(Rule::UnitMilitaryField)
        );
    }

    #[test]
    fn an_entry_leaves_the_list_when_nobody_confirms_it() {
        let drafted = EntryState::Draft;
        assert_eq!(drafted.on(None, day("2026-03-01")), EntryStatus::Draft);
        let listed = drafted.publish(day("2026-03-01"), day("2026-09-01")).expect("published");
        assert_eq!(listed.on(None, day("2026-09-01")), EntryStatus::Listed);
        assert_eq!(listed.on(None, day("2026-09-02")), EntryStatus::Lapsed);
        assert_eq!(listed.on(Some(day("2026-06-30")), day("2026-07-01")), EntryStatus::Over);
        let again = listed.confirm(day("2026-09-10"), day("2027-03-01")).expect("confirmed");
        assert_eq!(again.on(None, day("2026-12-31")), EntryStatus::Listed);
        let refused = again.clone().publish(day("2026-10-01"), day("2027-03-01")).expect_err("twice");
        assert_eq!(refused.rule, Rule::EntryNotDraft);
        let closed = again.close(day("2026-10-01"), " 场地改造 ").expect("closed");
        assert_eq!(closed, EntryState::Closed { on: day("2026-10-01"), reason: "场地改造".into() });
        assert_eq!(closed.close(day("2026-10-02"), "again").expect_err("twice").rule, Rule::AlreadyClosed);
    }

    #[test]
    fn reach_is_a_matter_of_street_and_community() {
        let id = |n| Some(DivisionId::new(Uuid::from_u128(n)));
        let at = |street, community| Spot { street: id(street), community };
        let (here, next) = (at(1, id(10)), at(1, id(11)));
        assert!(Reach::Street.covers(here, next) && !Reach::Community.covers(here, next));
        assert!(Reach::Community.covers(here, at(1, None)));
        assert!(!Reach::Street.covers(here, at(2, id(20))) && Reach::District.covers(here, at(2, id(20))));
    }
}
