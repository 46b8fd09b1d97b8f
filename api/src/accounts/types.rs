use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use fabula_domain::{accounts, ids::UserId, stories};

use crate::{
    context,
    error::internal,
    page,
    scalars::{self, LanguageTag},
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

#[ComplexObject]
impl User {
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

/// What only the signed-in user sees of themselves.
#[derive(Debug, SimpleObject)]
pub(crate) struct Viewer {
    /// What everyone sees of them.
    user: User,
    /// Where they get mail, and what they sign in with.
    email: String,
    /// The languages that they read, most wanted first.
    languages: Vec<LanguageTag>,
}

impl From<accounts::Profile> for Viewer {
    fn from(profile: accounts::Profile) -> Self {
        Self {
            user: profile.user.into(),
            email: profile.email,
            languages: profile.languages.into_iter().map(LanguageTag).collect(),
        }
    }
}
