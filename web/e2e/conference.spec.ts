/** A meeting from its plan to its end, by the street and by a member's liaison with a phone in the hand. The meeting is a
 *  joint conference of its own that is held on the day of the test, so that what other tests read stays as it was. */
import { expect, test } from '@playwright/test'
import { as, confirm, expectAccessible, group, lineOf, opened, PHONE, save } from './help'

const BODY = '大连湾街道区域化党建联合体'
const OWN_UNIT = '连湾示例海洋装备有限公司'

test('a meeting is planned, prepared, answered on a phone in two taps, voted in and held', async ({ browser }) => {
  test.setTimeout(180_000)
  const mark = Date.now()
  const street = await as(browser, 'street_secretary')
  const phone = await as(browser, 'liaison', PHONE)

  // The plan: days are proposed; this one is to be held today.
  await street.goto('/consortia')
  await street.getByRole('link', { name: BODY, exact: true }).click()
  await expect(street.getByRole('heading', { level: 1 })).toContainText(BODY)
  const consortium = new URL(street.url()).pathname
  await street.getByRole('tab', { name: '会议', exact: true }).click()
  await street.getByRole('button', { name: '安排会议' }).click()
  const plan = await opened(street)
  await expect(plan.locator('.days').getByRole('button').first()).toBeVisible()
  await plan.getByRole('button', { name: '保存' }).click()
  await expect(plan).toContainText('请填写此项')
  const today = await street.evaluate(() => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date()))
  await plan.getByLabel('会议日期').fill(today)
  await plan.getByLabel('会议日期').press('Enter')
  await plan.getByLabel('地点').fill(`三楼会议室${mark}`)
  await save(await opened(street))
  await street.reload()
  const listed = street.locator('main tr, main li').filter({ hasText: `三楼会议室${mark}` }).first()
  await expect(listed).toContainText('拟定')
  await listed.getByRole('link').first().click()
  await expect(street.getByRole('heading', { level: 1 })).toContainText('联席会议')
  await expect(street).toHaveURL(/\/meetings\/[0-9a-f-]+/)
  const meeting = new URL(street.url()).pathname

  // The liaison proposes on the phone; the street takes, merges and refuses.
  for (const title of ['夜间共用停车场', '厂区门口停车', '重做宣传栏']) {
    await phone.goto(meeting)
    await group(phone, '议题').getByRole('button', { name: '提出议题' }).click()
    await (await opened(phone)).getByLabel('议题').fill(`${title}${mark}`)
    await save(await opened(phone))
  }
  await street.reload()
  await lineOf(street, '议题', `夜间共用停车场${mark}`).getByRole('button', { name: '列入本次会议' }).click()
  await expect(lineOf(street, '议题', `夜间共用停车场${mark}`)).toContainText('已列入会议')
  await lineOf(street, '议题', `厂区门口停车${mark}`).getByRole('button', { name: '合并' }).click()
  await (await opened(street)).locator('.el-select').click()
  await street.getByRole('option', { name: `夜间共用停车场${mark}` }).click()
  await save(await opened(street))
  await lineOf(street, '议题', `重做宣传栏${mark}`).getByRole('button', { name: '不采纳' }).click()
  await (await opened(street)).getByLabel('原因').fill('上半年刚换过')
  await save(await opened(street))
  await phone.goto(`${consortium}?tab=meetings`)
  await expect(lineOf(phone, '议题', `重做宣传栏${mark}`)).toContainText('上半年刚换过')
  await expectAccessible(phone)

  // The handling of what was decided before comes first on the agenda.
  await expect(group(street, '议程').getByRole('listitem').first()).toContainText('上次议定事项落实情况')
  await expect(group(street, '议程').getByRole('listitem').last()).toContainText(`夜间共用停车场${mark}`)
  await expectAccessible(street)
  await street.getByRole('button', { name: '发出通知' }).click()
  await confirm(street, '发出通知')
  await expect(street.locator('main')).toContainText('已通知')

  // From the desk: one tap for leave, one for its reason. Then the unit comes after all.
  await phone.goto('/desk')
  const notice = group(phone, '待答复的会议通知').getByRole('listitem').filter({ hasText: `三楼会议室${mark}` })
  await notice.getByRole('button', { name: '请假' }).click()
  await phone.getByRole('button', { name: '公务出差' }).click()
  await expect(notice).toHaveCount(0)
  await phone.goto(meeting)
  await expect(lineOf(phone, '通知与答复', OWN_UNIT)).toContainText('公务出差')
  await lineOf(phone, '通知与答复', OWN_UNIT).getByRole('button', { name: '参加' }).click()
  await expect(lineOf(phone, '通知与答复', OWN_UNIT).locator('.said')).toContainText('参加')

  // The sheet is filled in from the answers; a vote needs a quorum.
  await street.reload()
  const sheet = group(street, '签到')
  await expect(sheet).toContainText('未达法定人数')
  const missing = sheet.getByRole('listitem').filter({ hasText: '缺席' })
  while ((await sheet.getByText('未达法定人数').count()) > 0) {
    const left = await missing.count()
    const box = missing.first().getByRole('combobox')
    const list = await box.getAttribute('aria-controls')
    await missing.first().locator('.el-select').click()
    await street.locator(`[id="${list}"]`).getByRole('option', { name: '出席', exact: true }).click()
    await expect(missing).toHaveCount(left - 1)
  }
  await expect(sheet).toContainText('达到法定人数')
  await sheet.getByRole('button', { name: '保存到会情况' }).click()
  await expect(sheet).not.toContainText('按答复预填')
  await group(street, '表决').getByRole('button', { name: '开始表决' }).click()
  const vote = await opened(street)
  await vote.getByLabel('表决事项').fill('是否夜间共用停车场')
  await vote.getByText('各单位投票').click()
  await save(await opened(street))
  await phone.reload()
  const ballot = phone.getByRole('article', { name: '是否夜间共用停车场' })
  await ballot.getByText('赞成', { exact: true }).click()
  await ballot.getByRole('button', { name: '保存' }).click()
  await expect(ballot).toContainText('已投 1')
  await street.reload()
  const card = street.getByRole('article', { name: '是否夜间共用停车场' })
  await card.getByRole('button', { name: '结束表决' }).click()
  await expect(card).toContainText('未通过')

  await group(street, '签到').getByRole('button', { name: '会议结束' }).click()
  await confirm(street, '会议结束')
  await expect(group(street, '到会情况')).toContainText('达到法定人数')
  await expect(group(street, '表决')).toContainText('赞成 1')
  await street.context().close()
  await phone.context().close()
})
