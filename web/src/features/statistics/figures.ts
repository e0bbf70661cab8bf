/** The figures of a division: their names on the wire, how they are read, and their texts. */
import { ECONOMY, UNIT_TYPES, type Statistics, type Three } from '@/api/types'

export const GROUPS = ['committees', 'branches', 'members'] as const
export type Group = (typeof GROUPS)[number]

export const FIGURES = [
  'population.registered',
  'population.temporary',
  'population.total',
  ...GROUPS.flatMap((group) => [`${group}.total`, `${group}.local`, `${group}.other`] as const),
  'divisions.streets',
  'divisions.communities',
  'divisions.villages',
  'units.total',
  ...UNIT_TYPES.map((type) => `units.${type}` as const),
  'area.total',
  ...ECONOMY.map((series) => `economy.${series}` as const),
] as const

export type Figure = (typeof FIGURES)[number]

export function isFigure(name: string): name is Figure {
  return FIGURES.some((figure) => figure === name)
}

/** Whether the two bases can differ: population, units and divisions lie where they lie. */
export function hasBases(figure: Figure): boolean {
  return GROUPS.some((group) => figure.startsWith(`${group}.`))
}

/** The key of a figure's texts: `name` and `definition`. */
export function figureKey(figure: Figure): string {
  return `statistics.figures.${figure.replaceAll('.', '_')}`
}

export function threeOf(statistics: Pick<Statistics, Group>, group: Group): Three {
  return statistics[group]
}

/** The path of the page with the rows behind a figure. */
export function figurePath(divisionId: string, figure: Figure): string {
  return `/grid/${divisionId}/figures/${figure}`
}
