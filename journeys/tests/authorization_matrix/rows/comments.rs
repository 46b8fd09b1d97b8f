use serde_json::{Value, json};

use super::{Row, on_both, on_own};
use crate::scene::{Scene, Thing};

const COMMENT: fn(&Scene) -> Value = |scene| json!({ "commentId": scene[Thing::Comment] });
const OWN_COMMENT: fn(&Scene) -> Value = |scene| json!({ "commentId": scene[Thing::OwnComment] });
const NOT_ONES_OWN: [&str; 2] =
    ["sign-in no no no no no no no no", "sign-in hidden no no no no no no hidden"];

pub(super) fn rows() -> Vec<Row> {
    let create = |scene: &Scene| json!({ "storyId": scene[Thing::Story], "body": format!("A word on that from {}.", scene[Thing::Serial]) });
    let edit = |scene: &Scene| json!({ "commentId": scene[Thing::Comment], "expectedRevision": 1, "body": "I have thought about it again." });
    let edit_own = |scene: &Scene| json!({ "commentId": scene[Thing::OwnComment], "expectedRevision": 1, "body": "I have thought about it again." });
    let react = |scene: &Scene| json!({ "commentId": scene[Thing::Comment], "reaction": "THANKS" });
    let react_own = |scene: &Scene| json!({ "commentId": scene[Thing::OwnComment], "reaction": "THANKS" });
    let taking_part =
        ["sign-in yes yes yes yes yes yes yes banned", "sign-in hidden yes yes yes yes yes yes hidden"];
    let mut rows = Vec::new();
    rows.extend(on_both("createComment", create, taking_part));
    rows.extend(on_both("react", react, taking_part).map(needing_one));
    rows.extend(on_own(
        "react",
        react_own,
        ["- no no no no no no no no", "- hidden no no no no no no hidden"],
    ));
    rows.extend(on_both("editComment", edit, NOT_ONES_OWN).map(|row| needing_one(others(row))));
    rows.extend(on_own(
        "editComment",
        edit_own,
        ["- yes yes yes yes yes yes yes banned", "- hidden yes yes yes yes yes yes hidden"],
    ));
    rows.extend(on_both("deleteComment", COMMENT, NOT_ONES_OWN).map(|row| needing_one(others(row))));
    rows.extend(on_own(
        "deleteComment",
        OWN_COMMENT,
        ["- yes yes yes yes yes yes yes yes", "- yes yes yes yes yes yes yes yes"],
    ));
    rows
}

fn needing_one(row: Row) -> Row {
    row.needing(&[Thing::Comment])
}

/// Says that the comment is somebody else's.
fn others(row: Row) -> Row {
    let when = if row.place.is_private() {
        "of somebody else, on a private board"
    } else {
        "of somebody else, on a public board"
    };
    Row { when, ..row }
}
