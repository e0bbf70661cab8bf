/** The grid in time: moving the whole of it, comparing two days, and what became of one division. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { idOf } from './help'
import { stateOf } from './sessions'

const STREET = '大连湾街道'

/** With the arrow keys, as somebody without a mouse would. */
async function slideTo(page: Page, day: string): Promise<void> {
  const time = page.getByRole('region', { name: '网格的时间' })
  const slider = time.getByRole('slider')
  await slider.focus()
  for (let pressed = 0; pressed < 60 && (await slider.getAttribute('aria-valuetext')) !== day; pressed += 1) await slider.press('ArrowLeft')
  await expect(slider).toHaveAttribute('aria-valuetext', day)
  await expect(time).toContainText(day)
}

async function opened(page: Page, button: string): Promise<Locator> {
  await page.getByRole('button', { name: button, exact: true }).click()
  const dialog = page.locator('.el-overlay-dialog:visible')
  await expect(dialog).toBeVisible()
  return dialog
}

async function day(dialog: Locator, label: string, date: string): Promise<void> {
  const field = dialog.getByLabel(label, { exact: true })
  await field.fill(date)
  await field.press('Enter')
  await expect(field).toHaveValue(date)
}

async function pick(page: Page, dialog: Locator, label: string, name: string): Promise<void> {
  const item = dialog.locator('.el-form-item').filter({ has: page.getByRole('combobox', { name: label, exact: true }) })
  await item.locator('.el-select__wrapper').click()
  await item.getByRole('combobox').fill(name)
  await page.locator('.el-select-dropdown__item:visible').filter({ hasText: name }).last().click()
  await expect(item).toContainText(name)
}

async function save(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
}

/** A division that nothing else depends on, set up in a street; opens its page. */
async function setUp(page: Page, name: string): Promise<void> {
  await page.goto(`/grid/${await idOf(page, 'divisions', STREET)}`)
  const dialog = await opened(page, '新增下级区划')
  await dialog.getByLabel('名称', { exact: true }).fill(name)
  await day(dialog, '设立日期', '2026-01-05')
  await dialog.getByLabel('文号').fill('测试〔2026〕1号')
  await save(dialog)
  await open(page, name)
}

