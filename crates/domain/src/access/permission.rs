//! The one function that decides every permission, over (appointment kind, operation, relation of the object).
//!
//! To add an operation: name it in [`Operation`], say in `allowed` who may do it, then run the tests: the golden table
//! `tests/permissions.txt` fails until its new line says the same.

use super::{AppointmentKind, Relation};

crate::words! {
    /// Everything that can be done, and so everything that can be forbidden.
    pub enum Operation {
        DivisionView = "division.view", "查看区划";
        DivisionCreate = "division.create", "新设区划";
        DivisionEdit = "division.edit", "修改区划";
        DivisionMove = "division.move", "划转区划";
        DivisionSplit = "division.split", "拆分区划";
        DivisionMerge = "division.merge", "合并区划";
        DivisionDissolve = "division.dissolve", "撤销区划";
        ObservationRecord = "observation.record", "录入观测值";
        StatisticsView = "statistics.view", "查看统计";
        UnitView = "unit.view", "查看单位";
        UnitCreate = "unit.create", "新增单位";
        UnitEdit = "unit.edit", "修改单位";
        UnitClose = "unit.close", "终止单位";
        UnitMerge = "unit.merge", "合并单位";
        UnitDistinguish = "unit.distinguish", "标记为不是重复";
        PartyOrganisationView = "party_organisation.view", "查看党组织";
        PartyOrganisationCreate = "party_organisation.create", "新增党组织";
        PartyOrganisationEdit = "party_organisation.edit", "修改党组织";
        PartyOrganisationClose = "party_organisation.close", "撤销党组织";
        PartyCountRecord = "party_organisation.count", "录入党组织人数";
        PartyAggregateRecord = "party_aggregate.record", "录入合计数";
        PostView = "post.view", "查看岗位";
        PostAssign = "post.assign", "任免";
        JournalView = "journal.view", "查看日志";
        JournalPrune = "journal.prune", "清理日志";
        PersonErase = "person.erase", "删除个人信息";
        ImportRun = "import.run", "导入";
        ImportUndo = "import.undo", "撤销导入";
        ExportRun = "export.run", "导出";
        AppointmentGrant = "appointment.grant", "任命";
        AppointmentEnd = "appointment.end", "终止任职";
        TokenIssue = "token.issue", "签发令牌";
        AppointmentView = "appointment.view", "查看任职";
        ChangeView = "change.view", "查看待核准事项";
        ChangeRequest = "change.request", "申请权限变更";
        ChangeWithdraw = "change.withdraw", "撤回申请";
        ChangeDecide = "change.decide", "核准权限变更";
        PermissionView = "permission.view", "查看权限";
        SessionStart = "session.start", "登录";
        SessionSwitch = "session.switch", "切换任职";
        SessionEnd = "session.end", "退出";
        ContactView = "contact.view", "查看联系方式";
        ContactEdit = "contact.edit", "修改联系方式";
        PersonalDataExport = "personal_data.export", "导出本人信息";
        FeedbackSend = "feedback.send", "提出投诉与建议";
        FeedbackView = "feedback.view", "查看投诉与建议";
        FeedbackAnswer = "feedback.answer", "答复投诉与建议";
        KeyRotate = "key.rotate", "更换密钥";
        AccountView = "account.view", "查看账号";
        AccountInvite = "account.invite", "邀请开通账号";
        AccountDisable = "account.disable", "停用或启用账号";
        AccountUnlock = "account.unlock", "解除锁定";
        AccountReset = "account.reset", "重置账号";
        AccountOwn = "account.own", "管理本人账号";
        AccountLock = "account.lock", "锁定账号";
        ConsortiumView = "consortium.view", "查看联合体";
        ConsortiumFound = "consortium.found", "成立联合体";
        ConsortiumEdit = "consortium.edit", "联合体更名";
        ConsortiumDissolve = "consortium.dissolve", "撤销联合体";
        CharterEdit = "charter.edit", "修改章程";
        CharterStandard = "charter.standard", "修改章程标准";
        MembershipApply = "membership.apply", "登记入会申请";
        MembershipDecide = "membership.decide", "审议成员资格";
        MembershipLeave = "membership.leave", "退出联合体";
        SeatAssign = "seat.assign", "工委席位任免";
        ObligationWaive = "obligation.waive", "免除应办事项";
        MeetingRecord = "meeting.record", "登记会议";
        MeetingLock = "meeting.lock", "锁定会议纪要";
        EntryView = "entry.view", "查看三张清单";
        EntryRecord = "entry.record", "登记清单条目";
        EntryPublish = "entry.publish", "发布清单条目";
        EntryContact = "entry.contact", "查看条目联系方式";
        ClaimRecord = "claim.record", "办理认领";
        ClaimEvaluate = "claim.evaluate", "第三方评价";
        CategoryEdit = "category.edit", "维护条目类别";
        CalendarOwn = "calendar.own", "管理本人日历订阅";
        CalendarShare = "calendar.share", "管理联合体日历订阅";
        TemplateEdit = "template.edit", "修改公文模板";
        MinutesCorrect = "minutes.correct", "提更正意见";
        MinutesDecide = "minutes.decide", "处理更正意见";
        MinutesAppend = "minutes.append", "补记纪要";
        ResolutionRecord = "resolution.record", "记录议定事项";
        TaskAssign = "task.assign", "交办任务";
        TaskReport = "task.report", "报告任务进展";
        TaskDecide = "task.decide", "验收任务";
        TopicForward = "topic.forward", "提请上级";
        TopicAnswer = "topic.answer", "答复提请事项";
        MeetingPlan = "meeting.plan", "安排会议";
        MeetingNotify = "meeting.notify", "发出会议通知";
        MeetingCancel = "meeting.cancel", "取消会议";
        MeetingHold = "meeting.hold", "主持会议";
        TopicPropose = "topic.propose", "提出议题";
        TopicDecide = "topic.decide", "处理议题";
        InvitationAnswer = "invitation.answer", "答复会议通知";
        VoteRun = "vote.run", "组织表决";
        VoteCast = "vote.cast", "投票";
        BulletinDraft = "bulletin.draft", "起草通报";
        BulletinApprove = "bulletin.approve", "审批通报";
        BulletinPublish = "bulletin.publish", "发布通报";
        BulletinWithdraw = "bulletin.withdraw", "撤回通报";
        BulletinReceive = "bulletin.receive", "签收通报";
        OpinionGive = "opinion.give", "提出意见建议";
        OpinionAnswer = "opinion.answer", "答复意见建议";
        OpinionClose = "opinion.close", "办结意见建议";
        ListsRefresh = "lists.refresh", "确认清单更新";
        AttachmentAdd = "attachment.add", "添加附件";
        AttachmentRemove = "attachment.remove", "删除附件";
    }
}

