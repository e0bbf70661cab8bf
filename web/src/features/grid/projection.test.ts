import { describe, expect, it } from 'vitest'
import { equirectangular, middleLatitude, outlineAsGeoJson, type Point } from './projection'

describe('the projection', () => {
  const { project, unproject } = equirectangular(38.98)

  it('draws a degree of longitude shorter than one of latitude, by the cosine of the latitude', () => {
    const [x0, y0] = project([121, 39])
    const [x1] = project([122, 39])
    const [, y1] = project([121, 40])
    expect((x1 - x0) / Math.abs(y1 - y0)).toBeCloseTo(Math.cos((38.98 * Math.PI) / 180), 10)
  })

  it('has north at the top and east at the right', () => {
    const [west, south] = project([121.2, 38.8])
    const [east, north] = project([121.8, 39.1])
    expect(north).toBeLessThan(south)
    expect(east).toBeGreaterThan(west)
  })

  it('finds the way back', () => {
    const place: Point = [121.538, 39.015]
    const [lon, lat] = unproject(project(place))
    expect(lon).toBeCloseTo(place[0], 10)
    expect(lat).toBeCloseTo(place[1], 10)
  })
})

describe('the middle latitude', () => {
  it('lies between the northernmost and the southernmost point', () => {
    expect(middleLatitude([[121, 38.8], [122, 39.2], [121.5, 39.1]])).toBeCloseTo(39, 10)
  })

  it('is the equator for no points, so that nothing divides by zero', () => {
    expect(middleLatitude([])).toBe(0)
  })
})

describe('the outline', () => {
  it('becomes closed rings', () => {
    const open = [[0, 0], [1, 0], [1, 1]]
    const ring = outlineAsGeoJson('x', [open]).features[0]?.geometry.coordinates[0]?.[0]
    expect(ring).toEqual([...open, [0, 0]])
  })

  it('keeps rings that are closed', () => {
    const ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    expect(outlineAsGeoJson('x', [ring]).features[0]?.geometry.coordinates[0]?.[0]).toEqual(ring)
  })
})
