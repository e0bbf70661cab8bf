/** Files that belong to something: an agreement of a member unit, evidence of a task, on a screen and on a phone. What is
 *  attached here is removed here. */
import AxeBuilder from '@axe-core/playwright'
import { readFileSync } from 'node:fs'
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test'
import { idOf } from './help'
import { stateOf } from './sessions'

const BODY = '大连湾街道区域化党建联合体'
const OWN_UNIT = '连湾示例海洋装备有限公司'
const WIDE = { width: 1280, height: 860 }
const PHONE = { width: 360, height: 740 }
const AGREEMENT = { name: '共建协议.pdf', mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.7\n${'共建协议 '.repeat(60_000)}\n%%EOF\n`) }
const PHOTO = { name: '现场照片.png', mimeType: 'image/png', buffer: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(2048)]) }

// Files are sent, saved and compared, and pages are looked at twice.
test.describe.configure({ timeout: 150_000 })

async function pageOf(browser: Browser, person: Parameters<typeof stateOf>[0], viewport = WIDE): Promise<Page> {
  const context = await browser.newContext({ storageState: stateOf(person), viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  return context.newPage()
}

async function expectAccessible(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await expect(page.locator('.el-message')).toHaveCount(0)
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 200)}`)).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(overflow).toBeLessThanOrEqual(0)
}

async function add(files: Locator, ...what: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  await files.locator('input[type=file]').setInputFiles(what)
}

/** Saves a file as a reader does and compares it with what was attached. */
async function expectSaved(page: Page, files: Locator, what: { name: string; buffer: Buffer }): Promise<void> {
  const [download] = await Promise.all([page.waitForEvent('download'), files.getByRole('link', { name: what.name }).click()])
  expect(download.suggestedFilename()).toBe(what.name)
  expect(readFileSync(await download.path()).equals(what.buffer)).toBe(true)
}

async function remove(page: Page, files: Locator, name: string, reason: string): Promise<void> {
  await files.getByRole('button', { name: `删除${name}` }).click()
  const dialog = page.locator('.el-overlay-dialog:visible')
  await expect(dialog).toContainText(`删除“${name}”？`)
  await dialog.getByRole('button', { name: '删除' }).click()
  await expect(dialog).toContainText('请填写此项')
  await dialog.getByLabel('原因').fill(reason)
  await dialog.getByRole('button', { name: '删除' }).click()
  await expect(dialog).toBeHidden()
  await expect(files.getByRole('link', { name })).toHaveCount(0)
}

/** The agreement of the own unit on the page of the body. */
async function agreement(page: Page): Promise<Locator> {
  await page.goto('/consortia')
  await page.goto(`/consortia/${await idOf(page, 'consortia', BODY)}?tab=members`)
  const member = page.locator('main li').filter({ has: page.getByRole('link', { name: OWN_UNIT, exact: true }) }).first()
  await member.getByText('共建协议及附件').click()
  await expect(member).toContainText('还没有附件')
  return member
}

test('the secretary attaches an agreement to a membership, saves it and removes it', async ({ browser }) => {
  const page = await pageOf(browser, 'street_secretary')
  const files = await agreement(page)
  await add(files, { ...AGREEMENT, name: '共建协议.docx' }, { ...AGREEMENT, buffer: Buffer.alloc(0) })
  const refused = files.getByRole('alert')
  await expect(refused.filter({ hasText: '文件内容与扩展名不符' })).toContainText('重新保存')
  await expect(refused.filter({ hasText: '文件是空的' })).toContainText('共建协议.pdf')
  await files.getByRole('button', { name: '知道了：共建协议.docx' }).click()
  await files.getByRole('button', { name: '知道了：共建协议.pdf' }).click()
  await expect(refused).toHaveCount(0)
  await add(files, AGREEMENT)
  await expect(files.getByRole('link', { name: AGREEMENT.name })).toBeVisible()
  await expect(files).toContainText('KB')
  await expect(files).toContainText('共建协议及附件（1）')
  await add(files, { ...AGREEMENT, name: '再传一次.pdf' })
  await expect(refused).toContainText('同样的文件已在这里：共建协议.pdf')
  await files.getByRole('button', { name: '知道了：再传一次.pdf' }).click()
  await expectSaved(page, files, AGREEMENT)
  await expectAccessible(page)
  await remove(page, files, AGREEMENT.name, '换成盖章的一份')
  await expect(files).toContainText('共建协议及附件（0）')
  await page.getByRole('tab', { name: '变更记录' }).click()
  await expect(page.locator('main')).toContainText('删除附件')
  await expect(page.locator('main')).toContainText('换成盖章的一份')
  await page.context().close()
})

