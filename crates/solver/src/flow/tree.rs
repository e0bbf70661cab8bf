//! The spanning tree: parents, children as linked lists, the room left on the arc above each node.
//!
//! A sender that is a leaf is kept *aside*: it knows its parent but is in no list, and its price is read off
//! its parent when wanted. Where most nodes are such leaves, walks through the tree touch only the rest.
//!
//! Invariant (strong feasibility): from every node some more flow could be sent to the root, `up > 0`. With
//! the leaving rule of `simplex` this makes cycling impossible.

pub const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
pub struct Node {
    pub parent: u32,
    /// The arc to the parent; at least the number of arcs when it is artificial.
    pub arc: u32,
    first: u32,
    next: u32,
    prev: u32,
    depth: u32,
    /// How much more can be sent towards the parent, and how much back from it.
    pub up: i64,
    pub down: i64,
    /// The arc points from this node to its parent.
    pub points_up: bool,
    pub aside: bool,
}

const LONE: Node = Node {
    parent: NONE,
    arc: NONE,
    first: NONE,
    next: NONE,
    prev: NONE,
    depth: 0,
    up: 0,
    down: 0,
    points_up: true,
    aside: false,
};

pub struct Tree {
    pub nodes: Vec<Node>,
    pub price: Vec<i64>,
}

impl Tree {
    /// A tree of nothing but its root, which is the last node.
    pub fn new(nodes: usize) -> Self {
        Self { nodes: vec![LONE; nodes + 1], price: vec![0; nodes + 1] }
    }

    pub fn root(&self) -> usize {
        self.nodes.len() - 1
    }

    #[inline(always)]
    pub fn depth(&self, node: u32) -> u32 {
        self.nodes[node as usize].depth
    }

    pub fn has_children(&self, node: u32) -> bool {
        self.nodes[node as usize].first != NONE
    }

    /// Puts a node into its parent's list and sets its depth.
    pub fn link(&mut self, node: u32) {
        let parent = self.nodes[node as usize].parent as usize;
        let (next, depth) = (self.nodes[parent].first, self.nodes[parent].depth + 1);
        self.nodes[parent].first = node;
        if next != NONE {
            self.nodes[next as usize].prev = node;
        }
        let node = &mut self.nodes[node as usize];
        (node.next, node.prev, node.depth, node.aside) = (next, NONE, depth, false);
    }

    pub fn unlink(&mut self, node: u32) {
        let Node { parent, next, prev, .. } = self.nodes[node as usize];
        if prev == NONE {
            self.nodes[parent as usize].first = next;
        } else {
            self.nodes[prev as usize].next = next;
        }
        if next != NONE {
            self.nodes[next as usize].prev = prev;
        }
    }

    pub fn put_aside(&mut self, node: u32) {
        self.unlink(node);
        self.nodes[node as usize].aside = true;
    }

    /// Hangs the subtree that `leaving` roots under `above` instead, by an arc from its node `below`; the arcs
    /// on the way from `below` to `leaving` change direction. `joint` brings the new arc's data for `below`.
    pub fn rehang(&mut self, leaving: u32, below: u32, above: u32, joint: Node) {
        let mut current = below;
        let mut new = Node { parent: above, ..joint };
        loop {
            let old = self.nodes[current as usize];
            self.unlink(current);
            let node = &mut self.nodes[current as usize];
            (node.parent, node.arc, node.up, node.down, node.points_up) =
                (new.parent, new.arc, new.up, new.down, new.points_up);
            self.link(current);
            if current == leaving {
                return;
            }
            new = Node {
                parent: current,
                arc: old.arc,
                up: old.down,
                down: old.up,
                points_up: !old.points_up,
                ..LONE
            };
            current = old.parent;
        }
    }

    /// Adds `change` to the price of every listed node of a subtree and renews their depths.
    pub fn shift(&mut self, top: u32, change: i64) {
        let mut at = top;
        loop {
            let parent = self.nodes[at as usize].parent;
            let depth = self.nodes[parent as usize].depth + 1;
            let node = &mut self.nodes[at as usize];
            node.depth = depth;
            self.price[at as usize] += change;
            if node.first != NONE {
                at = node.first;
                continue;
            }
            loop {
                if at == top {
                    return;
                }
                let node = &self.nodes[at as usize];
                if node.next != NONE {
                    at = node.next;
                    break;
                }
                at = node.parent;
            }
        }
    }

    /// The data of an arc that is about to hang a node.
    pub fn joint(arc: u32, points_up: bool, up: i64, down: i64) -> Node {
        Node { arc, points_up, up, down, ..LONE }
    }
}
