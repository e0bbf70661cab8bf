/** 议定事项、任务和纪要的固定用语。 */
export default {
  resolution_kind: { information: '通报', decision: '决定', task: '任务' },
  resolution_state: { noted: '无须办理', unfinished: '未办结', finished: '已办结' },
  task_state: { open: '办理中', done: '待验收', returned: '已退回', accepted: '已销号', withdrawn: '已撤销' },
  task_step: {
    assigned: '交办',
    progress: '进展',
    done: '报办结',
    returned: '退回',
    accepted: '销号',
    extended: '延期',
    withdrawn: '撤销',
  },
  remark_kind: { correction: '更正意见', addendum: '补记' },
  remark_state: { open: '待处理', taken: '已采纳', not_taken: '未采纳', added: '已补记' },
}
