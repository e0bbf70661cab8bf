import type { Operation } from '@/api/types'

/** The operations that the screens ask about, as `crates/domain` names them. */
export const OPERATIONS = [
  'division.view',
  'division.create',
  'division.edit',
  'division.move',
  'division.split',
  'division.merge',
  'division.dissolve',
  'observation.record',
  'statistics.view',
  'unit.view',
  'unit.create',
  'unit.edit',
  'unit.close',
  'unit.merge',
  'unit.distinguish',
  'party_organisation.view',
  'party_organisation.create',
  'party_organisation.edit',
  'party_organisation.close',
  'party_organisation.count',
  'party_aggregate.record',
  'post.view',
  'post.assign',
  'journal.view',
  'journal.prune',
  'person.erase',
  'import.run',
  'export.run',
  'appointment.view',
  'appointment.grant',
  'appointment.end',
  'change.view',
  'change.request',
  'change.withdraw',
  'change.decide',
  'permission.view',
  'token.issue',
  'session.start',
  'session.switch',
  'session.end',
  'contact.view',
  'contact.edit',
  'personal_data.export',
  'feedback.send',
  'feedback.view',
  'feedback.answer',
  'key.rotate',
  'account.view',
  'account.invite',
  'account.disable',
  'account.unlock',
  'account.reset',
  'account.own',
  'account.lock',
] as const satisfies readonly Operation[]

/** What the journal can hold: everything but reading, and the one reading that it keeps. */
export const JOURNAL_OPERATIONS = OPERATIONS.filter(
  (operation) => operation === 'contact.view' || !operation.endsWith('.view'),
)

/** The key of an operation's text. */
export function operationKey(operation: string): string {
  return `access.operation.${operation.replaceAll('.', '_')}`
}
