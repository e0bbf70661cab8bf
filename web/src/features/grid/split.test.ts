import { describe, expect, it } from 'vitest'
import { bodyOf, homeless, without, type NewPart, type Piece } from './split'

const PIECES: Piece[] = [
  { id: 'u1', name: '甲', what: 'unit_ids' },
  { id: 'u2', name: '乙', what: 'unit_ids' },
  { id: 'p1', name: '支部', what: 'party_organisation_ids' },
]
const part = (name: string, code = ''): NewPart => ({ name, code, kind: 'community' })

describe('a division that is split', () => {
  it('hands each piece to the new division that was chosen for it', () => {
    const parts = bodyOf([part(' 东社区 ', '210211011099'), part('西社区')], PIECES, { u1: 1, p1: 0 })
    expect(parts).toEqual([
      { name: '东社区', kind: 'community', code: '210211011099', division_ids: [], unit_ids: [], party_organisation_ids: ['p1'] },
      { name: '西社区', kind: 'community', code: undefined, division_ids: [], unit_ids: ['u1'], party_organisation_ids: [] },
    ])
  })

  it('may keep what it has, but only when it does not end', () => {
    expect(homeless(PIECES, { u1: 0 }, false)).toEqual([])
    expect(homeless(PIECES, { u1: 0, p1: 1 }, true).map(({ id }) => id)).toEqual(['u2'])
  })

  it('takes back what a struck part had, and moves up the others', () => {
    expect(without({ u1: 0, u2: 1, p1: 2 }, 1)).toEqual({ u1: 0, u2: undefined, p1: 1 })
  })
})
