//! A former version of an object: what it said, what restoring it would change, and restoring it, which is an ordinary
//! edit from a day on: same command, same rules, same permission. The past is not rewritten.

use chrono::NaiveDate;
use domain::access::{Operation, Place};
use domain::grid::{ClassCode, DivisionChanges, DivisionCode, DivisionKind};
use domain::id::{DistrictId, DivisionId, PartyOrganisationId, UnitId};
use domain::name::Name;
use domain::organisation::{Rank, UnitType};
use domain::period::{FAR, Period};
use domain::rule::{Refusal, Rule};
use serde_json::{Map, Value};
use storage::Conn;
use storage::journal::Shown;
use storage::organisation::{merge, party_organisation, unit};
use uuid::Uuid;

use super::History;
use super::version::{Difference, version};
use crate::grid::{Because, EditDivision};
use crate::organisation::{
    EditPartyOrganisation, EditUnit, PartyOrganisationChanges, UnitChanges, party_place, party_values,
    unit_place, unit_values,
};
use crate::work::{Restoring, check_reason};
use crate::{Error, Result, View, Work, Write};

/// What an edit can give back, by kind of object. A division's parent is changed by an event of its own.
const UNIT: &[&str] = &["name", "type", "division", "credit_code", "industry_code", "address"];
const PARTY: &[&str] = &["name", "rank", "division", "superior", "unit"];
const DIVISION: &[&str] = &["name", "kind", "code", "class_code"];

/// What there is of an object now.
struct Present {
    id: Uuid,
    fields: &'static [&'static str],
    edit: Operation,
    view: Operation,
    place: Place,
    period: Period,
    merged_into: Option<String>,
    values: Map<String, Value>,
}

impl Present {
    async fn load(conn: &mut Conn, district: DistrictId, of: History) -> Result<Self> {
        let mut merged_into = None;
        let (id, fields, (view, edit), place, period, values) = match of {
            History::Unit(id) => {
                let last = unit::periods(conn, district, id).await?.pop().ok_or(Error::NotFound)?.now;
                merged_into = merge::merged_into(conn, district, id).await?.map(|merged| merged.name);
                let operations = (Operation::UnitView, Operation::UnitEdit);
                let place = unit_place(district, id, &last);
                (id.uuid(), UNIT, operations, place, last.period, unit_values(&last.facts, ""))
            }
            History::PartyOrganisation(id) => {
                let last =
                    party_organisation::periods(conn, district, id).await?.pop().ok_or(Error::NotFound)?.now;
                let operations = (Operation::PartyOrganisationView, Operation::PartyOrganisationEdit);
                let values = party_values(&last.facts, "", Some(&Default::default()));
                (id.uuid(), PARTY, operations, party_place(district, &last), last.period, values)
            }
            History::Division(id) => {
                let last = storage::grid::periods(conn, district, id).await?.pop().ok_or(Error::NotFound)?;
                let place = Place::division(district, last.facts.kind.level(), id, last.street);
                let operations = (Operation::StatisticsView, Operation::DivisionEdit);
                (id.uuid(), DIVISION, operations, place, last.period, crate::grid::values(&last.facts, None))
            }
        };
        let values = match values {
            Value::Object(values) => values,
            _ => Map::new(),
        };
        Ok(Self { id, fields, edit, view, place, period, merged_into, values })
    }

    /// What the object said right after an entry, where that differs from what it says now.
    async fn differing(
        &self,
        conn: &mut Conn,
        district: DistrictId,
        sequence: i64,
    ) -> Result<Map<String, Value>> {
        let entries = storage::journal::of_object(conn, district, self.id).await?;
        let entries: Vec<Difference> = entries.into_iter().map(difference).collect();
        let found = version(self.fields, &entries, sequence, &self.values);
        let then = found.ok_or_else(|| Refusal::new(Rule::VersionNotOne, "sequence").with(sequence))?;
        let mut differing = Map::new();
        for (field, value) in then {
            let now = self.values.get(&field).unwrap_or(&Value::Null);
            if meant(&value) != meant(now) {
                differing.insert(field, value);
            }
        }
        self.only_named(conn, district, &mut differing).await?;
        Ok(differing)
    }

