/** Lines against territory, figures over time, both bases side by side, and why a blank is blank. */
import { expect, test } from '@playwright/test'
import { figure, idOf, sumOfRows } from './help'
import { stateOf } from './sessions'

test.use({ storageState: stateOf('district_administrator') })

const STREET = '大连湾街道'

test('every cell of lines over territory opens the rows that add up to it', async ({ page }) => {
  await page.goto('/desk')
  await page.goto(`/grid/${await idOf(page, 'divisions', STREET)}?as_of=2018-12-31`)
  await page.getByRole('link', { name: '条块对照' }).click()
  await expect(page.getByTestId('total')).toHaveText('6,825')
  await page.getByText('党支部', { exact: true }).click()
  await expect(page.getByTestId('total')).toHaveText('404')

  const aggregate = page.locator('tr[data-line="aggregate"]')
  await expect(aggregate.locator('td a'), 'the street itself and the total, no community').toHaveCount(2)
  const cell = page.locator('tbody tr[data-line="superior"] td a').first()
  const value = await cell.innerText()
  await cell.click()
  await expect(page).toHaveURL(/line=/)
  await expect(page.getByTestId('value')).toHaveText(value)
  expect(await sumOfRows(page)).toBe(Number(value.replaceAll(',', '')))
})

test('on a narrow screen each line is a card', async ({ browser }) => {
  const context = await browser.newContext({ storageState: stateOf('street_secretary'), viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  await page.goto('/desk')
  await page.goto(`/grid/${await idOf(page, 'divisions', STREET)}/matrix?as_of=2018-12-31`)
  await expect(page.getByRole('heading', { name: '军警、企业合计数' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await context.close()
})

test('a figure over time shows both bases, and each day opens its rows', async ({ page }) => {
  await page.goto('/desk')
  const id = await idOf(page, 'divisions', STREET)
  await page.goto(`/grid/${id}/series?figure=members.total&from=2016-01-01&to=2018-12-31`)
  const last = page.locator('main tbody tr').last()
  await expect(last).toContainText('2018-12-31')
  await expect(last).toContainText('6,825')
  await page.getByText('按季').click()
  await expect(page.locator('main tbody tr')).toHaveCount(12)
  await last.getByRole('link').click()
  await expect(page).toHaveURL(/as_of=2018-12-31/)
  const bases = page.getByRole('region', { name: '两种口径' })
  await expect(bases.locator('[data-basis="territory"]')).toHaveText('6,825')
  await expect(bases).toContainText('只计入属地')
})

test('a blank figure leads to the reason', async ({ page }) => {
  await page.goto('/desk')
  await page.goto(`/grid/${await idOf(page, 'divisions', STREET)}?as_of=2017-06-30`)
  await figure(page, 'population.total').click()
  await expect(page.getByRole('region', { name: '为什么没有数' })).toContainText('截至这一天没有登记过这项数据')
})
