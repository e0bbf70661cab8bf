/** The matching workbench: a demand and an offer meet, with reasons; another weight shows the difference; the pair is proposed. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { idOf } from './help'
import { stateOf } from './sessions'

test.use({ storageState: stateOf('street_secretary') })

async function send(page: Page, path: string, body?: object): Promise<{ id: string; items: { id: string; code: string }[] }> {
  return page.evaluate(
    async ([to, text]) => {
      const init = text === undefined ? {} : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: text }
      const answer = await fetch(`/api/v1/${to}`, init)
      if (!answer.ok) throw new Error(await answer.text())
      return (await answer.json()) as { id: string; items: { id: string; code: string }[] }
    },
    [path, body === undefined ? undefined : JSON.stringify(body)] as const,
  )
}

test('a demand meets an offer, and a person sees why and proposes it', async ({ page }) => {
  await page.goto('/exchange')
  const stem = `测试匹配${Date.now()}`
  const [asking, giving] = [await idOf(page, 'divisions', '宋家社区居委会'), await idOf(page, 'divisions', '大房身社区居委会')]
  const category = (await send(page, 'entry-categories')).items.find((one) => one.code === 'services.clinic')?.id
  const common = { category_id: category, quantity: 2, measure: '测次', reach: 'street', valid_from: '2026-01-01', source: 'community', urgency: 'urgent', publish: true }
  const demand = await send(page, 'entries', { ...common, kind: 'demand', title: `${stem}老人看病不便`, text: '希望大夫来量血压', owner_division_id: asking, division_id: asking })
  const offer = await send(page, 'entries', { ...common, kind: 'resource', title: `${stem}义诊巡回`, text: '可免费测血压血糖', owner_division_id: giving, division_id: giving })

  await page.goto(`/exchange/${demand.id}`)
  await expect(page.getByRole('region', { name: '可能合适的' })).toContainText(`${stem}义诊巡回`)
  await page.goto(`/exchange/${offer.id}`)
  await expect(page.getByRole('region', { name: '可能合适的' })).toContainText(`${stem}老人看病不便`)

  await page.goto('/exchange')
  await page.getByRole('link', { name: '匹配工作台' }).click()
  const pair = page.getByRole('article').filter({ hasText: stem })
  await expect(pair).toContainText('类别相同')
  await expect(pair).toContainText('需要 2，余量 2')
  await expect(pair).toContainText('在同一街道')
  const found = await new AxeBuilder({ page }).include('main').analyze()
  expect(found.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')).toEqual([])

  await page.getByText('假如……').click()
  await page.getByLabel('最低分').fill('1000')
  await page.getByLabel('最低分').press('Enter')
  await expect(page).toHaveURL(/least=1000/)
  await expect(page.getByRole('status').filter({ hasText: '按通常权重可对接' })).toBeVisible()
  await expect(page.getByRole('region', { name: '未能对接的需求' }).getByRole('listitem').filter({ hasText: stem })).toContainText('得分低于最低分')

  // One offer more shows its difference beside, and is kept nowhere.
  await page.goto(`/exchange/matching?added_category=${category}&added_division=${asking}&added_measure=测次&added_quantity=2&added_title=${encodeURIComponent(`${stem}设想的义诊`)}`)
  await expect(page.getByRole('status').filter({ hasText: '按通常权重可对接' })).toBeVisible()

  await page.goto('/exchange/matching')
  await pair.getByRole('button', { name: '提出对接' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '提出对接' }).click()
  await expect(page.getByText('已提出，等待对方接单')).toBeVisible()
  await expect(pair).toContainText('已提出，待接单')
  await expect(pair.getByRole('button', { name: '提出对接' })).toHaveCount(0)
  await page.goto(`/exchange/${demand.id}`)
  await expect(page.getByRole('region', { name: '认领' })).toContainText('待接单')
})

test('everybody reads the weights and rules; the district changes them with a reason', async ({ page, browser }) => {
  await page.goto('/exchange/rules')
  const rules = page.getByRole('region', { name: '规则' })
  await expect(rules).toContainText('因“路程太远”谢绝后 365 天内，该单位各项供给的“距离”按权重的 200% 计')
  await expect(page.getByRole('region', { name: '权重' })).toContainText('本领域的同义词算作相同')
  await expect(page.getByRole('button', { name: '修改权重' })).toHaveCount(0)
  const found = await new AxeBuilder({ page }).include('main').analyze()
  expect(found.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')).toEqual([])

  const context = await browser.newContext({ storageState: stateOf('district_administrator'), locale: 'zh-CN' })
  const district = await context.newPage()
  await district.goto('/exchange/rules')
  const weights = district.getByRole('region', { name: '权重' })
  const balance = async (value: number, reason: string): Promise<void> => {
    await district.getByRole('button', { name: '修改权重' }).click()
    const dialog = district.getByRole('dialog')
    await dialog.getByLabel('均衡承担').fill(String(value))
    await dialog.getByLabel('均衡承担').press('Tab')
    await dialog.getByLabel('原因').fill(reason)
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toBeHidden()
    await expect(weights).toContainText(reason)
  }
  await balance(9, '让闲置的资源多些机会')
  await expect(weights).toContainText('均衡承担 9')

  const rule = district.getByRole('listitem').filter({ hasText: '因“时间不合适”谢绝后 365 天内' })
  await rule.getByRole('button').click()
  const dialog = district.getByRole('dialog')
  await dialog.getByText('启用', { exact: true }).click()
  await dialog.getByLabel('原因', { exact: true }).fill('试行停用')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
  await expect(rule).toContainText('停用')
  await rule.getByRole('button').click()
  await dialog.getByText('启用', { exact: true }).click()
  await dialog.getByLabel('原因', { exact: true }).fill('恢复')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(rule).not.toContainText('停用')
  await balance(5, '恢复出厂数值')
  await district.setViewportSize({ width: 360, height: 740 })
  expect(await district.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
  await context.close()
})
