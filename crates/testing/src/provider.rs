//! An identity provider (OpenID Connect) that speaks HTTP and signs what it says with a key of its own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
};
use openidconnect::url::Url;
use openidconnect::{
    Audience, AuthenticationMethodReference, EmptyAdditionalClaims, IssuerUrl, JsonWebKeyId, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey as _, StandardClaims, SubjectIdentifier,
};
use serde_json::{Value, json};
use service::Clock as _;
use service::access::{Provider, ProviderSettings};

use crate::TestClock;

const CLIENT: &str = "lianhe";
const SECRET: &str = "a-secret-of-the-tests";

/// What the provider says of somebody; the usual is what a good one says.
#[derive(Clone, Default)]
pub struct Said {
    pub subject: &'static str,
    pub methods: &'static [&'static str],
    pub nonce: Option<&'static str>,
    pub audience: Option<&'static str>,
    pub issuer: Option<&'static str>,
    /// Signed by somebody else.
    pub forged: bool,
    pub expired: bool,
}

#[derive(Clone)]
struct Granted {
    said: Said,
    nonce: String,
    challenge: String,
}

#[derive(Clone)]
struct Inside {
    issuer: String,
    clock: TestClock,
    codes: Arc<Mutex<HashMap<String, Granted>>>,
}

#[derive(Clone)]
pub struct TestProvider(Inside);

fn key(seed: u8) -> CoreEdDsaPrivateSigningKey {
    // An Ed25519 key as PKCS #8 writes it: this head, and 32 bytes.
    let mut bytes = hex::decode("302e020100300506032b657004220420").expect("hex");
    bytes.extend([seed; 32]);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(bytes));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new("one".to_owned())))
        .expect("a key")
}

impl TestProvider {
    pub async fn start(clock: &TestClock) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let inside = Inside { issuer, clock: clock.clone(), codes: Arc::default() };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(inside.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self(inside)
    }

    /// One that has stopped listening.
    pub async fn gone(clock: &TestClock) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        Self(Inside { issuer, clock: clock.clone(), codes: Arc::default() })
    }

    /// The product's side of it.
    pub fn relied_on(&self, trust_second_factor: bool) -> Provider {
        Provider::new(ProviderSettings {
            issuer: self.0.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: Some(SECRET.to_owned()),
            title: "示例区统一身份".to_owned(),
            trust_second_factor,
            public_url: "http://lianhe.example".to_owned(),
        })
        .expect("a provider")
    }

    /// Somebody signs in on the provider's page: the query with which the browser goes back.
    pub fn agree(&self, address: &str, said: Said) -> String {
        let query: HashMap<String, String> =
            Url::parse(address).expect("an address").query_pairs().into_owned().collect();
        assert_eq!(query["client_id"], CLIENT);
        assert_eq!(
            (query["response_type"].as_str(), query["code_challenge_method"].as_str()),
            ("code", "S256")
        );
        assert_eq!(query["redirect_uri"], "http://lianhe.example/api/v1/session/oidc/callback");
        assert_eq!(query["scope"], "openid");
        let granted =
            Granted { said, nonce: query["nonce"].clone(), challenge: query["code_challenge"].clone() };
        let mut codes = self.0.codes.lock().unwrap_or_else(PoisonError::into_inner);
        let code = format!("code-{}", query["nonce"]);
        codes.insert(code.clone(), granted);
        format!("code={code}&state={}", query["state"])
    }
}

async fn discovery(State(inside): State<Inside>) -> Json<Value> {
    let at = |path: &str| format!("{}/{path}", inside.issuer);
    Json(json!({
        "issuer": inside.issuer, "authorization_endpoint": at("authorize"), "token_endpoint": at("token"),
        "jwks_uri": at("keys"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

async fn keys() -> Json<CoreJsonWebKeySet> {
    Json(CoreJsonWebKeySet::new(vec![key(1).as_verification_key()]))
}

async fn token(
    State(inside): State<Inside>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> (StatusCode, Json<Value>) {
    let refused = |why: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": why })));
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value.as_bytes() != basic.as_bytes()) {
        return refused("invalid_client");
    }
    // A code works once.
    let code = form.get("code").map(String::as_str).unwrap_or_default();
    let Some(granted) = inside.codes.lock().unwrap_or_else(PoisonError::into_inner).remove(code) else {
        return refused("invalid_grant");
    };
    let verifier = PkceCodeVerifier::new(form.get("code_verifier").cloned().unwrap_or_default());
    if PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str() != granted.challenge {
        return refused("invalid_grant");
    }
    let id_token = signed(&inside, granted);
    (StatusCode::OK, Json(json!({ "access_token": "x", "token_type": "Bearer", "id_token": id_token })))
}

fn signed(inside: &Inside, granted: Granted) -> String {
    let Granted { said, nonce, .. } = granted;
    let now = inside.clock.now();
    let expires = if said.expired { now - TimeDelta::seconds(1) } else { now + TimeDelta::minutes(5) };
    let issuer = said.issuer.map_or_else(|| inside.issuer.clone(), str::to_owned);
    let methods = said.methods.iter().map(|method| AuthenticationMethodReference::new((*method).to_owned()));
    let claims = CoreIdTokenClaims::new(
        IssuerUrl::new(issuer).expect("an issuer"),
        vec![Audience::new(said.audience.unwrap_or(CLIENT).to_owned())],
        expires,
        now,
        StandardClaims::new(SubjectIdentifier::new(said.subject.to_owned())),
        EmptyAdditionalClaims {},
    )
    .set_nonce(Some(Nonce::new(said.nonce.map_or(nonce, str::to_owned))))
    .set_auth_method_refs(Some(methods.collect()));
    let key = key(if said.forged { 2 } else { 1 });
    let token = CoreIdToken::new(claims, &key, CoreJwsSigningAlgorithm::EdDsa, None, None);
    token.expect("a signed token").to_string()
}
