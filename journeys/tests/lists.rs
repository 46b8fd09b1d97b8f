//! Lists: how many statements a page costs, and that paging sees everything once.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::{collections::BTreeMap, ops::RangeInclusive};

use fabula_journeys::{Client, Person, Proxy, Stand, distinct_text, eventually};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};

const CARDS: &str = "query Cards($first: Int!) { stories(first: $first) { nodes {
    id title commentCount tags author { handle displayName } board { slug title memberCount storyCount owner { handle } }
} } }";

const STORY_PAGE: &str = "query Page($id: ID!) { story(id: $id) {
    id title body commentCount author { handle displayName }
    comments(first: 20, orderBy: NEWEST) { nodes {
        id body replyCount author { handle displayName }
        replies(first: 3) { nodes { id body author { handle displayName } } }
    } }
} }";

/// Twenty stories on ten boards, and a discussion of twenty comments with three replies each, by many.
async fn a_community(stand: &Stand) -> String {
    let people = stand.register_crowd(12).await;
    let mut discussed = String::new();
    for (number, person) in people.iter().enumerate().take(10) {
        let board = person.open_board(&format!("board-{number}"), json!({ "moderationMode": "POST" })).await;
        for part in 1..=2 {
            discussed =
                person.write_story(&board, json!({ "title": format!("Story {number}.{part}") })).await;
        }
    }
    for number in 0..20 {
        let person = &people[number % people.len()];
        let comment = person.comment(&discussed, &distinct_text(number as u64)).await;
        for reply in 1..=3 {
            let person = &people[(number + reply) % people.len()];
            answer(person, &discussed, &comment, (number * 3 + reply + 100) as u64).await;
        }
    }
    discussed
}

async fn answer(person: &Person, story: &str, parent: &str, seed: u64) {
    let mutation = "mutation Reply($input: CreateCommentInput!) { createComment(input: $input) {
        comment { id } errors { message } } }";
    let input = json!({ "storyId": story, "parentId": parent, "body": distinct_text(seed) });
    let answer = person.client.ask(mutation, json!({ "input": input })).await;
    assert_eq!(answer.payload()["errors"], json!([]));
}

/// The answer, and the statements that it took.
async fn watched(cable: &Proxy, client: &Client, query: &str, variables: Value) -> (Value, Vec<String>) {
    let _ = cable.take_statements();
    let answer = client.ask(query, variables).await;
    (answer.data().clone(), cable.take_statements())
}

/// The same, of five times that in which there were the fewest: what each of them takes, whatever else the node does.
async fn fewest(cable: &Proxy, client: &Client, query: &str, variables: Value) -> (Value, Vec<String>) {
    let mut fewest = watched(cable, client, query, variables.clone()).await;
    for _ in 1..5 {
        let again = watched(cable, client, query, variables.clone()).await;
        if again.1.len() < fewest.1.len() {
            fewest = again;
        }
    }
    fewest
}

/// Asserts how many different statements there were, and that none was asked for each of these many things.
///
/// What is asked for at once is loaded in parts where threads cross, on a busy machine in several: so the bound is half as
/// often as there are things.
fn assert_few(what: &str, things: usize, statements: &[String], expected: RangeInclusive<usize>) {
    let mut asked = BTreeMap::<&String, usize>::new();
    for statement in statements {
        *asked.entry(statement).or_default() += 1;
    }
    assert!(expected.contains(&asked.len()), "{what}: {asked:#?}");
    assert!(asked.values().all(|times| *times < things / 2), "{what}: {asked:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_costs_a_few_statements_however_much_is_on_it() {
    let mut stand = Stand::services(1, 1).await;
    let story = a_community(&stand).await;
    let cable = stand.add_node_on_a_cable().await;
    let client = stand.nodes[1].client();

    // Two first, so that most people and boards are found for the first time by what is watched.
    let _ = watched(&cable, &client, CARDS, json!({ "first": 2 })).await;
    let (cards, cold) = watched(&cable, &client, CARDS, json!({ "first": 20 })).await;
    assert_eq!(cards["stories"]["nodes"].as_array().unwrap().len(), 20);
    assert_few("20 stories with authors, boards and owners", 20, &cold, 3..=4);

    let (page, cold) = watched(&cable, &client, STORY_PAGE, json!({ "id": story })).await;
    let comments = page["story"]["comments"]["nodes"].as_array().unwrap();
    assert_eq!(comments.len(), 20);
    assert!(comments.iter().all(|comment| comment["replies"]["nodes"].as_array().unwrap().len() == 3));
    assert_few("the story page", 20, &cold, 3..=5);

    // Once the people are known: the story, and its comments with their replies.
    let (_, warm) = fewest(&cable, &client, STORY_PAGE, json!({ "id": story })).await;
    assert_eq!(warm.len(), 2, "the story page with known people: {warm:#?}");
    stand.finish().await;
}

const SPACES: &str = "query Spaces($ids: [ID!]!) { nodes(ids: $ids) { ... on User { space {
    shelves(first: 3) { nodes { id title itemCount owner { handle } items(first: 3) { edges { addedAt node {
        ... on Story { id title viewerShelves(first: 2) { id } author { handle } }
        ... on Board { id title viewerShelves(first: 2) { id } owner { handle } }
    } } } } }
    boards(first: 3) { nodes { slug owner { handle } } }
} } } }";

