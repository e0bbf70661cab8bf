//! The arcs around each node: all of them, and apart from those the few that are near.
//!
//! Seen from a node, an arc that leaves counts with its cost, one that arrives with its negative. So the length
//! of a step forwards is `cost + price(here) - price(there)` in both cases, backwards its negative, and where it
//! is positive the step is open unless the arc is closed: that is complementary slackness. Only steps of length
//! zero need to know more, and they are always among the near ones, which do.

/// Flow can go from here to there.
pub const FORWARDS: u32 = 1;
/// Flow can come from there.
pub const BACKWARDS: u32 = 2;
const BITS: u32 = 2;

const NONE: u32 = u32::MAX;

/// An arc as seen from one of its ends.
#[derive(Debug, Clone, Copy, Default)]
pub struct Step {
    pub cost: i64,
    /// Twice the arc; plus one, seen from its head.
    end: u32,
    /// The node at the other end, and in the last bits which ways are open.
    there: u32,
}

impl Step {
    /// An arc from its tail and from its head.
    pub fn both(arc: usize, tail: u32, head: u32, cost: i64) -> [Self; 2] {
        let end = 2 * arc as u32;
        [Self { cost, end, there: head << BITS }, Self { cost: -cost, end: end + 1, there: tail << BITS }]
    }

    #[inline(always)]
    pub fn there(self) -> u32 {
        self.there >> BITS
    }

    #[inline(always)]
    pub fn arc(self) -> u32 {
        self.end / 2
    }

    pub fn leaves(self) -> bool {
        self.end.is_multiple_of(2)
    }

    #[inline(always)]
    pub fn is_open(self, way: u32) -> bool {
        self.there & way != 0
    }

    pub fn is_free(self) -> bool {
        let both = FORWARDS | BACKWARDS;
        self.there & both == both
    }

    pub fn open(self, ways: u32) -> Self {
        Self { there: self.there | ways, ..self }
    }
}

/// A node, where its list is, and what else is kept with it: what a search reads together stands together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Node<T> {
    pub own: T,
    first: u32,
    count: u32,
    room: u32,
}

/// A list of steps for each node, all in one array.
#[derive(Debug)]
pub struct Lists<T> {
    nodes: Vec<Node<T>>,
    steps: Vec<Step>,
    /// Where each end of each arc stands, if it does.
    places: Vec<u32>,
}

impl<T: Default> Lists<T> {
    /// Nodes, and empty lists with room for so many steps each.
    pub fn new(nodes: impl Iterator<Item = (T, u32)>, arcs: usize) -> Self {
        let mut first = 0;
        let node = |(own, room)| {
            let node = Node { own, first, count: 0, room };
            first += room;
            node
        };
        let nodes: Vec<Node<T>> = nodes.map(node).collect();
        Self { nodes, steps: vec![Step::default(); first as usize], places: vec![NONE; 2 * arcs] }
    }

    pub fn add_node(&mut self) {
        self.nodes.push(Node::default());
    }

    pub fn add_arc(&mut self) {
        self.places.extend([NONE; 2]);
    }

    #[inline(always)]
    pub fn of(&self, node: usize) -> &[Step] {
        let &Node { first, count, .. } = &self.nodes[node];
        &self.steps[first as usize..(first + count) as usize]
    }

    #[inline(always)]
    pub fn nodes(&self) -> &[Node<T>] {
        &self.nodes
    }

    /// The list of a node, to be read while nodes change.
    #[inline(always)]
    pub fn with_nodes(&mut self, node: usize) -> (&[Step], &mut [Node<T>]) {
        let &Node { first, count, .. } = &self.nodes[node];
        (&self.steps[first as usize..(first + count) as usize], &mut self.nodes)
    }

    pub fn nodes_mut(&mut self) -> &mut [Node<T>] {
        &mut self.nodes
    }

    /// Puts a step into the list of a node, or in the place of what it was before.
    pub fn put(&mut self, node: usize, step: Step) {
        let place = self.places[step.end as usize];
        if place != NONE {
            self.steps[place as usize] = step;
            return;
        }
        if self.nodes[node].count == self.nodes[node].room {
            self.make_room(node);
        }
        let list = &mut self.nodes[node];
        let place = list.first + list.count;
        list.count += 1;
        self.steps[place as usize] = step;
        self.places[step.end as usize] = place;
    }

    /// Moves a list to the end of the array, where there is room for as much again.
    fn make_room(&mut self, node: usize) {
        let list = &mut self.nodes[node];
        let first = self.steps.len();
        self.steps.extend_from_within(list.first as usize..(list.first + list.count) as usize);
        for (place, step) in (first as u32..).zip(&self.steps[first..]) {
            self.places[step.end as usize] = place;
        }
        (list.first, list.room) = (first as u32, 2 * list.count + 2);
        self.steps.resize(first + list.room as usize, Step::default());
    }

    /// Takes the end of an arc that `step` stands for out of the list of its node, if it is there.
    pub fn take(&mut self, node: usize, step: Step) {
        let place = std::mem::replace(&mut self.places[step.end as usize], NONE);
        if place == NONE {
            return;
        }
        let list = &mut self.nodes[node];
        list.count -= 1;
        let last = self.steps[(list.first + list.count) as usize];
        if last.end != step.end {
            self.steps[place as usize] = last;
            self.places[last.end as usize] = place;
        }
    }
}
