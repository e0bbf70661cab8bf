/** The categories as a tree of two levels, for filters and forms. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { client, send } from '@/api/client'
import type { Category } from '@/api/types'

export interface CategoryChoice {
  value: string
  label: string
  children?: CategoryChoice[]
}

export function useCategories(): { choices: ComputedRef<CategoryChoice[]> } {
  const query = useQuery({
    queryKey: ['entry-categories'],
    queryFn: () => send(client.GET('/api/v1/entry-categories')),
    staleTime: 5 * 60_000,
  })
  const choices = computed(() => {
    const all = (query.data.value?.items ?? []).filter((category) => !category.retired)
    const choice = ({ id, name }: Category): CategoryChoice => {
      const children = all.filter((other) => other.parent_id === id).map(choice)
      return { value: id, label: name, ...(children.length > 0 ? { children } : {}) }
    }
    return all.filter((category) => !category.parent_id).map(choice)
  })
  return { choices }
}
