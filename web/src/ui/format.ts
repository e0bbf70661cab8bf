/** How values look on screen. Blank (nothing recorded) is `null` here and '—' on the page, never 0. */
import { currentLanguage } from '@/i18n'

export const BLANK = '—'

export function formatNumber(value: number | null | undefined, digits?: number): string {
  if (value == null) return BLANK
  return new Intl.NumberFormat(currentLanguage(), {
    minimumFractionDigits: digits ?? 0,
    maximumFractionDigits: digits ?? 2,
  }).format(value)
}

const KILOBYTE = 1024

/** How much a file weighs: 640 KB, 3.2 MB. */
export function formatBytes(bytes: number): string {
  if (bytes < KILOBYTE) return `${formatNumber(bytes)} B`
  if (bytes < KILOBYTE * KILOBYTE) return `${formatNumber(Math.round(bytes / KILOBYTE))} KB`
  return `${formatNumber(bytes / KILOBYTE / KILOBYTE, 1)} MB`
}

/** The share of `part` in `whole` in percent; blank when either is unknown or there is no whole. */
export function formatShare(part: number | null | undefined, whole: number | null | undefined, digits = 0): string {
  const share = shareOf(part, whole)
  return share === null ? BLANK : `${formatNumber(share * 100, digits)}%`
}

export function shareOf(part: number | null | undefined, whole: number | null | undefined): number | null {
  if (part == null || whole == null || whole === 0) return null
  return part / whole
}

/** A growth figure with its sign: +4.7%. */
export function formatGrowth(value: number | null | undefined): string {
  if (value == null) return BLANK
  const sign = value > 0 ? '+' : value < 0 ? '−' : ''
  return `${sign}${formatNumber(Math.abs(value), 1)}%`
}

/** Dates are written the same in both languages, as the office writes them: 2018-12-31. */
export function formatDate(date: string | null | undefined): string {
  return date == null || date === '' ? BLANK : date.slice(0, 10)
}

/** A calendar period of whole months as the office says it: 2026-10, or 2026-10~12; `to` is exclusive. */
export function formatPeriod(from: string, to: string | null | undefined): string {
  const first = from.slice(0, 7)
  if (!to) return first
  const end = new Date(`${to}T00:00:00Z`)
  end.setUTCDate(0)
  const last = end.toISOString().slice(0, 7)
  if (last === first) return first
  return last.slice(0, 4) === first.slice(0, 4) ? `${first}~${last.slice(5)}` : `${first}~${last}`
}

const INSTANT = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** An instant in the office's time, to the second. */
export function formatInstant(instant: string | null | undefined): string {
  if (instant == null) return BLANK
  const date = new Date(instant)
  return Number.isNaN(date.getTime()) ? BLANK : INSTANT.format(date)
}

const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' })

/** The calendar day of the office, whatever the zone of this computer. */
export function officeDay(now: Date): string {
  return DAY.format(now)
}

export function isDate(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
