/** The tree of divisions: read at once (hundreds of nodes), used by the grid page and by every choice of a division. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { client, send } from '@/api/client'
import type { Tree, TreeNode } from '@/api/types'
import { useAsOf } from '@/ui/useAsOf'

export interface Branch {
  node: TreeNode
  children: Branch[]
}

export interface DivisionTree {
  tree: ComputedRef<Tree | undefined>
  root: ComputedRef<Branch | undefined>
  isPending: ComputedRef<boolean>
  error: ComputedRef<Error | null>
  retry(): void
}

export function useDivisionTree(): DivisionTree {
  const { asOf } = useAsOf()
  const query = useQuery({
    queryKey: ['divisions', 'tree', asOf],
    staleTime: 60_000,
    // The grid moves from day to day without going blank in between.
    placeholderData: keepPreviousData,
    queryFn: () => send(client.GET('/api/v1/divisions/tree', { params: { query: { as_of: asOf.value } } })),
  })
  return {
    tree: computed(() => query.data.value),
    root: computed(() => (query.data.value ? branchesOf(query.data.value) : undefined)),
    isPending: computed(() => query.isPending.value),
    error: computed(() => query.error.value),
    retry: () => void query.refetch(),
  }
}

export function branchesOf(tree: Pick<Tree, 'root' | 'nodes'>): Branch | undefined {
  const branches = new Map(tree.nodes.map((node) => [node.id, { node, children: [] as Branch[] }]))
  for (const branch of branches.values()) {
    if (branch.node.id === tree.root || !branch.node.parent_id) continue
    branches.get(branch.node.parent_id)?.children.push(branch)
  }
  return branches.get(tree.root)
}

/** The branches whose own name or some descendant's name contains the text; all of them for an empty text. */
export function pruned(branch: Branch, text: string): Branch | undefined {
  if (text === '' || branch.node.name.includes(text)) return branch
  const children = branch.children.flatMap((child) => pruned(child, text) ?? [])
  return children.length > 0 ? { node: branch.node, children } : undefined
}

export function idsBelow(branch: Branch): string[] {
  return [branch.node.id, ...branch.children.flatMap(idsBelow)]
}

export function findBranch(branch: Branch | undefined, id: string): Branch | undefined {
  if (!branch || branch.node.id === id) return branch
  for (const child of branch.children) {
    const found = findBranch(child, id)
    if (found) return found
  }
  return undefined
}
