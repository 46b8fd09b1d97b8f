//! Batches what the fields of one request ask for: one statement for all authors, one for all boards, and so on.

use std::{collections::HashMap, hash::Hash, sync::Arc, time::Duration};

use async_graphql::dataloader::{DataLoader, Loader};
use fabula_domain::{
    accounts::{self, Bio, User},
    boards::{self, Board},
    comments::{self, Comment, Reaction},
    follows::{self, FollowSubject},
    ids::{BoardId, CaseId, CommentId, StoryId, UserId},
    images::{self, Image},
    moderation::{self, Decision},
    page::{Page, PageRequest},
    relations::{self, RelationKind},
    stories::{self, Story, StoryRevision},
    viewer::Sight,
};
use fabula_platform::db::{Db, is_passing};

use crate::accounts::People;

mod on_boards;

pub(crate) use on_boards::{InvitationTo, JoinRequestTo, OfferOf, PlaceOn, RelatedBoards};

/// Why a batch was not loaded.
#[derive(Debug, Clone, thiserror::Error)]
#[error("a batch can't be loaded")]
pub(crate) struct LoadError(#[source] Arc<dyn std::error::Error + Send + Sync>);

/// What a reader does while the database is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// It fails: a request has somebody who waits for its answer.
    None,
    /// It waits: a subscription keeps its place, and ends with its subscriber.
    Endless,
}

/// The pause before a patient reader tries again.
const PAUSE: Duration = Duration::from_secs(1);

/// Reads for one viewer.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) db: Db,
    people: People,
    pub(crate) sight: Sight,
    patience: Patience,
}

impl Reader {
    /// What `query` reads.
    pub(crate) async fn read<T, E, F>(&self, query: impl Fn() -> F + Send) -> Result<T, LoadError>
    where
        E: std::error::Error + Send + Sync + 'static,
        F: Future<Output = Result<T, E>> + Send,
    {
        loop {
            match query().await {
                Ok(read) => return Ok(read),
                Err(error) if self.patience == Patience::Endless && is_passing(&error) => {
                    tokio::time::sleep(PAUSE).await;
                }
                Err(error) => return Err(LoadError(Arc::new(error))),
            }
        }
    }
}

/// The loaders of one request.
pub(crate) type Loaders = Arc<DataLoader<Reader>>;

/// Loaders for what this viewer may see.
pub(crate) fn loaders(db: Db, people: People, sight: Sight, patience: Patience) -> Loaders {
    // All fields of a level are asked for in one go before the spawned batch runs; the default delay of a millisecond a
    // level would only be waiting.
    Arc::new(DataLoader::new(Reader { db, people, sight, patience }, tokio::spawn).delay(Duration::ZERO))
}

fn by_key<K: Hash + Eq, V>(rows: Vec<V>, key: impl Fn(&V) -> K) -> HashMap<K, V> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

impl Loader<UserId> for Reader {
    type Value = User;
    type Error = LoadError;

    async fn load(&self, keys: &[UserId]) -> Result<HashMap<UserId, User>, LoadError> {
        let moment = self.people.moment();
        let rows = self.read(|| accounts::by_ids(self.db.pool(), keys)).await?;
        self.people.remember(&rows, moment);
        Ok(by_key(rows, |user| user.id))
    }
}

impl Loader<BoardId> for Reader {
    type Value = Board;
    type Error = LoadError;

    async fn load(&self, keys: &[BoardId]) -> Result<HashMap<BoardId, Board>, LoadError> {
        let rows = self.read(|| boards::by_ids(self.db.pool(), keys, self.sight)).await?;
        Ok(by_key(rows, |board| board.id))
    }
}

impl Loader<StoryId> for Reader {
    type Value = Arc<Story>;
    type Error = LoadError;

    async fn load(&self, keys: &[StoryId]) -> Result<HashMap<StoryId, Arc<Story>>, LoadError> {
        let rows = self.read(|| stories::by_ids(self.db.pool(), keys, self.sight)).await?;
        Ok(rows.into_iter().map(|story| (story.id, Arc::new(story))).collect())
    }
}

impl Loader<CommentId> for Reader {
    type Value = Comment;
    type Error = LoadError;

