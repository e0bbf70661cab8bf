/** Periods of whole months, as a bulletin tells of them: `to` is exclusive. */

export interface Period {
  from: string
  to: string
}

function moved(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + months)
  return date.toISOString().slice(0, 10)
}

/** The time of as many months that was over when a period began. */
export const before = (from: string, months: number): Period => ({ from: moved(from, -months), to: from })

/** The last whole period of as many months before a day. */
export function lastWhole(today: string, months: number): Period {
  const month = Number(today.slice(5, 7)) - 1
  const first = `${today.slice(0, 4)}-${String(month - (month % months) + 1).padStart(2, '0')}-01`
  return before(first, months)
}

/** The last day of a period, which people write; its exclusive end is what is kept. */
export const lastDay = (to: string): string => shifted(to, -1)
export const endOf = (last: string): string => shifted(last, 1)

function shifted(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}
