/**
 * The way of one file: chosen, its columns matched, tried, imported. Each step starts what follows from it, and whatever
 * is still under way for an earlier choice is dropped.
 */
import { useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { Problem } from '@/api/problem'
import type { ImportKind, ImportPreview, ImportProgress, ImportReport } from '@/api/types'
import { i18n } from '@/i18n'
import { previewUpload, runUpload, type Upload } from './api'
import { missingTitles, wholeMapping, type Mapping } from './mapping'

/** A trial (`dry`) or the import itself. */
export type Run =
  | { state: 'none' }
  | { state: 'running'; dry: boolean; progress: ImportProgress | null }
  | { state: 'done'; dry: boolean; report: ImportReport }
  | { state: 'failed'; dry: boolean; problem: Problem }
  | { state: 'cancelled'; dry: boolean }

export interface Wizard {
  upload: ComputedRef<Upload | null>
  sheet: Ref<string>
  preview: Ref<ImportPreview | null>
  reading: Ref<boolean>
  /** Why the file cannot be read. */
  problem: Ref<Problem | null>
  mapping: Ref<Mapping>
  missing: ComputedRef<string[]>
  run: Ref<Run>
  /** Data is being written: not a moment to leave. */
  writing: ComputedRef<boolean>
  choose(file: File): Promise<void>
  map(column: string, header: string): void
  start(dry: boolean, goodRowsOnly?: boolean): Promise<void>
  cancel(): void
  clear(): void
}

export function useWizard(kind: ComputedRef<ImportKind | undefined>): Wizard {
  const queries = useQueryClient()
  const source = shallowRef<{ name: string; bytes: Blob } | null>(null)
  const sheet = ref('')
  const preview = shallowRef<ImportPreview | null>(null)
  const reading = ref(false)
  const problem = shallowRef<Problem | null>(null)
  const mapping = ref<Mapping>({})
  const run = shallowRef<Run>({ state: 'none' })
  let current = new AbortController()

  const upload = computed<Upload | null>(() =>
    kind.value && source.value
      ? { kind: kind.value.kind, file: source.value.name, sheet: sheet.value.trim() || undefined, bytes: source.value.bytes }
      : null,
  )
  const missing = computed(() => (kind.value && preview.value ? missingTitles(kind.value, mapping.value) : []))
  const writing = computed(() => run.value.state === 'running' && !run.value.dry)

  function fresh(): AbortSignal {
    current.abort()
    current = new AbortController()
    return current.signal
  }

  async function choose(file: File): Promise<void> {
    clear()
    try {
      source.value = { name: file.name, bytes: new Blob([await file.arrayBuffer()]) }
    } catch {
      problem.value = new Problem({ status: 400, code: 'file.unreadable', message: i18n.global.t('imports.file.unreadable') })
    }
  }

  function clear(): void {
    fresh()
    reading.value = false
    source.value = null
    sheet.value = ''
    forget()
  }

  function forget(): void {
    preview.value = null
    problem.value = null
    mapping.value = {}
    run.value = { state: 'none' }
  }

  // By the kind's name: the same kind in another language is no reason to begin again.
  watch([() => kind.value?.kind, source, sheet], async () => {
    const file = upload.value
    if (!file || !kind.value) return
    const [signal, of] = [fresh(), kind.value]
    forget()
    reading.value = true
    try {
      const seen = await previewUpload(file, signal)
      if (signal.aborted) return
      mapping.value = wholeMapping(of, seen.mapping)
      preview.value = seen
      reading.value = false
      if (missing.value.length === 0) void start(true)
    } catch (error) {
      if (signal.aborted) return
      problem.value = Problem.of(error)
      reading.value = false
    }
  })

  function map(column: string, header: string): void {
    mapping.value = { ...mapping.value, [column]: header }
    fresh()
    run.value = { state: 'none' }
    if (missing.value.length === 0) void start(true)
  }

  async function start(dry: boolean, goodRowsOnly = false): Promise<void> {
    const file = upload.value
    if (!file) return
    const signal = fresh()
    run.value = { state: 'running', dry, progress: null }
    try {
      const options = { dry_run: dry, good_rows_only: goodRowsOnly }
      const report = await runUpload(file, mapping.value, options, signal, (progress) => {
        if (!signal.aborted) run.value = { state: 'running', dry, progress }
      })
      if (!signal.aborted) run.value = { state: 'done', dry, report }
    } catch (error) {
      if (!signal.aborted) run.value = { state: 'failed', dry, problem: Problem.of(error) }
    }
    if (!dry) await queries.invalidateQueries()
  }

  function cancel(): void {
    if (run.value.state !== 'running') return
    const { dry } = run.value
    fresh()
    run.value = { state: 'cancelled', dry }
  }

  onScopeDispose(() => current.abort())

  return { upload, sheet, preview, reading, problem, mapping, missing, run, writing, choose, map, start, cancel, clear }
}
