/** Calendars and documents: what leaves the product for people's calendar programs, printers and files. */
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { expect, test, type Page } from '@playwright/test'
import ICAL from 'ical.js'
import { expectAccessible } from './help'
import { stateOf } from './sessions'

const BODY = '大连湾街道区域化党建联合体'

/** Makes an address on the page that is open and gives it back. */
async function makeAddress(page: Page, name: string): Promise<string> {
  // What loads above the panel moves it: a press that begins before is no click.
  await page.waitForLoadState('networkidle')
  const panel = page.getByRole('region', { name: '日历订阅' })
  await panel.getByRole('button', { name: '生成订阅地址' }).click()
  const dialog = page.locator('.el-overlay-dialog:visible')
  await dialog.getByLabel('用途').fill(name)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
  return (await panel.getByTestId('calendars-made').innerText()).trim()
}

async function revoke(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `撤销: ${name}` }).click()
  await page.locator('.el-message-box:visible').getByRole('button', { name: '撤销' }).click()
  await expect(page.getByText('地址已撤销。')).toBeVisible()
  await expect(page.getByRole('button', { name: `撤销: ${name}` })).toHaveCount(0)
}

/** Reads a feed as a calendar program does: strictly, and every event. */
function read(text: string): ICAL.Event[] {
  ICAL.design.strict = true
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[])
  expect(calendar.getFirstSubcomponent('vtimezone')?.getFirstPropertyValue('tzid')).toBe('Asia/Shanghai')
  return calendar.getAllSubcomponents('vevent').map((found) => new ICAL.Event(found))
}

test.describe('liaison', () => {
  test.use({ storageState: stateOf('liaison') })

  test('makes a calendar address, fetches it without a session, and revokes it', async ({ page, playwright }) => {
    await page.goto('/account')
    const address = await makeAddress(page, '手机日历')
    await expectAccessible(page)
    const program = await playwright.request.newContext()
    const answer = await program.get(address)
    expect(answer.status()).toBe(200)
    expect(answer.headers()['content-type']).toContain('text/calendar')
    const events = read(await answer.text())
    expect(events.length).toBeGreaterThan(50)
    expect(events.every((event) => event.summary.includes('联合体') && event.uid.endsWith('@lianhe'))).toBe(true)
    const link = String(events[0]?.component.getFirstPropertyValue('url'))
    await page.goto(new URL(link).pathname)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('会议')
    const again = await program.get(address, { headers: { 'if-none-match': answer.headers().etag ?? '' } })
    expect(again.status()).toBe(304)

    await page.goto('/account')
    await expect(page.getByTestId('calendars-made')).toHaveCount(0)
    await revoke(page, '手机日历')
    expect((await program.get(address)).status()).toBe(404)
    await program.dispose()
  })
})

test.describe('street secretary', () => {
  test.use({ storageState: stateOf('street_secretary'), viewport: { width: 360, height: 740 } })

  test('makes an address of the body for its members, on a telephone', async ({ page, playwright }) => {
    await page.goto('/consortia')
    await page.getByRole('link', { name: BODY, exact: true }).click()
    await page.getByRole('tab', { name: '日历', exact: true }).click()
    const address = await makeAddress(page, '成员单位')
    await expectAccessible(page)
    const program = await playwright.request.newContext()
    const text = await (await program.get(address)).text()
    expect(read(text).every((event) => event.summary.startsWith(BODY))).toBe(true)
    await revoke(page, '成员单位')
    expect((await program.get(address)).status()).toBe(404)
    await program.dispose()
  })
})

/** The words of a docx: a zip file, whose directory stands at its end. */
function documentText(file: Buffer): string {
  let at = file.readUInt32LE(file.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1')) + 16)
  while (file.readUInt32LE(at) === 0x02014b50) {
    const [packed, nameLength] = [file.readUInt32LE(at + 20), file.readUInt16LE(at + 28)]
    const [extra, comment, local] = [file.readUInt16LE(at + 30), file.readUInt16LE(at + 32), file.readUInt32LE(at + 42)]
    if (file.toString('utf8', at + 46, at + 46 + nameLength) === 'word/document.xml') {
      const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28)
      const bytes = file.subarray(start, start + packed)
      const xml = file.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes)
      return xml.toString('utf8').replaceAll(/<[^>]*>/g, '')
    }
    at += 46 + nameLength + extra + comment
  }
  throw new Error('no document in the file')
}

