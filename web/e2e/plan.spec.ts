/** A match plan by three appointments: a resident's wish is taken down, a plan over the street is made, one pair changed by hand and
 *  accepted, declined by the unit with a reason, re-planned, delivered in two parts, evaluated low, done again. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test'
import { idOf } from './help'
import { stateOf } from './sessions'

const OWN_UNIT = '连湾示例海洋装备有限公司'
const HELPER = '宋家社区居委会'

async function expectAccessible(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await expect(page.locator('.el-message')).toHaveCount(0)
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 200)}`)).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(overflow).toBeLessThanOrEqual(0)
}

async function as(browser: Browser, who: Parameters<typeof stateOf>[0]): Promise<Page> {
  const context = await browser.newContext({ storageState: stateOf(who), locale: 'zh-CN' })
  return context.newPage()
}

async function opened(page: Page): Promise<Locator> {
  const dialog = page.locator('.el-overlay-dialog:visible')
  await expect(dialog).toBeVisible()
  return dialog
}

async function number(dialog: Locator, label: string, value: number): Promise<void> {
  const field = dialog.getByLabel(label, { exact: true })
  await field.fill(String(value))
  await field.press('Tab')
}

/** Takes a step of the claim of a taker: what its dialog asks is filled in by `fill`. */
async function step(page: Page, taker: string, name: string, fill: (dialog: Locator) => Promise<void> = async () => undefined): Promise<void> {
  await page.getByRole('article', { name: taker }).last().getByRole('button', { name, exact: true }).click()
  const dialog = await opened(page)
  await fill(dialog)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
}

