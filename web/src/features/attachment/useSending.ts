/** Files on their way, one after the other, each with its progress or what was refused about it. */
import { reactive, type Reactive } from 'vue'
import { Problem } from '@/api/problem'
import { i18n } from '@/i18n'
import { formatBytes } from '@/ui/format'
import { problemText } from '@/ui/problemText'

export interface Sending {
  key: number
  name: string
  /** From 0 to 100. */
  percent: number
  refused: string | null
}

export interface Sends {
  rows: Reactive<Sending[]>
  add: (files: File[], most: number) => Promise<void>
  dismiss: (key: number) => void
}

let made = 0

export function useSending(sendOne: (file: File, onProgress: (share: number) => void) => Promise<unknown>): Sends {
  const rows = reactive<Sending[]>([])
  const dismiss = (key: number): void => {
    const at = rows.findIndex((row) => row.key === key)
    if (at >= 0) rows.splice(at, 1)
  }

  async function add(files: File[], most: number): Promise<void> {
    const waiting = files.map((file) => {
      made += 1
      rows.push({ key: made, name: file.name, percent: 0, refused: null })
      return { file, key: made }
    })
    for (const { file, key } of waiting) {
      const row = rows.find((known) => known.key === key)
      if (!row) continue
      // Told at once, instead of after minutes of sending.
      if (file.size > most) {
        row.refused = i18n.global.t('attachment.too_large', { size: formatBytes(file.size), most: formatBytes(most) })
        continue
      }
      try {
        await sendOne(file, (share) => (row.percent = Math.round(share * 100)))
        dismiss(key)
      } catch (error) {
        row.refused = problemText(Problem.of(error))
      }
    }
  }

  return { rows, add, dismiss }
}
