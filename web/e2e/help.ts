/** What several specs do: opening pages as somebody, filling in dialogs, and looking at a screen as a whole. */
import { createHmac } from 'node:crypto'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Browser, type Locator, type Page } from '@playwright/test'
import { stateOf, type Person } from './sessions'

export const WIDE = { width: 1280, height: 860 }
export const PHONE = { width: 360, height: 740 }

export async function as(browser: Browser, person: Person, viewport = WIDE): Promise<Page> {
  const context = await browser.newContext({ storageState: stateOf(person), viewport })
  return context.newPage()
}

export async function stranger(browser: Browser, viewport = WIDE): Promise<Page> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, viewport })
  return context.newPage()
}

/** The system administrator's page with one person's row. */
export async function accountOf(browser: Browser, name: string): Promise<Page> {
  const page = await as(browser, 'system_administrator')
  await page.goto(`/accounts?name=${encodeURIComponent(name)}`)
  await expect(page.getByRole('row', { name })).toBeVisible()
  return page
}

/** The link that the system administrator hands over. */
export async function invitationFor(browser: Browser, name: string): Promise<string> {
  const page = await accountOf(browser, name)
  await page.getByRole('button', { name: new RegExp(`邀请: ${name}`) }).click()
  const link = await page.getByTestId('link').innerText()
  await page.context().close()
  return link
}

export const PASSWORD = 'Kx9#vTq2mB-river'

