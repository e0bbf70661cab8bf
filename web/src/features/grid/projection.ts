/**
 * Equirectangular projection with the aspect of one middle latitude: a degree of longitude is drawn cos(latitude) times
 * as long as a degree of latitude. Over one district (half a degree) the error stays below half a percent.
 */
export type Point = [number, number]

export interface Projection {
  project(point: Point): Point
  unproject(point: Point): Point
}

/** Screen coordinates grow downwards, latitudes upwards: hence the sign. */
export function equirectangular(latitude: number): Projection {
  const aspect = Math.cos((latitude * Math.PI) / 180)
  return {
    project: ([lon, lat]) => [lon * aspect, -lat],
    unproject: ([x, y]) => [x / aspect, -y],
  }
}

/** The latitude in the middle of some points. */
export function middleLatitude(points: Iterable<readonly number[]>): number {
  let least = Infinity
  let most = -Infinity
  for (const [, latitude] of points) {
    if (latitude === undefined) continue
    least = Math.min(least, latitude)
    most = Math.max(most, latitude)
  }
  return least <= most ? (least + most) / 2 : 0
}

/** The outline as the one kind of map that ECharts draws: rings are closed where they are not. */
export function outlineAsGeoJson(name: string, rings: number[][][]) {
  return {
    type: 'FeatureCollection' as const,
    features: [
      {
        type: 'Feature' as const,
        properties: { name },
        geometry: { type: 'MultiPolygon' as const, coordinates: rings.map((ring) => [closed(ring)]) },
      },
    ],
  }
}

function closed(ring: number[][]): number[][] {
  const first = ring[0]
  const last = ring.at(-1)
  if (!first || !last || (first[0] === last[0] && first[1] === last[1])) return ring
  return [...ring, first]
}
