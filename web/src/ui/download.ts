import type { Download } from '@/api/client'

/** Hands a file to the browser, which saves it where downloads go. */
export function saveFile({ blob, name }: Download): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
