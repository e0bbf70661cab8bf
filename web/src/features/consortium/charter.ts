import { useI18n } from 'vue-i18n'
import type { CharterItem } from '@/api/types'

export const CADENCES = [1, 2, 3, 4, 6, 12, 0] as const

/** Clauses that say how often something is owed. */
export const isCadence = (item: CharterItem): boolean => item.endsWith('_months') && item !== 'term_months'

/** What a clause says, with its unit of measure. */
export function useClauseText(): (item: CharterItem, value: number | null | undefined) => string {
  const { t } = useI18n()
  return (item, value) => {
    if (value == null) return t('consortium.charter.none')
    if (value === 0 && isCadence(item)) return t('consortium.charter.never')
    return t(`consortium.charter.unit.${item}`, { n: value })
  }
}
