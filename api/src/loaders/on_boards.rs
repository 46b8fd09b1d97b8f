//! What the viewer is on boards, and what else is asked of many boards at once.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use fabula_domain::{
    boards::{
        self, Board, OwnershipOffer, Place,
        invitations::{self, Invitation},
        requests::{self, JoinRequest},
    },
    ids::BoardId,
};

use super::{LoadError, Reader, by_key};

/// The viewer's place on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PlaceOn(pub(crate) BoardId);

impl Loader<PlaceOn> for Reader {
    type Value = Place;
    type Error = LoadError;

    async fn load(&self, keys: &[PlaceOn]) -> Result<HashMap<PlaceOn, Place>, LoadError> {
        let Some(user) = self.sight.user else { return Ok(HashMap::new()) };
        let ids: Vec<BoardId> = keys.iter().map(|key| key.0).collect();
        let now = self.db.clock().now();
        let rows = self.read(|| boards::places(self.db.pool(), user, &ids, now)).await?;
        Ok(rows.into_iter().map(|(board, place)| (PlaceOn(board), place)).collect())
    }
}

/// The viewer's request to join a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct JoinRequestTo(pub(crate) BoardId);

impl Loader<JoinRequestTo> for Reader {
    type Value = JoinRequest;
    type Error = LoadError;

    async fn load(&self, keys: &[JoinRequestTo]) -> Result<HashMap<JoinRequestTo, JoinRequest>, LoadError> {
        let Some(user) = self.sight.user else { return Ok(HashMap::new()) };
        let ids: Vec<BoardId> = keys.iter().map(|key| key.0).collect();
        let rows = self.read(|| requests::of_person(self.db.pool(), user, &ids)).await?;
        Ok(by_key(rows, |request| JoinRequestTo(request.board_id)))
    }
}

/// The viewer's invitation to a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct InvitationTo(pub(crate) BoardId);

impl Loader<InvitationTo> for Reader {
    type Value = Invitation;
    type Error = LoadError;

    async fn load(&self, keys: &[InvitationTo]) -> Result<HashMap<InvitationTo, Invitation>, LoadError> {
        let Some(user) = self.sight.user else { return Ok(HashMap::new()) };
        let ids: Vec<BoardId> = keys.iter().map(|key| key.0).collect();
        let rows = self.read(|| invitations::of_person(self.db.pool(), user, &ids)).await?;
        Ok(by_key(rows, |invitation| InvitationTo(invitation.board_id)))
    }
}

/// The offer of a board that waits for an answer, whoever may know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct OfferOf(pub(crate) BoardId);

impl Loader<OfferOf> for Reader {
    type Value = OwnershipOffer;
    type Error = LoadError;

    async fn load(&self, keys: &[OfferOf]) -> Result<HashMap<OfferOf, OwnershipOffer>, LoadError> {
        let ids: Vec<BoardId> = keys.iter().map(|key| key.0).collect();
        let rows = self.read(|| boards::offers(self.db.pool(), &ids)).await?;
        Ok(by_key(rows, |offer| OfferOf(offer.board_id)))
    }
}

/// What other boards there are, up to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RelatedBoards {
    pub(crate) board: BoardId,
    pub(crate) most: i64,
}

impl Loader<RelatedBoards> for Reader {
    type Value = Vec<Board>;
    type Error = LoadError;

    async fn load(&self, keys: &[RelatedBoards]) -> Result<HashMap<RelatedBoards, Vec<Board>>, LoadError> {
        let mut by_number: HashMap<i64, Vec<BoardId>> = HashMap::new();
        for key in keys {
            by_number.entry(key.most).or_default().push(key.board);
        }
        let mut loaded: HashMap<RelatedBoards, Vec<Board>> = HashMap::new();
        for (most, ids) in by_number {
            let rows = self.read(|| boards::related(self.db.pool(), &ids, most, self.sight)).await?;
            for (board, related) in rows {
                loaded.entry(RelatedBoards { board, most }).or_default().push(related);
            }
        }
        Ok(loaded)
    }
}
