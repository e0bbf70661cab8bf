/**
 * Filters that live in the URL, so that a list can be bookmarked, sent to a colleague and walked with the back button.
 *
 * ```ts
 * const filters = useRouteFilters({ name: text(), type: choice(UNIT_TYPES), vacant: flag() })
 * filters.values.name = '小学'   // writes ?name=小学
 * ```
 *
 * To add a kind of filter: write one more `Codec` below.
 */
import { computed, nextTick, reactive, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery, type Router } from 'vue-router'
import { isDate } from './format'

export interface Codec<Value> {
  parse(raw: string | undefined): Value
  format(value: Value): string | undefined
}

export function text(): Codec<string | undefined> {
  return { parse: (raw) => raw?.trim() || undefined, format: (value) => value?.trim() || undefined }
}

export function choice<const Option extends string>(options: readonly Option[]): Codec<Option | undefined> {
  return { parse: (raw) => options.find((option) => option === raw), format: (value) => value }
}

/** A choice that always has a value; the default stays out of the URL. */
export function choiceOr<const Option extends string>(options: readonly Option[], usual: Option): Codec<Option> {
  return {
    parse: (raw) => options.find((option) => option === raw) ?? usual,
    format: (value) => (value === usual ? undefined : value),
  }
}

export function flag(): Codec<boolean> {
  return { parse: (raw) => raw === 'true', format: (value) => (value ? 'true' : undefined) }
}

/** A calendar day; anything else is none. */
export function day(): Codec<string | undefined> {
  return { parse: (raw) => (isDate(raw) ? raw : undefined), format: (value) => value }
}

export interface RouteFilters<Values> {
  values: Values
  /** How many filters are set: the number on the button of a small screen. */
  active: ComputedRef<number>
  reset(): void
}

export function useRouteFilters<Values extends object>(codecs: {
  [Key in keyof Values]: Codec<Values[Key]>
}): RouteFilters<Values> {
  const route = useRoute()
  const router = useRouter()
  const entries = Object.entries<Codec<unknown>>(codecs)

  const fields = entries.map(([key, codec]) => [
    key,
    computed({
      get: () => codec.parse(single(route.query, key)),
      set: (value: unknown) => patchQuery(router, { [key]: codec.format(value) }),
    }),
  ])

  return {
    values: reactive(Object.fromEntries(fields)) as Values,
    active: computed(
      () => entries.filter(([key, codec]) => codec.format(codec.parse(single(route.query, key))) !== undefined).length,
    ),
    reset: () => patchQuery(router, Object.fromEntries(entries.map(([key]) => [key, undefined]))),
  }
}

export function single(query: LocationQuery, key: string): string | undefined {
  const raw = query[key]
  return (Array.isArray(raw) ? raw[0] : raw) ?? undefined
}

type Patch = Record<string, string | undefined>
const pending = new WeakMap<Router, Patch>()

/** Changes made in the same tick become one step, so that none overwrites the other. */
export function patchQuery(router: Router, patch: Patch): void {
  const waiting = pending.get(router)
  if (waiting) {
    Object.assign(waiting, patch)
    return
  }
  pending.set(router, { ...patch })
  void nextTick(() => {
    const changes = pending.get(router) ?? {}
    pending.delete(router)
    const query: LocationQuery = { ...router.currentRoute.value.query }
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) Reflect.deleteProperty(query, key)
      else query[key] = value
    }
    return router.replace({ query, hash: router.currentRoute.value.hash })
  })
}
