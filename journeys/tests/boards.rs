//! Boards: who belongs to them, how they come to, and who may do what.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;

use fabula_journeys::{Person, Socket, Stand, both_ways, distinct_text};
use serde_json::{Value, json};

const BOARD: &str = "board { id memberCount viewerRole viewerRights archivedAt owner { handle } }";
const ERRORS: &str = "errors { __typename message path
    ... on SanctionedError { until } ... on BoardArchivedError { archivedAt } }";

/// Does one thing with an input of this type and answers what came of it, `shown` and errors.
async fn act(person: &Person, mutation: &str, kind: &str, shown: &str, input: Value) -> Value {
    let document =
        format!("mutation Act($input: {kind}!) {{ {mutation}(input: $input) {{ {shown} {ERRORS} }} }}");
    person.client.ask(&document, json!({ "input": input })).await.data()[mutation].clone()
}

/// Does one thing to a board by its id.
async fn on_board(person: &Person, mutation: &str, board: &str) -> Value {
    act(person, mutation, "BoardIdInput", BOARD, json!({ "boardId": board })).await
}

/// Does one thing to somebody on a board.
async fn on_person(person: &Person, mutation: &str, board: &str, other: &Person) -> Value {
    let input = json!({ "boardId": board, "userId": other.id });
    act(person, mutation, "BoardPersonInput", BOARD, input).await
}

fn refusal(payload: &Value) -> &str {
    payload["errors"][0]["__typename"].as_str().unwrap_or_else(|| panic!("nothing was refused: {payload}"))
}

fn fine(payload: Value) -> Value {
    assert_eq!(payload["errors"], json!([]));
    payload
}

/// What a person sees of a board.
async fn see(person: &Person, board: &str, what: &str) -> Value {
    let query = format!("query See($id: ID!) {{ node(id: $id) {{ ... on Board {{ {what} }} }} }}");
    person.client.ask(&query, json!({ "id": board })).await.data()["node"].clone()
}

both_ways! {
    /// Members and rights are what everybody sees, and what the rights say is what happens.
    members_and_rights_are_shown(stand) {
        let ada = stand.client().register("ada").await;
        let bob = stand.client().register("bob").await;
        let board = ada.open_board("tales", json!({})).await;
        let joined = fine(on_board(&bob, "joinBoard", &board).await);
        assert_eq!(joined["board"]["viewerRole"], "MEMBER");
        assert_eq!(joined["board"]["viewerRights"], json!(["COMMENT", "EDIT_OWN", "WRITE_STORIES", "LEAVE"]));
        assert_eq!(joined["board"]["memberCount"], 2);
        let query = "query Members($id: ID!) { node(id: $id) { ... on Board { viewerRights
            members { edges { cursor role joinedAt node { handle } } nodes { handle } pageInfo { hasNextPage } }
            owners: members(role: OWNER) { nodes { handle } } } } }";
        let answer = stand.client().ask(query, json!({ "id": board })).await;
        let seen = &answer.data()["node"];
        assert_eq!(seen["viewerRights"], json!([]));
        assert_eq!(seen["members"]["nodes"], json!([{ "handle": "bob" }, { "handle": "ada" }]));
        let roles: Vec<&Value> =
            seen["members"]["edges"].as_array().unwrap().iter().map(|edge| &edge["role"]).collect();
        assert_eq!(roles, ["MEMBER", "OWNER"]);
        assert_eq!(seen["owners"]["nodes"], json!([{ "handle": "ada" }]));

        let change = json!({ "boardId": board, "title": "Mine" });
        assert_eq!(refusal(&act(&bob, "updateBoard", "UpdateBoardInput", BOARD, change).await), "PermissionError");
        assert_eq!(refusal(&on_board(&ada, "leaveBoard", &board).await), "PermissionError");
        let left = fine(on_board(&bob, "leaveBoard", &board).await);
        assert_eq!((&left["board"]["memberCount"], &left["board"]["viewerRole"]), (&json!(1), &Value::Null));
    }
}

