/** Leaving for the organisation's own identity provider. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { client, send } from '@/api/client'

/** What went wrong on the way, or that it went well, as the server sends the browser back with it. */
export const OUTCOMES = ['closed', 'failed', 'linked', 'over', 'refused', 'unknown', 'unreachable', 'unverified'] as const

export type Outcome = (typeof OUTCOMES)[number]

export function outcomeOf(word: string | undefined): Outcome | null {
  return OUTCOMES.find((outcome) => outcome === word) ?? null
}

/** What the provider is called, where there is one. */
export function useProvider(): ComputedRef<string | null> {
  const office = useQuery({ queryKey: ['office'], queryFn: () => send(client.GET('/api/v1/office')) })
  return computed(() => office.data.value?.provider ?? null)
}

export async function leaveToSignIn(next: string | undefined): Promise<void> {
  const body = next ? { next } : {}
  go(await send(client.POST('/api/v1/session/oidc', { body })))
}

export async function leaveToLink(password?: string): Promise<void> {
  const body = password ? { password } : {}
  go(await send(client.POST('/api/v1/account/oidc', { body })))
}

function go(to: { address: string }): void {
  location.assign(to.address)
}
