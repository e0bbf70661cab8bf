/** Feeds that the product wrote (`crates/documents/tests/calendar.rs`), read by the library of a calendar program. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'

function load(name: string): Map<string, ICAL.Event> {
  const path = resolve(process.cwd(), `../crates/documents/tests/calendar/${name}.ics`)
  // Strict: whatever the library would let pass with a warning is an error here.
  ICAL.design.strict = true
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, 'utf8')) as unknown[])
  ICAL.TimezoneService.reset()
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone)
  return new Map(calendar.getAllSubcomponents('vevent').map((found) => [new ICAL.Event(found).uid, new ICAL.Event(found)]))
}

const status = (event: ICAL.Event | undefined): unknown => event?.component.getFirstPropertyValue('status')

describe('a feed in a calendar library', () => {
  const [first, changed] = [load('first'), load('changed')]
  const [moved, dropped, whole] = [...first.keys()]

  it('gives texts back as they were written', () => {
    const event = first.get(moved ?? '')
    expect(event?.summary).toBe('大连湾街道区域化党建联合体联席会议；含“三清单”, 通报; 及其他\\事项')
    expect(event?.location).toBe('街道办事处三楼, 第二会议室\n（由东门进）')
    expect(event?.component.getFirstPropertyValue('url')).toMatch(/^https:\/\/lianhe\.example\/meetings\//)
  })

  it('is in the time of Shanghai', () => {
    expect(first.get(moved ?? '')?.startDate.toJSDate().toISOString()).toBe('2026-12-18T01:30:00.000Z')
    expect(first.get(moved ?? '')?.duration.toSeconds()).toBe(2 * 3600)
    expect(first.get(whole ?? '')?.startDate.isDate).toBe(true)
    expect(first.get(whole ?? '')?.endDate.toString()).toBe('2027-01-01')
  })

  it('keeps an identity through changes and raises the sequence', () => {
    expect([...changed.keys()]).toEqual([...first.keys()])
    expect(changed.get(moved ?? '')?.sequence).toBe((first.get(moved ?? '')?.sequence ?? NaN) + 1)
    expect(changed.get(moved ?? '')?.startDate.toJSDate().toISOString()).toBe('2026-12-19T05:30:00.000Z')
    expect([status(first.get(moved ?? '')), status(changed.get(moved ?? ''))]).toEqual(['TENTATIVE', 'CONFIRMED'])
  })

  it('says that a meeting is cancelled', () => {
    expect([status(first.get(dropped ?? '')), status(changed.get(dropped ?? ''))]).toEqual(['CONFIRMED', 'CANCELLED'])
    expect(changed.get(dropped ?? '')?.sequence).toBe(2)
  })
})