    /// Old entries hold names alone: one that is still the name of what is referred to now means that.
    async fn only_named(
        &self,
        conn: &mut Conn,
        district: DistrictId,
        of: &mut Map<String, Value>,
    ) -> Result<()> {
        for field in ["division", "superior", "unit"] {
            let Some(Value::String(name)) = of.get(field) else { continue };
            let now = named(conn, district, field, self.values.get(field), FAR).await?;
            if now.as_ref().is_some_and(|now| now["name"] == name.as_str()) {
                of.remove(field);
            }
        }
        Ok(())
    }

    /// Why nothing can be restored at all.
    fn obstacle(&self, differing: &Map<String, Value>) -> Option<Refusal> {
        if let Some(into) = &self.merged_into {
            return Some(Refusal::new(Rule::VersionMerged, "sequence").with(into));
        }
        if let Some(end) = self.period.to() {
            return Some(Refusal::new(Rule::AlreadyClosed, "sequence").with(end));
        }
        if differing.is_empty() {
            return Some(Refusal::new(Rule::VersionSame, "sequence"));
        }
        differing.iter().find_map(|(field, value)| match value {
            Value::String(name) if reference(field) => {
                Some(Refusal::new(Rule::VersionNameOnly, "sequence").with(name))
            }
            Value::Null if matches!(field.as_str(), "code" | "class_code") => {
                Some(Refusal::new(Rule::VersionCannotRemove, "sequence"))
            }
            _ => None,
        })
    }
}

fn reference(field: &str) -> bool {
    matches!(field, "division" | "superior" | "unit")
}

/// Of something that is referred to, who it is and not what it was called.
fn meant(value: &Value) -> &Value {
    value.get("id").unwrap_or(value)
}

fn id_of(value: &Value) -> Option<Uuid> {
    value.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok())
}

fn difference(shown: Shown) -> Difference {
    let entry = shown.recorded.entry;
    let object =
        |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let creates = matches!(
        entry.operation,
        Operation::UnitCreate | Operation::PartyOrganisationCreate | Operation::DivisionCreate
    );
    let (before, after) = (object(entry.before), object(entry.after));
    Difference { sequence: shown.recorded.sequence, creates, before, after }
}

/// What is referred to, with the name it has on a day.
async fn named(
    conn: &mut Conn,
    district: DistrictId,
    field: &str,
    value: Option<&Value>,
    day: NaiveDate,
) -> Result<Option<Value>> {
    let Some(id) = value.and_then(id_of) else { return Ok(None) };
    let name = match field {
        "division" => {
            let periods = storage::grid::periods(conn, district, DivisionId::new(id)).await?;
            periods.into_iter().rfind(|p| p.period.from() <= day).map(|p| p.facts.name)
        }
        "superior" => {
            let periods = party_organisation::periods(conn, district, PartyOrganisationId::new(id)).await?;
            periods.into_iter().rfind(|p| p.now.period.from() <= day).map(|p| p.now.facts.name)
        }
        _ => {
            let periods = unit::periods(conn, district, UnitId::new(id)).await?;
            periods.into_iter().rfind(|u| u.now.period.from() <= day).map(|u| u.now.facts.name)
        }
    };
    Ok(Some(serde_json::json!({ "id": id, "name": name })))
}

/// What restoring a version would change.
pub struct VersionShown {
    pub now: Map<String, Value>,
    pub then: Map<String, Value>,
    /// The first day from which it can hold.
    pub earliest: NaiveDate,
    /// Why it cannot be restored.
    pub obstacle: Option<Refusal>,
}

