/** For whom something is entered (代录): nobody, unless the box is ticked. */
import type { BehalfHow } from '@/api/types'

export interface Behalf {
  on: boolean
  name: string
  how: BehalfHow
}

export const nobody = (): Behalf => ({ on: false, name: '', how: 'paper' })

/** The header that says so. A header is ASCII: the name travels as in an address. */
export function behalfHeader(behalf: Behalf | undefined): { 'lianhe-on-behalf-of'?: string } {
  if (!behalf?.on) return {}
  return { 'lianhe-on-behalf-of': `how=${behalf.how}&name=${encodeURIComponent(behalf.name.trim())}` }
}
