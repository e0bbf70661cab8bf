/** Who gets what of a division that is split. */
import type { DivisionKind } from '@/api/types'

export const WHAT = ['division_ids', 'unit_ids', 'party_organisation_ids'] as const
export type What = (typeof WHAT)[number]

/** Something that lies in the division. */
export interface Piece {
  id: string
  name: string
  what: What
}

export interface NewPart {
  name: string
  code: string
  kind: DivisionKind
}

/** By the piece's id, the place among the new divisions to which it goes; absent for what stays. */
export type Goes = Record<string, number | undefined>

/** What stays though nothing can: everything without a place, when the old division ends. */
export function homeless(pieces: Piece[], goes: Goes, ends: boolean): Piece[] {
  return ends ? pieces.filter(({ id }) => goes[id] === undefined) : []
}

export function bodyOf(parts: NewPart[], pieces: Piece[], goes: Goes) {
  return parts.map((part, at) => {
    const taken = (what: What): string[] => pieces.filter((piece) => piece.what === what && goes[piece.id] === at).map(({ id }) => id)
    return {
      name: part.name.trim(),
      kind: part.kind,
      code: part.code.trim() || undefined,
      division_ids: taken('division_ids'),
      unit_ids: taken('unit_ids'),
      party_organisation_ids: taken('party_organisation_ids'),
    }
  })
}

/** After a new division was struck from the list: what it had stays, and the places behind it move up. */
export function without(goes: Goes, at: number): Goes {
  const moved = Object.entries(goes).map(([id, place]) => {
    if (place === undefined || place === at) return [id, undefined] as const
    return [id, place > at ? place - 1 : place] as const
  })
  return Object.fromEntries(moved)
}
