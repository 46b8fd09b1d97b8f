use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Result, SimpleObject, Union};
use chrono::{DateTime, Utc};
use fabula_domain::{
    ids::{BoardId, CaseId, CommentId, UserId},
    moderation::{self, Signal, SignalVerdict as DomainVerdict},
    stories::UNKNOWN_LANGUAGE,
};

use crate::{
    accounts::User,
    boards::Board,
    comments::Comment,
    context,
    error::{Refusal, internal},
    loaders::DecisionsOf,
    scalars::{self, LanguageTag},
};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "moderation::CaseState")]
pub(crate) enum CaseState {
    /// It waits for a decision.
    Open,
    /// It has one.
    Decided,
}

/// What a decision does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "moderation::DecisionOutcome")]
pub(crate) enum DecisionOutcome {
    /// Readers may see the text.
    Approve,
    /// They may not.
    Reject,
    /// What they saw is taken away.
    Remove,
    /// What was taken away is brought back.
    Restore,
}

/// Why a text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "moderation::ReasonCode")]
pub(crate) enum ReasonCode {
    /// Unwanted advertising, or the same again and again.
    Spam,
    /// Attacks on a person.
    Harassment,
    /// Attacks on a group of people.
    Hate,
    /// Threats, or praise of violence.
    Violence,
    /// Sexual content where it does not belong.
    Sexual,
    /// Against the law.
    Illegal,
    /// Not about what is discussed here.
    OffTopic,
    /// Untrue in a way that does harm.
    Misinformation,
    /// Something else, told in the note.
    Other,
}

/// What a check would do with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainVerdict")]
pub(crate) enum SignalVerdict {
    /// Let readers see it.
    Publish,
    /// Ask a moderator.
    Hold,
    /// Refuse it.
    Reject,
}

/// A part of a text. Offsets are Unicode code points from 0.
#[derive(Debug, SimpleObject)]
pub(crate) struct TextSpan {
    /// Where it begins.
    start: i32,
    /// Where it ends: the first code point that no longer belongs to it.
    end: i32,
    /// The part itself, as its author typed it.
    text: String,
}

/// One automated check's finding.
#[derive(Debug, SimpleObject)]
pub(crate) struct ModerationSignal {
    /// The check's name.
    check: String,
    /// How sure it is that something is wrong: 0 to 1.
    score: f64,
    /// What it would do.
    verdict: SignalVerdict,
    /// Why, in the language of the text where there is a translation, in English otherwise.
    explanation: String,
    /// Where in the snapshot.
    spans: Vec<TextSpan>,
    /// The language that it took the text for.
    language: Option<LanguageTag>,
    /// Which version of its rules.
    rule_version: String,
    /// How long it took, in microseconds.
    took_micros: i32,
}

impl ModerationSignal {
    fn on(text: &str, signal: &Signal) -> Self {
        let span = |span: &moderation::Span| TextSpan {
            start: i32::try_from(span.start).unwrap_or(i32::MAX),
            end: i32::try_from(span.end).unwrap_or(i32::MAX),
            text: text
                .chars()
                .skip(usize::try_from(span.start).unwrap_or(usize::MAX))
                .take(usize::try_from(span.end.saturating_sub(span.start)).unwrap_or(usize::MAX))
                .collect(),
        };
        Self {
            check: signal.check.clone().into_owned(),
            score: signal.score,
            verdict: signal.verdict.into(),
            explanation: signal.sentence(),
            spans: signal.spans.iter().map(span).collect(),
            language: signal.language.map(|language| LanguageTag(language.to_string())),
            rule_version: signal.rule_version.clone(),
            took_micros: signal.took_micros,
        }
    }
}

/// One moderator's expiring hold on a case.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Lease {
    /// Until when.
    expires_at: DateTime<Utc>,
    #[graphql(skip)]
    holder: UserId,
}

impl From<moderation::Lease> for Lease {
    fn from(lease: moderation::Lease) -> Self {
        Self { expires_at: lease.expires_at, holder: lease.holder }
    }
}

#[ComplexObject]
impl Lease {
    /// Who holds the case.
    async fn holder(&self, ctx: &Context<'_>) -> Result<User> {
        let holder = context::user(ctx, self.holder).await?;
        Ok(holder.ok_or_else(|| Refusal::bad_input("The moderator is gone."))?)
    }
}

/// A recorded outcome of a case. Never changed, never deleted.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Decision {
    /// Opaque, and unique among all objects.
    pub(crate) id: ID,
    /// What it does.
    outcome: DecisionOutcome,
    /// Why.
    reason: Option<ReasonCode>,
    /// In words, for moderators.
    note: Option<String>,
    /// When it was made.
    decided_at: DateTime<Utc>,
    #[graphql(skip)]
    decided_by: Option<UserId>,
}

impl From<moderation::Decision> for Decision {
    fn from(decision: moderation::Decision) -> Self {
        Self {
            id: decision.id.to_string().into(),
            outcome: decision.outcome.into(),
            reason: decision.reason.map(ReasonCode::from),
            note: decision.note,
            decided_at: decision.decided_at,
            decided_by: decision.decided_by,
        }
    }
}

#[ComplexObject]
impl Decision {
    /// Who made it. Null when policy did, or the author's own act.
    async fn decided_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        let Some(user) = self.decided_by else { return Ok(None) };
        context::user(ctx, user).await
    }
}

/// What a case is about.
#[derive(Debug, Union)]
pub(crate) enum ModerationSubject {
    /// A comment.
    Comment(Comment),
}

