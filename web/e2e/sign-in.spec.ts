/**
 * From an invitation to the lockout and back: an account that its person sets up, a second factor, another appointment,
 * too many failures, and the system administrator who lets the person in again.
 */
import { expect, test, type Page } from '@playwright/test'
import { accountOf, codeOf, enrol, expectAccessibleAtBothSizes as expectAccessible, invitationFor, PASSWORD, stranger, typePassword } from './help'
import { stateOf } from './sessions'

async function setUpCredentials(page: Page, name: string): Promise<void> {
  await expect(page).toHaveURL(/setting-up/)
  await page.getByLabel('登录名').fill(name)
  await typePassword(page, 'Password123!')
  await expect(page.locator('form')).toContainText('密码容易被猜中')
  await typePassword(page, PASSWORD)
}

async function signIn(page: Page, name: string, password: string, code?: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('登录名').fill(name)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).first().click()
  if (code) {
    await page.getByLabel('动态验证码').fill(code)
    await page.getByRole('button', { name: '登录', exact: true }).first().click()
  }
}

test('an administrator enrols before anything else opens', async ({ browser }) => {
  const admin = await accountOf(browser, '罗示平')
  await expectAccessible(admin, 'accounts')
  await admin.context().close()
  const link = await invitationFor(browser, '罗示平')
  const page = await stranger(browser)
  await page.goto(link)
  await expect(page).toHaveURL(/setting-up/)
  await expectAccessible(page, 'setting-up')
  await page.goto('/units')
  await expect(page).toHaveURL(/setting-up/)
  const name = `luo.${Date.now()}`
  await setUpCredentials(page, name)
  await expect(page.getByRole('heading', { name: '动态验证码' })).toBeVisible()
  await expectAccessible(page, 'setting-up-factor')
  const { codes } = await enrol(page)
  await expect(page.getByTestId('appointment')).toContainText('安全管理员')
  await page.context().close()

  const again = await stranger(browser)
  await again.goto('/sign-in')
  await expectAccessible(again, 'sign-in')
  await signIn(again, name, PASSWORD, codes[0])
  await expect(again.getByTestId('appointment')).toContainText('安全管理员')
  await again.context().close()
})

test('a person sets up an account, signs in with a code, switches, is locked out and let in again', async ({ browser }) => {
  const person = '冯示和'
  const link = await invitationFor(browser, person)
  const page = await stranger(browser)
  await page.goto(link)
  const name = `feng.${Date.now()}`
  await setUpCredentials(page, name)
  const shown = page.getByTestId('appointment')
  await expect(shown).toBeVisible()

  await page.getByRole('link', { name: '账户' }).click()
  await expectAccessible(page, 'account')
  await page.getByRole('button', { name: '启用动态验证码' }).click()
  const dialog = page.locator('.el-overlay-dialog:visible')
  await dialog.getByLabel('密码').fill(PASSWORD)
  await dialog.getByRole('button', { name: '确认' }).click()
  const { secret } = await enrol(page)
  await expect(page.getByText('恢复码还剩 10 个')).toBeVisible()
  await page.getByRole('button', { name: '退出', exact: true }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: '登录' })).toBeVisible()

  await signIn(page, name, PASSWORD, codeOf(secret, 0))
  const first = await shown.innerText()
  await page.locator('.switch').click()
  const other = page.getByRole('menuitem').filter({ hasNotText: first }).first()
  const second = (await other.innerText()).trim()
  await other.click()
  await expect(shown).toHaveText(second)

  const elsewhere = await stranger(browser)
  for (let failure = 1; failure <= 5; failure += 1) {
    await signIn(elsewhere, name, 'not my password')
    await expect(elsewhere.getByRole('alert')).toContainText('登录名或密码不对')
  }
  await signIn(elsewhere, name, PASSWORD)
  await expect(elsewhere.getByRole('alert')).toContainText('失败次数过多')

  const admin = await accountOf(browser, person)
  await expect(admin.getByRole('row', { name: person })).toContainText('已锁定')
  await admin.getByRole('button', { name: `解除锁定: ${person}` }).click()
  await expect(admin.getByRole('row', { name: person })).toContainText('正常')
  await admin.context().close()

  await signIn(elsewhere, name, PASSWORD, codeOf(secret, 1))
  await expect(elsewhere.getByTestId('appointment')).toBeVisible()

  // Signing out everywhere ends the other browser's session too.
  await elsewhere.goto('/account')
  await elsewhere.getByRole('button', { name: '全部退出' }).click()
  await elsewhere.locator('.el-message-box').getByRole('button', { name: '全部退出' }).click()
  await expect(elsewhere.getByRole('heading', { level: 1, name: '登录' })).toBeVisible()
  await page.goto('/account')
  await expect(page).toHaveURL(/sign-in/)
  await elsewhere.context().close()
  await page.context().close()
})

test('a token is made, shown once, used and revoked', async ({ browser, request }) => {
  const context = await browser.newContext({ storageState: stateOf('community_secretary') })
  const page = await context.newPage()
  await page.goto('/account')
  const name = `月报脚本${Date.now()}`
  await page.getByRole('button', { name: '新建令牌' }).click()
  const dialog = page.locator('.el-overlay-dialog:visible')
  await dialog.getByLabel('用途').fill(name)
  await dialog.getByRole('button', { name: '保存' }).click()
  const token = await page.getByTestId('own-tokens-made').innerText()
  const headers = { Authorization: `Bearer ${token}` }
  expect((await request.get('/api/v1/units', { headers })).status()).toBe(200)
  expect((await request.delete('/api/v1/session', { headers })).status()).toBe(403)
  await page.getByRole('button', { name: `吊销: ${name}` }).click()
  await expect(page.getByText(name)).toHaveCount(0)
  expect((await request.get('/api/v1/units', { headers })).status()).toBe(401)
  await context.close()
})