/** Downloads a paper of the meeting that is open. */
async function take(page: Page, kind: string, format: 'PDF' | 'Word'): Promise<Buffer> {
  await page.getByRole('button', { name: '下载公文' }).click()
  const waiting = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: `${kind}（${format}）` }).click()
  const file = await waiting
  expect(file.suggestedFilename()).toContain(kind)
  return readFileSync(await file.path())
}

async function toMeeting(page: Page): Promise<void> {
  await page.goto('/consortia')
  await page.getByRole('link', { name: BODY, exact: true }).click()
  await page.getByRole('tab', { name: '会议', exact: true }).click()
  await page.locator('main a[href^="/meetings/"]').first().click()
  await expect(page.getByRole('button', { name: '下载公文' })).toBeVisible()
}

test.describe('district administrator', () => {
  test.use({ storageState: stateOf('district_administrator') })

  test('takes minutes as PDF and Word, and words them anew', async ({ page }) => {
    test.slow()
    await toMeeting(page)
    const pdf = await take(page, '会议纪要', 'PDF')
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(documentText(await take(page, '会议纪要', 'Word'))).toContain(BODY)

    await page.goto('/consortia')
    await page.getByRole('link', { name: '公文模板' }).click()
    await page.getByText('会议纪要', { exact: true }).click()
    const text = page.getByLabel('模板内容')
    await expect(text).toHaveValue(/会议纪要/)
    const shipped = await text.inputValue()
    await text.fill(shipped.replace('一、会议议题', '一、会议议题{地址}'))
    await page.getByRole('button', { name: '保存' }).click()
    await expect(page.getByRole('alert')).toContainText('{地址}')
    await text.fill(shipped.replace('一、会议议题', '一、本次会议的议题'))
    await page.getByRole('button', { name: '保存' }).click()
    await expect(page.getByText('本区模板')).toBeVisible()
    await expectAccessible(page)

    await toMeeting(page)
    expect(documentText(await take(page, '会议纪要', 'Word'))).toContain('一、本次会议的议题')
    await page.goto('/consortia/papers')
    await page.getByText('会议纪要', { exact: true }).click()
    await page.getByRole('button', { name: '恢复默认模板' }).click()
    await page.locator('.el-message-box:visible').getByRole('button', { name: '恢复默认模板' }).click()
    await expect(page.getByText('默认模板', { exact: true })).toBeVisible()
  })
})

test.describe('somebody who reads bulletins', () => {
  test.use({ storageState: stateOf('district_administrator') })

  test('takes a bulletin as PDF and Word, and looks at a wording before it is kept', async ({ page }) => {
    test.slow()
    await page.goto('/consortia')
    await page.getByRole('link', { name: BODY, exact: true }).click()
    await page.getByRole('tab', { name: '通报', exact: true }).click()
    await page.locator('main a[href^="/bulletins/"]').last().click()
    await expect(page.getByRole('button', { name: '下载公文' })).toBeVisible()
    const [title = ''] = (await page.getByRole('heading', { level: 1 }).innerText()).split('\n')
    const pdf = await take(page, '通报', 'PDF')
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    const words = documentText(await take(page, '通报', 'Word'))
    for (const said of [title, '大连湾联通〔', '抄送：中共甘井子区委员会']) expect(words).toContain(said)

    await page.goto('/consortia/papers')
    await page.getByText('通报', { exact: true }).click()
    const text = page.getByLabel('模板内容')
    await expect(text).toHaveValue(/通报正文/)
    await text.fill(`${await text.inputValue()}\n{地址}{电话}`)
    await expect(page.getByText('没有这些占位符：{地址} {电话}')).toBeVisible()
    await page.getByRole('button', { name: '预览（PDF）' }).click()
    await expect(page.getByRole('alert')).toContainText('{地址}')
    await text.fill('标题：{通报标题}\n{通报正文}')
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: '预览（PDF）' }).click()
    const file = await waiting
    expect(readFileSync(await file.path()).subarray(0, 5).toString()).toBe('%PDF-')
    await expect(text, 'what was written is still there').toHaveValue('标题：{通报标题}\n{通报正文}')
    await expect(page.getByText('默认模板', { exact: true })).toBeVisible()
  })
})
