//! Logs, traces and metrics: set up once, asked for everywhere.
//!
//! Trace context travels as a W3C `traceparent` string: into the outbox row, the broker's headers, the live message.
//! It exists whether or not traces are exported, so that every log line and error can name its trace.

use std::{collections::HashMap, io::IsTerminal as _, time::Duration};

use opentelemetry::{
    global,
    propagation::TextMapPropagator as _,
    trace::{TraceContextExt as _, TracerProvider as _},
};
use opentelemetry_otlp::WithExportConfig as _;
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::{
    EnvFilter, Layer as _,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::tls;

mod metrics;

pub use self::metrics::{install as install_metrics, render as render_metrics};

/// How long the last spans are given to get out.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(3);

/// How the process tells what it does.
#[derive(Debug, Clone, clap::Args)]
pub struct TelemetryConfig {
    /// What is logged, as `level` or `target=level,…` (error, warn, info, debug, trace).
    #[arg(long, env = "FABULA_LOG", global = true, default_value = "info,sqlx=warn", value_name = "FILTER")]
    pub log: String,

    /// How log lines look.
    #[arg(long, env = "FABULA_LOG_FORMAT", global = true, default_value = "text", value_name = "FORMAT")]
    pub log_format: LogFormat,

    /// Where traces go: an OpenTelemetry collector's address for OTLP over HTTP (`http://127.0.0.1:4318`).
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT", global = true, value_name = "URL")]
    pub otlp_endpoint: Option<url::Url>,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Why logs or traces could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The log filter can't be read.
    #[error("FABULA_LOG is not a log filter: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The trace exporter can't be made.
    #[error("OTEL_EXPORTER_OTLP_ENDPOINT can't be used: {0}")]
    Exporter(String),
}

/// Keeps the exporter alive; [`shutdown`](Self::shutdown) sends what is left.
#[derive(Debug)]
pub struct Telemetry {
    provider: SdkTracerProvider,
}

/// Sets up logs on standard error, traces, and the metrics recorder. Once per process.
///
/// # Errors
/// If a setting can't be used.
pub fn init(config: &TelemetryConfig, role: &'static str) -> Result<Telemetry, TelemetryError> {
    tls::install();
    // The AMQP client reports every broken connection at length and whole messages with it; we say it once ourselves.
    let filter = EnvFilter::try_new(format!("lapin=off,{}", config.log))?;
    let mut provider = SdkTracerProvider::builder().with_resource(
        Resource::builder()
            .with_service_name("fabula")
            .with_attribute(opentelemetry::KeyValue::new("fabula.role", role))
            .build(),
    );
    if let Some(endpoint) = &config.otlp_endpoint {
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_endpoint(format!("{}/v1/traces", endpoint.as_str().trim_end_matches('/')))
            .with_timeout(FLUSH_TIMEOUT)
            .build()
            .map_err(|error| TelemetryError::Exporter(error.to_string()))?;
        provider = provider.with_batch_exporter(exporter);
    }
    let provider = provider.build();
    global::set_text_map_propagator(TraceContextPropagator::new());
    // What a span costs, it costs at every poll of what it is about: only what somebody reads is kept.
    let traces = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("fabula"))
        .with_context_activation(false)
        .with_tracked_inactivity(false)
        .with_location(false)
        .with_threads(false);
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_ansi(colours).with_writer(std::io::stderr);
    let lines = match config.log_format {
        LogFormat::Text => lines.with_target(false).boxed(),
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
        }
    };
    // Spans are made whatever the log filter says, so that a quiet log does not cut traces.
    tracing_subscriber::registry().with(traces.with_filter(traced())).with(lines.with_filter(filter)).init();
    install_metrics();
    Ok(Telemetry { provider })
}

/// What becomes part of a trace: our own spans and those of libraries that don't carry the traces themselves.
fn traced() -> Targets {
    let carriers = ["h2", "hyper", "reqwest", "opentelemetry"];
    Targets::new()
        .with_default(LevelFilter::INFO)
        .with_targets(carriers.map(|carrier| (carrier, LevelFilter::OFF)))
}

impl Telemetry {
    /// Sends what is left, for three seconds at most.
    pub fn shutdown(self) {
        if let Err(error) = self.provider.shutdown_with_timeout(FLUSH_TIMEOUT) {
            tracing::debug!(%error, "the last traces were not sent");
        }
    }
}

/// The trace context of the current span, as W3C has it.
#[must_use]
pub fn current_traceparent() -> Option<String> {
    let mut headers = HashMap::with_capacity(2);
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut headers);
    headers.remove("traceparent")
}

/// Makes `span` a child of a trace that came from elsewhere. Does nothing with a missing or malformed context.
pub fn set_parent(span: &Span, traceparent: Option<&str>) {
    let Some(traceparent) = traceparent else { return };
    let headers = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
    let context = TraceContextPropagator::new().extract(&headers);
    if context.span().span_context().is_valid() {
        // Fails only where no traces are recorded at all.
        let _ = span.set_parent(context);
    }
}

/// The id of the current trace, in hexadecimal.
#[must_use]
pub fn trace_id() -> Option<String> {
    let context = Span::current().context();
    let id = context.span().span_context().trace_id();
    (id != opentelemetry::TraceId::INVALID).then(|| id.to_string())
}
