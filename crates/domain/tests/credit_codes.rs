//! The check of credit codes against published ones. Skips where the public data is not at hand.

use domain::organisation::CreditCode;

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/codes/uscc_vectors.csv");

#[test]
fn the_check_agrees_with_every_published_code() {
    let Ok(text) = std::fs::read_to_string(VECTORS) else {
        eprintln!("skipped: the published codes are not beside this checkout");
        return;
    };
    let mut rows = 0;
    for line in text.trim_start_matches('\u{feff}').lines().skip(1) {
        let mut cells = line.split(',');
        let code = cells.next().expect("a code");
        let mut is = || cells.next() == Some("1");
        let (strict, after_uppercase) = (is(), is());
        let read = CreditCode::parse(code);
        assert_eq!(read.is_ok(), strict || after_uppercase, "{line}");
        if let Ok(read) = read {
            assert_eq!(read.repaired, !strict, "{line}");
        }
        rows += 1;
    }
    assert!(rows >= 600, "only {rows} rows");
}
