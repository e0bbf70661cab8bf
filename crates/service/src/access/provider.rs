//! An organisation's own identity provider (OpenID Connect): what it says of itself, and what it says of a person.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreTokenResponse,
};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, SignatureVerificationError, TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::Secret;
use crate::{Error, Result};

/// What the provider says of itself is read again after this.
const KNOWN_FOR: Duration = Duration::from_secs(3600);
/// A provider that does not answer is not asked again at once, and neither are keys that it has just shown.
const PAUSE: Duration = Duration::from_secs(5);
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
const ANSWER_MOST: usize = 1 << 20;

/// Signatures of a key pair: with a shared secret, whoever reads our configuration could sign as the provider.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// How this installation is known to the provider.
#[derive(Clone)]
pub struct ProviderSettings {
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<String>,
    /// What the button on the sign-in page says.
    pub title: String,
    /// Whether a second factor that the provider has asked for counts as ours.
    pub trust_second_factor: bool,
    /// Where browsers reach this installation.
    pub public_url: String,
}

type Http = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;
type Relying = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

pub struct Provider {
    settings: ProviderSettings,
    issuer: IssuerUrl,
    callback: RedirectUrl,
    http: Http,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    metadata: Option<(Instant, CoreProviderMetadata)>,
    failed: Option<(Instant, String)>,
}

/// What is kept between leaving for the provider and coming back.
#[derive(Serialize, Deserialize)]
pub(super) struct Secrets {
    pub state: String,
    nonce: String,
    verifier: String,
}

/// Who somebody is at the provider.
#[derive(Debug)]
pub(super) struct Identity {
    pub issuer: String,
    pub subject_hash: Vec<u8>,
    /// Whether the provider says that it asked for a second factor.
    pub second_factor: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unanswered(String);

fn unverified(why: impl std::fmt::Display) -> Error {
    Error::ProviderUnverified(why.to_string())
}

impl Provider {
    /// # Errors
    /// When an address is none, or there are no root certificates.
    pub fn new(settings: ProviderSettings) -> std::result::Result<Self, String> {
        let issuer = IssuerUrl::new(settings.issuer.clone())
            .map_err(|why| format!("the issuer is no address: {why}"))?;
        let callback = format!("{}/api/v1/session/oidc/callback", settings.public_url.trim_end_matches('/'));
        let callback = RedirectUrl::new(callback).map_err(|why| format!("{why}"))?;
        let tls = HttpsConnectorBuilder::new().with_native_roots().map_err(|why| why.to_string())?;
        let http = Client::builder(TokioExecutor::new()).build(tls.https_or_http().enable_http1().build());
        Ok(Self { settings, issuer, callback, http, known: Mutex::default() })
    }

    pub fn title(&self) -> &str {
        &self.settings.title
    }

    pub(super) fn trusts_second_factor(&self) -> bool {
        self.settings.trust_second_factor
    }

    /// Where the browser goes, and what must be kept until it comes back.
    pub(super) async fn leave(&self) -> Result<(String, Secrets)> {
        let relying = self.relying(self.metadata(KNOWN_FOR).await?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (address, state, nonce) = relying
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge)
            .url();
        let secrets = Secrets {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        Ok((address.to_string(), secrets))
    }

    /// Turns the code with which the browser came back into an identity: the token's signature, issuer, audience, nonce
    /// and expiry are checked.
    pub(super) async fn identify(
        &self,
        code: String,
        secrets: Secrets,
        now: DateTime<Utc>,
    ) -> Result<Identity> {
        let metadata = self.metadata(KNOWN_FOR).await?;
        let http = self.http.clone();
        let http = move |request| send(http.clone(), request);
        let answer = self
            .relying(metadata.clone())
            .exchange_code(AuthorizationCode::new(code))
            .map_err(unverified)?
            .set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier))
            .request_async(&http)
            .await
            .map_err(|why| match why {
                RequestTokenError::Request(why) => Error::ProviderUnreachable(why.to_string()),
                other => unverified(other),
            })?;
        let nonce = Nonce::new(secrets.nonce);
        match self.verified(metadata, &answer, &nonce, now) {
            // A key that we do not know yet: the provider may have changed its keys since.
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => self.verified(self.metadata(PAUSE).await?, &answer, &nonce, now).map_err(unverified),
            other => other.map_err(unverified),
        }
    }

