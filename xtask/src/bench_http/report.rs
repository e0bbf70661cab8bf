//! One table, the ratios, and whether the bars are met.

use super::contender::{Record, Sample};
use std::fmt::Display;

/// What Lianhe promises (issue A): microseconds of CPU a request, throughput over PocketBase's, start, idle memory.
const CPU_US: f64 = 200.0;
const TIMES_POCKETBASE: f64 = 3.0;
const START_MS: f64 = 100.0;
const IDLE_MIB: f64 = 40.0;

type Samples = fn(&Record) -> &Vec<Sample>;
const OPERATIONS: [(&str, Samples); 3] = [
    ("list", |record| &record.list),
    ("create", |record| &record.create),
    ("in turn", |record| &record.in_turn),
];

pub fn print(records: &[Record], missing: &[String]) {
    println!();
    row(&[
        "contender",
        "operation",
        "synchronous",
        "req/s",
        "p50 ms",
        "p99 ms",
        "CPU µs/req",
        "start ms",
        "idle MiB",
    ]);
    row(&["---", "---", "---", "---:", "---:", "---:", "---:", "---:", "---:"]);
    for (name, of) in OPERATIONS {
        for record in records {
            operation(record, name, of(record));
        }
    }
    println!(
        "\nlist: always the same page. in turn: one list, one create, so that no remembered page is up to date."
    );
    println!("Medians of the rounds. 16 connections, one wrk thread; CPU is the server's alone.");

    println!("\nRatios to Lianhe in the same mode (throughput; CPU):");
    for record in records.iter().filter(|record| record.contender.name != "Lianhe") {
        for (name, of) in OPERATIONS {
            if let (Some(ours), Some(theirs)) =
                (Measured::ours(records, record, of), Measured::of(of(record)))
            {
                println!(
                    "  {name} {}: Lianhe answers {:.2} times as many as {}, for {:.2} times the CPU",
                    record.contender.synchronous,
                    ours.per_second / theirs.per_second,
                    record.contender.name,
                    ours.cpu_us / theirs.cpu_us,
                );
            }
        }
    }
    bars(records);
    for why in missing {
        println!("\nWarning: {why}");
    }
}

fn bars(records: &[Record]) {
    println!("\nBars:");
    let ours: Vec<_> = records.iter().filter(|record| record.contender.name == "Lianhe").collect();
    for record in &ours {
        for (name, of) in OPERATIONS {
            if let Some(measured) = Measured::of(of(record)) {
                let what = format!("{name} {}: CPU per request, µs", record.contender.synchronous);
                bar(&what, measured.cpu_us, "at most", CPU_US);
            }
        }
    }
    for (name, of) in OPERATIONS {
        let samples = |name| {
            let mut records = records.iter().filter(move |record| record.contender.name == name);
            records.find_map(|record| Measured::of(of(record)))
        };
        if let (Some(ours), Some(peer), true) = (samples("Lianhe"), samples("PocketBase"), name != "create") {
            let what = format!("{name}: times PocketBase's throughput");
            bar(&what, ours.per_second / peer.per_second, "at least", TIMES_POCKETBASE);
        }
    }
    let starts = ours.iter().flat_map(|record| record.starts.iter().map(|start| start.as_secs_f64() * 1e3));
    bar("start, ms", median(starts), "at most", START_MS);
    bar(
        "idle memory, MiB",
        median(ours.iter().flat_map(|record| record.idle_mib.iter().copied())),
        "at most",
        IDLE_MIB,
    );
}

fn bar(what: &str, value: f64, sense: &str, limit: f64) {
    let met = if sense == "at most" { value <= limit } else { value >= limit };
    println!("  {} {what}: {value:.1} ({sense} {limit})", if met { "met   " } else { "MISSED" });
}

fn operation(record: &Record, name: &str, samples: &[Sample]) {
    let Some(measured) = Measured::of(samples) else { return };
    let start = median(record.starts.iter().map(|start| start.as_secs_f64() * 1e3));
    row(&[
        record.contender.name.to_owned(),
        name.to_owned(),
        record.contender.synchronous.to_owned(),
        format!("{:.0}", measured.per_second),
        format!("{:.2}", measured.p50_us / 1e3),
        format!("{:.2}", measured.p99_us / 1e3),
        format!("{:.0}", measured.cpu_us),
        format!("{start:.0}"),
        format!("{:.1}", median(record.idle_mib.iter().copied())),
    ]);
}

fn row<T: Display>(cells: &[T]) {
    let widths = [12, 10, 12, 8, 8, 8, 11, 9, 9];
    let cells: Vec<_> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
    println!("| {} |", cells.join(" | "));
}

struct Measured {
    per_second: f64,
    p50_us: f64,
    p99_us: f64,
    cpu_us: f64,
}

impl Measured {
    fn of(samples: &[Sample]) -> Option<Self> {
        let median = |of: fn(&Sample) -> f64| median(samples.iter().map(of));
        (!samples.is_empty()).then(|| Self {
            per_second: median(|sample| sample.per_second),
            p50_us: median(|sample| sample.p50_us),
            p99_us: median(|sample| sample.p99_us),
            cpu_us: median(|sample| sample.cpu_us),
        })
    }

    /// Lianhe's figures for the same operation, in the other's mode where it was measured in both.
    fn ours(records: &[Record], other: &Record, of: Samples) -> Option<Self> {
        let ours =
            records.iter().filter(|record| record.contender.name == "Lianhe" && !of(record).is_empty());
        let same_mode =
            ours.clone().find(|record| record.contender.synchronous == other.contender.synchronous);
        Self::of(of(same_mode.or_else(|| ours.clone().next())?))
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_is_the_mean_of_the_middle_two() {
        assert_eq!(median([4.0, 1.0, 3.0].into_iter()), 3.0);
        assert_eq!(median([4.0, 1.0, 3.0, 2.0].into_iter()), 2.5);
    }
}
