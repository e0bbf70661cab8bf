import { describe, expect, it, vi } from 'vitest'
import { linesOf, reportOf } from './stream'

/** The bytes in pieces of the given size, so that letters of several bytes are cut through. */
function stream(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size))
      controller.close()
    },
  })
}

async function all(text: string, size: number): Promise<string[]> {
  const lines: string[] = []
  for await (const line of linesOf(stream(text, size))) lines.push(line)
  return lines
}

describe('the lines of a stream', () => {
  it('are the same however the bytes are cut', async () => {
    for (const size of [1, 2, 3, 7, 1000]) expect(await all('第一行\n\n第二行\n第三', size)).toEqual(['第一行', '第二行', '第三'])
  })

  it('are none for nothing', async () => expect(await all('', 1)).toEqual([]))
})

describe('the answer to an import', () => {
  it('tells the progress and ends with the report', async () => {
    const told = vi.fn()
    const text = '{"progress":{"done":1,"rows":3}}\n{"progress":{"done":2,"rows":3}}\n{"report":{"rows":3,"added":3}}\n'
    expect(await reportOf(stream(text, 5), told)).toMatchObject({ rows: 3, added: 3 })
    expect(told.mock.calls).toEqual([[{ done: 1, rows: 3 }], [{ done: 2, rows: 3 }]])
  })

  it('is a refusal with its words, when that is how it ends', async () => {
    const text = '{"problem":{"status":422,"code":"import.column_missing","detail":"缺少“名称”列","hint":"请使用模板"}}\n'
    const refusal = { status: 422, code: 'import.column_missing', message: '缺少“名称”列', hint: '请使用模板' }
    await expect(reportOf(stream(text, 4), () => undefined)).rejects.toMatchObject(refusal)
  })

  it('is no answer when it breaks off', async () => {
    const broken = reportOf(stream('{"progress":{"done":1,"rows":3}}\n', 9), () => undefined)
    await expect(broken).rejects.toMatchObject({ isUnreachable: true })
  })
})
