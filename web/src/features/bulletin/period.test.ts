import { expect, test } from 'vitest'
import { before, endOf, lastDay, lastWhole } from './period'

test('the last whole period lies before the day, also across a year', () => {
  expect(lastWhole('2026-11-24', 3)).toEqual({ from: '2026-07-01', to: '2026-10-01' })
  expect(lastWhole('2026-01-05', 3)).toEqual({ from: '2025-10-01', to: '2026-01-01' })
  expect(lastWhole('2026-07-01', 6)).toEqual({ from: '2026-01-01', to: '2026-07-01' })
  expect(before('2026-10-01', 3)).toEqual({ from: '2026-07-01', to: '2026-10-01' })
})

test('people write the last day, the end is exclusive', () => {
  expect(lastDay('2026-03-01')).toBe('2026-02-28')
  expect(endOf('2026-12-31')).toBe('2027-01-01')
})
