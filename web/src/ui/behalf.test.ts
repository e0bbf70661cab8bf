import { describe, expect, it } from 'vitest'
import { behalfHeader, nobody } from './behalf'

describe('the header of an entry made for others', () => {
  it('is left out where nobody is named', () => {
    expect(behalfHeader(undefined)).toEqual({})
    expect(behalfHeader(nobody())).toEqual({})
  })

  it('holds ASCII only, whatever the name', () => {
    const header = behalfHeader({ on: true, name: ' 北山 & 小学 ', how: 'phone' })['lianhe-on-behalf-of'] ?? ''
    expect(header).toMatch(/^[\x20-\x7e]+$/)
    expect(Object.fromEntries(new URLSearchParams(header))).toEqual({ how: 'phone', name: '北山 & 小学' })
  })
})