    fn verified(
        &self,
        metadata: CoreProviderMetadata,
        answer: &CoreTokenResponse,
        nonce: &Nonce,
        now: DateTime<Utc>,
    ) -> std::result::Result<Identity, ClaimsVerificationError> {
        let relying = self.relying(metadata);
        let verifier = relying.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || now);
        let missing = || ClaimsVerificationError::Other("the answer has no ID token".to_owned());
        let claims = answer.id_token().ok_or_else(missing)?.claims(&verifier, nonce)?;
        let methods = claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str());
        Ok(Identity {
            issuer: claims.issuer().to_string(),
            subject_hash: Secret::hash_of(claims.subject()),
            second_factor: shows_second_factor(
                methods,
                claims.auth_context_ref().map(|reference| reference.as_str()),
            ),
        })
    }

    fn relying(&self, metadata: CoreProviderMetadata) -> Relying {
        let secret = self.settings.client_secret.clone().map(ClientSecret::new);
        CoreClient::from_provider_metadata(metadata, ClientId::new(self.settings.client_id.clone()), secret)
            .set_redirect_uri(self.callback.clone())
    }

    /// What the provider says of itself, its keys included, no older than that.
    async fn metadata(&self, age: Duration) -> Result<CoreProviderMetadata> {
        let mut known = self.known.lock().await;
        if let Some((read, metadata)) = &known.metadata
            && read.elapsed() < age
        {
            return Ok(metadata.clone());
        }
        if let Some((failed, why)) = &known.failed
            && failed.elapsed() < PAUSE
        {
            return Err(Error::ProviderUnreachable(why.clone()));
        }
        let http = self.http.clone();
        let http = move |request| send(http.clone(), request);
        match CoreProviderMetadata::discover_async(self.issuer.clone(), &http).await {
            Ok(metadata) => {
                *known = Known { metadata: Some((Instant::now(), metadata.clone())), failed: None };
                Ok(metadata)
            }
            Err(why) => {
                known.failed = Some((Instant::now(), why.to_string()));
                Err(Error::ProviderUnreachable(why.to_string()))
            }
        }
    }
}

/// One request to the provider. Redirections are not followed: an answer is the provider's own.
async fn send(http: Http, request: HttpRequest) -> std::result::Result<HttpResponse, Unanswered> {
    let fails = |why: &dyn std::fmt::Display| Unanswered(why.to_string());
    let exchange = async {
        let answer = http.request(request.map(|body| Full::new(Bytes::from(body)))).await;
        let (head, body) = answer.map_err(|why| fails(&why))?.into_parts();
        let body = Limited::new(body, ANSWER_MOST).collect().await.map_err(|why| fails(&why))?;
        Ok(HttpResponse::from_parts(head, body.to_bytes().to_vec()))
    };
    match tokio::time::timeout(ANSWER_WITHIN, exchange).await {
        Ok(answered) => answered,
        Err(_) => Err(Unanswered("the provider did not answer in time".to_owned())),
    }
}

/// Whether the methods (RFC 8176) or the context of a sign-in say that more than a password was asked for.
fn shows_second_factor<'a>(methods: impl Iterator<Item = &'a str>, context: Option<&str>) -> bool {
    const POSSESSED: [&str; 6] = ["otp", "hwk", "swk", "sc", "sms", "pop"];
    const CONTEXTS: [&str; 3] =
        ["phr", "phrh", "http://schemas.openid.net/pape/policies/2007/06/multi-factor"];
    let (mut known, mut possessed) = (false, false);
    for method in methods {
        if method == "mfa" {
            return true;
        }
        known |= matches!(method, "pwd" | "pin" | "kba");
        possessed |= POSSESSED.contains(&method);
    }
    (known && possessed) || context.is_some_and(|context| CONTEXTS.contains(&context))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_factor_is_more_than_one_thing() {
        let shows = |methods: &[&str], context| shows_second_factor(methods.iter().copied(), context);
        assert!(shows(&["mfa"], None) && shows(&["pwd", "otp"], None) && shows(&[], Some("phr")));
        assert!(!shows(&["pwd"], None) && !shows(&["otp"], Some("1")) && !shows(&[], None));
        assert!(!shows(&["pwd", "kba"], None));
    }
}
