import { afterEach, describe, expect, it } from 'vitest'
import { createApp, defineComponent, h, type App } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { choice, choiceOr, flag, text, useRouteFilters, type RouteFilters } from './useRouteFilters'

interface Values {
  name: string | undefined
  type: 'school' | 'agency' | undefined
  view: 'map' | 'list'
  vacant: boolean
}

let app: App | undefined
afterEach(() => app?.unmount())

async function filtersAt(url: string): Promise<{ filters: RouteFilters<Values>; router: Router }> {
  let filters: RouteFilters<Values> | undefined
  const page = defineComponent({
    setup() {
      filters = useRouteFilters<Values>({
        name: text(),
        type: choice(['school', 'agency']),
        view: choiceOr(['map', 'list'], 'map'),
        vacant: flag(),
      })
      return () => h('div')
    },
  })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:all(.*)*', component: page }] })
  await router.push(url)
  app = createApp(page).use(router)
  app.mount(document.createElement('div'))
  if (!filters) throw new Error('the page was not set up')
  return { filters, router }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

describe('filters in the URL', () => {
  it('are read from it', async () => {
    const { filters } = await filtersAt('/units?name=小学&type=school&view=list&vacant=true')
    expect({ ...filters.values }).toEqual({ name: '小学', type: 'school', view: 'list', vacant: true })
    expect(filters.active.value).toBe(4)
  })

  it('ignore words that are no option', async () => {
    const { filters } = await filtersAt('/units?type=castle&view=globe&vacant=perhaps')
    expect({ ...filters.values }).toEqual({ name: undefined, type: undefined, view: 'map', vacant: false })
    expect(filters.active.value).toBe(0)
  })

  it('are written to it, two at once without loss, other parameters untouched', async () => {
    const { filters, router } = await filtersAt('/units?as_of=2018-12-31')
    filters.values.name = '中学'
    filters.values.vacant = true
    await settled()
    expect(router.currentRoute.value.query).toEqual({ as_of: '2018-12-31', name: '中学', vacant: 'true' })
    expect(filters.values.name).toBe('中学')
  })

  it('leave the URL when they are empty or usual', async () => {
    const { filters, router } = await filtersAt('/units?name=x&view=list')
    filters.values.name = '  '
    filters.values.view = 'map'
    await settled()
    expect(router.currentRoute.value.query).toEqual({})
  })

  it('are cleared together, without the date', async () => {
    const { filters, router } = await filtersAt('/units?name=x&vacant=true&as_of=2018-12-31')
    filters.reset()
    await settled()
    expect(router.currentRoute.value.query).toEqual({ as_of: '2018-12-31' })
  })
})
