/** A post and a liaison change hands: the seat, the permissions, the desk and the open work go along by themselves, and the
 *  journal tells of each. In a street where no other test acts. */
import { expect, test, type Page } from '@playwright/test'
import { as, expectAccessible, foundBody, group, idOf, invited, lineOf, officeDay, opened, PHONE, pictures, read, save, sent, toBody } from './help'

const STREET = '革镇堡街道'
const BODY = '革镇堡街道区域化党建联合体'
const COMMITTEE = '中共革镇堡街道工作委员会'
const TITLE = '党工委书记'
const SECRETARY = '袁示诚'
const UNIT = '堡舟示例商贸有限公司'
const LIAISON = '孙示祥'
const RUN = String(Date.now()).slice(-6)
const NEXT_SECRETARY = `继示任${RUN}`
const NEXT_LIAISON = `承示续${RUN}`
const TASK = `汇总商户名单${RUN}`
const PLACE = `街道二楼会议室${RUN}`

test.describe.configure({ mode: 'serial', timeout: 120_000 })

let body = ''
let secretary: Page
let liaison: Page

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000)
  const district = await as(browser, 'district_administrator')
  await district.goto('/consortia')
  body = await foundBody(district, STREET, BODY, '2026-07-01', COMMITTEE, [UNIT, '革镇堡示例中学'])
  const unit = await idOf(district, 'units', UNIT)
  const said = { kind: 'liaison_meeting', held_on: '2026-11-10', place: PLACE, agenda: '1. 商户名单', minutes: '会议决定汇总商户名单。' }
  const other = await idOf(district, 'units', '革镇堡示例中学')
  const attendance = [unit, other].map((id) => ({ unit_id: id, presence: 'attended' }))
  const held = await sent(district, 'POST', `consortia/${body}/meetings`, { ...said, attendance })
  await sent(district, 'POST', `meetings/${held.id}/resolutions`, { kind: 'decision', body: '汇总商户名单' })
  const { resolutions } = await read<{ resolutions: { id: string }[] }>(district, `meetings/${held.id}/outcomes`)
  await sent(district, 'POST', `resolutions/${resolutions[0]?.id ?? ''}/tasks`, { unit_id: unit, title: TASK, due_on: officeDay(30) })
  const when = { kind: 'joint_conference', held_on: officeDay(14), starts_at: '09:30', place: PLACE, topics_until: officeDay() }
  const planned = await sent(district, 'POST', `consortia/${body}/meetings/planned`, when)
  await sent(district, 'POST', `meetings/${planned.id}/notice`, { version: planned.version ?? 1 })
  await district.context().close()
  secretary = await invited(browser, SECRETARY)
  liaison = await invited(browser, LIAISON, PHONE)
})

test.afterAll(async () => {
  for (const page of [secretary, liaison]) await page.context().close()
})

/** Records who holds a post of an organisation from today on. */
async function hold(page: Page, organisation: string, title: string, name: string): Promise<void> {
  await page.goto(`/posts?name=${encodeURIComponent(organisation)}`)
  const dialog = await opened(page, `登记任职人: ${organisation} ${title}`)
  await dialog.getByLabel('姓名').fill(name)
  await save(dialog)
}

test('the seat, the permissions and the desk of a street secretary follow the post', async ({ browser }) => {
  await secretary.goto('/desk')
  await expect(group(secretary, '联合体逾期事项')).toContainText(BODY)
  await toBody(secretary, BODY, '会议')
  await expect(secretary.getByRole('button', { name: '安排会议' })).toBeVisible()

  const district = await as(browser, 'district_administrator')
  await toBody(district, BODY, '工委')
  const seat = lineOf(district, '工委', TITLE)
  await expect(seat.locator('strong')).toHaveText(SECRETARY)
  await hold(district, COMMITTEE, TITLE, NEXT_SECRETARY)
  await toBody(district, BODY, '工委')
  await expect(seat.locator('strong')).toHaveText(NEXT_SECRETARY)
  await pictures(district, 'handover-committee')

  // Whoever left still has the page open: nothing more can be done from it.
  await secretary.getByRole('button', { name: '安排会议' }).click()
  await pictures(secretary, 'handover-left')

  const successor = await invited(browser, NEXT_SECRETARY)
  await expect(successor.getByTestId('appointment')).toContainText(STREET)
  await successor.goto('/desk')
  await expect(group(successor, '联合体逾期事项')).toContainText(BODY)
  await expectAccessible(successor)
  await pictures(successor, 'handover-desk')
  await toBody(successor, BODY, '会议')
  const plan = await opened(successor, '安排会议')
  await plan.locator('.days').getByRole('button').first().click()
  await plan.getByLabel('地点').fill(`新书记定的会议室${RUN}`)
  await save(plan)
  await expect(successor.locator('main')).toContainText(`新书记定的会议室${RUN}`)
  await secretary.context().close()
  secretary = successor
  await district.context().close()
})

