//! Who may know of a board: the one place that says it, for every statement that asks.

use sqlx::{Postgres, QueryBuilder};

use crate::{ids::UserId, viewer::Sight};

/// Adds the condition that the viewer may see board `b`: it is not private, or they belong to it, or they moderate the
/// instance.
pub(crate) fn push_visible(query: &mut QueryBuilder<Postgres>, sight: Sight) {
    query.push("(b.visibility <> 'PRIVATE' or ").push_bind(sight.moderator);
    if sight.user.is_some() {
        query.push(" or ");
        push_belongs(query, sight);
    }
    query.push(")");
}

/// Adds the condition that board `b` is one that the viewer is shown without having asked for it: public, or theirs to
/// belong to. Moderators may see private boards, but their lists and searches are not full of them.
pub(crate) fn push_listed(query: &mut QueryBuilder<Postgres>, sight: Sight) {
    query.push("(b.visibility = 'PUBLIC'");
    if sight.user.is_some() {
        query.push(" or ");
        push_belongs(query, sight);
    }
    query.push(")");
}

fn push_belongs(query: &mut QueryBuilder<Postgres>, sight: Sight) {
    query.push("exists (select from board_members m where m.board_id = b.id and m.user_id = ");
    query.push_bind(sight.user.map(UserId::uuid)).push(")");
}
