/** Which column of the file is read as which of ours. */
import type { ImportKind, ImportPreview } from '@/api/types'

/** Our column names, each with a header of the file, or '' for none. */
export type Mapping = Record<string, string>

/** A choice for every column of ours, so that nothing is left for the server to guess. */
export function wholeMapping(kind: ImportKind, found: Mapping): Mapping {
  return Object.fromEntries(kind.columns.map(({ name }) => [name, found[name] ?? '']))
}

/** The titles of the columns that no row can do without and that nothing is read as. */
export function missingTitles(kind: ImportKind, mapping: Mapping): string[] {
  return kind.columns.filter(({ name, needed }) => needed && !mapping[name]).map(({ title }) => title)
}

/** The headers that more than one of our columns is read from. */
export function doubledHeaders(mapping: Mapping): string[] {
  const taken = Object.values(mapping).filter(Boolean)
  return [...new Set(taken.filter((header, index) => taken.indexOf(header) !== index))]
}

export function unreadHeaders(header: string[], mapping: Mapping): string[] {
  const taken = new Set(Object.values(mapping))
  return [...new Set(header)].filter((title) => title !== '' && !taken.has(title))
}

const SHOWN = 3

/** The first values of a column of the file. */
export function samplesOf({ header, sample }: Pick<ImportPreview, 'header' | 'sample'>, title: string): string[] {
  const at = title === '' ? -1 : header.indexOf(title)
  return sample.map((row) => row[at]?.trim() ?? '').filter(Boolean).slice(0, SHOWN)
}
