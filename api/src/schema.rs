//! The schema: what the features offer, put together.

use async_graphql::{
    Context, ID, MergedObject, MergedSubscription, Object, Result, SDLExportOptions, Schema, SchemaBuilder,
    ValidationMode,
    connection::{Connection, EmptyFields},
    futures_util::future::try_join_all,
};

use crate::{
    access_tokens::{AccessToken, AccessTokenMutations},
    accounts::{
        AccountMutations, AccountQueries, CompleteSignInMutations, EmailMutations, ErasureMutations,
        PasswordMutations, ProfileMutations, RedeemSignInCodeMutations, Session, SessionMutations, User,
    },
    boards::{
        Board, BoardBan, BoardInvitation, BoardInvitationMutations, BoardJoinRequest, BoardLinkMutations,
        BoardLinkQueries, BoardMutations, BoardOrderMutations, BoardOwnershipMutations, BoardQueries,
        BoardRequestMutations, MemberConnection,
    },
    comments::{Comment, CommentMutations, CommentQueries, CommentRevision, CommentSubscriptions},
    context::Gateway,
    error::Refusal,
    follows::FollowMutations,
    identities::{IdentityMutations, IdentityQueries},
    images::ImageMutations,
    moderation::{AuditEntry, ModerationCase, ModerationMutations, ModerationQueries},
    node::{self, Node},
    page::TotalCount,
    relations::RelationMutations,
    search::{SearchHit, SearchQueries},
    second_factor::SecondFactorMutations,
    spaces::{Shelf, ShelfItem, ShelfItemFields, ShelfItemMutations, ShelfMutations, ShelfQueries},
    stories::{
        DiscussionMutations, Story, StoryMutations, StoryQueries, StoryRevision, TranslationMutations,
    },
};

/// The most ids that `nodes` takes at once.
const MOST_NODES: usize = 100;

/// Finds objects by id.
#[derive(Debug, Default)]
pub(crate) struct NodeQueries;

#[Object]
impl NodeQueries {
    /// The object with this id. Null for what does not exist and for what the viewer may not see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The object's id.")] id: ID,
    ) -> Result<Option<Node>> {
        node::load(ctx, &id).await
    }

    /// The objects with these ids, in the order asked for; at most 100.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The objects' ids.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > MOST_NODES {
            return Err(Refusal::bad_input(format!("`nodes` takes at most {MOST_NODES} ids.")).into());
        }
        try_join_all(ids.iter().map(|id| node::load(ctx, id))).await
    }
}

/// Everything that can be read.
#[derive(MergedObject, Default)]
pub(crate) struct Query(
    NodeQueries,
    AccountQueries,
    IdentityQueries,
    BoardQueries,
    BoardLinkQueries,
    StoryQueries,
    CommentQueries,
    SearchQueries,
    ShelfQueries,
    ModerationQueries,
);

/// Everything that can be changed. Payloads are nullable: an unexpected failure of one mutation does not hide the
/// results of its siblings.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(
    AccountMutations,
    CompleteSignInMutations,
    RedeemSignInCodeMutations,
    IdentityMutations,
    ProfileMutations,
    EmailMutations,
    PasswordMutations,
    SessionMutations,
    AccessTokenMutations,
    SecondFactorMutations,
    ErasureMutations,
    BoardMutations,
    BoardRequestMutations,
    BoardInvitationMutations,
    BoardLinkMutations,
    BoardOrderMutations,
    BoardOwnershipMutations,
    StoryMutations,
    TranslationMutations,
    DiscussionMutations,
    CommentMutations,
    FollowMutations,
    RelationMutations,
    ShelfMutations,
    ShelfItemMutations,
    ModerationMutations,
    ImageMutations,
);

/// Everything that can be followed live.
#[derive(MergedSubscription, Default)]
pub(crate) struct Subscription(CommentSubscriptions);

/// The executable schema.
pub(crate) type FabulaSchema = Schema<Query, Mutation, Subscription>;

