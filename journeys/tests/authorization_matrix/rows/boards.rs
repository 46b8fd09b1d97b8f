use serde_json::{Value, json};

use super::{KEEPERS, OWNERS, Row, SIGNED_IN, mutation, on_both};
use crate::scene::{Place, Scene, Thing};

const BOARD: fn(&Scene) -> Value = |scene| json!({ "boardId": scene[Thing::Board] });
const AUTHOR: fn(&Scene) -> Value =
    |scene| json!({ "boardId": scene[Thing::Board], "userId": scene[Thing::Author] });
const OUTCAST: fn(&Scene) -> Value =
    |scene| json!({ "boardId": scene[Thing::Board], "userId": scene[Thing::Ban] });

/// Others than those who may offer a board don't know that it is offered.
const OFFERING: &str = "sign-in hidden hidden hidden hidden yes hidden yes hidden";
/// The owner owns it already, which is no error.
const KEEPING: &str = "sign-in hidden hidden hidden hidden yes hidden hidden hidden";

pub(super) fn rows() -> Vec<Row> {
    let create = mutation(
        "createBoard",
        "",
        Place::Nowhere,
        |scene| {
            json!({
                "slug": format!("new-{}", scene[Thing::Serial]), "title": "A new one", "description": "About this.",
                "languages": ["en"],
            })
        },
        SIGNED_IN,
    );
    let update = |scene: &Scene| json!({ "boardId": scene[Thing::Board], "title": "Another title" });
    let change_role = |scene: &Scene| json!({ "boardId": scene[Thing::Board], "userId": scene[Thing::Author], "role": "CONTRIBUTOR" });
    let ban = |scene: &Scene| json!({ "boardId": scene[Thing::Board], "userId": scene[Thing::Guest], "reason": "Noise." });
    let accept = "acceptBoardOwnership";
    let mut rows = vec![create];
    rows.extend(on_both("updateBoard", update, OWNERS));
    rows.extend(on_both("archiveBoard", BOARD, OWNERS));
    rows.extend(on_both("unarchiveBoard", BOARD, OWNERS));
    rows.extend(on_both("offerBoardOwnership", AUTHOR, OWNERS));
    rows.extend(
        on_both("endBoardOwnershipOffer", BOARD, [OFFERING; 2]).map(|row| row.needing(&[Thing::Offer])),
    );
    rows.extend([
        mutation(accept, "of a board that is offered", Place::Public, BOARD, "- - yes yes yes - - - -")
            .needing(&[Thing::OwnOffer]),
        mutation(accept, "that is offered to somebody else", Place::Private, BOARD, KEEPING)
            .needing(&[Thing::Offer]),
    ]);
    rows.extend(on_both("changeBoardRole", change_role, KEEPERS));
    rows.extend(on_both("removeBoardMember", AUTHOR, KEEPERS));
    rows.extend(on_both("banFromBoard", ban, KEEPERS));
    rows.extend(on_both("liftBoardBan", OUTCAST, KEEPERS).map(|row| row.needing(&[Thing::Ban])));
    rows
}
