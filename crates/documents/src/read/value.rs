//! Numbers and dates of spreadsheets as the text that a person means.

use std::borrow::Cow;

use crate::FaultKind;

/// Spreadsheets keep and show this many digits.
const DIGITS: usize = 15;

/// What the format of a number makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Number,
    Date,
    /// Hours that may be more than a day's.
    Duration,
}

/// A number as it stands in a file: whole ones without `.0`, others with the 15 digits that a spreadsheet shows.
pub(super) fn number(raw: &str) -> (Cow<'_, str>, Option<FaultKind>) {
    let digits = raw.bytes().filter(u8::is_ascii_digit).count();
    let unsigned = raw.strip_prefix('-').unwrap_or(raw);
    let plain = unsigned.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && unsigned.bytes().filter(|byte| *byte == b'.').count() <= 1
        && (!unsigned.starts_with('0') || unsigned == "0" || unsigned.starts_with("0."));
    if plain && (1..=DIGITS).contains(&digits) {
        let short = if raw.contains('.') { raw.trim_end_matches('0').trim_end_matches('.') } else { raw };
        return (if matches!(short, "-0" | "-" | "") { "0" } else { short }.into(), None);
    }
    match raw.parse::<f64>() {
        Ok(value) => {
            let (text, fault) = of_float(value);
            (text.into(), fault)
        }
        Err(_) => (raw.into(), Some(FaultKind::ErrorValue)),
    }
}

pub(super) fn of_float(value: f64) -> (String, Option<FaultKind>) {
    if value == 0.0 {
        return ("0".to_owned(), None);
    }
    if !value.is_finite() {
        return (value.to_string(), Some(FaultKind::ErrorValue));
    }
    let whole = value.fract() == 0.0;
    if whole && value.abs() >= 1e15 {
        return (rounded(value), Some(FaultKind::Rounded));
    }
    if whole {
        return (format!("{value:.0}"), None);
    }
    let shown = format!("{value:.*e}", DIGITS - 1).parse::<f64>().unwrap_or(value);
    (shown.to_string(), None)
}

/// The digits that a spreadsheet keeps, and zeros.
fn rounded(value: f64) -> String {
    let text = format!("{value:.*e}", DIGITS - 1);
    match text.split_once('e') {
        Some((digits, power)) if value.abs() < 1e21 => {
            let zeros = power.parse::<usize>().unwrap_or(DIGITS).saturating_sub(DIGITS - 1);
            format!("{}{}", digits.replace('.', ""), "0".repeat(zeros))
        }
        _ => text,
    }
}

/// A number that is shown as a date or time: `2018-12-31`, `2018-12-31 08:30:00`, `08:30:00`.
pub(super) fn date(value: f64, shown: Shown, epoch_1904: bool) -> (String, Option<FaultKind>) {
    let plain = |fault| (of_float(value).0, Some(fault));
    // The last day of the year 9999.
    if !(0.0..2_958_466.0).contains(&value) {
        return plain(FaultKind::NoDate);
    }
    let seconds = (value * 86_400.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "at most nine million days of seconds")]
    let seconds = seconds as i64;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let time = |hours: i64| format!("{hours:02}:{:02}:{:02}", rest / 60 % 60, rest % 60);
    if shown == Shown::Duration {
        return (time(seconds / 3600), None);
    }
    if days == 0 && rest > 0 {
        return (time(rest / 3600), None);
    }
    // Day 60 of the old epoch is the 29 February 1900, which never was; before it all days are one off.
    let since_1970 = match (epoch_1904, days) {
        (true, _) => days - 24_107,
        (false, 61..) => days - 25_569,
        (false, 1..=59) => days - 25_568,
        (false, _) => return plain(FaultKind::NoDate),
    };
    let (year, month, day) = civil(since_1970);
    let day = format!("{year:04}-{month:02}-{day:02}");
    (if rest == 0 { day } else { format!("{day} {}", time(rest / 3600)) }, None)
}

/// Year, month and day of a day since 1970-01-01 (Howard Hinnant's algorithm).
fn civil(since_1970: i64) -> (i64, i64, i64) {
    let days = since_1970 + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// A date as ISO 8601 text, without a time of day that is zero.
pub(super) fn iso_date(raw: &str) -> String {
    let text = raw.trim_end_matches('Z').replacen('T', " ", 1);
    let (day, time) = text.split_once(' ').unwrap_or((&text, ""));
    if time.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.')) { day.to_owned() } else { text }
}

/// How a built-in number format shows; 27 to 36 and 50 to 58 are the Chinese dates.
pub(super) fn built_in(id: u32) -> Shown {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Date,
        46 => Shown::Duration,
        _ => Shown::Number,
    }
}