/// The deepest that the parser and the validator recurse. Depth and cost have limits of their own, in `limits`.
const DEEPEST_RECURSION: usize = 128;

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .limit_recursive_depth(DEEPEST_RECURSION)
        .override_output_type_description::<Connection<String, AccessToken>>("A page of access tokens.")
        .override_output_type_description::<Connection<String, Board>>("A page of boards.")
        .override_output_type_description::<Connection<String, BoardBan>>("A page of bans from a board.")
        .override_output_type_description::<Connection<String, BoardInvitation>>("A page of invitations.")
        .override_output_type_description::<Connection<String, BoardJoinRequest>>(
            "A page of requests to join a board.",
        )
        .override_output_type_description::<MemberConnection>("A page of a board's members.")
        .override_output_type_description::<Connection<String, Session>>("A page of open sessions.")
        .override_output_type_description::<Connection<String, Story>>("A page of stories.")
        .override_output_type_description::<Connection<String, StoryRevision>>(
            "A page of a story's revisions.",
        )
        .override_output_type_description::<Connection<String, Comment, TotalCount>>("A page of comments.")
        .override_output_type_description::<Connection<String, User>>("A page of people.")
        .override_output_type_description::<Connection<String, CommentRevision>>(
            "A page of a comment's revisions.",
        )
        .override_output_type_description::<Connection<String, ModerationCase, TotalCount>>(
            "A page of cases.",
        )
        .override_output_type_description::<Connection<String, AuditEntry>>("A page of the audit log.")
        .override_output_type_description::<Connection<String, Shelf>>("A page of shelves.")
        .override_output_type_description::<Connection<String, ShelfItem, EmptyFields, ShelfItemFields>>(
            "A page of what is on a shelf.",
        )
        .override_output_type_description::<Connection<String, SearchHit>>("A page of what was found.")
}

/// The schema over a gateway.
pub(crate) fn build(gateway: Gateway) -> FabulaSchema {
    builder().data(gateway).finish()
}

/// The same for documents that have been found valid before: they are not validated again.
pub(crate) fn build_trusting(gateway: Gateway) -> FabulaSchema {
    builder().validation_mode(ValidationMode::Fast).data(gateway).finish()
}

/// The contract, in an order that changes only when it does.
pub(crate) fn sdl() -> String {
    let options = SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items();
    builder().finish().sdl_with_options(options)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_committed_contract_is_what_the_code_says() {
        let committed = include_str!("../../schema.graphql");
        assert!(committed == sdl(), "schema.graphql is out of date: run `make schema`");
    }

    #[tokio::test]
    async fn everything_is_described() {
        let query = "{ __schema { types { name kind description
            fields(includeDeprecated: true) { name description args { name description } }
            inputFields { name description } enumValues(includeDeprecated: true) { name description } } } }";
        let answer = builder().finish().execute(query).await;
        let answer = serde_json::to_value(answer.data).unwrap();
        let mut silent = Vec::new();
        let mut check = |place: String, element: &Value| {
            if element["description"].as_str().is_none_or(|description| description.trim().is_empty()) {
                silent.push(place);
            }
        };
        let parts = |value: &Value, part: &str| value[part].as_array().cloned().unwrap_or_default();
        for kind in parts(&answer["__schema"], "types") {
            let name = kind["name"].as_str().unwrap().to_owned();
            // The specification describes its own.
            if name.starts_with("__") || ["Boolean", "Float", "ID", "Int", "String"].contains(&&*name) {
                continue;
            }
            check(name.clone(), &kind);
            for field in parts(&kind, "fields") {
                let place = format!("{name}.{}", field["name"].as_str().unwrap());
                check(place.clone(), &field);
                for argument in parts(&field, "args") {
                    check(format!("{place}({})", argument["name"].as_str().unwrap()), &argument);
                }
            }
            for part in ["inputFields", "enumValues"] {
                for element in parts(&kind, part) {
                    check(format!("{name}.{}", element["name"].as_str().unwrap()), &element);
                }
            }
        }
        assert!(silent.is_empty(), "without description: {silent:#?}");
    }
}
