/** 会议过程的固定用语。 */
export default {
  meeting_stage: { planned: '拟定', notified: '已通知', held: '已召开', cancelled: '已取消' },
  topic_state: {
    proposed: '待处理',
    taken: '已列入会议',
    merged: '已合并',
    not_taken: '未采纳',
    withdrawn: '已撤回',
    forwarded: '已提请上级',
    answered: '已答复',
  },
  agenda_kind: { follow_up: '上次议定事项落实情况', task: '未办结任务', topic: '议题', report: '通报' },
  invitation_answer: { attend: '参加', leave: '请假', proxy: '委托' },
  vote_way: { open: '举手表决', by_unit: '各单位投票' },
  choice: { for: '赞成', against: '反对', abstain: '弃权' },
}
