/**
 * The one door to the server. Types come from `schema.d.ts`, which `npm run generate` makes from `openapi.json`.
 *
 * To call one more operation: `send(client.GET('/api/v1/…', { params }))`. The answer is the body; every failure is a
 * thrown `Problem`.
 */
import createClient from 'openapi-fetch'
import { currentLanguage } from '@/i18n'
import { Problem } from './problem'
import type { paths } from './schema'

export const client = createClient<paths>({ baseUrl: '', credentials: 'same-origin' })

let sessionLost: () => void = () => undefined

/** What happens when the server no longer knows the session. The application sets it once. */
export function onSessionLost(handler: () => void): void {
  sessionLost = handler
}

export const loseSession = (): void => sessionLost()

client.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', currentLanguage())
    return request
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && !schemaPath.startsWith('/api/v1/session')) sessionLost()
    return response
  },
})

interface Answer<Body> {
  data?: Body
  error?: unknown
  response: Response
}

export async function send<Body>(call: Promise<Answer<Body>>): Promise<Body> {
  return (await answered(call)).data as Body
}

async function answered<Body>(call: Promise<Answer<Body>>): Promise<Answer<Body>> {
  let answer: Answer<Body>
  try {
    answer = await call
  } catch (error) {
    throw Problem.of(error)
  }
  if (!answer.response.ok) throw Problem.from(answer.response.status, answer.error)
  return answer
}

/** A file: its bytes, and the name that the server gives it. */
export interface Download {
  blob: Blob
  name: string
}

/** `fetchFile(client.GET('/api/v1/…/export', { params, parseAs: 'blob' }))` */
export async function fetchFile(call: Promise<Answer<unknown>>): Promise<Download> {
  const { data, response } = await answered(call)
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  return { blob: data as Blob, name: name ? decodeURIComponent(name) : 'export' }
}
