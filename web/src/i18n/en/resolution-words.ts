/** The closed words of resolutions, tasks and minutes. */
export default {
  resolution_kind: { information: 'Information', decision: 'Decision', task: 'Task' },
  resolution_state: { noted: 'Nothing to do', unfinished: 'Unfinished', finished: 'Finished' },
  task_state: { open: 'Under way', done: 'Awaits acceptance', returned: 'Returned', accepted: 'Accepted', withdrawn: 'Withdrawn' },
  task_step: {
    assigned: 'Assigned',
    progress: 'Progress',
    done: 'Reported done',
    returned: 'Returned',
    accepted: 'Accepted',
    extended: 'Extended',
    withdrawn: 'Withdrawn',
  },
  remark_kind: { correction: 'Correction', addendum: 'Addendum' },
  remark_state: { open: 'Open', taken: 'Taken', not_taken: 'Not taken', added: 'Added' },
}
