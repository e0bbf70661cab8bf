import { afterEach, describe, expect, it } from 'vitest'
import { setLanguage } from '@/i18n'
import { formatBytes, formatDate, formatGrowth, formatInstant, formatNumber, formatShare, isDate, officeDay } from './format'

afterEach(() => setLanguage('zh'))

describe('numbers', () => {
  it('group thousands', () => {
    expect(formatNumber(113000)).toBe('113,000')
    expect(formatNumber(98127.49)).toBe('98,127.49')
  })

  it('show a blank for what nobody recorded, and 0 for a recorded zero', () => {
    expect(formatNumber(null)).toBe('—')
    expect(formatNumber(undefined)).toBe('—')
    expect(formatNumber(0)).toBe('0')
  })

  it('look the same in English', () => {
    setLanguage('en')
    expect(formatNumber(6825)).toBe('6,825')
  })
})

describe('shares', () => {
  it('give the percentages of the case', () => {
    expect(formatShare(52000, 113000)).toBe('46%')
    expect(formatShare(61000, 113000)).toBe('54%')
    expect(formatShare(6825, 113000, 1)).toBe('6.0%')
    expect(formatShare(2721, 113000, 1)).toBe('2.4%')
    expect(formatShare(4104, 113000, 1)).toBe('3.6%')
  })

  it('are blank without a whole', () => {
    expect(formatShare(5, 0)).toBe('—')
    expect(formatShare(5, null)).toBe('—')
    expect(formatShare(null, 5)).toBe('—')
  })
})

describe('growth', () => {
  it('carries its sign', () => {
    expect(formatGrowth(4.7)).toBe('+4.7%')
    expect(formatGrowth(-1.25)).toBe('−1.3%')
    expect(formatGrowth(0)).toBe('0.0%')
    expect(formatGrowth(null)).toBe('—')
  })
})

describe('dates', () => {
  it('are cut to the day', () => {
    expect(formatDate('2018-12-31')).toBe('2018-12-31')
    expect(formatDate(null)).toBe('—')
  })

  it('show instants in the time of the office', () => {
    expect(formatInstant('2026-11-23T17:00:05Z')).toBe('2026-11-24 01:00:05')
    expect(formatInstant('nonsense')).toBe('—')
  })

  it('take the calendar day of the office', () => {
    expect(officeDay(new Date('2026-11-23T16:30:00Z'))).toBe('2026-11-24')
    expect(officeDay(new Date('2026-11-23T15:59:59Z'))).toBe('2026-11-23')
  })

  it('are checked', () => {
    expect(isDate('2024-02-29')).toBe(true)
    expect(isDate('2023-02-29')).toBe(false)
    expect(isDate('2023-2-9')).toBe(false)
    expect(isDate(undefined)).toBe(false)
  })
})

describe('the weight of a file', () => {
  it('is said in the unit that people use for it', () => {
    expect([0, 1023, 1024, 640 * 1024, 3.2 * 1024 * 1024, 20 * 1024 * 1024].map(formatBytes)).toEqual(['0 B', '1,023 B', '1 KB', '640 KB', '3.2 MB', '20.0 MB'])
  })
})