impl Operation {
    /// The reading that makes an object of this operation visible at all.
    pub const fn view(self) -> Self {
        match self {
            Self::DivisionView
            | Self::DivisionCreate
            | Self::DivisionEdit
            | Self::DivisionMove
            | Self::DivisionSplit
            | Self::DivisionMerge
            | Self::DivisionDissolve => Self::DivisionView,
            Self::ObservationRecord | Self::PartyAggregateRecord | Self::StatisticsView => {
                Self::StatisticsView
            }
            Self::UnitView
            | Self::UnitCreate
            | Self::UnitEdit
            | Self::UnitClose
            | Self::UnitMerge
            | Self::UnitDistinguish => Self::UnitView,
            Self::PartyOrganisationView
            | Self::PartyOrganisationCreate
            | Self::PartyOrganisationEdit
            | Self::PartyOrganisationClose
            | Self::PartyCountRecord => Self::PartyOrganisationView,
            Self::PostView | Self::PostAssign | Self::ContactView | Self::ContactEdit => Self::PostView,
            Self::JournalView => Self::JournalView,
            Self::JournalPrune | Self::PersonErase => self,
            Self::ImportRun | Self::ImportUndo => Self::ImportRun,
            Self::FeedbackView | Self::FeedbackAnswer => Self::FeedbackView,
            Self::KeyRotate => self,
            Self::AppointmentView | Self::AppointmentGrant | Self::AppointmentEnd => Self::AppointmentView,
            Self::ChangeView | Self::ChangeRequest | Self::ChangeWithdraw | Self::ChangeDecide => {
                Self::ChangeView
            }
            Self::ExportRun | Self::TokenIssue | Self::PermissionView => self,
            Self::SessionStart | Self::SessionSwitch | Self::SessionEnd => self,
            Self::PersonalDataExport | Self::FeedbackSend => self,
            Self::AccountView
            | Self::AccountInvite
            | Self::AccountDisable
            | Self::AccountUnlock
            | Self::AccountReset => Self::AccountView,
            Self::AccountOwn | Self::AccountLock => self,
            Self::ConsortiumView
            | Self::ConsortiumFound
            | Self::ConsortiumEdit
            | Self::ConsortiumDissolve
            | Self::CharterEdit
            | Self::MembershipApply
            | Self::MembershipDecide
            | Self::MembershipLeave
            | Self::SeatAssign
            | Self::ObligationWaive
            | Self::MeetingRecord
            | Self::MeetingLock
            | Self::CalendarShare
            | Self::MinutesCorrect
            | Self::MinutesDecide
            | Self::MinutesAppend
            | Self::ResolutionRecord
            | Self::TaskAssign
            | Self::TaskReport
            | Self::TaskDecide
            | Self::TopicForward
            | Self::TopicAnswer
            | Self::MeetingPlan
            | Self::MeetingNotify
            | Self::MeetingCancel
            | Self::MeetingHold
            | Self::TopicPropose
            | Self::TopicDecide
            | Self::InvitationAnswer
            | Self::VoteRun
            | Self::VoteCast
            | Self::BulletinDraft
            | Self::BulletinApprove
            | Self::BulletinPublish
            | Self::BulletinWithdraw
            | Self::BulletinReceive
            | Self::OpinionGive
            | Self::OpinionAnswer
            | Self::OpinionClose
            | Self::ListsRefresh
            | Self::AttachmentAdd
            | Self::AttachmentRemove => Self::ConsortiumView,
            Self::EntryView
            | Self::EntryRecord
            | Self::EntryPublish
            | Self::EntryContact
            | Self::ClaimRecord
            | Self::ClaimEvaluate
            | Self::CategoryEdit => Self::EntryView,
            Self::CharterStandard | Self::CalendarOwn | Self::TemplateEdit => self,
        }
    }

