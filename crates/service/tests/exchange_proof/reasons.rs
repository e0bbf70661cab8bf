//! What a plan says of its pairs, worked out from entries, claims and the grid by other means than the product's: minutes of a
//! week counted one by one, distances on a sphere, wording in floating point, sums over the steps of claims.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::exchange::matching::{Part, Weights};
use domain::exchange::{ClaimStepKind, Owner, Side, Times};
use domain::grid::Tree;
use domain::id::{CategoryId, EntryId};
use service::View;
use service::exchange::plan::{LeftWhy, PlanShown, Proposed, Reader};
use storage::exchange::claim::Kept;
use storage::exchange::entry::Entry;
use storage::exchange::{category, claim, entry};

use super::certificate::Exported;

/// What people wrote.
struct Raw {
    entries: HashMap<EntryId, Entry>,
    claims: Vec<Kept>,
    codes: HashMap<CategoryId, String>,
    tree: std::sync::Arc<Tree>,
    /// The words of what is listed and still open, with how many of these texts have each.
    words: HashMap<EntryId, BTreeMap<String, f64>>,
    with: HashMap<String, f64>,
}

impl Raw {
    async fn read(view: &mut View<'_>) -> Self {
        let (district, day) = (view.district(), view.as_of);
        let tree = view.tree().await.expect("a tree");
        let categories = category::all(&mut view.conn, district).await.expect("categories");
        let entries = entry::listed(&mut view.conn, district, day).await.expect("entries");
        let claims = claim::all(&mut view.conn, district).await.expect("claims");
        let mut raw = Self {
            entries: entries.into_iter().map(|entry| (entry.id, entry)).collect(),
            claims,
            codes: categories.into_iter().map(|category| (category.id, category.code)).collect(),
            tree,
            words: HashMap::new(),
            with: HashMap::new(),
        };
        let is_open = |entry: &&Entry| raw.committed(entry.id) < entry.facts.quantity.amount();
        let open: Vec<Entry> = raw.entries.values().filter(is_open).cloned().collect();
        for entry in open {
            let mut counts: BTreeMap<String, (f64, f64)> = BTreeMap::new();
            for (token, factor) in Reader::shipped().bag(entry.facts.title.as_str(), &entry.facts.text) {
                let (count, most) = counts.entry(token).or_default();
                (*count, *most) = (*count + 1.0, most.max(f64::from(factor)));
            }
            counts.keys().for_each(|token| *raw.with.entry(token.clone()).or_default() += 1.0);
            let words = counts.into_iter().map(|(token, (count, most))| (token, most * (1.0 + count.ln())));
            raw.words.insert(entry.id, words.collect());
        }
        raw
    }

    /// What the claims with an entry have agreed on.
    fn committed(&self, id: EntryId) -> i64 {
        let mut sum = 0;
        for kept in self.claims.iter().filter(|kept| kept.demand == id || kept.offer == Some(id)) {
            let (mut committed, mut delivered) = (0, 0);
            for taken in &kept.steps {
                let quantity = taken.step.quantity;
                match taken.step.kind {
                    ClaimStepKind::Accepted => {
                        committed = quantity.or(kept.steps[0].step.quantity).unwrap_or(0);
                    }
                    ClaimStepKind::Released => committed -= quantity.unwrap_or(0),
                    ClaimStepKind::Unmatched => committed = delivered,
                    ClaimStepKind::Delivered => delivered += quantity.unwrap_or(0),
                    ClaimStepKind::Reopened => delivered -= quantity.unwrap_or(0),
                    _ => {}
                }
            }
            sum += committed;
        }
        sum
    }

    fn likeness(&self, a: EntryId, b: EntryId) -> f64 {
        let all = self.words.len() as f64;
        let rarity = |token: &str| (1.0 + (all - self.with[token] + 0.5) / (self.with[token] + 0.5)).ln();
        let weight = |of: EntryId, token: &str| self.words[&of].get(token).map_or(0.0, |w| w * rarity(token));
        let length =
            |of: EntryId| self.words[&of].keys().map(|token| weight(of, token).powi(2)).sum::<f64>().sqrt();
        let product: f64 = self.words[&a].keys().map(|token| weight(a, token) * weight(b, token)).sum();
        1000.0 * product / (length(a) * length(b))
    }