/** Records an entry as the person whose page this is. */
async function offer(page: Page, entry: object): Promise<string> {
  const answer = await page.evaluate(async (body) => {
    const sent = await fetch('/api/v1/entries', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    return (await sent.json()) as { id?: string; detail?: string }
  }, entry)
  expect(answer.id, JSON.stringify(answer)).toBeDefined()
  return answer.id ?? ''
}

async function close(page: Page, id: string): Promise<void> {
  await page.goto(`/exchange/${id}`)
  await page.getByRole('button', { name: '关闭', exact: true }).click()
  const dialog = await opened(page)
  await dialog.getByLabel('原因').fill('测试结束')
  await dialog.getByRole('button', { name: '关闭', exact: true }).last().click()
  await expect(page.getByText('已关闭：测试结束')).toBeVisible()
}

test('a plan over the street is made, changed, accepted, declined, made anew and carried out', async ({ browser }) => {
  test.setTimeout(240_000)
  const [community, street, liaison] = [await as(browser, 'community_secretary'), await as(browser, 'street_secretary'), await as(browser, 'liaison')]
  const stem = `方案${Date.now()}`
  const [wish, ours, theirs] = [`${stem}老人理发`, `${stem}青年理发队`, `${stem}社区理发点`]
  await Promise.all([community, street, liaison].map((page) => page.goto('/exchange')))

  // What a unit and a community have to give.
  const categories = await street.request.get('/api/v1/entry-categories')
  const { items } = (await categories.json()) as { items: { id: string; code: string }[] }
  const category = items.find((one) => one.code === 'services.elderly')?.id
  const place = await idOf(street, 'divisions', HELPER)
  const common = { kind: 'resource', category_id: category, quantity: 3, measure: '测人次', reach: 'street', division_id: place, valid_from: '2026-01-01', urgency: 'ordinary', publish: true, text: '上门为行动不便的老人理发' }
  const unit = await idOf(street, 'units', OWN_UNIT)
  const oursId = await offer(liaison, { ...common, title: ours, unit_id: unit, source: 'unit' })
  const theirsId = await offer(street, { ...common, title: theirs, owner_division_id: place, source: 'community' })

  // A resident's wish, taken down by the community; suggestions at once.
  await community.getByRole('button', { name: '登记条目' }).click()
  let dialog = await opened(community)
  await dialog.getByLabel('类别', { exact: true }).click()
  await community.getByRole('treeitem', { name: '服务' }).locator('.el-tree-node__expand-icon').first().click()
  await community.getByRole('treeitem', { name: '助老助残' }).click()
  await dialog.getByLabel('标题').fill(wish)
  await dialog.getByLabel('说明').fill('几位老人腿脚不便，希望有人上门理发。')
  await number(dialog, '数量', 3)
  await dialog.getByLabel('计量单位').fill('测人次')
  await dialog.getByRole('button', { name: '保存并发布' }).click()
  await expect(community.getByRole('heading', { level: 1 })).toContainText(wish)
  const address = community.url()
  const wishId = address.split('/').pop() ?? ''
  const suggestions = community.getByRole('region', { name: '可能合适的' })
  await expect(suggestions).toContainText(ours)
  await expect(suggestions).toContainText(theirs)

  // A plan over the street; the pair is given to the unit by hand, two of the three.
  await street.getByRole('link', { name: '匹配工作台' }).click()
  await street.getByRole('button', { name: '编制方案' }).click()
  await expect(street).toHaveURL(/exchange\/plans\//)
  const plan = street.url()
  const pairs = street.getByRole('region', { name: '方案中的组合' })
  const mine = pairs.getByRole('article').filter({ hasText: wish })
  await expect(mine).toContainText('类别相同')
  await mine.getByRole('button', { name: '调整' }).click()
  dialog = await opened(street)
  await dialog.getByLabel('资源或项目').fill(ours)
  await street.getByRole('option', { name: ours }).click()
  await number(dialog, '数量', 2)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
  await expect(mine).toContainText('人工调整')
  await expect(mine).toContainText(ours)
  await expect(mine).toContainText('2 测人次')
  await expect(street.getByRole('region', { name: '未能对接的需求' }).getByRole('listitem').filter({ hasText: wish })).toContainText('1 测人次')
  await expectAccessible(street)

  // More than a condition allows is refused by its name.
  await mine.getByRole('button', { name: '调整' }).click()
  dialog = await opened(street)
  await number(dialog, '数量', 9)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toContainText('3')
  await dialog.getByRole('button', { name: '取消' }).click()

  await street.getByRole('button', { name: '提出方案' }).click()
  await street.getByRole('dialog').getByRole('button', { name: '提出方案' }).click()
  await expect(street.getByRole('button', { name: '方案办结' })).toBeVisible()
  await mine.getByRole('button', { name: '采纳' }).click()
  await street.getByRole('dialog').getByRole('button', { name: '采纳' }).click()
  await expect(mine).toContainText('待接单')

  // The unit declines with a reason of a kind; the plan is made anew without that pair.
  await liaison.goto(address)
  await step(liaison, OWN_UNIT, '谢绝', async (form) => {
    await form.getByText('路程太远', { exact: true }).click()
    await form.getByLabel('原因', { exact: true }).fill('队员都住在开发区')
  })
  await street.reload()
  await expect(mine).toContainText('谢绝（路程太远） 队员都住在开发区')
  await street.getByRole('button', { name: '重新编制' }).click()
  const differences = street.getByRole('region', { name: '与上一轮的不同' })
  await expect(differences.getByRole('listitem').filter({ hasText: theirs })).toContainText('新增')
  const next = mine.filter({ hasText: theirs })
  await expect(next).toContainText('3 测人次')
  await expect(mine.filter({ hasText: ours }).filter({ hasText: '已谢绝' })).toHaveCount(1)
  await expectAccessible(street)
  await street.setViewportSize({ width: 360, height: 740 })
  await expectAccessible(street)
  await street.setViewportSize({ width: 1280, height: 800 })
  await next.getByRole('button', { name: '采纳' }).click()
  await street.getByRole('dialog').getByRole('button', { name: '采纳' }).click()
  await expect(next).toContainText('待接单')

  // Carried out in two parts, evaluated low, done again.
  await street.goto(address)
  await step(street, HELPER, '接单')
  await step(street, HELPER, '交付', (form) => number(form, '数量', 2))
  await step(street, HELPER, '交付', (form) => number(form, '数量', 1))
  await community.goto(address)
  await step(community, HELPER, '办结')
  await step(community, HELPER, '评价（需求方）', async (form) => {
    await form.getByText('不满意', { exact: true }).click()
    await number(form, '需要重新交付的数量', 1)
    await form.getByLabel('原因').fill('一位老人没有理成')
  })
  await expect(community.getByRole('article', { name: HELPER })).toContainText('重新办理 1 次')
  await street.reload()
  await step(street, HELPER, '交付', (form) => number(form, '数量', 1))
  await community.reload()
  await step(community, HELPER, '办结')
  await step(community, HELPER, '评价（需求方）')
  await expect(community.getByRole('article', { name: HELPER })).toContainText('已办结')

  await street.goto(plan)
  await expect(next).toContainText('已办结')
  await street.getByRole('button', { name: '方案办结' }).click()
  await street.getByRole('dialog').getByRole('button', { name: '方案办结' }).click()
  await expect(street.getByRole('button', { name: '重新编制' })).toHaveCount(0)

  // What it made leaves the lists again.
  await close(community, wishId)
  await close(liaison, oursId)
  await close(street, theirsId)
})
