use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use fabula_domain::{
    boards,
    follows::FollowSubject,
    ids::{BoardId, UserId},
    spaces::ShelfSubject,
    stories,
};

use super::{
    BoardAction, BoardJoinPolicy, BoardRole, BoardVisibility, BoardWritingPolicy, ModerationMode,
    invitations::{BoardInvitation, page_of_invitations},
    links::{BoardInviteLink, links_of},
    members::{MemberConnection, page_of_members},
    order::{BoardBan, BoardBanNotice, page_of_bans},
    ownership::BoardOwnershipOffer,
    requests::{BoardJoinRequest, page_of_requests},
};
use crate::{
    accounts::User,
    context,
    error::{Refusal, internal},
    loaders::{InvitationTo, JoinRequestTo, OfferOf, PlaceOn, RelatedBoards},
    page,
    scalars::{self, LanguageTag, Markdown},
    spaces::{self, Shelf},
    stories::Story,
};

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
    /// How people join it.
    join_policy: BoardJoinPolicy,
    /// Who writes stories on it.
    writing_policy: BoardWritingPolicy,
    /// Since when nothing is added to it any more. Null while it is open.
    archived_at: Option<DateTime<Utc>>,
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
    #[graphql(skip)]
    terms: boards::Terms,
}

impl From<boards::Board> for Board {
    fn from(board: boards::Board) -> Self {
        Self {
            terms: board.terms(),
            id: board.id.to_string().into(),
            slug: board.slug,
            title: board.title,
            description: board.description.into(),
            languages: board.languages.into_iter().map(LanguageTag).collect(),
            visibility: board.visibility.into(),
            moderation_mode: board.moderation_mode.into(),
            join_policy: board.join_policy.into(),
            writing_policy: board.writing_policy.into(),
            archived_at: board.archived_at,
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
        Ok(self.place(ctx).await?.role.map(BoardRole::from))
    }

    /// All that the viewer may do on it now, by their role on the board and by that on the instance. Nothing while nobody
    /// is signed in.
    async fn viewer_rights(&self, ctx: &Context<'_>) -> Result<Vec<BoardAction>> {
        let standing = self.standing(ctx).await?;
        Ok(standing.iter().flat_map(boards::Standing::rights).map(BoardAction::from).collect())
    }

    /// What the viewer is told if they are banned from it. Null if they are not.
    async fn viewer_ban(&self, ctx: &Context<'_>) -> Result<Option<BoardBanNotice>> {
        Ok(self.place(ctx).await?.ban.map(BoardBanNotice::from))
    }

    /// The viewer's own request to join it: the one that waits, or the last one that was answered. Null if there is none.
    async fn viewer_join_request(&self, ctx: &Context<'_>) -> Result<Option<BoardJoinRequest>> {
        let own = context::loaders(ctx).load_one(JoinRequestTo(self.board_id)).await?;
        Ok(own.map(BoardJoinRequest::from))
    }

    /// The viewer's invitation to it: the one that waits, or the last one that was answered. Null if there is none.
    async fn viewer_invitation(&self, ctx: &Context<'_>) -> Result<Option<BoardInvitation>> {
        let own = context::loaders(ctx).load_one(InvitationTo(self.board_id)).await?;
        Ok(own.map(BoardInvitation::from))
    }

    /// The offer of it that waits for an answer. Null if there is none, and to everyone but whoever may offer it and whom
    /// it is offered to.
    async fn ownership_offer(&self, ctx: &Context<'_>) -> Result<Option<BoardOwnershipOffer>> {
        let Some(viewer) = &context::caller(ctx).viewer else { return Ok(None) };
        let offer = context::loaders(ctx).load_one(OfferOf(self.board_id)).await?;
        let may_offer = self.oversees(ctx, boards::BoardAction::TransferOwnership).await?;
        let offer = offer.filter(|offer| may_offer || offer.user_id == viewer.id);
        Ok(offer.map(BoardOwnershipOffer::from))
    }

    /// The requests to join it that wait for an answer, those that wait longest first. Null to those who can't answer them.
    async fn join_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Option<Connection<String, BoardJoinRequest>>> {
        if !self.oversees(ctx, boards::BoardAction::AnswerRequests).await? {
            return Ok(None);
        }
        let arguments = page::arguments(first, after, last, before);
        page_of_requests(ctx, self.board_id, &arguments).await.map(Some)
    }

    /// The invitations to it that wait for an answer, newest first. Null to those who can't invite people.
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Option<Connection<String, BoardInvitation>>> {
        if !self.oversees(ctx, boards::BoardAction::Invite).await? {
            return Ok(None);
        }
        let arguments = page::arguments(first, after, last, before);
        page_of_invitations(ctx, self.board_id, &arguments).await.map(Some)
    }

    /// The links by which people join it, newest first: those that work, 50 at most. Null to those who can't invite people.
    async fn invite_links(&self, ctx: &Context<'_>) -> Result<Option<Vec<BoardInviteLink>>> {
        if !self.oversees(ctx, boards::BoardAction::Invite).await? {
            return Ok(None);
        }
        links_of(ctx, self.board_id).await.map(Some)
    }

    /// Who is banned from it, the newest accounts first. Null to those who can't ban people.
    async fn bans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Option<Connection<String, BoardBan>>> {
        if !self.oversees(ctx, boards::BoardAction::Ban).await? {
            return Ok(None);
        }
        let arguments = page::arguments(first, after, last, before);
        page_of_bans(ctx, self.board_id, &arguments).await.map(Some)
    }

    /// Other boards, closest first: those that share members, followers, tags or languages with it. Public ones, and those
    /// that the viewer belongs to.
    async fn related(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 20, 5 when not given.")] first: Option<i32>,
    ) -> Result<Vec<Board>> {
        let most = first.map_or(5, i64::from);
        if !(1..=boards::MOST_RELATED).contains(&most) {
            return Err(Refusal::bad_input("`first` takes 1 to 20 here.").into());
        }
        let found = context::loaders(ctx).load_one(RelatedBoards { board: self.board_id, most }).await?;
        Ok(found.unwrap_or_default().into_iter().map(Board::from).collect())
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

    /// The viewer's own shelves that it stands on, in their order. Empty when nobody is signed in.
    async fn viewer_shelves(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many of them: 1 to 100, 20 when not given.")] first: Option<i32>,
    ) -> Result<Vec<Shelf>> {
        spaces::viewer_shelves(ctx, ShelfSubject::Board(self.board_id), first).await
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

impl Board {
    /// The viewer's place on it.
    async fn place(&self, ctx: &Context<'_>) -> Result<boards::Place> {
        if context::caller(ctx).viewer.is_none() {
            return Ok(boards::Place::default());
        }
        Ok(context::loaders(ctx).load_one(PlaceOn(self.board_id)).await?.unwrap_or_default())
    }

    /// What the viewer is to it; `None` while nobody is signed in.
    async fn standing(&self, ctx: &Context<'_>) -> Result<Option<boards::Standing>> {
        let Some(viewer) = &context::caller(ctx).viewer else { return Ok(None) };
        let place = self.place(ctx).await?;
        Ok(Some(boards::Standing { place, instance: viewer.role, terms: self.terms }))
    }

    /// Whether the viewer may do this, or could if the board were not archived: what there is to oversee stays in sight.
    async fn oversees(&self, ctx: &Context<'_>, action: boards::BoardAction) -> Result<bool> {
        let check = self.standing(ctx).await?.map(|standing| standing.check(action));
        Ok(matches!(check, Some(Ok(()) | Err(boards::Refusal::Archived(_)))))
    }
}
