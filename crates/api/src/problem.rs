//! Errors on the wire: RFC 9457 problem+json with a stable code, in the reader's language.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::rule::{Language, Refusal};
use serde::{Deserialize, Serialize};
use service::Error;
use service::sealing::SealError;

/// The body of every error answer.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// `urn:lianhe:problem:` and the code.
    pub r#type: String,
    pub title: String,
    pub status: u16,
    /// Stable, for programs: `unit.name_taken`.
    pub code: String,
    /// What is wrong.
    pub detail: String,
    /// The input that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// An error on its way out; [`speak`] writes its body in the language of the request.
#[derive(Debug, Clone)]
pub enum Problem {
    Refused(Refusal),
    /// The request itself cannot be read: what the parser says of it.
    Request(StatusCode, String),
    Plain(&'static Plain),
    /// Too many failed sign-ins: when to try again.
    Locked(DateTime<Utc>),
}

/// An error without a value of its own.
#[derive(Debug)]
pub struct Plain {
    status: StatusCode,
    code: &'static str,
    chinese: (&'static str, &'static str),
    english: (&'static str, &'static str),
}

macro_rules! plain {
    ($($name:ident = $status:ident, $code:literal, $zh:literal, $zh_hint:literal, $en:literal, $en_hint:literal;)+) => {
        $(pub static $name: Plain = Plain {
            status: StatusCode::$status, code: $code, chinese: ($zh, $zh_hint), english: ($en, $en_hint),
        };)+
    };
}

plain! {
    UNAUTHENTICATED = UNAUTHORIZED, "session.none", "尚未登录，或登录已过期", "请重新登录", "nobody is signed in, or the session has ended", "sign in again";
    CREDENTIALS_WRONG = UNAUTHORIZED, "session.wrong", "登录名或密码不对", "请核对后重新输入；忘记密码请联系系统管理员重置", "the sign-in name or the password is wrong", "check both and type them again; if the password is lost, ask the system administrator for a reset";
    CODE_NEEDED = UNAUTHORIZED, "session.code_needed", "还需要输入动态验证码", "请输入身份验证应用中的6位数字，或一个恢复码", "a code is needed as well", "type the 6 digits of the authenticator, or a recovery code";
    CODE_WRONG = UNAUTHORIZED, "session.code_wrong", "验证码不对、已过期或已用过", "请输入应用中当前显示的6位数字；刚用过的请等下一个", "the code is wrong, old or already used", "type the 6 digits shown now; wait for the next ones if these were just used";
    ACCOUNT_CLOSED = FORBIDDEN, "session.account_closed", "账号已停用，或目前没有任职", "请联系系统管理员", "the account is disabled, or there is no appointment now", "ask the system administrator";
    SETTING_UP = FORBIDDEN, "session.setting_up", "请先完成账号设置", "设置完成后即可使用", "the account must be set up first", "everything else opens once that is done";
    READ_ONLY = FORBIDDEN, "token.read_only", "该令牌只能读取", "请使用可写的令牌", "this token may only read", "use one that may write";
    BROWSER_ONLY = FORBIDDEN, "session.browser_only", "此操作只能在浏览器中进行，不能使用令牌", "请登录后在页面上操作", "this is done in a browser, not with a token", "sign in and do it on the page";
    LINK_INVALID = UNAUTHORIZED, "session.link_invalid", "登录链接无效、已使用或已过期", "请向管理员索取新的登录链接", "the sign-in link is unknown, used or out of date", "ask an administrator for a new one";
    PROVIDER_UNREACHABLE = SERVICE_UNAVAILABLE, "provider.unreachable", "单位统一身份认证暂时连接不上", "请稍后再试，或用登录名和密码登录；如仍不行，请联系系统管理员", "the identity provider does not answer", "try again later or sign in with name and password; if it goes on, tell the system administrator";
    PROVIDER_UNVERIFIED = UNAUTHORIZED, "provider.unverified", "统一身份认证未通过核验", "请重新登录；如仍不行，请联系系统管理员", "what the identity provider says does not hold", "sign in again; if it goes on, tell the system administrator";
    IDENTITY_UNKNOWN = UNAUTHORIZED, "identity.unknown", "该身份尚未绑定账号", "请先用邀请链接绑定", "no account is linked with this identity", "link it with an invitation first";
    JOURNEY_OVER = UNAUTHORIZED, "provider.over", "登录超时，或不是在本浏览器中开始的", "请重新登录", "it took too long, or was begun in another browser", "sign in again";
    NOT_FOUND = NOT_FOUND, "not_found", "找不到该对象，或当前任职无权查看", "请核对地址，或切换任职", "it does not exist, or this appointment may not see it", "check the address, or act as another appointment";
    FORBIDDEN = FORBIDDEN, "forbidden", "当前任职无权进行此操作", "请切换任职，或请上级办理", "this appointment may not do that", "act as another appointment, or ask the superior office";
    STALE = CONFLICT, "version.stale", "该对象已被他人修改", "请刷新后重试，已填写的内容仍保留在页面上", "somebody else changed it first", "reload and try again; what you typed is still on the page";
    CANCELLED = CONFLICT, "import.cancelled", "导入已取消，未保存任何内容", "可以重新导入", "the import was cancelled; nothing was saved", "import again whenever you want";
    TOO_MANY_REQUESTS = TOO_MANY_REQUESTS, "limit.requests", "请求过于频繁", "请稍等片刻再试；Retry-After 说明还要等几秒", "too many requests in a short time", "wait a moment; Retry-After says how many seconds";
    KEY_MISSING = SERVICE_UNAVAILABLE, "key.missing", "缺少个人数据的密钥，未保存也未显示任何内容", "请系统管理员恢复密钥文件；lianhe doctor 会说明缺少哪一个密钥", "the key that seals personal data is missing; nothing was saved or shown", "the system administrator puts the key file back; lianhe doctor names the missing key";
    FONT_MISSING = SERVICE_UNAVAILABLE, "font.missing", "缺少公文所用的中文字体，或字体中没有正文里的字", "请系统管理员把仿宋、黑体、楷体、小标宋字体放入 documents.fonts 文件夹，或安装运维手册列出的字体", "a Chinese font for papers is missing, or has not all characters of the text", "the system administrator puts fonts into the folder documents.fonts, or installs those that the operations manual lists";
    INTERNAL = INTERNAL_SERVER_ERROR, "internal", "系统出错，未保存任何内容", "请稍后再试；如仍出错，请联系系统管理员", "the system failed; nothing was saved", "try again later; if it goes on, tell the system administrator";
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Request(status, _) => *status,
            Self::Plain(plain) => plain.status,
            Self::Locked(..) => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    /// Something that is nobody's fault but ours.
    pub const fn internal() -> Self {
        Self::Plain(&INTERNAL)
    }

    pub fn body(&self, language: Language) -> ProblemBody {
        let status = self.status();
        let (code, detail, field, hint) = match self {
            Self::Refused(refusal) => (
                refusal.rule.code(),
                refusal.detail(language),
                Some(refusal.field.to_owned()),
                Some(refusal.hint(language)),
            ),
            Self::Request(_, why) => {
                let detail = match language {
                    Language::Chinese => format!("请求无法读取：{why}"),
                    Language::English => format!("the request cannot be read: {why}"),
                };
                ("request.invalid", detail, None, None)
            }
            Self::Locked(until) => {
                let at = service::office_time(*until).format("%m-%d %H:%M");
                let (detail, hint) = match language {
                    Language::Chinese => (
                        format!("失败次数过多，请于{at}之后再试"),
                        "如确是本人，可请系统管理员解除锁定".to_owned(),
                    ),
                    Language::English => (
                        format!("too many failures: try again after {at}"),
                        "if it is you, the system administrator can unlock the account".to_owned(),
                    ),
                };
                ("session.locked", detail, None, Some(hint))
            }
            Self::Plain(plain) => {
                let (detail, hint) = match language {
                    Language::Chinese => plain.chinese,
                    Language::English => plain.english,
                };
                (plain.code, detail.to_owned(), None, Some(hint.to_owned()))
            }
        };
        ProblemBody {
            r#type: format!("urn:lianhe:problem:{code}"),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail,
            field,
            hint,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::Refused(refusal),
            Error::Unauthenticated => Self::Plain(&UNAUTHENTICATED),
            Error::LinkInvalid => Self::Plain(&LINK_INVALID),
            Error::CredentialsWrong => Self::Plain(&CREDENTIALS_WRONG),
            Error::CodeNeeded => Self::Plain(&CODE_NEEDED),
            Error::CodeWrong => Self::Plain(&CODE_WRONG),
            Error::AccountClosed => Self::Plain(&ACCOUNT_CLOSED),
            Error::BrowserOnly => Self::Plain(&BROWSER_ONLY),
            Error::IdentityUnknown => Self::Plain(&IDENTITY_UNKNOWN),
            Error::JourneyOver => Self::Plain(&JOURNEY_OVER),
            Error::ProviderUnreachable(ref why) => {
                tracing::warn!(error = %why, "the identity provider does not answer");
                Self::Plain(&PROVIDER_UNREACHABLE)
            }
            Error::ProviderUnverified(ref why) => {
                tracing::warn!(error = %why, "a sign-in by the identity provider was turned away");
                Self::Plain(&PROVIDER_UNVERIFIED)
            }
            Error::Locked(until) => Self::Locked(until),
            Error::NotFound => Self::Plain(&NOT_FOUND),
            Error::Forbidden(_) => Self::Plain(&FORBIDDEN),
            Error::Stale => Self::Plain(&STALE),
            Error::Cancelled => Self::Plain(&CANCELLED),
            Error::Paper(why) => {
                tracing::error!(error = %why, "a paper cannot be set");
                Self::Plain(&FONT_MISSING)
            }
            Error::Table(why) => Self::Request(StatusCode::UNPROCESSABLE_ENTITY, why.to_string()),
            Error::Sealed(SealError::NoKey | SealError::KeyMissing(_)) => {
                tracing::error!(error = %error, "personal data stays sealed");
                Self::Plain(&KEY_MISSING)
            }
            Error::Unjournalled | Error::Sealed(_) | Error::Matching(_) | Error::Storage(_) => {
                // The cause is for the log alone.
                tracing::error!(error = %error, "a request failed");
                Self::Plain(&INTERNAL)
            }
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the body of a problem in the language that the request asks for.
pub async fn speak(request: Request, next: Next) -> Response {
    let language = language_of(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let mut spoken = (problem.status(), Json(problem.body(language))).into_response();
    if let Some(wait) = response.headers_mut().remove(header::RETRY_AFTER) {
        spoken.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    spoken.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    spoken
}

/// Chinese unless English is asked for first.
pub fn language_of(headers: &HeaderMap) -> Language {
    let asked =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if asked.trim_start().to_ascii_lowercase().starts_with("en") {
        Language::English
    } else {
        Language::Chinese
    }
}
