//! Every route, and what surrounds them all.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use service::Lianhe;
use service::export::Format;
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{OpenApi as _, PartialSchema as _, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::ON_BEHALF_OF;
use crate::export::content_type;
use crate::limits::{Limiter, Limits, attaches_a_file, limit};
use crate::problem::{ProblemBody, speak};
use crate::wire::{AttachedWord, FormatWord, ShownWord, StepWord};
use crate::{
    access, attachment, bulletin, calendar, consortium, desk, exchange, feedback, grid, health, imports,
    journal, meeting, minutes, obligation, organisation, paper, resolution, statistics,
};

/// A JSON request of this product is small.
const BODY_MOST: usize = 1 << 20;
/// How long the sending of a file that is attached may take.
const ATTACHING_MOST: Duration = Duration::from_secs(600);
/// Scripts and styles come from our own files. ECharts writes its tooltips with style attributes, so those alone are let
/// in; a style attribute can run no script.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";
const FEATURES: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), \
    payment=(), usb=()";
/// Two years.
const TLS_ONLY: &str = "max-age=63072000; includeSubDomains";

#[derive(Debug, Clone)]
pub struct Options {
    /// Whether the cookie may travel over TLS only.
    pub secure_cookie: bool,
    /// Proxies whose word is taken for where a request comes from.
    pub trusted_proxies: Vec<IpAddr>,
    pub limits: Limits,
    /// Whom to call, for those who cannot sign in.
    pub office_contact: Option<String>,
    /// Where people reach the pages, for links that leave the product; without it, whatever address was asked.
    pub public_url: Option<String>,
    /// How long a request may take, its body included.
    pub request_most: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            secure_cookie: false,
            trusted_proxies: Vec::new(),
            limits: Limits::default(),
            office_contact: None,
            public_url: None,
            request_most: Duration::from_secs(30),
        }
    }
}

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    pub lianhe: Lianhe,
    pub options: Options,
    pub metrics: Option<Arc<PrometheusHandle>>,
}

fn routes_of_v1() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(access::session::show, access::session::start, access::session::end))
        .routes(routes!(access::appointment::switch))
        .routes(routes!(desk::show))
        .routes(routes!(grid::list::list, grid::create::create))
        .routes(routes!(grid::tree::tree))
        .routes(routes!(grid::changes::changes))
        .routes(routes!(grid::dates::dates))
        .routes(routes!(grid::show::show, grid::edit::edit))
        .routes(routes!(grid::relocate::relocate))
        .routes(routes!(grid::split::split))
        .routes(routes!(grid::merge::merge))
        .routes(routes!(grid::dissolve::dissolve))
        .routes(routes!(grid::events::events))
        .routes(routes!(journal::history::division))
        .routes(routes!(grid::observations::list, grid::observations::record))
        .routes(routes!(organisation::unit_list::list, organisation::unit_create::create))
        .routes(routes!(organisation::unit_show::show, organisation::unit_edit::edit))
        .routes(routes!(organisation::unit_close::close))
        .routes(routes!(organisation::unit_merge::merge))
        .routes(routes!(organisation::unit_duplicates::list))
        .routes(routes!(organisation::unit_duplicates::distinguish))
        .routes(routes!(journal::history::unit))
        .routes(routes!(organisation::party_list::list, organisation::party_create::create))
        .routes(routes!(organisation::party_show::show, organisation::party_edit::edit))
        .routes(routes!(organisation::party_close::close))
        .routes(routes!(organisation::party_count::record))
        .routes(routes!(journal::history::party_organisation))
        .routes(routes!(organisation::aggregate::record))
        .routes(routes!(organisation::post_list::list))
        .routes(routes!(organisation::post_assign::assign))
        .routes(routes!(organisation::industries::list))
        .routes(routes!(statistics::show::show))
        .routes(routes!(statistics::below::below))
        .routes(routes!(statistics::sources::sources))
        .merge(routes_of_imports())
        .routes(routes!(grid::below_upper::below))
        .routes(routes!(journal::list::list))
        .routes(routes!(journal::export::export))
        .routes(routes!(journal::trail::trail))
        .routes(routes!(access::people::former))
        .routes(routes!(access::people::erase))
        .routes(routes!(journal::version::unit))
        .routes(routes!(journal::version::restore_unit))
        .routes(routes!(journal::version::party_organisation))
        .routes(routes!(journal::version::restore_party_organisation))
        .routes(routes!(journal::version::division))
        .routes(routes!(journal::version::restore_division))
        .routes(routes!(grid::export::export))
        .routes(routes!(grid::observations_export::export))
        .routes(routes!(organisation::unit_export::export))
        .routes(routes!(organisation::party_export::export))
        .routes(routes!(organisation::post_export::export))
        .routes(routes!(statistics::below_export::export))
        .routes(routes!(statistics::sources_export::export))
        .routes(routes!(statistics::matrix::matrix))
        .routes(routes!(statistics::matrix_export::export))
        .routes(routes!(statistics::series::series))
        .routes(routes!(statistics::series_export::export))
        .routes(routes!(statistics::difference::difference))
        .routes(routes!(access::office::show))
        .routes(routes!(access::contact::show))
        .routes(routes!(access::contact::edit))
        .routes(routes!(access::personal_data::show))
        .routes(routes!(access::personal_data::export))
        .routes(routes!(feedback::list::list, feedback::send::send))
        .routes(routes!(feedback::mine::list))
        .routes(routes!(feedback::answer::answer))
        .merge(routes_of_accounts())
        .merge(routes_of_powers())
        .merge(routes_of_consortia())
        .merge(routes_of_bulletins())
        .merge(routes_of_exchange())
        .merge(routes_of_attachments())
}

