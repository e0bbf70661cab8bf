/** Contacts that are shown in part, what is held about me, complaints and their answers; and what the browser enforces. */
import { expect, test } from '@playwright/test'
import { expectAccessible, idOf } from './help'
import { stateOf } from './sessions'

const UNIT = '连湾示例海洋装备有限公司'
const PHONE = '15400000025'
const MASKED = '154****0025'

test.describe('street secretary', () => {
  test.use({ storageState: stateOf('street_secretary') })

  test('sees a masked contact and opens it with a click', async ({ page }) => {
    await page.goto(`/units/${await idOf(page, 'units', UNIT)}`)
    const contact = page.locator('[data-contact]').filter({ hasText: MASKED })
    await expect(contact).toBeVisible()
    await expect(page.locator('main')).not.toContainText(PHONE)
    await page.getByRole('button', { name: /^显示.*的联系方式$/ }).click()
    await expect(page.getByRole('link', { name: PHONE })).toHaveAttribute('href', `tel:${PHONE}`)
    await page.reload()
    await expect(contact).toBeVisible()
  })

  test('sees, changes and takes along what is held about them', async ({ page }) => {
    await page.goto('/desk')
    await page.getByRole('link', { name: '我的个人信息' }).click()
    await expect(page.getByRole('heading', { name: '我的个人信息' })).toBeVisible()
    await expect(page.getByText('个人信息保护法').first()).toBeVisible()
    await expectAccessible(page)

    await page.getByRole('button', { name: '修改联系方式' }).click()
    const dialog = page.locator('.el-overlay-dialog:visible')
    await dialog.getByLabel('电子邮箱').fill('不是邮箱')
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toContainText('电子邮箱无法识别')
    await dialog.getByLabel('电子邮箱').fill('secretary@lianhe.example')
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.locator('main')).toContainText('secretary@lianhe.example')

    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '导出全部' }).click()
    expect((await download).suggestedFilename()).toBe('我的个人信息.json')
  })
})

test('a complaint reaches the district and its answer reaches the sender', async ({ browser }) => {
  const message = `同一张表填了两次 ${Date.now()}`
  const sender = await browser.newContext({ storageState: stateOf('liaison') })
  const page = await sender.newPage()
  await page.goto('/desk')
  await page.getByRole('button', { name: '投诉与建议' }).click()
  const dialog = page.locator('.el-overlay-dialog:visible')
  await dialog.locator('.el-radio', { hasText: '投诉' }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '提交' }).click()
  await expect(dialog).toContainText('请填写此项')
  await dialog.getByLabel('内容').fill(message)
  await dialog.getByRole('button', { name: '提交' }).click()
  await expect(dialog).toBeHidden()

  const office = await browser.newContext({ storageState: stateOf('district_administrator') })
  const desk = await office.newPage()
  await desk.goto('/desk')
  await expect(desk.getByRole('heading', { name: '投诉与建议待答复' })).toBeVisible()
  await desk.goto('/feedback')
  const received = desk.getByRole('region', { name: '收到的投诉与建议' }).getByRole('article').filter({ hasText: message })
  await expect(received).toContainText('页面：/desk')
  await expectAccessible(desk)
  await received.getByRole('button', { name: '答复' }).click()
  const answer = desk.locator('.el-overlay-dialog:visible')
  await answer.getByLabel('答复').fill('已合并为一张表。')
  await answer.getByRole('button', { name: '答复' }).click()
  await expect(received).toBeHidden()

  await page.goto('/feedback')
  const mine = page.getByRole('region', { name: '我写的' }).getByRole('article').filter({ hasText: message })
  await expect(mine).toContainText('已合并为一张表。')
  await sender.close()
  await office.close()
})

test.describe('district administrator', () => {
  test.use({ storageState: stateOf('district_administrator') })

  test('no page needs what the content policy forbids', async ({ page }) => {
    const violations: string[] = []
    page.on('console', (line) => {
      if (/Content Security Policy|Refused to/.test(line.text())) violations.push(`${page.url()}: ${line.text()}`)
    })
    const street = await idOf(page, 'divisions', '大连湾街道')
    for (const path of ['/desk', '/grid', `/grid/${street}`, `/grid/${street}/matrix`, `/grid/${street}/series?figure=members.total`, '/units', '/posts', '/imports', '/feedback', '/personal-data']) {
      await page.goto(path)
      await page.waitForLoadState('networkidle')
      await page.mouse.move(640, 430)
    }
    expect(violations).toEqual([])
  })
})
