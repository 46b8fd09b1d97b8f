use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::TimeDelta;
use fabula_domain::{
    Invalid,
    ids::CaseId,
    moderation::{
        self, ClaimError, DEFAULT_LEASE_SECONDS, DecideError, DecisionInput, LONGEST_LEASE_SECONDS,
        ReleaseError,
    },
};

use super::types::{DecisionOutcome, ModerationCase, ReasonCode};
use crate::{
    context,
    error::internal,
    user_errors::{CaseClaimedError, CaseDecidedError, UserError, input, sentence},
};

/// Names a case, and for how long.
#[derive(Debug, InputObject)]
pub(crate) struct ClaimCaseInput {
    /// The case.
    case_id: ID,
    /// How long the lease holds, in seconds: 10 to 3,600, 300 when not given.
    lease_seconds: Option<i32>,
}

/// Names a case.
#[derive(Debug, InputObject)]
pub(crate) struct ReleaseCaseInput {
    /// The case.
    case_id: ID,
}

/// A decision as a moderator gives it.
#[derive(Debug, InputObject)]
pub(crate) struct DecideCaseInput {
    /// The case.
    case_id: ID,
    /// The revision of the case that the moderator saw.
    expected_revision: i32,
    /// What is to happen.
    outcome: DecisionOutcome,
    /// Why. Needed to reject or remove.
    reason: Option<ReasonCode>,
    /// In words, for moderators; at most 2,000 characters.
    note: Option<String>,
}

/// A case, or why nothing happened to it.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct CasePayload {
    /// The case as it is now; after a conflict, too.
    case: Option<ModerationCase>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl From<UserError> for CasePayload {
    fn from(error: UserError) -> Self {
        Self { case: None, errors: vec![error] }
    }
}

/// Works the queue.
#[derive(Debug, Default)]
pub(crate) struct ModerationMutations;

#[Object]
impl ModerationMutations {
    /// Takes the lease on an open case that nobody else holds. Claiming again extends one's own lease.
    async fn claim_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case to claim.")] input: ClaimCaseInput,
    ) -> Result<Option<CasePayload>> {
        let viewer = context::moderator(ctx)?;
        let Ok(id) = input.case_id.parse::<CaseId>() else { return Ok(Some(unknown())) };
        let seconds = input.lease_seconds.unwrap_or(DEFAULT_LEASE_SECONDS);
        if !(10..=LONGEST_LEASE_SECONDS).contains(&seconds) {
            return Ok(Some(
                UserError::from(Invalid::new("leaseSeconds", "takes 10 to 3,600 seconds")).into(),
            ));
        }
        let db = context::db(ctx);
        let payload = match moderation::claim(db, viewer, id, TimeDelta::seconds(seconds.into())).await {
            Ok(case) => case_now(ctx, case),
            Err(ClaimError::NotFound) => unknown(),
            Err(ClaimError::Claimed(lease)) => claimed(lease).into(),
            Err(ClaimError::Decided(decision)) => decided(*decision).into(),
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Gives one's own lease back. Releasing a case that one does not hold changes nothing.
    async fn release_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case to release.")] input: ReleaseCaseInput,
    ) -> Result<Option<CasePayload>> {
        let viewer = context::moderator(ctx)?;
        let Ok(id) = input.case_id.parse::<CaseId>() else { return Ok(Some(unknown())) };
        let payload = match moderation::release(context::db(ctx), viewer, id).await {
            Ok(case) => case_now(ctx, case),
            Err(ReleaseError::NotFound) => unknown(),
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Decides an open case, if it is as the moderator saw it and nobody else holds it.
    async fn decide_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: DecideCaseInput,
    ) -> Result<Option<CasePayload>> {
        let viewer = context::moderator(ctx)?;
        let Ok(case) = input.case_id.parse::<CaseId>() else { return Ok(Some(unknown())) };
        let decision = DecisionInput {
            case,
            expected_revision: input.expected_revision,
            outcome: input.outcome.into(),
            reason: input.reason.map(moderation::ReasonCode::from),
            note: input.note,
        };
        let decision = match decision.check() {
            Ok(decision) => decision,
            Err(invalid) => return Ok(Some(UserError::from(invalid).into())),
        };
        let payload = match moderation::decide(context::db(ctx), viewer, decision).await {
            Ok(case) => case_now(ctx, case),
            Err(DecideError::NotFound) => unknown(),
            Err(DecideError::Claimed(lease)) => claimed(lease).into(),
            Err(DecideError::Decided(decision)) => decided(*decision).into(),
            Err(DecideError::RevisionConflict(case)) => {
                let error = UserError::conflict(&"the case has changed since", case.revision);
                CasePayload { errors: vec![error], ..case_now(ctx, *case) }
            }
            Err(DecideError::Invalid(invalid)) => UserError::from(invalid).into(),
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }
}

fn case_now(ctx: &Context<'_>, case: moderation::Case) -> CasePayload {
    let now = context::db(ctx).clock().now();
    CasePayload { case: Some(ModerationCase::at(case, now)), errors: Vec::new() }
}

fn unknown() -> CasePayload {
    UserError::not_found("caseId", &"there is no such case").into()
}

fn claimed(lease: moderation::Lease) -> UserError {
    let message = sentence(&"another moderator holds the case");
    UserError::CaseClaimed(CaseClaimedError { message, path: input("caseId"), lease: lease.into() })
}

fn decided(decision: moderation::Decision) -> UserError {
    let message = sentence(&"the case has been decided");
    UserError::CaseDecided(CaseDecidedError { message, path: input("caseId"), decision: decision.into() })
}
