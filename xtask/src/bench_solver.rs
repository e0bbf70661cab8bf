//! `cargo xtask bench solver`: the solver and its public peers on the same work, in turn, in one table.
//!
//! Instances are generated from fixed seeds. A peer that is not installed is named as such. Times are
//! processor seconds of the search, without reading; the best of several runs where they are short.
//!
//! Environment: `LIANHE_BENCH_LARGEST` (demands of the largest instance, 1000000), `LIANHE_BENCH_PYTHON` (an
//! interpreter that knows ortools, highspy, igraph and numpy), `LIANHE_BENCH_PEERS=no` (ours alone).

mod families;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use self::families::Changed;

const LEMON: &str = include_str!("bench_solver/lemon.cc");
const PEERS: &str = include_str!("bench_solver/peers.py");

/// HiGHS is a general solver; beyond this it would take most of an hour.
const LARGEST_FOR_HIGHS: usize = 100_000;
const HIGHS_SECONDS: &str = "200";

/// What one run says: the answer, processor seconds, MiB.
#[derive(Clone)]
struct Run {
    answer: String,
    seconds: f64,
    memory: f64,
}

struct Bench {
    folder: PathBuf,
    ours: PathBuf,
    python: String,
    lemon: Option<PathBuf>,
    with_peers: bool,
}

pub fn run() -> anyhow::Result<()> {
    let bench = Bench::prepare()?;
    println!("{:<34} {:<10} {:>16} {:>10} {:>9} {:>8}", "work", "solver", "answer", "CPU s", "× best", "MiB");
    let largest = std::env::var("LIANHE_BENCH_LARGEST").ok().map_or(Ok(1_000_000), |text| text.parse())?;
    for demands in [1_000, 10_000, 100_000, 1_000_000].into_iter().filter(|&size| size <= largest) {
        for geographic in [false, true] {
            bench.flow(demands, geographic)?;
        }
    }
    bench.warm(largest.min(100_000))?;
    bench.communities()?;
    bench.rota()
}

impl Bench {
    fn prepare() -> anyhow::Result<Self> {
        let folder = PathBuf::from("target/bench-solver");
        fs::create_dir_all(&folder)?;
        let build =
            Command::new("cargo").args(["build", "--quiet", "--release", "--package", "lianhe"]).status()?;
        ensure!(build.success(), "lianhe does not build");
        fs::write(folder.join("lemon.cc"), LEMON)?;
        fs::write(folder.join("peers.py"), PEERS)?;
        let with_peers = std::env::var("LIANHE_BENCH_PEERS").as_deref() != Ok("no");
        let lemon = folder.join("lemon");
        let compiled = with_peers
            && Command::new("g++")
                .args(["-O3", "-march=native", "-o"])
                .args([&lemon, &folder.join("lemon.cc")])
                .output()
                .is_ok_and(|output| output.status.success());
        Ok(Self {
            ours: PathBuf::from("target/release/lianhe"),
            python: std::env::var("LIANHE_BENCH_PYTHON").unwrap_or_else(|_| "python3".into()),
            lemon: compiled.then_some(lemon),
            with_peers,
            folder,
        })
    }

    fn flow(&self, demands: usize, geographic: bool) -> anyhow::Result<()> {
        let family = if geographic { "geographic" } else { "uniform" };
        let instance = families::transport(demands, geographic, Changed::Nothing);
        let (text, binary) = (self.folder.join("flow.min"), self.folder.join("flow.bin"));
        instance.write_dimacs(&text)?;
        instance.write_binary(&binary)?;
        drop(instance);
        let repeats = if demands <= 10_000 { 5 } else { 2 };
        let mut table = Table::new(format!("flow, {family}, {demands} × 20"));
        let lemon = self.lemon.as_ref().map(|lemon| vec![lemon.display().to_string(), path(&binary)]);
        let peer = |name: &str| self.peer(name, &binary, HIGHS_SECONDS);
        for repeat in 0..repeats {
            table.add("Lianhe", Ok(self.ours(&["flow"], &text, "solve")?));
            table.add("LEMON", lemon.as_deref().map_or_else(missing, three_words));
            // One run of a slow peer says enough.
            if repeat == 0 || demands <= 10_000 {
                table.add("OR-Tools", peer("or-tools"));
            }
            if repeat == 0 && demands <= LARGEST_FOR_HIGHS {
                table.add("HiGHS", peer("highs"));
            }
        }
        table.print(true)
    }

