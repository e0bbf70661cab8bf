/** The days between which one moves through the grid's time. */
import type { ChangeDay } from '@/api/types'

/** The first day of the record, every day of change, the end of every year before this one, and today; in order. */
export function stopsOf(first: string | null | undefined, changes: ChangeDay[], today: string): string[] {
  const begin = first ?? changes[0]?.on ?? today
  const [from, to] = [Number(begin.slice(0, 4)), Number(today.slice(0, 4))]
  const ends = Array.from({ length: Math.max(0, to - from) }, (_, index) => `${from + index}-12-31`)
  const days = [begin, ...changes.map(({ on }) => on), ...ends, today]
  return [...new Set(days)].filter((day) => day >= begin && day <= today).sort()
}

/** The place of a day among the stops: its own, else that of the last stop before it, else the first. */
export function placeOf(stops: string[], day: string): number {
  return Math.max(0, stops.filter((stop) => stop <= day).length - 1)
}

/** The years, each at its first stop; only every `step`th where there is no room for all. */
export function yearMarks(stops: string[], step: number): Record<number, string> {
  const marks: Record<number, string> = {}
  let seen = ''
  let count = 0
  stops.forEach((stop, at) => {
    const year = stop.slice(0, 4)
    if (year === seen) return
    seen = year
    if (count++ % step === 0) marks[at] = year
  })
  return marks
}

export function dayBefore(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - 1)
  return date.toISOString().slice(0, 10)
}

/** The same day one year earlier; the day before where February has no such day. */
export function yearBefore(day: string): string {
  const year = Number(day.slice(0, 4)) - 1
  return `${year}${day.slice(4) === '-02-29' ? '-02-28' : day.slice(4)}`
}