    /// A person's own affair (sign-in, own account and data, a complaint): decided by the session alone, not by an
    /// appointment.
    pub const fn is_session(self) -> bool {
        matches!(
            self,
            Self::SessionStart
                | Self::SessionSwitch
                | Self::SessionEnd
                | Self::PersonalDataExport
                | Self::FeedbackSend
                | Self::AccountOwn
                | Self::CalendarOwn
        )
    }

    /// What only the system administrator does, or, as with the lock, only the product itself.
    const fn is_account(self) -> bool {
        matches!(
            self,
            Self::AccountView
                | Self::AccountInvite
                | Self::AccountDisable
                | Self::AccountUnlock
                | Self::AccountReset
                | Self::AccountLock
        )
    }
}

crate::words! {
    /// What comes of asking. Forbidden is seen but not to be done (403); invisible is as if it did not exist (404).
    pub enum Decision {
        Allowed = "allowed", "允许";
        Forbidden = "forbidden", "不允许";
        Invisible = "invisible", "不可见";
    }
}

/// Decides whether an appointment of `kind` may do `operation` to an object that lies in `relation` to its place.
pub fn decide(kind: AppointmentKind, operation: Operation, relation: Relation) -> Decision {
    if relation == Relation::Foreign {
        Decision::Invisible
    } else if operation.is_session() || allowed(kind, operation, relation) {
        Decision::Allowed
    } else if allowed(kind, operation.view(), relation) {
        Decision::Forbidden
    } else {
        Decision::Invisible
    }
}

