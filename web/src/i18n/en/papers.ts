/** Calendar addresses and documents. */
export default {
  calendar: {
    title: 'Calendar subscription',
    make: 'Make an address',
    own_lead:
      'Add the address to the calendar of a telephone or computer to see the meetings of your consortia; changes and cancellations arrive by themselves. Whoever knows the address sees when and where meetings are: do not pass it on.',
    shared_lead:
      'Addresses for the meetings of this consortium, to be given to its members. They show name, time and place of meetings, neither topics nor people.',
    made: 'The address is shown this once; copy it into the calendar now:',
    none: 'There is no address yet.',
    since: 'made {at}',
    name: 'What for',
    name_hint: 'for instance: telephone, office computer',
    shared_name_hint: 'for instance: member units, committee office',
    revoke: 'Revoke',
    revoke_title: 'Revoke "{name}"?',
    revoke_text: 'The address stops at once; calendars that use it are no longer updated.',
    revoked: 'The address is revoked.',
  },
  document: {
    take: 'Papers',
    as: '{kind} ({format})',
    kind: { notice: 'Notice', agenda: 'Agenda', attendance: 'Attendance sheet', minutes: 'Minutes', bulletin: 'Bulletin' },
    format: { pdf: 'PDF', docx: 'Word' },
  },
  template: {
    title: 'Paper templates',
    lead: "The district's wording of its papers, used as soon as it is saved. The layout is that of GB/T 9704-2012 and does not change with it; the journal keeps every version.",
    kind: 'Kind of paper',
    text: 'Template',
    own: "The district's own",
    shipped: 'Shipped',
    hint: 'Each line is one part of the paper: 标志：, 文号：, 标题：, 主送：, 落款：, 日期：, 抄送： and 印发： begin the parts of that name, 一、 and （一） begin headings, 【出席】 is a labelled part, everything else is text. A line whose placeholders all say nothing is left out. Placeholders:',
    placeholders: 'Placeholders',
    preview: 'Preview (PDF)',
    unknown: 'There are no such placeholders: {names}. Use those that are listed below.',
    reset: 'Back to the shipped one',
    reset_title: 'Back to the shipped template?',
    reset_text: "The district's own is no longer used; its versions stay in the journal.",
  },
}