async function open(page: Page, name: string): Promise<void> {
  await page.goto(`/grid/${await idOf(page, 'divisions', name)}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
}

async function act(page: Page, button: string, label: string, target: string, on: [string, string], reason: string): Promise<void> {
  const dialog = await opened(page, button)
  await pick(page, dialog, label, target)
  await day(dialog, ...on)
  await dialog.getByLabel('原因', { exact: true }).fill(reason)
  await dialog.getByLabel('文号').fill(`测试〔2026〕${on[1].slice(5, 7)}号`)
  await save(dialog)
}

async function foundUnit(page: Page, name: string, division: string): Promise<void> {
  await page.goto('/units')
  const dialog = await opened(page, '新建单位')
  await dialog.getByLabel('单位名称').fill(name)
  await pick(page, dialog, '所在区划', division)
  await day(dialog, '成立日期', '2026-01-10')
  await save(dialog)
}

/** Says in the dialog of a split where one thing goes. */
async function send(page: Page, dialog: Locator, thing: string, to: string): Promise<void> {
  const line = dialog.getByRole('listitem').filter({ hasText: thing })
  await line.locator('.el-select__wrapper').click()
  await page.locator('.el-select-dropdown__item:visible').filter({ hasText: to }).click()
  await expect(line).toContainText(to)
}

async function expectUnitIn(page: Page, unit: string, division: string): Promise<void> {
  await page.goto(`/units?name=${encodeURIComponent(unit)}`)
  await expect(page.locator('main tbody tr')).toContainText(division)
}

async function expectLast(page: Page, ...texts: string[]): Promise<void> {
  await page.getByRole('tab', { name: '变更记录' }).click()
  const last = page.getByRole('region', { name: '沿革' }).getByRole('listitem').last()
  for (const text of texts) await expect(last).toContainText(text)
}

test.describe('district administrator', () => {
  test.use({ storageState: stateOf('district_administrator') })

  test('moves the grid to the end of 2018 and finds the villages of that time', async ({ page }) => {
    await page.goto('/grid')
    await slideTo(page, '2019-01-01')
    await expect(page.getByRole('region', { name: '网格的时间' })).toContainText('24 项变动')
    await slideTo(page, '2018-12-31')
    await expect(page).toHaveURL(/as_of=2018-12-31/)
    await expect(page.getByText('正在查看截至 2018-12-31 的情况')).toBeVisible()
    await page.getByRole('button', { name: `展开${STREET}` }).click()
    const lines = page.getByRole('navigation', { name: '区划树' })
    await expect(lines.getByText('村', { exact: true })).toHaveCount(14)
  })

  test('compares two days, a street by itself, and opens what became of a village', async ({ page }) => {
    const street = await idOf(page, 'divisions', STREET)
    await page.goto('/grid')
    await page.locator('.el-radio-button').filter({ hasText: '对比' }).click()
    for (const [label, day] of [['从', '2018-12-31'], ['到', '2019-12-31']] as const) {
      const field = page.getByRole('combobox', { name: label, exact: true })
      await field.fill(day)
      await field.press('Enter')
    }
    await expect(page).toHaveURL(/from=2018-12-31/)
    await expect(page).toHaveURL(/to=2019-12-31/)
    await expect(page.locator('[data-kind="create"]')).toBeVisible()
    await page.goto(`${page.url()}&within=${street}`)
    await expect(page.locator('[data-kind="convert"]')).toHaveText('村转社区11')
    const converted = page.getByRole('region', { name: '村转社区' })
    await expect(converted.getByRole('listitem')).toHaveCount(11)
    await converted.getByRole('link').first().click()
    await expect(page).toHaveURL(/\/grid\/[0-9a-f-]{36}/)
    const history = page.getByRole('region', { name: '沿革' })
    await expect(history.getByRole('listitem').last()).toContainText('村转社区')
    await expect(history).toContainText('2019-01-01')
  })

  test('narrows the list by urban-rural class', async ({ page }) => {
    await page.goto('/grid?view=list')
    const select = page.locator('.el-select').filter({ has: page.getByRole('combobox', { name: '城乡分类' }) })
    await select.click()
    const options = page.locator('.el-select-dropdown__item:visible')
    await expect(options.first()).toHaveText('112 城乡结合区')
    await options.first().click()
    await expect(page).toHaveURL(/class_code=112/)
  })

  test('moves a division to another street and back, with reason and document', async ({ page }) => {
    const name = `测试划转社区${Date.now()}`
    await setUp(page, name)
    await act(page, '划转', '划入', '泉水街道', ['划转日期', '2026-02-01'], '便于管理')
    await expect(page.getByRole('navigation', { name: '所在位置' })).toContainText('泉水街道')
    await expectLast(page, '2026-02-01', '划入泉水街道', '便于管理', '测试〔2026〕02号')
    await act(page, '划转', '划入', STREET, ['划转日期', '2026-03-01'], '恢复原隶属')
    await expect(page.getByRole('navigation', { name: '所在位置' })).toContainText(STREET)
    await expectLast(page, '2026-03-01', `划入${STREET}`, '恢复原隶属')

    const dialog = await opened(page, '撤销区划')
    await day(dialog, '撤销日期', '2026-04-01')
    await dialog.getByLabel('原因', { exact: true }).fill('测试结束')
    await save(dialog)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('已于 2026-04-01 撤销')
    await expect(page.getByRole('button', { name: '划转', exact: true })).toHaveCount(0)
    await expectLast(page, '2026-04-01', '撤销', '测试结束')
  })

  test('splits a division in two and merges them again', async ({ page }) => {
    const name = `测试拆分社区${Date.now()}`
    const [east, west] = [`${name}东`, `${name}西`]
    const unit = `${name}的单位`
    await setUp(page, name)
    await foundUnit(page, unit, name)
    await open(page, name)
    const dialog = await opened(page, '拆分')
    await dialog.getByLabel('新区划1的名称').fill(east)
    await send(page, dialog, unit, east)
    await dialog.getByRole('button', { name: '再加一个新区划' }).click()
    await dialog.getByLabel('原因', { exact: true }).fill('人口增加')
    await day(dialog, '拆分日期', '2026-02-01')
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toContainText('请填写每个新区划的名称')
    await dialog.getByLabel('新区划2的名称').fill(west)
    await dialog.locator('.el-checkbox').filter({ hasText: '随之撤销' }).click()
    await save(dialog)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('已于 2026-02-01 撤销')
    await expectLast(page, '拆分', east, west, '人口增加')

    await expectUnitIn(page, unit, east)
    await open(page, east)
    await act(page, '合并', '并入', west, ['合并日期', '2026-03-01'], '规模过小')
    await expect(page.getByRole('heading', { level: 1 })).toContainText('已于 2026-03-01 撤销')
    await expectLast(page, '2026-03-01', `并入${west}`, '规模过小')
    await page.getByRole('region', { name: '沿革' }).getByRole('link', { name: west }).last().click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText(west)

    await expectUnitIn(page, unit, west)
    await page.getByRole('link', { name: unit, exact: true }).click()
    const closing = await opened(page, '注销单位')
    await day(closing, '注销日期', '2026-04-01')
    await closing.getByLabel('原因', { exact: true }).fill('测试结束')
    await save(closing)

    await open(page, west)
    const ending = await opened(page, '撤销区划')
    await day(ending, '撤销日期', '2026-04-01')
    await ending.getByLabel('原因', { exact: true }).fill('测试结束')
    await save(ending)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('已于 2026-04-01 撤销')
  })

  test('asks where the units of a division go that ends, and saves nothing before it is said', async ({ page }) => {
    await open(page, '宋家社区居委会')
    const dialog = await opened(page, '拆分')
    await dialog.getByLabel('新区划1的名称').fill('不会设立的社区')
    const units = dialog.getByRole('region', { name: '单位' })
    await expect(units.getByRole('listitem').first()).toBeVisible()
    await dialog.locator('.el-checkbox').filter({ hasText: '随之撤销' }).click()
    await dialog.getByLabel('原因', { exact: true }).fill('不会写入')
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toContainText('项没有选择')
    await dialog.getByRole('button', { name: '取消' }).click()
  })
})

test.describe('liaison', () => {
  test.use({ storageState: stateOf('liaison') })

  test('is offered none of the events', async ({ page }) => {
    await page.goto(`/grid/${await idOf(page, 'divisions', STREET)}`)
    await expect(page.getByRole('heading', { level: 1 })).toContainText(STREET)
    for (const name of ['划转', '合并', '拆分', '撤销区划', '修改区划']) await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0)
  })
})
