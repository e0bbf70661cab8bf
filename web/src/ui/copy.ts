import { Problem } from '@/api/problem'
import { notify } from './notify'

/** Puts a text on the clipboard and says so; browsers allow it on secure pages alone. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    notify('success', done)
  } catch (error) {
    notify('warning', Problem.of(error).message)
  }
}
