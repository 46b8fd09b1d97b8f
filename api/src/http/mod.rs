//! HTTP: one path for GraphQL over three transports, and what operators ask.

pub(crate) mod caching;
pub(crate) mod cookies;
mod executor;
mod export;
mod graphql;
mod identity;
mod images;
mod oidc;
mod operations;
mod request_id;
mod shares;
mod sse;
mod wire;
mod ws;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use async_graphql::http::GraphiQLSource;
use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::{self, Next},
    response::{Html, Response},
    routing::get,
};
use fabula_domain::{accounts::Passwords, images::Workshop};
use fabula_platform::{oidc::Providers, telemetry};
use tokio_util::sync::CancellationToken;
use tower_http::{catch_panic::CatchPanicLayer, cors, set_header::SetResponseHeaderLayer};
use tracing::Instrument as _;

use self::shares::{Share, Shares};
use crate::{
    Services,
    accounts::People,
    config::{ApiConfig, CorsOrigins},
    context::{Caller, Gateway},
    documents::{Documents, ValidDocuments},
    error::{Code, Refusal},
    feeds, oembed, pages, schema,
    sessions::SessionWatch,
    sitemaps::{self, SitemapIndex},
};

pub(crate) use graphql::status_of;

/// How long a browser may remember what cross-origin requests are allowed.
const PREFLIGHT_AGE: Duration = Duration::from_secs(3_600);

/// Bodies that a node reads at the same time, in KiB: clients that send slowly must not fill its memory together.
const BODIES_KIB: u32 = 256 * 1_024;

/// Bodies that a node reads from one address at the same time, in KiB: less than a quarter of all would be little for many
/// people behind one.
const BODIES_OF_ADDRESS_KIB: u32 = 64 * 1_024;

/// What is said to a client whose request there is no room for.
fn no_room() -> Refusal {
    let mut refusal = Refusal::new(Code::RateLimited, "The server is reading as much as it can. Try again.");
    refusal.retry_after = Some(Duration::from_secs(1));
    refusal
}

/// What every handler works with. Cheap to clone.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) services: Services,
    pub(crate) config: Arc<ApiConfig>,
    sessions: SessionWatch,
    people: People,
    schema: schema::FabulaSchema,
    /// The same, for documents that are known to be valid.
    trusting_schema: schema::FabulaSchema,
    valid_documents: ValidDocuments,
    documents: Documents,
    shutdown: CancellationToken,
    sockets: Shares,
    workshop: Workshop,
    pub(crate) sitemaps: SitemapIndex,
    /// KiB of bodies that are read at the same time.
    bodies: Shares,
    providers: Providers,
}

impl State {
    pub(crate) fn new(
        services: Services,
        config: ApiConfig,
        passwords: Passwords,
        sessions: SessionWatch,
        people: People,
        providers: Providers,
        shutdown: CancellationToken,
    ) -> Self {
        let config = Arc::new(config);
        let gateway = Gateway {
            services: services.clone(),
            config: config.clone(),
            passwords,
            sessions: sessions.clone(),
            people: people.clone(),
            providers: providers.clone(),
        };
        let trusting_schema = schema::build_trusting(gateway.clone());
        let schema = schema::build(gateway);
        let documents = Documents::new(services.documents.clone(), config.trusted_documents.clone());
        let limits = &config.limits;
        let sockets = Shares::new("fabula_sockets", limits.max_sockets, limits.max_sockets_per_address);
        let workshop = Workshop::default();
        let sitemaps = SitemapIndex::default();
        let bodies = Shares::new("fabula_bodies_kib", BODIES_KIB, BODIES_OF_ADDRESS_KIB);
        Self {
            services,
            config,
            sessions,
            people,
            schema,
            trusting_schema,
            valid_documents: ValidDocuments::default(),
            documents,
            shutdown,
            sockets,
            workshop,
            sitemaps,
            bodies,
            providers,
        }
    }

    /// Room for the body of a request with these headers from `peer`, of at most `most` bytes; `None` while as much is being
    /// read, in all or from there, as this node has room for. It is held until the body has been dealt with.
    fn room(&self, headers: &HeaderMap, peer: SocketAddr, most: u32) -> Option<Share> {
        let said = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        let bytes = said.unwrap_or(most).min(most);
        self.bodies.take(self.visitor(headers, peer).address_key(), bytes.div_ceil(1_024).max(1))
    }

    /// A place for one more open socket or event stream; `None` when this node, or the caller's address, has enough.
    fn open_socket(&self, caller: &Caller) -> Option<Share> {
        self.sockets.take(caller.address_key(), 1)
    }
}

/// The gateway's routes.
pub(crate) fn router(state: State) -> Router {
    let mut routes = Router::new().route("/graphql", get(graphql::get).post(graphql::post));
    // It asks for the schema and whatever is typed into it, which a list of trusted documents does not have.
    if state.documents.are_free() {
        routes = routes.route("/graphiql", get(graphiql));
    }
    routes
        .merge(images::routes())
        .merge(feeds::routes())
        .merge(pages::routes())
        .merge(oembed::routes())
        .merge(sitemaps::routes())
        .merge(export::routes())
        .merge(oidc::routes())
        .with_state(state.clone())
        .layer(cross_origin(&state.config.cors_origins))
        .merge(operations::routes(state.services))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(observe))
}

/// Which other sites' pages may read answers. Credentials are never allowed: a page of another site sends a bearer token,
/// and cookies stay at home.
fn cross_origin(origins: &CorsOrigins) -> cors::CorsLayer {
    let origins = match origins {
        CorsOrigins::Any => cors::AllowOrigin::any(),
        CorsOrigins::Only(origins) => cors::AllowOrigin::list(origins.iter().cloned()),
    };
    cors::CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST])
        // The wildcard would leave `Authorization` out.
        .allow_headers(cors::AllowHeaders::mirror_request())
        .expose_headers([header::RETRY_AFTER, header::ETAG, request_id::REQUEST_ID])
        .max_age(PREFLIGHT_AGE)
}

/// Health and metrics alone.
pub(crate) fn operations_router(services: Services) -> Router {
    operations::routes(services).layer(CatchPanicLayer::new())
}

async fn graphiql() -> Html<String> {
    Html(
        GraphiQLSource::build()
            .endpoint("/graphql")
            .subscription_endpoint("/graphql")
            .title("Fabula")
            .finish(),
    )
}

/// Puts every request into a trace of its own, or into its caller's, names it, and counts it.
async fn observe(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let id = request_id::of(request.headers());
    let span = tracing::info_span!(
        "request",
        request.id = id.to_str().unwrap_or_default(),
        http.request.method = %method,
        http.route = route,
    );
    let traceparent = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
    telemetry::set_parent(&span, traceparent);
    let mut response = next.run(request).instrument(span).await;
    response.headers_mut().insert(request_id::REQUEST_ID, id);
    let status = response.status().as_str().to_owned();
    metrics::counter!("fabula_http_requests_total", "method" => method.to_string(), "route" => route, "status" => status)
        .increment(1);
    response
}