both_ways! {
    /// On a board that takes requests somebody asks, waits, is let in, and learns of it; others see nothing of that.
    people_are_let_in_who_ask(stand) {
        let ada = stand.client().register("ada").await;
        let bob = stand.client().register("bob").await;
        let board = ada.open_board("tales", json!({ "joinPolicy": "REQUEST" })).await;
        assert_eq!(see(&bob, &board, "joinPolicy viewerRights").await,
            json!({ "joinPolicy": "REQUEST", "viewerRights": ["COMMENT", "EDIT_OWN", "ASK_TO_JOIN"] }));
        assert_eq!(refusal(&on_board(&bob, "joinBoard", &board).await), "PermissionError");
        let input = json!({ "boardId": board, "note": "I know a fox." });
        let asked = act(&bob, "requestToJoinBoard", "RequestToJoinBoardInput", "request { id status note }", input).await;
        let id = fine(asked)["request"]["id"].as_str().unwrap().to_owned();
        let requests = "joinRequests { nodes { id note user { handle } } } viewerJoinRequest { status }";
        assert_eq!(see(&bob, &board, requests).await,
            json!({ "joinRequests": null, "viewerJoinRequest": { "status": "PENDING" } }));
        assert_eq!(see(&ada, &board, requests).await["joinRequests"]["nodes"],
            json!([{ "id": id, "note": "I know a fox.", "user": { "handle": "bob" } }]));
        let answer = async |person: &Person, mutation: &str| {
            act(person, mutation, "BoardJoinRequestIdInput", "request { status }", json!({ "requestId": id })).await
        };
        assert_eq!(refusal(&answer(&bob, "acceptBoardJoinRequest").await), "NotFoundError");
        assert_eq!(fine(answer(&ada, "acceptBoardJoinRequest").await)["request"]["status"], "ACCEPTED");
        assert_eq!(refusal(&answer(&ada, "declineBoardJoinRequest").await), "PermissionError");
        assert_eq!(see(&bob, &board, "viewerRole viewerJoinRequest { status }").await,
            json!({ "viewerRole": "MEMBER", "viewerJoinRequest": { "status": "ACCEPTED" } }));
    }
}

both_ways! {
    /// An invitation tells of a private board as much as is needed to answer it; a link does the same for who has it.
    people_are_asked_into_a_private_board(stand) {
        let ada = stand.client().register("ada").await;
        let (bob, eve) = (stand.client().register("bob").await, stand.client().register("eve").await);
        let board = ada.open_board("diary", json!({ "title": "Diary", "visibility": "PRIVATE" })).await;
        let input = json!({ "boardId": board, "handle": "bob", "role": "MODERATOR", "message": "Come in." });
        let invited = act(&ada, "inviteToBoard", "InviteToBoardInput", "invitation { id }", input).await;
        let id = fine(invited)["invitation"]["id"].clone();
        let mine = "{ viewer { boardInvitations { nodes { id boardTitle boardSlug role message inviter { handle } board { id } } }
                               joinedBoards { nodes { slug } } } }";
        let read = async |person: &Person| person.client.ask(mine, json!({})).await.data()["viewer"].clone();
        assert_eq!(read(&bob).await["boardInvitations"]["nodes"], json!([{
            "id": id, "boardTitle": "Diary", "boardSlug": "diary", "role": "MODERATOR", "message": "Come in.",
            "inviter": { "handle": "ada" }, "board": null,
        }]));
        assert_eq!(read(&eve).await["boardInvitations"]["nodes"], json!([]));
        let answer = async |person: &Person, mutation: &str, shown: &str| {
            act(person, mutation, "BoardInvitationIdInput", shown, json!({ "invitationId": id })).await
        };
        for mutation in ["declineBoardInvitation", "revokeBoardInvitation"] {
            assert_eq!(refusal(&answer(&eve, mutation, "invitation { id }").await), "NotFoundError");
        }
        assert_eq!(fine(answer(&bob, "acceptBoardInvitation", BOARD).await)["board"]["viewerRole"], "MODERATOR");
        assert_eq!(read(&bob).await["joinedBoards"]["nodes"], json!([{ "slug": "diary" }]));

        let input = json!({ "boardId": board, "maxUses": 1 });
        let made = act(&bob, "createBoardInviteLink", "CreateBoardInviteLinkInput", "token link { id useCount }", input).await;
        let token = fine(made)["token"].clone();
        let preview = "query Link($token: String!) { boardInviteLink(token: $token) { boardTitle role board { id } } }";
        let shown = stand.client().ask(preview, json!({ "token": token })).await;
        assert_eq!(shown.data()["boardInviteLink"], json!({ "boardTitle": "Diary", "role": "MEMBER", "board": null }));
        let join = async |person: &Person| {
            act(person, "joinBoardByLink", "JoinBoardByLinkInput", BOARD, json!({ "token": token })).await
        };
        assert_eq!(fine(join(&eve).await)["board"]["viewerRole"], "MEMBER");
        let late = stand.client().register("late").await;
        assert_eq!(refusal(&join(&late).await), "NotFoundError");
        assert_eq!(see(&ada, &board, "memberCount inviteLinks { id }").await, json!({ "memberCount": 3, "inviteLinks": [] }));
        assert_eq!(see(&late, &board, "id").await, Value::Null);
    }
}

