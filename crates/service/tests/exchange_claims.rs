//! Several processes propose, accept, deliver, reopen and change quantities at once, on both engines: whatever they do in
//! whatever order, asked = committed + open and delivered ≤ committed ≤ capacity, and nothing acknowledged is lost.
//!
//! Each process is this program once more, told by its environment where the database is and which steps to draw.

use std::collections::HashMap;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use domain::exchange::{
    ClaimStepKind, EntryFacts, EntryKind, EntrySource, Owner, Quantity, Reach, Side, Times, Urgency,
    claim_of, shipped,
};
use domain::id::{ClaimId, DistrictId, DivisionId, EntryId, UnitId};
use domain::name::Name;
use service::access::{Caller, operator_in};
use service::exchange::plan::match_instance;
use service::exchange::{EditEntry, NewEntry, ProposeClaim, Publication, RecordEntry, TakeClaimStep};
use service::{Error, Lianhe};
use storage::exchange::{claim, entry};
use storage::{Conn, Db, Synchronous};
use testing::{TestApp, TestClock, on_both_engines};

const NOW: &str = "2026-03-18T04:00:00Z";
/// What a process is told: the database, its seed, the file for what was acknowledged.
const TOLD: &str = "LIANHE_CLAIMS_PROCESS";
const PROCESSES: u64 = 3;
const TASKS: u64 = 2;
const MOVES: usize = 70;
const MEASURES: [&str; 2] = ["处", "次"];

struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % most) as usize
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64)]
    }
}

fn facts(kind: EntryKind, division: DivisionId, amount: i64) -> EntryFacts {
    EntryFacts {
        kind,
        category: shipped()[0].id,
        title: Name::parse("楼道照明维修", "title").expect("a title"),
        text: "几栋楼的楼道灯不亮".into(),
        quantity: Quantity::new(amount, MEASURES[0]).expect("a quantity"),
        times: Times::default(),
        division,
        address: None,
        reach: Reach::District,
        conditions: None,
        audience: Vec::new(),
        valid_from: NOW[..10].parse().expect("a day"),
        valid_until: None,
        source: EntrySource::Unit,
        urgency: Urgency::Ordinary,
        beneficiaries: None,
    }
}

/// The divisions and units of the small world that own something.
async fn owners(conn: &mut Conn, district: DistrictId) -> (Vec<DivisionId>, Vec<UnitId>) {
    let day = NOW[..10].parse().expect("a day");
    let mut divisions = Vec::new();
    for name in ["甲一社区居委会", "甲二村委会"] {
        divisions.push(storage::grid::find(conn, name).await.expect("found")[0].1);
    }
    let mut units = Vec::new();
    for name in ["安泰示例机械有限公司", "北山示例小学"] {
        units.push(storage::organisation::unit::find(conn, district, name, day).await.expect("found")[0].id);
    }
    (divisions, units)
}

async fn record(app: &TestApp, caller: &Caller) -> Vec<EntryId> {
    let mut conn = app.lianhe.db.read().await.expect("a connection");
    let (divisions, units) = owners(&mut conn, caller.actor.place.district).await;
    drop(conn);
    let demands = divisions.iter().map(|id| (EntryKind::Demand, Owner::Division(*id), 9));
    let offers = units.iter().map(|id| (EntryKind::Resource, Owner::Unit(*id), 7));
    let mut made = Vec::new();
    for (kind, owner, amount) in demands.chain(offers) {
        let entry =
            NewEntry { owner, facts: facts(kind, divisions[0], amount), contact: None, reference: None };
        let publish = Some(Publication::default());
        let command = RecordEntry { entry, publish, recorded_on: None, repeats: None };
        made.push(app.lianhe.write(caller, command).await.expect("recorded"));
    }
    made
}

