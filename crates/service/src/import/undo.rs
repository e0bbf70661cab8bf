//! The state before an import: what it made goes, what it changed says again what it said before.

use domain::access::{AppointmentKind, Operation, Place};
use domain::id::DistrictId;
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::import::{self, Run};
use uuid::Uuid;

use super::Kind;
use crate::access::{operator_in, security_in};
use crate::{Error, Lianhe, Result, Work, Write};

/// What imports make, in the order in which it can go.
const MADE: [ObjectType; 24] = [
    ObjectType::Claim,
    ObjectType::Entry,
    ObjectType::Remark,
    ObjectType::Vote,
    ObjectType::Invitation,
    ObjectType::AgendaItem,
    ObjectType::Topic,
    ObjectType::Task,
    ObjectType::Resolution,
    ObjectType::Opinion,
    ObjectType::Bulletin,
    ObjectType::ListRefresh,
    ObjectType::Meeting,
    ObjectType::Seat,
    ObjectType::Membership,
    ObjectType::Charter,
    ObjectType::Consortium,
    ObjectType::Appointment,
    ObjectType::Post,
    ObjectType::PartyAggregate,
    ObjectType::PartyOrganisation,
    ObjectType::Unit,
    ObjectType::Observation,
    ObjectType::Division,
];

/// Undoes one import in the actor's district.
pub struct Undo {
    pub import: Uuid,
}

impl Write for Undo {
    type Output = Run;

    async fn run(self, work: &mut Work<'_>) -> Result<Run> {
        let (district, id) = (work.district(), self.import);
        let run = import::find(work.tx, district, id).await?.ok_or(Error::NotFound)?;
        let own = run.appointment_id == work.actor.appointment.uuid();
        let place = if own { work.actor.place } else { Place::district(district) };
        let kind = Kind::parse(&run.kind, "kind");
        let undo = kind.as_ref().map_or(Operation::ImportUndo, |kind| kind.operations().1);
        work.authorise(undo, &place)?;
        if let Some(at) = run.undone_at {
            return Err(Refusal::new(Rule::ImportUndone, "id").with(crate::office_day(at)).into());
        }
        if matches!(kind, Ok(Kind::Holidays | Kind::Industries)) {
            return Err(Refusal::new(Rule::ImportNotUndoable, "id").with(&run.file).into());
        }
        if !storage::journal::keeps_batch(work.tx, district, id).await? {
            return Err(Refusal::new(Rule::ImportArchived, "id").with(&run.file).into());
        }
        let in_use = |name: String| Refusal::new(Rule::ImportChangedSince, "id").with(name);
        if let Some(name) = import::changed_since(work.tx, district, id).await? {
            return Err(in_use(name).into());
        }
        let images = import::images(work.tx, district, id).await?;
        for (of, object, image) in &images {
            storage::image::put_back(work.tx, district, *of, *object, image).await?;
        }
        for of in MADE {
            if !import::remove_made(work.tx, district, id, of).await? {
                return Err(in_use(of.term().to_owned()).into());
            }
        }
        storage::obligation::all_facts_changed(work.tx, district).await?;
        storage::rollup::rebuild(work.tx, district).await?;
        import::set_undone(work.tx, district, id, work.now).await?;
        let object = ObjectRef { kind: ObjectType::Import, id, name: run.file.clone() };
        let after = json!({ "kind": run.kind, "removed": run.added, "restored": images.len() });
        work.journal(Operation::ImportUndo, object, (None, Some(after)), None).await?;
        storage::journal::touch_grid(work.tx, district).await?;
        Ok(run)
    }
}

/// Undoes an import in every district that it touched, as the command line's operator: all or nothing.
///
/// # Errors
/// `NotFound` for an unknown import; refused where something it wrote was changed since.
pub async fn undo(lianhe: &Lianhe, import: Uuid) -> Result<Vec<Run>> {
    let mut conn = lianhe.db.read().await?;
    let districts: Vec<DistrictId> = import::districts(&mut conn, import).await?;
    drop(conn);
    if districts.is_empty() {
        return Err(Error::NotFound);
    }
    let mut actors = Vec::new();
    for district in districts {
        let mut conn = lianhe.db.read().await?;
        let run = import::find(&mut conn, district, import).await?.ok_or(Error::NotFound)?;
        drop(conn);
        let caller = match Kind::parse(&run.kind, "kind").map(Kind::operator) {
            Ok(AppointmentKind::SecurityAdministrator) => security_in(lianhe, district).await?,
            _ => operator_in(lianhe, district).await?,
        };
        actors.push(caller.actor);
    }
    let (now, keys) = (lianhe.clock.now(), lianhe.keys.clone());
    lianhe
        .db
        .write(move |tx| {
            Box::pin(async move {
                let mut runs = Vec::new();
                for actor in actors {
                    let mut work = Work::new(tx, actor, now, keys.clone());
                    runs.push(Undo { import }.run(&mut work).await?);
                }
                Ok(runs)
            })
        })
        .await
}
