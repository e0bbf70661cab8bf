/** Who is signed in, acting as what. One query holds it; the shell, the router and every page read it from there. */
import { queryOptions, useQuery, type Query, type QueryClient } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { client, send } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Appointment, Operation, Session } from '@/api/types'

const MARK = 'lianhe.signed_in'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 5 * 60_000,
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await send(client.GET('/api/v1/session'))
      localStorage.setItem(MARK, 'true')
      return session
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null
      throw error
    }
  },
})

export interface SessionView {
  session: ComputedRef<Session | null>
  may(operation: Operation): boolean
}

export function useSession(): SessionView {
  const { data } = useQuery(sessionQuery)
  const session = computed(() => data.value ?? null)
  return { session, may: (operation) => may(session.value, operation) }
}

/** Whether the appointment may do this anywhere at all: enough to show or hide a menu entry. */
export function may(session: Session | null, operation: Operation): boolean {
  return session?.permissions.includes(operation) ?? false
}

export async function signIn(queries: QueryClient, token: string): Promise<Session> {
  const session = await send(client.POST('/api/v1/session', { body: { token } }))
  begin(queries, session)
  localStorage.setItem(MARK, 'true')
  return session
}

/** With the code that is still to come after the organisation's own provider. */
export async function signInWithCode(queries: QueryClient, code: string): Promise<Session> {
  const session = await send(client.POST('/api/v1/session/oidc/code', { body: { code } }))
  begin(queries, session)
  localStorage.setItem(MARK, 'true')
  return session
}

/** With a name and a password, and the code once it is asked for. */
export async function signInAs(
  queries: QueryClient,
  credentials: { name: string; password: string; code?: string },
): Promise<Session> {
  const session = await send(client.POST('/api/v1/session/password', { body: credentials }))
  begin(queries, session)
  localStorage.setItem(MARK, 'true')
  return session
}

export async function actAs(queries: QueryClient, appointment: Appointment): Promise<void> {
  begin(queries, await send(client.PUT('/api/v1/session/appointment', { body: { appointment_id: appointment.id } })))
}

export async function signOut(queries: QueryClient): Promise<void> {
  await send(client.DELETE('/api/v1/session'))
  forget(queries)
  localStorage.removeItem(MARK)
}

/** The session is gone; what was read under it must not be shown to whoever comes next. */
export function forget(queries: QueryClient): void {
  queries.setQueryData(sessionQuery.queryKey, null)
  queries.removeQueries({ predicate: isNotSession })
}

/** True when this browser was signed in before: then a missing session has expired. */
export function wasSignedIn(): boolean {
  return localStorage.getItem(MARK) === 'true'
}

/** Another appointment sees other things: what was read before is forgotten, and what is on screen read again. */
function begin(queries: QueryClient, session: Session): void {
  queries.setQueryData(sessionQuery.queryKey, session)
  void queries.resetQueries({ predicate: isNotSession })
}

const isNotSession = (query: Query): boolean => query.queryKey[0] !== sessionQuery.queryKey[0]

/** The token of a pasted or opened sign-in link; it stands in the fragment, which no server log sees. */
export function tokenOf(link: string): string | null {
  const fragment = link.includes('#') ? link.slice(link.indexOf('#') + 1) : link
  return new URLSearchParams(fragment).get('token')?.trim() || null
}
