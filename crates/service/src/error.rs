use domain::access::Operation;
use domain::rule::Refusal;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("nobody is signed in")]
    Unauthenticated,
    #[error("the name or the password is wrong")]
    CredentialsWrong,
    #[error("the password is right; a code is needed as well")]
    CodeNeeded,
    #[error("the code is wrong, old or used")]
    CodeWrong,
    #[error("too many failures: nobody may try before {0}")]
    Locked(chrono::DateTime<chrono::Utc>),
    #[error("the account is disabled, or its person has no appointment")]
    AccountClosed,
    #[error("this is done in a browser, not with a token")]
    BrowserOnly,
    #[error("the sign-in link is unknown, used or out of date")]
    LinkInvalid,
    #[error("the identity provider does not answer: {0}")]
    ProviderUnreachable(String),
    #[error("what the identity provider says does not hold: {0}")]
    ProviderUnverified(String),
    #[error("no account is linked with this identity")]
    IdentityUnknown,
    #[error("the way to the identity provider and back was begun elsewhere, took too long, or is over")]
    JourneyOver,
    /// It does not exist, or this appointment may not see it: the caller cannot tell which.
    #[error("not found")]
    NotFound,
    #[error("{} is not allowed here", .0.word())]
    Forbidden(Operation),
    #[error("somebody else changed it first")]
    Stale,
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    #[error("cancelled: nothing was kept")]
    Cancelled,
    #[error("the write left no journal entry")]
    Unjournalled,
    #[error(transparent)]
    Paper(#[from] std::sync::Arc<documents::PaperError>),
    #[error("the file cannot be read: {0}")]
    Table(#[from] documents::TableError),
    #[error(transparent)]
    Sealed(#[from] crate::sealing::SealError),
    #[error("the plan cannot be computed: {0}")]
    Matching(#[from] solver::matching::MatchError),
    #[error(transparent)]
    Storage(storage::Error),
}

impl From<storage::Error> for Error {
    fn from(error: storage::Error) -> Self {
        // Two writers met at a unique key: the one who came second reads again.
        if error.is_unique_violation() { Self::Stale } else { Self::Storage(error) }
    }
}
