import { expect, test } from '@playwright/test'
import { stateOf } from './sessions'

test('a street secretary renames a unit; another street’s secretary does not find it', async ({ browser }) => {
  const own = await browser.newContext({ storageState: stateOf('street_secretary') })
  const page = await own.newPage()
  await page.goto('/units?type=school')
  await page.locator('main tbody a').first().click()
  await expect(page).toHaveURL(/\/units\/[0-9a-f-]{36}/)
  const heading = page.getByRole('heading', { level: 1 })
  await expect(heading).toBeVisible()
  const before = (await page.locator('h1').innerText()).split('\n')[0]?.trim() ?? ''
  const after = `${before.replace(/（更名\d+）/, '')}（更名${Date.now() % 10_000}）`

  await page.getByRole('button', { name: '修改单位' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('单位名称').fill('')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toContainText('请填写此项')
  await dialog.getByLabel('单位名称').fill(after)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
  await expect(heading).toContainText(after)

  await page.getByRole('tab', { name: '变更记录' }).click()
  const entry = page.getByRole('article').first()
  await expect(entry).toContainText('修改单位')
  await expect(entry).toContainText('大连湾街道 · 街道党工委书记')
  const renamed = entry.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '名称', exact: true }) })
  await expect(renamed.locator('.before')).toHaveText(before)
  await expect(renamed.locator('.after')).toHaveText(after)
  const person = await page.locator('.person').first().innerText()
  await expect(entry.locator('.who strong')).toHaveText(person)

  const other = await browser.newContext({ storageState: stateOf('other_street_secretary') })
  const elsewhere = await other.newPage()
  await elsewhere.goto(new URL(page.url()).pathname)
  await expect(elsewhere.getByRole('heading', { name: '没有找到这一页' })).toBeVisible()
  await expect(elsewhere.getByText(after)).toHaveCount(0)
  await own.close()
  await other.close()
})

test('two editors: the second is told, and loads the latest state', async ({ browser }) => {
  const context = await browser.newContext({ storageState: stateOf('street_secretary') })
  const first = await context.newPage()
  await first.goto('/units?type=agency')
  await first.locator('main tbody a').first().click()
  await expect(first).toHaveURL(/\/units\/[0-9a-f-]{36}/)
  await first.getByRole('button', { name: '修改单位' }).click()

  const second = await context.newPage()
  await second.goto(first.url())
  for (const [page, address] of [[second, `一号楼${Date.now()}`], [first, '二号楼']] as const) {
    if (page === second) await page.getByRole('button', { name: '修改单位' }).click()
    await page.getByRole('dialog').getByLabel('地址').fill(address)
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
    if (page === second) await expect(page.getByRole('dialog')).toBeHidden()
  }
  await expect(first.getByRole('alert')).toContainText('已被别人修改')
  await first.getByRole('button', { name: '载入最新内容' }).click()
  await expect(first.getByRole('dialog')).toBeHidden()
  await expect(first.getByText('一号楼')).toBeVisible()
  await context.close()
})

test('filters live in the address', async ({ browser }) => {
  const context = await browser.newContext({ storageState: stateOf('street_secretary') })
  const page = await context.newPage()
  await page.goto('/units')
  await page.getByLabel('按名称查找').fill('小学')
  await expect(page).toHaveURL(/name=/)
  await expect(page.locator('main tbody a').first()).toContainText('小学')
  await page.reload()
  await expect(page.getByLabel('按名称查找')).toHaveValue('小学')
  await context.close()
})

test('the server’s refusal stands at the field it names', async ({ browser }) => {
  const context = await browser.newContext({ storageState: stateOf('street_secretary') })
  const page = await context.newPage()
  await page.goto('/units?type=private_enterprise')
  await page.locator('main tbody a').first().click()
  await page.getByRole('button', { name: '修改单位' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('统一社会信用代码').fill('91210211MA0000000X')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog.locator('.el-form-item.is-error')).toContainText('统一社会信用代码')
  await context.close()
})
