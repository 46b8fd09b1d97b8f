use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use fabula_domain::{
    boards,
    follows::FollowSubject,
    ids::{BoardId, UserId},
    stories,
};

use super::members::{MemberConnection, page_of_members};
use crate::{
    accounts::User,
    context,
    error::{Refusal, internal},
    loaders::RoleOn,
    page,
    scalars::{self, LanguageTag, Markdown},
    stories::Story,
};

/// Who sees a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "boards::BoardVisibility")]
pub(crate) enum BoardVisibility {
    /// Everyone, and it is listed.
    Public,
    /// Everyone who knows its address.
    Unlisted,
    /// Its members.
    Private,
}

/// When comments on a board are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "boards::ModerationMode")]
pub(crate) enum ModerationMode {
    /// After the automatic verdict.
    Pre,
    /// At once; withdrawn if the verdict says so.
    Post,
    /// After a human has approved.
    Manual,
}

/// What a member may do on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "boards::BoardRole")]
pub(crate) enum BoardRole {
    /// Opened it, and answers for it.
    Owner,
    /// Keeps order on it.
    Moderator,
    /// Writes stories.
    Contributor,
    /// Belongs to it.
    Member,
}

/// Something that people do on a board and not everybody may. `docs/boards.md` has the table of who may what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "boards::BoardAction")]
pub(crate) enum BoardAction {
    /// Comments on its stories, and reacts to comments.
    Comment,
    /// Writes stories on it.
    WriteStories,
    /// Ends their own membership.
    Leave,
    /// Locks and unlocks the discussions of all its stories.
    LockDiscussions,
    /// Changes what it is: title, description, languages, visibility, moderation.
    Update,
}

/// A themed place for stories.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Board {
    /// Opaque, and unique among all objects.
    pub(crate) id: ID,
    /// Its address: letters a–z, digits and hyphens.
    slug: String,
    /// Its name.
    title: String,
    /// What it is about.
    description: Markdown,
    /// The languages that are at home on it.
    languages: Vec<LanguageTag>,
    /// Who sees it.
    visibility: BoardVisibility,
    /// When comments are seen.
    moderation_mode: ModerationMode,
    /// How many belong to it.
    member_count: i32,
    /// How many published stories it has.
    story_count: i32,
    /// When it was opened.
    created_at: DateTime<Utc>,
    #[graphql(skip)]
    board_id: BoardId,
    #[graphql(skip)]
    owner_id: UserId,
}

impl From<boards::Board> for Board {
    fn from(board: boards::Board) -> Self {
        Self {
            id: board.id.to_string().into(),
            slug: board.slug,
            title: board.title,
            description: board.description.into(),
            languages: board.languages.into_iter().map(LanguageTag).collect(),
            visibility: board.visibility.into(),
            moderation_mode: board.moderation_mode.into(),
            member_count: board.member_count,
            story_count: board.story_count,
            created_at: board.created_at,
            board_id: board.id,
            owner_id: board.owner_id,
        }
    }
}

#[ComplexObject]
#[expect(clippy::too_many_arguments, reason = "the contract has them")]
impl Board {
    /// Who owns it.
    async fn owner(&self, ctx: &Context<'_>) -> Result<User> {
        let owner = context::user(ctx, self.owner_id).await?;
        Ok(owner.ok_or_else(|| Refusal::bad_input("The board's owner is gone."))?)
    }

    /// What the viewer is on it. Null for those who don't belong to it.
    async fn viewer_role(&self, ctx: &Context<'_>) -> Result<Option<BoardRole>> {
        Ok(role(ctx, self.board_id).await?.map(BoardRole::from))
    }

    /// All that the viewer may do on it, by their role on the board and by that on the instance. Nothing while nobody is
    /// signed in.
    async fn viewer_rights(&self, ctx: &Context<'_>) -> Result<Vec<BoardAction>> {
        let Some(viewer) = &context::caller(ctx).viewer else { return Ok(Vec::new()) };
        let standing = boards::Standing { role: role(ctx, self.board_id).await?, instance: viewer.role };
        Ok(standing.rights().map(BoardAction::from).collect())
    }

    /// Whether the viewer follows it.
    async fn viewer_is_following(&self, ctx: &Context<'_>) -> Result<bool> {
        context::follows(ctx, FollowSubject::Board(self.board_id)).await
    }

    /// Who belongs to it, the newest accounts first.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
        #[graphql(desc = "Only those in this role.")] role: Option<BoardRole>,
    ) -> Result<MemberConnection> {
        let arguments = page::arguments(first, after, last, before);
        page_of_members(ctx, self.board_id, role.map(boards::BoardRole::from), &arguments).await
    }

    /// Its published stories, newest first.
    async fn stories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
        #[graphql(desc = "Only stories in this language, or a regional form of it: `en` finds `en-GB`.")]
        language: Option<LanguageTag>,
        #[graphql(
            desc = "Only stories in one of these languages, or a regional form of one; in any if the list is empty."
        )]
        languages: Option<Vec<LanguageTag>>,
    ) -> Result<Connection<String, Story>> {
        let language = language.as_ref().map(scalars::filter).transpose()?;
        let (language, languages) = (language.as_deref(), scalars::filters(languages)?);
        let board = Some(self.board_id);
        let listing =
            stories::Listing { board, language, languages: &languages, ..stories::Listing::default() };
        let request = page::check(&page::arguments(first, after, last, before), listing.list())?;
        let sight = context::caller(ctx).sight();
        let rows = stories::list(context::db(ctx).pool(), listing, request, sight).await.map_err(internal)?;
        Ok(page::connection(rows, listing.list(), |story| story.id.uuid(), Story::from))
    }
}

/// The viewer's role on a board, if they have one.
async fn role(ctx: &Context<'_>, board: BoardId) -> Result<Option<boards::BoardRole>> {
    if context::caller(ctx).viewer.is_none() {
        return Ok(None);
    }
    Ok(context::loaders(ctx).load_one(RoleOn(board)).await?)
}
