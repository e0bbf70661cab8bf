//! Which pairs are worth comparing: those with a rare token, the end of a code or a neighbourhood in common.
//!
//! Each item proposes at most a fixed number of others per kind, starting with what is shared by the fewest,
//! so the work grows with the number of items and not with its square.

use std::collections::BTreeMap;

use super::{Item, Settings};

/// Per kind of feature, for each neighbour that is wanted, and at least.
const PER_NEIGHBOUR: usize = 20;
const AT_LEAST: usize = 200;

pub struct Finder<'a> {
    items: &'a [Item],
    limit: usize,
    with_token: Vec<Vec<u32>>,
    /// Items below each beginning of a code.
    with_code: BTreeMap<&'a [u32], Vec<u32>>,
    in_cell: BTreeMap<(i64, i64), Vec<u32>>,
    cell: f64,
}

impl<'a> Finder<'a> {
    pub fn new(items: &'a [Item], settings: &Settings) -> Self {
        let tokens = items.iter().flat_map(|item| &item.tokens).map(|(token, _)| *token as usize + 1).max();
        let mut finder = Self {
            items,
            limit: settings.neighbours.saturating_mul(PER_NEIGHBOUR).max(AT_LEAST),
            with_token: vec![Vec::new(); tokens.unwrap_or(0)],
            with_code: BTreeMap::new(),
            in_cell: BTreeMap::new(),
            cell: cell_size(items),
        };
        for (index, item) in (0..).zip(items) {
            item.tokens.iter().for_each(|(token, _)| finder.with_token[*token as usize].push(index));
            for level in 1..=item.code.len() {
                finder.with_code.entry(&item.code[..level]).or_default().push(index);
            }
            if let Some(at) = item.at {
                let key = finder.key(at);
                finder.in_cell.entry(key).or_default().push(index);
            }
        }
        finder
    }

    fn key(&self, at: (f64, f64)) -> (i64, i64) {
        ((at.0 / self.cell).floor() as i64, (at.1 / self.cell).floor() as i64)
    }

    /// Fills `near` with the others that `item` should be compared with, in ascending order.
    pub fn of(&self, item: usize, near: &mut Vec<u32>) {
        near.clear();
        let known = &self.items[item];
        let mut lists: Vec<&Vec<u32>> =
            known.tokens.iter().map(|(token, _)| &self.with_token[*token as usize]).collect();
        lists.sort_by_key(|list| list.len());
        self.take(item, lists.into_iter(), near);

        let levels = (1..=known.code.len()).rev();
        self.take(item, levels.filter_map(|level| self.with_code.get(&known.code[..level])), near);

        if let Some(at) = known.at {
            let (x, y) = self.key(at);
            // The cell itself first, then the ring around it, then one more.
            let ring = |r: i64| {
                let cells = (-r..=r).flat_map(move |dy| (-r..=r).map(move |dx| (dx, dy)));
                cells.filter(move |(dx, dy)| dx.abs().max(dy.abs()) == r)
            };
            let cells = (0..=2).flat_map(ring);
            let cells = cells.map(|(dx, dy)| (x.saturating_add(dx), y.saturating_add(dy)));
            self.take(item, cells.filter_map(|cell| self.in_cell.get(&cell)), near);
        }
        near.sort_unstable();
        near.dedup();
    }

    /// Takes whole lists until the limit is reached; of a list that is too long, those around the item.
    fn take<'l>(&self, item: usize, lists: impl Iterator<Item = &'l Vec<u32>>, near: &mut Vec<u32>) {
        let mut left = self.limit;
        for list in lists {
            if left == 0 {
                return;
            }
            let own = list.partition_point(|&other| (other as usize) < item);
            let from = own.saturating_sub(left / 2).min(list.len().saturating_sub(left));
            let part = &list[from..list.len().min(from + left)];
            near.extend(part.iter().copied().filter(|&other| other as usize != item));
            left -= part.len();
        }
    }
}

/// Cells that hold about eight items each, if they were spread evenly.
fn cell_size(items: &[Item]) -> f64 {
    let (mut low, mut high, mut count) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN), 0.0);
    for (x, y) in items.iter().filter_map(|item| item.at) {
        low = (low.0.min(x), low.1.min(y));
        high = (high.0.max(x), high.1.max(y));
        count += 1.0;
    }
    let area = (high.0 - low.0).max(0.0) * (high.1 - low.1).max(0.0);
    let size = (8.0 * area / f64::max(count, 1.0)).sqrt();
    if size.is_finite() && size > 0.0 { size } else { 1.0 }
}
