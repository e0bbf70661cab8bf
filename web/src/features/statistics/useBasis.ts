/** The statistical basis, in the URL: by territory unless one asks for the line of subordination. */
import { BASES, type Basis } from '@/api/types'
import { choiceOr, useRouteFilters } from '@/ui/useRouteFilters'

export function useBasis(): { basis: Basis } {
  return useRouteFilters({ basis: choiceOr(BASES, 'territory') }).values
}
