/** The stage of the play of a quarter: the street, the units, the words, and the people's pages. */
import { expect, type Browser, type Locator, type Page } from '@playwright/test'
import { as, foundBody, group, invited, lineOf, officeDay, opened, PHONE, pick, refusesEmpty, save, setDay } from './help'

const STREET = '泉水街道'
export const BODY = '泉水街道区域化党建联合体'
export const SOFTWARE = '泉舟示例软件有限公司'
export const SCHOOL = '泉汐示例小学'
export const CLINIC = '泉水样例社区卫生服务中心'
export const NEIGHBOURS = '泉水示例邻里互助会'

export const TODAY = officeDay()
const [YEAR, MONTH] = [Number(TODAY.slice(0, 4)), Number(TODAY.slice(5, 7)) - 1]
const FIRST = MONTH - (MONTH % 3)
const dayOf = (month: number, day: number): string => new Date(Date.UTC(YEAR, month, day)).toISOString().slice(0, 10)
export const QUARTER = { from: dayOf(FIRST, 1), last: dayOf(FIRST + 3, 0) }
export const TITLE = `${YEAR}年第${'一二三四'[FIRST / 3] ?? ''}季度通报`

export const OVERDUE = '核对夜间停车位台账'
export const PARKING = '夜间共用停车场'
export const PIPES = '泉水路供热管网改造'
export const BOARD = '重做宣传栏'
export const HALL = '街道三楼会议室'
export const OPEN_LOT = '开放软件园停车场'
export const ROSTER = '安排停车引导值班'

export const main = (page: Page): Locator => page.locator('main')
export const task = (page: Page, title: string): Locator => page.getByRole('article', { name: title, exact: true })
export const topic = (page: Page, title: string): Locator => lineOf(page, '议题', title)
export const agenda = (page: Page): Locator => group(page, '议程').getByRole('listitem')

/** The pages of the five: the district's, the street secretary's, and those of three liaisons with a phone. */
export interface Cast {
  district: Page
  street: Page
  software: Page
  school: Page
  clinic: Page
}

export async function castOf(browser: Browser): Promise<Cast> {
  const district = await as(browser, 'district_administrator')
  await district.goto('/consortia')
  // Before the meeting that comes first in this play, whatever the day.
  const founded = [QUARTER.from, officeDay(-60)].sort()[0] ?? TODAY
  await foundBody(district, STREET, BODY, founded, '中共泉水街道工作委员会', [SOFTWARE, SCHOOL, CLINIC, NEIGHBOURS])
  const street = await as(browser, 'other_street_secretary')
  const [software, school] = [await invited(browser, '吕示明', PHONE), await invited(browser, '傅示恒', PHONE)]
  return { district, street, software, school, clinic: await appointed(browser) }
}

/** A liaison who has no power yet is appointed with the post that rests with the unit. */
async function appointed(browser: Browser): Promise<Page> {
  const security = await as(browser, 'security_administrator')
  await security.goto('/appointments')
  const dialog = await opened(security, '任命')
  await pick(security, dialog, '已有人员', '李示帆')
  await pick(security, dialog, '任职类别', '联络员', false)
  await pick(security, dialog, '范围', CLINIC)
  await pick(security, dialog, '依托岗位', '联络员', false)
  await dialog.getByLabel('原因', { exact: true }).fill('单位入会')
  await save(dialog)
  await security.context().close()
  const page = await invited(browser, '李示帆', PHONE)
  await expect(page.getByTestId('appointment')).toContainText(CLINIC)
  return page
}

/** Records what was resolved at the meeting that is open. */
export async function resolve(street: Page, text: string): Promise<void> {
  const dialog = await opened(street, '记录议定事项')
  await dialog.getByLabel('议定内容').fill(text)
  await save(dialog)
}

/** Charges a unit with what the resolution of these words says. */
export async function charge(street: Page, title: string, unit: string, due: string): Promise<void> {
  const dialog = await opened(street, lineOf(street, '议定事项', title).getByRole('button', { name: '交办任务' }))
  await refusesEmpty(dialog)
  await pick(street, dialog, '责任单位', unit)
  await dialog.getByLabel('任务', { exact: true }).fill(title)
  await setDay(dialog, '办结期限', due)
  await save(dialog)
  await expect(task(street, title)).toContainText(unit)
}

/** Proposes a topic for a meeting, for the unit of whoever is signed in. */
export async function propose(page: Page, meeting: string, title: string): Promise<void> {
  await page.goto(meeting)
  const dialog = await opened(page, '提出议题')
  await refusesEmpty(dialog)
  await dialog.getByLabel('议题', { exact: true }).fill(title)
  await dialog.getByLabel('说明').fill(`${title}的情况说明`)
  await save(dialog)
  await expect(topic(page, title)).toContainText('待处理')
}

export async function opine(page: Page, bulletin: string, kind: string, body: string): Promise<void> {
  await page.goto(bulletin)
  const dialog = await opened(page, '提意见建议')
  await dialog.getByText(kind, { exact: true }).click()
  await dialog.getByLabel('内容').fill(body)
  await dialog.getByRole('button', { name: '提交' }).click()
  await expect(dialog).toBeHidden()
}
