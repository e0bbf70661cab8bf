/** The history of one object: its entries of the journal, and its former versions. */
import { computed, ref, type ComputedRef } from 'vue'
import { client, send } from '@/api/client'
import type { JournalEntry, Version } from '@/api/types'
import { PAGE_SIZE, useKeysetList, type KeysetList } from '@/ui/useKeysetList'

export type HistoryKind = 'divisions' | 'units' | 'party-organisations'

interface History {
  list: KeysetList<JournalEntry>
  /** Entries up to this number have gone into an archive. */
  archivedTo: ComputedRef<number | undefined>
}

/** A consortium has a history and no former versions to give back. */
export function useHistory(kind: HistoryKind | 'consortia', id: () => string): History {
  const archived = ref<number>()
  const list = useKeysetList(
    () => ['history', kind, id()],
    async (after) => {
      const params = { path: { id: id() }, query: { after, limit: PAGE_SIZE } }
      const page = await send(client.GET(`/api/v1/${kind}/{id}/history`, { params }))
      archived.value = page.archived_to ?? undefined
      return page
    },
  )
  return { list, archivedTo: computed(() => archived.value) }
}

/** What giving back a former version would change. */
export function versionOf(kind: HistoryKind, id: string, sequence: number): Promise<Version> {
  return send(client.GET(`/api/v1/${kind}/{id}/version`, { params: { path: { id }, query: { sequence } } }))
}

export interface Restoring {
  version: number
  sequence: number
  effective_on: string
  reason: string
}

export function restore(kind: HistoryKind, id: string, body: Restoring): Promise<unknown> {
  return send(client.POST(`/api/v1/${kind}/{id}/restore`, { params: { path: { id } }, body }))
}