/// How a number format of the workbook's own shows.
pub(super) fn format(code: &str) -> Shown {
    let mut chars = code.chars();
    let mut shown = Shown::Number;
    if code.eq_ignore_ascii_case("general") {
        return shown;
    }
    while let Some(c) = chars.next() {
        match c {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => drop(chars.next()),
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let elapsed = |c: char| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S');
                if !inner.is_empty() && inner.chars().all(elapsed) {
                    return Shown::Duration;
                }
            }
            ';' => break,
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => shown = Shown::Date,
            _ => {}
        }
    }
    shown
}

/// The letters by which a spreadsheet names a column (from 0).
pub(crate) fn column_name(mut column: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        match (column / 26).checked_sub(1) {
            Some(rest) => column = rest,
            None => return name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> String {
        number(raw).0.into_owned()
    }

    #[test]
    fn numbers_read_as_they_are_shown() {
        for (raw, shown) in [
            ("210211017000", "210211017000"),
            ("1.0", "1"),
            ("0", "0"),
            ("-0", "0"),
            ("100", "100"),
            ("1.50", "1.5"),
            ("42.699999999999996", "42.7"),
            ("0.30000000000000004", "0.3"),
            ("2.5E-2", "0.025"),
            ("1E3", "1000"),
            ("-12.25", "-12.25"),
        ] {
            assert_eq!(text(raw), shown);
        }
    }

    #[test]
    fn more_digits_than_a_spreadsheet_keeps_are_a_fault() {
        assert_eq!(number("911101087109330000"), ("911101087109330000".into(), Some(FaultKind::Rounded)));
        assert_eq!(number("9.1110108710933005E+17").1, Some(FaultKind::Rounded));
        assert_eq!(number("999999999999999").1, None);
        assert_eq!(number("NaN").1, Some(FaultKind::ErrorValue));
    }

    #[test]
    fn serial_numbers_are_days() {
        let day = |value, epoch| date(value, Shown::Date, epoch).0;
        assert_eq!(day(43465.0, false), "2018-12-31");
        assert_eq!(day(1.0, false), "1900-01-01");
        assert_eq!(day(59.0, false), "1900-02-28");
        assert_eq!(day(61.0, false), "1900-03-01");
        assert_eq!(day(2_958_465.0, false), "9999-12-31");
        assert_eq!(day(42003.0, true), "2018-12-31");
        assert_eq!(day(43465.5, false), "2018-12-31 12:00:00");
        assert_eq!(day(0.25, false), "06:00:00");
        assert_eq!(date(1.5, Shown::Duration, false).0, "36:00:00");
        assert_eq!(date(60.0, Shown::Date, false), ("60".into(), Some(FaultKind::NoDate)));
        assert_eq!(date(-1.0, Shown::Date, false), ("-1".into(), Some(FaultKind::NoDate)));
        assert_eq!(date(f64::NAN, Shown::Date, false).1, Some(FaultKind::NoDate));
    }

    #[test]
    fn formats_tell_dates_from_numbers() {
        for code in
            ["yyyy-mm-dd", "[$-804]yyyy\"年\"m\"月\"d\"日\";@", "[DBNum1]m\"月\"", "h:mm AM/PM", "m/d/yy"]
        {
            assert_eq!(format(code), Shown::Date, "{code}");
        }
        for code in ["General", "0.00", "#,##0\"mmd\"", "[Red]0.0", "0.00E+00", "@", "0_d", "0;yyyy"] {
            assert_eq!(format(code), Shown::Number, "{code}");
        }
        assert_eq!(format("[h]:mm:ss"), Shown::Duration);
        assert_eq!([0, 25, 26, 701, 702].map(column_name), ["A", "Z", "AA", "ZZ", "AAA"]);
        assert_eq!(iso_date("2018-12-31T00:00:00Z"), "2018-12-31");
        assert_eq!(iso_date("2018-12-31T08:30:00"), "2018-12-31 08:30:00");
    }
}
