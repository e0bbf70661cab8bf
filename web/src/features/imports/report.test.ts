import { expect, it } from 'vitest'
import type { ImportIssue } from '@/api/types'
import { passed, rulesOf, writes } from './report'

const issue = (rule: string, message: string): ImportIssue => ({ row: 2, column: '', value: '', rule, severity: 'refused', message, suggestion: '' })
const times = (refused: number, repaired = 0, flagged = 0) => ({ refused, repaired, flagged })

it('labels each rule with its first remark, most frequent first', () => {
  const by_rule = { 'word.unknown': times(1), 'credit_code.check': times(1, 2, 3), 'row.unlisted': times(0, 0, 2) }
  const issues = [issue('credit_code.check', '校验码不符'), issue('credit_code.check', '另一条'), issue('word.unknown', '不在取值之中')]
  expect(rulesOf({ by_rule, issues })).toEqual([
    { rule: 'credit_code.check', times: 6, text: '校验码不符' },
    { rule: 'row.unlisted', times: 2, text: 'row.unlisted' },
    { rule: 'word.unknown', times: 1, text: '不在取值之中' },
  ])
})

it('counts what would be taken in, and knows when nothing would be written', () => {
  expect(passed({ rows: 5, refused: 2 })).toBe(3)
  expect(writes({ added: 0, changed: 0, ended: 0 })).toBe(false)
  expect(writes({ added: 0, changed: 0, ended: 1 })).toBe(true)
})
