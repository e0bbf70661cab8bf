//! What came of a meeting (议定事项), item by item.

use super::task::TaskState;

crate::words! {
    pub enum ResolutionKind {
        Information = "information", "通报";
        Decision = "decision", "决定";
        Task = "task", "任务";
    }
}

impl ResolutionKind {
    /// Whether somebody can be charged with it. What was only told binds nobody.
    pub const fn has_tasks(self) -> bool {
        !matches!(self, Self::Information)
    }
}

crate::words! {
    /// Where a resolution stands, by its tasks.
    pub enum ResolutionState {
        Noted = "noted", "无须办理";
        Unfinished = "unfinished", "未办结";
        Finished = "finished", "已办结";
    }
}

impl ResolutionState {
    /// What has no task needs nothing done.
    pub fn of(tasks: impl IntoIterator<Item = TaskState>) -> Self {
        let mut tasks = tasks.into_iter().peekable();
        if tasks.peek().is_none() {
            Self::Noted
        } else if tasks.any(TaskState::is_unfinished) {
            Self::Unfinished
        } else {
            Self::Finished
        }
    }
}
