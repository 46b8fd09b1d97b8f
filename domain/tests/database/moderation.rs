use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    boards::ModerationMode,
    comments::{self, CommentBody, CommentStatus, NewComment},
    moderation::{
        self, Case, CaseState, ClaimError, DecideError, DecisionInput, DecisionOutcome, Judgement,
        ReasonCode, SignalVerdict, checks,
    },
};
use fabula_platform::ids::uuid_at;

use crate::stage::{ALL, Stage, as_told};

const LEASE: TimeDelta = TimeDelta::minutes(5);

fn decision(case: &Case, outcome: DecisionOutcome) -> DecisionInput {
    let input = DecisionInput {
        case: case.id,
        expected_revision: case.revision,
        outcome,
        reason: Some(ReasonCode::Spam),
        note: None,
    };
    input.check().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replayed_verdict_changes_nothing() {
    let stage = Stage::open().await;
    let (author, moderator) = (stage.person("author").await, stage.moderator("moderator").await);
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    for (text, status) in [
        ("fine", CommentStatus::Published),
        ("[hold]", CommentStatus::Held),
        ("[reject]", CommentStatus::Rejected),
    ] {
        let comment = stage.submit(&author, story, None, text).await.id;
        let event = uuid_at(stage.db.clock().now());
        let judge = || async { moderation::judge(&stage.db, &as_told(), event, comment, 1).await.unwrap() };
        let at_once = futures::future::join_all((0..4).map(|_| judge())).await;
        let applied = at_once.iter().filter(|judgement| matches!(judgement, Judgement::Applied(_))).count();
        assert_eq!(applied, 1, "{at_once:?}");
        let told = stage.told().await;
        assert_eq!(judge().await, Judgement::Repeated);
        // Another event for the same revision: the memory of the first was swept away, or someone replays by hand.
        let again = stage.judge(comment, 1).await;
        assert!(matches!(again, Judgement::Repeated | Judgement::Outdated), "{again:?}");
        assert_eq!(stage.told().await, told);
        assert_eq!(stage.seen(Some(&moderator), comment).await.unwrap().status, status);
        assert_eq!(moderation::signals(stage.db.pool(), comment, 1).await.unwrap().len(), 1);
    }
    assert_eq!(stage.queue(&moderator).await.len(), 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_on_an_old_revision_changes_nothing() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.submit(&author, story, None, "fine").await.id;
    stage.edit(&author, comment, 1, "[reject]").await;
    assert_eq!(stage.judge(comment, 1).await, Judgement::Outdated);
    assert!(stage.seen(None, comment).await.is_none());
    assert_eq!(stage.judge(comment, 2).await, Judgement::Applied(SignalVerdict::Reject));
    assert_eq!(stage.judge(comment, 3).await, Judgement::Outdated, "there is no such revision");
    assert!(stage.seen(None, comment).await.is_none());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_after_the_decision_or_the_deletion_changes_nothing() {
    let stage = Stage::open().await;
    let (author, moderator) = (stage.person("author").await, stage.moderator("moderator").await);
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let held = stage.comment(&author, story, None, "[hold]").await;
    let case = stage.queue(&moderator).await.remove(0);
    moderation::decide(&stage.db, &moderator, decision(&case, DecisionOutcome::Approve)).await.unwrap();
    assert_eq!(stage.judge(held, 1).await, Judgement::Repeated);
    assert_eq!(stage.seen(None, held).await.unwrap().status, CommentStatus::Published);
    let deleted = stage.submit(&author, story, None, "fine").await.id;
    comments::delete(&stage.db, &author, deleted).await.unwrap();
    assert_eq!(stage.judge(deleted, 1).await, Judgement::Outdated);
    assert!(stage.seen(None, deleted).await.is_none());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_moderators_who_claim_at_once_get_one_lease() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let mut moderators = Vec::new();
    for index in 0..4 {
        moderators.push(stage.moderator(&format!("moderator_{index}")).await);
    }
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    stage.comment(&author, story, None, "[hold] on").await;
    let case = stage.queue(&moderators[0]).await.remove(0);
    let claims = futures::future::join_all(
        moderators.iter().map(|moderator| moderation::claim(&stage.db, moderator, case.id, LEASE)),
    )
    .await;
    let winners: Vec<&Viewer> = moderators
        .iter()
        .zip(&claims)
        .filter(|(_, claim)| claim.is_ok())
        .map(|(moderator, _)| moderator)
        .collect();
    assert_eq!(winners.len(), 1);
    for claim in claims.iter().filter_map(|claim| claim.as_ref().err()) {
        let ClaimError::Claimed(lease) = claim else { panic!("{claim:?}") };
        assert_eq!(lease.holder, winners[0].id);
    }
    let loser = moderators.iter().find(|moderator| moderator.id != winners[0].id).unwrap();
    let current = stage.queue(loser).await.remove(0);
    let decided = moderation::decide(&stage.db, loser, decision(&current, DecisionOutcome::Approve)).await;
    assert!(matches!(decided, Err(DecideError::Claimed(_))), "{decided:?}");
    stage.clock.advance(LEASE);
    let claimed = moderation::claim(&stage.db, loser, case.id, LEASE).await.unwrap();
    assert_eq!(claimed.lease_holder_id, Some(loser.id), "an expired lease is free");
    let released = moderation::release(&stage.db, loser, case.id).await.unwrap();
    assert!(released.lease(stage.db.clock().now()).is_none());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deciding_without_the_current_revision_is_a_typed_conflict() {
    let stage = Stage::open().await;
    let (author, moderator) = (stage.person("author").await, stage.moderator("moderator").await);
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.comment(&author, story, None, "[hold] one").await;
    let seen = stage.queue(&moderator).await.remove(0);
    let conflict = async || {
        let decided =
            moderation::decide(&stage.db, &moderator, decision(&seen, DecisionOutcome::Approve)).await;
        match decided {
            Err(DecideError::RevisionConflict(case)) => case,
            other => panic!("{other:?}"),
        }
    };
    stage.edit(&author, comment, 1, "something much worse").await;
    conflict().await;
    // Once judged, the case is about the new text, though the checks would have passed it: a human was asked.
    assert_eq!(stage.judge(comment, 2).await, Judgement::Applied(SignalVerdict::Publish));
    let current = conflict().await;
    assert_eq!((current.comment_revision, current.snapshot.as_str()), (2, "something much worse"));
    assert!(stage.seen(None, comment).await.is_none());
    moderation::decide(&stage.db, &moderator, decision(&current, DecisionOutcome::Approve)).await.unwrap();
    assert_eq!(stage.seen(None, comment).await.unwrap().body, "something much worse");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_decisions_at_once_the_second_hears_of_the_first() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let (one, two) = (stage.moderator("one").await, stage.moderator("two").await);
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.comment(&author, story, None, "[hold]").await;
    let case = stage.queue(&one).await.remove(0);
    let (first, second) = tokio::join!(
        moderation::decide(&stage.db, &one, decision(&case, DecisionOutcome::Approve)),
        moderation::decide(&stage.db, &two, decision(&case, DecisionOutcome::Remove))
    );
    let refused = match (first, second) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("{both:?}"),
    };
    let DecideError::Decided(decided) = refused else { panic!("{refused:?}") };
    let published = stage.seen(None, comment).await.is_some();
    assert_eq!(decided.decided_by == Some(one.id), published);
    assert_eq!(stage.count("select count(*) from moderation_decisions").await, 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_never_changed_or_deleted_and_undoing_it_is_another() {
    let stage = Stage::open().await;
    let (author, moderator) = (stage.person("author").await, stage.moderator("moderator").await);
    let story = stage.discussion(&author, ModerationMode::Post).await;
    let comment = stage.comment(&author, story, None, "[hold]").await;
    let case = stage.queue(&moderator).await.remove(0);
    let decide =
        async |case: &Case, outcome| moderation::decide(&stage.db, &moderator, decision(case, outcome)).await;
    let removed = decide(&case, DecisionOutcome::Remove).await.unwrap();
    assert_eq!(removed.state, CaseState::Decided);
    assert!(matches!(decide(&removed, DecisionOutcome::Approve).await, Err(DecideError::Decided(_))));
    assert!(matches!(decide(&removed, DecisionOutcome::Remove).await, Err(DecideError::Invalid(_))));
    let restored = decide(&removed, DecisionOutcome::Restore).await.unwrap();
    assert!(stage.seen(None, comment).await.is_some());
    assert!(
        matches!(decide(&removed, DecisionOutcome::Remove).await, Err(DecideError::Decided(_))),
        "a stale one"
    );
    assert!(matches!(decide(&restored, DecisionOutcome::Restore).await, Err(DecideError::Invalid(_))));
    let decisions = moderation::decisions(stage.db.pool(), &[case.id]).await.unwrap();
    let outcomes: Vec<_> = decisions.iter().map(|decision| decision.outcome).collect();
    assert_eq!(outcomes, [DecisionOutcome::Remove, DecisionOutcome::Restore]);

    for statement in [
        "update moderation_decisions set note = 'changed'",
        "delete from moderation_decisions",
        "update audit_entries set detail = 'changed'",
        "delete from audit_entries",
        "delete from moderation_cases",
    ] {
        let error = sqlx::query(statement).execute(stage.db.pool()).await.unwrap_err();
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code).unwrap().into_owned();
        assert!(["23001", "23503"].contains(&code.as_str()), "{statement}: {error}");
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_reads_a_held_text_and_its_signals_in_the_case() {
    let stage = Stage::open().await;
    let (author, moderator) = (stage.person("author").await, stage.moderator("moderator").await);
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let text = "READ THIS, ALL OF YOU, RIGHT NOW, at https://bit.ly/3xyz";
    let comment = stage.submit(&author, story, None, text).await.id;
    let event = uuid_at(stage.db.clock().now());
    let judgement = moderation::judge(&stage.db, &checks::all(), event, comment, 1).await.unwrap();
    assert_eq!(judgement, Judgement::Applied(SignalVerdict::Hold));
    let case = stage.queue(&moderator).await.remove(0);
    assert_eq!((case.snapshot.as_str(), case.comment_id), (text, comment));
    let signals = moderation::signals(stage.db.pool(), comment, case.comment_revision).await.unwrap();
    assert_eq!(signals.len(), checks::all().len());
    let links = signals.iter().find(|signal| signal.check == "links").unwrap();
    assert_eq!(links.verdict, SignalVerdict::Hold);
    assert_eq!(links.sentence(), "A link through bit.ly hides where it leads.");
    assert_eq!(links.spans.len(), 1);
    assert!(stage.seen(Some(&moderator), comment).await.unwrap().text_is_visible((&moderator).into()));
    assert!(stage.seen(None, comment).await.is_none());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_is_refused_or_passed_leaves_no_case_that_cannot_be_decided() {
    let stage = Stage::open().await;
    let (author, moderator) = (stage.person("author").await, stage.moderator("moderator").await);
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.comment(&author, story, None, "fine").await;
    stage.edit(&author, comment, 1, "[hold]").await;
    stage.judge(comment, 2).await;
    stage.edit(&author, comment, 2, "[reject]").await;
    stage.judge(comment, 3).await;
    let case = stage.queue(&moderator).await.remove(0);
    assert_eq!((case.snapshot.as_str(), case.comment_revision), ("[reject]", 3));
    assert_eq!(stage.seen(None, comment).await.unwrap().body, "fine", "the accepted text stays");
    let decide =
        async |case: &Case, outcome| moderation::decide(&stage.db, &moderator, decision(case, outcome)).await;
    let rejected = decide(&case, DecisionOutcome::Reject).await.unwrap();
    assert_eq!(stage.seen(None, comment).await.unwrap().body, "fine");
    let removed = decide(&rejected, DecisionOutcome::Remove).await.unwrap();
    assert!(stage.seen(None, comment).await.is_none());
    decide(&removed, DecisionOutcome::Restore).await.unwrap();
    assert_eq!(
        stage.seen(None, comment).await.unwrap().body,
        "fine",
        "the refused edit does not come with it"
    );
    assert!(stage.queue(&moderator).await.is_empty());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_a_comment_closes_its_case_and_says_so() {
    let stage = Stage::open().await;
    let (author, moderator) = (stage.person("author").await, stage.moderator("moderator").await);
    let story = stage.discussion(&author, ModerationMode::Manual).await;
    let comment = stage.comment(&author, story, None, "fine").await;
    let case = stage.queue(&moderator).await.remove(0);
    moderation::claim(&stage.db, &moderator, case.id, LEASE).await.unwrap();
    comments::delete(&stage.db, &author, comment).await.unwrap();
    assert!(stage.queue(&moderator).await.is_empty());
    let decided = moderation::by_ids(stage.db.pool(), &[case.id]).await.unwrap().remove(0);
    assert_eq!((decided.state, decided.lease_holder_id), (CaseState::Decided, None));
    let restore =
        moderation::decide(&stage.db, &moderator, decision(&decided, DecisionOutcome::Restore)).await;
    assert!(matches!(restore, Err(DecideError::Invalid(_))), "{restore:?}");
    assert_eq!(stage.told().await.last().unwrap(), "case.decided");
    let audit = moderation::audit_log(stage.db.pool(), ALL).await.unwrap().items;
    assert_eq!(
        audit.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(),
        ["case.closed", "case.claimed", "case.opened"]
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_does_not_depend_on_when_it_is_made() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let mut written = Vec::new();
    for index in 0..12 {
        written.push(stage.submit(&author, story, None, &format!("{index}")).await.id);
    }
    // The worker was away for a day, and takes the newest first.
    stage.clock.advance(TimeDelta::days(1));
    let mut verdicts = Vec::new();
    for comment in written.iter().rev() {
        let event = uuid_at(stage.db.clock().now());
        verdicts.push(moderation::judge(&stage.db, &checks::all(), event, *comment, 1).await.unwrap());
    }
    let held = Judgement::Applied(SignalVerdict::Hold);
    assert_eq!(verdicts[..2], [held; 2], "the eleventh and twelfth within a minute");
    assert!(
        verdicts[2..].iter().all(|verdict| *verdict == Judgement::Applied(SignalVerdict::Publish)),
        "{verdicts:?}"
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_wrong_language_nor_an_unknown_one_gets_a_text_past_the_lists() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let long = "Nobody wants to read what you write here, so please just go away and kill yourself.";
    for (text, language) in [("kys", None), ("kys", Some("ja")), (long, Some("ja")), (long, None)] {
        let body = CommentBody::parse(text).unwrap().in_language(language).unwrap();
        let new = NewComment { story, parent: None, body };
        let comment = comments::create(&stage.db, &author, new, None).await.unwrap();
        let event = uuid_at(stage.db.clock().now());
        let judged = moderation::judge(&stage.db, &checks::all(), event, comment.id, 1).await.unwrap();
        let accepted = matches!(judged, Judgement::Applied(SignalVerdict::Publish));
        assert!(!accepted, "{text} in {language:?} gives {judged:?}");
        stage.clock.advance(TimeDelta::hours(30));
    }
    stage.close().await;
}
