import { describe, expect, it } from 'vitest'
import { i18n } from '@/i18n'
import { differencesOf } from './difference'

const words = { t: (key: string) => i18n.global.t(key), te: (key: string) => i18n.global.te(key) }

describe('the differences of a journal entry', () => {
  it('show a rename before and after', () => {
    expect(differencesOf({ name: '旧名' }, { name: '新名' }, words)).toEqual([
      { field: 'name', label: '名称', before: '旧名', after: '新名' },
    ])
  })

  it('show a creation with nothing before', () => {
    expect(differencesOf(null, { type: 'school', division: { id: 'x', name: '大连湾街道' } }, words)).toEqual([
      { field: 'type', label: '类型', before: '—', after: '学校' },
      { field: 'division', label: '所在区划', before: '—', after: '大连湾街道' },
    ])
  })

  it('keep fields and words they do not know', () => {
    expect(differencesOf({ colour: 1, kind: 'castle' }, { colour: 2, kind: 'village' }, words)).toEqual([
      { field: 'colour', label: 'colour', before: '1', after: '2' },
      { field: 'kind', label: '类别', before: 'castle', after: '村' },
    ])
  })

  it('say what was erased or is masked', () => {
    expect(differencesOf({ holder: { erased: true } }, { holder: { masked: true } }, words)).toEqual([
      { field: 'holder', label: '任职人', before: '已删除', after: '已遮盖' },
    ])
  })

  it('leave out what did not change', () => {
    expect(differencesOf({ name: 'a', rank: 'branch' }, { name: 'a', rank: 'committee' }, words)).toHaveLength(1)
  })

  it('say words, instants and yes in the words of the screen, and leave out bare numbers of objects', () => {
    const after = { answer: 'leave', stage: 'notified', carried: true, expires_at: '2026-11-24T11:30:14.7Z', meeting_id: '01a20abf-bb6c-7000-809f-0123456789ab' }
    expect(differencesOf(null, after, words).map(({ label, after: shown }) => `${label} ${shown}`)).toEqual([
      '答复 请假',
      '阶段 已通知',
      '是否通过 是',
      '失效时间 2026-11-24 19:30:14',
    ])
  })
})
