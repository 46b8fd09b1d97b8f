//! A space through the API: shelves are made, filled, ordered, shown and hidden.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{Client, Person, Stand, both_ways};
use serde_json::{Value, json};

const ERRORS: &str = "errors { __typename message path ... on RevisionConflictError { currentRevision } }";

/// What a mutation of shelves answers.
async fn change(person: &Person, mutation: &str, input: Value) -> Value {
    let kind = format!("{}{}Input!", mutation[..1].to_uppercase(), &mutation[1..]);
    let answers = match mutation {
        "deleteShelf" => "deletedShelfId",
        "removeFromShelf" => "shelf { id } removedItemId",
        "addToShelf" | "moveShelfItem" => "shelf { id } item { ... on Story { id } ... on Board { id } }",
        _ => "shelf { id title description visibility revision }",
    };
    let document =
        format!("mutation Change($input: {kind}) {{ {mutation}(input: $input) {{ {answers} {ERRORS} }} }}");
    person.client.ask(&document, json!({ "input": input })).await.data()[mutation].clone()
}

async fn create(person: &Person, title: &str, visibility: &str) -> String {
    let input =
        json!({ "title": title, "visibility": visibility, "idempotencyKey": title.replace(' ', "-") });
    let made = change(person, "createShelf", input.clone()).await;
    assert_eq!(made["errors"], json!([]));
    assert_eq!(change(person, "createShelf", input).await, made, "the same key gives the same shelf");
    made["shelf"]["id"].as_str().unwrap().to_owned()
}

/// What a mutation is refused with, and where.
async fn refusal(person: &Person, mutation: &str, input: Value) -> (String, String) {
    let errors = change(person, mutation, input).await["errors"].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&errors[0]["__typename"]), text(&errors[0]["path"][1]))
}

const SPACE: &str = "query Space($handle: String!) { user(handle: $handle) { space {
    owner { handle }
    shelves { nodes { id title itemCount owner { handle }
                      items { nodes { __typename ... on Story { id title } ... on Board { id slug } } } } }
    boards { nodes { slug } }
} } }";

/// Somebody's shelves as a client sees them: the title of each, and the ids of what is on it.
async fn shelves(client: &Client, handle: &str) -> Vec<(String, Vec<String>)> {
    let answer = client.ask(SPACE, json!({ "handle": handle })).await;
    let space = &answer.data()["user"]["space"];
    assert_eq!(space["owner"]["handle"], handle);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let read = |shelf: &Value| {
        let items = shelf["items"]["nodes"].as_array().unwrap();
        assert_eq!(shelf["itemCount"], items.len());
        assert_eq!(shelf["owner"]["handle"], handle);
        (text(&shelf["title"]), items.iter().map(|item| text(&item["id"])).collect())
    };
    space["shelves"]["nodes"].as_array().unwrap().iter().map(read).collect()
}

both_ways! {
    /// Ada keeps two shelves. Bob sees the public one, with what is his to see.
    a_shelf_is_filled_ordered_and_shown(stand) {
        let (ada, bob) = (stand.client().register("ada").await, stand.client().register("bob").await);
        let board = ada.open_board("foxes", json!({})).await;
        let hidden = ada.open_board("dens", json!({ "visibility": "PRIVATE" })).await;
        let story = ada.write_story(&board, json!({ "title": "The fox" })).await;
        let draft = ada.write_story(&board, json!({ "title": "The vixen", "publish": false })).await;
        let open = create(&ada, "Foxes", "PUBLIC").await;
        let secret = create(&ada, "To read", "PRIVATE").await;
        for item in [&story, &hidden, &board, &draft] {
            for _ in 0..2 {
                let added = change(&ada, "addToShelf", json!({ "shelfId": open, "itemId": item })).await;
                assert_eq!((&added["item"]["id"], &added["shelf"]["id"]), (&json!(item), &json!(open)));
            }
        }
        let first = json!({ "shelfId": secret, "itemId": board, "after": null });
        change(&ada, "addToShelf", first).await;
        change(&ada, "moveShelf", json!({ "shelfId": secret })).await;
        change(&ada, "moveShelfItem", json!({ "shelfId": open, "itemId": board })).await;
        change(&ada, "moveShelfItem", json!({ "shelfId": open, "itemId": story, "after": draft })).await;
        let all = vec![board.clone(), hidden.clone(), draft.clone(), story.clone()];
        let expected = [("To read".to_owned(), vec![board.clone()]), ("Foxes".to_owned(), all)];
        assert_eq!(shelves(&ada.client, "ada").await, expected);
        for client in [&bob.client, &stand.client()] {
            let seen = shelves(client, "ada").await;
            assert_eq!(seen, [("Foxes".to_owned(), vec![board.clone(), story.clone()])]);
        }
        let boards = stand.client().ask(SPACE, json!({ "handle": "ada" })).await;
        assert_eq!(boards.data()["user"]["space"]["boards"]["nodes"], json!([{ "slug": "foxes" }]));

        let moved = json!({ "shelfId": open, "itemId": draft, "toShelfId": secret, "after": board });
        assert_eq!(change(&ada, "moveShelfItem", moved).await["shelf"]["id"], secret);
        let query = "query On($story: ID!, $board: ID!) {
            node(id: $board) { ... on Board { viewerShelves { title } } }
            story(id: $story) { viewerShelves(first: 1) { title } board { viewerShelves(first: 1) { title } } } }";
        let ids = json!({ "story": story, "board": board });
        let on = ada.client.ask(query, ids.clone()).await.data().clone();
        assert_eq!(on["node"]["viewerShelves"], json!([{ "title": "To read" }, { "title": "Foxes" }]));
        assert_eq!(on["story"]["viewerShelves"], json!([{ "title": "Foxes" }]));
        assert_eq!(on["story"]["board"]["viewerShelves"], json!([{ "title": "To read" }]));
        let on = bob.client.ask(query, ids).await.data().clone();
        assert_eq!(on["node"]["viewerShelves"], json!([]));

        let removed = change(&ada, "removeFromShelf", json!({ "shelfId": open, "itemId": story })).await;
        assert_eq!(removed["removedItemId"], story);
        let update = json!({ "shelfId": open, "expectedRevision": 1, "title": "Dens", "description": "*Deep*" });
        let updated = change(&ada, "updateShelf", update.clone()).await["shelf"].clone();
        assert_eq!((&updated["title"], &updated["description"], &updated["revision"]), (&json!("Dens"), &json!("*Deep*"), &json!(2)));
        let late = change(&ada, "updateShelf", update).await;
        assert_eq!((&late["errors"][0]["__typename"], &late["errors"][0]["currentRevision"], &late["shelf"]["revision"]),
                   (&json!("RevisionConflictError"), &json!(2), &json!(2)));
        assert_eq!(change(&ada, "deleteShelf", json!({ "shelfId": open })).await["deletedShelfId"], open);
        assert_eq!(shelves(&bob.client, "ada").await, []);
    }
}

