//! How a wording looks: set with invented values, so that whoever words papers needs no meeting of their own.

use domain::access::{Operation, Place};
use domain::paper::{PaperKind, Template, Values};

use super::PaperFormat;
use super::meeting::{PaperFile, head};
use crate::{Result, View};

/// # Errors
/// `NotFound` for everybody but the district's office; what is wrong with the text; when a font is missing.
pub async fn preview_template(view: &mut View<'_>, kind: PaperKind, body: &str) -> Result<PaperFile> {
    let district = view.district();
    view.authorise(Operation::TemplateEdit, &Place::district(district))?;
    let template = Template::parse(kind, body, "body")?;
    let paper = template.fill(&values(), &table());
    let bytes = view.lianhe.papers.clone().set(paper, PaperFormat::Pdf).await?;
    Ok(PaperFile { name: format!("{}.pdf", kind.term()), bytes })
}

const UNITS: [&str; 4] = ["示例街道办事处", "示例海洋装备有限公司", "示例中学", "驻示例部队"];

fn values() -> Values {
    Values::from(
        [
            ("联合体", "示例街道区域化党建联合体"),
            ("上级", "中共示例区委员会"),
            ("代字", "示例联"),
            ("成员单位", &UNITS.join("、")),
            ("成文日期", "2026年12月14日"),
            ("今天", "2026年12月14日"),
            ("年份", "2026"),
            ("会议", "2026年12月联席会议"),
            ("会议日期", "2026年12月18日"),
            ("会议时间", "上午9时30分"),
            ("地点", "街道办事处三楼会议室"),
            ("议题", "1．通报上次会议议定事项的办理情况\n2．审议共享资源清单、服务项目清单和需求意向清单"),
            ("出席", "示例街道办事处、示例中学"),
            ("委托出席", "示例海洋装备有限公司"),
            ("请假", "驻示例部队"),
            ("缺席", ""),
            ("纪要正文", "会议听取了上次会议议定事项办理情况的通报，并就各项议题交换了意见。"),
            ("议定事项", "1．各成员单位于月底前报送更新后的清单。\n2．示例中学于周末开放运动场。"),
            ("通报标题", "2026年第四季度通报"),
            ("通报正文", "一、会议情况\n本期召开联席会议1次。\n二、议定事项\n议定事项2项，办结1项。"),
            ("时段", "2026年10月1日至2026年12月31日"),
        ]
        .map(|(name, value)| (name, value.to_owned())),
    )
}

fn table() -> Vec<Vec<String>> {
    let row = |(n, unit): (usize, &&str)| {
        vec![(n + 1).to_string(), (*unit).to_owned(), String::new(), String::new()]
    };
    std::iter::once(head()).chain(UNITS.iter().enumerate().map(row)).collect()
}

#[cfg(test)]
mod tests {
    use domain::paper::placeholders;

    use super::*;

    #[test]
    fn every_placeholder_has_an_example() {
        let values = values();
        for name in PaperKind::ALL.iter().flat_map(|kind| placeholders(*kind)) {
            assert!(values.contains_key(name), "{name}");
        }
    }
}
