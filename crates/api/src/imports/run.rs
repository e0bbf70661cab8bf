//! `POST /imports`: a trial or the import itself. The answer is a stream of lines, each a JSON object: progress, and at
//! the end the report or the problem. Whoever closes the connection before the end cancels the import.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::rule::Language;
use futures_util::{Stream, StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use service::import::{By, Import, Issue, Progress, Report, import, may_import};
use tokio::task::JoinHandle;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::upload::UploadParams;
use crate::caller::{FileBytes, Params, Signed};
use crate::problem::{Problem, ProblemBody, language_of};
use crate::router::App;

const EVERY: Duration = Duration::from_millis(200);

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RunParams {
    /// Report what would happen, keep nothing.
    #[serde(default)]
    #[param(required = false)]
    pub dry_run: bool,
    /// Keep the good rows even when others are refused.
    #[serde(default)]
    #[param(required = false)]
    pub good_rows_only: bool,
}

/// One line of the answer: exactly one of its members is there.
#[derive(Serialize, ToSchema)]
pub struct ImportLine {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<ProgressBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemBody>,
}

#[derive(Serialize, ToSchema)]
pub struct ProgressBody {
    /// Rows that were decided.
    pub done: usize,
    pub rows: usize,
}

/// `rows = added + changed + unchanged + refused`.
#[derive(Serialize, ToSchema)]
pub struct ReportBody {
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
    pub by_rule: BTreeMap<String, RuleCountBody>,
    pub issues: Vec<IssueBody>,
    /// Remarks beyond those that are listed.
    pub issues_left_off: usize,
}

#[derive(Serialize, ToSchema)]
pub struct RuleCountBody {
    pub refused: usize,
    pub repaired: usize,
    pub flagged: usize,
}

#[derive(Serialize, ToSchema)]
pub struct IssueBody {
    pub row: u64,
    pub column: String,
    pub value: String,
    pub rule: String,
    /// `refused`, `repaired` or `flagged`.
    pub severity: String,
    pub message: String,
    pub suggestion: String,
}

impl From<Issue> for IssueBody {
    fn from(issue: Issue) -> Self {
        Self {
            row: issue.row,
            column: issue.column,
            value: issue.value,
            rule: issue.rule,
            severity: issue.severity.word().to_owned(),
            message: issue.message,
            suggestion: issue.suggestion,
        }
    }
}

impl From<Report> for ReportBody {
    fn from(report: Report) -> Self {
        let counts = report.by_rule.into_iter().map(|(rule, count)| {
            (rule, RuleCountBody { refused: count.refused, repaired: count.repaired, flagged: count.flagged })
        });
        Self {
            id: report.id,
            rows: report.rows,
            added: report.added,
            changed: report.changed,
            unchanged: report.unchanged,
            refused: report.refused,
            repaired: report.repaired,
            flagged: report.flagged,
            ended: report.ended,
            by_rule: counts.collect(),
            issues: report.issues.into_iter().map(Into::into).collect(),
            issues_left_off: report.issues_left_off,
        }
    }
}

#[utoipa::path(post, path = "/imports", operation_id = "run_import", tag = "imports", params(UploadParams, RunParams), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = ImportLine, content_type = "application/x-ndjson")))]
pub async fn run(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(upload): Params<UploadParams>,
    Params(params): Params<RunParams>,
    headers: HeaderMap,
    FileBytes(bytes): FileBytes,
) -> Result<Response, Problem> {
    let upload = upload.read(bytes).await?;
    may_import(&caller.actor, upload.kind)?;
    let language = language_of(&headers);
    let command = Import {
        mapping: upload.mapping,
        by: By::Actor(Box::new(caller.actor)),
        dry_run: params.dry_run,
        good_rows_only: params.good_rows_only,
        language,
        ..Import::new(upload.kind, upload.table, upload.file)
    };
    let (progress, rows) = (command.progress.clone(), command.table.rows.len());
    let running = tokio::spawn(async move { import(&app.lianhe, command).await });
    let lines = lines(Running { running: Some(running), progress, rows });
    // The compression layer asks once more after the end.
    let text = lines.map(move |line| Ok::<_, Infallible>(line.text(language))).fuse();
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(text)).into_response())
}

/// An import under way; dropping it before its end cancels it.
struct Running {
    running: Option<JoinHandle<service::Result<Report>>>,
    progress: Progress,
    rows: usize,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.progress.cancel();
    }
}

enum Line {
    Progress(ProgressBody),
    Report(Box<Report>),
    Problem(Problem),
}

fn lines(running: Running) -> impl Stream<Item = Line> {
    stream::unfold(running, |mut state| async move {
        let running = state.running.as_mut()?;
        let line = match tokio::time::timeout(EVERY, running).await {
            Err(_) => Line::Progress(ProgressBody { done: state.progress.done(), rows: state.rows }),
            Ok(ended) => {
                state.running = None;
                match ended {
                    Ok(Ok(report)) => Line::Report(Box::new(report)),
                    Ok(Err(error)) => Line::Problem(error.into()),
                    Err(_) => Line::Problem(Problem::internal()),
                }
            }
        };
        Some((line, state))
    })
}

impl Line {
    fn text(self, language: Language) -> String {
        let nothing = ImportLine { progress: None, report: None, problem: None };
        let line = match self {
            Self::Progress(progress) => ImportLine { progress: Some(progress), ..nothing },
            Self::Report(report) => ImportLine { report: Some((*report).into()), ..nothing },
            Self::Problem(problem) => ImportLine { problem: Some(problem.body(language)), ..nothing },
        };
        serde_json::to_string(&line).unwrap_or_default() + "\n"
    }
}
