use serde_json::json;

use super::{EVERYONE, INSIDERS, NOBODY, NOBODY_LISTED, Probe, Row, field};
use crate::scene::{Place, Thing};

/// Who keeps a board in order.
const KEEPERS_SEE: &str = "hidden hidden hidden hidden yes yes hidden yes hidden";
const OWNERS_SEE: &str = "hidden hidden hidden hidden hidden yes hidden yes hidden";
const MEMBERS_SEE: &str = "hidden hidden yes yes yes yes hidden hidden hidden";
/// Who gets in on a private board, of lists.
const INSIDERS_LISTED: &str = "empty empty yes yes yes yes yes yes empty";

const ON_PUBLIC: (Place, Thing) = (Place::Public, Thing::Board);
const ON_PRIVATE: (Place, Thing) = (Place::Private, Thing::Board);

pub(super) fn rows() -> Vec<Row> {
    [boards(), of_the_viewer(), invitations(), stories(), comments(), shelves(), moderation()].concat()
}

fn boards() -> Vec<Row> {
    let list = |name, when, on, part, words| field("Board", name, when, on, part, words);
    let stories = ("stories { nodes { id } }", "/stories/nodes");
    vec![
        list("bans", "", ON_PUBLIC, ("bans { nodes { reason } }", "/bans/nodes"), KEEPERS_SEE)
            .needing(&[Thing::Ban]),
        list(
            "invitations",
            "",
            ON_PUBLIC,
            ("invitations { nodes { id } }", "/invitations/nodes"),
            KEEPERS_SEE,
        )
        .needing(&[Thing::Invitation]),
        list("inviteLinks", "", ON_PUBLIC, ("inviteLinks { id }", "/inviteLinks"), KEEPERS_SEE)
            .needing(&[Thing::Link]),
        list(
            "joinRequests",
            "",
            (Place::ByRequest, Thing::Board),
            ("joinRequests { nodes { id } }", "/joinRequests/nodes"),
            KEEPERS_SEE,
        )
        .needing(&[Thing::Request]),
        list(
            "ownershipOffer",
            "to somebody else",
            ON_PUBLIC,
            ("ownershipOffer { offeredAt }", "/ownershipOffer"),
            OWNERS_SEE,
        )
        .needing(&[Thing::Offer]),
        list("stories", "of a public board", ON_PUBLIC, stories, EVERYONE).listing(Thing::Story),
        list("stories", "of a private board", ON_PRIVATE, stories, INSIDERS).listing(Thing::Story),
        list("stories", "with somebody's draft", ON_PUBLIC, stories, NOBODY_LISTED)
            .needing(&[Thing::Draft])
            .listing(Thing::Draft),
    ]
}

fn of_the_viewer() -> Vec<Row> {
    let board = |name, when, on, part, words| field("Board", name, when, on, part, words);
    vec![
        board("viewerRole", "", ON_PUBLIC, ("viewerRole", "/viewerRole"), MEMBERS_SEE),
        board(
            "viewerRights",
            "",
            ON_PUBLIC,
            ("viewerRights", "/viewerRights"),
            "empty yes yes yes yes yes yes yes empty",
        ),
        board(
            "viewerBan",
            "",
            ON_PUBLIC,
            ("viewerBan { reason }", "/viewerBan"),
            "hidden hidden hidden hidden hidden hidden hidden hidden yes",
        ),
        board(
            "viewerJoinRequest",
            "",
            (Place::ByRequest, Thing::Board),
            ("viewerJoinRequest { note }", "/viewerJoinRequest"),
            "- yes - - - - yes yes -",
        )
        .needing(&[Thing::OwnRequest]),
        board(
            "viewerInvitation",
            "",
            ON_PUBLIC,
            ("viewerInvitation { message }", "/viewerInvitation"),
            "- yes - - - - yes yes -",
        )
        .needing(&[Thing::OwnInvitation]),
        board(
            "viewerShelves",
            "of one's own",
            ON_PUBLIC,
            ("viewerShelves { id }", "/viewerShelves"),
            "- yes yes yes yes yes yes yes yes",
        )
        .needing(&[Thing::OwnShelfWithBoard]),
        board(
            "viewerShelves",
            "of others",
            ON_PUBLIC,
            ("viewerShelves { id }", "/viewerShelves"),
            NOBODY_LISTED,
        )
        .needing(&[Thing::Shelf])
        .listing(Thing::Shelf),
        field(
            "Story",
            "viewerShelves",
            "of others",
            (Place::Public, Thing::Story),
            ("viewerShelves { id }", "/viewerShelves"),
            NOBODY_LISTED,
        )
        .needing(&[Thing::Shelf])
        .listing(Thing::Shelf),
    ]
}

fn invitations() -> Vec<Row> {
    let by_link = |when, place, words| {
        let document = "query($token: String!) { boardInviteLink(token: $token) { board { id } } }";
        let at = "/boardInviteLink/board";
        let probe = Probe::Query {
            document,
            variables: |scene| json!({ "token": scene[Thing::Token] }),
            at,
            wanted: None,
        };
        Row {
            chapter: "",
            of: "BoardInviteLink",
            field: "board",
            when,
            place,
            needs: &[Thing::Token],
            probe,
            words,
        }
    };
    let by_name = |when, place, words| {
        let document = "{ viewer { boardInvitations(first: 1) { nodes { board { id } } } } }";
        let at = "/viewer/boardInvitations/nodes/0/board";
        let probe = Probe::Query { document, variables: |_| json!({}), at, wanted: None };
        Row {
            chapter: "",
            of: "BoardInvitation",
            field: "board",
            when,
            place,
            needs: &[Thing::OwnInvitation],
            probe,
            words,
        }
    };
    vec![
        by_link("that is public", Place::Public, EVERYONE),
        by_link("that is private", Place::Private, INSIDERS),
        by_name("that is public", Place::Public, "- yes - - - - yes yes -"),
        by_name("that is private", Place::Private, "- hidden - - - - yes yes -"),
    ]
}

