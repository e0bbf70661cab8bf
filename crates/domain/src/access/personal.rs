//! The register of personal fields: what is kept about people, why, on what ground, who sees it, for how long.
//!
//! A person's own page shows it, and docs/SECURITY.md prints it (a test compares). A new column about people begins here.

/// Chinese and English.
type Words = (&'static str, &'static str);

#[derive(Debug)]
pub struct PersonalField {
    pub name: &'static str,
    pub title: Words,
    /// Table and column.
    pub kept_in: &'static str,
    pub sealed: bool,
    pub purpose: Words,
    pub ground: Words,
    pub seen_by: Words,
    pub retention: Words,
}

const DUTY: Words = (
    "履行法定职责所必需（《个人信息保护法》第十三条第三项）",
    "needed for statutory duties (PIPL, article 13 (3))",
);
const CONSENT: Words = (
    "本人同意（《个人信息保护法》第十三条第一项），可随时撤回",
    "consent (PIPL, article 13 (1)), withdrawn at any time",
);
const SECURITY: Words = (
    "履行网络安全法定义务所必需（《网络安全法》第二十一条）",
    "needed for statutory duties of network security (Cybersecurity Law, article 21)",
);

pub static FIELDS: &[PersonalField] = &[
    PersonalField {
        name: "name",
        title: ("姓名", "Name"),
        kept_in: "person.name",
        sealed: false,
        purpose: ("公布岗位由谁担任，记录操作由谁作出", "to say who holds a post and who did what"),
        ground: DUTY,
        seen_by: (
            "能查看该岗位的人员；日志由审计管理员查看",
            "whoever may see the post; in the journal the auditor",
        ),
        retention: ("与岗位和日志的保存期限相同", "as long as the post's past and the journal"),
    },
    PersonalField {
        name: "reference",
        title: ("人员编号", "Reference number"),
        kept_in: "person.reference",
        sealed: false,
        purpose: ("导入表格时识别同一个人", "to recognise the same person in imported tables"),
        ground: DUTY,
        seen_by: ("区级管理员（导入、导出）", "the district administrator (imports and exports)"),
        retention: ("与姓名相同", "as the name"),
    },
    PersonalField {
        name: "phone",
        title: ("电话", "Phone"),
        kept_in: "person_contact.value",
        sealed: true,
        purpose: ("工作联络", "to reach the person at work"),
        ground: CONSENT,
        seen_by: (
            "默认只显示部分数字；本人、所在地及上级的管理员和书记点击后可见，并记入日志；联络员只能查看本单位联络员的",
            "masked for all; opened by the person, by officials of the place and above, by a liaison for the own unit's \
             liaison; every opening is in the journal",
        ),
        retention: (
            "任职结束后由本人或上级删除",
            "until the person or an official removes it, at the latest after the last post",
        ),
    },
    PersonalField {
        name: "email",
        title: ("电子邮箱", "E-mail"),
        kept_in: "person_contact.value",
        sealed: true,
        purpose: ("工作联络", "to reach the person at work"),
        ground: CONSENT,
        seen_by: ("与电话相同", "as the phone"),
        retention: ("与电话相同", "as the phone"),
    },
    PersonalField {
        name: "entry_contact",
        title: ("清单条目的联系电话", "Phone of an entry of the lists"),
        kept_in: "entry.contact",
        sealed: true,
        purpose: ("供需双方联络", "so that the two sides of a claim can reach each other"),
        ground: CONSENT,
        seen_by: (
            "默认只显示部分数字；发布方及其上级、已接单的对方点击后可见，并记入日志",
            "masked for all; opened by its owner and the offices above, and by the other side of a claim that was accepted; \
             every opening is in the journal",
        ),
        retention: ("条目修改时可删除，最迟随条目删除", "until its owner removes it"),
    },
    PersonalField {
        name: "posts",
        title: ("岗位", "Posts"),
        kept_in: "post_holding",
        sealed: false,
        purpose: ("公布谁在何时担任何职", "to say who held which post when"),
        ground: DUTY,
        seen_by: ("能查看该单位或党组织的人员", "whoever may see the unit or Party organisation"),
        retention: ("与组织沿革一并保存", "as long as the organisation's past"),
    },
    PersonalField {
        name: "seats",
        title: ("联合体工委委员", "Seats of work committees"),
        kept_in: "seat, seat_step",
        sealed: false,
        purpose: (
            "公布工委由谁组成，由谁提名和任命",
            "to say who sits on a committee, and who nominated and appointed",
        ),
        ground: DUTY,
        seen_by: ("能查看该联合体的人员", "whoever may see the consortium"),
        retention: ("与联合体的沿革一并保存", "as long as the consortium's past"),
    },
    PersonalField {
        name: "bulletins",
        title: ("通报的签收、意见建议和清单更新", "Receipts, opinions and refreshed lists"),
        kept_in: "bulletin_receipt, opinion, list_refresh",
        sealed: false,
        purpose: ("确认由谁代表单位签收和提出", "to say who received and spoke for a unit"),
        ground: DUTY,
        seen_by: (
            "界面只显示单位；清单更新由谁确认，能查看该联合体的人员可见",
            "screens show the unit alone; who confirmed lists is seen by whoever may see the consortium",
        ),
        retention: ("与联合体的沿革一并保存", "as long as the consortium's past"),
    },
    PersonalField {
        name: "attachments",
        title: ("添加的附件", "Files that were attached"),
        kept_in: "attachment, attachment_chunk",
        sealed: false,
        purpose: (
            "保存协议、会议材料、办理凭据，说明由谁添加；文件内容由添加的人负责，不得包含不必要的个人信息",
            "to keep agreements, papers and evidence, and to say who attached them; whoever attaches a file answers for \
             leaving out personal data that is not needed",
        ),
        ground: DUTY,
        seen_by: ("能查看附件所属对象的人员", "whoever may see what the file belongs to"),
        retention: (
            "与所属对象相同；删除附件后文件内容即不存在，只留文件名和校验值",
            "as what it belongs to; once removed the file is gone, its name and digests stay",
        ),
    },
    PersonalField {
        name: "appointments",
        title: ("任职（系统权限）", "Appointments (rights in this system)"),
        kept_in: "appointment",
        sealed: false,
        purpose: ("确定可以进行哪些操作", "to decide what the person may do"),
        ground: DUTY,
        seen_by: ("本人；安全管理员", "the person; the security administrator"),
        retention: ("与日志的保存期限相同", "as long as the journal"),
    },
    PersonalField {
        name: "sign_in_name",
        title: ("登录名", "Sign-in name"),
        kept_in: "account.sign_in_name",
        sealed: false,
        purpose: ("登录时识别本人", "to tell who is signing in"),
        ground: SECURITY,
        seen_by: ("本人；系统管理员", "the person; the system administrator"),
        retention: ("与账号相同", "as long as the account"),
    },
    PersonalField {
        name: "credentials",
        title: ("密码、第二重验证、恢复码", "Password, second factor, recovery codes"),
        kept_in: "account, account_password, account_recovery_code",
        sealed: true,
        purpose: ("登录时核实本人", "to prove who is signing in"),
        ground: SECURITY,
        seen_by: (
            "任何人都看不到：密码和恢复码只保存散列值，第二重验证的密钥加密保存",
            "nobody: of passwords and codes hashes are kept, the factor's secret is encrypted",
        ),
        retention: (
            "与账号相同；最近几次的旧密码用于防止重复使用",
            "as long as the account; the last passwords so that they do not come back",
        ),
    },
    PersonalField {
        name: "sessions",
        title: ("登录记录", "Sign-ins"),
        kept_in: "session",
        sealed: false,
        purpose: ("保持登录，发现他人冒用", "to stay signed in, and to notice somebody else doing so"),
        ground: SECURITY,
        seen_by: ("本人；日志由审计管理员查看", "the person; in the journal the auditor"),
        retention: ("不少于六个月", "six months at least"),
    },
    PersonalField {
        name: "journal",
        title: ("操作日志", "Journal entries"),
        kept_in: "journal",
        sealed: false,
        purpose: ("每一项修改可以追溯到人", "to trace each change to who made it"),
        ground: SECURITY,
        seen_by: (
            "审计管理员；对象的历史由能查看该对象的人员查看",
            "the auditor; an object's history by whoever may see it",
        ),
        retention: ("不少于六个月", "six months at least"),
    },
    PersonalField {
        name: "feedback",
        title: ("投诉与建议", "Complaints and suggestions"),
        kept_in: "feedback",
        sealed: false,
        purpose: ("处理并答复本人的来信", "to handle and answer what the person wrote"),
        ground: CONSENT,
        seen_by: ("本人；区级管理员", "the person; the district administrator"),
        retention: (
            "答复后由区级管理部门按档案规定保存",
            "after the answer as the district's rules for files say",
        ),
    },
];

/// The register as the table of docs/SECURITY.md.
pub fn as_markdown() -> String {
    let mut text = String::from(
        "| field | kept in | sealed | purpose | ground | seen by | kept |\n| --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for f in FIELDS {
        text.push_str(&format!(
            "| {} {} | `{}` | {} | {} | {} | {} | {} |\n",
            f.title.0,
            f.title.1,
            f.kept_in,
            if f.sealed { "yes" } else { "no" },
            f.purpose.1,
            f.ground.1,
            f.seen_by.1,
            f.retention.1
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_security_document_prints_the_register() {
        let document = include_str!("../../../../docs/SECURITY.md");
        let table = super::as_markdown();
        assert!(document.contains(&table), "docs/SECURITY.md must contain:\n{table}");
    }
}
