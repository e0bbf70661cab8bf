//! A bulletin (通报) on paper, for member units that read it there and for the files of the office.

use chrono::{Days, NaiveDate};
use domain::bulletin::Section;
use domain::id::BulletinId;
use domain::paper::PaperKind;
use storage::consortium::membership;

use super::PaperFormat;
use super::body::{Dated, chinese_day, of_body, set};
use super::meeting::PaperFile;
use crate::bulletin::show_bulletin;
use crate::{Result, View};

/// # Errors
/// As [`show_bulletin`]; when a font is missing.
pub async fn bulletin_paper(view: &mut View<'_>, id: BulletinId, format: PaperFormat) -> Result<PaperFile> {
    let detail = show_bulletin(view, id).await?;
    let bulletin = &detail.shown.bulletin;
    // Dated on the day that it went out; before that, on the day on which it is printed.
    let on = bulletin.published_on.unwrap_or_else(|| view.lianhe.today());
    let mut values = of_body(view, bulletin.consortium, on, &Dated::On(on)).await?;
    let last = bulletin.to.checked_sub_days(Days::new(1)).unwrap_or(bulletin.to);
    values.extend([
        ("成员单位", members(view, bulletin.consortium, on).await?),
        ("通报标题", bulletin.title.clone()),
        ("通报正文", text(&detail.sections)),
        ("时段", format!("{}至{}", chinese_day(bulletin.from), chinese_day(last))),
    ]);
    let bytes = set(view, PaperKind::Bulletin, &values, &[], format).await?;
    Ok(PaperFile { name: format!("{}{}.{}", detail.consortium, bulletin.title, format.word()), bytes })
}

async fn members(view: &mut View<'_>, id: domain::id::ConsortiumId, on: NaiveDate) -> Result<String> {
    let district = view.district();
    let members = membership::members(&mut view.conn, district, id, on).await?;
    let units = membership::units(&mut view.conn, district, id, on).await?;
    let names = units.into_iter().filter(|unit| members.contains(&unit.id)).map(|unit| unit.name);
    Ok(names.collect::<Vec<_>>().join("、"))
}

/// Its sections one below the other, each under a numbered heading.
fn text(sections: &[Section]) -> String {
    const NUMBERS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let section = |(n, section): (usize, &Section)| {
        let number = match (n / 10, n % 10) {
            (0, unit) => NUMBERS[unit].to_owned(),
            (1, 9) => "二十".to_owned(),
            (1, unit) => format!("十{}", NUMBERS[unit]),
            // Nobody writes more; were it so, figures still count.
            _ => (n + 1).to_string(),
        };
        format!("{number}、{}\n{}", section.title, section.body)
    };
    sections.iter().enumerate().map(section).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_numbered_as_in_papers() {
        let section = |n: usize| Section { title: format!("第{n}节"), body: "正文".into() };
        let text = text(&(1..=12).map(section).collect::<Vec<_>>());
        let headings: Vec<_> = text.lines().step_by(2).collect();
        assert_eq!(headings[0], "一、第1节");
        assert_eq!(&headings[9..], ["十、第10节", "十一、第11节", "十二、第12节"]);
    }
}
