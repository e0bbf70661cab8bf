/**
 * The people of the tests. `LIANHE_LINKS` names one one-time link for each; a link works once, so the set-up project
 * signs each in and keeps the cookies for all tests.
 */
import { fileURLToPath } from 'node:url'

/** Two runs at once keep their results apart. */
export const RESULTS = fileURLToPath(new URL(`../test-results/${process.env.LIANHE_E2E_RUN ?? 'by-hand'}`, import.meta.url))

export const PEOPLE = [
  'district_administrator',
  'street_secretary',
  'other_street_secretary',
  'community_secretary',
  'liaison',
  'auditor',
  'system_administrator',
  'security_administrator',
] as const

export type Person = (typeof PEOPLE)[number]

export function linkOf(person: Person): string {
  const links: unknown = JSON.parse(process.env.LIANHE_LINKS ?? '{}')
  const link: unknown = typeof links === 'object' && links !== null ? Reflect.get(links, person) : undefined
  if (typeof link !== 'string') throw new Error(`LIANHE_LINKS has no sign-in link for ${person}`)
  return link
}

/** Where the cookies of a person are kept between the projects of one run. */
export function stateOf(person: Person): string {
  return `${RESULTS}/sessions/${person}.json`
}
