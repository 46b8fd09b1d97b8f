//! Takes a request from its parameters to its answer, the same way for every transport.

use std::time::Instant;

use async_graphql::{
    Request, Response, Value,
    parser::types::{ExecutableDocument, OperationType},
    value,
};
use fabula_platform::rate_limit::Allowance;
use futures::{Stream, StreamExt as _, stream};
use tracing::{Instrument as _, Span};

use super::{
    State,
    wire::{self, Asked},
};
use crate::{
    access,
    context::{AnswerSize, Caller, EventToll, Purse},
    error::{Code, Refusal, settle},
    limits::{self, Analysis},
    loaders::{self, Patience},
    messages::Locale,
};

/// What reading a request costs that is then refused.
const REFUSED_COST: u32 = 1;
/// What an event of a subscription may cost without being paid for: the comment with its author, and some more.
const FREE_EVENT_COST: u32 = 10;

/// A request that may run: parsed, measured and paid for.
pub(super) struct Prepared {
    request: Request,
    analysis: Analysis,
    allowance: Allowance,
    /// Whether the document has been found valid, whatever its variables hold.
    is_valid: bool,
    /// The document with its text, if it is to be remembered once it has proved to be valid.
    unknown: Option<(String, ExecutableDocument)>,
    /// Points in the caller's full bucket.
    limit: u32,
    locale: Locale,
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
            "limit": self.limit,
            "resetAfterMs": u64::try_from(self.allowance.reset_after.as_millis()).unwrap_or(u64::MAX),
        })
    }
}

impl State {
    /// Parses a request, checks it against the limits, and takes its cost from what the caller has left.
    ///
    /// # Errors
    /// If it can't be read, asks for too much, or the caller has used too much.
    pub(super) async fn prepare(&self, caller: &Caller, asked: Asked) -> Result<Prepared, Refusal> {
        let purse = self.purse(caller);
        match self.admit(caller, asked, &purse).await {
            Ok(prepared) => Ok(prepared),
            Err(refusal) => {
                metrics::counter!("fabula_graphql_refused_total", "code" => refusal.code.as_str())
                    .increment(1);
                // Reading what is refused is work, too: who has used up their points is told so instead.
                if refusal.code != Code::RateLimited {
                    purse.take(REFUSED_COST).await?;
                }
                Err(refusal)
            }
        }
    }

    /// What the caller's requests are paid from.
    pub(crate) fn purse(&self, caller: &Caller) -> Purse {
        let limits = &self.config.limits;
        let (key, quota) = match &caller.viewer {
            Some(viewer) => (format!("cost:{}", viewer.id), limits.user_quota()),
            None => (format!("cost:{}", caller.address_key()), limits.anonymous_quota()),
        };
        Purse { limiter: self.services.limiter.clone(), key, quota }
    }