/// Two shelves for each of these people, with a story and a board on each.
async fn furnish(people: &[Person], stories: &[String], boards: &[String]) {
    let create = "mutation Create($input: CreateShelfInput!) { createShelf(input: $input) {
        shelf { id } errors { __typename message path } } }";
    let add = "mutation Add($input: AddToShelfInput!) { addToShelf(input: $input) {
        item { __typename } errors { __typename message path } } }";
    for (number, person) in people.iter().enumerate() {
        for title in ["One", "Two"] {
            let input = json!({ "input": { "title": title, "visibility": "PUBLIC" } });
            let shelf = person.client.ask(create, input).await.payload()["shelf"]["id"].clone();
            for item in [&stories[number % stories.len()], &boards[number % boards.len()]] {
                let input = json!({ "input": { "shelfId": shelf, "itemId": item } });
                assert!(person.client.ask(add, input).await.payload()["item"].is_object());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_spaces_cost_a_few_statements_however_much_is_in_them() {
    let mut stand = Stand::services(1, 1).await;
    let people = stand.register_crowd(20).await;
    let (mut stories, mut boards) = (Vec::new(), Vec::new());
    for (number, person) in people.iter().enumerate().take(6) {
        let board = person.open_board(&format!("board-{number}"), json!({})).await;
        stories.push(person.write_story(&board, json!({ "title": format!("Story {number}") })).await);
        boards.push(board);
    }
    furnish(&people, &stories, &boards).await;
    let cable = stand.add_node_on_a_cable().await;
    let reader = people[7].at(&stand.nodes[1].client());

    let ids: Vec<&str> = people.iter().map(|person| person.id.as_str()).collect();
    let variables = json!({ "ids": ids });
    let (_, cold) = watched(&cable, &reader.client, SPACES, variables.clone()).await;
    let (spaces, warm) = fewest(&cable, &reader.client, SPACES, variables.clone()).await;
    for space in spaces["nodes"].as_array().unwrap() {
        let shelves = space["space"]["shelves"]["nodes"].as_array().unwrap();
        assert_eq!(shelves.len(), 2);
        assert!(shelves.iter().all(|shelf| shelf["itemCount"] == 2));
        assert!(shelves.iter().all(|shelf| shelf["items"]["edges"].as_array().unwrap().len() == 2));
    }
    // The session, people, shelves, boards owned, items, their numbers, stories, boards, and the viewer's shelves with
    // stories and with boards.
    assert_few("20 spaces with 40 shelves", 40, &cold, 8..=11);
    assert!(warm.len() <= 30, "20 spaces: {warm:#?}");

    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on User { space { owner { handle } } } } }";
    let (_, statements) = watched(&cable, &reader.client, query, variables).await;
    assert_few("a space by itself", 20, &statements, 1..=2);
    stand.finish().await;
}

/// Every comment of a discussion, page by page.
async fn page_through(client: &Client, story: &str, order: &str) -> Vec<String> {
    let query = "query All($id: ID!, $order: CommentOrder!, $after: String) { story(id: $id) {
        comments(first: 7, orderBy: $order, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
    } }";
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "id": story, "order": order, "after": after });
        let page = client.ask(query, variables).await.data()["story"]["comments"].clone();
        seen.extend(
            page["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()),
        );
        if page["pageInfo"]["hasNextPage"] == false {
            return seen;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paging_sees_everything_once_while_more_is_written() {
    let mut stand = Stand::services(1, 1).await;
    let owner = stand.client().register("owner").await;
    let board = owner.open_board("busy-board", json!({ "moderationMode": "POST" })).await;
    let story = owner.write_story(&board, json!({})).await;
    // A thousand that were there before, older than all that is written by the API now.
    stand
        .execute(
            "with added as (
                 insert into comments (id, story_id, author_id, body, body_html, language, status, created_at)
                 select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, s.id, s.author_id,
                        'Number ' || n, '<p>Number ' || n || '</p>', 'en', 'PUBLISHED', now()
                 from stories s, generate_series(1, 1000) n returning story_id
             )
             update stories set comment_count = comment_count + 1000, thread_count = thread_count + 1000",
        )
        .await;
    let before = page_through(&stand.client(), &story, "OLDEST").await;
    assert_eq!(before.len(), 1000);

    let crowd = stand.register_crowd(20).await;
    let writing = async {
        let all = stream::iter(0..500_u64).map(|number| {
            let person = &crowd[usize::try_from(number).unwrap() % crowd.len()];
            let story = &story;
            async move { Ok::<_, ()>(person.comment(story, &distinct_text(number)).await) }
        });
        all.buffer_unordered(8).try_collect::<Vec<_>>().await.unwrap()
    };
    let client = stand.client();
    let (newest, oldest, written) = tokio::join!(
        page_through(&client, &story, "NEWEST"),
        page_through(&client, &story, "OLDEST"),
        writing
    );
    assert_eq!(written.len(), 500);
    for (order, seen) in [("NEWEST", newest), ("OLDEST", oldest)] {
        for old in &before {
            let times = seen.iter().filter(|id| *id == old).count();
            assert_eq!(times, 1, "{order}: {old} was seen {times} times");
        }
        let distinct: std::collections::HashSet<_> = seen.iter().collect();
        assert_eq!(distinct.len(), seen.len(), "{order}: nothing is seen twice");
    }
    eventually("all are judged", async || {
        let waiting = "select count(*) from comment_revisions where verdict is null and comment_id in
            (select id from comments where id > '01900000-0001-0000-0000-000000000000')";
        (stand.number(waiting).await == 0).then_some(())
    })
    .await;
    stand.finish().await;
}
