/** The history of one object: its entries of the journal. */
import { client, send } from '@/api/client'
import type { JournalEntry } from '@/api/types'
import { PAGE_SIZE, useKeysetList, type KeysetList } from '@/ui/useKeysetList'

type Kind = 'divisions' | 'units' | 'party-organisations'

export function useHistory(kind: Kind, id: () => string): KeysetList<JournalEntry> {
  return useKeysetList(
    () => ['history', kind, id()],
    (after) => send(client.GET(`/api/v1/${kind}/{id}/history`, { params: { path: { id: id() }, query: { after, limit: PAGE_SIZE } } })),
  )
}
