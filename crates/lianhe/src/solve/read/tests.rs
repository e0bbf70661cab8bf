//! What the readers accept and what they say about the rest; published optima and graphs where they are here.

use std::path::PathBuf;

use solver::communities::{Graph, Options, leiden, modularity};
use solver::flow::{Outcome, UNBOUNDED, solve};

use super::{dimacs, edges, matching, open, rota};

/// A file of the folder of public data, which is not part of the project.
fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/solver").join(name);
    if !path.exists() {
        println!("skipped: {name} is not here");
        return None;
    }
    Some(path)
}

fn refusal<T>(read: anyhow::Result<T>) -> String {
    match read {
        Ok(_) => "accepted".into(),
        Err(problem) => format!("{problem:#}"),
    }
}

#[test]
fn published_optima_are_reached_and_proven() {
    let Some(table) = shared("optima.csv") else { return };
    let table = std::fs::read_to_string(table).expect("a readable table");
    for row in table.lines().skip(1) {
        let columns: Vec<&str> = row.split(',').collect();
        let Some(file) = shared(&format!("{}.min.gz", columns[0])) else { continue };
        let network = dimacs::read(open(&file).expect("opens")).expect("a DIMACS file");
        let Ok(Outcome::Optimal(solution)) = solve(&network) else { panic!("{row}") };
        assert_eq!(solution.objective.to_string(), columns[5], "{row}");
        assert_eq!(solution.verify(&network), Ok(()));
    }
}

#[test]
fn the_karate_club_splits_at_its_known_best() {
    let Some(file) = shared("karate.edges") else { return };
    let list = edges::read(open(&file).expect("opens")).expect("an edge list");
    let graph = Graph::new(list.names.len(), &list.edges);
    let watch = &mut |_| std::ops::ControlFlow::Continue(());
    let community = leiden(&graph, &Options::default(), watch).expect("sound weights");
    assert!((modularity(&graph, &community, 1.0) - 0.419_789).abs() < 1e-5);
}

#[test]
fn dimacs_is_read_with_and_without_lower_bounds() {
    let text = b"c remark, with words\np min 3 2\nn 1 4\nn 3 -4\na 1 2 0 9 5\na 2 3 1 -1 -2\n";
    let network = dimacs::read(&text[..]).expect("sound");
    assert_eq!((network.supply, network.cost), (vec![4, 0, -4], vec![5, -2]));
    assert_eq!((network.lower, network.upper), (vec![0, 1], vec![9, UNBOUNDED]));
}

#[test]
fn dimacs_refusals_name_the_line() {
    let refused = |text: &str| refusal(dimacs::read(text.as_bytes()));
    assert_eq!(refused(""), "there is no problem line");
    assert_eq!(refused("p min 1 2\n"), "2 arcs are declared, 0 are there");
    assert_eq!(refused("p min 1 0\nn 2 1\n"), "line 2: node 2 does not exist");
    assert_eq!(refused("p max 1 0\n"), "line 1: only “p min” is understood");
    assert_eq!(refused("p min 2 1\na 1 2 0 x 1\n"), "line 2: “x” is not a whole number");
    assert_eq!(
        refused("p min 2 1\na 1 2 0 99999999999999999999 1\n"),
        "line 2: “99999999999999999999” is not a whole number"
    );
    assert_eq!(refused("p min 2 1\na 1 2 0 1\n"), "line 2: a number is missing");
    assert_eq!(refused("p min 2 1\na 1 2 0 1 1 1\n"), "line 2: more words than the format has");
    assert_eq!(refused("q\n"), "line 1: “q” begins no known line");
}

#[test]
fn a_matching_may_name_things_before_it_describes_them() {
    let text = "{\"pair\":[\"s\",\"d\"],\"score\":3,\"upper\":2}\n\n{\"demand\":\"d\",\"quantity\":2,\"priority\":1}\n{\"supply\":\"s\",\"capacity\":5}\n";
    let read = matching::read(text.as_bytes()).expect("sound");
    assert_eq!((read.supplies, read.demands), (vec!["s".to_owned()], vec!["d".to_owned()]));
    assert_eq!((read.instance.supplies, read.instance.pairs.len()), (vec![5], 1));
}