    async fn load(&self, keys: &[CommentId]) -> Result<HashMap<CommentId, Comment>, LoadError> {
        let rows = self.read(|| comments::by_ids(self.db.pool(), keys, self.sight)).await?;
        Ok(by_key(rows, |comment| comment.id))
    }
}

/// Whether the viewer follows something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Follows(pub(crate) FollowSubject);

impl Loader<Follows> for Reader {
    type Value = bool;
    type Error = LoadError;

    async fn load(&self, keys: &[Follows]) -> Result<HashMap<Follows, bool>, LoadError> {
        let Some(user) = self.sight.user else { return Ok(HashMap::new()) };
        let subjects: Vec<FollowSubject> = keys.iter().map(|key| key.0).collect();
        let rows = self.read(|| follows::follows_of(self.db.pool(), user, &subjects)).await?;
        Ok(rows.into_iter().map(|subject| (Follows(subject), true)).collect())
    }
}

/// What the viewer keeps from somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RelationsTo(pub(crate) UserId);

impl Loader<RelationsTo> for Reader {
    type Value = Vec<RelationKind>;
    type Error = LoadError;

    async fn load(&self, keys: &[RelationsTo]) -> Result<HashMap<RelationsTo, Vec<RelationKind>>, LoadError> {
        let Some(user) = self.sight.user else { return Ok(HashMap::new()) };
        let others: Vec<UserId> = keys.iter().map(|key| key.0).collect();
        let rows = self.read(|| relations::relations_to(self.db.pool(), user, &others)).await?;
        let mut loaded: HashMap<RelationsTo, Vec<RelationKind>> = HashMap::new();
        for (other, kind) in rows {
            loaded.entry(RelationsTo(other)).or_default().push(kind);
        }
        Ok(loaded)
    }
}

/// The viewer's own reactions to a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ReactionsTo(pub(crate) CommentId);

impl Loader<ReactionsTo> for Reader {
    type Value = Vec<Reaction>;
    type Error = LoadError;

    async fn load(&self, keys: &[ReactionsTo]) -> Result<HashMap<ReactionsTo, Vec<Reaction>>, LoadError> {
        let Some(user) = self.sight.user else { return Ok(HashMap::new()) };
        let comments: Vec<CommentId> = keys.iter().map(|key| key.0).collect();
        let rows = self.read(|| comments::reactions_by(self.db.pool(), user, &comments)).await?;
        let mut loaded: HashMap<ReactionsTo, Vec<Reaction>> = HashMap::new();
        for (comment, reaction) in rows {
            loaded.entry(ReactionsTo(comment)).or_default().push(reaction);
        }
        Ok(loaded)
    }
}

/// A page of a comment's replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RepliesTo {
    pub(crate) parent: CommentId,
    pub(crate) request: PageRequest,
}

impl Loader<RepliesTo> for Reader {
    type Value = Arc<Page<Comment>>;
    type Error = LoadError;

    async fn load(&self, keys: &[RepliesTo]) -> Result<HashMap<RepliesTo, Arc<Page<Comment>>>, LoadError> {
        let mut by_request: HashMap<PageRequest, Vec<CommentId>> = HashMap::new();
        for key in keys {
            by_request.entry(key.request).or_default().push(key.parent);
        }
        let mut loaded = HashMap::with_capacity(keys.len());
        for (request, parents) in by_request {
            let pages =
                self.read(|| comments::replies(self.db.pool(), &parents, request, self.sight)).await?;
            loaded.extend(
                pages.into_iter().map(|(parent, page)| (RepliesTo { parent, request }, Arc::new(page))),
            );
        }
        Ok(loaded)
    }
}

/// The decisions of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct DecisionsOf(pub(crate) CaseId);

impl Loader<DecisionsOf> for Reader {
    type Value = Vec<Decision>;
    type Error = LoadError;

    async fn load(&self, keys: &[DecisionsOf]) -> Result<HashMap<DecisionsOf, Vec<Decision>>, LoadError> {
        let ids: Vec<CaseId> = keys.iter().map(|key| key.0).collect();
        let rows = self.read(|| moderation::decisions(self.db.pool(), &ids)).await?;
        let mut loaded: HashMap<DecisionsOf, Vec<Decision>> = HashMap::new();
        for decision in rows {
            loaded.entry(DecisionsOf(decision.case_id)).or_default().push(decision);
        }
        Ok(loaded)
    }
}

/// The translations of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TranslationsOf(pub(crate) StoryId);

