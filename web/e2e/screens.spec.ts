/** Every screen on a phone and on a desk, in both languages: nothing scrolls sideways, nothing serious for axe to find. */
import { expect, test, type Page } from '@playwright/test'
import { expectAccessible, expectFits, idOf, picture } from './help'
import { stateOf } from './sessions'

interface Screen {
  name: string
  path: (page: Page) => Promise<string> | string
}

const street = (page: Page): Promise<string> => idOf(page, 'divisions', '大连湾街道')

const SCREENS: Screen[] = [
  { name: 'desk', path: () => '/desk' },
  { name: 'grid', path: () => '/grid' },
  { name: 'grid-list', path: () => '/grid?view=list' },
  { name: 'grid-changes', path: () => '/grid?view=changes&from=2018-12-31&to=2019-12-31' },
  { name: 'street', path: async (page) => `/grid/${await street(page)}` },
  { name: 'district', path: async (page) => `/grid/${await idOf(page, 'divisions', '甘井子区')}` },
  { name: 'street-history', path: async (page) => `/grid/${await street(page)}?tab=history` },
  { name: 'figure', path: async (page) => `/grid/${await street(page)}/figures/members.total` },
  { name: 'units', path: () => '/units' },
  { name: 'unit', path: async (page) => `/units/${await idOf(page, 'units', '小学')}` },
  { name: 'party-organisations', path: () => '/party-organisations' },
  { name: 'party-organisation', path: async (page) => `/party-organisations/${await idOf(page, 'party-organisations', '工作委员会')}` },
  { name: 'posts', path: () => '/posts' },
  { name: 'consortia', path: () => '/consortia' },
  { name: 'consortium', path: async (page) => `/consortia/${await idOf(page, 'consortia', '大连湾街道')}` },
  { name: 'charter', path: () => '/consortia/charter' },
  { name: 'imports', path: () => '/imports?kind=units' },
  { name: 'feedback', path: () => '/feedback' },
  { name: 'personal-data', path: () => '/personal-data' },
  { name: 'account', path: () => '/account' },
  { name: 'not-found', path: () => '/nowhere' },
]

const SIZES = { desk: { width: 1280, height: 860 }, phone: { width: 360, height: 740 } }

async function check(page: Page, name: string, language: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  await expect(page.locator('.waiting')).toHaveCount(0)
  await expectFits(page, name)
  // The structure is the same in both languages: once is enough.
  if (language === 'zh') await expectAccessible(page, name)
  await picture(page, name)
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const language of ['zh', 'en']) {
    test.describe(`${size} ${language}`, () => {
      test.use({ viewport, storageState: stateOf('district_administrator') })
      test.beforeEach(({ page }) =>
        page.addInitScript((chosen) => localStorage.setItem('lianhe.language', chosen), language),
      )

      for (const screen of SCREENS) {
        test(`${screen.name}`, async ({ page }) => {
          await page.goto(await screen.path(page))
          await check(page, `${screen.name}-${size}-${language}`, language)
        })
      }
    })

    test.describe(`${size} ${language} auditor`, () => {
      test.use({ viewport, storageState: stateOf('auditor') })
      test('journal', async ({ page }) => {
        await page.addInitScript((chosen) => localStorage.setItem('lianhe.language', chosen), language)
        await page.goto('/journal')
        await check(page, `journal-${size}-${language}`, language)
      })
    })

    test.describe(`${size} ${language} nobody`, () => {
      test.use({ viewport, storageState: { cookies: [], origins: [] } })
      test('sign-in', async ({ page }) => {
        await page.addInitScript((chosen) => localStorage.setItem('lianhe.language', chosen), language)
        await page.goto('/sign-in')
        await check(page, `sign-in-${size}-${language}`, language)
      })
    })
  }
}
