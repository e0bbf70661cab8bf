/** One quarter of one consortium, played by five appointments: the district, the street's secretary and the liaisons of three
 *  member units. Days are counted from today, so that it is always the present quarter. In a street where no other test acts. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { confirm, expectAccessible, group, lineOf, officeDay, opened, pick, refusesEmpty, save, setDay, toBody } from './help'
import { agenda, BOARD, BODY, castOf, charge, CLINIC, HALL, main, NEIGHBOURS, OPEN_LOT, opine, OVERDUE, PARKING, PIPES, propose, QUARTER, resolve, ROSTER, SCHOOL, SOFTWARE, task, TITLE, TODAY, topic } from './quarter'

test.describe.configure({ mode: 'serial', timeout: 120_000 })
test.use({ actionTimeout: 15_000 })

let district: Page
let street: Page
let software: Page
let school: Page
let clinic: Page
let conference = ''
let bulletin = ''

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000)
  ;({ district, street, software, school, clinic } = await castOf(browser))
})

test.afterAll(async () => {
  for (const page of [district, street, software, school, clinic]) await page.context().close()
})

test('what was held without the system is written down afterwards: its task is overdue', async () => {
  await toBody(street, BODY, '会议')
  const dialog = await opened(street, '登记会议')
  await setDay(dialog, '会议日期', officeDay(-40))
  await dialog.getByLabel('地点').fill(HALL)
  await dialog.getByLabel('议题').fill('1. 停车难\n2. 通报情况')
  await dialog.getByLabel('纪要').fill('会议议定核对夜间停车位台账。')
  await expect(dialog.locator('li').filter({ hasText: SCHOOL })).toBeVisible()
  await save(dialog)
  await main(street).getByRole('link', { name: officeDay(-40) }).click()
  await expect(group(street, '到会情况')).toContainText('4 个单位中 4 个')

  await resolve(street, OVERDUE)
  await charge(street, OVERDUE, SCHOOL, officeDay(-10))
  await expect(task(street, OVERDUE)).toContainText('逾期')
  await school.goto('/desk')
  await expect(group(school, '逾期任务')).toContainText(OVERDUE)
})

test('the conference is planned, and its members are called for topics', async () => {
  await toBody(street, BODY, '会议')
  const plan = await opened(street, '安排会议')
  await setDay(plan, '会议日期', TODAY)
  await plan.getByLabel('地点').fill(HALL)
  await save(plan)
  await main(street).getByRole('link', { name: TODAY }).click()
  await expect(street.getByRole('heading', { level: 1 })).toContainText('联席会议')
  conference = new URL(street.url()).pathname
  await expect(main(street)).toContainText(`议题征集到 ${TODAY}`)

  for (const [page, titles] of [[software, [PARKING]], [school, [PIPES, BOARD]], [clinic, ['就诊停车位']]] as const) {
    for (const title of titles) await propose(page, conference, title)
  }
  await street.goto('/desk')
  await expect(group(street, '待处理的议题')).toContainText(PARKING)
})

test('topics are taken, merged or not taken with a reason that their proposer sees', async () => {
  await street.goto(conference)
  for (const title of [PARKING, PIPES]) {
    await topic(street, title).getByRole('button', { name: '列入本次会议' }).click()
    await expect(topic(street, title).first()).toContainText('已列入会议')
  }
  let dialog = await opened(street, topic(street, '就诊停车位').getByRole('button', { name: '合并' }))
  await pick(street, dialog, '合并到', PARKING, false)
  await save(dialog)
  dialog = await opened(street, topic(street, BOARD).getByRole('button', { name: '不采纳' }))
  await refusesEmpty(dialog)
  await dialog.getByLabel('原因', { exact: true }).fill('上半年刚换过')
  await save(dialog)
  await toBody(school, BODY, '会议')
  await expect(topic(school, BOARD)).toContainText('未采纳')
  await expect(topic(school, BOARD)).toContainText('上半年刚换过')
  await expectAccessible(school)
})

test('the agenda opens by itself with what was decided and what is overdue', async () => {
  await street.goto(conference)
  const order = ['上次议定事项落实情况', OVERDUE, PARKING, PIPES]
  await expect(agenda(street)).toContainText(order)
  const dialog = await opened(street, '编排议程')
  await dialog.getByLabel('汇报人 2', { exact: true }).fill(SCHOOL)
  for (const at of [1, 2, 3, 4]) await dialog.getByLabel(`分钟 ${at}`, { exact: true }).fill('15')
  await save(dialog)
  await expect(agenda(street)).toContainText(order)
  await expect(agenda(street).last()).toContainText('10:15')
})

test('the notice goes out and is answered: one attends, one takes leave, one sends a proxy', async () => {
  await street.getByRole('button', { name: '发出通知' }).click()
  await confirm(street, '发出通知')
  await expect(main(street)).toContainText('已通知')
  await district.goto('/desk')
  await expect(group(district, '下级联合体的会议通知')).toContainText(BODY)

  const waiting = (page: Page): Locator => lineOf(page, '待答复的会议通知', HALL)
  await Promise.all([software, school, clinic].map((page) => page.goto('/desk')))
  await waiting(software).getByRole('button', { name: '参加' }).click()
  await expect(waiting(software)).toHaveCount(0)
  await waiting(school).getByRole('button', { name: '请假' }).click()
  await school.getByRole('button', { name: '公务出差' }).click()
  await expect(waiting(school)).toHaveCount(0)
  await waiting(clinic).getByRole('button', { name: '委托' }).click()
  await clinic.getByRole('dialog').getByRole('button', { name: SOFTWARE }).click()
  await expect(waiting(clinic)).toHaveCount(0)

  await street.goto(conference)
  await expect(group(street, '通知与答复')).toContainText('4 个单位中 3 个已答复')
  await expect(lineOf(street, '通知与答复', SCHOOL)).toContainText('公务出差')
  await expect(lineOf(street, '通知与答复', CLINIC).first()).toContainText(`委托${SOFTWARE}`)
  await expectAccessible(street)
})

test('the sheet is signed, a quorum is there, a vote is cast for two, and the meeting ends', async () => {
  const sheet = group(street, '签到')
  const presence = (unit: string): Locator => sheet.getByRole('listitem').filter({ has: street.getByText(unit, { exact: true }) })
  await expect(presence(SCHOOL)).toContainText('请假')
  await expect(presence(CLINIC)).toContainText('委托')
  await expect(presence(NEIGHBOURS)).toContainText('缺席')
  await expect(sheet).toContainText('应到 4，实到 2')
  await expect(sheet).toContainText('未达法定人数')
  await presence(NEIGHBOURS).locator('.el-select').click()
  await street.getByRole('option', { name: '出席', exact: true }).filter({ visible: true }).click()
  await expect(sheet).toContainText('应到 4，实到 3')
  await expect(sheet).toContainText('达到法定人数')
  await sheet.getByRole('button', { name: '保存到会情况' }).click()
  await expect(sheet).not.toContainText('按答复预填')

  const vote = await opened(street, '开始表决')
  await vote.getByLabel('表决事项').fill(`是否${OPEN_LOT}`)
  await vote.getByText('各单位投票').click()
  await save(vote)
  const ballot = (page: Page): Locator => page.getByRole('article', { name: `是否${OPEN_LOT}` })
  await software.goto(conference)
  for (const unit of [SOFTWARE, CLINIC]) await ballot(software).getByRole('radiogroup', { name: `${unit}的表决` }).getByText('赞成', { exact: true }).click()
  await ballot(software).getByRole('button', { name: '保存' }).click()
  await expect(ballot(software)).toContainText('已投 2')
  await street.goto(conference)
  await ballot(street).getByRole('radiogroup', { name: `${NEIGHBOURS}的表决` }).getByText('反对', { exact: true }).click()
  await ballot(street).getByRole('button', { name: '保存' }).click()
  await expect(ballot(street)).toContainText('已投 3')
  await ballot(street).getByRole('button', { name: '结束表决' }).click()
  await expect(ballot(street)).toContainText('赞成 2，反对 1')
  await expect(ballot(street)).toContainText(`由${SOFTWARE}代投`)
  await expect(ballot(street)).toContainText('通过')

  await group(street, '签到').getByRole('button', { name: '会议结束' }).click()
  await confirm(street, '会议结束')
  await expect(group(street, '到会情况')).toContainText('4 个单位中 3 个')
  await toBody(street, BODY, '应办事项')
  await expect(lineOf(street, '应办事项', '联席会议').filter({ hasText: `${TODAY} 会议` })).toContainText('已办')
})

test('two decisions become tasks: one is accepted, the other stays open', async () => {
  await street.goto(conference)
  for (const text of [OPEN_LOT, ROSTER]) await resolve(street, text)
  await charge(street, OPEN_LOT, SOFTWARE, officeDay(20))
  await charge(street, ROSTER, CLINIC, officeDay(25))

  await software.goto('/desk')
  await group(software, '待办任务').getByRole('link', { name: OPEN_LOT }).click()
  let dialog = await opened(software, task(software, OPEN_LOT).getByRole('button', { name: '报办结' }))
  await refusesEmpty(dialog)
  await dialog.getByLabel('结果和凭据').fill('晚七点至早七点开放，附照片')
  await save(dialog)
  await expect(task(software, OPEN_LOT)).toContainText('待验收')
  await street.goto('/desk')
  await group(street, '待验收任务').getByRole('link', { name: OPEN_LOT }).click()
  dialog = await opened(street, task(street, OPEN_LOT).getByRole('button', { name: '验收销号' }))
  await save(dialog)
  await expect(task(street, OPEN_LOT)).toContainText('已销号')
})

test('the minutes are written, corrected by somebody who was there, and locked', async () => {
  await street.goto(conference)
  let dialog = await opened(street, street.getByRole('button', { name: '修改', exact: true }).first())
  await dialog.getByLabel('纪要').fill('会议决定开放软件园停车场，时间为晚八点至早七点。')
  await save(dialog)
  await software.goto(conference)
  dialog = await opened(software, '提更正意见')
  await dialog.getByLabel('内容').fill('开放时间应为晚七点起')
  await save(dialog)
  await expect(group(software, '纪要')).toContainText('待处理')
  // Who was away has seen nothing that could be put right.
  await school.goto(conference)
  await expect(group(school, '纪要')).toContainText('晚八点')
  await expect(school.getByRole('button', { name: '提更正意见' })).toHaveCount(0)

  await street.goto('/desk')
  await group(street, '待处理的更正意见').getByRole('link').filter({ hasText: TODAY }).click()
  dialog = await opened(street, '处理更正意见')
  await dialog.getByLabel('修改后的纪要').fill('会议决定开放软件园停车场，时间为晚七点至早七点。')
  await save(dialog)
  await expect(group(street, '纪要')).toContainText('已采纳')
  await street.getByRole('button', { name: '锁定纪要' }).click()
  await confirm(street, '锁定纪要')
  await expect(main(street)).toContainText(`${TODAY} 锁定`)
  await expect(street.getByRole('button', { name: '记录议定事项' })).toHaveCount(0)
  await expectAccessible(street)
})

test('what was not finished returns by itself to the next agenda, first the overdue', async () => {
  await toBody(street, BODY, '会议')
  const plan = await opened(street, '安排会议')
  await plan.getByText('联络员工作会议', { exact: true }).click()
  await setDay(plan, '会议日期', officeDay(14))
  await plan.getByLabel('地点').fill(HALL)
  await save(plan)
  await main(street).getByRole('link', { name: officeDay(14) }).click()
  await expect(agenda(street)).toContainText(['上次议定事项落实情况', OVERDUE, ROSTER])
  await expect(agenda(street)).toHaveCount(3)
  await expect(group(street, '议程')).not.toContainText(OPEN_LOT)
})

test('a topic that the street cannot settle goes to the district, and its answer comes back to the school', async () => {
  await toBody(street, BODY, '会议')
  let dialog = await opened(street, topic(street, PIPES).getByRole('button', { name: '提请上级' }))
  await refusesEmpty(dialog)
  await dialog.getByLabel('提请原因').fill('管网归市里管，须区里协调')
  await save(dialog)
  await expect(topic(street, PIPES)).toContainText('已提请上级')

  await district.goto('/desk')
  const asked = lineOf(district, '待答复的提请事项', PIPES)
  await expect(asked).toContainText('管网归市里管')
  dialog = await opened(district, asked.getByRole('button', { name: '答复' }))
  await dialog.getByLabel('答复', { exact: true }).fill('区委组织部已会同住建局列入明年改造计划')
  await save(dialog)
  await expect(main(district)).not.toContainText(PIPES)

  await street.goto('/desk')
  await expect(group(street, '上级已答复的提请事项')).toContainText('列入明年改造计划')
  await toBody(school, BODY, '会议')
  await expect(topic(school, PIPES)).toContainText('已答复')
  await expect(topic(school, PIPES)).toContainText('列入明年改造计划')
})

test('the bulletin is drafted from the quarter\'s data, approved, published and received on a phone', async () => {
  await toBody(street, BODY, '通报')
  await street.getByRole('link', { name: '起草通报' }).click()
  const form = main(street)
  await setDay(form, '时段第一天', QUARTER.from)
  await setDay(form, '时段最后一天', QUARTER.last)
  await street.getByRole('button', { name: '从本期数据起草' }).click()
  await expect(street.getByLabel('标题', { exact: true })).toHaveValue(TITLE)
  await expect(street.getByLabel('第 1 节正文')).toHaveValue(/本期召开联席会议1次、联络员工作会议1次/)
  const texts = await Promise.all((await street.getByLabel(/^第 \d 节正文$/).all()).map((field) => field.inputValue()))
  for (const text of [OPEN_LOT, ROSTER, OVERDUE]) expect(texts.join('\n')).toContain(text)
  await street.getByRole('button', { name: '增加一节' }).click()
  await street.getByLabel(/^第 \d 节标题$/).last().fill('有关事项')
  await street.getByLabel(/^第 \d 节正文$/).last().fill('请各单位核对资源清单。')
  await street.getByRole('button', { name: '保存草稿' }).click()
  await expect(street).toHaveURL(/\/bulletins\/[0-9a-f-]{36}$/)
  bulletin = new URL(street.url()).pathname
  await street.getByRole('button', { name: '审批' }).click()
  await street.getByRole('button', { name: '发布' }).click()
  await confirm(street, '发布')
  await expect(street.getByRole('heading', { level: 1 })).toContainText('已发布')

  for (const page of [software, clinic]) {
    await page.goto('/desk')
    const waiting = group(page, '通报待签收')
    await expect(waiting).toContainText(TITLE)
    await waiting.getByRole('button', { name: /^签收/ }).click()
    await expect(waiting).toHaveCount(0)
  }
})

test('two opinions on it are answered, and who gave them closes them', async () => {
  const said = [
    { page: software, kind: '意见', body: '开放时间请写明节假日是否一样。', answer: '节假日照常，已在园区公告。' },
    { page: clinic, kind: '建议', body: '建议就诊车辆优先停放。', answer: '已商定留六个车位。' },
  ]
  for (const { page, kind, body } of said) await opine(page, bulletin, kind, body)
  await street.goto('/desk')
  await expect(group(street, '意见建议待答复').getByRole('link')).toHaveCount(2)
  await group(street, '意见建议待答复').getByRole('link').first().click()
  for (const { body, answer } of said) {
    const item = lineOf(street, '意见建议', body)
    const dialog = await opened(street, item.getByRole('button', { name: /^答复/ }))
    await dialog.getByLabel('答复内容').fill(answer)
    await dialog.getByRole('button', { name: '答复' }).click()
    await expect(item).toContainText(answer)
  }
  for (const { page, body, answer } of said) {
    await page.goto(bulletin)
    const item = lineOf(page, '意见建议', body)
    await expect(item).toContainText(answer)
    await item.getByRole('button', { name: /^办结/ }).click()
    await expect(item).toContainText('已办结')
    await expectAccessible(page)
  }
  await expect(group(street, '签收情况').getByRole('listitem').filter({ hasText: CLINIC })).toContainText('签收')
})
