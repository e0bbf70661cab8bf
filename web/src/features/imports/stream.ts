/** The answer to an import: lines of JSON, progress first, at the end the report or the problem. */
import { Problem } from '@/api/problem'
import type { ImportLine, ImportProgress, ImportReport } from '@/api/types'

/** The lines of a stream of bytes, however it is cut into pieces; empty lines are left out. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      const lines = (rest + decoder.decode(value, { stream: !done })).split('\n')
      rest = done ? '' : (lines.pop() ?? '')
      yield* lines.filter((line) => line.trim() !== '')
      if (done) return
    }
  } finally {
    reader.releaseLock()
  }
}

/** Reads to the end; a stream that breaks off before its report is a server that was not reached. */
export async function reportOf(
  stream: ReadableStream<Uint8Array>,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportReport> {
  for await (const line of linesOf(stream)) {
    const { progress, report, problem } = JSON.parse(line) as ImportLine
    if (report) return report
    if (problem) throw Problem.from(problem.status, problem)
    if (progress) onProgress(progress)
  }
  throw Problem.of('the answer broke off')
}
