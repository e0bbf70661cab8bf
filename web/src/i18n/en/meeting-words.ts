/** The words of a meeting's course. */
export default {
  meeting_stage: { planned: 'Planned', notified: 'Notified', held: 'Held', cancelled: 'Cancelled' },
  topic_state: {
    proposed: 'Waiting',
    taken: 'On the agenda',
    merged: 'Merged',
    not_taken: 'Not taken',
    withdrawn: 'Withdrawn',
    forwarded: 'Forwarded',
    answered: 'Answered',
  },
  agenda_kind: { follow_up: 'What became of the last decisions', task: 'Unfinished task', topic: 'Topic', report: 'Report' },
  invitation_answer: { attend: 'Attend', leave: 'Leave', proxy: 'Proxy' },
  vote_way: { open: 'Show of hands', by_unit: 'Each unit votes' },
  choice: { for: 'For', against: 'Against', abstain: 'Abstain' },
}
