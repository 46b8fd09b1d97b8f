use serde_json::{Value, json};

use super::{EVERYONE, INSIDERS, NOBODY, NOBODY_LISTED, Probe, Row};
use crate::scene::{Place, Scene, Thing};

fn query(
    field: &'static str,
    when: &'static str,
    place: Place,
    document: &'static str,
    variables: fn(&Scene) -> Value,
    (at, words): (&'static str, &'static str),
) -> Row {
    let probe = Probe::Query { document, variables, at, wanted: None };
    Row { chapter: "", of: "Query", field, when, place, needs: &[], probe, words }
}

const BOARD: &str = "query($slug: String!) { board(slug: $slug) { id } }";
const BOARDS: &str =
    "query($language: LanguageTag!) { boards(language: $language, first: 100) { nodes { id } } }";
const STORIES: &str = "query($tag: String!) { stories(tag: $tag) { nodes { id } } }";
const STORY: &str = "query($id: ID!) { story(id: $id) { title body } }";
const COMMENT: &str = "query($id: ID!) { comment(id: $id) { body } }";
const SHELF: &str = "query($id: ID!) { shelf(id: $id) { title } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { id } }";
const NODES: &str = "query($id: ID!) { nodes(ids: [$id]) { id } }";
const SEARCH: &str = "query($word: String!) { search(query: $word, first: 100) { nodes { subject { ... on Story { id } ... on Comment { id } } } } }";
const LINK: &str = "query($token: String!) { boardInviteLink(token: $token) { boardTitle role } }";
/// What a person's own is to all kinds of people but the anonymous.
const OWN: &str = "- yes yes yes yes yes yes yes yes";
/// Their own on a private board that they left or were kept from.
const OWN_PRIVATE: &str = "- hidden yes yes yes yes yes yes hidden";
/// The instance's moderators.
const MODERATORS: &str = "hidden hidden hidden hidden hidden hidden yes yes hidden";

pub(super) fn rows() -> Vec<Row> {
    let slug: fn(&Scene) -> Value = |scene| json!({ "slug": scene[Thing::Slug] });
    let language: fn(&Scene) -> Value = |scene| json!({ "language": scene[Thing::Language] });
    let tag: fn(&Scene) -> Value = |scene| json!({ "tag": scene[Thing::Word] });
    let word: fn(&Scene) -> Value = |scene| json!({ "word": scene[Thing::Word] });
    let token: fn(&Scene) -> Value = |scene| json!({ "token": scene[Thing::Token] });
    let none: fn(&Scene) -> Value = |_| Value::Null;
    let mut rows = vec![
        query("board", "that is public", Place::Public, BOARD, slug, ("/board", EVERYONE)),
        query("board", "that is private", Place::Private, BOARD, slug, ("/board", INSIDERS)),
        query("boards", "with a public one", Place::Public, BOARDS, language, ("/boards/nodes", EVERYONE))
            .listing(Thing::Board),
        query(
            "boards",
            "with a private one",
            Place::Private,
            BOARDS,
            language,
            ("/boards/nodes", NOBODY_LISTED),
        )
        .listing(Thing::Board),
        query("stories", "of a public board", Place::Public, STORIES, tag, ("/stories/nodes", EVERYONE))
            .listing(Thing::Story),
        query(
            "stories",
            "of a private board",
            Place::Private,
            STORIES,
            tag,
            ("/stories/nodes", NOBODY_LISTED),
        )
        .listing(Thing::Story),
        query(
            "search",
            "for a story of a public board",
            Place::Public,
            SEARCH,
            word,
            ("/search/nodes", EVERYONE),
        )
        .listing(Thing::Story),
        query(
            "search",
            "for a story of a private board",
            Place::Private,
            SEARCH,
            word,
            ("/search/nodes", "empty empty yes yes yes yes empty empty empty"),
        )
        .listing(Thing::Story),
        query(
            "boardInviteLink",
            "to a public board",
            Place::Public,
            LINK,
            token,
            ("/boardInviteLink", EVERYONE),
        )
        .needing(&[Thing::Token]),
        query(
            "boardInviteLink",
            "to a private board",
            Place::Private,
            LINK,
            token,
            ("/boardInviteLink", EVERYONE),
        )
        .needing(&[Thing::Token]),
        query(
            "user",
            "",
            Place::Public,
            "query($handle: String!) { user(handle: $handle) { displayName } }",
            |scene| json!({ "handle": scene[Thing::AuthorHandle] }),
            ("/user", EVERYONE),
        ),
        query(
            "viewer",
            "",
            Place::Nowhere,
            "{ viewer { user { id } } }",
            none,
            ("/viewer", "hidden yes yes yes yes yes yes yes yes"),
        ),
        query(
            "moderation",
            "",
            Place::Nowhere,
            "{ moderation { __typename } }",
            none,
            ("/moderation", "sign-in forbidden forbidden forbidden forbidden forbidden yes yes forbidden"),
        ),
    ];
    rows.push(query(
        "identityProviders",
        "where none is set up",
        Place::Nowhere,
        "{ identityProviders { key } }",
        none,
        ("/identityProviders", NOBODY_LISTED),
    ));
    rows.extend(by_id());
    rows.extend([
        events("of a public board", Place::Public, Thing::Story, EVERYONE),
        events("of a private board", Place::Private, Thing::Story, INSIDERS),
        events("of somebody's draft", Place::Public, Thing::Draft, NOBODY).needing(&[Thing::Draft]),
    ]);
    rows
}

