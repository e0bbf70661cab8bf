//! An optimal flow, its prices, and what is left to be routed after a change.
//!
//! Invariant: every arc that is not full has a reduced cost of at least zero, every arc that is not empty one
//! of at most zero. So whatever has no excess is optimal, and a shortest route keeps it so.

use super::adjacency::{BACKWARDS, FORWARDS, Lists, Step};
use crate::flow::{Network, UNBOUNDED};

/// Prices beyond this could overflow in a route; only thousands of changes on end could lead there.
const HIGHEST_PRICE: i64 = 1 << 60;
/// So many arcs are looked at to find out what is near.
const SAMPLE: usize = 1 << 15;
/// A price may drift by this share of what is near before its node is looked at anew.
const DRIFT_SHARE: i64 = 4;

/// What a route needs to know of a node, in half a line of the cache.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spot {
    pub price: i64,
    /// More has arrived (or is supplied) than leaves; negative: less.
    pub excess: i64,
    /// Of the search numbered `search`: how far the node is, and the arc to it.
    pub distance: i64,
    pub search: u32,
    pub via: u32,
    /// The next node on a way to the hub that once cost nothing: worth trying first.
    pub towards_hub: u32,
}

#[derive(Debug)]
pub struct Residual {
    pub flow: Vec<i64>,
    pub all: Lists<()>,
    /// The arcs with flow between their bounds and those of small reduced cost, but not those of the hub.
    pub near: Lists<Spot>,
    /// The node with most arcs: routes may always end there, and begin there again. Its price stays.
    pub hub: u32,
    /// The price by which it is told what is near; `price` stays within `drift` of it.
    anchors: Vec<i64>,
    drift: i64,
    radius: i64,
    /// Nodes that may have an excess.
    pub unsettled: Vec<u32>,
    pub objective: i128,
    /// Bounds every excess there can be.
    moved: i64,
    /// The numbers have become too large, or an endless arc would have to be filled: begin anew.
    pub spoilt: bool,
}

impl Residual {
    pub fn new(network: &Network, flow: Vec<i64>, prices: &[i64]) -> Self {
        let (nodes, arcs) = (network.nodes(), network.arcs());
        let mut spots: Vec<Spot> = prices.iter().map(|&price| Spot { price, ..Spot::default() }).collect();
        let hub = centre(&mut spots, network, &flow);
        spots.iter_mut().for_each(|spot| spot.towards_hub = hub);
        let reduced = |arc: usize| {
            let (tail, head) = (network.tail[arc] as usize, network.head[arc] as usize);
            network.cost[arc] + spots[tail].price - spots[head].price
        };
        let step = (arcs / SAMPLE).max(1);
        let mut sample: Vec<i64> =
            (0..arcs).step_by(step).map(|arc| reduced(arc).abs()).filter(|&size| size > 0).collect();
        sample.sort_unstable();
        let radius = sample.get(nodes / step).or(sample.last()).copied().unwrap_or(0);
        let mut degree = vec![0u32; nodes];
        network.tail.iter().chain(&network.head).for_each(|&node| degree[node as usize] += 1);
        let mut residual = Self {
            anchors: spots.iter().map(|spot| spot.price).collect(),
            spoilt: spots.iter().any(|spot| spot.price.abs() > HIGHEST_PRICE),
            objective: flow.iter().zip(&network.cost).map(|(&f, &c)| i128::from(f) * i128::from(c)).sum(),
            flow,
            all: Lists::new(degree.iter().map(|degree| ((), degree + degree / 16 + 1)), arcs),
            near: Lists::new(spots.into_iter().map(|spot| (spot, 4)), arcs),
            hub,
            radius,
            drift: radius / DRIFT_SHARE,
            unsettled: Vec::new(),
            moved: 0,
        };
        for arc in 0..arcs {
            residual.list(network, arc);
        }
        residual.point_to_hub(network);
        residual
    }

    /// Follows steps that cost nothing and are open both ways outwards from the hub.
    fn point_to_hub(&mut self, network: &Network) {
        let hub = self.hub;
        // The hub has no list of near arcs, but its neighbours have.
        let is_next = |node: &u32| {
            self.near.of(*node as usize).iter().any(|step| step.there() == hub && step.is_free())
        };
        let neighbours = network.tail.iter().zip(&network.head).filter_map(|(&tail, &head)| {
            if head == hub { Some(tail) } else { (tail == hub).then_some(head) }
        });
        let mut open: Vec<u32> = neighbours.filter(is_next).collect();
        let mut seen = vec![false; network.nodes()];
        open.iter().for_each(|&node| seen[node as usize] = true);
        let mut found = Vec::new();
        let mut done = 0;
        while done < open.len() {
            let node = open[done];
            done += 1;
            for step in self.near.of(node as usize).iter().filter(|step| step.is_free()) {
                let there = step.there();
                if !std::mem::replace(&mut seen[there as usize], true) {
                    found.push((there, node));
                    open.push(there);
                }
            }
        }
        for (there, node) in found {
            self.spot_mut(there).towards_hub = node;
        }
    }

