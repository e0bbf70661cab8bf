/** The sessions and tokens of whoever is signed in, with ending one of them. */
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { client, send } from '@/api/client'
import { Problem } from '@/api/problem'
import type { OwnSession } from '@/api/types'
import { notify } from '@/ui/notify'

export interface OwnSessionList {
  items: ComputedRef<OwnSession[]>
  isPending: ComputedRef<boolean>
  error: ComputedRef<Error | null>
  retry(): void
  end(session: OwnSession, done: string): Promise<void>
}

export function useOwnSessions(token: boolean): OwnSessionList {
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: ['account', 'sessions'],
    queryFn: () => send(client.GET('/api/v1/account/sessions')),
  })
  return {
    items: computed(() => query.data.value?.items.filter((item) => item.token === token) ?? []),
    isPending: computed(() => query.isPending.value),
    error: computed(() => query.error.value),
    retry: () => void query.refetch(),
    async end(session, done) {
      try {
        await send(client.DELETE('/api/v1/account/sessions/{id}', { params: { path: { id: session.id } } }))
        notify('success', done)
      } catch (error) {
        notify('error', Problem.of(error).message)
      }
      await queries.invalidateQueries({ queryKey: ['account', 'sessions'] })
    },
  }
}