#[test]
fn the_order_of_a_matchings_lines_changes_nothing() {
    let lines = [
        r#"{"supply":"s2","capacity":1}"#,
        r#"{"supply":"s1","capacity":2}"#,
        r#"{"demand":"d2","quantity":1}"#,
        r#"{"demand":"d1","quantity":3,"priority":1}"#,
        r#"{"pair":["s2","d2"],"score":3}"#,
        r#"{"pair":["s1","d1"],"score":3,"upper":1}"#,
        r#"{"pair":["s1","d2"],"score":3}"#,
    ];
    let read = |lines: Vec<&str>| matching::read(lines.join("\n").as_bytes()).expect("sound");
    let (forth, back) = (read(lines.to_vec()), read(lines.iter().rev().copied().collect()));
    assert_eq!(forth.supplies, ["s1", "s2"]);
    assert_eq!(forth.instance.supplies, [2, 1]);
    assert_eq!((forth.instance, forth.supplies, forth.demands), (back.instance, back.supplies, back.demands));
}

#[test]
fn matching_refusals_name_the_line() {
    let refused = |text: &str| refusal(matching::read(text.as_bytes()));
    assert_eq!(refused("{\"pair\":[\"s\",\"d\"],\"score\":3}"), "the supply “s” is used but never described");
    let twice = "{\"supply\":\"s\",\"capacity\":1}\n{\"supply\":\"s\",\"capacity\":1}";
    assert_eq!(refused(twice), "line 2: described a second time");
    assert!(refused("{\"supply\":\"s\"}").starts_with("line 1: a line is a supply"));
    assert!(refused("{\"supply\":\"s\",\"capacity\":1,\"more\":1}").starts_with("line 1: unknown field"));
}

#[test]
fn edge_lists_have_two_forms() {
    let plain = edges::read(&b"# remark\na b 2.5\nb c\n"[..]).expect("sound");
    assert_eq!(plain.edges, [(0, 1, 2.5), (1, 2, 1.0)]);
    let marked = edges::read(&b"v x 7\nv y 7\ne x y\n"[..]).expect("sound");
    assert_eq!((marked.names.len(), marked.labels.len(), marked.edges.len()), (2, 2, 1));
    assert_eq!(refusal(edges::read(&b"a b\na\n"[..])), "line 2: an edge has two ends");
    assert_eq!(refusal(edges::read(&b"a b -1\n"[..])), "line 1: a weight must be finite and not negative");
}

#[test]
fn a_rota_needs_known_ids() {
    let rota = |units: &str| {
        let text = format!("{{\"periods\":2,\"persons\":[{{\"id\":\"p\",\"limit\":1}}],\"units\":{units}}}");
        refusal(rota::read(text.as_bytes()))
    };
    assert_eq!(rota("[{\"id\":\"u\",\"due\":[0]}]"), "accepted");
    assert_eq!(rota("[{\"id\":\"u\",\"due\":[0],\"prefers\":[\"q\"]}]"), "the id “q” is not described");
    assert_eq!(rota("[{\"id\":\"u\",\"due\":[]},{\"id\":\"u\",\"due\":[]}]"), "the id “u” occurs twice");
}

#[test]
fn packed_files_are_unpacked_on_the_way() {
    use std::io::Write;
    let text = b"p min 2 1\na 1 2 0 1 1\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(text).expect("memory");
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 1);
    xz.write_all(text).expect("memory");
    let folder = std::env::temp_dir().join(format!("lianhe-readers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    for (name, bytes) in
        [("plain", text.to_vec()), ("gz", gz.finish().expect("memory")), ("xz", xz.finish().expect("memory"))]
    {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("written");
        assert_eq!(dimacs::read(open(&path).expect("opens")).expect("sound").arcs(), 1, "{name}");
    }
    std::fs::remove_dir_all(&folder).expect("removed");
}
