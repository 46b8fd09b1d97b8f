use async_graphql::{Context, Object, Result, connection::Connection};
use fabula_domain::moderation;

use super::types::{AuditEntry, CaseFilter, ModerationCase};
use crate::{
    context,
    error::internal,
    page::{self, TotalCount},
};

/// Reads the moderation queue.
#[derive(Debug, Default)]
pub(crate) struct ModerationQueries;

#[Object]
impl ModerationQueries {
    /// The moderators' desk. Others get `FORBIDDEN`.
    async fn moderation(&self, ctx: &Context<'_>) -> Result<Option<Moderation>> {
        context::moderator(ctx)?;
        Ok(Some(Moderation))
    }
}

/// The moderators' desk.
#[derive(Debug)]
pub(crate) struct Moderation;

/// The moderators' desk.
#[Object]
impl Moderation {
    /// The cases that a filter finds, longest waiting first.
    async fn queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases; all open ones when not given.")] filter: Option<CaseFilter>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, ModerationCase, TotalCount>> {
        let viewer = context::moderator(ctx)?;
        let filter = filter.unwrap_or_default().check()?;
        let request = page::check(&page::arguments(first, after, last, before), filter.list())?;
        let db = context::db(ctx);
        let now = db.clock().now();
        let rows = moderation::queue(db.pool(), &filter, viewer.id, now, request).await.map_err(internal)?;
        let total_count = if ctx.look_ahead().field("totalCount").exists() {
            let count = moderation::count(db.pool(), &filter, viewer.id, now).await.map_err(internal)?;
            i32::try_from(count).unwrap_or(i32::MAX)
        } else {
            0
        };
        let node = |case| ModerationCase::at(case, now);
        Ok(page::connection_with(
            rows,
            TotalCount { total_count },
            |case| filter.list().cursor(case.id.uuid()),
            node,
        ))
    }

    /// Who did what, newest first.
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, AuditEntry>> {
        context::moderator(ctx)?;
        let list = moderation::audit_log_list();
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let rows = moderation::audit_log(context::db(ctx).pool(), request).await.map_err(internal)?;
        Ok(page::connection(rows, list, |entry| entry.id.uuid(), AuditEntry::from))
    }
}
