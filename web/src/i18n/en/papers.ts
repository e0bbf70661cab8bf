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
    revoke: 'Revoke',
    revoke_title: 'Revoke "{name}"?',
    revoke_text: 'The address stops at once; calendars that use it are no longer updated.',
    revoked: 'The address is revoked.',
  },
}
