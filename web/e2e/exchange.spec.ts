/** The three lists by three appointments: a demand taken down for a resident, dispatched, declined with a reason, taken on by
 *  another, delivered in two parts, evaluated low, delivered again and done. Everything it makes is its own. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { as, expectAccessible, opened } from './help'

const DECLINES = '大连湾示例中学'
const OWN_UNIT = '连湾示例海洋装备有限公司'

const card = (page: Page, unit: string): Locator => page.getByRole('article', { name: unit })

/** Takes a step of a claim: what its dialog asks is filled in by `fill`. */
async function step(page: Page, unit: string, name: string, fill: (dialog: Locator) => Promise<void> = async () => undefined): Promise<void> {
  await card(page, unit).last().getByRole('button', { name, exact: true }).click()
  const dialog = await opened(page)
  await fill(dialog)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
}

async function number(dialog: Locator, label: string, value: number): Promise<void> {
  const field = dialog.getByLabel(label, { exact: true })
  await field.fill(String(value))
  await field.press('Tab')
}

test('a demand is dispatched, declined, taken on, delivered in two parts, reopened and done', async ({ browser }) => {
  test.setTimeout(120_000)
  const community = await as(browser, 'community_secretary')
  const title = `照明维修${Date.now()}`
  await community.goto('/exchange')
  await community.getByRole('button', { name: '登记条目' }).click()
  let dialog = await opened(community)
  await dialog.getByLabel('类别', { exact: true }).click()
  await community.getByRole('treeitem', { name: '服务' }).locator('.el-tree-node__expand-icon').first().click()
  await community.getByRole('treeitem', { name: '便民维修' }).click()
  await dialog.getByLabel('标题').fill(title)
  await dialog.getByLabel('说明').fill('居民反映三处楼道灯不亮。')
  await number(dialog, '数量', 3)
  await dialog.getByLabel('计量单位').fill('处')
  await dialog.getByRole('button', { name: '保存并发布' }).click()
  await expect(community.getByRole('heading', { level: 1 })).toContainText(title)
  const address = community.url()
  await expect(community.getByRole('region', { name: '逐级上升' })).toContainText('社区')

  await community.getByRole('button', { name: '派单' }).click()
  dialog = await opened(community)
  await dialog.getByLabel('承接单位').fill(DECLINES)
  await community.getByRole('option', { name: DECLINES }).click()
  await dialog.getByRole('button', { name: '派单' }).click()
  await expect(card(community, DECLINES)).toContainText('待接单')

  const street = await as(browser, 'street_secretary')
  await street.goto(address)
  await step(street, DECLINES, '谢绝', (form) => form.getByLabel('原因', { exact: true }).fill('考试期间派不出人'))
  await expect(card(street, DECLINES)).toContainText('考试期间派不出人')

  const liaison = await as(browser, 'liaison')
  await liaison.goto(address)
  await liaison.getByRole('button', { name: '抢单' }).click()
  dialog = await opened(liaison)
  await number(dialog, '数量', 3)
  await dialog.getByRole('button', { name: '抢单' }).click()
  await expect(card(liaison, OWN_UNIT)).toContainText('待接单')

  await community.reload()
  await step(community, OWN_UNIT, '接单')
  await expect(card(community, OWN_UNIT)).toContainText('认领 3，已交付 0，待交付 3')

  await liaison.reload()
  await step(liaison, OWN_UNIT, '交付', (form) => number(form, '数量', 2))
  await expect(card(liaison, OWN_UNIT)).toContainText('认领 3，已交付 2，待交付 1')
  await step(liaison, OWN_UNIT, '交付', (form) => number(form, '数量', 1))
  await expect(card(liaison, OWN_UNIT)).toContainText('待交付 0')

  await community.reload()
  await step(community, OWN_UNIT, '办结')
  await step(community, OWN_UNIT, '评价（需求方）', async (form) => {
    await form.getByText('不满意', { exact: true }).click()
    await number(form, '需要重新交付的数量', 1)
    await form.getByLabel('原因', { exact: true }).fill('一处又坏了')
  })
  await expect(card(community, OWN_UNIT)).toContainText('重新办理 1 次')

  await liaison.reload()
  await step(liaison, OWN_UNIT, '交付', (form) => number(form, '数量', 1))
  await community.reload()
  await step(community, OWN_UNIT, '办结')
  await step(community, OWN_UNIT, '评价（需求方）')
  await expect(card(community, OWN_UNIT)).toContainText('已办结')
  await expect(card(community, OWN_UNIT)).toContainText('很满意')
  await expectAccessible(community)
  await community.setViewportSize({ width: 360, height: 740 })
  await expectAccessible(community)

  // What it made leaves the list again.
  await community.getByRole('button', { name: '关闭', exact: true }).click()
  dialog = await opened(community)
  await dialog.getByLabel('原因', { exact: true }).fill('已经办完')
  await dialog.getByRole('button', { name: '关闭', exact: true }).last().click()
  await expect(community.getByText('已关闭：已经办完')).toBeVisible()
})

test('the lists are filtered, and everybody reads the board without signing in', async ({ browser }) => {
  const street = await as(browser, 'street_secretary')
  await street.goto('/exchange?kind=demand&open=true')
  await expect(street.locator('main tbody tr').first()).toContainText('需求意向')
  await expectAccessible(street)
  await street.setViewportSize({ width: 360, height: 740 })
  await expectAccessible(street)
  const board = await street.getByRole('link', { name: '公开栏' }).getAttribute('href')

  const anybody = await (await browser.newContext({ locale: 'zh-CN' })).newPage()
  await anybody.goto(board ?? '')
  await expect(anybody.getByRole('heading', { level: 1 })).toContainText('大连湾街道')
  await expect(anybody.getByRole('listitem').first()).toBeVisible()
  await expect(anybody.locator('main')).not.toContainText('部队')
  await expectAccessible(anybody)
  await anybody.setViewportSize({ width: 360, height: 740 })
  await expectAccessible(anybody)
})
