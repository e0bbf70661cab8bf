//! An entry as a syslog message (RFC 5424), for the log collector that an office already has.

use super::Line;

/// Facility 13, log audit, at severity 6, informational (RFC 5424, 6.2.1).
const PRIORITY: u8 = 13 * 8 + 6;
/// The number that documents use; an installation gives its own.
pub const DOCUMENTATION: u32 = 32473;

/// Who sends.
#[derive(Debug, Clone)]
pub struct Sender {
    /// Private enterprise number (IANA) in the name of the structured data.
    pub enterprise: u32,
    pub host: Option<String>,
}

/// One message without its end: header, structured data with the whole line, and a sentence in UTF-8.
pub fn message(line: &Line, sender: &Sender) -> String {
    let json = line.to_json();
    let sequence = line.sequence.to_string();
    let (district, object) = (line.district.to_string(), line.object_id.to_string());
    let (person, appointment) = (line.person.to_string(), line.appointment.to_string());
    let parameters = [
        ("district", district.as_str()),
        ("sequence", &sequence),
        ("person", &person),
        ("appointment", &appointment),
        ("appointmentKind", &line.appointment_kind),
        ("place", &line.place),
        ("operation", &line.operation),
        ("objectType", &line.object_type),
        ("objectId", &object),
        ("seal", line.seal.as_deref().unwrap_or_default()),
        ("entry", &json),
    ];
    let mut data = format!("[lianhe@{}", sender.enterprise);
    for (name, value) in parameters {
        data.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
    data.push(']');
    let host = printable(sender.host.as_deref().unwrap_or("-"), 255);
    let id = printable(&line.operation, 32);
    let sentence =
        format!("{} {} {} {}", line.place, line.appointment_kind, line.operation, line.object_name);
    let sentence = sentence.replace(|c: char| c.is_control(), " ");
    format!("<{PRIORITY}>1 {} {host} lianhe - {id} {data} \u{feff}{sentence}", line.at)
}

/// RFC 5424, 6.3.3: these three are escaped; a line break would end the message on its way.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '"' | '\\' | ']' => text.extend(['\\', c]),
            c if c.is_control() => text.push(' '),
            c => text.push(c),
        }
    }
    text
}

/// PRINTUSASCII without spaces; `-` when nothing is left.
fn printable(text: &str, most: usize) -> String {
    let kept: String = text.chars().filter(char::is_ascii_graphic).take(most).collect();
    if kept.is_empty() { "-".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Line {
        let id = uuid::Uuid::from_u128(7);
        Line {
            district: id,
            sequence: 12,
            at: "2026-03-18T04:00:00.000001Z".into(),
            person: id,
            appointment: id,
            appointment_kind: "street_secretary".into(),
            place: "甲\"街]道\\".into(),
            batch: None,
            operation: "unit.edit".into(),
            object_type: "unit".into(),
            object_id: id,
            object_name: "某\n学校".into(),
            before: None,
            after: Some(serde_json::json!({ "name": "新" })),
            on_behalf_of: None,
            reason: None,
            previous: Some(String::new()),
            seal: Some("ab".into()),
        }
    }

    #[test]
    fn a_message_has_the_header_of_log_audit_and_escapes_what_must_be() {
        let text = message(&line(), &Sender { enterprise: DOCUMENTATION, host: Some("book".into()) });
        let head = "<110>1 2026-03-18T04:00:00.000001Z book lianhe - unit.edit [lianhe@32473 district=\"";
        assert!(text.starts_with(head), "{text}");
        assert!(text.contains(r#"place="甲\"街\]道\\""#), "{text}");
        assert!(text.contains("] \u{feff}甲\"街]道\\ street_secretary unit.edit 某 学校"), "{text}");
        assert!(!text.contains('\n'));
    }

    #[test]
    fn the_whole_line_can_be_taken_out_of_the_message_again() {
        let text = message(&line(), &Sender { enterprise: 1, host: None });
        let entry = text.split_once(" entry=\"").expect("an entry").1.split_once("\"] ").expect("an end").0;
        let mut plain = String::new();
        let mut letters = entry.chars();
        while let Some(c) = letters.next() {
            plain.push(if c == '\\' { letters.next().expect("what is escaped") } else { c });
        }
        assert_eq!(serde_json::from_str::<Line>(&plain).expect("a line"), line());
    }
}
