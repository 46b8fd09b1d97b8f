//! Takes a request from its parameters to its answer, the same way for every transport.

use std::time::Instant;

use async_graphql::{Request, Response, Value, parser::types::OperationType, value};
use fabula_platform::rate_limit::Allowance;
use futures::{Stream, StreamExt as _, stream};
use tracing::{Instrument as _, Span};

use super::{State, wire};
use crate::{
    context::Caller,
    error::{Code, Refusal, settle},
    limits::{self, Analysis},
    loaders,
};

/// A request that may run: parsed, measured and paid for.
pub(super) struct Prepared {
    request: Request,
    analysis: Analysis,
    allowance: Allowance,
    /// Where its trace goes on, whatever the transport.
    span: Span,
}

impl Prepared {
    pub(super) fn kind(&self) -> OperationType {
        self.analysis.kind
    }

    fn cost(&self) -> Value {
        value!({
            "requested": self.analysis.cost,
            "remaining": self.allowance.remaining,
            "resetAfterMs": u64::try_from(self.allowance.reset_after.as_millis()).unwrap_or(u64::MAX),
        })
    }
}

impl State {
    /// Parses a request, checks it against the limits, and takes its cost from what the caller has left.
    ///
    /// # Errors
    /// If it can't be read, asks for too much, or the caller has used too much.
    pub(super) async fn prepare(&self, caller: &Caller, request: Request) -> Result<Prepared, Refusal> {
        let prepared = self.admit(caller, request).await;
        if let Err(refusal) = &prepared {
            metrics::counter!("fabula_graphql_refused_total", "code" => refusal.code.as_str()).increment(1);
        }
        prepared
    }

    async fn admit(&self, caller: &Caller, mut request: Request) -> Result<Prepared, Refusal> {
        let limits = &self.config.limits;
        limits::scan(&request.query, limits.max_tokens)?;
        let (name, variables) = (request.operation_name.clone(), request.variables.clone());
        let document = request.parsed_query().map_err(|error| Refusal::bad_input(error.message))?;
        let analysis = limits::analyse(document, name.as_deref(), &variables, limits)?;
        limits::check_variables(document, name.as_deref(), &variables)?;
        let (key, quota) = match &caller.viewer {
            Some(viewer) => (format!("cost:{}", viewer.id), limits.user_quota()),
            None => (format!("cost:{}", caller.address_key()), limits.anonymous_quota()),
        };
        let taken = self.services.limiter.take(&key, analysis.cost, quota).await;
        let allowance = taken
            .map_err(|denied| Refusal::rate_limited("You have used up your requests for now.", &denied))?;
        let loaders = loaders::loaders(self.services.db.clone(), caller.sight());
        let span = tracing::info_span!("graphql", graphql.operation.name = name, graphql.operation.r#type = %analysis.kind);
        Ok(Prepared { request: request.data(caller.clone()).data(loaders), analysis, allowance, span })
    }

    /// Runs a query or a mutation, for as long as a request may take.
    pub(super) async fn execute(&self, prepared: Prepared) -> Response {
        let cost = prepared.cost();
        let kind = prepared.kind().to_string();
        let started = Instant::now();
        let span = prepared.span.clone();
        let executed = async {
            let execution = self.schema.execute(prepared.request);
            let executed = tokio::time::timeout(self.config.request_timeout(), execution).await;
            let mut response = executed.unwrap_or_else(|_| {
                wire::refused(Refusal::new(Code::Timeout, "The request took too long.").into_server_error())
            });
            settle(&mut response);
            response
        };
        let response = executed.instrument(span).await;
        metrics::histogram!("fabula_graphql_operation_duration_seconds", "kind" => kind)
            .record(started.elapsed().as_secs_f64());
        response.extension("cost", cost)
    }

    /// Runs any operation as a stream of answers: one for a query or a mutation, any number for a subscription.
    pub(super) fn execute_stream(&self, prepared: Prepared) -> impl Stream<Item = Response> + Send + use<> {
        if prepared.kind() != OperationType::Subscription {
            let state = self.clone();
            return stream::once(async move { state.execute(prepared).await }).boxed();
        }
        let mut cost = Some(prepared.cost());
        let span = prepared.span;
        let answers = self.schema.execute_stream(prepared.request).map(move |mut response| {
            span.in_scope(|| settle(&mut response));
            // The first answer tells what following costs; the rest is free.
            match cost.take() {
                Some(cost) => response.extension("cost", cost),
                None => response,
            }
        });
        answers.boxed()
    }
}