/// An item of the moderation queue.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct ModerationCase {
    /// Opaque, and unique among all objects.
    pub(crate) id: ID,
    /// Where it stands.
    state: CaseState,
    /// The text's language. Null if nobody can tell.
    language: Option<LanguageTag>,
    /// Counts up with every change of the case. `decideCase` compares it.
    revision: i32,
    /// Who holds it now. Null when nobody does.
    lease: Option<Lease>,
    /// When it was opened.
    opened_at: DateTime<Utc>,
    #[graphql(skip)]
    snapshot: String,
    #[graphql(skip)]
    case_id: CaseId,
    #[graphql(skip)]
    comment_id: CommentId,
    #[graphql(skip)]
    comment_revision: i32,
    #[graphql(skip)]
    board_id: BoardId,
}

impl ModerationCase {
    /// A case as it stands at `now`: an expired lease is no lease.
    pub(crate) fn at(case: moderation::Case, now: DateTime<Utc>) -> Self {
        let lease = case.lease(now).map(Lease::from);
        Self {
            id: case.id.to_string().into(),
            state: case.state.into(),
            snapshot: case.snapshot,
            language: (case.language != UNKNOWN_LANGUAGE).then_some(LanguageTag(case.language)),
            revision: case.revision,
            lease,
            opened_at: case.opened_at,
            case_id: case.id,
            comment_id: case.comment_id,
            comment_revision: case.comment_revision,
            board_id: case.board_id,
        }
    }
}

#[ComplexObject]
impl ModerationCase {
    /// The text as it was when the case was opened, or last taken up again by an edit.
    async fn snapshot(&self, ctx: &Context<'_>) -> Result<&str> {
        context::count_text(ctx, &self.snapshot)?;
        Ok(&self.snapshot)
    }

    /// What it is about, as it is now.
    async fn subject(&self, ctx: &Context<'_>) -> Result<ModerationSubject> {
        let sight = context::caller(ctx).sight();
        let comment = context::loaders(ctx).load_one(self.comment_id).await?;
        let comment = comment.ok_or_else(|| Refusal::bad_input("The comment is gone."))?;
        Ok(ModerationSubject::Comment(Comment::seen_by(comment, sight)))
    }

    /// The board that it belongs to.
    async fn board(&self, ctx: &Context<'_>) -> Result<Option<Board>> {
        Ok(context::loaders(ctx).load_one(self.board_id).await?.map(Board::from))
    }

    /// What every check found in the snapshot.
    async fn signals(&self, ctx: &Context<'_>) -> Result<Vec<ModerationSignal>> {
        let signals = moderation::signals(context::db(ctx).pool(), self.comment_id, self.comment_revision);
        let signals = signals.await.map_err(internal)?;
        Ok(signals.iter().map(|signal| ModerationSignal::on(&self.snapshot, signal)).collect())
    }

    /// What was decided, oldest first.
    async fn decisions(&self, ctx: &Context<'_>) -> Result<Vec<Decision>> {
        let decisions = context::loaders(ctx).load_one(DecisionsOf(self.case_id)).await?;
        Ok(decisions.unwrap_or_default().into_iter().map(Decision::from).collect())
    }
}

/// One line of the audit log.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct AuditEntry {
    /// When.
    at: DateTime<Utc>,
    /// What was done.
    action: String,
    /// More about it, in words for moderators.
    detail: String,
    #[graphql(skip)]
    actor: Option<UserId>,
    #[graphql(skip)]
    comment: Option<CommentId>,
    #[graphql(skip)]
    case: Option<CaseId>,
}

impl From<moderation::AuditEntry> for AuditEntry {
    fn from(entry: moderation::AuditEntry) -> Self {
        Self {
            at: entry.at,
            action: entry.action,
            detail: entry.detail,
            actor: entry.actor_id,
            comment: entry.comment_id,
            case: entry.case_id,
        }
    }
}

#[ComplexObject]
impl AuditEntry {
    /// Who did it. Null when policy did.
    async fn actor(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        let Some(actor) = self.actor else { return Ok(None) };
        context::user(ctx, actor).await
    }

    /// To what.
    async fn subject(&self, ctx: &Context<'_>) -> Result<Option<ModerationSubject>> {
        let Some(comment) = self.comment else { return Ok(None) };
        let sight = context::caller(ctx).sight();
        let comment = context::loaders(ctx).load_one(comment).await?;
        Ok(comment.map(|comment| ModerationSubject::Comment(Comment::seen_by(comment, sight))))
    }

    /// In which case.
    async fn case(&self, ctx: &Context<'_>) -> Result<Option<ModerationCase>> {
        let Some(case) = self.case else { return Ok(None) };
        let db = context::db(ctx);
        let case = moderation::by_ids(db.pool(), &[case]).await.map_err(internal)?.pop();
        Ok(case.map(|case| ModerationCase::at(case, db.clock().now())))
    }
}

/// Which cases a list holds.
#[derive(Debug, Default, InputObject)]
pub(crate) struct CaseFilter {
    /// In this state; `OPEN` when not given.
    state: Option<CaseState>,
    /// On this board.
    board_id: Option<ID>,
    /// In one of these languages.
    languages: Option<Vec<LanguageTag>>,
    /// Held, or not held, by the viewer now.
    claimed_by_viewer: Option<bool>,
}

impl CaseFilter {
    pub(super) fn check(self) -> Result<moderation::CaseFilter> {
        let board = self.board_id.map(|id| id.parse::<BoardId>()).transpose();
        Ok(moderation::CaseFilter {
            state: self.state.map(moderation::CaseState::from),
            board: board.map_err(|_| Refusal::bad_input("`boardId` is not a board's id."))?,
            languages: self.languages.map(|tags| tags.iter().map(scalars::filter).collect()).transpose()?,
            claimed_by_viewer: self.claimed_by_viewer,
        })
    }
}
