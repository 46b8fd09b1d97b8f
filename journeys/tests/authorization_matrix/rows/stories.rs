use serde_json::{Value, json};

use super::{NOBODY_DOES, Row, mutation, on_both, on_own};
use crate::scene::{Place, Scene, Thing};

const STORY: fn(&Scene) -> Value = |scene| json!({ "storyId": scene[Thing::Story] });
const OWN_STORY: fn(&Scene) -> Value = |scene| json!({ "storyId": scene[Thing::OwnStory] });
/// Nobody does that to others' stories.
const NOT_ONES_OWN: [&str; 2] =
    ["sign-in no no no no no no no no", "sign-in hidden no no no no no no hidden"];
/// Editing what is one's own.
const EDITING: [&str; 2] =
    ["- yes yes yes yes yes yes yes banned", "- hidden yes yes yes yes yes yes hidden"];
/// Taking back what is one's own and in sight.
const TAKING_BACK: [&str; 2] =
    ["- yes yes yes yes yes yes yes yes", "- hidden yes yes yes yes yes yes hidden"];
/// Deleting what is one's own.
const DELETING: [&str; 2] = ["- yes yes yes yes yes yes yes yes"; 2];
/// Who locks any discussion.
const LOCKING: [&str; 2] =
    ["sign-in no no no yes yes yes yes no", "sign-in hidden no no yes yes yes yes hidden"];

pub(super) fn rows() -> Vec<Row> {
    let create = |scene: &Scene| {
        json!({
            "boardId": scene[Thing::Board], "title": "Another story", "body": "It begins by the river.", "publish": true,
        })
    };
    let update =
        |scene: &Scene| json!({ "storyId": scene[Thing::Story], "expectedRevision": 1, "title": "Renamed" });
    let update_own = |scene: &Scene| json!({ "storyId": scene[Thing::OwnStory], "expectedRevision": 1, "title": "Renamed" });
    let draft = |scene: &Scene| json!({ "storyId": scene[Thing::Draft] });
    let own_draft = |scene: &Scene| json!({ "storyId": scene[Thing::OwnDraft] });
    let cover = |scene: &Scene| json!({ "storyId": scene[Thing::Story], "imageId": null });
    let own_cover =
        |scene: &Scene| json!({ "storyId": scene[Thing::OwnStory], "imageId": scene[Thing::OwnImage] });
    let link = |scene: &Scene| json!({ "storyId": scene[Thing::Story], "translationOf": scene[Thing::Untranslated] });
    let link_own = |scene: &Scene| json!({ "storyId": scene[Thing::OwnStory], "translationOf": scene[Thing::Untranslated] });
    let locked = |scene: &Scene| json!({ "storyId": scene[Thing::Lock] });
    let mut rows = Vec::new();
    rows.extend(on_both(
        "createStory",
        create,
        ["sign-in no yes yes yes yes no no banned", "sign-in hidden yes yes yes yes no no hidden"],
    ));
    rows.extend(on_both("updateStory", update, NOT_ONES_OWN).map(others));
    rows.extend(on_own("updateStory", update_own, EDITING));
    rows.extend([mutation("publishStory", "that is somebody's draft", Place::Public, draft, NOBODY_DOES)
        .needing(&[Thing::Draft])]);
    rows.extend(on_own(
        "publishStory",
        own_draft,
        ["- no yes yes yes yes no no banned", "- hidden yes yes yes yes no no hidden"],
    ));
    rows.extend(on_both("unpublishStory", STORY, NOT_ONES_OWN).map(others));
    rows.extend(on_own("unpublishStory", OWN_STORY, TAKING_BACK));
    rows.extend(on_both("deleteStory", STORY, NOT_ONES_OWN).map(others));
    rows.extend(on_own("deleteStory", OWN_STORY, DELETING));
    rows.extend(on_both("setStoryCover", cover, NOT_ONES_OWN).map(others));
    rows.extend(on_own("setStoryCover", own_cover, EDITING).map(|row| row.needing(&[Thing::OwnImage])));
    rows.extend(
        on_both("linkTranslation", link, NOT_ONES_OWN).map(|row| others(row).needing(&[Thing::Untranslated])),
    );
    rows.extend(on_own("linkTranslation", link_own, EDITING).map(|row| row.needing(&[Thing::Untranslated])));
    rows.extend(on_both("unlinkTranslation", STORY, NOT_ONES_OWN).map(others));
    rows.extend(on_own("unlinkTranslation", OWN_STORY, TAKING_BACK));
    rows.extend(on_both("lockDiscussion", STORY, LOCKING).map(others));
    rows.extend(on_own("lockDiscussion", OWN_STORY, TAKING_BACK));
    rows.extend(on_both("unlockDiscussion", locked, LOCKING).map(|row| others(row).needing(&[Thing::Lock])));
    rows
}

/// Says that the story is somebody else's.
fn others(row: Row) -> Row {
    let when = match row.place {
        Place::Private => "of somebody else, on a private board",
        _ => "of somebody else, on a public board",
    };
    Row { when, ..row }
}
