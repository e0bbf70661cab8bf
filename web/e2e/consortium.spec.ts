/** Consortia as their people use them: a seat follows its post, a liaison's gap is on the desk until a successor comes, a
 *  meeting fulfils what was owed. What other tests assert is put back. */
import { expect, test, type Page } from '@playwright/test'
import { as, expectAccessible, group, idOf, opened, PHONE, save, toBody, WIDE } from './help'
import { stateOf } from './sessions'

const BODY = '大连湾街道区域化党建联合体'
const COMMITTEE = '中共大连湾街道工作委员会'
const TITLE = '组织委员'
const UNIT = '大连湾示例司法所'
const OWN_UNIT = '连湾示例海洋装备有限公司'

/** Records who holds a post of an organisation; nobody when there is no name. */
async function hold(page: Page, organisation: string, title: string, name?: string): Promise<void> {
  await page.goto(`/posts?name=${encodeURIComponent(organisation)}`)
  await page.getByRole('button', { name: `登记任职人: ${organisation} ${title}`, exact: true }).click()
  const dialog = await opened(page)
  if (name) await dialog.getByLabel('姓名').fill(name)
  else await dialog.getByText('空缺').click()
  await save(dialog)
}

test.describe('street secretary', () => {
  test.use({ storageState: stateOf('street_secretary') })

  test('a seat follows its post by itself, and the history says so', async ({ page }) => {
    await toBody(page, BODY, '工委')
    const committee = group(page, '工委')
    const seat = committee.getByRole('listitem').filter({ hasText: TITLE })
    const before = (await seat.locator('strong').innerText()).trim()
    const successor = `示${Date.now()}`
    await hold(page, COMMITTEE, TITLE, successor)
    await toBody(page, BODY, '工委')
    await expect(seat.locator('strong')).toHaveText(successor)
    await page.getByRole('tab', { name: '变更记录' }).click()
    const entry = page.getByRole('article').first()
    await expect(entry).toContainText('任免')
    await expect(entry).toContainText('工委席位')
    await expect(entry).toContainText(`${COMMITTEE} ${TITLE}`)
    await expect(entry).toContainText(before)
    await expect(entry).toContainText(successor)
  })

  test('the calendar of a body shows what was held and what is due', async ({ page }) => {
    await toBody(page, BODY, '日历')
    const calendar = group(page, '日历')
    await expect(calendar).toContainText('到期')
    const link = calendar.getByRole('link', { name: '联络员工作会议' })
    await expect(async () => {
      await calendar.getByRole('button', { name: '上个月' }).click()
      await expect(link.first()).toBeVisible({ timeout: 500 })
    }).toPass()
    await link.first().click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText('联络员工作会议')
  })

  test('a liaison resigns: the gap is on the desk until a successor is named', async ({ page }) => {
    const gap = group(page, '成员单位缺联络员').getByRole('link', { name: UNIT, exact: true })
    await page.goto('/desk')
    await expect(group(page, '成员单位缺联络员')).toBeVisible()
    await expect(gap).toHaveCount(0)
    const unit = `/units/${await idOf(page, 'units', UNIT)}`

    await page.goto(unit)
    const liaison = page.locator('main li').filter({ hasText: '联络员' }).first()
    await liaison.getByRole('button', { name: '登记任职人' }).click()
    let dialog = await opened(page)
    await dialog.getByText('空缺').click()
    await save(dialog)
    await page.goto('/desk')
    await expect(gap).toBeVisible()
    await expect(group(page, '岗位空缺')).not.toContainText(UNIT)
    await toBody(page, BODY, '成员')
    await expect(page.locator('main li').filter({ hasText: UNIT })).toContainText('缺联络员')

    await page.goto('/desk')
    await gap.click()
    await expect(page).toHaveURL(new RegExp(unit))
    await liaison.getByRole('button', { name: '登记任职人' }).click()
    dialog = await opened(page)
    await dialog.getByLabel('姓名').fill('谢示任')
    await save(dialog)
    await expect(liaison).toContainText('谢示任')
    await page.goto('/desk')
    await expect(group(page, '成员单位缺联络员')).toBeVisible()
    await expect(gap).toHaveCount(0)
    await toBody(page, BODY, '变更记录')
    await expect(page.getByRole('article').first()).toContainText('谢示任')
  })

  test('a recorded meeting fulfils what was overdue', async ({ page }) => {
    await toBody(page, BODY, '应办事项')
    const overdue = group(page, '应办事项').getByRole('listitem').filter({ hasText: '逾期' }).filter({ hasText: '联络员工作会议' })
    await expect(overdue.first(), 'a database in which this test has not recorded it yet').toBeVisible()
    const open = await overdue.count()
    const row = group(page, '应办事项').getByRole('listitem').filter({ hasText: await overdue.last().locator('.period').innerText() }).filter({ hasText: '联络员工作会议' })
    await row.getByRole('button', { name: /^登记会议/ }).click()
    const dialog = await opened(page)
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toContainText('请填写此项')
    await dialog.getByLabel('地点').fill('街道党群服务中心')
    await dialog.getByLabel('议题').fill('1. 补开上月例会\n2. 核对联络员通讯方式')
    const presence = dialog.locator('li').filter({ hasText: '大连湾示例医院' })
    await presence.locator('.el-select__wrapper').click()
    await page.locator('.el-select-dropdown__item:visible').filter({ hasText: '请假' }).click()
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toContainText('请假须写明原因')
    await presence.getByRole('textbox').fill('接待检查')
    await save(dialog)
    await expect(overdue).toHaveCount(open - 1)
    await expect(row).toContainText('已办')
    await row.getByRole('link').click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText('联络员工作会议')
    await expect(group(page, '到会情况')).toContainText('接待检查')
    await expect(group(page, '会议议题')).toContainText('核对联络员通讯方式')
    await expectAccessible(page)
  })

  test('a unit applies, is consulted and accepted', async ({ page }) => {
    await toBody(page, BODY, '成员')
    const pending = group(page, '正在办理的')
    await expect(pending).toContainText('已协商')
    const name = await pending.getByRole('link').first().innerText()
    await pending.getByRole('button', { name: `办理: ${name}` }).click()
    const dialog = await opened(page)
    await dialog.getByText('不予批准').click()
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toContainText('请填写此项')
    await dialog.getByText('批准入会').click()
    await save(dialog)
    const member = group(page, '现有成员').getByRole('listitem').filter({ hasText: name })
    await expect(member).toContainText('成员')
    await member.getByText('经过').click()
    for (const step of ['申请', '协商', '批准入会']) await expect(member).toContainText(step)
  })

  test('the charter deviates with a reason', async ({ page }) => {
    await toBody(page, BODY, '章程')
    const charter = group(page, '章程')
    await charter.getByRole('button', { name: '修改: 会议通知提前' }).click()
    const dialog = await opened(page)
    await dialog.getByRole('spinbutton').fill('5')
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toContainText('请填写此项')
    await dialog.getByLabel('原因').fill('驻地分散，须早通知')
    await save(dialog)
    const line = charter.getByRole('listitem').filter({ hasText: '会议通知提前' }).first()
    for (const text of ['5 个工作日', '与标准不同', '标准：2 个工作日', '驻地分散']) await expect(line).toContainText(text)
  })
})

