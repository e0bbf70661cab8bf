/** The differences of a journal entry as rows: one per field, before and after, in the words of the screen. */
import { BLANK } from '@/ui/format'

export interface Difference {
  field: string
  label: string
  before: string
  after: string
}

export interface Words {
  t(key: string): string
  te(key: string): boolean
}

/** Fields whose values are words of the wire, and the vocabulary they come from. */
const VOCABULARIES: Record<string, string[]> = {
  kind: ['division_kind', 'post_kind', 'appointment_kind', 'meeting_kind', 'resolution_kind'],
  step: ['member_step', 'seat_step', 'task_step'],
  seat: ['seat_kind'],
  obligation: ['obligation_kind'],
  type: ['unit_type', 'object_type'],
  rank: ['rank'],
  appointment: ['appointment_kind'],
  channel: ['channel'],
  series: ['series'],
  basis: ['basis'],
  stage: ['stage'],
  sign_in_name: ['account_value'],
  password: ['account_value'],
  second_factor: ['account_value'],
  identity: ['account_value'],
  state: ['change_state'],
  task_state: ['task_state'],
  remark_state: ['remark_state'],
}

type Side = Record<string, unknown> | null | undefined

export function differencesOf(before: Side, after: Side, words: Words): Difference[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return fields
    .map((field) => ({
      field,
      label: words.te(`words.field.${field}`) ? words.t(`words.field.${field}`) : field,
      before: shown(field, before?.[field], words),
      after: shown(field, after?.[field], words),
    }))
    .filter((row) => row.before !== row.after)
}

function shown(field: string, value: unknown, words: Words): string {
  if (value === null || value === undefined || value === '') return BLANK
  if (Array.isArray(value)) {
    return value.map((item) => shown(field, item, words)).join(words.t('common.list_separator')) || BLANK
  }
  if (typeof value === 'object') {
    if (Reflect.get(value, 'erased') === true) return words.t('access.journal.erased')
    if (Reflect.get(value, 'masked') === true) return words.t('access.journal.masked')
    const name: unknown = Reflect.get(value, 'name')
    return typeof name === 'string' ? name : JSON.stringify(value)
  }
  const text = String(value)
  const vocabulary = VOCABULARIES[field]?.find((name) => words.te(`words.${name}.${text}`))
  return vocabulary ? words.t(`words.${vocabulary}.${text}`) : text
}