both_ways! {
    /// Whoever is banned from a private board hears nothing more of it, also on a line that is open.
    a_ban_ends_what_is_open(stand) {
        let ada = stand.client().register("ada").await;
        let bob = stand.client().register("bob").await;
        let board = ada.open_board("tales", json!({ "moderationMode": "POST" })).await;
        let story = ada.write_story(&board, json!({})).await;
        fine(on_board(&bob, "joinBoard", &board).await);
        let change = json!({ "boardId": board, "visibility": "PRIVATE" });
        fine(act(&ada, "updateBoard", "UpdateBoardInput", BOARD, change).await);
        let mut socket = Socket::connect(&bob.client).await;
        socket.follow(&story, None).await;
        stand.await_followers(&bob.client, 1.0).await;
        let first = ada.comment(&story, &distinct_text(1)).await;
        assert_eq!(socket.event().await.comment, first);
        let ban = json!({ "boardId": board, "userId": bob.id, "reason": "Noise." });
        fine(act(&ada, "banFromBoard", "BanFromBoardInput", BOARD, ban).await);
        let _ = ada.comment(&story, &distinct_text(2)).await;
        loop {
            let Some(message) = socket.next().await else { break };
            assert!(message["payload"]["data"]["commentEvents"].get("cursor").is_none(), "an event: {message}");
            if ["complete", "error"].contains(&message["type"].as_str().unwrap()) {
                break;
            }
        }
        assert_eq!(see(&bob, &board, "id").await, Value::Null);
        assert_eq!(refusal(&bob.try_comment(&story, &distinct_text(3)).await.body["data"]["createComment"]), "NotFoundError");
    }
}

