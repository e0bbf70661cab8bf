import type { DivisionKind } from '@/api/types'

/** Which kinds share a level: a village can become a community, a town a street; levels do not mix. */
const STREET_KINDS: DivisionKind[] = ['street', 'town', 'township', 'farm']
const COMMUNITY_KINDS: DivisionKind[] = ['community', 'village']
const STREET_LEVEL = 4

export function kindsAt(level: number): DivisionKind[] {
  if (level === STREET_LEVEL) return STREET_KINDS
  if (level > STREET_LEVEL) return COMMUNITY_KINDS
  return level === 3 ? ['district'] : level === 2 ? ['city'] : ['province']
}
