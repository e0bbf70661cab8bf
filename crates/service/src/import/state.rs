//! What the rows of one import refer to: loaded once, kept up to date row by row.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Actor, AppointmentKind};
use domain::id::{DistrictId, DivisionId};
use domain::journal::ObjectType;
use domain::rule::{Refusal, Rule};
use storage::{Mark, Tx};
use uuid::Uuid;

use super::{By, Outcome, divisions, organisations, outlines, people, units};
use crate::sealing::Keyring;
use crate::{Error, Ids, Result, Work};

pub(crate) struct State {
    pub now: DateTime<Utc>,
    pub keys: Keyring,
    pub import: Uuid,
    by: By,
    /// As what the command line acts.
    as_kind: AppointmentKind,
    /// Who acts in each district that the rows so far have touched.
    actors: BTreeMap<DistrictId, Actor>,
    pub districts: Vec<DistrictId>,
    pub divisions: divisions::Index,
    pub units: HashMap<DistrictId, units::Index>,
    pub parties: HashMap<DistrictId, organisations::Index>,
    pub people: people::Index,
    pub outlines: outlines::Index,
    /// What objects said before this import first changed them; nothing for those that it made itself.
    images: HashMap<(DistrictId, Uuid), Option<(ObjectType, String)>>,
    /// What rows so far were about, where two rows about one thing would be one too many.
    about: HashSet<Uuid>,
    /// Set while commands decide about a row: what they wrote goes when the row is refused.
    mark: Option<Mark>,
}

impl State {
    pub async fn load(
        tx: &mut Tx,
        by: By,
        as_kind: AppointmentKind,
        now: DateTime<Utc>,
        keys: Keyring,
    ) -> Result<Self> {
        let districts = match &by {
            By::Operator => storage::grid::districts(tx).await?,
            By::Actor(actor) => vec![actor.place.district],
        };
        Ok(Self {
            now,
            keys,
            import: Ids::at(now).uuid(),
            actors: BTreeMap::new(),
            divisions: divisions::Index::load(tx, &districts).await?,
            by,
            as_kind,
            districts,
            units: HashMap::new(),
            parties: HashMap::new(),
            people: people::Index::default(),
            outlines: outlines::Index::default(),
            images: HashMap::new(),
            about: HashSet::new(),
            mark: None,
        })
    }

    /// A write inside this import that has been decided: nothing of its row will be refused any more.
    pub async fn work<'t>(&mut self, tx: &'t mut Tx, district: DistrictId) -> Result<Work<'t>> {
        let actor = match self.actors.get(&district) {
            Some(actor) => actor.clone(),
            None => {
                let actor = match &self.by {
                    By::Operator => {
                        let keys = self.keys.clone();
                        crate::access::operator_actor(tx, district, self.as_kind, self.now, keys).await?
                    }
                    By::Actor(actor) => (**actor).clone(),
                };
                self.actors.insert(district, actor.clone());
                actor
            }
        };
        let mut work = Work::new(tx, actor, self.now, self.keys.clone());
        work.batch = Some(self.import);
        Ok(work)
    }

    /// A write inside this import that commands decide: if they refuse, what the row wrote so far is undone.
    pub async fn command<'t>(&mut self, tx: &'t mut Tx, district: DistrictId) -> Result<Work<'t>> {
        if self.mark.is_none() {
            self.mark = Some(tx.mark().await?);
        }
        self.work(tx, district).await
    }

    /// The end of a row: keeps what it wrote or undoes it. A row that concerns what the caller may not see or do is
    /// refused like any other.
    pub async fn settle(
        &mut self,
        tx: &mut Tx,
        outcome: Result<Outcome>,
    ) -> Result<std::result::Result<Outcome, Refusal>> {
        let settled = match outcome {
            Ok(outcome) => Ok(outcome),
            Err(Error::Refused(refusal)) => Err(refusal),
            Err(Error::NotFound | Error::Forbidden(_)) => Err(Refusal::new(Rule::RowOutOfReach, "row")),
            Err(error) => return Err(error),
        };
        match (self.mark.take(), &settled) {
            (Some(_), Ok(_)) => tx.pass().await?,
            (Some(mark), Err(_)) => tx.return_to(mark).await?,
            (None, _) => {}
        }
        Ok(settled)
    }

    /// Remembers what an object says before this import first changes it.
    pub async fn touch(&mut self, tx: &mut Tx, district: DistrictId, of: ObjectType, id: Uuid) -> Result<()> {
        if let std::collections::hash_map::Entry::Vacant(entry) = self.images.entry((district, id)) {
            entry.insert(Some((of, storage::image::take(tx, district, of, id).await?)));
        }
        Ok(())
    }

    /// An object that this import makes has no past to go back to.
    pub fn made(&mut self, district: DistrictId, id: Uuid) {
        self.images.insert((district, id), None);
    }

    /// Notes that a row is about an object; `false` when an earlier row was too.
    pub fn first_about(&mut self, id: Uuid) -> bool {
        self.about.insert(id)
    }

    pub fn was_about(&self, id: Uuid) -> bool {
        self.about.contains(&id)
    }

    pub async fn keep_images(&mut self, tx: &mut Tx) -> Result<()> {
        let ids = Ids::at(self.now);
        for ((district, object), image) in std::mem::take(&mut self.images) {
            if let Some((of, image)) = image {
                storage::import::insert_image(tx, district, (ids.uuid(), self.import), of, object, image)
                    .await?;
            }
        }
        Ok(())
    }

    /// The districts that this import touched; reference tables touch none and concern all.
    pub fn touched(&self) -> Vec<DistrictId> {
        let touched: Vec<DistrictId> = self.actors.keys().copied().collect();
        if touched.is_empty() { self.districts.clone() } else { touched }
    }

    pub fn today(&self) -> NaiveDate {
        crate::office_day(self.now)
    }

    /// The division that a code or name stands for, in whichever district.
    pub fn division(&self, code_or_name: &str, field: &'static str) -> Result<(DistrictId, DivisionId)> {
        let unknown = || Refusal::new(Rule::DivisionUnknown, field).with(code_or_name);
        Ok(self.divisions.find(code_or_name).ok_or_else(unknown)?)
    }

    /// Only the command line knows more districts than its own.
    pub const fn may_set_up_districts(&self) -> bool {
        matches!(self.by, By::Operator)
    }

    /// The one district that the import can mean.
    pub fn only_district(&self, field: &'static str) -> Result<DistrictId> {
        match self.districts.as_slice() {
            [only] => Ok(*only),
            _ => Err(Refusal::new(Rule::DivisionUnknown, field).with("").into()),
        }
    }
}
