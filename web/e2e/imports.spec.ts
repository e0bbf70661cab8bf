/** A spreadsheet on its way in, as the office does it: template, columns, trial, remarks, import, and back again. */
import { readFile } from 'node:fs/promises'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { expectAccessible, picture } from './help'
import { stateOf } from './sessions'

const COMMUNITY = '宋家社区居委会'
const stamp = Date.now()
const GOOD = `导入测试单位甲${stamp}`
const REPAIRED = `导入测试单位乙${stamp}`
const REFUSED = `导入测试单位丙${stamp}`

const LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** A valid unified credit code that no other run has used. */
function creditCode(): string {
  const body = `M${(stamp % 10_000_000).toString().padStart(7, '0')}`
  const code = `91210211${body}${organisationCheck(body)}`
  const sum = [...code].reduce((total, letter, at) => total + LETTERS.indexOf(letter) * (3 ** at % 31), 0)
  return code + LETTERS.charAt((31 - (sum % 31)) % 31)
}

/** The check letter of the nine of the organisation itself. */
function organisationCheck(body: string): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2]
  const sum = [...body].reduce((total, letter, at) => total + parseInt(letter, 36) * (weights[at] ?? 0), 0)
  return '0123456789X0'.charAt(11 - (sum % 11))
}

const CODE = creditCode()
/** Another one in each run, for the columns of a table with the same header are remembered. */
const HEADER = `名头${stamp}`
const TABLE = [
  `${HEADER},单位类型,统一社会信用代码,所在区划,联系备忘`,
  `${GOOD},民营企业,,${COMMUNITY},一`,
  `${REPAIRED},民营企业,${CODE.toLowerCase()},${COMMUNITY},二`,
  `${REFUSED},没有这一类,,${COMMUNITY},三`,
].join('\n')

const file = { name: `单位${stamp}.csv`, mimeType: 'text/csv', buffer: Buffer.from(TABLE) }
const count = (page: Page, name: string): Locator => page.locator(`[data-count="${name}"] dd`)

async function choose(page: Page, option: string, label: string): Promise<void> {
  const select = page.locator('.el-select').filter({ has: page.getByRole('combobox', { name: label }) })
  await select.click()
  await page.locator('.el-select-dropdown__item:visible').filter({ hasText: option }).first().click()
  await expect(select).toContainText(option)
}

async function downloaded(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: button }).click()
  const download = await waiting
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

async function expectCounts(page: Page, expected: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(expected)) await expect(count(page, name), name).toHaveText(value)
}

async function expectUnit(page: Page, name: string, there: boolean): Promise<void> {
  await page.goto(`/units?name=${encodeURIComponent(name)}`)
  if (there) await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
  else await expect(page.locator('main')).toContainText('没有符合条件的记录')
}