fn stories() -> Vec<Row> {
    let story = |name, when, on, part, words| field("Story", name, when, on, part, words);
    let comments = ("comments { nodes { id } }", "/comments/nodes");
    let translations = ("translations { id }", "/translations");
    let revisions = ("revisions { nodes { revision } }", "/revisions/nodes");
    let first = ("revisionAt(number: 1) { title }", "/revisionAt");
    let (public, private) = ((Place::Public, Thing::Story), (Place::Private, Thing::Story));
    vec![
        story("comments", "on a public board", public, comments, EVERYONE)
            .needing(&[Thing::Comment])
            .listing(Thing::Comment),
        story("comments", "with one that is held", (Place::Held, Thing::Story), comments, NOBODY_LISTED)
            .listing(Thing::HeldComment),
        story(
            "translations",
            "on a private board",
            (Place::Private, Thing::Original),
            translations,
            INSIDERS_LISTED,
        )
        .needing(&[Thing::Translation])
        .listing(Thing::Translation),
        story("revisions", "on a public board", public, revisions, EVERYONE),
        story("revisions", "on a private board", private, revisions, INSIDERS),
        story("revisionAt", "on a public board", public, first, EVERYONE),
        story("revisionAt", "on a private board", private, first, INSIDERS),
        field(
            "User",
            "stories",
            "on a private board",
            (Place::Private, Thing::Author),
            ("stories(first: 100) { nodes { id } }", "/stories/nodes"),
            NOBODY_LISTED,
        )
        .listing(Thing::Story),
    ]
}

fn comments() -> Vec<Row> {
    let public = (Place::Public, Thing::Comment);
    let revisions = ("revisions { nodes { body } }", "/revisions/nodes");
    vec![
        field(
            "Comment",
            "revisions",
            "",
            public,
            revisions,
            "hidden hidden hidden hidden hidden hidden yes yes hidden",
        )
        .needing(&[Thing::Comment]),
        field(
            "Comment",
            "revisions",
            "of one's own",
            (Place::OwnPublic, Thing::OwnComment),
            revisions,
            "- yes yes yes yes yes yes yes yes",
        ),
        field("Comment", "body", "on a public board", public, ("body", "/body"), EVERYONE)
            .needing(&[Thing::Comment]),
        field(
            "Comment",
            "body",
            "of one that was deleted",
            (Place::Public, Thing::DeletedComment),
            ("body", "/body"),
            NOBODY,
        )
        .needing(&[Thing::DeletedComment]),
        field(
            "Comment",
            "replies",
            "to one that was deleted",
            (Place::Public, Thing::DeletedComment),
            ("replies { nodes { body } }", "/replies/nodes"),
            EVERYONE,
        )
        .needing(&[Thing::DeletedComment]),
    ]
}

fn shelves() -> Vec<Row> {
    let items = ("items { nodes { ... on Story { id } } }", "/items/nodes");
    let space = |name, when, on, part, words| field("Space", name, when, on, part, words);
    vec![
        field(
            "Shelf",
            "items",
            "with a story of a public board",
            (Place::Public, Thing::Shelf),
            items,
            EVERYONE,
        )
        .needing(&[Thing::Shelf])
        .listing(Thing::Story),
        field(
            "Shelf",
            "items",
            "with a story of a private board",
            (Place::Private, Thing::Shelf),
            items,
            INSIDERS_LISTED,
        )
        .needing(&[Thing::Shelf])
        .listing(Thing::Story),
        field("Shelf", "itemCount", "", (Place::Public, Thing::Shelf), ("itemCount", "/itemCount"), EVERYONE)
            .needing(&[Thing::Shelf]),
        space(
            "shelves",
            "with a public one",
            (Place::Public, Thing::Author),
            ("space { shelves(first: 100) { nodes { id } } }", "/space/shelves/nodes"),
            EVERYONE,
        )
        .needing(&[Thing::Shelf])
        .listing(Thing::Shelf),
        space(
            "shelves",
            "with a private one",
            (Place::Public, Thing::Author),
            ("space { shelves(first: 100) { nodes { id } } }", "/space/shelves/nodes"),
            NOBODY_LISTED,
        )
        .needing(&[Thing::PrivateShelf])
        .listing(Thing::PrivateShelf),
        space(
            "boards",
            "with a public one",
            ON_PUBLIC,
            ("owner { space { boards(first: 100) { nodes { id } } } }", "/owner/space/boards/nodes"),
            EVERYONE,
        )
        .listing(Thing::Board),
        space(
            "boards",
            "with a private one",
            (Place::Private, Thing::OtherBoard),
            ("owner { space { boards(first: 100) { nodes { id } } } }", "/owner/space/boards/nodes"),
            "empty empty yes yes yes - empty empty empty",
        )
        .listing(Thing::Board),
    ]
}

fn moderation() -> Vec<Row> {
    const MODERATORS: &str = "sign-in forbidden forbidden forbidden forbidden forbidden yes yes forbidden";
    let desk = |field, document, at| {
        let probe = Probe::Query { document, variables: |_| json!({}), at, wanted: None };
        let place = Place::Nowhere;
        Row { chapter: "", of: "Moderation", field, when: "", place, needs: &[], probe, words: MODERATORS }
    };
    vec![
        desk("queue", "{ moderation { queue { pageInfo { hasNextPage } } } }", "/moderation/queue/pageInfo"),
        desk(
            "auditLog",
            "{ moderation { auditLog { pageInfo { hasNextPage } } } }",
            "/moderation/auditLog/pageInfo",
        ),
    ]
}
