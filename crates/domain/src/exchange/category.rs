//! What kind of thing an entry is about: a tree of two levels that a district edits.

use uuid::Uuid;

use crate::id::CategoryId;
use crate::name::Name;
use crate::rule::{Refusal, Rule};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub id: CategoryId,
    pub version: i64,
    /// Stable within the district: tables and other systems name a category by it.
    pub code: String,
    pub name: Name,
    pub parent: Option<CategoryId>,
    /// Kept for the entries that bear it, but no longer chosen.
    pub retired: bool,
}

/// A category as the way to it: the group, and the kind within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CategoryPath {
    pub group: CategoryId,
    pub kind: Option<CategoryId>,
}

impl CategoryPath {
    /// 0 for the same, 1 where one is the group of the other, 2 within a group, 3 in different groups.
    pub fn distance(self, other: Self) -> u8 {
        if self.group != other.group {
            3
        } else if self.kind == other.kind {
            0
        } else if self.kind.is_none() || other.kind.is_none() {
            1
        } else {
            2
        }
    }
}

pub fn path_of(categories: &[Category], id: CategoryId) -> Option<CategoryPath> {
    let found = categories.iter().find(|category| category.id == id)?;
    Some(match found.parent {
        Some(group) => CategoryPath { group, kind: Some(id) },
        None => CategoryPath { group: id, kind: None },
    })
}

/// # Errors
/// Refuses a third level, a code that is taken or no code, and a name that its brothers bear.
pub fn check_category(all: &[Category], made: &Category) -> Result<(), Refusal> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    if made.code.is_empty() || made.code.len() > 60 || !made.code.chars().all(plain) {
        return Err(Refusal::new(Rule::CategoryCode, "code").with(&made.code));
    }
    let others = || all.iter().filter(|other| other.id != made.id);
    if others().any(|other| other.code == made.code) {
        return Err(Refusal::new(Rule::CategoryCodeTaken, "code").with(&made.code));
    }
    if others().any(|other| other.parent == made.parent && other.name == made.name) {
        return Err(Refusal::new(Rule::CategoryNameTaken, "name").with(made.name.as_str()));
    }
    let Some(parent) = made.parent else { return Ok(()) };
    let group = all.iter().find(|other| other.id == parent && other.parent.is_none());
    if group.is_none() || others().any(|other| other.parent == Some(made.id)) || parent == made.id {
        return Err(Refusal::new(Rule::CategoryLevel, "parent_id"));
    }
    Ok(())
}

/// The taxonomy with which every district begins: code, Chinese name; what has a dot lies in the group before it.
const SHIPPED: &[(&str, &str)] = &[
    ("venues", "场地"),
    ("venues.meeting", "会议活动室"),
    ("venues.sports", "体育场馆"),
    ("venues.parking", "停车场地"),
    ("venues.exhibition", "展馆与教育基地"),
    ("experts", "专家"),
    ("experts.law", "法律"),
    ("experts.health", "医疗健康"),
    ("experts.education", "教育辅导"),
    ("experts.technology", "科技与管理"),
    ("experts.psychology", "心理咨询"),
    ("training", "培训"),
    ("training.party", "党课党训"),
    ("training.skills", "职业技能"),
    ("training.safety", "安全与应急"),
    ("training.culture", "文化艺术"),
    ("services", "服务"),
    ("services.elderly", "助老助残"),
    ("services.children", "儿童托管"),
    ("services.clinic", "义诊"),
    ("services.repair", "便民维修"),
    ("services.environment", "环境整治"),
    ("services.security", "治安巡逻"),
    ("services.culture", "文体活动"),
    ("services.mediation", "矛盾调解"),
    ("funds", "资金"),
    ("funds.charity", "慈善捐助"),
    ("funds.credit", "金融信贷"),
    ("funds.purchase", "采购助销"),
    ("equipment", "设备"),
    ("equipment.vehicles", "车辆机械"),
    ("equipment.medical", "医疗康复器具"),
    ("equipment.audio", "音响电子设备"),
    ("equipment.books", "图书教具"),
    ("posts", "岗位"),
    ("posts.jobs", "就业岗位"),
    ("posts.internship", "实习见习"),
    ("posts.volunteers", "志愿岗位"),
    ("policy", "政策"),
    ("policy.advice", "政策咨询"),
    ("policy.procedures", "办事指导"),
    ("policy.enterprise", "惠企服务"),
];

/// The shipped categories as a district has them until it edits one. Each has the same id everywhere.
pub fn shipped() -> Vec<Category> {
    SHIPPED
        .iter()
        .filter_map(|(code, name)| {
            Some(Category {
                id: shipped_id(code),
                version: 1,
                code: (*code).to_owned(),
                name: Name::parse(name, "name").ok()?,
                parent: code.split_once('.').map(|(group, _)| shipped_id(group)),
                retired: false,
            })
        })
        .collect()
}

/// An id that follows from the code alone (FNV-1a, marked as a UUID of version 8).
fn shipped_id(code: &str) -> CategoryId {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let hash = code.bytes().fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
    let marked = hash & !(0xf << 76) & !(0x3 << 62) | (0x8 << 76) | (0x2 << 62);
    CategoryId::new(Uuid::from_u128(marked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(n: u128, code: &str, parent: Option<u128>) -> Category {
        Category {
            id: CategoryId::new(Uuid::from_u128(n)),
            version: 1,
            code: code.into(),
            name: Name::parse(code, "name").expect("a name"),
            parent: parent.map(|n| CategoryId::new(Uuid::from_u128(n))),
            retired: false,
        }
    }

    #[test]
    fn the_tree_has_two_levels_and_each_code_once() {
        let all = [category(1, "venues", None), category(2, "venues.sports", Some(1))];
        assert_eq!(check_category(&all, &category(3, "venues.meeting", Some(1))), Ok(()));
        let refused = |made| check_category(&all, &made).expect_err("refused").rule;
        assert_eq!(refused(category(3, "deep", Some(2))), Rule::CategoryLevel);
        assert_eq!(refused(category(3, "venues", Some(1))), Rule::CategoryCodeTaken);
        assert_eq!(refused(category(3, "场地", None)), Rule::CategoryCode);
    }

    #[test]
    fn the_shipped_tree_is_sound_and_distances_follow_it() {
        let ids: std::collections::HashSet<_> = shipped().iter().map(|category| category.id).collect();
        assert_eq!(ids.len(), SHIPPED.len());
        let groups = SHIPPED.iter().filter(|(code, _)| !code.contains('.')).count();
        assert_eq!(groups, 8);
        for (code, _) in SHIPPED {
            if let Some((group, _)) = code.split_once('.') {
                assert!(SHIPPED.iter().any(|(known, _)| *known == group), "{code}");
            }
        }
        let all = [
            category(1, "venues", None),
            category(2, "venues.sports", Some(1)),
            category(3, "venues.meeting", Some(1)),
            category(4, "funds", None),
        ];
        let path = |n: usize| path_of(&all, all[n].id).expect("a path");
        let distances = [(1, 1), (0, 1), (1, 2), (1, 3)].map(|(a, b)| path(a).distance(path(b)));
        assert_eq!(distances, [0, 1, 2, 3]);
    }
}