    fn distance(&self, a: &Entry, b: &Entry) -> usize {
        let (a, b) = (&self.codes[&a.facts.category], &self.codes[&b.facts.category]);
        let group = |code: &str| code.split('.').next().unwrap_or_default().to_owned();
        match (a == b, group(a) == group(b), a.contains('.') && b.contains('.')) {
            (true, ..) => 0,
            (_, true, false) => 1,
            (_, true, true) => 2,
            _ => 3,
        }
    }

    /// Kilometres on a sphere.
    fn kilometres(&self, a: &Entry, b: &Entry) -> Option<f64> {
        let at = |entry: &Entry| self.tree.get(entry.facts.division).and_then(|node| node.position);
        let ((x, y), (u, v)) = at(a).zip(at(b))?;
        let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
        let h = half(v - y) + y.to_radians().cos() * v.to_radians().cos() * half(u - x);
        Some(2.0 * 6371.0 * h.sqrt().asin())
    }

    /// The mean of what others said of a taker.
    fn mean(&self, owner: Owner) -> Option<i64> {
        let of_taker = self.claims.iter().filter(|kept| kept.taker == owner);
        let steps = of_taker.flat_map(|kept| &kept.steps).map(|taken| &taken.step);
        let scores: Vec<i64> = steps
            .filter(|step| step.kind == ClaimStepKind::Evaluated && step.side != Side::Taker)
            .filter_map(|step| step.score.map(|score| i64::from(score.score())))
            .collect();
        (!scores.is_empty()).then(|| scores.iter().sum::<i64>() * 100 / scores.len() as i64)
    }
}

/// Which minutes of a usual week lie in the hours.
fn minutes(times: &Times) -> HashSet<(u8, u16)> {
    let mut found = HashSet::new();
    for hours in &times.hours {
        for day in hours.days.days().filter(|day| !times.working_days_only || *day <= 5) {
            found.extend((hours.from..hours.to).map(|minute| (day, minute)));
        }
    }
    found
}

fn number(sentence: &str) -> f64 {
    let digits: String = sentence.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    digits.parse().unwrap_or_else(|_| panic!("no number in {sentence}"))
}