fn events(when: &'static str, place: Place, on: Thing, words: &'static str) -> Row {
    let probe = Probe::Events { on };
    Row { chapter: "", of: "Subscription", field: "commentEvents", when, place, needs: &[], probe, words }
}

/// What is found by its id: by a field of its own, by `node` and by `nodes`.
fn by_id() -> Vec<Row> {
    macro_rules! found {
        ($($field:literal $document:ident, $when:literal, $place:ident $thing:ident, $words:expr;)*) => {
            vec![$(
                query($field, $when, Place::$place, $document, |scene| json!({ "id": scene[Thing::$thing] }),
                    (found_at($field), $words))
                    .needing(&[Thing::$thing])
            ),*]
        };
    }
    found! {
        "story" STORY, "of a public board", Public Story, EVERYONE;
        "story" STORY, "of a private board", Private Story, INSIDERS;
        "story" STORY, "that is somebody's draft", Public Draft, NOBODY;
        "story" STORY, "that is somebody's draft on a private board", Private Draft, NOBODY;
        "story" STORY, "that was unpublished", Public Unpublished, MODERATORS;
        "story" STORY, "that is one's own draft", OwnPublic OwnDraft, OWN;
        "story" STORY, "that is one's own draft on a private board", OwnPrivate OwnDraft, OWN_PRIVATE;
        "story" STORY, "of one's own on a private board", OwnPrivate OwnStory, OWN_PRIVATE;
        "comment" COMMENT, "on a public board", Public Comment, EVERYONE;
        "comment" COMMENT, "on a private board", Private Comment, INSIDERS;
        "comment" COMMENT, "that is held", Held HeldComment, MODERATORS;
        "comment" COMMENT, "of one's own on a private board", OwnPrivate OwnComment, OWN_PRIVATE;
        "shelf" SHELF, "that is public", Public Shelf, EVERYONE;
        "shelf" SHELF, "that is private", Public PrivateShelf, NOBODY;
        "shelf" SHELF, "that is one's own and private", Public OwnPrivateShelf, OWN;
        "node" NODE, "that is a public board", Public Board, EVERYONE;
        "node" NODE, "that is a private board", Private Board, INSIDERS;
        "node" NODE, "that is a story of a private board", Private Story, INSIDERS;
        "node" NODE, "that is somebody's draft", Public Draft, NOBODY;
        "node" NODE, "that is a comment on a private board", Private Comment, INSIDERS;
        "node" NODE, "that is a held comment", Held HeldComment, MODERATORS;
        "node" NODE, "that is a private shelf", Public PrivateShelf, NOBODY;
        "node" NODE, "that is a user", Public Author, EVERYONE;
        "node" NODE, "that is a case", Held Case, MODERATORS;
        "node" NODE, "that is a decision", Decided Decision, MODERATORS;
        "nodes" NODES, "with a public board", Public Board, EVERYONE;
        "nodes" NODES, "with a private board", Private Board, INSIDERS;
        "nodes" NODES, "with somebody's draft", Public Draft, NOBODY;
        "nodes" NODES, "with a held comment", Held HeldComment, MODERATORS;
        "nodes" NODES, "with a private shelf", Public PrivateShelf, NOBODY;
    }
}

/// Where a field that finds by id has what it found.
fn found_at(field: &str) -> &'static str {
    match field {
        "story" => "/story",
        "comment" => "/comment",
        "shelf" => "/shelf",
        "node" => "/node",
        _ => "/nodes/0",
    }
}
