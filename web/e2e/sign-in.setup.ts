import { expect, test } from '@playwright/test'
import { linkOf, PEOPLE, stateOf } from './sessions'

for (const person of PEOPLE) {
  test(`${person} signs in with a one-time link, which then works no more`, async ({ browser }) => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(linkOf(person))
    await expect(page.getByTestId('appointment')).toBeVisible()
    expect(page.url()).not.toContain('token')
    await context.storageState({ path: stateOf(person) })
    await context.close()

    const stranger = await browser.newContext()
    const second = await stranger.newPage()
    await second.goto(linkOf(person))
    await expect(second.getByRole('alert')).toContainText('这条链接不能登录')
    await stranger.close()
  })
}