/// Signing in with a password, one's own account, and those that the system administrator looks after.
fn routes_of_accounts() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(access::password::sign_in))
        .routes(routes!(access::provider::leave))
        .routes(routes!(access::provider::callback))
        .routes(routes!(access::provider::code))
        .routes(routes!(access::provider::leave_linking))
        .routes(routes!(access::provider::unlink))
        .routes(routes!(access::account::show))
        .routes(routes!(access::account::set_up))
        .routes(routes!(access::account::change_password))
        .routes(routes!(access::second_factor::begin, access::second_factor::confirm))
        .routes(routes!(access::second_factor::renew))
        .routes(routes!(access::sessions::list, access::sessions::end_all))
        .routes(routes!(access::sessions::end))
        .routes(routes!(access::sessions::issue))
        .routes(routes!(access::account_list::list))
        .routes(routes!(access::account_state::invite))
        .routes(routes!(access::account_state::reset))
        .routes(routes!(access::account_state::disable))
        .routes(routes!(access::account_state::enable))
        .routes(routes!(access::account_state::unlock))
}

/// Appointments, what waits for a second person, and permissions.
fn routes_of_powers() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(access::appointments::list, access::grant::grant))
        .routes(routes!(access::candidates::places))
        .routes(routes!(access::candidates::people))
        .routes(routes!(access::end::end))
        .routes(routes!(access::changes::list))
        .routes(routes!(access::changes::approve))
        .routes(routes!(access::changes::decline))
        .routes(routes!(access::changes::withdraw))
        .routes(routes!(access::permissions::table))
        .routes(routes!(access::permissions::of))
}

fn routes_of_consortia() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(consortium::list::list, consortium::found::found))
        .routes(routes!(consortium::export::export))
        .routes(routes!(consortium::show::show))
        .routes(routes!(consortium::rename::rename))
        .routes(routes!(consortium::dissolve::dissolve))
        .routes(routes!(consortium::charter::set))
        .routes(routes!(consortium::charter::show_standard, consortium::charter::set_standard))
        .routes(routes!(consortium::apply::apply))
        .routes(routes!(consortium::member_step::take))
        .routes(routes!(consortium::set_seat::set))
        .routes(routes!(consortium::seat_step::take))
        .routes(routes!(journal::history::consortium))
        .routes(routes!(obligation::list::list))
        .routes(routes!(obligation::waive::waive))
        .routes(routes!(meeting::list::list, meeting::record::record))
        .routes(routes!(meeting::show::show, meeting::edit::edit))
        .routes(routes!(meeting::lock::lock))
        .routes(routes!(calendar::own::list, calendar::own::make))
        .routes(routes!(calendar::shared::list, calendar::shared::make))
        .routes(routes!(calendar::revoke::revoke))
        .routes(routes!(calendar::feed::feed))
        .routes(routes!(meeting::forward::forward))
        .routes(routes!(meeting::answer::answer))
        .routes(routes!(paper::of_meeting::of_meeting))
        .routes(routes!(paper::of_bulletin::of_bulletin))
        .routes(routes!(paper::templates::list))
        .routes(routes!(paper::preview::preview))
        .routes(routes!(paper::templates::save, paper::templates::reset))
        .routes(routes!(resolution::show::show))
        .routes(routes!(resolution::record::record))
        .routes(routes!(resolution::edit::edit))
        .routes(routes!(resolution::remove::remove))
        .routes(routes!(resolution::assign::assign))
        .routes(routes!(resolution::step::take))
        .routes(routes!(resolution::register::list))
        .routes(routes!(resolution::export::export))
        .routes(routes!(minutes::correct::correct))
        .routes(routes!(minutes::decide::decide))
        .routes(routes!(minutes::append::append))
        .merge(routes_of_meetings())
}

