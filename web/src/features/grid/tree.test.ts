import { describe, expect, it } from 'vitest'
import type { TreeNode } from '@/api/types'
import { branchesOf, findBranch, idsBelow, pruned } from './tree'

function node(id: string, parent_id: string | null, name: string, level: number): TreeNode {
  return { id, parent_id, name, level, code: null, kind: 'community', longitude: null, latitude: null, units: 0 }
}

const tree = {
  root: 'd',
  nodes: [
    node('d', 'city', '甘井子区', 3),
    node('s1', 'd', '大连湾街道', 4),
    node('s2', 'd', '周水子街道', 4),
    node('c1', 's1', '宋家社区', 5),
    node('c2', 's2', '宋家洼社区', 5),
    node('c3', 's2', '新宋社区', 5),
  ],
}

describe('the tree of divisions', () => {
  const root = branchesOf(tree)
  if (!root) throw new Error('the tree has a root')

  it('hangs each division below its parent', () => {
    expect(root.children.map((branch) => branch.node.id)).toEqual(['s1', 's2'])
    expect(idsBelow(root)).toEqual(['d', 's1', 'c1', 's2', 'c2', 'c3'])
  })

  it('is pruned to what a name matches, with the way down to it', () => {
    const found = pruned(root, '宋家')
    expect(found && idsBelow(found)).toEqual(['d', 's1', 'c1', 's2', 'c2'])
    expect(pruned(root, '没有')).toBeUndefined()
  })

  it('keeps everything below a division that matches itself', () => {
    const found = pruned(root, '周水子')
    expect(found && idsBelow(found)).toEqual(['d', 's2', 'c2', 'c3'])
  })

  it('finds a division at any depth', () => {
    expect(findBranch(root, 'c3')?.node.name).toBe('新宋社区')
    expect(findBranch(root, 'x')).toBeUndefined()
  })
})
