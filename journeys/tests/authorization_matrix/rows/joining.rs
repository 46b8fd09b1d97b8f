use serde_json::{Value, json};

use super::{KEEPERS, NOBODY_DOES, Row, mutation, on_both};
use crate::scene::{Place, Scene, Thing};

const BOARD: fn(&Scene) -> Value = |scene| json!({ "boardId": scene[Thing::Board] });
const INVITATION: fn(&Scene) -> Value = |scene| json!({ "invitationId": scene[Thing::Invitation] });
const OWN_INVITATION: fn(&Scene) -> Value = |scene| json!({ "invitationId": scene[Thing::OwnInvitation] });
const REQUEST: fn(&Scene) -> Value = |scene| json!({ "requestId": scene[Thing::Request] });
const OWN_REQUEST: fn(&Scene) -> Value = |scene| json!({ "requestId": scene[Thing::OwnRequest] });
/// Whoever can be asked in, or ask.
const OUTSIDERS: &str = "- yes - - - - yes yes -";
/// Others than those who oversee a board don't know what waits there.
const OVERSEERS: &str = "sign-in hidden hidden hidden yes yes hidden yes hidden";

pub(super) fn rows() -> Vec<Row> {
    let invite =
        |scene: &Scene| json!({ "boardId": scene[Thing::Board], "handle": scene[Thing::GuestHandle] });
    let link = |scene: &Scene| json!({ "linkId": scene[Thing::Link] });
    let token = |scene: &Scene| json!({ "token": scene[Thing::Token] });
    let mut rows = Vec::new();
    rows.extend(on_both(
        "joinBoard",
        BOARD,
        ["sign-in yes yes yes yes yes yes yes banned", "sign-in hidden yes yes yes yes no no hidden"],
    ));
    rows.extend(
        on_both(
            "joinBoardByLink",
            token,
            ["sign-in yes yes yes yes yes yes yes banned", "sign-in yes yes yes yes yes yes yes banned"],
        )
        .map(|row| row.needing(&[Thing::Token])),
    );
    rows.extend(on_both(
        "leaveBoard",
        BOARD,
        ["sign-in yes yes yes yes no yes yes yes", "sign-in hidden yes yes yes no yes yes hidden"],
    ));
    rows.extend([
        mutation("requestToJoinBoard", "", Place::ByRequest, BOARD, "sign-in yes no no no no yes yes banned"),
        mutation("withdrawBoardJoinRequest", "of one's own", Place::ByRequest, OWN_REQUEST, OUTSIDERS)
            .needing(&[Thing::OwnRequest]),
        mutation("withdrawBoardJoinRequest", "of somebody else", Place::ByRequest, REQUEST, NOBODY_DOES)
            .needing(&[Thing::Request]),
        mutation("acceptBoardJoinRequest", "", Place::ByRequest, REQUEST, OVERSEERS)
            .needing(&[Thing::Request]),
        mutation("declineBoardJoinRequest", "", Place::ByRequest, REQUEST, OVERSEERS)
            .needing(&[Thing::Request]),
    ]);
    rows.extend(on_both("inviteToBoard", invite, KEEPERS));
    rows.extend([mutation("revokeBoardInvitation", "", Place::Public, INVITATION, OVERSEERS)
        .needing(&[Thing::Invitation])]);
    for field in ["acceptBoardInvitation", "declineBoardInvitation"] {
        rows.extend([
            mutation(field, "of one's own", Place::Public, OWN_INVITATION, OUTSIDERS)
                .needing(&[Thing::OwnInvitation]),
            mutation(field, "of one's own, to a private board", Place::Private, OWN_INVITATION, OUTSIDERS)
                .needing(&[Thing::OwnInvitation]),
            mutation(field, "of somebody else", Place::Public, INVITATION, NOBODY_DOES)
                .needing(&[Thing::Invitation]),
        ]);
    }
    rows.extend(on_both("createBoardInviteLink", BOARD, KEEPERS));
    rows.extend([
        mutation("revokeBoardInviteLink", "", Place::Public, link, OVERSEERS).needing(&[Thing::Link])
    ]);
    rows
}