both_ways! {
    /// A ban, ownership and the archive as clients see them.
    a_board_is_kept_in_order_passed_on_and_closed(stand) {
        let ada = stand.client().register("ada").await;
        let (bob, eve) = (stand.client().register("bob").await, stand.client().register("eve").await);
        let board = ada.open_board("tales", json!({})).await;
        let story = ada.write_story(&board, json!({})).await;
        for person in [&bob, &eve] {
            fine(on_board(person, "joinBoard", &board).await);
        }
        let ban = json!({ "boardId": board, "userId": eve.id, "reason": "Noise.", "until": "2100-01-01T00:00:00Z" });
        assert_eq!(refusal(&act(&bob, "banFromBoard", "BanFromBoardInput", BOARD, ban.clone()).await), "PermissionError");
        fine(act(&ada, "banFromBoard", "BanFromBoardInput", BOARD, ban).await);
        let refused = eve.try_comment(&story, &distinct_text(1)).await;
        assert_eq!(refused.refusal(), "SanctionedError");
        let rejoined = on_board(&eve, "joinBoard", &board).await;
        assert_eq!(rejoined["errors"][0]["until"], "2100-01-01T00:00:00+00:00");
        assert_eq!(see(&eve, &board, "viewerRights viewerBan { reason } bans { nodes { reason } }").await,
            json!({ "viewerRights": [], "viewerBan": { "reason": "Noise." }, "bans": null }));
        assert_eq!(see(&ada, &board, "bans { nodes { reason user { handle } bannedBy { handle } } }").await["bans"]["nodes"],
            json!([{ "reason": "Noise.", "user": { "handle": "eve" }, "bannedBy": { "handle": "ada" } }]));
        fine(on_person(&ada, "liftBoardBan", &board, &eve).await);
        fine(on_board(&eve, "joinBoard", &board).await);

        fine(on_person(&ada, "offerBoardOwnership", &board, &bob).await);
        let offer = "ownershipOffer { user { handle } }";
        assert_eq!(see(&eve, &board, offer).await["ownershipOffer"], Value::Null);
        assert_eq!(see(&bob, &board, offer).await["ownershipOffer"]["user"]["handle"], "bob");
        assert_eq!(refusal(&on_board(&eve, "acceptBoardOwnership", &board).await), "NotFoundError");
        let accepted = fine(on_board(&bob, "acceptBoardOwnership", &board).await);
        assert_eq!(accepted["board"]["owner"]["handle"], "bob");
        assert_eq!(see(&ada, &board, "viewerRole").await["viewerRole"], "MODERATOR");

        assert_eq!(refusal(&on_board(&ada, "archiveBoard", &board).await), "PermissionError");
        assert!(fine(on_board(&bob, "archiveBoard", &board).await)["board"]["archivedAt"].is_string());
        assert_eq!(eve.try_comment(&story, &distinct_text(2)).await.refusal(), "BoardArchivedError");
        fine(on_board(&bob, "unarchiveBoard", &board).await);
        let _ = eve.comment(&story, &distinct_text(3)).await;

        let other = ada.open_board("more-tales", json!({})).await;
        assert_eq!(see(&eve, &board, "related { id }").await["related"], json!([{ "id": other }]));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_viewer_may_is_not_asked_for_each_board() {
    let mut stand = Stand::services(1, 1).await;
    let ada = stand.client().register("ada").await;
    let bob = stand.client().register("bob").await;
    for number in 0..20 {
        let board = ada.open_board(&format!("tales-{number}"), json!({})).await;
        fine(on_board(&bob, "joinBoard", &board).await);
    }
    let cable = stand.add_node_on_a_cable().await;
    let client = bob.client.at(&stand.nodes[1].client());
    let query = "query Boards($first: Int!) { boards(first: $first) { nodes {
        title owner { handle } viewerRole viewerRights viewerBan { reason } viewerIsFollowing
        viewerJoinRequest { status } viewerInvitation { status } ownershipOffer { offeredAt } related(first: 3) { slug }
    } } }";
    let _ = cable.take_statements();
    let answer = client.ask(query, json!({ "first": 20 })).await;
    let statements = cable.take_statements();
    let boards = answer.data()["boards"]["nodes"].as_array().unwrap().clone();
    assert_eq!(boards.len(), 20);
    assert!(boards.iter().all(|board| board["related"].as_array().unwrap().len() == 3));
    // Seven things are asked of each board: 140 statements if they were asked one by one. What is asked for at once is
    // loaded in two or three parts where threads cross.
    let different: BTreeSet<&String> = statements.iter().collect();
    assert!((7..=12).contains(&different.len()), "20 boards as somebody sees them: {different:#?}");
    assert!(statements.len() <= 70, "20 boards as somebody sees them: {statements:#?}");
    stand.finish().await;
}
