import { expect, type Locator, type Page } from '@playwright/test'

/** The link (or dash) that shows a figure of the page's own division, not of one below it. */
export function figure(page: Page, name: string): Locator {
  return page.locator(`[data-card] [data-figure="${name}"]`)
}

export function card(page: Page, name: string): Locator {
  return page.locator(`[data-card="${name}.total"]`)
}

interface Row {
  id: string
  name: string
}

/** An object's id by its name, asked as the person whose page this is. */
export async function idOf(page: Page, path: string, name: string): Promise<string> {
  const answer = await page.request.get(`/api/v1/${path}?name=${encodeURIComponent(name)}&limit=200`)
  expect(answer.ok(), `${path} ${name}: ${answer.status()}`).toBe(true)
  const { items } = (await answer.json()) as { items: Row[] }
  const row = items.find((item) => item.name === name) ?? items[0]
  if (!row) throw new Error(`nothing is called ${name}`)
  return row.id
}

/** The sum of the value column of the sources of a figure, as a reader would add it up. */
export async function sumOfRows(page: Page): Promise<number> {
  const values = await page.locator('main tbody tr td:last-child').allInnerTexts()
  return values.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0)
}