    #[inline(always)]
    pub fn spot(&self, node: u32) -> &Spot {
        &self.near.nodes()[node as usize].own
    }

    #[inline(always)]
    pub fn spot_mut(&mut self, node: u32) -> &mut Spot {
        &mut self.near.nodes_mut()[node as usize].own
    }

    /// No arc that is far makes a route as short as this.
    pub fn reach(&self) -> i64 {
        self.radius - 2 * self.drift
    }

    pub fn reduced(&self, network: &Network, arc: usize) -> i64 {
        let (tail, head) = (network.tail[arc], network.head[arc]);
        network.cost[arc] + self.spot(tail).price - self.spot(head).price
    }

    /// Lists an arc as it is now: among all, and as near or not.
    fn list(&mut self, network: &Network, arc: usize) {
        let (tail, head) = (network.tail[arc], network.head[arc]);
        let steps = Step::both(arc, tail, head, network.cost[arc]);
        self.all.put(tail as usize, steps[0]);
        self.all.put(head as usize, steps[1]);
        self.sort(network, arc);
    }

    /// Lists an arc as near if it is.
    pub fn sort(&mut self, network: &Network, arc: usize) {
        let (tail, head) = (network.tail[arc], network.head[arc]);
        let (lower, upper, flow) = (network.lower(arc), network.upper[arc], self.flow[arc]);
        let anchored = network.cost[arc] + self.anchors[tail as usize] - self.anchors[head as usize];
        let between = lower < flow && flow < upper;
        let near = between || (lower < upper && anchored.abs() <= self.radius);
        let (grows, shrinks) = (u32::from(flow < upper), u32::from(flow > lower));
        let ways = [grows * FORWARDS + shrinks * BACKWARDS, shrinks * FORWARDS + grows * BACKWARDS];
        for ((node, step), ways) in
            [tail, head].into_iter().zip(Step::both(arc, tail, head, network.cost[arc])).zip(ways)
        {
            if near && node != self.hub {
                self.near.put(node as usize, step.open(ways));
            } else {
                self.near.take(node as usize, step);
            }
        }
    }

    pub fn set_price(&mut self, network: &Network, node: u32, price: i64) {
        self.spot_mut(node).price = price;
        self.spoilt |= price.abs() > HIGHEST_PRICE;
        if (price - self.anchors[node as usize]).abs() > self.drift {
            self.anchor(network, node);
        }
    }

    /// Tells near from far by the present price of a node.
    fn anchor(&mut self, network: &Network, node: u32) {
        let at = node as usize;
        let price = self.spot(node).price;
        let before = std::mem::replace(&mut self.anchors[at], price);
        let changes = |step: &&Step| {
            let rest = step.cost - self.anchors[step.there() as usize];
            let near = |price: i64| (rest + price).abs() <= self.radius;
            near(before) != near(price)
        };
        let arcs: Vec<u32> = self.all.of(at).iter().filter(changes).map(|step| step.arc()).collect();
        arcs.iter().for_each(|&arc| self.sort(network, arc as usize));
    }

    pub fn add_supply(&mut self, node: u32, more: i64) {
        let excess = &mut self.spot_mut(node).excess;
        *excess = excess.saturating_add(more);
        self.unsettled.push(node);
        self.count(more);
    }

    fn count(&mut self, amount: i64) {
        self.moved = self.moved.saturating_add(amount.saturating_abs());
        self.spoilt |= self.moved > UNBOUNDED;
    }

    /// Everything has arrived.
    pub fn settled(&mut self) {
        self.unsettled.clear();
        self.moved = 0;
    }

    pub fn count_cost(&mut self, arc: usize, before: i64, cost: i64) {
        self.objective += i128::from(self.flow[arc]) * (i128::from(cost) - i128::from(before));
    }

    pub fn add_node(&mut self) {
        self.anchors.push(0);
        self.all.add_node();
        self.near.add_node();
    }

    /// Makes room for the newest arc of the network.
    pub fn add_arc(&mut self) {
        self.flow.push(0);
        self.all.add_arc();
        self.near.add_arc();
    }