    async fn admit(&self, caller: &Caller, asked: Asked, purse: &Purse) -> Result<Prepared, Refusal> {
        let limits = &self.config.limits;
        let Asked { wanted, mut request } = asked;
        let found = self.documents.find(wanted).await?;
        request.query = found.text;
        let known = self.valid_documents.find(&request.query);
        match &known {
            Some(known) => request.set_parsed_query(known.document.clone()),
            None => {
                limits::scan(&request.query, limits.max_tokens)?;
            }
        }
        let is_new = known.is_none() && self.valid_documents.takes(&request.query);
        let name = request.operation_name.clone();
        let mut variables = request.variables.clone();
        let document = request.parsed_query().map_err(|error| Refusal::bad_input(error.message))?;
        limits::check_variables(document, name.as_deref(), &mut variables)?;
        let analysis = limits::analyse(document, name.as_deref(), &variables, limits)?;
        if let Some(scopes) = access::scopes(caller.viewer.as_ref()) {
            access::check(document, name.as_deref(), scopes)?;
        }
        let is_query = analysis.kind == OperationType::Query;
        let mut unknown = None;
        if analysis.kind == OperationType::Subscription {
            let mut document = document.clone();
            limits::flatten_roots(&mut document);
            request.set_parsed_query(document);
        } else if is_query && is_new {
            let document = document.clone();
            unknown = Some((request.query.clone(), document));
        }
        let is_valid = is_query && known.is_some_and(|known| known.checks_variables);
        let allowance = purse.take(analysis.cost).await?;
        if let Some(hash) = &found.keep_as {
            let limiter = &self.services.limiter;
            self.documents.keep(limiter, &caller.address_key(), hash, &request.query).await;
        }
        let span = tracing::info_span!("graphql", graphql.operation.name = name, graphql.operation.r#type = %analysis.kind);
        let patience =
            if analysis.kind == OperationType::Subscription { Patience::Endless } else { Patience::None };
        let loaders =
            loaders::loaders(self.services.db.clone(), self.people.clone(), caller.sight(), patience);
        let toll = EventToll { purse: purse.clone(), points: analysis.cost.saturating_sub(FREE_EVENT_COST) };
        let request = request.data(caller.clone()).data(loaders).data(toll).data(AnswerSize::default());
        Ok(Prepared {
            request,
            analysis,
            is_valid,
            unknown,
            allowance,
            limit: purse.quota.points,
            locale: caller.locale,
            span,
        })
    }

    /// Runs a query or a mutation, for as long as a request may take.
    pub(super) async fn execute(&self, prepared: Prepared) -> Response {
        let cost = prepared.cost();
        self.run(prepared).await.extension("cost", cost)
    }

    /// Runs a query whose answer others may be given, too: it says what it costs, not what this caller has left.
    pub(super) async fn execute_for_all(&self, prepared: Prepared) -> Response {
        let cost = value!({ "requested": prepared.analysis.cost });
        self.run(prepared).await.extension("cost", cost)
    }

    async fn run(&self, prepared: Prepared) -> Response {
        let kind = prepared.kind().to_string();
        let started = Instant::now();
        let span = prepared.span.clone();
        let locale = prepared.locale;
        let executed = async {
            let schema = if prepared.is_valid { &self.trusting_schema } else { &self.schema };
            let execution = schema.execute(prepared.request);
            let executed = tokio::time::timeout(self.config.request_timeout(), execution).await;
            let mut response = executed.unwrap_or_else(|_| {
                let refusal = Refusal::new(Code::Timeout, "The request took too long.");
                wire::refused(refusal.into_server_error(locale))
            });
            if let Some((text, document)) = prepared.unknown.filter(|_| !wire::is_request_error(&response)) {
                self.valid_documents.remember(text, document);
            }
            settle(&mut response, locale);
            response
        };
        let response = executed.instrument(span).await;
        metrics::histogram!("fabula_graphql_operation_duration_seconds", "kind" => kind)
            .record(started.elapsed().as_secs_f64());
        response
    }

    /// Runs any operation as a stream of answers: one for a query or a mutation, any number for a subscription.
    pub(super) fn execute_stream(&self, prepared: Prepared) -> impl Stream<Item = Response> + Send + use<> {
        if prepared.kind() != OperationType::Subscription {
            let state = self.clone();
            return stream::once(async move { state.execute(prepared).await }).boxed();
        }
        let mut cost = Some(prepared.cost());
        let Prepared { span, locale, request, .. } = prepared;
        let answers = self.schema.execute_stream(request).map(move |mut response| {
            span.in_scope(|| settle(&mut response, locale));
            // The first answer tells what following costs.
            let Some(cost) = cost.take() else { return response };
            if response.data == Value::Null {
                // There is nothing to follow: by the specification an error of the request, which has no place in data.
                response.errors.iter_mut().for_each(|error| error.path.clear());
            }
            response.extension("cost", cost)
        });
        answers.boxed()
    }
}
