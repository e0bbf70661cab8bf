//! Units that may be two records of one: the same credit code, or the same name once everything is taken away that offices
//! write differently.

use crate::name::{Name, search_key};

/// Legal forms, the longest first. A branch office (分公司) is a unit of its own, so it keeps its name.
const FORMS: [&str; 6] = ["股份有限公司", "有限责任公司", "有限公司", "股份公司", "股份", "有限"];

/// A name of fewer characters is too little to compare.
const FEWEST: usize = 2;

/// What is left of a unit's name without legal form, brackets, punctuation and the names of the places above it. `places`
/// are those places. `None` where too little is left to compare.
pub fn core_name(name: &Name, places: &Places) -> Option<String> {
    let mut core = search_key(name.as_str());
    for place in &places.0 {
        for (open, close) in [("(", ")"), ("[", "]"), ("【", "】"), ("〔", "〕")] {
            core = core.replace(&format!("{open}{place}{close}"), "");
        }
    }
    core.retain(|c| c.is_alphanumeric());
    let after = |core: &str, place: &String| {
        core.strip_prefix(place.as_str()).filter(|rest| rest.chars().count() >= FEWEST).map(str::to_owned)
    };
    while let Some(rest) = places.0.iter().find_map(|place| after(&core, place)) {
        core = rest;
    }
    let form = FORMS.iter().find_map(|form| core.strip_suffix(form));
    let core = form.map(str::to_owned).unwrap_or(core);
    (core.chars().count() >= FEWEST).then_some(core)
}

/// Places as people speak of them: with their kind and without. 大连市 is also 大连.
pub struct Places(Vec<String>);

impl Places {
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut spoken = Vec::new();
        for name in names.into_iter().map(search_key) {
            let short = name.strip_suffix(['省', '市', '区', '县']).map(str::to_owned);
            spoken.extend(short.filter(|short| short.chars().count() >= FEWEST));
            spoken.push(name);
        }
        // The longer one first: a shorter one must not leave a kind behind.
        spoken.sort_by_key(|name| std::cmp::Reverse(name.len()));
        Self(spoken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn core(name: &str) -> Option<String> {
        let places = Places::new(["辽宁省", "大连市", "甘井子区"]);
        core_name(&Name::parse(name, "name").expect("a name"), &places)
    }

    #[test]
    fn offices_write_one_company_in_many_ways() {
        for name in [
            "大连连湾示例机械有限公司",
            "连湾示例机械（大连）有限责任公司",
            "大连市甘井子区连湾示例机械股份有限公司",
            " 连湾示例 机械",
            "辽宁省大连市连湾示例机械有限公司",
        ] {
            assert_eq!(core(name).as_deref(), Some("连湾示例机械"), "{name}");
        }
    }

    #[test]
    fn what_is_another_unit_keeps_another_name() {
        assert_ne!(core("连湾示例机械有限公司"), core("连湾示例机械有限公司大连分公司"));
        assert_ne!(core("北山第一小学"), core("北山第二小学"));
        assert_ne!(core("示例（沈阳）机械有限公司"), core("示例（大连）机械有限公司"));
    }

    #[test]
    fn a_place_alone_is_no_name_to_compare() {
        assert_eq!(core("大连市").as_deref(), Some("大连市"));
        assert_eq!(core("A有限公司"), None);
    }
}
