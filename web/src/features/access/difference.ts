/** The differences of a journal entry as rows: one per field, before and after, in the words of the screen. */
import { BLANK, formatInstant } from '@/ui/format'

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
  kind: ['division_kind', 'post_kind', 'appointment_kind', 'meeting_kind', 'resolution_kind', 'seat_kind', 'opinion_kind', 'entry_kind'],
  step: ['member_step', 'seat_step', 'task_step', 'claim_step'],
  seat: ['seat_kind'],
  obligation: ['obligation_kind'],
  type: ['unit_type', 'object_type'],
  rank: ['rank'],
  appointment: ['appointment_kind'],
  channel: ['channel'],
  series: ['series'],
  basis: ['basis'],
  stage: ['stage', 'meeting_stage'],
  answer: ['invitation_answer'],
  way: ['vote_way'],
  source: ['entry_source'],
  reach: ['reach'],
  urgency: ['urgency'],
  audience: ['audience'],
  side: ['side'],
  sign_in_name: ['account_value'],
  password: ['account_value'],
  second_factor: ['account_value'],
  identity: ['account_value'],
  state: ['change_state', 'topic_state', 'bulletin_state', 'opinion_state', 'claim_state'],
  task_state: ['task_state'],
  topic_state: ['topic_state'],
  remark_state: ['remark_state'],
}

/** The number of something says nothing to a reader; the object itself is named in the entry. */
const NUMBER = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:/

type Side = Record<string, unknown> | null | undefined

export function differencesOf(before: Side, after: Side, words: Words): Difference[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const isNumber = (field: string): boolean => field !== 'person_id' && [before?.[field], after?.[field]].some((value) => typeof value === 'string' && NUMBER.test(value))
  return fields
    .filter((field) => !isNumber(field))
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
  if (typeof value === 'boolean') return words.t(value ? 'common.yes' : 'common.no')
  const text = String(value)
  if (INSTANT.test(text)) return formatInstant(text)
  const vocabulary = VOCABULARIES[field]?.find((name) => words.te(`words.${name}.${text}`))
  return vocabulary ? words.t(`words.${vocabulary}.${text}`) : text
}
