/** Powers: appointments, the second person, powers that follow a post, entries for others, and who may do what and why. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { as, expectAccessible, idOf, opened, picture } from './help'
import { stateOf } from './sessions'

const unique = (what: string): string => `${what}${String(Date.now()).slice(-6)}`

/** Picks an option of a list, after typing where that is possible. */
async function pick(page: Page, within: Locator, label: string, name: string, typed = true): Promise<void> {
  const box = page.getByRole('combobox', { name: label, exact: true })
  await within.locator('.el-select').filter({ has: box }).locator('.el-select__wrapper').click()
  if (typed) await within.getByRole('combobox', { name: label, exact: true }).fill(name)
  await page.locator('.el-select-dropdown__item:visible').filter({ hasText: name }).first().click()
}

async function appoint(page: Page, person: string, kind: string, place: string): Promise<void> {
  await page.goto('/appointments')
  const dialog = await opened(page, '任命')
  await dialog.getByText('新人员', { exact: true }).click()
  await dialog.getByLabel('姓名', { exact: true }).fill(person)
  await pick(page, dialog, '任职类别', kind, false)
  await pick(page, dialog, '范围', place)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toContainText('请填写此项')
  await dialog.getByLabel('原因', { exact: true }).fill('工作需要')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
}

const rowOf = (page: Page, person: string): Locator => page.locator('main tbody tr').filter({ hasText: person })

async function listed(page: Page, person: string): Promise<void> {
  await page.goto(`/appointments?name=${encodeURIComponent(person)}`)
  await expect(page.locator('main footer').or(page.getByText('当日没有符合条件的任职'))).toBeVisible()
}

test('an ordinary appointment takes effect at once, gets a deputy, and ends with a reason', async ({ browser }) => {
  const page = await as(browser, 'security_administrator')
  const person = unique('测示甲')
  await appoint(page, person, '联络员', '连湾示例海洋装备有限公司')
  await listed(page, person)
  await expect(rowOf(page, person)).toContainText('连湾示例海洋装备有限公司')

  const deputy = unique('代示乙')
  let dialog = await opened(page, `指定代理: ${person} 联络员`)
  await dialog.getByText('新人员', { exact: true }).click()
  await dialog.getByLabel('姓名', { exact: true }).fill(deputy)
  const until = dialog.getByLabel('截止日期（当日不再任职）', { exact: true })
  await until.fill('2099-01-01')
  await until.press('Enter')
  await dialog.getByLabel('原因', { exact: true }).fill('休假')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
  await listed(page, deputy)
  await expect(rowOf(page, deputy)).toContainText(`代 ${person}`)

  await listed(page, person)
  dialog = await opened(page, `终止: ${person} 联络员`)
  const on = dialog.getByLabel('终止日期（当日起不再任职）', { exact: true })
  await on.fill('2098-12-31')
  await on.press('Enter')
  await dialog.getByLabel('原因', { exact: true }).fill('调离')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
  await expect(rowOf(page, person)).toContainText('2098-12-31')
  await listed(page, deputy)
  await expect(rowOf(page, deputy)).toContainText('2098-12-31')
})

test('power over a street waits until another administrator approves it on the desk', async ({ browser }) => {
  const security = await as(browser, 'security_administrator')
  const person = unique('测示丙')
  await appoint(security, person, '街道党工委书记', '泉水街道')
  await listed(security, person)
  await expect(rowOf(security, person)).toHaveCount(0)
  await security.goto('/changes')
  const asked = security.getByRole('article').filter({ hasText: person })
  await expect(asked).toContainText('待核准')
  await expect(asked).toContainText('工作需要')
  await expect(asked.getByRole('button', { name: '核准' })).toHaveCount(0)
  await expect(asked.getByRole('button', { name: '撤回' })).toBeVisible()

  const system = await as(browser, 'system_administrator')
  await system.goto('/desk')
  await system.getByRole('link', { name: new RegExp(person) }).click()
  const waiting = system.getByRole('article').filter({ hasText: person })
  await waiting.getByRole('button', { name: '核准' }).click()
  const dialog = system.locator('.el-overlay-dialog:visible')
  await dialog.getByRole('button', { name: '核准' }).click()
  await expect(dialog).toBeHidden()
  await expect(waiting).toContainText('已核准')
  await listed(security, person)
  await expect(rowOf(security, person)).toContainText('泉水街道')
})

