//! Search over the API, on the database that is built in and on one beside it.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{Client, Stand, both_ways};
use serde_json::{Value, json};

const SEARCH: &str = "query Search($query: String!, $in: [SearchScope!], $languages: [LanguageTag!], $first: Int, $after: String) {
    search(query: $query, in: $in, languages: $languages, first: $first, after: $after) {
        edges { cursor node { excerptHtml subject {
            __typename ... on Board { id } ... on Story { id } ... on Comment { id } ... on User { id }
        } } }
        pageInfo { hasNextPage hasPreviousPage endCursor }
    }
}";

/// The ids and excerpts of what a search finds, best first.
async fn finds(client: &Client, variables: Value) -> Vec<(String, String)> {
    let answer = client.ask(SEARCH, variables).await;
    let edges = answer.data()["search"]["edges"].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    edges
        .iter()
        .map(|edge| (text(&edge["node"]["subject"]["id"]), text(&edge["node"]["excerptHtml"])))
        .collect()
}

async fn ids(client: &Client, query: &str) -> Vec<String> {
    finds(client, json!({ "query": query })).await.into_iter().map(|(id, _)| id).collect()
}

both_ways! {
    /// What was just written is found by its words, in any language and by everyone who may read it.
    what_was_written_is_found_at_once(stand) {
        let writer = stand.client().register("nadezhda").await;
        let board = writer.open_board("tea-road", json!({ "title": "The lantern road" })).await;
        let (russian, chinese, french) = (
            json!({ "title": "Чайный путь", "body": "КАРАВАНЫ шли через степь, и ёлки кончались.", "language": "ru" }),
            json!({ "title": "巷口的茶馆", "body": "每天清晨,老人们提着鸟笼走进茶馆。", "language": "zh" }),
            json!({ "title": "L'Étudiant", "body": "Il <b>louait</b> une *mansarde* à l'ÉTUDIANT.", "language": "fr" }),
        );
        let russian = writer.write_story(&board, russian).await;
        let chinese = writer.write_story(&board, chinese).await;
        let french = writer.write_story(&board, french).await;
        let private = writer.open_board("kitchen", json!({ "title": "Quincunx", "visibility": "PRIVATE" })).await;

        let anyone = stand.client();
        for (query, id) in [("караван", &russian), ("елка", &russian), ("鸟笼", &chinese), ("lanten road", &board)] {
            assert_eq!(ids(&anyone, query).await.first(), Some(id), "{query}");
        }
        assert_eq!(ids(&anyone, "nadezda").await, [&*writer.id]);
        let found = finds(&anyone, json!({ "query": "etudiants mansarde", "in": ["STORIES"], "languages": ["fr"] })).await;
        let excerpt = "Il louait une <mark>mansarde</mark> à l&#39;<mark>ÉTUDIANT</mark>.";
        assert_eq!(found, [(french.clone(), excerpt.to_owned())]);
        assert!(finds(&anyone, json!({ "query": "mansarde", "languages": ["ru"] })).await.is_empty());

        assert!(ids(&anyone, "quincunx").await.is_empty());
        assert_eq!(ids(&writer.client, "quincunx").await, [&*private]);
        // Whoever tries to get more than words out of it gets nothing.
        for query in ["'", "q' | 'z", "\\", "((", "<->", ":*", "-quincunx", "\u{0}"] {
            assert!(ids(&anyone, query).await.is_empty(), "{query}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_is_read_page_by_page_and_refuses_what_is_not_its_own() {
    let mut stand = Stand::services(1, 1).await;
    let writer = stand.client().register("writer").await;
    let board = writer.open_board("river", json!({ "moderationMode": "POST" })).await;
    let story = writer.write_story(&board, json!({})).await;
    let mut written = Vec::new();
    for number in 0..5 {
        written.push(writer.comment(&story, &format!("The lanterns, as number {number} saw them.")).await);
    }
    let (mut read, mut after) = (Vec::new(), Value::Null);
    for page in 0..3 {
        let variables = json!({ "query": "lantern", "first": 2, "after": after });
        let answer = stand.client().ask(SEARCH, variables).await;
        let search = &answer.data()["search"];
        for edge in search["edges"].as_array().unwrap() {
            read.push(edge["node"]["subject"]["id"].as_str().unwrap().to_owned());
        }
        assert_eq!(search["pageInfo"]["hasNextPage"], page < 2);
        after = search["pageInfo"]["endCursor"].clone();
    }
    read.sort();
    written.sort();
    assert_eq!(read, written);
    let too_many = "word ".repeat(25);
    for variables in [
        json!({ "query": "other", "after": after }),
        json!({ "query": "lantern", "first": 0 }),
        json!({ "query": "lantern", "languages": ["English"] }),
        json!({ "query": "x".repeat(257) }),
        json!({ "query": too_many }),
    ] {
        let answer = stand.client().ask(SEARCH, variables.clone()).await;
        assert_eq!(answer.refusal_code(), Some("BAD_USER_INPUT"), "{variables}");
    }
    stand.finish().await;
}
