use serde_json::json;

use super::{NOBODY_DOES, Row, SIGNED_IN, mutation};
use crate::scene::{Place, Thing};

/// Everybody who can have one.
const OWN: &str = "- yes yes yes yes yes yes yes yes";
/// A shelf that one sees and that is not one's own.
const NOT_ONES_OWN: &str = "sign-in no no no no no no no no";

pub(super) fn rows() -> Vec<Row> {
    macro_rules! each {
        ($($field:literal, |$shelf:ident, $scene:ident| $input:expr;)*) => {
            vec![$(
                mutation($field, "of one's own", Place::Public, |$scene| {
                    let $shelf = &$scene[Thing::OwnShelf];
                    $input
                }, OWN).needing(&[Thing::OwnShelf]),
                mutation($field, "of somebody else", Place::Public, |$scene| {
                    let $shelf = &$scene[Thing::Shelf];
                    $input
                }, NOT_ONES_OWN).needing(&[Thing::Shelf]),
                mutation($field, "of somebody else, that is private", Place::Public, |$scene| {
                    let $shelf = &$scene[Thing::PrivateShelf];
                    $input
                }, NOBODY_DOES).needing(&[Thing::PrivateShelf]),
            )*]
        };
    }
    let mut rows = vec![mutation(
        "createShelf",
        "",
        Place::Nowhere,
        |_| json!({ "title": "To be read", "visibility": "PUBLIC" }),
        SIGNED_IN,
    )];
    rows.extend(each! {
        "addToShelf", |shelf, scene| json!({ "shelfId": shelf, "itemId": scene[Thing::OtherBoard] });
        "moveShelfItem", |shelf, scene| json!({ "shelfId": shelf, "itemId": scene[Thing::OtherStory] });
        "removeFromShelf", |shelf, scene| json!({ "shelfId": shelf, "itemId": scene[Thing::OtherStory] });
        "updateShelf", |shelf, scene| json!({ "shelfId": shelf, "expectedRevision": 1, "title": scene[Thing::Serial] });
        "moveShelf", |shelf, _scene| json!({ "shelfId": shelf });
        "deleteShelf", |shelf, _scene| json!({ "shelfId": shelf });
    });
    rows.extend([mutation(
        "addToShelf",
        "with a story of a private board",
        Place::Private,
        |scene| json!({ "shelfId": scene[Thing::OwnShelf], "itemId": scene[Thing::Story] }),
        "- hidden yes yes yes yes yes yes hidden",
    )
    .needing(&[Thing::OwnShelf])]);
    rows
}
