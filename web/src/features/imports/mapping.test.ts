import { describe, expect, it } from 'vitest'
import type { ImportKind } from '@/api/types'
import { doubledHeaders, missingTitles, samplesOf, unreadHeaders, wholeMapping } from './mapping'

const column = (name: string, title: string, needed: boolean) => ({ name, title, needed, help: '', words: [] })
const KIND: ImportKind = {
  kind: 'units',
  term: '单位',
  columns: [column('name', '单位名称', true), column('type', '单位类型', false), column('address', '地址', false)],
}

describe('a mapping', () => {
  it('has a choice for every column of ours and for no other', () => {
    expect(wholeMapping(KIND, { name: '名称', stranger: '备注' })).toEqual({ name: '名称', type: '', address: '' })
  })

  it('misses only the needed columns', () => {
    expect(missingTitles(KIND, { name: '', type: '', address: '' })).toEqual(['单位名称'])
    expect(missingTitles(KIND, { name: '名称', type: '', address: '' })).toEqual([])
  })

  it('tells a header that is read twice', () => {
    expect(doubledHeaders({ name: '名称', type: '', address: '' })).toEqual([])
    expect(doubledHeaders({ name: '名称', type: '名称', address: '名称' })).toEqual(['名称'])
  })

  it('tells which columns of the file nothing is read from, empty headers aside', () => {
    expect(unreadHeaders(['名称', '', '备注', '备注'], { name: '名称', type: '' })).toEqual(['备注'])
  })

  it('shows the first values that say something', () => {
    const preview = { header: ['名称', '地址'], sample: [['甲', ''], ['乙', ' 路1号 '], ['丙'], ['丁', '路2号']] }
    expect(samplesOf(preview, '名称')).toEqual(['甲', '乙', '丙'])
    expect(samplesOf(preview, '地址')).toEqual(['路1号', '路2号'])
    expect(samplesOf(preview, '')).toEqual([])
  })
})
