//! Passing a board on, and closing it.

use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use fabula_domain::{
    boards::{self, BoardError},
    ids::{BoardId, UserId},
};

use super::{
    mutations::{BoardIdInput, BoardPayload},
    order::{BoardPersonInput, named, settled},
};
use crate::{accounts::User, context};

/// A board waits for its next owner. For whoever offers it, and for whom it is offered to.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct BoardOwnershipOffer {
    /// Since when.
    offered_at: DateTime<Utc>,
    #[graphql(skip)]
    pub(super) user_id: UserId,
}

impl From<boards::OwnershipOffer> for BoardOwnershipOffer {
    fn from(offer: boards::OwnershipOffer) -> Self {
        Self { offered_at: offer.offered_at, user_id: offer.user_id }
    }
}

#[ComplexObject]
impl BoardOwnershipOffer {
    /// To whom it is offered. Null once that account is gone.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        context::user(ctx, self.user_id).await
    }
}

/// Passes boards on, and closes them.
#[derive(Debug, Default)]
pub(crate) struct BoardOwnershipMutations;

#[Object]
impl BoardOwnershipMutations {
    /// Offers a board to one of its members. For its owner, and the instance's admins. An earlier offer is taken back by
    /// that.
    async fn offer_board_ownership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, and to whom.")] input: BoardPersonInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let offered = match named(&input.board_id, &input.user_id) {
            Ok((board, user)) => boards::offer_ownership(context::db(ctx), viewer, board, user).await,
            Err(error) => Err(error),
        };
        settled(offered)
    }

    /// Ends the offer of a board: by whoever may offer it, or by whom it is offered to.
    async fn end_board_ownership_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which board.")] input: BoardIdInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let ended = match input.board_id.parse::<BoardId>() {
            Ok(board) => boards::end_offer(context::db(ctx), viewer, board).await,
            Err(_) => Err(BoardError::NotFound),
        };
        settled(ended)
    }

    /// Makes the viewer the owner of a board that is offered to them. Who owned it before is a moderator then.
    async fn accept_board_ownership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which board.")] input: BoardIdInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let accepted = match input.board_id.parse::<BoardId>() {
            Ok(board) => boards::accept_ownership(context::db(ctx), viewer, board).await,
            Err(_) => Err(BoardError::NotFound),
        };
        settled(accepted)
    }

    /// Archives a board: it can be read, and nothing is added to it any more. For its owner, and the instance's admins.
    /// Twice is no error.
    async fn archive_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which board.")] input: BoardIdInput,
    ) -> Result<Option<BoardPayload>> {
        set_archived(ctx, &input, true).await
    }

    /// Opens an archived board again. For those who may archive it. Twice is no error.
    async fn unarchive_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which board.")] input: BoardIdInput,
    ) -> Result<Option<BoardPayload>> {
        set_archived(ctx, &input, false).await
    }
}

async fn set_archived(
    ctx: &Context<'_>,
    input: &BoardIdInput,
    is_archived: bool,
) -> Result<Option<BoardPayload>> {
    let viewer = context::viewer(ctx)?;
    let set = match input.board_id.parse::<BoardId>() {
        Ok(board) => boards::set_archived(context::db(ctx), viewer, board, is_archived).await,
        Err(_) => Err(BoardError::NotFound),
    };
    settled(set)
}
