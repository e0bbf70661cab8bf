/** The grid in time: moving the whole of it, comparing two days, and what became of one division. */
import { expect, test, type Page } from '@playwright/test'
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
})
