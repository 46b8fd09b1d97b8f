//! Every field of `Query` and `Mutation`, asked by people who must not see what is private.
//!
//! The sweep reads the schema from the node, so a field that is added tomorrow is probed tomorrow.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{Client, Person, Schema, Stand, eventually};
use serde_json::{Value, json};

/// A word that stands in a private text and nowhere else.
const SECRETS: [&str; 7] =
    ["quincunx", "zarzuela", "ombrophile", "velleity", "brumous", "hidden_owner@example.org", "susurrus"];

/// Private things, each with a secret in it.
struct Private {
    owner: Person,
    draft: String,
    board: String,
    story: String,
    held: String,
    case: String,
    shelf: String,
}

/// A private shelf, with something private on it, and the same on a public one.
async fn shelves(owner: &Person, title: &str, items: [&str; 3]) -> String {
    let create = "mutation Create($input: CreateShelfInput!) {
        createShelf(input: $input) { shelf { id } errors { __typename message path } }
    }";
    let add = "mutation Add($input: AddToShelfInput!) {
        addToShelf(input: $input) { item { __typename } errors { __typename message path } }
    }";
    let mut private = String::new();
    for (title, visibility) in [("Everyone's", "PUBLIC"), (title, "PRIVATE")] {
        let input = json!({ "input": { "title": title, "visibility": visibility } });
        let made = owner.client.ask(create, input).await.payload()["shelf"]["id"].clone();
        made.as_str().unwrap().clone_into(&mut private);
        for item in items {
            let input = json!({ "input": { "shelfId": made, "itemId": item } });
            assert!(owner.client.ask(add, input).await.payload()["item"].is_object());
        }
    }
    private
}

async fn private_things(stand: &mut Stand, moderator: &Person) -> Private {
    let [draft_title, draft_body, board_title, story_body, held_body, _, shelf_title] = SECRETS;
    let owner = stand.client().register("hidden_owner").await;
    let public = owner.open_board("public-board", json!({ "moderationMode": "MANUAL" })).await;
    let draft = owner
        .write_story(
            &public,
            json!({ "title": draft_title, "body": format!("A {draft_body}."), "publish": false }),
        )
        .await;
    let board =
        owner.open_board("hidden-board", json!({ "title": board_title, "visibility": "PRIVATE" })).await;
    let story = owner.write_story(&board, json!({ "body": format!("A {story_body}.") })).await;
    let published = owner.write_story(&public, json!({})).await;
    let held =
        owner.comment(&published, &format!("Nobody should read {held_body} before it was looked at.")).await;
    let queue = "{ moderation { queue(first: 5) { nodes { id subject { ... on Comment { id } } } } } }";
    let case = eventually("the held comment has a case", async || {
        let answer = moderator.client.ask(queue, json!({})).await;
        let nodes = answer.data()["moderation"]["queue"]["nodes"].as_array().unwrap().clone();
        let case = nodes.into_iter().find(|case| case["subject"]["id"] == held.as_str())?;
        Some(case["id"].as_str().unwrap().to_owned())
    })
    .await;
    let shelf = shelves(&owner, shelf_title, [&draft, &board, &story]).await;
    Private { owner, draft, board, story, held, case, shelf }
}

impl Private {
    fn ids(&self) -> Vec<&str> {
        vec![&self.draft, &self.board, &self.story, &self.held, &self.case, &self.owner.id, &self.shelf]
    }

    /// Everything as its owner and a moderator see it.
    async fn state(&self, moderator: &Person) -> Value {
        let query =
            "query State($draft: ID!, $board: ID!, $story: ID!, $held: ID!, $case: ID!, $shelf: ID!) {
            shelf(id: $shelf) { title revision itemCount visibility }
            draft: story(id: $draft) { title body status revision }
            story(id: $story) { title body status revision commentCount }
            board: node(id: $board) { ... on Board { title visibility memberCount owner { handle } } }
            held: comment(id: $held) { body status revision }
            viewer { email user { handle displayName role } }
            case: node(id: $case) { id }
        }";
        let variables = json!({
            "draft": self.draft, "board": self.board, "story": self.story, "held": self.held, "case": self.case,
            "shelf": self.shelf,
        });
        let theirs = self.owner.client.ask(query, variables).await.data().clone();
        let case = "query Case($id: ID!) { node(id: $id) { ... on ModerationCase { state revision } } }";
        let case = moderator.client.ask(case, json!({ "id": self.case })).await.data()["node"].clone();
        json!({ "theirs": theirs, "case": case })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_field_tells_a_stranger_what_is_private() {
    let mut stand = Stand::services(1, 1).await;
    let moderator = stand.client().register("mina").await;
    stand.grant(&[&moderator], "moderator").await;
    let private = private_things(&mut stand, &moderator).await;
    let schema = Schema::read(&stand.client()).await;
    let before = private.state(&moderator).await;
    assert_eq!(before["theirs"]["draft"]["title"], SECRETS[0]);
    assert_eq!(before["theirs"]["held"]["status"], "HELD");

    // The sweep finds what there is to find: it shows the owner and the moderator their own.
    let owners = sweep(&schema, &private.owner.client, "Query", &private).await;
    for secret in &SECRETS {
        assert!(owners.contains(secret), "the sweep is blind to {secret}");
    }
    let moderators = sweep(&schema, &moderator.client, "Query", &private).await;
    assert!(moderators.contains(SECRETS[4]), "the sweep is blind to the moderation queue");

    let stranger = stand.client().register("stranger").await;
    for (who, client) in [("nobody", stand.client()), ("a stranger", stranger.client.clone())] {
        for root in ["Query", "Mutation"] {
            let said = sweep(&schema, &client, root, &private).await;
            for secret in &SECRETS {
                let context =
                    said.find(secret).map(|at| &said[at.saturating_sub(400)..(at + 100).min(said.len())]);
                assert_eq!(context, None, "{who} learns {secret} from {root}");
            }
            assert!(!said.contains("\"INTERNAL\""), "{who} breaks something in {root}: {said}");
        }
    }
    assert_eq!(private.state(&moderator).await, before, "and nothing was changed");
    stand.finish().await;
}

/// Asks every field of a root type, with every private id in every place, and answers all that came back.
async fn sweep(schema: &Schema, client: &Client, root: &str, private: &Private) -> String {
    let texts = ["hidden-board", "hidden_owner", &private.owner.handle];
    let mut said = String::new();
    // Signing out would end the sweep; registering and signing in give only what is one's own.
    let harmless = schema.fields(root).filter(|field| !["signOut", "register", "signIn"].contains(field));
    for field in harmless {
        for id in private.ids() {
            for text in texts {
                let document = schema.document(root, field, id, text);
                let answer = client.ask(&document, json!({})).await;
                assert_ne!(answer.refusal_code(), Some("QUERY_TOO_COMPLEX"), "not probed: {document}");
                said.push_str(&answer.body.to_string());
                said.push('\n');
            }
        }
    }
    said
}