test('a request is declined with a reason, and another is withdrawn', async ({ browser }) => {
  const security = await as(browser, 'security_administrator')
  const [first, second] = [unique('测示丁'), unique('测示戊')]
  await appoint(security, first, '审计管理员', '甘井子区')
  await appoint(security, second, '审计管理员', '甘井子区')
  const district = await as(browser, 'district_administrator')
  await district.goto('/changes')
  const waiting = district.getByRole('article').filter({ hasText: first })
  await waiting.getByRole('button', { name: '不同意' }).click()
  const dialog = district.locator('.el-overlay-dialog:visible')
  await dialog.getByRole('button', { name: '不同意' }).click()
  await expect(dialog).toContainText('请填写此项')
  await dialog.getByLabel('原因', { exact: true }).fill('已有审计管理员')
  await dialog.getByRole('button', { name: '不同意' }).click()
  await expect(dialog).toBeHidden()
  await expect(waiting).toContainText('已有审计管理员')

  await security.goto('/changes')
  const mine = security.getByRole('article').filter({ hasText: second })
  await mine.getByRole('button', { name: '撤回' }).click()
  const sure = security.locator('.el-overlay-dialog:visible')
  await sure.getByRole('button', { name: '撤回' }).click()
  await expect(sure).toBeHidden()
  await expect(mine).toContainText('已撤回')
})

test('the appointment goes along when the post changes hands', async ({ browser }) => {
  const street = await as(browser, 'street_secretary')
  const successor = unique('接示任')
  await street.goto(`/posts?name=${encodeURIComponent('化工新村社区总支部')}`)
  const post = street.locator('main tbody tr').filter({ hasText: '党总支书记' })
  const holder = (await post.locator('td').nth(4).innerText()).trim()
  await post.getByRole('button', { name: /登记任职人/ }).click()
  const dialog = street.locator('.el-overlay-dialog:visible')
  await dialog.getByLabel('姓名').fill(successor)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()

  const security = await as(browser, 'security_administrator')
  await listed(security, successor)
  await expect(rowOf(security, successor)).toContainText('化工新村社区居委会')
  await expect(rowOf(security, successor)).toContainText('党总支书记')
  await listed(security, holder)
  await expect(rowOf(security, holder).filter({ hasText: '化工新村社区居委会' })).toHaveCount(0)
})

test('what an official enters for a unit says so in its history', async ({ browser }) => {
  const page = await as(browser, 'street_secretary')
  await page.goto(`/units/${await idOf(page, 'units', '冷湾样例冷链物流有限公司')}`)
  const dialog = await opened(page, '修改单位')
  await dialog.getByLabel('地址').fill(unique('示例路'))
  await dialog.getByText('代录：替没有账户的单位或个人录入').click()
  await dialog.getByLabel('代谁录入').fill('冷湾样例冷链')
  await dialog.getByText('电话', { exact: true }).click()
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
  await page.getByRole('tab', { name: '变更记录' }).click()
  await expect(page.getByRole('article').first()).toContainText('代录：冷湾样例冷链（电话）')

  const liaison = await as(browser, 'liaison')
  await liaison.goto(`/units/${await idOf(liaison, 'units', '连湾示例海洋装备有限公司')}`)
  const own = await opened(liaison, '修改单位')
  await expect(own.getByText('代录')).toHaveCount(0)
})

test('one sees who may do what to what, and why', async ({ browser }) => {
  const page = await as(browser, 'security_administrator')
  await page.goto('/permissions')
  const main = page.locator('main')
  await pick(page, main, '任职', '徐示文')
  await pick(page, main, '对象', '泉水街道')
  await expect(page.getByRole('status').filter({ hasText: '旁系' })).toBeVisible()
  const decisions = main.locator('section').first().getByRole('row')
  await expect(decisions.filter({ hasText: '查看单位' })).toContainText('看不见')
  await expect(decisions.filter({ hasText: '查看区划' })).toContainText('允许')
  const matrix = page.getByRole('region', { name: '全部规则' }).first()
  await expect(matrix.getByRole('row').filter({ hasText: '核准权限变更' })).toContainText('●')
})

test('one person with several appointments takes another in one click, on a phone as well', async ({ browser }) => {
  const context = await browser.newContext({ storageState: stateOf('community_secretary'), viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  await page.goto('/desk')
  const shown = page.getByTestId('appointment')
  await expect(shown).toBeVisible()
  await expect(shown).toContainText('书记')
  await page.getByRole('button', { name: /切换任职/ }).click()
  await page.getByRole('menuitem', { name: /联络员/ }).click()
  await expect(shown).toContainText('联络员')
  await page.getByRole('button', { name: /切换任职/ }).click()
  await page.getByRole('menuitem', { name: /书记/ }).click()
  await expect(shown).toContainText('书记')
})

for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 860 }, phone: { width: 360, height: 740 } })) {
  for (const path of ['/appointments', '/changes', '/permissions']) {
    test(`${path} is accessible and fits a ${size}`, async ({ browser }) => {
      const context = await browser.newContext({ storageState: stateOf('security_administrator'), viewport })
      const page = await context.newPage()
      await page.goto(path)
      await page.waitForLoadState('networkidle')
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectAccessible(page, path)
      await picture(page, `powers-${path.slice(1)}-${size}`)
    })
  }
}