    /// A hundredth of the demands change; the second solve goes on from the first.
    fn warm(&self, demands: usize) -> anyhow::Result<()> {
        let changes = [
            (Changed::Quantity, "other quantities"),
            (Changed::QuantityAndScores, "other quantities and scores"),
        ];
        for (geographic, family) in [(false, "uniform"), (true, "geographic")] {
            for (changed, what) in changes {
                let (before, after) = (self.folder.join("before.min"), self.folder.join("after.min"));
                families::transport(demands, geographic, Changed::Nothing).write_dimacs(&before)?;
                families::transport(demands, geographic, changed).write_dimacs(&after)?;
                let mut table = Table::new(format!("1 % of demands with {what}, {family}, {demands}"));
                for _ in 0..3 {
                    table.add("cold", Ok(self.ours(&["flow"], &after, "solve")?));
                    let then = path(&after);
                    let answer = self.json(&["flow", "--then", &then], &before)?;
                    table.add("warm", Ok(read(answer.get("then").context("no second answer")?, "solve")?));
                }
                table.print(true)?;
            }
        }
        Ok(())
    }

    fn communities(&self) -> anyhow::Result<()> {
        let planted = self.folder.join("planted.txt");
        families::planted(1_000_000).write(&planted)?;
        let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/solver");
        let mut files = vec![("planted, 10⁶ edges".to_owned(), planted)];
        for name in [
            "email-Eu-core.txt",
            "lfr_n1000_mu0.1_seed1.txt.gz",
            "lfr_n1000_mu0.3_seed1.txt.gz",
            "lfr_n1000_mu0.5_seed1.txt.gz",
        ] {
            if public.join(name).exists() {
                files.push((name.to_owned(), public.join(name)));
            } else {
                println!("{name}: not here, skipped");
            }
        }
        for (name, file) in files {
            let mut table = Table::new(format!("communities, {name}"));
            for seed in ["1", "2", "3", "4", "5"] {
                let answer = self.json(&["communities", "--seed", seed], &file)?;
                if let Some(likeness) = answer["normalised_mutual_information"].as_f64() {
                    table.note = format!("NMI with the planted communities {likeness:.4}");
                }
                let mut run = read(&answer, "")?;
                run.answer = format!("{:.6}", answer["modularity"].as_f64().context("no modularity")?);
                table.add("Lianhe", Ok(run));
                table.add("igraph", self.peer("igraph", &file, seed));
            }
            table.print(false)?;
        }
        Ok(())
    }

    fn rota(&self) -> anyhow::Result<()> {
        let file = self.folder.join("rota.json");
        fs::write(&file, serde_json::to_vec(&families::rota(200, 600, 24))?)?;
        let answer = self.json(&["rota"], &file)?;
        println!(
            "rota, 200 × 600 × 24 months: {} visits, {} unassigned, {} broken rules, loads {} in {} s",
            answer["visits"],
            answer["unassigned"],
            answer["broken_rules"],
            answer["loads"],
            answer["solve_seconds"]
        );
        Ok(())
    }

