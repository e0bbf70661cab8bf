/** A unit is edited twice; its history shows what changed, and the first version comes back. */
import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { stateOf } from './sessions'

test.describe('street secretary', () => {
  test.use({ storageState: stateOf('street_secretary') })

  test('edits a unit twice, looks at the differences, and gives the first version back', async ({ page }) => {
    await page.goto('/units?type=social_organisation')
    await page.locator('main tbody a').first().click()
    await expect(page).toHaveURL(/\/units\/[0-9a-f-]{36}/)
    const heading = page.getByRole('heading', { level: 1 })
    await expect(heading).toBeVisible()
    const before = (await page.locator('h1').innerText()).split('\n')[0]?.trim() ?? ''
    const address = await page.locator('dt', { hasText: '地址' }).locator('xpath=following-sibling::dd[1]').innerText()
    const stamp = Date.now() % 10_000

    const edit = async (label: string, value: string) => {
      await page.getByRole('button', { name: '修改单位' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel(label).fill(value)
      await dialog.getByRole('button', { name: '保存' }).click()
      await expect(dialog).toBeHidden()
    }
    await edit('单位名称', `${before}（一${stamp}）`)
    await edit('地址', `测试路${stamp}号`)

    await page.getByRole('tab', { name: '变更记录' }).click()
    const entries = page.getByRole('article')
    await expect(entries.nth(0)).toContainText(`测试路${stamp}号`)
    const renamed = entries.nth(1).getByRole('row').filter({ has: page.getByRole('rowheader', { name: '名称', exact: true }) })
    await expect(renamed.locator('.before')).toHaveText(before)
    await expect(renamed.locator('.after')).toHaveText(`${before}（一${stamp}）`)
    await expect(entries.nth(0).getByRole('button', { name: '恢复此版本' }), 'the newest is what holds now').toHaveCount(0)

    await entries.nth(2).getByRole('button', { name: '恢复此版本' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('row')).toHaveCount(3)
    const name = dialog.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '名称', exact: true }) })
    await expect(name.locator('.before')).toHaveText(`${before}（一${stamp}）`)
    await expect(name.locator('.after')).toHaveText(before)
    await dialog.getByRole('button', { name: '恢复', exact: true }).click()
    await expect(dialog).toContainText('请填写此项')
    await dialog.getByLabel('原因').fill('误改')
    await dialog.getByRole('button', { name: '恢复', exact: true }).click()
    await expect(dialog).toBeHidden()

    await expect(heading).toContainText(before)
    await expect(heading).not.toContainText('（一')
    await expect(entries.first()).toContainText('误改')
    await expect(entries.first()).toContainText('恢复自记录号')
    await page.getByRole('tab', { name: '概况' }).click()
    await expect(page.locator('dt', { hasText: '地址' }).locator('xpath=following-sibling::dd[1]')).toHaveText(address)

    await page.getByRole('tab', { name: '变更记录' }).click()
    await entries.nth(3).getByRole('button', { name: '恢复此版本' }).click()
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText('该版本与现行内容相同')
  })
})

test.describe('auditor', () => {
  test.use({ storageState: stateOf('auditor') })

  test('takes the audit trail: one entry a line, with its seal', async ({ page }) => {
    await page.goto('/journal')
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: '审计记录' }).click()
    const download = await waiting
    expect(download.suggestedFilename()).toMatch(/^journal_\d{4}-\d{2}-\d{2}\.jsonl$/)
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
    expect(lines.length).toBeGreaterThan(100)
    const first = JSON.parse(lines[0] ?? '') as { sequence: number; seal: string; previous: string }
    expect([first.sequence, first.previous]).toEqual([1, ''])
    expect(first.seal).toMatch(/^[0-9a-f]{64}$/)
  })
})