/** What an authenticator shows (RFC 6238), some steps of thirty seconds from now. */
export function codeOf(secret: string, steps: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const digest = createHmac('sha1', key).update(counter).digest()
  const number = digest.readUInt32BE((digest.at(-1) ?? 0) & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

export async function typePassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('新密码', { exact: true }).fill(password)
  await page.getByLabel('再输一次新密码').fill(password)
  await page.getByRole('button', { name: '保存并继续' }).click()
}

/** Types what the authenticator showed half a minute ago, so that its present code is still unused. */
export async function enrol(page: Page): Promise<{ secret: string; codes: string[] }> {
  await expect(page.getByRole('img', { name: '供身份验证应用扫描的二维码' })).toBeVisible()
  // The dialog that asked for the password fades away above the same button.
  await expect(page.locator('.el-overlay-dialog:visible')).toHaveCount(0)
  const secret = await page.getByTestId('secret').innerText()
  await page.getByLabel('应用中显示的 6 位数字').fill(codeOf(secret, -1))
  await page.getByRole('button', { name: '确认' }).click()
  const shown = page.getByTestId('recovery-codes').locator('li')
  await expect(shown).toHaveCount(10)
  const codes = await shown.allInnerTexts()
  await page.getByRole('button', { name: '我已保管好' }).click()
  return { secret, codes }
}

/** Somebody who is invited, sets up an account, with a second factor where it is asked for, and is then signed in. */
export async function invited(browser: Browser, name: string, viewport = WIDE): Promise<Page> {
  const link = await invitationFor(browser, name)
  const page = await stranger(browser, viewport)
  await page.goto(link)
  await page.getByLabel('登录名').fill(`u${Date.now()}`)
  await typePassword(page, PASSWORD)
  const appointment = page.getByTestId('appointment')
  await expect(appointment.or(page.getByTestId('secret'))).toBeVisible()
  if (!(await appointment.isVisible())) await enrol(page)
  await expect(appointment).toBeVisible()
  return page
}

/** The dialog that is open; after a press of a button where one is named. */
export async function opened(page: Page, button?: string | RegExp | Locator): Promise<Locator> {
  if (button !== undefined) {
    const named = typeof button === 'string' || button instanceof RegExp
    await (named ? page.getByRole('button', { name: button, exact: true }) : button).click()
  }
  const dialog = page.locator('.el-overlay-dialog:visible')
  await expect(dialog).toBeVisible()
  return dialog
}

export async function save(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
}

/** Nothing is sent while a field is empty that must not be. */
export async function refusesEmpty(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toContainText('请填写此项')
}

/** A question that is answered with yes. */
export async function confirm(page: Page, yes: string): Promise<void> {
  const box = page.locator('.el-message-box')
  await box.getByRole('button', { name: yes }).click()
  await expect(box).toBeHidden()
}

export async function setDay(dialog: Locator, label: string, day: string): Promise<void> {
  const field = dialog.getByLabel(label, { exact: true })
  await field.fill(day)
  await field.press('Enter')
  await expect(field).toHaveValue(day)
}

/** Picks an option of a list, or a division of the tree, after typing its name where that is possible. */
export async function pick(page: Page, within: Locator, label: string, name: string, typed = true): Promise<void> {
  const item = within.locator('.el-form-item').filter({ has: page.getByRole('combobox', { name: label, exact: true }) })
  const box = item.getByRole('combobox')
  // Its own list: that of the field before may still be fading away.
  const list = await box.getAttribute('aria-controls')
  await item.locator('.el-select__wrapper').click()
  if (typed) await box.fill(name)
  await page.locator(`[id="${list ?? ''}"] .el-select-dropdown__item`).filter({ hasText: name }).last().click()
  await expect(item).toContainText(name)
}

export const group = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
export const lineOf = (page: Page, region: string, text: string | RegExp): Locator => group(page, region).getByRole('listitem').filter({ hasText: text })

export async function toBody(page: Page, body: string, tab?: string): Promise<void> {
  await page.goto('/consortia')
  await page.getByRole('link', { name: body, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(body)
  if (tab) await page.getByRole('tab', { name: tab, exact: true }).click()
}

/** The office's day, so many days from now. */
export function officeDay(later = 0): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date(Date.now() + later * 86_400_000))
}

/** What a page needs before its own story begins, sent as whoever is signed in on it. */
export async function sent(page: Page, method: 'POST' | 'PUT', path: string, body: object): Promise<{ id: string; version: number }> {
  // The pages' own origin, which the server asks for.
  if (!page.url().startsWith('http')) await page.goto('/desk')
  const [status, text] = await page.evaluate(
    async ([how, where, said]) => {
      const answer = await fetch(`/api/v1/${where}`, { method: how, headers: { 'Content-Type': 'application/json' }, body: said })
      return [answer.status, await answer.text()] as const
    },
    [method, path, JSON.stringify(body)] as const,
  )
  expect(status, `${path}: ${text}`).toBeLessThan(300)
  return text === '' ? { id: '', version: 0 } : (JSON.parse(text) as { id: string; version: number })
}

/** Nothing serious for axe, and nothing to scroll sideways. */
export async function expectAccessible(page: Page, name = ''): Promise<void> {
  await page.waitForLoadState('networkidle')
  // A message that is just fading has no contrast to measure.
  await expect(page.locator('.el-message')).toHaveCount(0)
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${name} ${id} ${nodes[0]?.html.slice(0, 200)}`)).toEqual([])
  await expectFits(page, name)
}

export async function expectFits(page: Page, name = ''): Promise<void> {
  const over = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  await expect.poll(over, { message: `${name} scrolls sideways` }).toBeLessThanOrEqual(0)
}

/** The same at both widths of a screen. */
export async function expectAccessibleAtBothSizes(page: Page, name: string): Promise<void> {
  await expectAccessible(page, name)
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 860 })
    await expectFits(page, `${name} at ${width}`)
    await picture(page, `${name}-${width}`)
  }
  await page.setViewportSize(WIDE)
}

/** Keeps a picture where somebody wants to look at the screens. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.LIANHE_SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

/** The screen that is open, in both languages and sizes; it is as before afterwards. */
export async function pictures(page: Page, name: string): Promise<void> {
  if (!process.env.LIANHE_SCREENSHOTS) return
  const size = page.viewportSize() ?? WIDE
  for (const language of ['en', 'zh']) {
    await page.evaluate((chosen) => localStorage.setItem('lianhe.language', chosen), language)
    await page.reload()
    await page.waitForLoadState('networkidle')
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 860 })
      await expectFits(page, `${name} ${language} ${width}`)
      await picture(page, `${name}-${language}-${width}`)
    }
  }
  await page.setViewportSize(size)
}

/** The link (or dash) that shows a figure of the page's own division, not of one below it. */
export function figure(page: Page, name: string): Locator {
  return page.locator(`[data-card] [data-figure="${name}"]`)
}

export function card(page: Page, name: string): Locator {
  return page.locator(`[data-card="${name}.total"]`)
}

interface Row {
  id: string
  name: string
}

/** An object's id by its name, asked as the person whose page this is. */
export async function idOf(page: Page, path: string, name: string): Promise<string> {
  const answer = await page.request.get(`/api/v1/${path}?name=${encodeURIComponent(name)}&limit=200`)
  expect(answer.ok(), `${path} ${name}: ${answer.status()}`).toBe(true)
  const { items } = (await answer.json()) as { items: Row[] }
  const row = items.find((item) => item.name === name) ?? items[0]
  if (!row) throw new Error(`nothing is called ${name}`)
  return row.id
}

/** The sum of the value column of the sources of a figure, as a reader would add it up. */
export async function sumOfRows(page: Page): Promise<number> {
  const values = await page.locator('main tbody tr td:last-child').allInnerTexts()
  return values.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0)
}

export async function read<Found>(page: Page, path: string): Promise<Found> {
  const answer = await page.request.get(`/api/v1/${path}`)
  expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true)
  return (await answer.json()) as Found
}

interface Members {
  member_units: { id: string; version: number; unit: { name: string } }[]
}

/** A body with its secretary's seat and its member units, as an office would have found it. */
export async function foundBody(page: Page, division: string, name: string, on: string, secretary: string, units: string[]): Promise<string> {
  const { id } = await sent(page, 'POST', 'consortia', { division_id: await idOf(page, 'divisions', division), name, on, document: '' })
  const posts = await read<{ items: { id: string; kind: string }[] }>(page, `posts?name=${encodeURIComponent(secretary)}&limit=50`)
  await sent(page, 'POST', `consortia/${id}/seats`, { kind: 'secretary', post_id: posts.items.find(({ kind }) => kind === 'secretary')?.id, on })
  for (const unit of units) {
    await sent(page, 'POST', `consortia/${id}/members`, { unit_id: await idOf(page, 'units', unit), on })
    for (const kind of ['consulted', 'accepted']) {
      const { member_units: members } = await read<Members>(page, `consortia/${id}`)
      const member = members.find((known) => known.unit.name === unit)
      await sent(page, 'POST', `memberships/${member?.id ?? ''}/steps`, { version: member?.version, kind, on })
    }
  }
  return id
}
