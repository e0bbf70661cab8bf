/** Two records of one unit, found and merged; a superior taken away; who held a post before. */
import { expect, test, type Page } from '@playwright/test'
import { idOf } from './help'
import { stateOf } from './sessions'

test.use({ storageState: stateOf('street_secretary') })

async function post(page: Page, path: string, body: object): Promise<{ id: string }> {
  return page.evaluate(
    async ([to, text]) => {
      const answer = await fetch(`/api/v1/${to}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: text })
      if (!answer.ok) throw new Error(await answer.text())
      return (await answer.json()) as { id: string }
    },
    [path, JSON.stringify(body)] as const,
  )
}

async function twins(page: Page): Promise<{ stem: string; first: string; second: string }> {
  await page.goto('/units')
  const stem = `测试重复${Date.now()}`
  const [division, elsewhere] = [await idOf(page, 'divisions', '宋家社区居委会'), await idOf(page, 'divisions', '大房身社区居委会')]
  const unit = { type: 'private_enterprise', valid_from: '2020-01-01' }
  const first = await post(page, 'units', { ...unit, name: `${stem}有限公司`, division_id: division })
  const second = await post(page, 'units', { ...unit, name: `大连${stem}有限责任公司`, division_id: elsewhere })
  return { stem, first: first.id, second: second.id }
}

test('two records of one unit are merged, and the one that went says where to', async ({ page }) => {
  const { stem, first, second } = await twins(page)
  await page.goto('/units')
  await page.getByRole('link', { name: '疑似重复' }).click()
  const pair = page.locator('main li').filter({ hasText: stem })
  await expect(pair).toHaveCount(1)
  await expect(pair).toContainText('名称相近')
  await pair.getByRole('button', { name: '合并' }).click()
  const dialog = page.locator('.el-overlay-dialog:visible')
  await dialog.getByText(`${stem}有限公司`, { exact: false }).first().click()
  await dialog.getByRole('button', { name: '合并', exact: true }).click()
  await expect(dialog).toContainText('请填写此项')
  await dialog.getByLabel('原因', { exact: true }).fill('同一单位录入两次')
  await dialog.getByRole('button', { name: '合并', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(page.locator('main li').filter({ hasText: stem })).toHaveCount(0)

  const gone = [first, second]
  let pointed = 0
  for (const id of gone) {
    await page.goto(`/units/${id}`)
    await expect(page.getByRole('heading', { level: 1 })).toContainText(stem)
    if ((await page.getByRole('note').count()) > 0) {
      pointed += 1
      await page.getByRole('note').getByRole('link').click()
      await page.getByRole('tab', { name: '变更记录' }).click()
      await expect(page.getByRole('region', { name: '并入本单位的记录' })).toContainText(stem)
      await expect(page.getByRole('article').first()).toContainText('合并单位')
    }
  }
  expect(pointed).toBe(1)
})

test('a pair that is two is not shown again', async ({ page }) => {
  const { stem } = await twins(page)
  await page.goto('/units/duplicates')
  const pair = page.locator('main li').filter({ hasText: stem })
  await pair.getByRole('button', { name: '不是重复' }).click()
  await expect(pair).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('heading', { name: '疑似重复', exact: true })).toBeVisible()
  await expect(pair).toHaveCount(0)
})

test.describe('in a street whose figures nobody has published', () => {
  test.use({ storageState: stateOf('other_street_secretary') })

  test('the superior of a Party organisation can be taken away, and the past says what it was', async ({ page }) => {
    await page.goto('/party-organisations')
    const division = await idOf(page, 'divisions', '泉水街道')
    const superior = await idOf(page, 'party-organisations', '中共泉水街道工作委员会')
    const name = `测试党总支${Date.now()}`
    const made = await post(page, 'party-organisations', { name, rank: 'general_branch', division_id: division, superior_id: superior, valid_from: '2020-01-01' })
    await page.goto(`/party-organisations/${made.id}`)
    await page.getByRole('button', { name: '修改党组织' }).click()
    const dialog = page.locator('.el-overlay-dialog:visible')
    const field = dialog.locator('.el-form-item').filter({ has: page.getByRole('combobox', { name: '上级党组织' }) })
    await field.hover()
    await field.locator('.el-select__clear').click()
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.locator('main')).toContainText('无上级')
    await page.getByRole('tab', { name: '变更记录' }).click()
    await expect(page.locator('main')).toContainText('上级党组织 中共泉水街道工作委员会')
  })
})

test('who holds and held a post stands with the history of its unit', async ({ page }) => {
  await page.goto('/posts')
  await page.locator('main tbody tr').filter({ hasText: '联络员' }).first().getByRole('link').first().click()
  await expect(page).toHaveURL(/\/units\//)
  await page.getByRole('tab', { name: '变更记录' }).click()
  await expect(page.getByRole('region', { name: '历任' }).getByRole('listitem').first()).toBeVisible()
})
