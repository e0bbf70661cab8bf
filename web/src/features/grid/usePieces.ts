/** Everything that lies in a division directly and can go to another: divisions, units, Party organisations. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef, type Ref } from 'vue'
import { client, send } from '@/api/client'
import type { Division, Page } from '@/api/types'
import type { Piece, What } from './split'

const PAGE = 200

export function usePieces(division: () => Division, enabled: Ref<boolean>): { pieces: ComputedRef<Piece[]>; isPending: ComputedRef<boolean>; error: ComputedRef<Error | null> } {
  const query = useQuery({
    queryKey: computed(() => ['divisions', division().id, 'pieces']),
    enabled,
    queryFn: () => piecesOf(division()),
  })
  return {
    pieces: computed(() => query.data.value ?? []),
    isPending: computed(() => query.isPending.value),
    error: computed(() => query.error.value),
  }
}

async function piecesOf({ id, level }: Division): Promise<Piece[]> {
  const [divisions, units, organisations] = await Promise.all([
    level > 4 ? [] : all((after) => send(client.GET('/api/v1/divisions', { params: { query: { within: id, after, limit: PAGE } } }))),
    all((after) => send(client.GET('/api/v1/units', { params: { query: { within: id, after, limit: PAGE } } }))),
    all((after) => send(client.GET('/api/v1/party-organisations', { params: { query: { within: id, after, limit: PAGE } } }))),
  ])
  return [
    ...divisions.filter((row) => row.parent?.id === id).map(as('division_ids')),
    ...units.filter((row) => row.division.id === id).map(as('unit_ids')),
    // A Party organisation in a unit goes where the unit goes.
    ...organisations.filter((row) => row.division?.id === id && !row.unit).map(as('party_organisation_ids')),
  ]
}

const as = (what: What) => ({ id, name }: { id: string; name: string }): Piece => ({ id, name, what })

async function all<Row>(load: (after: string | undefined) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = []
  let after: string | undefined
  do {
    const page = await load(after)
    rows.push(...page.items)
    after = page.next ?? undefined
  } while (after)
  return rows
}
