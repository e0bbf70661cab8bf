//! Any bytes as any of the solver's file formats: refused or understood, never a crash. What is understood
//! and small is solved, so that the solver too sees what no test would think of.

#![no_main]

#[path = "../../crates/lianhe/src/solve/read/mod.rs"]
mod read;

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use solver::communities::{Graph, Options, leiden};
use solver::{flow, matching, rota};

fuzz_target!(|data: &[u8]| {
    let Some((&kind, bytes)) = data.split_first() else { return };
    match kind % 4 {
        0 => {
            let Ok(network) = read::dimacs::read(bytes) else { return };
            if network.nodes() > 200 || network.arcs() > 1000 {
                return;
            }
            match flow::solve(&network) {
                Ok(flow::Outcome::Optimal(solution)) => assert_eq!(solution.verify(&network), Ok(())),
                Ok(flow::Outcome::Infeasible(cut)) => assert!(cut.verify(&network)),
                Err(_) => {}
            }
        }
        1 => {
            let Ok(read) = read::matching::read(bytes) else { return };
            if let Ok(plan) = matching::solve(&read.instance, &mut |_| ControlFlow::Continue(())) {
                let _ = matching::explain(&read.instance, &plan);
            }
        }
        2 => {
            let Ok(list) = read::edges::read(bytes) else { return };
            let graph = Graph::new(list.names.len(), &list.edges);
            let found = leiden(&graph, &Options::default(), &mut |_| ControlFlow::Continue(()));
            assert!(found.is_ok_and(|found| found.len() == graph.nodes()) || !graph.total().is_finite());
        }
        _ => {
            let Ok(read) = read::rota::read(bytes) else { return };
            if read.rota.periods > 50 {
                return;
            }
            if let Ok(plan) = rota::plan(&read.rota, &mut |_| ControlFlow::Continue(())) {
                assert_eq!(rota::broken_rules(&read.rota, &plan), Vec::<String>::new());
            }
        }
    }
});
