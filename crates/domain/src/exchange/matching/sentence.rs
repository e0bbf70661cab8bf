//! A pair's reasons in plain words, out of the same facts as its score.

use super::{Fit, Near, Part, Weights};

/// One part of a pair: its points, what they count, and the sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub part: Part,
    pub points: i64,
    pub weight: i64,
    pub zh: String,
    pub en: String,
}

impl Fit {
    /// What speaks for the pair, the weightiest first.
    pub fn reasons(&self, weights: &Weights) -> Vec<Reason> {
        let reason = |&part| {
            let (zh, en) = self.sentence(part);
            Reason { part, points: self.points(part), weight: self.weight(part, weights), zh, en }
        };
        let mut reasons: Vec<Reason> = Part::ALL.iter().map(reason).collect();
        reasons.sort_by_key(|reason| -reason.points * reason.weight);
        reasons
    }

    fn sentence(&self, part: Part) -> (String, String) {
        let both = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        match part {
            Part::Category => match self.distance {
                0 => both("类别相同", "Same category"),
                1 => both("一方的类别包含另一方", "One category contains the other"),
                2 => both("同一大类下的不同类别", "Different categories of one group"),
                _ => both("类别不同，仅凭文字相近", "Different groups; only the wording is alike"),
            },
            Part::Text => {
                let share = self.text / 10;
                (format!("文字相似度 {share}%"), format!("Wording {share}% alike"))
            }
            Part::Nearness => match self.near {
                Near::SameCommunity => both("在同一社区（村）", "In the same community"),
                Near::SameStreet => both("在同一街道", "In the same street"),
                Near::Metres(metres) => {
                    let (whole, tenth) = (metres / 1000, metres % 1000 / 100);
                    (format!("相距约 {whole}.{tenth} 公里"), format!("About {whole}.{tenth} km apart"))
                }
                Near::Unknown => both("距离未知", "Distance not known"),
            },
            Part::Times => match self.shared_minutes {
                None => both("时间可以商定", "Times can be agreed"),
                Some(minutes) => {
                    let hours = format!("{}.{}", minutes / 60, minutes % 60 / 6);
                    (format!("每周有 {hours} 小时重合"), format!("{hours} hours a week in common"))
                }
            },
            Part::Capacity => {
                let (free, open) = (self.free, self.open);
                (format!("需要 {open}，余量 {free}"), format!("{open} needed, {free} free"))
            }
            Part::Evaluations => match self.evaluated {
                None => both("尚无评价", "Not yet evaluated"),
                Some(mean) => {
                    let mean = format!("{}.{}", mean / 100, mean % 100 / 10);
                    (
                        format!("以往评价平均 {mean}（满分 5）"),
                        format!("Past evaluations average {mean} of 5"),
                    )
                }
            },
            Part::Balance => {
                let share = self.promised / 10;
                (format!("已承诺 {share}% 的量"), format!("{share}% of it already promised"))
            }
        }
    }
}
