//! The life of a story: written, cited, translated, changed, compared, withdrawn and deleted.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{Person, Stand, both_ways};
use serde_json::{Value, json};

const BODY: &str = "# The fox\n\nOnce there was a fox[^1] who counted the stars, as @ada told us.\n\n## Her tail\n\n\
                    She used her tail: https://example.org/tail.\n\n## Her tail\n\nAgain.\n\n[^1]: A vixen, in truth.";

async fn change(person: &Person, mutation: &str, input: Value) -> Value {
    let kind = format!("{}{}Input!", mutation[..1].to_uppercase(), &mutation[1..]);
    let answers =
        if mutation == "deleteStory" { "deletedStoryId" } else { "story { id revision status title }" };
    let document = format!(
        "mutation Change($input: {kind}) {{ {mutation}(input: $input) {{ {answers} errors {{ __typename message path }} }} }}"
    );
    person.client.ask(&document, json!({ "input": input })).await.data()[mutation].clone()
}

both_ways! {
    /// What readers of a story get: its outline, its sources, its translations, what else there is, and what changed.
    a_story_is_read_in_full(stand) {
        let ada = stand.client().register("ada").await;
        let board = ada.open_board("foxes", json!({})).await;
        let source = json!({ "title": "On foxes", "url": "https://example.org/foxes", "authors": ["A. Vulpes"],
                             "publishedYear": 1923, "note": "pp. 3–5" });
        let english = ada
            .write_story(&board, json!({ "title": "The fox", "body": BODY, "tags": ["#Fox"], "references": [source] }))
            .await;
        let german = ada
            .write_story(&board, json!({ "title": "Der Fuchs", "language": "de", "translationOf": english,
                                         "body": format!("Siehe [das Original](/stories/{english}).") }))
            .await;
        let other = ada
            .write_story(&board, json!({ "title": "The den", "body": format!("After {english}: /stories/{english}, \
                                         https://example.org/stories/{english}.") }))
            .await;
        let lists = "{ some: stories(languages: [\"de\", \"fr\"]) { nodes { id } } all: stories(languages: []) { nodes { id } }
                       boards(languages: [\"de\"]) { nodes { stories(languages: [\"de\"]) { nodes { id } } } } }";
        let listed = stand.client().ask(lists, json!({})).await.data().clone();
        assert_eq!(listed["some"]["nodes"], json!([{ "id": german }]));
        assert_eq!(listed["all"]["nodes"].as_array().unwrap().len(), 3);
        let body = format!("{BODY}\n\nThe end.").replace("counted the stars", "counted the clouds");
        let input = json!({ "storyId": english, "expectedRevision": 1, "body": body });
        assert_eq!(change(&ada, "updateStory", input).await["story"]["revision"], 2);

        let page = "query Page($id: ID!) { story(id: $id) {
            bodyHtml tableOfContents { level text anchor } readingTimeMinutes tags
            references { title url authors publishedYear note }
            translations { id language } related { id }
            revisionAt(number: 2) { references { title } diff {
                from to hunks { lines { kind oldNumber newNumber pieces { text isChanged } } } } }
            first: revisionAt(number: 1) { diff { from } } none: revisionAt(number: 3) { revision }
        } }";
        let answer = stand.client().ask(page, json!({ "id": english })).await;
        let story = &answer.data()["story"];
        let outline = json!([
            { "level": 1, "text": "The fox", "anchor": "h-the-fox" },
            { "level": 2, "text": "Her tail", "anchor": "h-her-tail" },
            { "level": 2, "text": "Her tail", "anchor": "h-her-tail-2" },
        ]);
        assert_eq!(story["tableOfContents"], outline);
        let html = story["bodyHtml"].as_str().unwrap();
        for part in ["<h3 id=\"h-her-tail-2\">", "href=\"/users/ada\"", "href=\"https://example.org/tail\"", "vixen"] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert_eq!((&story["readingTimeMinutes"], &story["tags"]), (&json!(1), &json!(["fox"])));
        assert_eq!(story["references"], json!([source]));
        assert_eq!(story["translations"], json!([{ "id": german, "language": "de" }]));
        assert_eq!(story["related"], json!([{ "id": other }]));
        let diff = &story["revisionAt"]["diff"];
        assert_eq!((&diff["from"], &diff["to"]), (&json!(1), &json!(2)));
        let changed: Vec<&str> = diff["hunks"][0]["lines"].as_array().unwrap().iter()
            .flat_map(|line| line["pieces"].as_array().unwrap())
            .filter(|piece| piece["isChanged"] == true)
            .map(|piece| piece["text"].as_str().unwrap())
            .collect();
        assert_eq!(changed, ["stars", "clouds"]);
        assert_eq!(story["revisionAt"]["references"][0]["title"], "On foxes");
        assert_eq!((&story["first"]["diff"], &story["none"]), (&Value::Null, &Value::Null));
    }
}

both_ways! {
    /// Only the author withdraws a story, and it is gone for readers while it is a draft, and for good once deleted.
    a_story_is_withdrawn_and_deleted(stand) {
        let ada = stand.client().register("ada").await;
        let bob = stand.client().register("bob").await;
        let story = ada.publish_a_story().await;
        let find = async |person: &Person| {
            let query = "query Find($id: ID!) { story(id: $id) { status } node(id: $id) { id } }";
            person.client.ask(query, json!({ "id": story })).await.data()["story"]["status"].clone()
        };
        for mutation in ["unpublishStory", "deleteStory"] {
            let refused = change(&bob, mutation, json!({ "storyId": story })).await;
            assert_eq!(refused["errors"][0]["__typename"], "PermissionError");
        }
        let draft = change(&ada, "unpublishStory", json!({ "storyId": story })).await;
        assert_eq!(draft["story"]["status"], "DRAFT");
        assert_eq!((find(&ada).await, find(&bob).await), (json!("DRAFT"), Value::Null));
        for mutation in ["unpublishStory", "deleteStory", "publishStory"] {
            let refused = change(&bob, mutation, json!({ "storyId": story })).await;
            assert_eq!(refused["errors"][0]["__typename"], "NotFoundError");
        }
        for _ in 0..2 {
            change(&ada, "publishStory", json!({ "storyId": story })).await;
        }
        assert_eq!(find(&bob).await, "PUBLISHED");
        assert_eq!(change(&ada, "deleteStory", json!({ "storyId": story })).await["deletedStoryId"], story);
        assert_eq!((find(&ada).await, find(&bob).await), (Value::Null, Value::Null));
        let again = change(&ada, "deleteStory", json!({ "storyId": story })).await;
        assert_eq!(again["errors"][0]["__typename"], "NotFoundError");
    }
}
