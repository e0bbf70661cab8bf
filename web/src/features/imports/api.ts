/** The calls of an import. Nothing of the file stays on the server, so that it is sent with each of them. */
import { client, fetchFile, send, type Download } from '@/api/client'
import type { FileFormat, ImportKind, ImportPreview, ImportProgress, ImportReport, ImportRun } from '@/api/types'
import type { Mapping } from './mapping'
import { reportOf } from './stream'

/** A file as it was when it was chosen: what a spreadsheet saves over it later does not count. */
export interface Upload {
  kind: string
  file: string
  sheet: string | undefined
  bytes: Blob
}

export const fetchKinds = (): Promise<ImportKind[]> => send(client.GET('/api/v1/imports/kinds'))

export const fetchRuns = async (): Promise<ImportRun[]> => (await send(client.GET('/api/v1/imports'))).items

export const undoRun = (id: string): Promise<ImportRun> =>
  send(client.POST('/api/v1/imports/{id}/undo', { params: { path: { id } } }))

export const fetchTemplate = (kind: string, format: FileFormat): Promise<Download> =>
  fetchFile(client.GET('/api/v1/imports/templates/{kind}', { params: { path: { kind }, query: { format } }, parseAs: 'blob' }))

export const previewUpload = (upload: Upload, signal: AbortSignal): Promise<ImportPreview> =>
  send(client.POST('/api/v1/imports/preview', { params: { query: queryOf(upload) }, ...bodyOf(upload), signal }))

export const annotate = (upload: Upload, mapping: Mapping): Promise<Download> =>
  fetchFile(client.POST('/api/v1/imports/annotated', { params: { query: queryOf(upload, mapping) }, ...bodyOf(upload), parseAs: 'blob' }))

/** A trial or the import itself; aborting it cancels it on the server too. */
export async function runUpload(
  upload: Upload,
  mapping: Mapping,
  options: { dry_run: boolean; good_rows_only: boolean },
  signal: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportReport> {
  const query = { ...queryOf(upload, mapping), ...options }
  const stream = await send(client.POST('/api/v1/imports', { params: { query }, ...bodyOf(upload), parseAs: 'stream', signal }))
  if (!stream) throw new Error('an answer without a body')
  return reportOf(stream, onProgress)
}

function queryOf({ kind, file, sheet }: Upload, mapping?: Mapping) {
  return { kind, file, sheet, mapping: mapping && JSON.stringify(mapping) }
}

/** The schema has no word for raw bytes but a list of numbers. */
function bodyOf({ bytes }: Upload) {
  return {
    body: bytes as unknown as number[],
    bodySerializer: () => bytes,
    headers: { 'Content-Type': 'application/octet-stream' },
  }
}
