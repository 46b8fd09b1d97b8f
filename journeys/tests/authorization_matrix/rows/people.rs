use serde_json::{Value, json};

use super::{NOBODY_DOES, Row, SIGNED_IN, mutation};
use crate::scene::{Place, Scene, Thing};

const AUTHOR: fn(&Scene) -> Value = |scene| json!({ "userId": scene[Thing::Author] });
const SUBJECT: fn(&Scene) -> Value = |scene| json!({ "subjectId": scene[Thing::Author] });
const BOARD: fn(&Scene) -> Value = |scene| json!({ "subjectId": scene[Thing::Board] });
const STORY: fn(&Scene) -> Value = |scene| json!({ "subjectId": scene[Thing::Story] });
/// Those who have signed in and see a private board.
const INSIDERS: &str = "sign-in hidden yes yes yes yes yes yes hidden";

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        mutation("follow", "somebody", Place::Nowhere, SUBJECT, SIGNED_IN),
        mutation("follow", "a public board", Place::Public, BOARD, SIGNED_IN),
        mutation("follow", "a private board", Place::Private, BOARD, INSIDERS),
        mutation("follow", "a story of a private board", Place::Private, STORY, INSIDERS),
        mutation(
            "follow",
            "somebody's draft",
            Place::Public,
            |scene| json!({ "subjectId": scene[Thing::Draft] }),
            NOBODY_DOES,
        )
        .needing(&[Thing::Draft]),
        mutation("unfollow", "", Place::Nowhere, SUBJECT, SIGNED_IN),
    ];
    // Each takes back what the one before it did.
    rows.extend(
        ["muteUser", "unmuteUser", "blockUser", "unblockUser"]
            .map(|field| mutation(field, "", Place::Nowhere, AUTHOR, SIGNED_IN)),
    );
    rows
}
