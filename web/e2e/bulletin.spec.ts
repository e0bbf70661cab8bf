/** A bulletin from its draft to the answers: drafted out of the period's data, edited, approved, published, received on a phone
 *  with two opinions, both answered. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test'
import { stateOf } from './sessions'

const BODY = '大连湾街道区域化党建联合体'
const UNIT = '连湾示例海洋装备有限公司'
const PHONE = { width: 360, height: 740 }

async function pageOf(browser: Browser, person: Parameters<typeof stateOf>[0], viewport = { width: 1280, height: 860 }): Promise<Page> {
  const context = await browser.newContext({ storageState: stateOf(person), viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  return context.newPage()
}

async function toBody(page: Page, tab: string): Promise<void> {
  await page.goto('/consortia')
  await page.getByRole('link', { name: BODY, exact: true }).click()
  await page.getByRole('tab', { name: tab, exact: true }).click()
}

const group = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })

async function opened(page: Page): Promise<Locator> {
  const dialog = page.locator('.el-overlay-dialog:visible, .el-overlay-message-box:visible')
  await expect(dialog).toBeVisible()
  return dialog
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

test('a bulletin is drafted, approved, published, received on a phone and answered', async ({ browser }) => {
  test.slow()
  const street = await pageOf(browser, 'street_secretary')
  await toBody(street, '应办事项')
  const owed = group(street, '应办事项').getByRole('listitem').filter({ hasText: '定期通报' }).filter({ hasText: '2026-10~12' })
  await expect(owed, 'a database in which this test has not published it yet').toContainText('待办')
  await owed.getByRole('link', { name: /^起草通报/ }).click()

  await street.getByRole('button', { name: '从本期数据起草' }).click()
  await expect(street.getByLabel('标题', { exact: true })).toHaveValue('2026年第三季度通报')
  await expect(street.getByLabel('第 1 节正文')).toHaveValue(/本期召开联席会议1次、联络员工作会议3次。[\s\S]*应到\d+个单位，实到\d+个/)
  await expect(street.getByLabel(/^第 \d 节正文$/).last()).toHaveValue(/党员6825人/)
  await expectAccessible(street)
  await street.getByRole('button', { name: '增加一节' }).click()
  await street.getByRole('button', { name: '保存草稿' }).click()
  await expect(street).toHaveURL(/\/bulletins\/[0-9a-f-]{36}$/)
  const address = street.url()
  await expect(street.getByRole('heading', { level: 1 })).toContainText('草稿')

  await street.getByRole('link', { name: '修改' }).click()
  await street.getByRole('button', { name: '增加一节' }).click()
  await street.getByLabel(/^第 \d 节标题$/).last().fill('有关事项')
  await street.getByLabel(/^第 \d 节正文$/).last().fill('请各单位十二月十五日前核对资源清单。')
  await street.getByRole('button', { name: '保存草稿' }).click()
  await expect(street.getByRole('article')).toContainText('十二月十五日前核对')
  await street.goto('/desk')
  await expect(group(street, '通报待审批发布')).toContainText('2026年第三季度通报（草稿）')

  await street.goto(address)
  await expect(street.getByRole('button', { name: '发布' })).toHaveCount(0)
  await street.getByRole('button', { name: '审批' }).click()
  await expect(street.getByRole('heading', { level: 1 })).toContainText('已审批')
  await street.getByRole('button', { name: '发布' }).click()
  await (await opened(street)).getByRole('button', { name: '发布' }).click()
  await expect(street.getByRole('heading', { level: 1 })).toContainText('已发布')
  await expect(group(street, '签收情况').getByRole('listitem').filter({ hasText: UNIT })).toContainText('未签收')
  await expectAccessible(street)
  await street.goto('/desk')
  await expect(group(street, '尚未签收通报的单位')).toBeVisible()
  await expectAccessible(street)

  const liaison = await pageOf(browser, 'liaison', PHONE)
  await liaison.goto('/desk')
  const waiting = group(liaison, '通报待签收')
  await expect(waiting).toContainText('2026年第三季度通报')
  await waiting.getByRole('button', { name: /^签收/ }).click()
  await expect(waiting).toHaveCount(0)
  await liaison.goto(address)
  await expect(liaison.getByText('本单位已于')).toBeVisible()
  await expect(group(liaison, '签收情况')).toHaveCount(0)
  for (const [kind, body] of [['意见', '第二条的时间与我单位值班冲突。'], ['建议', '建议附上可共享场地的清单。']] as const) {
    await liaison.getByRole('button', { name: '提意见建议' }).click()
    const dialog = await opened(liaison)
    await dialog.getByText(kind, { exact: true }).click()
    await dialog.getByRole('button', { name: '提交' }).click()
    await expect(dialog).toContainText('请填写此项')
    await dialog.getByLabel('内容').fill(body)
    await dialog.getByRole('button', { name: '提交' }).click()
    await expect(dialog).toBeHidden()
    await expect(group(liaison, '意见建议')).toContainText(body)
  }
  await expectAccessible(liaison)

  await street.goto('/desk')
  const open = group(street, '意见建议待答复')
  await expect(open.getByRole('link').filter({ hasText: UNIT })).toHaveCount(2)
  await open.getByRole('link').filter({ hasText: '值班冲突' }).click()
  await expect(street).toHaveURL(address)
  const opinions = group(street, '意见建议')
  for (const [body, answer] of [['值班冲突', '已改为下周二下午。'], ['场地的清单', '清单随下期通报发送。']] as const) {
    const item = opinions.getByRole('listitem').filter({ hasText: body })
    await item.getByRole('button', { name: /^答复/ }).click()
    const dialog = await opened(street)
    await dialog.getByLabel('答复内容').fill(answer)
    await dialog.getByRole('button', { name: '答复' }).click()
    await expect(dialog).toBeHidden()
    await expect(item).toContainText(answer)
  }
  await expect(group(street, '签收情况').getByRole('listitem').filter({ hasText: UNIT })).toContainText('签收')
  await liaison.goto(address)
  for (const answer of ['已改为下周二下午。', '清单随下期通报发送。']) await expect(group(liaison, '意见建议')).toContainText(answer)
  await group(liaison, '意见建议').getByRole('button', { name: /^办结/ }).first().click()
  await expect(group(liaison, '意见建议')).toContainText('已办结')
  await toBody(street, '应办事项')
  await expect(owed).toContainText('已办')
  await liaison.context().close()
  await street.context().close()
})

test('a community secretary answers what is open, and says that the lists were refreshed', async ({ browser }) => {
  const page = await pageOf(browser, 'community_secretary')
  await page.goto('/desk')
  await expect(group(page, '意见建议待答复')).toContainText('地下车库')
  await page.goto('/consortia')
  await page.getByRole('link', { name: '大房身社区党建联合体' }).click()
  await page.getByRole('tab', { name: '应办事项' }).click()
  const row = group(page, '应办事项').getByRole('listitem').filter({ hasText: '清单更新' }).filter({ hasText: '2026-07~12' })
  await row.getByRole('button', { name: /^确认更新/ }).click()
  const dialog = await opened(page)
  await dialog.getByLabel('说明').fill('逐户核对')
  await dialog.getByRole('button', { name: '确认更新' }).click()
  await expect(dialog).toBeHidden()
  await expect(row).toContainText('逐户核对')
  await page.getByRole('tab', { name: '通报' }).click()
  await expect(page.getByRole('link', { name: '2026年第三季度通报' })).toBeVisible()
  await expectAccessible(page)
  await page.context().close()
})
