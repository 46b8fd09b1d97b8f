//! A database with people, a board and a story, and short ways to act on them.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use fabula_domain::{
    SignedIn, Viewer,
    accounts::{self, NewAccount, Passwords, Role},
    boards::{self, Board, BoardVisibility, ModerationMode, NewBoard},
    comments::{self, Comment, CommentBody, CommentEdit, NewComment},
    ids::{BoardId, CommentId, StoryId},
    maintenance,
    moderation::{
        self, Case, CaseFilter, Judgement, SignalVerdict,
        checks::{Check, CheckError, Finding, Subject},
        signal::Explanation,
    },
    page::{Direction, PageRequest},
    stories::{self, NewStory, Story},
};
use fabula_platform::{clock::ManualClock, db::Db, ids::uuid_at, testing};

/// A check that does what the text says: `[hold]`, `[reject]`, or publish.
#[derive(Debug)]
pub(crate) struct DoesAsTold;

impl Check for DoesAsTold {
    fn name(&self) -> &'static str {
        "does_as_told"
    }

    fn rule_version(&self) -> &'static str {
        "1"
    }

    fn examine(&self, subject: &Subject<'_>) -> Result<Finding, CheckError> {
        let verdict = if subject.text.contains("[reject]") {
            SignalVerdict::Reject
        } else if subject.text.contains("[hold]") {
            SignalVerdict::Hold
        } else {
            SignalVerdict::Publish
        };
        Ok(Finding { verdict, ..Finding::fine(Explanation::Quiet) })
    }
}

pub(crate) fn as_told() -> Vec<Box<dyn Check>> {
    vec![Box::new(DoesAsTold)]
}

/// The whole of a list that has at most a hundred rows.
pub(crate) const ALL: PageRequest =
    PageRequest { size: 100, direction: Direction::Forward, cursor: None, rank: 0 };

/// Somebody as the one who signed in.
pub(crate) fn signed_in(viewer: &Viewer) -> SignedIn {
    viewer.signed_in().unwrap()
}

pub(crate) struct Stage {
    test: testing::TestDatabase,
    pub(crate) db: Db,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) passwords: Passwords,
}

impl Stage {
    pub(crate) async fn open() -> Self {
        let start: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().unwrap();
        let clock = ManualClock::new(start);
        let test = testing::database().await;
        let db = test.db(clock.clone());
        Self { test, db, clock, passwords: Passwords::default() }
    }

    pub(crate) async fn close(self) {
        let drift = maintenance::drift(&self.db).await.unwrap();
        assert!(drift.is_empty(), "counters are off: {drift:?}");
        self.test.close().await;
    }

    /// Somebody who has just signed up.
    pub(crate) async fn person(&self, handle: &str) -> Viewer {
        let email = format!("{handle}@example.org");
        let account = NewAccount::parse(handle, None, &email, "correct horse", &["en".to_owned()]).unwrap();
        let (_, session) =
            accounts::register(&self.db, &self.passwords, account, TimeDelta::days(30)).await.unwrap();
        accounts::authenticate(&self.db, &session.token).await.unwrap().unwrap()
    }

    pub(crate) async fn moderator(&self, handle: &str) -> Viewer {
        let viewer = self.person(handle).await;
        accounts::grant(&self.db, handle, Role::Moderator).await.unwrap();
        Viewer { role: Role::Moderator, ..viewer }
    }

    pub(crate) async fn board(
        &self,
        owner: &Viewer,
        slug: &str,
        visibility: BoardVisibility,
        mode: ModerationMode,
    ) -> Board {
        let languages = ["en".to_owned()];
        let new = NewBoard::parse(slug, "Tales", "", &languages, Some(visibility), Some(mode)).unwrap();
        boards::create(&self.db, owner, new, None).await.unwrap()
    }

    pub(crate) async fn story(&self, author: &Viewer, board: BoardId, publish: bool) -> Story {
        let body = "Once there was a fox who counted the stars.";
        let new = NewStory::parse(board, "The fox", body, Some("en"), &[], publish).unwrap();
        stories::create(&self.db, author, new, None).await.unwrap()
    }

    /// A public board in a mode, and a published story on it.
    pub(crate) async fn discussion(&self, author: &Viewer, mode: ModerationMode) -> StoryId {
        let slug = format!("{mode:?}").to_lowercase();
        let board = self.board(author, &slug, BoardVisibility::Public, mode).await;
        self.story(author, board.id, true).await.id
    }

    pub(crate) async fn submit(
        &self,
        author: &Viewer,
        story: StoryId,
        parent: Option<CommentId>,
        text: &str,
    ) -> Comment {
        let new = NewComment { story, parent, body: CommentBody::parse(text).unwrap() };
        comments::create(&self.db, author, new, None).await.unwrap()
    }

    pub(crate) async fn edit(
        &self,
        author: &Viewer,
        comment: CommentId,
        revision: i32,
        text: &str,
    ) -> Comment {
        let edit =
            CommentEdit { comment, expected_revision: revision, body: CommentBody::parse(text).unwrap() };
        comments::edit(&self.db, author, edit).await.unwrap()
    }

    /// Judges a revision as its text says, under a new event.
    pub(crate) async fn judge(&self, comment: CommentId, revision: i32) -> Judgement {
        let event = uuid_at(self.db.clock().now());
        moderation::judge(&self.db, &as_told(), event, comment, revision).await.unwrap()
    }

    /// Submits and judges.
    pub(crate) async fn comment(
        &self,
        author: &Viewer,
        story: StoryId,
        parent: Option<CommentId>,
        text: &str,
    ) -> CommentId {
        let comment = self.submit(author, story, parent, text).await;
        self.judge(comment.id, 1).await;
        comment.id
    }

    /// A comment as somebody sees it.
    pub(crate) async fn seen(&self, viewer: Option<&Viewer>, comment: CommentId) -> Option<Comment> {
        comments::by_ids(self.db.pool(), &[comment], viewer.into()).await.unwrap().pop()
    }

    /// The open cases, oldest first.
    pub(crate) async fn queue(&self, moderator: &Viewer) -> Vec<Case> {
        let now = self.db.clock().now();
        moderation::queue(self.db.pool(), &CaseFilter::default(), moderator.id, now, ALL).await.unwrap().items
    }

    /// A number that SQL answers.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.db.pool()).await.unwrap()
    }

    /// The events in the outbox, in order.
    pub(crate) async fn told(&self) -> Vec<String> {
        sqlx::query_scalar("select type from outbox order by position")
            .fetch_all(self.db.pool())
            .await
            .unwrap()
    }
}