impl Loader<TranslationsOf> for Reader {
    type Value = Vec<Arc<Story>>;
    type Error = LoadError;

    async fn load(
        &self,
        keys: &[TranslationsOf],
    ) -> Result<HashMap<TranslationsOf, Vec<Arc<Story>>>, LoadError> {
        let ids: Vec<StoryId> = keys.iter().map(|key| key.0).collect();
        let rows = self.read(|| stories::translations(self.db.pool(), &ids, self.sight)).await?;
        let mut loaded: HashMap<TranslationsOf, Vec<Arc<Story>>> = HashMap::new();
        for (origin, story) in rows {
            loaded.entry(TranslationsOf(origin)).or_default().push(Arc::new(story));
        }
        Ok(loaded)
    }
}

/// What else there is to read, up to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RelatedTo {
    pub(crate) story: StoryId,
    pub(crate) most: i64,
}

impl Loader<RelatedTo> for Reader {
    type Value = Vec<Arc<Story>>;
    type Error = LoadError;

    async fn load(&self, keys: &[RelatedTo]) -> Result<HashMap<RelatedTo, Vec<Arc<Story>>>, LoadError> {
        let mut by_number: HashMap<i64, Vec<StoryId>> = HashMap::new();
        for key in keys {
            by_number.entry(key.most).or_default().push(key.story);
        }
        let mut loaded: HashMap<RelatedTo, Vec<Arc<Story>>> = HashMap::new();
        for (most, ids) in by_number {
            let rows = self.read(|| stories::related(self.db.pool(), &ids, most, self.sight)).await?;
            for (story, related) in rows {
                loaded.entry(RelatedTo { story, most }).or_default().push(Arc::new(related));
            }
        }
        Ok(loaded)
    }
}

/// A revision of a story, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RevisionAt(pub(crate) StoryId, pub(crate) i32);

impl Loader<RevisionAt> for Reader {
    type Value = Arc<StoryRevision>;
    type Error = LoadError;

    async fn load(&self, keys: &[RevisionAt]) -> Result<HashMap<RevisionAt, Arc<StoryRevision>>, LoadError> {
        let wanted: Vec<_> = keys.iter().map(|key| (key.0, key.1)).collect();
        let rows = self.read(|| stories::revisions_at(self.db.pool(), &wanted, self.sight)).await?;
        let key = |revision: &StoryRevision| RevisionAt(revision.story_id, revision.revision);
        Ok(rows.into_iter().map(|revision| (key(&revision), Arc::new(revision))).collect())
    }
}

/// What somebody says of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct BioOf(pub(crate) UserId);

impl Loader<BioOf> for Reader {
    type Value = Arc<Bio>;
    type Error = LoadError;

    async fn load(&self, keys: &[BioOf]) -> Result<HashMap<BioOf, Arc<Bio>>, LoadError> {
        let ids: Vec<UserId> = keys.iter().map(|key| key.0).collect();
        let rows = self.read(|| accounts::bios(self.db.pool(), &ids)).await?;
        Ok(rows.into_iter().map(|bio| (BioOf(bio.user), Arc::new(bio))).collect())
    }
}

/// A user's avatar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct AvatarOf(pub(crate) UserId);

impl Loader<AvatarOf> for Reader {
    type Value = Image;
    type Error = LoadError;

    async fn load(&self, keys: &[AvatarOf]) -> Result<HashMap<AvatarOf, Image>, LoadError> {
        let ids: Vec<UserId> = keys.iter().map(|key| key.0).collect();
        let rows = self.read(|| images::avatars(self.db.pool(), &ids)).await?;
        Ok(rows.into_iter().map(|(user, image)| (AvatarOf(user), image)).collect())
    }
}

/// The cover of a story that the viewer may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CoverOf(pub(crate) StoryId);

impl Loader<CoverOf> for Reader {
    type Value = Image;
    type Error = LoadError;

    async fn load(&self, keys: &[CoverOf]) -> Result<HashMap<CoverOf, Image>, LoadError> {
        let ids: Vec<StoryId> = keys.iter().map(|key| key.0).collect();
        let rows = self.read(|| images::covers(self.db.pool(), &ids)).await?;
        Ok(rows.into_iter().map(|(story, image)| (CoverOf(story), image)).collect())
    }
}
