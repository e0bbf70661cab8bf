//! Lines of Party organisations against the divisions directly below: who leads what where.

use domain::grid::{DivisionRef, Node};
use domain::id::DivisionId;
use domain::statistics::{Line, Matrix, matrix as lines_by_territory};

use super::{load, party_names};
use crate::{Result, View};

pub struct MatrixShown {
    pub division: Node,
    pub columns: Vec<DivisionRef>,
    /// The organisation at the top of each line, where the line has one.
    pub names: Vec<Option<String>>,
    pub matrix: Matrix,
}

/// # Errors
/// `NotFound` for a division whose statistics the caller may not see.
pub async fn matrix(view: &mut View<'_>, id: DivisionId) -> Result<MatrixShown> {
    let (division, facts) = load(view, id).await?;
    let (tree, called) = (view.tree().await?, party_names(view).await?);
    let matrix = lines_by_territory(&facts, id);
    let name = |line: Line| match line {
        Line::Below(id) => Some(called.get(&id).cloned().unwrap_or_default()),
        Line::Unrecorded | Line::Aggregate => None,
    };
    Ok(MatrixShown {
        division,
        columns: matrix.columns.iter().map(|id| tree.reference(*id)).collect(),
        names: matrix.rows.iter().map(|row| name(row.line)).collect(),
        matrix,
    })
}