/// Before and during a meeting.
fn routes_of_meetings() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(meeting::plan::dates))
        .routes(routes!(meeting::plan::plan))
        .routes(routes!(meeting::plan::reschedule))
        .routes(routes!(meeting::plan::cancel))
        .routes(routes!(meeting::plan::notify))
        .routes(routes!(meeting::course::show))
        .routes(routes!(meeting::agenda::set))
        .routes(routes!(meeting::topics::list, meeting::topics::propose))
        .routes(routes!(meeting::topics::edit))
        .routes(routes!(meeting::topics::step))
        .routes(routes!(meeting::invite::answer))
        .routes(routes!(meeting::hold::save))
        .routes(routes!(meeting::hold::hold))
        .routes(routes!(meeting::votes::open))
        .routes(routes!(meeting::votes::cast))
        .routes(routes!(meeting::votes::close))
}

fn routes_of_bulletins() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(bulletin::list::list, bulletin::draft::draft))
        .routes(routes!(bulletin::proposal::propose_draft))
        .routes(routes!(bulletin::show::show, bulletin::edit::edit))
        .routes(routes!(bulletin::approve::approve))
        .routes(routes!(bulletin::publish::publish))
        .routes(routes!(bulletin::withdraw::withdraw))
        .routes(routes!(bulletin::receive::receive))
        .routes(routes!(bulletin::opinion::give))
        .routes(routes!(bulletin::opinion_step::answer))
        .routes(routes!(bulletin::opinion_step::close))
        .routes(routes!(bulletin::lists::refresh))
}

/// The three lists, and the claims between their entries.
fn routes_of_exchange() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(exchange::list::list, exchange::record::record))
        .routes(routes!(exchange::show::show, exchange::record::edit))
        .routes(routes!(exchange::publish::publish))
        .routes(routes!(exchange::publish::confirm))
        .routes(routes!(exchange::publish::close))
        .routes(routes!(exchange::publish::repeat))
        .routes(routes!(exchange::contact::show))
        .routes(routes!(exchange::claim::propose))
        .routes(routes!(exchange::claim::step))
        .routes(routes!(exchange::category::list, exchange::category::create))
        .routes(routes!(exchange::category::edit))
        .routes(routes!(exchange::board::show))
        .routes(routes!(exchange::plan::show))
        .routes(routes!(exchange::plan::suggest))
}

fn routes_of_attachments() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(attachment::list::list, attachment::add::add))
        .routes(routes!(attachment::fetch::bytes))
        .routes(routes!(attachment::remove::remove))
}

/// Files are larger than any other request.
fn routes_of_imports() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(imports::kinds::list))
        .routes(routes!(imports::template::template))
        .routes(routes!(imports::list::list, imports::run::run))
        .routes(routes!(imports::preview::show))
        .routes(routes!(imports::annotate::annotate))
        .routes(routes!(imports::undo::undo))
        .layer(DefaultBodyLimit::max(imports::MOST_BYTES))
}

#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(ProblemBody, AttachedWord, FormatWord, ShownWord, StepWord)))]
struct Base;

/// The OpenAPI document.
pub fn openapi() -> OpenApi {
    split().1
}

fn split() -> (Router<App>, OpenApi) {
    let base =
        OpenApiBuilder::from(Base::openapi()).info(Info::new("Lianhe", env!("CARGO_PKG_VERSION"))).build();
    let (router, mut api) =
        OpenApiRouter::with_openapi(base).nest("/api/v1", routes_of_v1()).split_for_parts();
    let components = api.components.get_or_insert_default();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(crate::COOKIE)));
    components.add_security_scheme("bearer", bearer);
    components.add_security_scheme("cookie", cookie);
    describe_errors(&mut api);
    describe_files(&mut api);
    describe_behalf(&mut api);
    (router, api)
}

