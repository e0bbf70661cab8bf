import { describe, expect, it } from 'vitest'
import { i18n } from '@/i18n'
import { FIGURES, figureKey, isFigure } from './figures'

describe('figures', () => {
  it('each have a name and a definition in both languages', () => {
    for (const figure of FIGURES) {
      for (const locale of ['zh', 'en'] as const) {
        expect(i18n.global.te(`${figureKey(figure)}.name`, locale), `${figure} ${locale}`).toBe(true)
        expect(i18n.global.te(`${figureKey(figure)}.definition`, locale), `${figure} ${locale}`).toBe(true)
      }
    }
  })

  it('are told from other words', () => {
    expect(isFigure('members.local')).toBe(true)
    expect(isFigure('members.best')).toBe(false)
  })
})
