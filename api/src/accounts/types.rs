use std::borrow::Cow;

use async_graphql::{
    ComplexObject, Context, Enum, ID, InputType, Result, SimpleObject, Value, connection::Connection,
};
use chrono::{DateTime, Utc};
use fabula_domain::{
    access_tokens, accounts, boards,
    follows::{self, FollowSubject},
    identities,
    ids::{BoardId, StoryId, UserId},
    page::PageArguments,
    relations::{self, RelationKind},
    second_factor, stories,
};

use super::Session;
use crate::{
    access_tokens::AccessToken,
    at_hand::AtHand,
    boards::{Board, BoardInvitation, page_of_own_invitations},
    context,
    error::internal,
    identities::Identity,
    images::Image,
    loaders::{AvatarOf, BioOf, RelationsTo},
    page,
    scalars::{self, LanguageTag, Markdown},
    second_factor::SecondFactor,
    spaces::Space,
    stories::Story,
};

/// What an instance lets a person do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "accounts::Role")]
pub(crate) enum Role {
    /// Reads and writes.
    Member,
    /// Works the moderation queue, too.
    Moderator,
    /// Everything.
    Admin,
}

/// A person.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct User {
    /// Opaque, and unique among all objects.
    pub(crate) id: ID,
    /// Their unique name: letters a–z, digits and underscores.
    handle: String,
    /// The name that they are shown by.
    display_name: String,
    /// What the instance lets them do.
    role: Role,
    /// When they registered.
    created_at: DateTime<Utc>,
    #[graphql(skip)]
    user_id: UserId,
}

impl From<accounts::User> for User {
    fn from(user: accounts::User) -> Self {
        Self::from(&user)
    }
}

impl From<&accounts::User> for User {
    fn from(user: &accounts::User) -> Self {
        Self {
            id: user.id.to_string().into(),
            handle: user.handle.clone(),
            display_name: user.display_name.clone(),
            role: user.role.into(),
            created_at: user.created_at,
            user_id: user.id,
        }
    }
}

impl AtHand for User {
    fn kind() -> Cow<'static, str> {
        "User".into()
    }

    fn at_hand(&self, field: &Context<'_>) -> Option<Value> {
        Some(match field.item.node.name.node.as_str() {
            "id" => self.id.to_value(),
            "handle" => self.handle.to_value(),
            "displayName" => self.display_name.to_value(),
            "role" => self.role.to_value(),
            "createdAt" => InputType::to_value(&self.created_at),
            _ => return None,
        })
    }
}

#[ComplexObject]
impl User {
    /// Their picture. Null if they have none.
    async fn avatar(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        let avatar = context::loaders(ctx).load_one(AvatarOf(self.user_id)).await?;
        Ok(avatar.map(Image::from))
    }

    /// What they say of themselves. Null when they say nothing.
    async fn bio(&self, ctx: &Context<'_>) -> Result<Option<Markdown>> {
        let bio = context::loaders(ctx).load_one(BioOf(self.user_id)).await?;
        bio.map(|bio| context::count_text(ctx, &bio.text).map(|()| Markdown(bio.text.clone()))).transpose()
    }

    /// The same as sanitised HTML.
    async fn bio_html(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let bio = context::loaders(ctx).load_one(BioOf(self.user_id)).await?;
        bio.map(|bio| context::count_text(ctx, &bio.html).map(|()| bio.html.clone())).transpose()
    }

    /// Their own place: their shelves and boards, as far as the viewer may see them.
    async fn space(&self) -> Space {
        Space::of(self.clone(), self.user_id)
    }

    /// Whether the viewer follows them.
    async fn viewer_is_following(&self, ctx: &Context<'_>) -> Result<bool> {
        context::follows(ctx, FollowSubject::Person(self.user_id)).await
    }

    /// Whether the viewer does not want to hear of them: clients fold what they write.
    async fn viewer_has_muted(&self, ctx: &Context<'_>) -> Result<bool> {
        relates(ctx, self.user_id, RelationKind::Mute).await
    }

    /// Whether the viewer keeps them from replying, reacting and following.
    async fn viewer_has_blocked(&self, ctx: &Context<'_>) -> Result<bool> {
        relates(ctx, self.user_id, RelationKind::Block).await
    }

    /// What they wrote, newest first. Drafts only show to their author.
    async fn stories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
        #[graphql(
            desc = "Only stories in one of these languages, or a regional form of one; in any if the list is empty."
        )]
        languages: Option<Vec<LanguageTag>>,
    ) -> Result<Connection<String, Story>> {
        let (author, languages) = (Some(self.user_id), scalars::filters(languages)?);
        let listing = stories::Listing { author, languages: &languages, ..stories::Listing::default() };
        let request = page::check(&page::arguments(first, after, last, before), listing.list())?;
        let sight = context::caller(ctx).sight();
        let rows = stories::list(context::db(ctx).pool(), listing, request, sight).await.map_err(internal)?;
        Ok(page::connection(rows, listing.list(), |story| story.id.uuid(), Story::from))
    }
}

async fn relates(ctx: &Context<'_>, other: UserId, kind: RelationKind) -> Result<bool> {
    if context::caller(ctx).viewer.is_none() {
        return Ok(false);
    }
    let relations = context::loaders(ctx).load_one(RelationsTo(other)).await?;
    Ok(relations.is_some_and(|relations| relations.contains(&kind)))
}

/// What only the signed-in user sees of themselves.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Viewer {
    /// What everyone sees of them.
    user: User,
    /// Where they get mail, and what they sign in with.
    email: String,
    /// Whether a token that was sent there came back.
    is_email_verified: bool,
    /// Whether they have a password; else they sign in through other sites alone. For who has signed in, not for tokens.
    has_password: bool,
    /// The languages that they read, most wanted first.
    languages: Vec<LanguageTag>,
}