fn allowed(kind: AppointmentKind, operation: Operation, relation: Relation) -> bool {
    use AppointmentKind as K;
    use Operation as O;
    use Relation::{Above, Below, Own};
    let own_or_below = matches!(relation, Own | Below);
    if operation.is_account() {
        return kind == K::SystemAdministrator && own_or_below && operation != O::AccountLock;
    }
    // The lists are there to be read by everybody who can give or needs something.
    if operation == O::EntryView {
        return !kind.is_of_three();
    }
    match kind {
        K::DistrictAdministrator => match operation {
            O::JournalView | O::TokenIssue | O::AppointmentView | O::AppointmentGrant | O::AppointmentEnd => {
                false
            }
            O::ChangeRequest | O::ChangeWithdraw | O::PermissionView | O::PersonErase => false,
            // Nobody answers what the own body asks: whoever oversees it does.
            O::TopicAnswer => relation == Below,
            _ => own_or_below,
        },
        K::StreetSecretary => match operation {
            O::DivisionView => true,
            O::StatisticsView => own_or_below || relation == Above,
            O::DivisionCreate => relation == Own,
            O::DivisionEdit | O::DivisionMove | O::DivisionSplit | O::DivisionMerge | O::DivisionDissolve => {
                relation == Below
            }
            O::AppointmentGrant | O::AppointmentEnd | O::TokenIssue | O::JournalView => false,
            O::FeedbackView | O::FeedbackAnswer | O::KeyRotate => false,
            O::JournalPrune | O::PersonErase => false,
            O::AppointmentView | O::PermissionView => false,
            O::ChangeView | O::ChangeRequest | O::ChangeWithdraw | O::ChangeDecide => false,
            // A body does not excuse itself: whoever oversees it does.
            O::ObligationWaive | O::TopicAnswer => relation == Below,
            O::CharterStandard | O::TemplateEdit | O::CategoryEdit => false,
            // A body's bulletin is approved by the secretary of its own place.
            O::BulletinApprove | O::ListsRefresh => relation == Own,
            _ => own_or_below,
        },
        K::CommunitySecretary => match operation {
            O::DivisionView => true,
            O::StatisticsView => own_or_below || relation == Above,
            O::ObservationRecord
            | O::UnitView
            | O::UnitCreate
            | O::UnitEdit
            | O::UnitClose
            | O::PartyOrganisationView
            | O::PartyOrganisationCreate
            | O::PartyOrganisationEdit
            | O::PartyCountRecord
            | O::PostView
            | O::PostAssign
            | O::ContactView
            | O::ContactEdit
            | O::ExportRun
            | O::EntryRecord
            | O::EntryPublish
            | O::EntryContact
            | O::ClaimRecord
            | O::ClaimEvaluate
            // Whether it may change the thing itself is asked as well.
            | O::AttachmentAdd
            | O::AttachmentRemove => own_or_below,
            O::ConsortiumView
            | O::ConsortiumFound
            | O::ConsortiumEdit
            | O::ConsortiumDissolve
            | O::CharterEdit
            | O::MembershipApply
            | O::MembershipDecide
            | O::MembershipLeave
            | O::SeatAssign
            | O::MeetingRecord
            | O::MeetingLock
            | O::CalendarShare
            | O::MinutesCorrect
            | O::MinutesDecide
            | O::MinutesAppend
            | O::ResolutionRecord
            | O::TaskAssign
            | O::TaskReport
            | O::TaskDecide
            | O::TopicForward
            | O::MeetingPlan
            | O::MeetingNotify
            | O::MeetingCancel
            | O::MeetingHold
            | O::TopicPropose
            | O::TopicDecide
            | O::InvitationAnswer
            | O::VoteRun
            | O::VoteCast
            | O::BulletinDraft
            | O::BulletinApprove
            | O::BulletinPublish
            | O::BulletinWithdraw
            | O::BulletinReceive
            | O::OpinionGive
            | O::OpinionAnswer
            | O::OpinionClose
            | O::ListsRefresh => relation == Own,
            _ => false,
        },
        K::Liaison => match operation {
            O::DivisionView => true,
            O::StatisticsView => relation == Above,
            O::UnitView | O::UnitEdit | O::PostView | O::PostAssign | O::PartyOrganisationView => {
                own_or_below
            }
            // The contacts of its own unit's liaison: the service looks at the post as well.
            O::ContactView => relation == Own,
            // A unit's place in a consortium is its own: what it may see and do there.
            O::ConsortiumView
            | O::MembershipLeave
            | O::MinutesCorrect
            | O::TaskReport
            | O::TopicPropose
            | O::InvitationAnswer
            | O::VoteCast
            | O::BulletinReceive
            | O::OpinionGive
            | O::OpinionClose => relation == Own,
            // What its unit gives and asks for; publishing needs a membership as well.
            O::EntryRecord | O::EntryPublish | O::EntryContact | O::ClaimRecord => relation == Own,
            // To what is its unit's own, and only what the unit itself attached.
            O::AttachmentAdd | O::AttachmentRemove => relation == Own,
            _ => false,
        },
        K::Auditor => matches!(operation, O::JournalView | O::ExportRun) && own_or_below,
        K::SystemAdministrator => matches!(operation, O::ChangeView | O::ChangeDecide) && own_or_below,
        K::SecurityAdministrator => {
            own_or_below
                && matches!(
                    operation,
                    O::AppointmentView
                        | O::AppointmentGrant
                        | O::AppointmentEnd
                        | O::TokenIssue
                        | O::ChangeView
                        | O::ChangeRequest
                        | O::ChangeWithdraw
                        | O::ChangeDecide
                        | O::PermissionView
                        | O::PersonErase
                )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One line an operation: for each appointment kind the decision for own, below, above, beside, foreign.
    fn table() -> String {
        let mark = |decision| match decision {
            Decision::Allowed => 'a',
            Decision::Forbidden => 'f',
            Decision::Invisible => '.',
        };
        let mut text = format!("{:26}", "own below above beside foreign");
        for kind in AppointmentKind::ALL {
            text.push_str(&format!(" {}", kind.word()));
        }
        text.push('\n');
        for operation in Operation::ALL {
            text.push_str(&format!("{:30}", operation.word()));
            for kind in AppointmentKind::ALL {
                let cell: String =
                    Relation::ALL.iter().map(|r| mark(decide(*kind, *operation, *r))).collect();
                text.push_str(&format!(" {cell:>width$}", width = kind.word().len()));
            }
            text.push('\n');
        }
        text
    }

    #[test]
    fn every_decision_is_in_the_golden_table() {
        let golden = include_str!("../../tests/permissions.txt");
        assert_eq!(table(), golden, "the table as it is now:\n{}", table());
    }

    #[test]
    fn the_three_administrators_see_no_business_data() {
        use Operation as O;
        const BUSINESS: [Operation; 8] = [
            O::DivisionView,
            O::StatisticsView,
            O::UnitView,
            O::PartyOrganisationView,
            O::PostView,
            O::PostAssign,
            O::ImportRun,
            O::ImportUndo,
        ];
        for kind in AppointmentKind::ALL.iter().filter(|kind| kind.is_of_three()) {
            for (operation, relation) in
                BUSINESS.iter().flat_map(|op| Relation::ALL.iter().map(move |relation| (op, *relation)))
            {
                assert_eq!(
                    decide(*kind, *operation, relation),
                    Decision::Invisible,
                    "{kind:?} {operation:?}"
                );
            }
        }
    }

    #[test]
    fn nothing_foreign_is_ever_visible() {
        for kind in AppointmentKind::ALL {
            for operation in Operation::ALL {
                assert_eq!(decide(*kind, *operation, Relation::Foreign), Decision::Invisible);
            }
        }
    }
}
