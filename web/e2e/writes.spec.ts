/** Every write dialog, filled in and sent as a person would, and what the screen shows afterwards. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { idOf } from './help'
import { stateOf } from './sessions'

const STREET = '大连湾街道'
const COMMUNITY = '宋家社区居委会'
const unique = (what: string): string => `${what}${Date.now()}`

async function opened(page: Page, button: string): Promise<Locator> {
  await page.getByRole('button', { name: button, exact: true }).click()
  const dialog = page.locator('.el-overlay-dialog:visible')
  await expect(dialog).toBeVisible()
  return dialog
}

async function setDay(dialog: Locator, label: string, day: string): Promise<void> {
  const field = dialog.getByLabel(label, { exact: true })
  await field.fill(day)
  await field.press('Enter')
  await expect(field).toHaveValue(day)
}

/** Picks an option of a list, or a division of the tree, after typing its name where that is possible. */
async function pick(page: Page, dialog: Locator, label: string, name: string, typed = true): Promise<void> {
  const item = dialog.locator('.el-form-item').filter({ has: page.getByRole('combobox', { name: label, exact: true }) })
  await item.locator('.el-select__wrapper').click()
  if (typed) await item.getByRole('combobox').fill(name)
  await page.locator('.el-select-dropdown__item:visible').filter({ hasText: name }).last().click()
  await expect(item).toContainText(name)
}

async function save(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
}

async function end(page: Page, button: string, reason: string): Promise<void> {
  const dialog = await opened(page, button)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toContainText('请填写此项')
  await dialog.getByLabel('原因', { exact: true }).fill(reason)
  await save(dialog)
}

async function expectReason(page: Page, operation: string, reason: string): Promise<void> {
  await page.getByRole('tab', { name: '变更记录' }).click()
  const entry = page.getByRole('article').first()
  await expect(entry).toContainText(operation)
  await expect(entry).toContainText(reason)
}

