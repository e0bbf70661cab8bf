//! What an import says about a file: every row accounted for, every remark by row, column and rule.

use std::collections::BTreeMap;

use serde::Serialize;
use uuid::Uuid;

/// As many remarks as a report lists; the counts by rule go on.
const MOST_ISSUES: usize = 20_000;

domain::words! {
    /// What a remark means for its row.
    pub enum Severity {
        Refused = "refused", "拒绝";
        Repaired = "repaired", "已修正";
        Flagged = "flagged", "待核对";
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// As a spreadsheet numbers it.
    pub row: u64,
    /// As the file calls it.
    pub column: String,
    pub value: String,
    pub rule: String,
    pub severity: Severity,
    pub message: String,
    pub suggestion: String,
}

/// How many rows each rule concerned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RuleCount {
    pub refused: usize,
    pub repaired: usize,
    pub flagged: usize,
}

/// `rows = added + changed + unchanged + refused`; repaired and flagged are counted inside the first three.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// By which the import can be undone; none when nothing was kept.
    pub id: Option<Uuid>,
    pub rows: usize,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub refused: usize,
    pub repaired: usize,
    pub flagged: usize,
    /// Divisions that a table of years leaves out, and so ended.
    pub ended: usize,
    pub by_rule: BTreeMap<String, RuleCount>,
    pub issues: Vec<Issue>,
    /// Remarks beyond those that are listed.
    pub issues_left_off: usize,
}

impl Report {
    pub(super) fn remark(&mut self, issue: Issue) {
        let count = self.by_rule.entry(issue.rule.clone()).or_default();
        match issue.severity {
            Severity::Refused => count.refused += 1,
            Severity::Repaired => count.repaired += 1,
            Severity::Flagged => count.flagged += 1,
        }
        if self.issues.len() < MOST_ISSUES { self.issues.push(issue) } else { self.issues_left_off += 1 }
    }

    /// Adds what another file of the same command came to.
    pub fn add(&mut self, other: Self) {
        self.id = other.id.or(self.id);
        self.rows += other.rows;
        self.added += other.added;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.refused += other.refused;
        self.repaired += other.repaired;
        self.flagged += other.flagged;
        self.ended += other.ended;
        self.issues_left_off += other.issues_left_off;
        for (rule, count) in other.by_rule {
            let sum = self.by_rule.entry(rule).or_default();
            sum.refused += count.refused;
            sum.repaired += count.repaired;
            sum.flagged += count.flagged;
        }
        self.issues.extend(other.issues);
    }
}
