import { expect, test } from '@playwright/test'
import { PEOPLE, stateOf } from './sessions'

test('without a session one is asked to sign in, and the address is kept', async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const page = await context.newPage()
  await page.goto('/units?type=school')
  await expect(page.getByRole('heading', { level: 1, name: '登录' })).toBeVisible()
  await expect(page).toHaveURL(/next=/)
  await context.close()
})

test.describe('as the administrator of the district', () => {
  test.use({ storageState: stateOf('district_administrator') })

  test('the language is switched and remembered', async ({ page }) => {
    await page.goto('/units')
    await page.getByRole('button', { name: 'English' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Units')
    await page.reload()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Units')
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await page.getByRole('button', { name: '中文' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('单位')
  })

  test('the date goes along from page to page', async ({ page }) => {
    await page.goto('/units?as_of=2020-01-01')
    await page.getByRole('link', { name: '党组织' }).first().click()
    await expect(page).toHaveURL(/party-organisations\?as_of=2020-01-01/)
    await page.getByRole('button', { name: '回到今天' }).click()
    await expect(page).not.toHaveURL(/as_of/)
  })

  test('an unknown address is told so', async ({ page }) => {
    await page.goto('/nowhere')
    await expect(page.getByRole('heading', { name: '没有找到这一页' })).toBeVisible()
  })

  test('what the appointment may not see is refused', async ({ page }) => {
    await page.goto('/journal')
    await expect(page.getByRole('heading', { name: '当前任职不能查看这一页' })).toBeVisible()
  })
})

test.describe('as the auditor', () => {
  test.use({ storageState: stateOf('auditor') })

  test('the journal is the first page, and filters by operation', async ({ page }) => {
    await page.goto('/')
    await expect(page).toHaveURL(/\/journal/)
    await expect(page.getByRole('article').first()).toBeVisible()
    await page.goto('/journal?operation=session.start')
    await expect(page.getByRole('article').first()).toContainText('登录')
  })
})

test('the appointment one acts as is in sight, and a person with several takes another', async ({ browser }) => {
  for (const person of PEOPLE) {
    const context = await browser.newContext({ storageState: stateOf(person) })
    const page = await context.newPage()
    await page.goto('/')
    const shown = page.getByTestId('appointment')
    await expect(shown).toContainText(' · ')
    const session = (await (await page.request.get('/api/v1/session')).json()) as { appointments: { id: string }[] }
    if (session.appointments.length > 1) {
      const first = await shown.innerText()
      await page.locator('.switch').click()
      const other = page.getByRole('menuitem').filter({ hasNotText: first }).first()
      const name = (await other.innerText()).trim()
      await other.click()
      await expect(shown).toHaveText(name)
      await page.locator('.switch').click()
      await page.getByRole('menuitem').filter({ hasText: first }).click()
      await expect(shown).toHaveText(first)
    }
    await context.close()
  }
})

test('every entry of everybody’s navigation opens without a fault', async ({ browser }) => {
  // Some sixty pages, one after another.
  test.setTimeout(240_000)
  for (const person of PEOPLE) {
    const context = await browser.newContext({ storageState: stateOf(person) })
    const page = await context.newPage()
    await page.goto('/')
    const entries = page.getByRole('navigation', { name: '主导航' }).getByRole('link')
    await expect(entries.first()).toBeVisible()
    for (const address of await entries.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))) {
      await page.goto(address)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForLoadState('networkidle')
      expect(await page.getByRole('alert').allInnerTexts(), `${person} ${address}`).toEqual([])
    }
    await context.close()
  }
})