test.describe('street secretary', () => {
  test.use({ storageState: stateOf('street_secretary') })

  test('creates a unit and closes it', async ({ page }) => {
    const name = unique('测试单位')
    await page.goto('/units')
    const dialog = await opened(page, '新建单位')
    await dialog.getByLabel('单位名称').fill(name)
    await pick(page, dialog, '类型', '社会组织', false)
    await pick(page, dialog, '所在区划', COMMUNITY)
    await dialog.getByLabel('地址').fill('示例路1号')
    await setDay(dialog, '成立日期', '2026-01-05')
    await save(dialog)
    await expect(page).toHaveURL(/\/units\/[0-9a-f-]{36}/)
    await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
    const facts = page.getByRole('region', { name: '基本情况' })
    for (const text of ['社会组织', COMMUNITY, STREET, '示例路1号']) await expect(facts).toContainText(text)

    await end(page, '注销单位', '业务终止')
    await expect(page.getByText('已注销', { exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: '修改单位' })).toHaveCount(0)
    await expectReason(page, '注销单位', '业务终止')
  })

  test('creates a Party organisation, edits it, counts it, closes it', async ({ page }) => {
    const name = unique('测试党支部')
    await page.goto('/party-organisations')
    let dialog = await opened(page, '新建党组织')
    await dialog.getByLabel('党组织名称').fill(name)
    await pick(page, dialog, '级别', '党支部', false)
    await pick(page, dialog, '属地', COMMUNITY)
    await setDay(dialog, '成立日期', '2026-01-05')
    await save(dialog)
    await expect(page).toHaveURL(/\/party-organisations\/[0-9a-f-]{36}/)
    const heading = page.getByRole('heading', { level: 1 })
    await expect(heading).toContainText(name)
    await expect(page.locator('main')).toContainText('还没有登记统计数')

    dialog = await opened(page, '修改党组织')
    await dialog.getByLabel('党组织名称').fill(`${name}（改）`)
    await pick(page, dialog, '级别', '党总支', false)
    await setDay(dialog, '生效日期', '2026-03-01')
    await save(dialog)
    await expect(heading).toContainText(`${name}（改）`)
    await expect(page.locator('main')).toContainText('党总支')

    dialog = await opened(page, '登记统计数')
    await dialog.getByLabel('党支部', { exact: true }).fill('3')
    await dialog.getByLabel('党员', { exact: true }).fill('47')
    await save(dialog)
    await expect(page.getByText('党支部 3 · 党员 47')).toBeVisible()

    await end(page, '撤销党组织', '并入上级')
    await expect(page.getByText('已撤销', { exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: '登记统计数' })).toHaveCount(0)
    await expectReason(page, '撤销党组织', '并入上级')
  })

  test('sets the holder of a vacant post', async ({ page }) => {
    const person = unique('示')
    await page.goto('/posts?vacant=true')
    await expect(page.locator('main footer')).toBeVisible()
    const row = page.locator('main tbody tr').filter({ has: page.getByText('空缺', { exact: true }) }).first()
    await expect(row, 'a database that this test has not filled yet').toBeVisible()
    await row.getByRole('link').first().click()
    await expect(page).toHaveURL(/\/(units|party-organisations)\//)
    const item = page.locator('main li').filter({ has: page.getByText('空缺', { exact: true }) }).first()
    await item.getByRole('button', { name: '登记任职人' }).click()
    const dialog = page.locator('.el-overlay-dialog:visible')
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toContainText('请填写此项')
    await dialog.getByLabel('姓名').fill(person)
    await save(dialog)
    await expect(page.locator('main li').filter({ hasText: person })).toBeVisible()
  })

  test('records the population of a community', async ({ page }) => {
    const registered = 1000 + (Date.now() % 9000)
    await page.goto(`/grid/${await idOf(page, 'divisions', COMMUNITY)}`)
    const dialog = await opened(page, '登记人口')
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toContainText('至少填写一项人口数')
    await dialog.getByLabel('户籍人口').fill(String(registered))
    await dialog.getByLabel('流动(暂住)人口').fill('321')
    await dialog.getByLabel('数据来源').fill('街道年报')
    await save(dialog)
    await expect(page.locator('main')).toContainText(new RegExp(registered.toLocaleString('en-US')))
    await expect(page.locator('main')).toContainText('321')
  })
})

test.describe('district administrator', () => {
  test.use({ storageState: stateOf('district_administrator') })

  test('adds a community, renames it from a day, dissolves it', async ({ page }) => {
    const name = unique('测试社区')
    await page.goto(`/grid/${await idOf(page, 'divisions', STREET)}`)
    let dialog = await opened(page, '新增下级区划')
    await dialog.getByLabel('名称', { exact: true }).fill(name)
    await setDay(dialog, '设立日期', '2026-01-05')
    await save(dialog)
    await page.goto(`/grid?view=list&name=${encodeURIComponent(name)}`)
    await page.getByRole('link', { name, exact: true }).click()
    const heading = page.getByRole('heading', { level: 1 })
    await expect(heading).toContainText(name)

    const renamed = `${name}（改）`
    dialog = await opened(page, '修改区划')
    await dialog.getByLabel('名称', { exact: true }).fill(renamed)
    await setDay(dialog, '生效日期', '2026-03-01')
    await save(dialog)
    await expect(heading).toContainText(renamed)
    await page.getByRole('tab', { name: '变更记录' }).click()
    const periods = page.getByRole('region', { name: '沿革' })
    await expect(periods.getByRole('listitem')).toHaveCount(2)
    await expect(periods).toContainText('2026-03-01')

    await end(page, '撤销区划', '并入邻近社区')
    await expect(heading).toContainText(renamed)
    await expect(heading).toContainText('撤销')
    await expect(page.getByRole('button', { name: '修改区划' })).toHaveCount(0)
    await page.goto(`/grid?view=list&name=${encodeURIComponent(name)}`)
    await expect(page.getByRole('link', { name: renamed, exact: true })).toHaveCount(0)
    await page.goto(`/grid?view=list&name=${encodeURIComponent(name)}&as_of=2026-02-01`)
    await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
  })
})