/// # Errors
/// `NotFound` for an object that the caller may not see, refused for an entry that holds no version of it.
pub async fn show_version(view: &mut View<'_>, of: History, sequence: i64) -> Result<VersionShown> {
    let (district, today) = (view.district(), view.lianhe.today());
    let present = Present::load(&mut view.conn, district, of).await?;
    view.authorise(present.view, &present.place)?;
    let mut then = present.differing(&mut view.conn, district, sequence).await?;
    let obstacle = present.obstacle(&then);
    let mut now = Map::new();
    for (field, value) in &mut then {
        let mut held = present.values.get(field).cloned().unwrap_or_default();
        if reference(field) {
            for side in [&mut held, &mut *value] {
                if let Some(said) = named(&mut view.conn, district, field, Some(&*side), today).await? {
                    *side = said;
                }
            }
        }
        now.insert(field.clone(), held);
    }
    Ok(VersionShown { now, then, earliest: present.period.from(), obstacle })
}

/// Gives an object the values that it had right after an entry, from a day on.
pub struct RestoreVersion {
    pub of: History,
    pub version: i64,
    pub sequence: i64,
    pub effective_on: Option<NaiveDate>,
    pub reason: String,
}

impl Write for RestoreVersion {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let Self { of, version, sequence, effective_on, reason } = self;
        let district = work.district();
        let present = Present::load(work.tx, district, of).await?;
        work.authorise(present.edit, &present.place)?;
        let reason = check_reason(&reason)?;
        let then = present.differing(work.tx, district, sequence).await?;
        if let Some(obstacle) = present.obstacle(&then) {
            return Err(obstacle.into());
        }
        work.restoring = Some(Restoring { sequence, reason: reason.clone() });
        match of {
            History::Unit(id) => {
                let changes = unit_changes(&then)?;
                EditUnit { id, version, effective_on, changes }.run(work).await
            }
            History::PartyOrganisation(id) => {
                let changes = party_changes(&then)?;
                EditPartyOrganisation { id, version, effective_on, changes }.run(work).await
            }
            History::Division(id) => {
                let because = Because { reason: Some(reason), document: None };
                let changes = division_changes(&then)?;
                EditDivision { id, version, effective_on, changes, because }.run(work).await
            }
        }
    }
}

/// A text; an empty one removes the value.
fn text(of: &Map<String, Value>, field: &str) -> Option<String> {
    of.get(field).map(|value| value.as_str().unwrap_or_default().to_owned())
}

fn unit_changes(then: &Map<String, Value>) -> Result<UnitChanges> {
    Ok(UnitChanges {
        name: text(then, "name"),
        kind: text(then, "type").map(|word| UnitType::parse(&word, "type")).transpose()?,
        division: then.get("division").and_then(id_of).map(DivisionId::new),
        credit_code: text(then, "credit_code"),
        industry_code: text(then, "industry_code"),
        address: text(then, "address"),
    })
}

fn party_changes(then: &Map<String, Value>) -> Result<PartyOrganisationChanges> {
    Ok(PartyOrganisationChanges {
        name: text(then, "name"),
        rank: text(then, "rank").map(|word| Rank::parse(&word, "rank")).transpose()?,
        division: then.get("division").and_then(id_of).map(DivisionId::new),
        superior: then.get("superior").map(|value| id_of(value).map(PartyOrganisationId::new)),
        unit: then.get("unit").map(|value| id_of(value).map(UnitId::new)),
    })
}

fn division_changes(then: &Map<String, Value>) -> Result<DivisionChanges> {
    let text = |field| text(then, field);
    Ok(DivisionChanges {
        name: text("name").map(|name| Name::parse(&name, "name")).transpose()?,
        kind: text("kind").map(|word| DivisionKind::parse(&word, "kind")).transpose()?,
        code: text("code").map(|code| DivisionCode::parse(&code, "code")).transpose()?,
        class_code: text("class_code").map(|class| ClassCode::parse(&class)).transpose()?,
    })
}