both_ways! {
    /// What is private is not found, what is public is only its owner's to change, and wrong input is told where it is.
    shelves_of_others_are_theirs(stand) {
        let (ada, bob) = (stand.client().register("ada").await, stand.client().register("bob").await);
        let board = ada.open_board("foxes", json!({})).await;
        let (open, secret) = (create(&ada, "Open", "PUBLIC").await, create(&ada, "Secret", "PRIVATE").await);
        let bobs = create(&bob, "Bob's", "PUBLIC").await;
        for (id, kind) in [(&open, "PermissionError"), (&secret, "NotFoundError"), (&board, "NotFoundError")] {
            let expected = (kind.to_owned(), "shelfId".to_owned());
            let item = json!({ "shelfId": id, "itemId": board });
            for (mutation, input) in [
                ("updateShelf", json!({ "shelfId": id, "expectedRevision": 1, "title": "Mine" })),
                ("moveShelf", json!({ "shelfId": id })),
                ("deleteShelf", json!({ "shelfId": id })),
                ("addToShelf", item.clone()),
                ("moveShelfItem", item.clone()),
                ("removeFromShelf", item.clone()),
            ] {
                assert_eq!(refusal(&bob, mutation, input).await, expected, "{mutation} of {id}");
            }
        }
        let find = "query Find($id: ID!) { node(id: $id) { id } shelf(id: $id) { title } }";
        for (person, id, title) in [(&bob, &open, json!("Open")), (&bob, &secret, json!(null)), (&ada, &secret, json!("Secret"))] {
            let found = person.client.ask(find, json!({ "id": id })).await.data().clone();
            assert_eq!(found["shelf"]["title"], title);
            assert_eq!(found["node"]["id"].is_null(), title.is_null());
        }
        let not_found = |field: &str| ("NotFoundError".to_owned(), field.to_owned());
        let nothing = "story_01h455vb4pex5vsknk084sn02q";
        for (input, field) in [
            (json!({ "shelfId": bobs, "itemId": nothing }), "itemId"),
            (json!({ "shelfId": bobs, "itemId": bob.id }), "itemId"),
            (json!({ "shelfId": bobs, "itemId": board, "after": nothing }), "after"),
            (json!({ "shelfId": bobs, "itemId": board, "after": bobs }), "after"),
        ] {
            assert_eq!(refusal(&bob, "addToShelf", input).await, not_found(field));
        }
        change(&bob, "addToShelf", json!({ "shelfId": bobs, "itemId": board })).await;
        let elsewhere = json!({ "shelfId": bobs, "itemId": board, "toShelfId": secret });
        assert_eq!(refusal(&bob, "moveShelfItem", elsewhere).await, not_found("toShelfId"));
        assert_eq!(refusal(&bob, "moveShelf", json!({ "shelfId": bobs, "after": open })).await, not_found("after"));
        let empty = json!({ "title": " ", "visibility": "PUBLIC" });
        let invalid = ("ValidationError".to_owned(), "title".to_owned());
        assert_eq!(refusal(&bob, "createShelf", empty).await, invalid);
        let anonymous = stand.client().ask(
            "mutation { createShelf(input: { title: \"Mine\", visibility: PUBLIC }) { shelf { id } } }", json!({})).await;
        assert_eq!(anonymous.refusal_code(), Some("UNAUTHENTICATED"));
    }
}
