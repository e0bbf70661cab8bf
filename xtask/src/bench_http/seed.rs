//! The same 10,000 units for all, from a fixed seed: a made-up district of ten streets with five communities each.

use anyhow::Result;
use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

pub const DISTRICT: &str = "990101000000";
/// The street that is listed.
pub const STREET: &str = "990101003000";
/// Where units are created: elsewhere, so that the list stays as long as it was, however fast a contender creates.
pub const OTHER_STREET: &str = "990101004000";
/// A community of [`OTHER_STREET`].
pub const COMMUNITY: &str = "990101004001";
const STREETS: u32 = 10;
const COMMUNITIES: u32 = 5;
const UNITS: u32 = 10_000;
const TYPES: &[(&str, &str)] = &[
    ("private_enterprise", "有限公司"),
    ("private_enterprise", "商行"),
    ("state_enterprise", "集团公司"),
    ("social_organisation", "协会"),
    ("school", "学校"),
    ("agency", "服务中心"),
];
const SYLLABLES: &str = "东西南北中新华国民平和安泰兴盛福康宁德仁义礼智信明光海江河湖山石林园桥塘岗村";

pub struct Data {
    pub divisions: PathBuf,
    pub units: PathBuf,
}

pub struct Unit {
    pub name: String,
    pub kind: &'static str,
    pub division: String,
    pub industry: &'static str,
}

impl Unit {
    /// The street that its division lies in.
    pub fn street(&self) -> String {
        format!("{}000", &self.division[..9])
    }
}

pub fn write(folder: &Path) -> Result<Data> {
    let data = Data { divisions: folder.join("divisions.csv"), units: folder.join("units.csv") };
    fs::write(&data.divisions, divisions())?;
    let mut text =
        String::from("name,type,credit_code,division_code,industry_code,address,valid_from,valid_to,note\n");
    for unit in units() {
        writeln!(text, "{},{},,{},{},,2016-01-01,,", unit.name, unit.kind, unit.division, unit.industry)?;
    }
    fs::write(&data.units, text)?;
    Ok(data)
}

pub fn units() -> impl Iterator<Item = Unit> {
    let syllables: Vec<char> = SYLLABLES.chars().collect();
    let mut dice = Dice(20_250_101);
    (0..UNITS).map(move |number| {
        let street = number % STREETS + 1;
        let community = dice.below(COMMUNITIES) + 1;
        let (kind, ending) = TYPES[dice.below(TYPES.len() as u32) as usize];
        let mut name = String::from("示范");
        for _ in 0..2 + dice.below(4) {
            name.push(syllables[dice.below(syllables.len() as u32) as usize]);
        }
        // The number keeps names apart.
        Unit {
            name: format!("{name}{ending}{number:05}"),
            kind,
            division: format!("990101{street:03}{community:03}"),
            industry: ["51", "52", "61", "70", "82", "94"][dice.below(6) as usize],
        }
    })
}

fn divisions() -> String {
    let mut text = String::from(
        "code,name,level,parent_code,kind,class_code,valid_from,valid_to,former_code,longitude,latitude\n\
         990000000000,测量省,1,,province,,2016-01-01,,,,\n\
         990100000000,测量市,2,990000000000,city,,2016-01-01,,,,\n\
         990101000000,测量区,3,990100000000,district,,2016-01-01,,,,\n",
    );
    for street in 1..=STREETS {
        let code = format!("990101{street:03}000");
        text.push_str(&format!("{code},测量{street}街道,4,{DISTRICT},street,,2016-01-01,,,,\n"));
        for community in 1..=COMMUNITIES {
            text.push_str(&format!(
                "990101{street:03}{community:03},第{street}之{community}社区,5,{code},community,,2016-01-01,,,,\n"
            ));
        }
    }
    text
}

/// A linear congruential generator (Knuth's MMIX constants): the same numbers everywhere, and good enough for names.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(limit)) as u32
    }
}