test('a liaison attaches the agreement of the own unit on a phone', async ({ browser }) => {
  const page = await pageOf(browser, 'liaison', PHONE)
  const files = await agreement(page)
  await add(files, AGREEMENT, PHOTO)
  await expect(files.getByRole('link', { name: PHOTO.name })).toBeVisible()
  await expectSaved(page, files, AGREEMENT)
  await page.locator('.el-message').first().waitFor({ state: 'hidden' })
  await expectAccessible(page)
  await remove(page, files, AGREEMENT.name, '试传')
  await remove(page, files, PHOTO.name, '试传')
  await page.context().close()
})

test('a liaison shows a picture of what the own unit gives', async ({ browser }) => {
  const page = await pageOf(browser, 'liaison')
  await page.goto('/exchange')
  const address = await page.evaluate(async () => {
    const { appointment } = (await (await fetch('/api/v1/session')).json()) as { appointment: { place: { id: string } } }
    const found = (await (await fetch(`/api/v1/entries?unit_id=${appointment.place.id}`)).json()) as { items: { id: string; status: string }[] }
    const open = found.items.find(({ status }) => status !== 'closed')
    return open ? `/exchange/${open.id}` : ''
  })
  expect(address).not.toBe('')
  await page.goto(address)
  const pictures = page.getByRole('region', { name: '图片和资料', exact: true })
  await add(pictures, PHOTO)
  await expect(pictures.getByRole('link', { name: PHOTO.name })).toBeVisible()
  await expectSaved(page, pictures, PHOTO)
  await expectAccessible(page)
  await remove(page, pictures, PHOTO.name, '试传')
  await page.context().close()
})

test('evidence is attached to a task of a meeting, whose own papers have their place', async ({ browser }) => {
  const page = await pageOf(browser, 'street_secretary')
  await page.goto('/resolutions')
  const id = await idOf(page, 'consortia', BODY)
  const address = await page.evaluate(async (body) => {
    const found = (await (await fetch(`/api/v1/resolutions?consortium=${body}&limit=200`)).json()) as { items: { meeting: { id: string }; task?: { id: string; closed_on: string | null; state: string } | null }[] }
    const open = found.items.find(({ task }) => task && ['open', 'done', 'returned'].includes(task.state))
    return open ? `/meetings/${open.meeting.id}?task=${open.task?.id ?? ''}` : ''
  }, id)
  expect(address).toContain('/meetings/')
  for (const viewport of [WIDE, PHONE]) {
    await page.setViewportSize(viewport)
    await page.goto(address)
    const card = page.locator('article.wanted')
    await card.getByText('办理凭据').click()
    await expect(card).toContainText('还没有附件')
    await add(card, PHOTO)
    await expect(card.getByRole('link', { name: PHOTO.name })).toBeVisible()
    await expect(card).toContainText('办理凭据（1）')
    await expectSaved(page, card, PHOTO)
    await page.locator('.el-message').first().waitFor({ state: 'hidden' })
    await expectAccessible(page)
    await remove(page, card, PHOTO.name, '试传')
    // Settled minutes keep what is attached, so that here nothing is.
    await expect(page.getByRole('region', { name: '会议材料', exact: true })).toContainText('还没有附件')
  }
  await page.context().close()
})
