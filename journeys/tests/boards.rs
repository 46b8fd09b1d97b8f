//! Boards: who belongs to them, and who may do what.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{Person, Stand, both_ways};
use serde_json::{Value, json};

/// Does one thing to a board and answers the payload.
async fn act(person: &Person, mutation: &str, input: Value) -> Value {
    let kind = match mutation {
        "joinBoard" | "leaveBoard" => "BoardIdInput".to_owned(),
        _ => format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]),
    };
    let document = format!(
        "mutation Act($input: {kind}!) {{ {mutation}(input: $input) {{
            board {{ id memberCount viewerRole viewerRights }} errors {{ __typename message path }} }} }}"
    );
    person.client.ask(&document, json!({ "input": input })).await.data()[mutation].clone()
}

both_ways! {
    /// Members and rights are what everybody sees, and what the rights say is what happens.
    members_and_rights_are_shown(stand) {
        let ada = stand.client().register("ada").await;
        let bob = stand.client().register("bob").await;
        let board = ada.open_board("tales", json!({})).await;
        let joined = act(&bob, "joinBoard", json!({ "boardId": board })).await;
        assert_eq!(joined["board"]["viewerRole"], "MEMBER");
        assert_eq!(joined["board"]["viewerRights"], json!(["COMMENT", "WRITE_STORIES", "LEAVE"]));
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
        assert_eq!(act(&bob, "updateBoard", change).await["errors"][0]["__typename"], "PermissionError");
        assert_eq!(act(&ada, "leaveBoard", json!({ "boardId": board })).await["errors"][0]["__typename"], "PermissionError");
        let left = act(&bob, "leaveBoard", json!({ "boardId": board })).await;
        assert_eq!((&left["board"]["memberCount"], &left["board"]["viewerRole"]), (&json!(1), &Value::Null));
    }
}