/// Writes that can be entered for somebody else (代录): all but signing in and out, and imports, whose rows are the file's.
fn describe_behalf(api: &mut OpenApi) {
    let parameter = || {
        ParameterBuilder::new()
            .name(ON_BEHALF_OF)
            .parameter_in(ParameterIn::Header)
            .description(Some(
                "entered for somebody else: how=paper|phone|in_person&name=…, as in an address",
            ))
            .schema(Some(String::schema()))
            .build()
    };
    for (path, item) in &mut api.paths.paths {
        if path.contains("/session") || path.contains("/imports") {
            continue;
        }
        for operation in [&mut item.post, &mut item.put, &mut item.patch].into_iter().flatten() {
            operation.parameters.get_or_insert_default().push(RefOr::T(parameter()));
        }
    }
}

/// Every operation can answer with a problem; said once here instead of at every handler.
fn describe_errors(api: &mut OpenApi) {
    let problem = || {
        let content = utoipa::openapi::ContentBuilder::new()
            .schema(Some(RefOr::Ref(Ref::from_schema_name(ProblemBody::name()))))
            .build();
        ResponseBuilder::new().description("problem").content("application/problem+json", content).build()
    };
    for item in api.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            for status in ["400", "401", "403", "404", "408", "409", "413", "415", "422", "429", "500", "503"]
            {
                operation.responses.responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problem()));
            }
        }
    }
}

/// A table leaves as Excel or as CSV, whichever `format` asks for; handlers say only that it is a file.
fn describe_files(api: &mut OpenApi) {
    for item in api.paths.paths.values_mut() {
        let Some(RefOr::T(answer)) =
            item.get.as_mut().and_then(|operation| operation.responses.responses.get_mut("200"))
        else {
            continue;
        };
        if let Some(file) = answer.content.swap_remove("application/octet-stream") {
            for format in Format::ALL {
                answer.content.insert(content_type(*format).to_owned(), file.clone());
            }
        }
    }
}

/// Marks an answer that travels byte by byte as it was kept: its length and its tag are those of the bytes.
#[derive(Debug, Clone, Copy)]
pub struct AsItIs;

fn packs(_: StatusCode, _: Version, _: &HeaderMap, marks: &Extensions) -> bool {
    marks.get::<AsItIs>().is_none()
}

/// A photo on a slow line takes longer than anything else that people send.
async fn in_time(State(most): State<Duration>, request: Request, next: Next) -> Response {
    let attaches = attaches_a_file(request.method(), request.uri().path());
    let most = if attaches { most.max(ATTACHING_MOST) } else { most };
    let answer = tokio::time::timeout(most, next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
}

/// The whole service: the API, health, metrics; `pages` answers everything else.
pub fn router(app: App, pages: Router) -> Router {
    let (options, attached) = (app.options.clone(), app.lianhe.attaching.bytes);
    let limiter = Arc::new(Limiter::new(options.limits, options.trusted_proxies));
    let (api, document) = split();
    let document = Arc::new(document);
    let api = api.route(
        "/api/v1/openapi.json",
        get(move || {
            let document = document.clone();
            async move { axum::Json(document.as_ref().clone()) }
        }),
    );
    let api = api
        .route("/api/{*rest}", axum::routing::any(health::no_such_route))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        // What is answered is about people and units: no cache keeps it.
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .with_state(app);
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let layers = ServiceBuilder::new()
        .layer(from_fn(health::observe))
        .layer(CompressionLayer::new().compress_when(
            // Compressed lines would wait for each other instead of telling how far an import is.
            DefaultPredicate::new().and(NotForContentType::const_new("application/x-ndjson")).and(packs),
        ))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .layer(header(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(header(HeaderName::from_static("permissions-policy"), FEATURES))
        .layer(header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(header(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .option_layer(options.secure_cookie.then(|| header(header::STRICT_TRANSPORT_SECURITY, TLS_ONLY)))
        .layer(from_fn(speak))
        .layer(from_fn_with_state(limiter, limit))
        .layer(from_fn_with_state(options.request_most, in_time))
        .layer(CsrfLayer::new())
        .layer(RequestBodyLimitLayer::new(imports::MOST_BYTES.max(attached)))
        .layer(DefaultBodyLimit::max(BODY_MOST));
    api.merge(pages).layer(layers)
}
