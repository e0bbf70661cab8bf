/**
 * Signing in by an organisation's own identity provider: a certified one (oidc-provider), started here, at the address
 * that the product was configured with (`LIANHE_ISSUER`).
 */
import type { Server } from 'node:http'
import { expect, test, type Page } from '@playwright/test'
import Provider from 'oidc-provider'
import { expectAccessibleAtBothSizes as expectAccessible, invitationFor, stranger } from './help'

const ISSUER = process.env.LIANHE_ISSUER ?? 'http://127.0.0.1:9480'
const TITLE = '示例区统一身份'
const PERSON = '彭示朗'

let server: Server

test.beforeAll(async ({ baseURL }) => {
  const provider = new Provider(ISSUER, {
    clients: [
      {
        client_id: 'lianhe',
        client_secret: 'a-secret-of-the-demonstration',
        redirect_uris: [`${baseURL}/api/v1/session/oidc/callback`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    pkce: { required: () => true },
    cookies: { keys: ['of-the-tests'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  })
  const { hostname, port } = new URL(ISSUER)
  await new Promise<void>((ready) => {
    server = provider.listen(Number(port), hostname, ready)
  })
})

test.afterAll(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

/** The provider's own page. */
async function signInThere(page: Page, subject: string): Promise<void> {
  await page.waitForURL(`${ISSUER}/interaction/**`)
  await page.locator('input[name="login"]').fill(subject)
  await page.locator('input[name="password"]').fill('whatever the provider asks for')
  await page.locator('button[type="submit"]').click()
  await page.locator('button[type="submit"]', { hasText: 'Continue' }).click()
}

test('an invited person links the identity, signs out, and signs in by it', async ({ browser }) => {
  const page = await stranger(browser)
  await page.goto(await invitationFor(browser, PERSON))
  await expect(page).toHaveURL(/setting-up/)
  await expect(page.getByRole('button', { name: `绑定${TITLE}` })).toBeVisible()
  await expectAccessible(page, 'setting-up-provider')
  await page.getByRole('button', { name: `绑定${TITLE}` }).click()
  await signInThere(page, 'peng')
  await expect(page.getByTestId('appointment')).toBeVisible()

  await page.goto('/account')
  await expect(page.getByText(`已绑定${TITLE}`)).toBeVisible()
  await expectAccessible(page, 'account-provider')
  await page.getByRole('button', { name: '退出', exact: true }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: '登录' })).toBeVisible()
  await expectAccessible(page, 'sign-in-provider')

  // The provider still knows this browser, so it asks nothing again.
  await page.getByRole('button', { name: `用${TITLE}登录` }).click()
  await expect(page.getByTestId('appointment')).toContainText('社区')
  await expect(page.getByRole('heading', { level: 1, name: '工作台' })).toBeVisible()
  await page.context().close()

  // From another browser, to the page that was asked for.
  const elsewhere = await stranger(browser)
  await elsewhere.goto('/units')
  await elsewhere.getByRole('button', { name: `用${TITLE}登录` }).click()
  await signInThere(elsewhere, 'peng')
  await expect(elsewhere.getByTestId('appointment')).toContainText('社区')
  expect(new URL(elsewhere.url()).pathname).toBe('/units')
  await elsewhere.context().close()
})

test('somebody whom only the provider knows is told what to do', async ({ browser }) => {
  const page = await stranger(browser)
  await page.goto('/sign-in')
  await page.getByRole('button', { name: `用${TITLE}登录` }).click()
  await signInThere(page, 'nobody')
  await expect(page.getByRole('alert')).toContainText('请先用邀请链接绑定')
  await page.context().close()
})
