//! Kept plans as pages show them.

use domain::access::Operation;
use domain::exchange::Category;
use domain::exchange::matching::{Difference, Standing, differences};
use domain::grid::{DivisionRef, Tree};
use domain::id::{DivisionId, EntryId, MatchPlanId};
use storage::exchange::plan::{self, Left, Pair, Plan};
use storage::exchange::{category, entry};

use super::Help;
use crate::exchange::EntryShown;
use crate::exchange::list::Names;
use crate::{Error, Result, View};

/// As many plans as a list shows.
const LISTED: i64 = 50;

pub struct PlanRow {
    pub plan: Plan,
    pub scope: DivisionRef,
}

pub struct KeptPlans {
    pub items: Vec<PlanRow>,
    /// Whether the caller makes plans for the scope that was asked for, else for its own place.
    pub may_make: bool,
}

pub struct KeptPlan {
    pub row: PlanRow,
    pub pairs: Vec<Pair>,
    pub left: Vec<Left>,
    pub help: Vec<Help>,
    /// What differs from the round before.
    pub differences: Vec<Difference>,
    /// The entries that it names.
    pub entries: Vec<EntryShown>,
    pub categories: Vec<Category>,
    pub divisions: Vec<DivisionRef>,
    pub may_decide: bool,
}

/// Drafts are for those who may make plans there.
fn sees(view: &View<'_>, tree: &Tree, plan: &Plan) -> bool {
    plan.state != domain::exchange::matching::PlanState::Draft || makes(view, tree, plan.division)
}

fn makes(view: &View<'_>, tree: &Tree, division: DivisionId) -> bool {
    tree.place(division).is_some_and(|place| view.caller.actor.may(Operation::MatchPlan, &place))
}

/// # Errors
/// `NotFound` for those who see no lists and for a division that there is not.
pub async fn kept_plans(view: &mut View<'_>, within: Option<DivisionId>) -> Result<KeptPlans> {
    let (district, own) = (view.district(), view.caller.actor.place);
    view.authorise(Operation::EntryView, &own)?;
    let tree = view.tree().await?;
    let found = match within {
        Some(within) if tree.get(within).is_none() => return Err(Error::NotFound),
        Some(within) => plan::of_division(&mut view.conn, district, within, LISTED).await?,
        None => plan::newest(&mut view.conn, district, LISTED).await?,
    };
    let seen = found.into_iter().filter(|plan| sees(view, &tree, plan));
    let row = |plan: Plan| PlanRow { scope: tree.reference(plan.division), plan };
    let items = seen.map(row).collect();
    let may_make = match within {
        Some(within) => makes(view, &tree, within),
        None => view.caller.actor.may(Operation::MatchPlan, &own),
    };
    Ok(KeptPlans { items, may_make })
}

/// # Errors
/// `NotFound` for a plan that there is not, and for a draft that is not the caller's to see.
pub async fn kept_plan(view: &mut View<'_>, id: MatchPlanId) -> Result<KeptPlan> {
    let (district, day, own) = (view.district(), view.as_of, view.caller.actor.place);
    view.authorise(Operation::EntryView, &own)?;
    let tree = view.tree().await?;
    let kept = plan::get(&mut view.conn, district, id).await?.filter(|plan| sees(view, &tree, plan));
    let kept = kept.ok_or(Error::NotFound)?;
    let pairs = plan::pairs(&mut view.conn, district, id, kept.round).await?;
    let before = plan::pairs(&mut view.conn, district, id, kept.round - 1).await?;
    let left = plan::left(&mut view.conn, district, id, kept.round).await?;
    let help: Vec<Help> = serde_json::from_str(&kept.made.help)
        .map_err(|why| Error::from(storage::Error::corrupt("match_plan", why)))?;
    let standing = |pairs: &[Pair]| pairs.iter().map(Pair::standing).collect::<Vec<Standing>>();
    let differences = if before.is_empty() && kept.round == 1 {
        Vec::new()
    } else {
        differences(&standing(&before), &standing(&pairs))
    };
    let mut ids: Vec<EntryId> = Vec::new();
    ids.extend(pairs.iter().flat_map(|pair| [Some(pair.offer), Some(pair.demand), pair.runner_up]).flatten());
    ids.extend(left.iter().flat_map(|left| [Some(left.demand), left.nearest]).flatten());
    ids.extend(differences.iter().flat_map(|one| [one.offer, one.demand]));
    ids.extend(help.iter().filter_map(|help| match help {
        Help::More { offer, .. } => Some(*offer),
        Help::New { .. } => None,
    }));
    ids.sort_unstable_by_key(|id| id.uuid());
    ids.dedup();
    let found = entry::some(&mut view.conn, district, &ids).await?;
    let owners = found.iter().map(|entry| entry.owner);
    let names = Names::of(&mut view.conn, district, &tree, owners, day).await?;
    let divisions = help.iter().filter_map(|help| match help {
        Help::New { division, .. } => Some(tree.reference(*division)),
        Help::More { .. } => None,
    });
    Ok(KeptPlan {
        divisions: divisions.collect(),
        entries: found.into_iter().map(|entry| names.shown(entry, day)).collect(),
        categories: category::all(&mut view.conn, district).await?,
        may_decide: kept.state.check_open().is_ok() && makes(view, &tree, kept.division),
        row: PlanRow { scope: tree.reference(kept.division), plan: kept },
        pairs,
        left,
        help,
        differences,
    })
}
