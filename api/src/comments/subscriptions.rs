use std::pin::Pin;

use async_graphql::{Context, Enum, ID, Result, SimpleObject, Subscription};
use fabula_domain::{
    comments::{self, Cursor, FollowError, LogEntry},
    ids::StoryId,
    viewer::Sight,
};
use fabula_platform::telemetry;
use futures::{Stream, StreamExt as _, future, stream};
use tracing::Instrument as _;

use super::Comment;
use crate::{
    context::{self, AnswerSize, EventToll},
    error::{Code, Refusal, internal},
    loaders::Loaders,
};

/// What happened to a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "comments::CommentEventKind")]
pub(crate) enum CommentEventKind {
    /// It can be read now.
    Published,
    /// Its text changed.
    Edited,
    /// Moderation took it away.
    Removed,
    /// Its author took it away.
    Deleted,
    /// Moderation brought it back.
    Restored,
}

/// Something that happened in a story's discussion.
#[derive(Debug, SimpleObject)]
pub(crate) struct CommentEvent {
    /// Give it as `after` to go on from here.
    cursor: String,
    /// What happened.
    kind: CommentEventKind,
    /// To which comment.
    comment_id: ID,
    /// The comment as it is now. Null when it can no longer be seen.
    comment: Option<Comment>,
}

/// Follows discussions.
#[derive(Debug, Default)]
pub(crate) struct CommentSubscriptions;

type Events = Pin<Box<dyn Stream<Item = Result<CommentEvent>> + Send>>;

#[Subscription]
impl CommentSubscriptions {
    /// What happens in a story's discussion, in order and once each: from after the cursor on if one is given, from
    /// now on otherwise.
    async fn comment_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The story.")] story_id: ID,
        #[graphql(desc = "The cursor of the last event that was seen.")] after: Option<String>,
    ) -> Result<Events> {
        let loaders = context::loaders(ctx).clone();
        let (toll, size) =
            (ctx.data_unchecked::<EventToll>().clone(), ctx.data_unchecked::<AnswerSize>().clone());
        let sight = context::caller(ctx).sight();
        let not_found = || Refusal::bad_input("There is no such story.");
        let story = story_id.parse::<StoryId>().map_err(|_| not_found())?;
        if loaders.load_one(story).await?.is_none() {
            return Err(not_found().into());
        }
        let wrong_cursor = || Refusal::bad_input("The cursor is not one of this discussion.");
        let after =
            after.map(|cursor| Cursor::parse(&cursor, story)).transpose().map_err(|_| wrong_cursor())?;
        let entries =
            match comments::follow(context::db(ctx), story, after.map(|cursor| cursor.sequence)).await {
                Ok(entries) => entries,
                Err(FollowError::NotFound) => return Err(not_found().into()),
                Err(FollowError::Cursor) => return Err(wrong_cursor().into()),
                Err(error) => return Err(internal(error)),
            };
        let events = entries.then(move |entry| {
            let (loaders, toll) = (loaders.clone(), toll.clone());
            size.reset();
            async move {
                toll.pay().await?;
                match entry {
                    Ok(entry) => {
                        let span = tracing::info_span!("live.deliver", story = %entry.story, entry.sequence);
                        telemetry::set_parent(&span, entry.traceparent.as_deref());
                        deliver(&loaders, sight, entry).instrument(span).await
                    }
                    Err(error) => Err(internal(error)),
                }
            }
        });
        // After an error the place in the log is lost: the client resumes with its last cursor. The end comes with it, and
        // not with whatever happens next.
        let ended = events
            .flat_map(|event| {
                let end = event.is_err().then_some(None);
                stream::iter([Some(event)].into_iter().chain(end))
            })
            .take_while(|event| future::ready(event.is_some()))
            .filter_map(future::ready);
        Ok(Box::pin(ended))
    }
}

async fn deliver(loaders: &Loaders, sight: Sight, entry: LogEntry) -> Result<CommentEvent> {
    let comment = loaders.load_one(entry.comment).await?;
    // A comment that can't be found may mean that the viewer no longer sees the story.
    if comment.is_none() && loaders.load_one(entry.story).await?.is_none() {
        return Err(Refusal::new(Code::Forbidden, "You no longer see this story.").into());
    }
    metrics::counter!("fabula_live_events_delivered_total").increment(1);
    Ok(CommentEvent {
        cursor: Cursor { story: entry.story, sequence: entry.sequence }.to_string(),
        kind: entry.kind.into(),
        comment_id: entry.comment.to_string().into(),
        comment: comment.map(|comment| Comment::seen_by(comment, sight)),
    })
}
