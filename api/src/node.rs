//! Relay's object identification: any object by its id alone.

use async_graphql::{Context, ID, Interface, Result};
use fabula_domain::{ids::NodeId, moderation::decision as load_decision};

use crate::{
    accounts::User,
    boards::Board,
    comments::Comment,
    context,
    error::internal,
    moderation::{Decision, ModerationCase},
    spaces::Shelf,
    stories::Story,
};

/// An object that can be looked up by its id.
#[derive(Debug, Interface)]
#[graphql(field(name = "id", ty = "&ID", desc = "Opaque, and unique among all objects."))]
pub(crate) enum Node {
    User(User),
    Board(Board),
    Story(Story),
    Comment(Comment),
    Shelf(Shelf),
    ModerationCase(ModerationCase),
    Decision(Decision),
}

/// The object with this id; `None` for what does not exist and for what the viewer may not see.
pub(crate) async fn load(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let loaders = context::loaders(ctx);
    let sight = context::caller(ctx).sight();
    Ok(match NodeId::parse(id) {
        Some(NodeId::User(id)) => loaders.load_one(id).await?.map(|user| User::from(user).into()),
        Some(NodeId::Board(id)) => loaders.load_one(id).await?.map(|board| Board::from(board).into()),
        Some(NodeId::Story(id)) => loaders.load_one(id).await?.map(|story| Story::from(story).into()),
        Some(NodeId::Comment(id)) => {
            loaders.load_one(id).await?.map(|comment| Comment::seen_by(comment, sight).into())
        }
        Some(NodeId::Shelf(id)) => loaders.load_one(id).await?.map(|shelf| Shelf::from(shelf).into()),
        Some(NodeId::Case(id)) if sight.moderator => {
            let cases =
                fabula_domain::moderation::by_ids(context::db(ctx).pool(), &[id]).await.map_err(internal)?;
            cases
                .into_iter()
                .next()
                .map(|case| ModerationCase::at(case, context::db(ctx).clock().now()).into())
        }
        Some(NodeId::Decision(id)) if sight.moderator => {
            let decision = load_decision(context::db(ctx).pool(), id).await.map_err(internal)?;
            decision.map(|decision| Decision::from(decision).into())
        }
        Some(NodeId::Case(_) | NodeId::Decision(_)) | None => None,
    })
}