test('a liaison resigns: the alarm appears, and the successor finds the open work on the desk', async ({ browser }) => {
  await liaison.goto('/desk')
  await expect(group(liaison, '待办任务')).toContainText(TASK)
  await expect(group(liaison, '待答复的会议通知')).toContainText(PLACE)

  await secretary.goto(`/units/${await idOf(secretary, 'units', UNIT)}`)
  const post = secretary.locator('main li').filter({ hasText: '联络员' }).first()
  let dialog = await opened(secretary, post.getByRole('button', { name: '登记任职人' }))
  await dialog.getByText('空缺').click()
  await save(dialog)
  await secretary.goto('/desk')
  const gap = group(secretary, '成员单位缺联络员').getByRole('link', { name: UNIT, exact: true })
  await expect(gap).toBeVisible()
  await toBody(secretary, BODY, '成员')
  await expect(secretary.locator('main li').filter({ hasText: UNIT })).toContainText('缺联络员')
  await pictures(secretary, 'handover-members')

  // Nobody answers for the unit meanwhile: whoever resigned is signed out.
  await liaison.reload()
  await expect(liaison).toHaveURL(/sign-in/)

  await secretary.goto('/desk')
  await gap.click()
  dialog = await opened(secretary, post.getByRole('button', { name: '登记任职人' }))
  await dialog.getByLabel('姓名').fill(NEXT_LIAISON)
  await save(dialog)
  await expect(post).toContainText(NEXT_LIAISON)
  await secretary.goto('/desk')
  await expect(group(secretary, '联合体逾期事项')).toBeVisible()
  await expect(gap).toHaveCount(0)

  const successor = await invited(browser, NEXT_LIAISON, PHONE)
  await expect(successor.getByTestId('appointment')).toContainText(UNIT)
  await successor.goto('/desk')
  await pictures(successor, 'handover-open-work')
  const notice = lineOf(successor, '待答复的会议通知', PLACE)
  await notice.getByRole('button', { name: '参加' }).click()
  await expect(notice).toHaveCount(0)
  await group(successor, '待办任务').getByRole('link', { name: TASK }).click()
  const card = successor.getByRole('article', { name: TASK })
  dialog = await opened(successor, card.getByRole('button', { name: '报告进展' }))
  await dialog.getByRole('spinbutton').fill('30')
  await dialog.getByLabel('进展情况').fill('已接手，名单汇总三成')
  await save(dialog)
  await expect(card).toContainText('进度 30%')
  await expectAccessible(successor)
  await liaison.context().close()
  liaison = successor
})

test('the journal tells of each: the post, the seat, the powers that went along, and the work taken on', async ({ browser }) => {
  const auditor = await as(browser, 'auditor')
  await auditor.goto('/journal')
  await pictures(auditor, 'handover-journal')
  const told = [
    [COMMITTEE, TITLE, SECRETARY, NEXT_SECRETARY],
    ['工委席位', SECRETARY, NEXT_SECRETARY],
    ['任命', NEXT_SECRETARY, STREET, '任职随岗位转移'],
    ['终止任职', SECRETARY, STREET, '任职随岗位终止'],
    [`${UNIT} 联络员`, LIAISON],
    [`${UNIT} 联络员`, NEXT_LIAISON],
    ['任命', NEXT_LIAISON, UNIT, '任职随岗位转移'],
    ['答复会议通知', NEXT_LIAISON, BODY],
    ['报告任务进展', NEXT_LIAISON, TASK],
  ]
  const entries = auditor.getByRole('article')
  for (const texts of told) await expect(texts.reduce((found, text) => found.filter({ hasText: text }), entries).first(), texts.join(' ')).toBeVisible()
  await auditor.context().close()
})
