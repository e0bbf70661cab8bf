/** What comes of a meeting, played by its people: resolutions, a task that is returned before it is accepted, a correction of
 *  the minutes, the lock and an addendum, and the register of all of it. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { as, expectAccessible, group, idOf, opened, PHONE, save } from './help'

const BODY = '大连湾街道区域化党建联合体'
const OWN_UNIT = '连湾示例海洋装备有限公司'
/** A run is known by its own words: a second run on the same data finds those of the first. */
const RUN = String(Date.now())
const TASK = `检修码头护栏${RUN}`

test.describe.configure({ mode: 'serial' })

const card = (page: Page): Locator => page.getByRole('article', { name: TASK })

let meeting = ''

test.beforeAll(async ({ browser }) => {
  const page = await as(browser, 'street_secretary')
  await page.goto('/consortia')
  const id = await idOf(page, 'consortia', BODY)
  // September is fulfilled already: one more meeting in it settles nothing that other tests look for.
  meeting = await page.evaluate(async (body) => {
    const known = (await (await fetch(`/api/v1/consortia/${body}?as_of=2026-09-28`)).json()) as { member_units: { status: string; unit: { id: string } }[] }
    const members = known.member_units.filter(({ status }) => ['member', 'warned', 'leaving'].includes(status))
    const said = {
      kind: 'liaison_meeting',
      held_on: '2026-09-28',
      place: '街道三楼会议室',
      agenda: '1. 码头护栏\n2. 通报情况',
      minutes: '会议决定检修码头护栏，十月底前完成。',
      attendance: members.map(({ unit }) => ({ unit_id: unit.id, presence: 'attended' })),
    }
    const made = await fetch(`/api/v1/consortia/${body}/meetings`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(said) })
    const answer = (await made.json()) as { id?: string }
    return answer.id ? `/meetings/${answer.id}` : JSON.stringify(answer)
  }, id)
  expect(meeting).toContain('/meetings/')
  await page.context().close()
})

test('the secretary records two decisions and charges a unit with one', async ({ browser }) => {
  const page = await as(browser, 'street_secretary')
  await page.goto(meeting)
  const outcomes = group(page, '议定事项')
  for (const text of ['检修码头护栏', '每月通报一次护栏情况']) {
    await outcomes.getByRole('button', { name: '记录议定事项' }).click()
    const dialog = await opened(page)
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toContainText('请填写此项')
    await dialog.getByLabel('议定内容').fill(text)
    await save(dialog)
    await expect(outcomes).toContainText(text)
  }
  await outcomes.getByRole('button', { name: '交办任务' }).first().click()
  const dialog = await opened(page)
  await dialog.locator('.el-select__wrapper').click()
  await page.locator('.el-select-dropdown__item:visible').filter({ hasText: OWN_UNIT }).click()
  await dialog.getByLabel('任务', { exact: true }).fill(TASK)
  const due = dialog.getByLabel('办结期限')
  await due.fill('2026-10-10')
  await due.press('Enter')
  if (await dialog.isVisible()) await save(dialog)
  await expect(card(page)).toContainText('逾期')
  await expect(card(page)).toContainText(OWN_UNIT)
  await expect(card(page).getByRole('button', { name: '验收销号' })).toHaveCount(0)
  await page.goto('/desk')
  await expect(group(page, '逾期任务')).toContainText(TASK)
  await page.context().close()
})

test('its liaison finds it on the desk, reports on it and corrects the minutes, on a phone', async ({ browser }) => {
  const page = await as(browser, 'liaison', PHONE)
  await page.goto('/desk')
  await group(page, '逾期任务').getByRole('link', { name: TASK }).click()
  await expect(page).toHaveURL(new RegExp(meeting))
  await card(page).getByRole('button', { name: '报告进展' }).click()
  let dialog = await opened(page)
  await dialog.getByRole('spinbutton').fill('50')
  await dialog.getByLabel('进展情况').fill('已勘察，材料已备')
  await save(dialog)
  await expect(card(page)).toContainText('进度 50%')
  await card(page).getByRole('button', { name: '报办结' }).click()
  dialog = await opened(page)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toContainText('请填写此项')
  await dialog.getByLabel('结果和凭据').fill('检修完毕')
  await save(dialog)
  await expect(card(page)).toContainText('待验收')
  await expect(card(page).getByRole('button', { name: '验收销号' })).toHaveCount(0)

  const minutes = group(page, '纪要')
  await minutes.getByRole('button', { name: '提更正意见' }).click()
  dialog = await opened(page)
  await dialog.getByLabel('内容').fill('应为十一月底前完成')
  await save(dialog)
  await expect(minutes).toContainText('待处理')
  await expectAccessible(page)
  await page.context().close()
})

