/** Lists leave the house as files: what the file says is what the screen shows. */
import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import { idOf } from './help'
import { stateOf } from './sessions'

async function exported(page: Page): Promise<{ name: string; lines: string[] }> {
  await page.getByRole('button', { name: '导出', exact: true }).click()
  const waiting = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  const download = await waiting
  const text = await readFile(await download.path(), 'utf8')
  expect(text.startsWith('\uFEFF'), 'a spreadsheet reads it as UTF-8').toBe(true)
  return { name: download.suggestedFilename(), lines: text.slice(1).trim().split('\n') }
}

test.describe('street secretary', () => {
  test.use({ storageState: stateOf('street_secretary') })

  for (const path of ['units?type=school', 'party-organisations?rank=branch', 'posts?vacant=true', 'grid?view=list&kind=village']) {
    test(`exports ${path} with the headers of the screen and every row`, async ({ page }) => {
      await page.goto(`/${path}`)
      await expect(page.locator('main footer')).toBeVisible()
      const headers = await page.locator('main thead th').allInnerTexts()
      const total = Number(/\d+/.exec((await page.locator('main footer').innerText()).split('/').pop() ?? '')?.[0])
      const { name, lines } = await exported(page)
      expect(name).toContain(path.startsWith('grid') ? '甘井子区' : '大连湾街道')
      // On the screen a holder's contacts stand below the name.
      const contacts = path.startsWith('posts') ? ',电话（部分隐去）,电子邮箱（部分隐去）' : ''
      expect(lines[0]).toBe(headers.filter((header) => header !== '操作').join(',') + contacts)
      expect(lines.length - 1).toBe(total)
    })
  }

  test('exports the rows behind a figure, and the figures below', async ({ page }) => {
    const street = await idOf(page, 'divisions', '大连湾街道')
    await page.goto(`/grid/${street}/figures/members.total?as_of=2018-12-31`)
    await expect(page.locator('main footer')).toBeVisible()
    const rows = await page.locator('main tbody tr').count()
    const sources = await exported(page)
    expect(sources.name).toBe('统计来源_大连湾街道_2018-12-31.csv')
    expect(sources.lines.length - 1).toBe(rows)
    await page.goto(`/grid/${street}?as_of=2018-12-31`)
    await expect(page.getByRole('heading', { name: '下级区划' })).toBeVisible()
    expect((await exported(page)).lines.length).toBeGreaterThan(10)
  })
})

test.describe('liaison', () => {
  test.use({ storageState: stateOf('liaison') })

  test('sees a list without a way to take it away', async ({ page }) => {
    await page.goto('/units')
    await expect(page.locator('main footer')).toBeVisible()
    await expect(page.getByRole('button', { name: '导出' })).toHaveCount(0)
  })
})

test.describe('auditor', () => {
  test.use({ storageState: stateOf('auditor') })

  test('finds in the journal who took what, and takes the journal itself', async ({ page }) => {
    await page.goto('/journal?operation=export.run')
    await expect(page.getByRole('article').first()).toContainText('大连湾街道')
    const { name, lines } = await exported(page)
    expect(name).toMatch(/^日志_甘井子区_/)
    expect(lines.length).toBeGreaterThan(1)
  })
})
