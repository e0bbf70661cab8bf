import { expect, test } from '@playwright/test'
import { card, figure, idOf, sumOfRows } from './help'
import { stateOf } from './sessions'

test.use({ storageState: stateOf('district_administrator') })

test('the page of Dalianwan Street shows the figures of the case', async ({ page }) => {
  await page.goto('/desk')
  await page.goto(`/grid/${await idOf(page, 'divisions', '大连湾街道')}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('大连湾街道')

  await expect(figure(page, 'population.registered')).toHaveText('52,000')
  await expect(figure(page, 'population.temporary')).toHaveText('61,000')
  await expect(figure(page, 'population.total')).toHaveText('113,000')
  await expect(card(page, 'population')).toContainText('46%')
  await expect(card(page, 'population')).toContainText('54%')

  const parties = { committees: ['35', '21', '14'], branches: ['404', '141', '263'], members: ['6,825', '2,721', '4,104'] }
  for (const [group, [total, local, other]] of Object.entries(parties)) {
    await expect(figure(page, `${group}.total`)).toHaveText(total ?? '')
    await expect(figure(page, `${group}.local`)).toHaveText(local ?? '')
    await expect(figure(page, `${group}.other`)).toHaveText(other ?? '')
  }
  for (const percent of ['6.0%', '2.4%', '3.6%']) await expect(card(page, 'members')).toContainText(percent)
  await expect(page.getByText('69.55')).toBeVisible()
})

for (const [name, value] of [
  ['members.other', '4,104'],
  ['committees.total', '35'],
  ['population.total', '113,000'],
] as const) {
  test(`the rows behind ${name} add up to ${value}`, async ({ page }) => {
    await page.goto('/desk')
    await page.goto(`/grid/${await idOf(page, 'divisions', '大连湾街道')}`)
    await figure(page, name).click()
    await expect(page).toHaveURL(new RegExp(`/figures/${name.replace('.', '\\.')}`))
    await expect(page.getByTestId('value')).toHaveText(value)
    await expect(page.getByTestId('sum')).toHaveText(value)
    await expect(page.locator('main tbody tr').first()).toBeVisible()
    expect(await sumOfRows(page)).toBe(Number(value.replaceAll(',', '')))
  })
}

test('the page of the district shows its economy of 2018', async ({ page }) => {
  await page.goto('/desk')
  const id = await idOf(page, 'divisions', '甘井子区')
  await page.goto(`/grid/${id}`)
  const row = (series: string) => page.locator(`[data-series="${series}"]`)
  await expect(row('gdp')).toContainText('98,127.49')
  await expect(row('gdp')).toContainText('百万元')
  await expect(row('gdp_growth')).toContainText('+4.7%')
  await expect(row('primary_growth')).toContainText('+4.7%')
  await expect(row('secondary_growth')).toContainText('+6.5%')
  await expect(row('tertiary_growth')).toContainText('+2.7%')
  await expect(row('industrial_growth')).toContainText('+7.5%')
})

test('before anything was recorded the figures are blank, not zero, and nothing can be changed there', async ({ page }) => {
  await page.goto('/desk')
  const id = await idOf(page, 'divisions', '大连湾街道')
  await page.goto(`/grid/${id}?as_of=2017-06-30`)
  await expect(figure(page, 'population.total')).toContainText('—')
  await expect(page.getByText('正在查看截至 2017-06-30 的情况')).toBeVisible()
  await expect(page.getByRole('button', { name: '登记人口' })).toHaveCount(0)
})

test('the basis is a parameter of the address', async ({ page }) => {
  await page.goto('/desk')
  await page.goto(`/grid/${await idOf(page, 'divisions', '大连湾街道')}`)
  await page.getByText('隶属', { exact: true }).click()
  await expect(page).toHaveURL(/basis=subordination/)
  await expect(page.getByText('按党组织的上下级关系计算')).toBeVisible()
})