test('the secretary returns it, and accepts it once it is whole', async ({ browser }) => {
  const secretary = await as(browser, 'street_secretary')
  await secretary.goto('/desk')
  await group(secretary, '待验收任务').getByRole('link', { name: TASK }).click()
  await card(secretary).getByRole('button', { name: '退回' }).click()
  let dialog = await opened(secretary)
  await dialog.getByLabel('退回原因').fill('缺少验收照片')
  await save(dialog)
  await expect(card(secretary)).toContainText('已退回')

  const liaison = await as(browser, 'liaison')
  await liaison.goto(meeting)
  await card(liaison).getByText('经过').click()
  await expect(card(liaison)).toContainText('缺少验收照片')
  await card(liaison).getByRole('button', { name: '报办结' }).click()
  dialog = await opened(liaison)
  await dialog.getByLabel('结果和凭据').fill('照片三张')
  await save(dialog)
  await liaison.context().close()

  await secretary.reload()
  await card(secretary).getByRole('button', { name: '验收销号' }).click()
  dialog = await opened(secretary)
  await save(dialog)
  await expect(card(secretary)).toContainText('已销号')
  await expect(card(secretary).getByRole('button')).toHaveCount(0)
  await secretary.goto('/desk')
  await expect(page(secretary)).not.toContainText(TASK)
  await secretary.context().close()
})

const page = (of: Page): Locator => of.locator('main')

test('a correction is taken before the lock, and an addendum follows it', async ({ browser }) => {
  const secretary = await as(browser, 'street_secretary')
  await secretary.goto('/desk')
  await expect(group(secretary, '待处理的更正意见')).toBeVisible()
  await secretary.goto(meeting)
  await secretary.getByRole('button', { name: '锁定纪要' }).click()
  await secretary.locator('.el-message-box').getByRole('button', { name: '锁定纪要' }).click()
  await expect(secretary.locator('.el-message')).toContainText('更正意见没有处理')

  const minutes = group(secretary, '纪要')
  await minutes.getByRole('button', { name: '处理更正意见' }).click()
  const dialog = await opened(secretary)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toContainText('采纳更正意见须修改纪要')
  await dialog.getByLabel('修改后的纪要').fill('会议决定检修码头护栏，十一月底前完成。')
  await save(dialog)
  await expect(minutes).toContainText('已采纳')
  await expect(minutes).toContainText('十一月底前完成')

  await secretary.getByRole('button', { name: '锁定纪要' }).click()
  await secretary.locator('.el-message-box').getByRole('button', { name: '锁定纪要' }).click()
  await expect(secretary.getByRole('button', { name: '锁定纪要' })).toHaveCount(0)
  await expect(group(secretary, '议定事项').getByRole('button', { name: '记录议定事项' })).toHaveCount(0)
  await minutes.getByRole('button', { name: '补记' }).click()
  const addendum = await opened(secretary)
  await addendum.getByLabel('内容').fill('护栏检修经费已由街道拨付。')
  await save(addendum)
  await expect(minutes).toContainText('护栏检修经费已由街道拨付')
  await expectAccessible(secretary)
  await secretary.context().close()
})

test('the register shows it to the district, filtered, with a way to the meeting', async ({ browser }) => {
  const district = await as(browser, 'district_administrator')
  await district.goto('/resolutions?overdue=true')
  await expect(district.getByRole('heading', { level: 1 })).toHaveText('议定事项登记簿')
  await expect(district.locator('main tbody tr').first()).toContainText('逾期')
  await expect(page(district)).not.toContainText(TASK)
  await district.goto('/resolutions?state=accepted&from=2026-09-28&to=2026-09-28')
  const row = district.locator('main tbody tr').filter({ hasText: TASK })
  await expect(row).toContainText('已销号')
  await expectAccessible(district)
  await row.getByRole('link', { name: TASK }).click()
  await expect(card(district)).toContainText('已销号')
  await district.context().close()

  const phone = await as(browser, 'district_administrator', PHONE)
  await phone.goto('/resolutions')
  await expectAccessible(phone)
  await phone.context().close()
})

test('a topic that the street cannot settle goes to the district, whose answer comes back', async ({ browser }) => {
  const title = `供热管网改造${RUN}`
  const street = await as(browser, 'street_secretary')
  await street.goto('/consortia')
  const id = await idOf(street, 'consortia', BODY)
  const status = await street.evaluate(
    async ([body, said]) => (await fetch(`/api/v1/consortia/${body}/topics`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ title: said }) })).status,
    [id, title] as const,
  )
  expect(status).toBe(201)
  await street.goto(`/consortia/${id}?tab=meetings`)
  const topic = page(street).locator('li').filter({ hasText: title })
  await topic.getByRole('button', { name: '提请上级' }).click()
  let dialog = await opened(street)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toContainText('请填写此项')
  await dialog.getByLabel('提请原因').fill('管网归市里管，须区里协调')
  await save(dialog)
  await expect(topic).toContainText('已提请上级')

  const district = await as(browser, 'district_administrator')
  await district.goto('/desk')
  const waiting = group(district, '待答复的提请事项')
  await expect(waiting).toContainText('管网归市里管')
  await waiting.getByRole('listitem').filter({ hasText: title }).getByRole('button', { name: '答复' }).click()
  dialog = await opened(district)
  await dialog.getByLabel('答复', { exact: true }).fill('已列入明年改造计划')
  await save(dialog)
  await expect(page(district)).not.toContainText(title)
  await district.context().close()

  await street.goto('/desk')
  await expect(group(street, '上级已答复的提请事项')).toContainText('已列入明年改造计划')
  await street.goto(`/consortia/${id}?tab=meetings`)
  await expect(topic).toContainText('已答复')
  await street.context().close()
})