test('the overseer waives what its body does not excuse itself from', async ({ browser }) => {
  const community = await as(browser, 'community_secretary')
  await community.goto('/consortia')
  await community.getByRole('link', { name: '大房身社区党建联合体' }).click()
  await community.getByRole('tab', { name: '应办事项' }).click()
  const list = group(community, '应办事项')
  await expect(list.getByRole('button', { name: /^登记会议/ }).first()).toBeVisible()
  await expect(list.getByRole('button', { name: /^免除/ })).toHaveCount(0)
  const path = new URL(community.url()).pathname
  await community.context().close()

  const street = await as(browser, 'street_secretary')
  await street.goto(`${path}?tab=obligations`)
  const waive = group(street, '应办事项').getByRole('button', { name: /^免除: 联席会议/ }).first()
  await waive.click()
  const dialog = await opened(street)
  await dialog.getByLabel('原因').fill('社区两委换届')
  await save(dialog)
  await expect(group(street, '应办事项')).toContainText('社区两委换届')
  await street.context().close()
})

test('a liaison sees the own unit\'s place on a phone, and no more than its own consortia', async ({ browser }) => {
  const page = await as(browser, 'liaison', PHONE)
  await page.goto('/consortia')
  await expect(page.getByRole('link', { name: BODY })).toBeVisible()
  await expect(page.getByRole('link', { name: '大房身社区党建联合体' })).toHaveCount(0)
  await page.getByRole('link', { name: BODY }).click()
  const own = group(page, '本单位在联合体中')
  await expect(own).toContainText(OWN_UNIT)
  await expect(own).toContainText('次中')
  await expect(page.getByRole('button', { name: '更名' })).toHaveCount(0)
  await expectAccessible(page)
  await page.context().close()
})

for (const [size, viewport] of Object.entries({ desk: WIDE, phone: PHONE })) {
  test(`the pages of consortia are accessible (${size})`, async ({ browser }) => {
    test.slow()
    const page = await as(browser, 'district_administrator', viewport)
    await page.goto('/consortia')
    await expectAccessible(page)
    await page.goto('/consortia/charter')
    await expectAccessible(page)
    await toBody(page, BODY)
    for (const tab of ['概况', '工委', '成员', '应办事项', '会议', '章程', '变更记录']) {
      await page.getByRole('tab', { name: tab, exact: true }).click()
      await expectAccessible(page)
    }
    await page.context().close()
  })
}

// Who held the posts holds them again from tomorrow on; nobody can begin on the day on which another began.
test.afterAll(async ({ browser }) => {
  const page = await as(browser, 'street_secretary')
  await page.goto('/desk')
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  for (const [organisation, title, name] of [
    [COMMITTEE, TITLE, '陈示帅'],
    [UNIT, '联络员', '谢示禾'],
  ] as const) {
    const status = await page.evaluate(
      async ([of, called, person, from]) => {
        const list = (await (await fetch(`/api/v1/posts?name=${encodeURIComponent(of)}&limit=50`)).json()) as { items: { id: string; version: number; title: string }[] }
        const post = list.items.find((item) => item.title === called)
        const body = JSON.stringify({ version: post?.version, person_name: person, from })
        return (await fetch(`/api/v1/posts/${post?.id ?? ''}/holder`, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body })).status
      },
      [organisation, title, name, tomorrow] as const,
    )
    // Refused where a run that failed halfway has put it back before.
    expect([200, 422], `${organisation} ${title}`).toContain(status)
  }
  await page.context().close()
})