impl From<accounts::Profile> for Viewer {
    fn from(profile: accounts::Profile) -> Self {
        Self {
            user: profile.user.into(),
            email: profile.email,
            is_email_verified: profile.is_email_verified,
            has_password: profile.has_password,
            languages: profile.languages.into_iter().map(LanguageTag).collect(),
        }
    }
}

#[ComplexObject]
impl Viewer {
    /// Their open sessions, newest first. For who has signed in, not for tokens.
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, Session>> {
        let list = accounts::sessions_list();
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let db = context::db(ctx);
        let rows = accounts::sessions(db.pool(), self.user.user_id, request, db.clock().now())
            .await
            .map_err(internal)?;
        let current = context::signed_in(ctx)?.session;
        Ok(page::connection(
            rows,
            list,
            |session| session.id.uuid(),
            |session| Session::seen_from(session, current),
        ))
    }

    /// The access tokens that act for them, newest first. For who has signed in, not for tokens.
    async fn access_tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, AccessToken>> {
        let person = context::signed_in(ctx)?;
        let list = access_tokens::tokens_list();
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let rows = access_tokens::list(context::db(ctx).pool(), &person, request).await.map_err(internal)?;
        Ok(page::connection(rows, list, |token| token.id.uuid(), AccessToken::from))
    }

    /// The second factor that signing in asks for. Null when it is off. For who has signed in, not for tokens.
    async fn second_factor(&self, ctx: &Context<'_>) -> Result<Option<SecondFactor>> {
        let person = context::signed_in(ctx)?;
        let state = second_factor::state(context::db(ctx).pool(), person.user).await.map_err(internal)?;
        Ok(state.map(SecondFactor::from))
    }

    /// The identities at other sites that open their account, in the order in which they were linked: 20 at most. For who has
    /// signed in, not for tokens.
    async fn identities(&self, ctx: &Context<'_>) -> Result<Vec<Identity>> {
        let person = context::signed_in(ctx)?;
        let gateway = context::gateway(ctx);
        let linked = identities::list(context::db(ctx).pool(), &person).await.map_err(internal)?;
        Ok(linked.into_iter().map(|identity| Identity::of(gateway, identity)).collect())
    }

    /// The boards that they follow and may see, the newest boards first.
    async fn followed_boards(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, Board>> {
        let viewer = context::viewer(ctx)?;
        let list = follows::followed_list(viewer.id, "boards");
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let ids = follows::followed_boards(context::db(ctx).pool(), viewer.id, request, viewer.into())
            .await
            .map_err(internal)?;
        let rows = context::loaders(ctx).load_many(ids.items.iter().copied()).await?;
        Ok(page::connection_of(ids, list, BoardId::uuid, rows, Board::from))
    }

    /// The boards that they belong to, the newest boards first.
    async fn joined_boards(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, Board>> {
        let viewer = context::viewer(ctx)?;
        let list = boards::joined_list(viewer.id);
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let ids = boards::joined(context::db(ctx).pool(), viewer.id, request).await.map_err(internal)?;
        let rows = context::loaders(ctx).load_many(ids.items.iter().copied()).await?;
        Ok(page::connection_of(ids, list, BoardId::uuid, rows, Board::from))
    }

    /// What they are asked to join and have not answered, newest first.
    async fn board_invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, BoardInvitation>> {
        page_of_own_invitations(ctx, &page::arguments(first, after, last, before)).await
    }

    /// The stories that they follow and may read, the newest stories first.
    async fn followed_stories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, Story>> {
        let viewer = context::viewer(ctx)?;
        let list = follows::followed_list(viewer.id, "stories");
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let ids = follows::followed_stories(context::db(ctx).pool(), viewer.id, request, viewer.into())
            .await
            .map_err(internal)?;
        let rows = context::loaders(ctx).load_many(ids.items.iter().copied()).await?;
        Ok(page::connection_of(ids, list, StoryId::uuid, rows, Story::from))
    }

    /// The people whom they follow, the newest accounts first.
    async fn followed_people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, User>> {
        let viewer = context::viewer(ctx)?;
        let list = follows::followed_list(viewer.id, "people");
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let ids =
            follows::followed_people(context::db(ctx).pool(), viewer.id, request).await.map_err(internal)?;
        let rows = context::loaders(ctx).load_many(ids.items.iter().copied()).await?;
        Ok(page::connection_of(ids, list, UserId::uuid, rows, User::from))
    }

    /// The people whom they have muted, the newest accounts first.
    async fn muted_users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, User>> {
        related(ctx, RelationKind::Mute, &page::arguments(first, after, last, before)).await
    }

    /// The people whom they have blocked, the newest accounts first.
    async fn blocked_users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, User>> {
        related(ctx, RelationKind::Block, &page::arguments(first, after, last, before)).await
    }
}

/// A page of those whom the viewer has muted or blocked.
async fn related(
    ctx: &Context<'_>,
    kind: RelationKind,
    arguments: &PageArguments,
) -> Result<Connection<String, User>> {
    let viewer = context::viewer(ctx)?;
    let list = relations::related_list(viewer.id, kind);
    let request = page::check(arguments, list)?;
    let ids = relations::list(context::db(ctx).pool(), viewer.id, kind, request).await.map_err(internal)?;
    let rows = context::loaders(ctx).load_many(ids.items.iter().copied()).await?;
    Ok(page::connection_of(ids, list, UserId::uuid, rows, User::from))
}
