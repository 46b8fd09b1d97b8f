use fabula_platform::{db::Db, outbox};

use super::{
    Comment, CommentBody, CommentEventKind, CommentStatus, ReactionCounts, model::Rendered, queries,
    visibility,
};
use crate::{
    Viewer, accounts,
    boards::{self, BoardAction, Hold, ModerationMode, Refusal},
    events::{CommentEvent, CommentFact},
    idempotency::{self, IdempotencyKey, Reservation, ReserveError},
    ids::{CommentId, StoryId},
    images, relations,
    stories::{self, StoryStatus},
};

/// What a person gives to comment.
#[derive(Debug, Clone)]
pub struct NewComment {
    /// On which story.
    pub story: StoryId,
    /// In reply to what; nothing at the top.
    pub parent: Option<CommentId>,
    /// The text.
    pub body: CommentBody,
}

/// Why no comment was written.
#[derive(Debug, thiserror::Error)]
pub enum CreateCommentError {
    /// There is no such story, or the viewer may not know of it.
    #[error("there is no such story")]
    StoryNotFound,
    /// There is no such comment in this discussion to reply to.
    #[error("there is no such comment in this discussion")]
    ParentNotFound,
    /// A draft has no discussion.
    #[error("the story is not published")]
    NotPublished,
    /// Its discussion is locked.
    #[error("the discussion is locked")]
    Locked,
    /// Its author, or the one replied to, does not want to hear from the viewer.
    #[error("you can't reply to this person")]
    Blocked,
    /// The idempotency key belongs to another input.
    #[error(transparent)]
    Key(#[from] ReserveError),
    /// The board does not let them.
    #[error(transparent)]
    Board(#[from] Refusal),
    /// The database refused.
    #[error("the comment can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Stores a comment and records that it awaits moderation.
///
/// On a board in `POST` mode readers see it at once; otherwise it is `PENDING`.
///
/// # Errors
/// If the viewer can't see the story or the parent, or the board takes nothing from them.
pub async fn create(
    db: &Db,
    viewer: &Viewer,
    new: NewComment,
    key: Option<&IdempotencyKey>,
) -> Result<Comment, CreateCommentError> {
    // Rendering and fingerprinting take the time; no connection is held meanwhile.
    let text = Rendered::from(new.body);
    let now = db.clock().now();
    let id = CommentId::new(now);
    let mut transaction = db.begin().await?;
    let story = stories::by_ids(&mut *transaction, &[new.story], viewer.into()).await?.pop();
    let story = story.ok_or(CreateCommentError::StoryNotFound)?;
    if story.status != StoryStatus::Published {
        return Err(CreateCommentError::NotPublished);
    }
    let found = boards::hold(&mut transaction, viewer, story.board_id, Hold::Writing, now).await?;
    let (board, standing) = found.ok_or(CreateCommentError::StoryNotFound)?;
    let reserved =
        idempotency::reserve(&mut transaction, viewer.id, "createComment", key, id.uuid(), now).await?;
    if let Reservation::Repeated(earlier) = reserved {
        let earlier = queries::by_ids(&mut *transaction, &[earlier.into()], viewer.into()).await?.pop();
        return earlier.ok_or(CreateCommentError::StoryNotFound);
    }
    standing.check(BoardAction::Comment)?;
    let mut addressed = vec![story.author_id];
    if let Some(parent) = new.parent {
        let parent = queries::by_ids(&mut *transaction, &[parent], viewer.into()).await?.pop();
        let fits =
            |parent: &Comment| parent.story_id == new.story && parent.status == CommentStatus::Published;
        if !parent.as_ref().is_some_and(fits) {
            return Err(CreateCommentError::ParentNotFound);
        }
        addressed.extend(parent.and_then(|parent| parent.author_id));
    }
    if !viewer.is_moderator() && relations::is_blocked_by(&mut *transaction, viewer.id, &addressed).await? {
        return Err(CreateCommentError::Blocked);
    }
    let mut expected = vec![story.language];
    expected.extend(board.languages);
    expected.extend(accounts::languages(&mut *transaction, viewer.id).await?);
    let comment = Comment {
        id,
        story_id: new.story,
        parent_id: new.parent,
        author_id: Some(viewer.id),
        language: text.language.unwrap_or_else(|| stories::detect(&text.body, &expected)),
        body: text.body,
        body_html: text.html,
        status: CommentStatus::Pending,
        revision: 1,
        reply_count: 0,
        created_at: now,
        edited_at: None,
        reactions: ReactionCounts::default(),
        score: 0,
    };
    queries::insert(&mut transaction, &comment, text.fingerprint).await?;
    // Inserting has waited for whoever was locking the discussion, and they for whoever was inserting.
    if stories::discussion_is_locked(&mut *transaction, new.story).await? {
        return Err(CreateCommentError::Locked);
    }
    images::keep_shown(&mut transaction, viewer.id, images::Text::Comment(id), &comment.body).await?;
    let event =
        CommentEvent { fact: CommentFact::Submitted, comment_id: id, story_id: new.story, revision: 1 };
    outbox::append(&mut transaction, &event, now).await?;
    let status = if board.moderation_mode == ModerationMode::Post {
        if let Some(mut locked) = visibility::lock(&mut transaction, id).await? {
            let kind = Some(CommentEventKind::Published);
            visibility::set_status(&mut transaction, &mut locked, CommentStatus::Published, kind, now)
                .await?;
        }
        CommentStatus::Published
    } else {
        CommentStatus::Pending
    };
    transaction.commit().await?;
    metrics::counter!("fabula_comments_created_total").increment(1);
    Ok(Comment { status, ..comment })
}
