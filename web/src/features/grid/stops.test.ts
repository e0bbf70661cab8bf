import { describe, expect, it } from 'vitest'
import { dayBefore, placeOf, stopsOf, yearBefore, yearMarks } from './stops'

const STOPS = stopsOf('2016-01-01', [{ on: '2017-01-01', changes: 8 }, { on: '2018-05-01', changes: 1 }], '2018-11-23')

describe('the stops of the grid in time', () => {
  it('are the first day, the days of change, the ends of years, and today', () => {
    expect(STOPS).toEqual(['2016-01-01', '2016-12-31', '2017-01-01', '2017-12-31', '2018-05-01', '2018-11-23'])
  })

  it('leave out what is not yet', () => {
    expect(stopsOf('2018-01-01', [{ on: '2019-01-01', changes: 1 }], '2018-06-01')).toEqual(['2018-01-01', '2018-06-01'])
  })

  it('are today alone where nothing is recorded', () => expect(stopsOf(null, [], '2018-06-01')).toEqual(['2018-06-01']))

  it('place every day, also one between two of them', () => {
    expect(STOPS.map((stop) => placeOf(STOPS, stop))).toEqual([0, 1, 2, 3, 4, 5])
    expect(placeOf(STOPS, '2017-06-30')).toBe(2)
    expect(placeOf(STOPS, '2001-01-01')).toBe(0)
    expect(placeOf(STOPS, '2030-01-01')).toBe(5)
  })

  it('bear each year once', () => {
    expect(yearMarks(STOPS, 1)).toEqual({ 0: '2016', 2: '2017', 4: '2018' })
    expect(yearMarks(STOPS, 2)).toEqual({ 0: '2016', 4: '2018' })
  })
})

it('goes back a day, over the ends of months and years', () => {
  expect(dayBefore('2020-03-01')).toBe('2020-02-29')
  expect(dayBefore('2019-01-01')).toBe('2018-12-31')
})

it('goes back a year, also from the end of a long February', () => {
  expect(yearBefore('2019-12-31')).toBe('2018-12-31')
  expect(yearBefore('2020-02-29')).toBe('2019-02-28')
})