/// One move, drawn; answers with what was acknowledged.
async fn play(lianhe: &Lianhe, caller: &Caller, numbers: &mut Numbers) -> Option<String> {
    let district = caller.actor.place.district;
    let mut conn = lianhe.db.read().await.expect("a connection");
    let entries = entry::all(&mut conn, district).await.expect("entries");
    let claims = claim::all(&mut conn, district).await.expect("claims");
    let units = owners(&mut conn, district).await.1;
    drop(conn);
    let of = |demand: bool| {
        let wanted = move |entry: &&entry::Entry| (entry.facts.kind == EntryKind::Demand) == demand;
        entries.iter().filter(wanted).collect::<Vec<_>>()
    };
    let (demands, offers) = (of(true), of(false));
    match numbers.below(12) {
        0 | 1 => {
            let offer = (numbers.below(4) > 0).then(|| numbers.of(&offers).id);
            let command = ProposeClaim {
                demand: numbers.of(&demands).id,
                offer,
                taker: if offer.is_none() { Some(Owner::Unit(numbers.of(&units))) } else { None },
                quantity: 1 + numbers.below(5) as i64,
                note: None,
                side: Some(numbers.of(&[Side::Demand, Side::Taker])),
                on: None,
            };
            acknowledged(lianhe.write(caller, command).await).map(|id| format!("made {id}"))
        }
        2 => {
            let list = if numbers.below(2) == 0 { &demands } else { &offers };
            let old = numbers.of(list);
            let amount = (old.facts.quantity.amount() + numbers.below(5) as i64 - 2).max(1);
            let measure =
                if numbers.below(3) == 0 { numbers.of(&MEASURES) } else { old.facts.quantity.measure() };
            let mut facts = old.facts.clone();
            facts.quantity = Quantity::new(amount, measure).expect("a quantity");
            let entry = NewEntry { owner: old.owner, facts, contact: None, reference: None };
            let command = EditEntry { id: old.id, version: old.version, entry, replace_contact: false };
            acknowledged(lianhe.write(caller, command).await).map(|()| format!("entry {}", old.id))
        }
        _ => {
            let kept = claims.get(numbers.below(claims.len().max(1) as u64))?;
            let now = claim_of(&kept.domain_steps()).expect("steps that follow each other");
            // Mostly what can come next, now and then anything at all; now and then with a version that is not there yet.
            let next = now.next();
            let any = next.is_empty() || numbers.below(4) == 0;
            let kind = if any { numbers.of(ClaimStepKind::ALL) } else { numbers.of(&next) };
            let side = if numbers.below(5) == 0 { Some(numbers.of(Side::ALL)) } else { None };
            let command = TakeClaimStep {
                id: kept.id,
                version: kept.version + i64::from(numbers.below(8) == 0),
                kind,
                side,
                quantity: (numbers.below(5) > 0).then(|| numbers.below(6) as i64 - 1),
                score: Some(1 + numbers.below(5) as i64),
                plan: None,
                note: Some("因故".into()),
                reason: None,
                on: None,
            };
            acknowledged(lianhe.write(caller, command).await).map(|_| format!("claim {}", kept.id))
        }
    }
}

/// Refusals and lost races are answers; a failure of the database is none.
fn acknowledged<T>(answer: Result<T, Error>) -> Option<T> {
    match answer {
        Ok(done) => Some(done),
        Err(Error::Refused(_) | Error::Stale) => None,
        Err(why) => panic!("{why:?}"),
    }
}

/// What a process does when it is told to: nothing in an ordinary run.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process() {
    let Ok(told) = std::env::var(TOLD) else { return };
    let [url, seed, file]: [&str; 3] = told.split('\n').collect::<Vec<_>>().try_into().expect("three lines");
    let seed: u64 = seed.parse().expect("a number");
    let db = Db::open(url, Synchronous::Normal).await.expect("the database opens");
    let lianhe = Lianhe::new(db, Arc::new(TestClock::at(NOW)), testing::keys());
    let mut tasks = Vec::new();
    for task in 0..TASKS {
        let lianhe = lianhe.clone();
        tasks.push(tokio::spawn(async move {
            let mut conn = lianhe.db.read().await.expect("a connection");
            let district = storage::grid::districts(&mut conn).await.expect("districts")[0];
            drop(conn);
            let caller = operator_in(&lianhe, district).await.expect("an operator");
            let mut numbers = Numbers(seed * 1_000 + task);
            let mut done = Vec::new();
            for _ in 0..MOVES {
                done.extend(play(&lianhe, &caller, &mut numbers).await);
            }
            done
        }));
    }
    let mut done = Vec::new();
    for task in tasks {
        done.extend(task.await.expect("a task"));
    }
    std::fs::write(file, done.join("\n")).expect("a file");
}

fn process(url: &str, seed: u64, file: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "a_process"]).env(TOLD, format!("{url}\n{seed}\n{file}"));
    command.stdout(Stdio::null()).spawn().expect("a process")
}