    fn json(&self, words: &[&str], file: &Path) -> anyhow::Result<Value> {
        let output = Command::new(&self.ours).arg("solve").args(words).arg(file).arg("--json").output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    fn ours(&self, words: &[&str], file: &Path, prefix: &str) -> anyhow::Result<Run> {
        read(&self.json(words, file)?, prefix)
    }

    fn peer(&self, name: &str, file: &Path, last: &str) -> anyhow::Result<Run> {
        if !self.with_peers {
            return missing();
        }
        let script = path(&self.folder.join("peers.py"));
        three_words(&[self.python.clone(), script, name.into(), path(file), last.into()])
    }
}

fn missing() -> anyhow::Result<Run> {
    bail!("not installed")
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

/// Our own answer: processor seconds, or those of the clock where nobody counts.
fn read(answer: &Value, prefix: &str) -> anyhow::Result<Run> {
    let name = |word: &str| if prefix.is_empty() { word.to_owned() } else { format!("{prefix}_{word}") };
    let seconds = answer[name("cpu_seconds")].as_f64().or_else(|| answer[name("seconds")].as_f64());
    Ok(Run {
        answer: answer["objective"].to_string(),
        seconds: seconds.context("no seconds in the answer")?,
        memory: answer["peak_memory_mib"].as_f64().unwrap_or(f64::NAN),
    })
}

/// A peer's answer: three words on the last line.
fn three_words(command: &[String]) -> anyhow::Result<Run> {
    let output = Command::new(&command[0]).args(&command[1..]).output();
    let Ok(output) = output else { return missing() };
    let (text, problem) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if problem.contains("ModuleNotFoundError") {
        return missing();
    }
    let words: Vec<&str> = text.lines().last().unwrap_or_default().split_whitespace().collect();
    let [answer, seconds, memory] = words[..] else {
        bail!("{}", problem.lines().last().unwrap_or("failed"))
    };
    let answer = answer.parse::<f64>().map_or(answer.into(), |value| {
        if answer.contains('.') { format!("{value:.6}") } else { answer.into() }
    });
    Ok(Run { answer, seconds: seconds.parse()?, memory: memory.parse()? })
}

/// The rows of one piece of work.
struct Table {
    work: String,
    rows: Vec<(&'static str, Vec<Run>, Option<String>)>,
    note: String,
}

impl Table {
    fn new(work: String) -> Self {
        Self { work, rows: Vec::new(), note: String::new() }
    }

    fn add(&mut self, solver: &'static str, run: anyhow::Result<Run>) {
        let row = match self.rows.iter().position(|(name, ..)| *name == solver) {
            Some(row) => row,
            None => {
                self.rows.push((solver, Vec::new(), None));
                self.rows.len() - 1
            }
        };
        match run {
            Ok(run) => self.rows[row].1.push(run),
            Err(problem) => self.rows[row].2 = Some(problem.to_string()),
        }
    }

    /// Prints the best time of each; where the answer is exact, all must agree, otherwise it is the mean.
    fn print(&self, exact: bool) -> anyhow::Result<()> {
        let fastest = |runs: &[Run]| runs.iter().map(|run| run.seconds).fold(f64::INFINITY, f64::min);
        let best = self.rows.iter().map(|(_, runs, _)| fastest(runs)).fold(f64::INFINITY, f64::min);
        let mut seen: Option<&str> = None;
        for (solver, runs, problem) in &self.rows {
            let Some(first) = runs.first() else {
                let problem = problem.as_deref().unwrap_or("failed");
                println!("{:<34} {:<10} {problem}", self.work, solver);
                continue;
            };
            let answer = if exact {
                ensure!(
                    *seen.get_or_insert(&first.answer) == first.answer,
                    "{solver} disagrees on {}",
                    self.work
                );
                first.answer.clone()
            } else {
                let sum: f64 = runs.iter().filter_map(|run| run.answer.parse::<f64>().ok()).sum();
                format!("{:.6}", sum / runs.len() as f64)
            };
            let (seconds, memory) = (fastest(runs), first.memory);
            let ratio = seconds / best;
            println!(
                "{:<34} {solver:<10} {answer:>16} {seconds:>10.4} {ratio:>9.2} {memory:>8.0}",
                self.work
            );
        }
        if !self.note.is_empty() {
            println!("{:<34} {}", self.work, self.note);
        }
        Ok(())
    }
}
