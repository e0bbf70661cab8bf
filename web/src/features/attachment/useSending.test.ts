import { describe, expect, it } from 'vitest'
import { Problem } from '@/api/problem'
import { useSending } from './useSending'

const file = (name: string, size: number): File => new File([new Uint8Array(size)], name)

describe('files on their way', () => {
  it('go one after the other, and each keeps what was refused about it', async () => {
    const sent: string[] = []
    const sends = useSending(async (one, onProgress) => {
      onProgress(0.5)
      if (one.name === 'b.pdf') throw new Problem({ status: 422, code: 'attachment.content', message: '内容不符', hint: '重新保存' })
      sent.push(one.name)
    })
    await sends.add([file('a.pdf', 1), file('b.pdf', 1), file('c.pdf', 1)], 10)
    expect(sent).toEqual(['a.pdf', 'c.pdf'])
    expect(sends.rows.map((row) => [row.name, row.refused])).toEqual([['b.pdf', '内容不符 重新保存']])
    sends.dismiss(sends.rows[0]?.key ?? 0)
    expect(sends.rows).toEqual([])
  })

  it('are not sent when they are too large', async () => {
    const sends = useSending(async () => {
      throw new Error('was sent')
    })
    await sends.add([file('big.jpg', 11)], 10)
    expect(sends.rows[0]?.refused).toContain('11 B')
  })
})
