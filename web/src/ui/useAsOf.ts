/** The date that every list and figure is asked for: the URL parameter `as_of`, today when absent. */
import { computed, type ComputedRef, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { isDate } from './format'
import { patchQuery, single } from './useRouteFilters'

export interface AsOf {
  asOf: WritableComputedRef<string | undefined>
  /** Looking at another day than today: nothing can be changed from there. */
  elsewhere: ComputedRef<boolean>
}

export function useAsOf(): AsOf {
  const route = useRoute()
  const router = useRouter()
  const asOf = computed({
    get() {
      const raw = single(route.query, 'as_of')
      return isDate(raw) ? raw : undefined
    },
    set(date: string | undefined) {
      patchQuery(router, { as_of: isDate(date) ? date : undefined })
    },
  })
  return { asOf, elsewhere: computed(() => asOf.value !== undefined) }
}