/// What the entries say beside what the steps of their claims add up to, at one moment.
async fn check(db: &Db, district: DistrictId, said: &str) -> HashMap<ClaimId, usize> {
    let mut conn = db.snapshot().await.expect("a snapshot");
    let claims = claim::all(&mut conn, district).await.expect("claims");
    let entries = entry::all(&mut conn, district).await.expect("entries");
    let mut sums: HashMap<EntryId, (i64, i64)> = HashMap::new();
    for kept in &claims {
        let (mut committed, mut delivered) = (0, 0);
        // Added up here from the bare steps, and by the domain.
        for taken in &kept.steps {
            use ClaimStepKind as K;
            let quantity = taken.step.quantity;
            let proposed = kept.steps[0].step.quantity.unwrap_or(0);
            match taken.step.kind {
                K::Accepted => committed = quantity.unwrap_or(proposed),
                K::Released => committed -= quantity.unwrap_or(0),
                K::Unmatched => committed = delivered,
                K::Delivered => delivered += quantity.unwrap_or(0),
                K::Reopened => delivered -= quantity.unwrap_or(0),
                _ => {}
            }
            assert!(0 <= delivered && delivered <= committed && committed <= proposed, "{said}: {kept:?}");
        }
        let claim = claim_of(&kept.domain_steps()).expect("steps that follow each other");
        assert_eq!((claim.committed, claim.delivered), (committed, delivered), "{said}: {kept:?}");
        for id in [Some(kept.demand), kept.offer].into_iter().flatten() {
            let sum = sums.entry(id).or_default();
            (sum.0, sum.1) = (sum.0 + committed, sum.1 + delivered);
        }
        if let (Some(offer), true) = (kept.offer, committed > 0) {
            let measure = |id| {
                entries
                    .iter()
                    .find(|entry| entry.id == id)
                    .map(|entry| entry.facts.quantity.measure().to_owned())
            };
            assert_eq!(measure(kept.demand), measure(offer), "{said}: joined in one measure");
        }
    }
    for entry in &entries {
        let (committed, delivered) = sums.get(&entry.id).copied().unwrap_or_default();
        assert_eq!((entry.committed, entry.delivered), (committed, delivered), "{said}: {entry:?}");
        assert_eq!(entry.facts.quantity.amount(), entry.committed + entry.open(), "{said}");
        assert!(entry.open() >= 0 && delivered <= committed, "{said}: {entry:?}");
    }
    claims.into_iter().map(|kept| (kept.id, kept.version as usize)).collect()
}

/// What a plan would be made from now.
async fn instance(lianhe: &Lianhe, caller: &Caller) -> Vec<String> {
    let caller = lianhe.refreshed(caller).await.expect("a caller");
    let mut view = lianhe.view(&caller, None).await.expect("a view");
    match_instance(&mut view, None).await.expect("an instance")
}

on_both_engines! {
    async fn claims_of_several_processes_add_up_at_every_moment_and_lose_nothing(app) {
        let caller = testing::operator(&app.lianhe).await;
        let district = caller.actor.place.district;
        let made = record(&app, &caller).await;
        let folder = tempfile::tempdir().expect("a folder");
        let file = |seed: u64| folder.path().join(seed.to_string()).display().to_string();
        let seed = std::env::var("LIANHE_CLAIMS_SEED").map_or(1, |seed| seed.parse().expect("a number"));
        let seeds = seed * PROCESSES..(seed + 1) * PROCESSES;
        let mut children: Vec<Child> = seeds.clone().map(|seed| process(&app.database.url, seed, &file(seed))).collect();
        let mut looks = 0;
        while children.iter_mut().any(|child| child.try_wait().expect("a process").is_none()) {
            check(&app.lianhe.db, district, "meanwhile").await;
            instance(&app.lianhe, &caller).await;
            looks += 1;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for child in &mut children {
            assert!(child.wait().expect("a process").success(), "seed {seed}");
        }
        let mut acknowledged: HashMap<String, usize> = HashMap::new();
        for seed in seeds {
            let lines = std::fs::read_to_string(file(seed)).expect("what was acknowledged");
            lines.lines().for_each(|line| *acknowledged.entry(line.to_owned()).or_default() += 1);
        }
        let count = |line: String| acknowledged.get(&line).copied().unwrap_or_default();
        let versions = check(&app.lianhe.db, district, "at the end").await;
        for (id, version) in &versions {
            assert_eq!((count(format!("made {id}")), count(format!("claim {id}")) + 1), (1, *version), "seed {seed}");
        }
        let mut conn = app.lianhe.db.read().await.expect("a connection");
        for id in made {
            let entry = entry::get(&mut conn, district, id).await.expect("read").expect("there");
            assert_eq!(count(format!("entry {id}")) as i64 + 1, entry.version, "seed {seed}");
        }
        // What was remembered and followed meanwhile is what whoever comes anew reads.
        let anew = Lianhe::new(app.lianhe.db.clone(), Arc::new(TestClock::at(NOW)), testing::keys());
        let lines = instance(&anew, &caller).await;
        assert_eq!(instance(&app.lianhe, &caller).await, lines, "seed {seed}");
        assert!(lines.iter().any(|line| line.contains("supply") || line.contains("demand")), "{lines:?}");
        let steps: usize = versions.values().sum();
        println!("{} claims, {steps} steps, looked at {looks} times", versions.len());
        assert!(versions.len() > 10 && steps > 30, "{} claims, {steps} steps", versions.len());
    }
}
