import { describe, expect, it } from 'vitest'
import { en } from './en'
import { zh } from './zh'

function texts(node: object, path: string[] = []): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'string') found.set([...path, key].join(' › '), value)
    else for (const [name, text] of texts(value as object, [...path, key])) found.set(name, text)
  }
  return found
}

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort()

describe('the texts in Chinese and English', () => {
  const chinese = texts(zh)
  const english = texts(en)

  it('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('use the same placeholders', () => {
    for (const [key, text] of chinese) expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text))
  })

  it('are never empty', () => {
    for (const [key, text] of [...chinese, ...english]) expect(text.trim(), key).not.toBe('')
  })
})