test.describe('street secretary', () => {
  test.use({ storageState: stateOf('street_secretary') })

  test('imports the good rows of a table, sees that nothing is left to do, and takes it back', async ({ page }) => {
    await page.goto('/units')
    await page.getByRole('navigation').getByRole('link', { name: '导入' }).click()
    await choose(page, '单位', '数据类型')
    const template = await downloaded(page, '下载模板（csv）')
    expect(template.bytes.toString('utf8')).toContain('单位名称')
    expect((await downloaded(page, '下载模板（xlsx）')).bytes.subarray(0, 2).toString()).toBe('PK')

    await page.locator('input[type=file]').setInputFiles(file)
    await expect(page.getByRole('alert').filter({ hasText: '还缺必需的列：单位名称' })).toBeVisible()
    await expect(page.getByText('三、试算并导入')).toHaveCount(0)
    await choose(page, HEADER, '“单位名称”读取文件的哪一列')
    await expect(page.locator('main')).toContainText('这些列不会导入：联系备忘')
    await expectCounts(page, { added: '2', changed: '0', unchanged: '0', refused: '1', repaired: '1' })

    const remarks = page.getByRole('region', { name: '批注' })
    await expect(remarks).toContainText('没有这一类')
    await expect(remarks).toContainText(CODE.toLowerCase())
    await page.locator('.el-radio-button').filter({ hasText: '拒绝' }).click()
    await expect(remarks).not.toContainText(CODE.toLowerCase())
    await expect(remarks.locator('tbody tr')).toHaveCount(1)
    const annotated = await downloaded(page, '下载批注表')
    expect(annotated.name).toMatch(/\.xlsx$/)
    expect(annotated.bytes.subarray(0, 2).toString()).toBe('PK')

    await expect(page.getByRole('button', { name: '全部导入' })).toHaveCount(0)
    await page.getByRole('button', { name: '只导入通过的行（2 行）' }).click()
    const question = page.getByRole('dialog')
    await expect(question).toContainText('其余 1 行不导入')
    await question.getByRole('button', { name: '导入', exact: true }).click()
    await expect(page.getByText('导入完成。')).toBeVisible()
    const record = page.getByRole('region', { name: '导入记录' }).locator('tbody tr').filter({ hasText: file.name })
    await expect(record).toHaveCount(1)
    await expectUnit(page, GOOD, true)
    await expectUnit(page, REFUSED, false)
    await expectUnit(page, REPAIRED, true)
    await expect(page.locator('main tbody')).toContainText(CODE)

    await page.goto('/imports?kind=units')
    await page.locator('input[type=file]').setInputFiles(file)
    await expect(page.locator('main')).toContainText('已沿用上次导入')
    await expectCounts(page, { added: '0', changed: '0', unchanged: '2', refused: '1' })
    await expect(page.getByRole('button', { name: /全部导入|只导入/ })).toHaveCount(0)

    await record.getByRole('button', { name: '撤销' }).click()
    const undo = page.locator('.el-overlay-dialog:visible')
    await expect(undo).toContainText('新增的 2 条会被删去')
    await undo.getByRole('button', { name: '撤销' }).click()
    await expect(undo).toBeHidden()
    await expect(record).toContainText('已于')
    for (const name of [GOOD, REPAIRED]) await expectUnit(page, name, false)
  })

  test('asks before it is left while it writes, and keeps nothing when it is cancelled', async ({ page }) => {
    const name = `导入测试大批${stamp}`
    const rows = Array.from({ length: 30_000 }, (_, index) => `${name}第${index},民营企业,${COMMUNITY}`)
    const buffer = Buffer.from(['单位名称,单位类型,所在区划', ...rows].join('\n'))
    await page.goto('/imports?kind=units')
    await page.locator('input[type=file]').setInputFiles({ name: `大批${stamp}.csv`, mimeType: 'text/csv', buffer })
    await page.getByRole('button', { name: '全部导入（30,000 行）' }).click({ timeout: 40_000 })
    await page.getByRole('navigation').getByRole('link', { name: '单位', exact: true }).click()
    const question = page.getByRole('dialog')
    await expect(question).toContainText('现在离开会取消导入')
    await question.getByRole('button', { name: '取消', exact: true }).click()
    await expect(page).toHaveURL(/\/imports/)
    await page.locator('main').getByRole('button', { name: '取消', exact: true }).click()
    await expect(page.getByText('导入已取消')).toBeVisible()
    await expectUnit(page, name, false)
  })

  test('reads in plain words why a file is no table', async ({ page }) => {
    await page.goto('/imports?kind=units')
    const buffer = Buffer.from('%PDF-1.7\n1 0 obj\n')
    await page.locator('input[type=file]').setInputFiles({ name: '说明.xlsx', mimeType: 'application/pdf', buffer })
    await expect(page.getByRole('alert').first()).toContainText('PDF')
  })

  for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 860 }, phone: { width: 360, height: 740 } })) {
    test(`finds every step readable on a ${size}`, async ({ page }) => {
      await page.setViewportSize(viewport)
      await page.goto('/imports?kind=units')
      const tried = { ...file, buffer: Buffer.from(TABLE.replace(HEADER, '单位名称')) }
      await page.locator('input[type=file]').setInputFiles(tried)
      await expect(page.getByRole('region', { name: '批注' })).toBeVisible()
      await expectAccessible(page)
      await picture(page, `imports-trial-${size}`)
    })
  }
})

test.describe('liaison', () => {
  test.use({ storageState: stateOf('liaison') })

  test('is offered no import', async ({ page }) => {
    await page.goto('/units')
    await expect(page.getByRole('navigation').getByRole('link', { name: '单位' })).toBeVisible()
    await expect(page.getByRole('navigation').getByRole('link', { name: '导入' })).toHaveCount(0)
  })
})