/// Points and sentence of each part; distances and likeness within the last digit.
fn check_pair(raw: &Raw, weights: &Weights, pair: &Proposed) {
    let (offer, need) = (&raw.entries[&pair.offer], &raw.entries[&pair.demand]);
    let mut points = [0_i64; 7];
    let said: HashMap<Part, String> =
        pair.fit.reasons(weights).into_iter().map(|reason| (reason.part, reason.zh)).collect();
    let says = |part: Part, sentence: &str| {
        assert_eq!(said[&part], sentence, "{} ← {}", need.facts.title.as_str(), offer.facts.title.as_str());
    };

    let distance = raw.distance(offer, need);
    points[Part::Category as usize] = [1000, 700, 350, 0][distance];
    let words = ["类别相同", "一方的类别包含另一方", "同一大类下的不同类别", "类别不同，仅凭文字相近"];
    says(Part::Category, words[distance]);

    let likeness = raw.likeness(pair.offer, pair.demand);
    points[Part::Text as usize] = (likeness * 2.0).min(1000.0) as i64;
    assert!((likeness / 10.0 - number(&said[&Part::Text])).abs() <= 1.1, "{likeness}: {}", said[&Part::Text]);

    let place = |entry: &Entry| raw.tree.place(entry.facts.division).expect("a place");
    let (here, there) = (place(offer), place(need));
    let nearness = match (here.community, here.street, raw.kilometres(offer, need)) {
        (Some(_), ..) if here.community == there.community => {
            says(Part::Nearness, "在同一社区（村）");
            1000
        }
        (_, Some(_), _) if here.street == there.street => {
            says(Part::Nearness, "在同一街道");
            750
        }
        (.., Some(kilometres)) => {
            let shown = number(&said[&Part::Nearness]);
            assert!((kilometres - shown).abs() < 0.15 + kilometres / 50.0, "{kilometres}: {shown}");
            (600.0 - kilometres * 40.0).max(0.0) as i64
        }
        _ => {
            says(Part::Nearness, "距离未知");
            300
        }
    };
    points[Part::Nearness as usize] = nearness;

    let (offered, wanted) = (&offer.facts.times, &need.facts.times);
    points[Part::Times as usize] = if offered.hours.is_empty() || wanted.hours.is_empty() {
        says(Part::Times, "时间可以商定");
        700
    } else {
        let (offered, wanted) = (minutes(offered), minutes(wanted));
        let both = offered.intersection(&wanted).count() as i64;
        assert!((both as f64 / 60.0 - number(&said[&Part::Times])).abs() < 0.11, "{}", said[&Part::Times]);
        1000 * both / wanted.len() as i64
    };

    let free = offer.facts.quantity.amount() - raw.committed(offer.id);
    let open = need.facts.quantity.amount() - raw.committed(need.id);
    points[Part::Capacity as usize] = 1000 * free.min(open) / open;
    says(Part::Capacity, &format!("需要 {open}，余量 {free}"));
    assert!(pair.quantity >= 1 && pair.quantity <= free.min(open));

    points[Part::Evaluations as usize] = match raw.mean(offer.owner) {
        None => {
            says(Part::Evaluations, "尚无评价");
            600
        }
        Some(mean) => {
            says(Part::Evaluations, &format!("以往评价平均 {}.{}（满分 5）", mean / 100, mean % 100 / 10));
            (mean - 100) * 10 / 4
        }
    };

    let promised = 1000 * raw.committed(offer.id) / offer.facts.quantity.amount();
    points[Part::Balance as usize] = 1000 - promised;
    says(Part::Balance, &format!("已承诺 {}% 的量", promised / 10));

    let parts = weights.parts();
    let sum: i64 = points.iter().zip(parts).map(|(points, weight)| points * weight).sum();
    let score = sum / parts.iter().sum::<i64>();
    assert!(
        !pair.applied.is_empty() || (score - pair.score).abs() <= 4,
        "{score}, and {} is shown",
        pair.score
    );
    assert!(pair.locked || pair.score >= weights.least(), "{} is below {}", pair.score, weights.least());
    let declined = raw.claims.iter().any(|kept| {
        kept.demand == pair.demand
            && kept.offer == Some(pair.offer)
            && kept.steps.iter().any(|taken| taken.step.kind == ClaimStepKind::Declined)
    });
    assert!(pair.fit.deducted == 0 || declined, "points are lost by a decline alone");
    let measures = (offer.facts.quantity.measure(), need.facts.quantity.measure());
    assert!(measures.0 == measures.1 && offer.owner != need.owner, "{measures:?}");
}

/// All that a plan shows.
pub async fn check(view: &mut View<'_>, shown: &PlanShown, exported: &Exported) {
    let raw = Raw::read(view).await;
    shown.proposal.pairs.iter().for_each(|pair| check_pair(&raw, &shown.weights, pair));
    let ruled = shown.proposal.pairs.iter().filter(|pair| !pair.applied.is_empty()).count();
    assert!(2 * ruled <= shown.proposal.pairs.len(), "most scores follow from the parts alone");
    let mut load: HashMap<String, i64> = HashMap::new();
    for pair in &shown.proposal.pairs {
        *load.entry(pair.offer.uuid().to_string()).or_default() += pair.quantity;
        let others = exported.offers_of(&pair.demand.uuid().to_string());
        let known = |other: EntryId| other != pair.offer && others.contains(&other.uuid().to_string());
        assert!(pair.runner_up.is_none_or(known), "a runner-up is another offer that would do");
    }
    for left in &shown.proposal.left {
        let name = left.demand.uuid().to_string();
        let got: i64 = shown
            .proposal
            .pairs
            .iter()
            .filter(|pair| pair.demand == left.demand)
            .map(|pair| pair.quantity)
            .sum();
        let entry = &raw.entries[&left.demand];
        let open = entry.facts.quantity.amount() - raw.committed(entry.id);
        assert_eq!(left.quantity, open - got, "what is left over is what nobody brings");
        let offers = exported.unbound_offers_of(&name);
        let full = |offer: &String| {
            let capacity =
                exported.supplies.iter().find(|(known, _)| known == offer).map(|(_, capacity)| *capacity);
            load.get(offer).copied().unwrap_or_default() == capacity.unwrap_or_default()
        };
        match left.why {
            LeftWhy::Barred(_) => {
                assert!(exported.offers_of(&name).is_empty(), "{name} has offers that would do")
            }
            LeftWhy::Full => {
                assert!(!offers.is_empty() && offers.iter().all(full), "{name}: one is not full")
            }
            LeftWhy::Bounds => {}
        }
    }
}