    /// Restores the invariant around arcs that have changed; what that moves becomes excess.
    pub fn settle(&mut self, network: &Network, changed: &[u32]) {
        changed.iter().for_each(|&arc| self.list(network, arc as usize));
        // A node that only sends, or only receives, can choose its price.
        let mut simple: Vec<u32> = Vec::new();
        let mut known: Vec<Option<bool>> = vec![None; network.nodes()];
        let mut arcs: Vec<u32> = Vec::new();
        for &arc in changed {
            let mut is_simple = |node: u32| {
                *known[node as usize].get_or_insert_with(|| {
                    let found = node != self.hub && (self.only(node, true) || self.only(node, false));
                    simple.extend(found.then_some(node));
                    found
                })
            };
            if !is_simple(network.tail[arc as usize]) && !is_simple(network.head[arc as usize]) {
                arcs.push(arc);
            }
        }
        for node in simple {
            let (low, high) = self.fair_prices(network, node);
            if let Some(price) = between(low, high, self.only(node, true)) {
                self.set_price(network, node, price);
            }
            arcs.extend(self.all.of(node as usize).iter().map(|step| step.arc()));
        }
        for arc in arcs {
            let arc = arc as usize;
            let (lower, upper) = (network.lower(arc), network.upper[arc]);
            let flow = match self.reduced(network, arc) {
                1.. => lower,
                0 => self.flow[arc].clamp(lower, upper),
                _ => upper,
            };
            self.set_flow(network, arc, flow);
        }
    }

    /// Whether a node only sends; or only receives.
    fn only(&self, node: u32, sends: bool) -> bool {
        self.all.of(node as usize).iter().all(|step| step.leaves() == sends)
    }

    /// The lowest and the highest price of a node at which its arcs may stay as they are.
    fn fair_prices(&self, network: &Network, node: u32) -> (Option<i64>, Option<i64>) {
        let (mut low, mut high) = (None, None);
        for step in self.all.of(node as usize) {
            let arc = step.arc() as usize;
            let price = self.spot(step.there()).price - step.cost;
            let grows = self.flow[arc] < network.upper[arc];
            let shrinks = self.flow[arc] > network.lower(arc);
            if if step.leaves() { grows } else { shrinks } {
                low = low.max(Some(price));
            }
            if if step.leaves() { shrinks } else { grows } {
                high = Some(high.map_or(price, |high: i64| high.min(price)));
            }
        }
        (low, high)
    }

    fn set_flow(&mut self, network: &Network, arc: usize, flow: i64) {
        let more = flow - self.flow[arc];
        if more != 0 {
            self.spoilt |= flow >= UNBOUNDED;
            self.flow[arc] = flow;
            self.add_supply(network.tail[arc], -more);
            self.add_supply(network.head[arc], more);
            self.objective += i128::from(more) * i128::from(network.cost[arc]);
        }
        self.sort(network, arc);
    }
}

/// A price between the two; where they exclude each other the one that fills no arc of a sender (`low`) or
/// of a receiver (`high`).
fn between(low: Option<i64>, high: Option<i64>, sender: bool) -> Option<i64> {
    match (low, high) {
        (Some(low), Some(high)) if low <= high => Some(low + (high - low) / 2),
        (Some(low), Some(high)) => Some(if sender { low } else { high }),
        (low, high) => low.or(high),
    }
}

/// Finds the hub, and moves the price of every other node that only sends or only receives into the middle of
/// what its arcs allow: so no route comes by it that does not gain by it.
fn centre(spots: &mut [Spot], network: &Network, flow: &[i64]) -> u32 {
    let nodes = spots.len();
    let (mut leaving, mut entering) = (vec![0u32; nodes], vec![0u32; nodes]);
    let (mut low, mut high) = (vec![None; nodes], vec![None; nodes]);
    for (arc, &flow) in flow.iter().enumerate() {
        let (tail, head) = (network.tail[arc] as usize, network.head[arc] as usize);
        leaving[tail] += 1;
        entering[head] += 1;
        let (of_tail, of_head) =
            (spots[head].price - network.cost[arc], spots[tail].price + network.cost[arc]);
        let lower_of = |high: Option<i64>, price: i64| Some(high.map_or(price, |high| high.min(price)));
        if flow < network.upper[arc] {
            low[tail] = low[tail].max(Some(of_tail));
            high[head] = lower_of(high[head], of_head);
        }
        if flow > network.lower(arc) {
            high[tail] = lower_of(high[tail], of_tail);
            low[head] = low[head].max(Some(of_head));
        }
    }
    let degree = |node: usize| u64::from(leaving[node]) + u64::from(entering[node]);
    let hub = (0..nodes).max_by_key(|&node| (degree(node), std::cmp::Reverse(node))).unwrap_or(0);
    let simple = |none: &[u32]| (0..nodes).filter(|&node| node != hub && none[node] == 0).collect();
    let (senders, receivers): (Vec<usize>, Vec<usize>) = (simple(&entering), simple(&leaving));
    // Neighbours must not both move, so only one kind does.
    let of_senders = senders.len() >= receivers.len();
    for node in if of_senders { senders } else { receivers } {
        if let Some(price) = between(low[node], high[node], of_senders) {
            spots[node].price = price;
        }
    }
    hub as u32
}
