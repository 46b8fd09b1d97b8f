use serde_json::{Value, json};

use super::{EVERYONE, Row, SIGNED_IN, mutation};
use crate::scene::{Place, Scene, Thing};

const NOTHING: fn(&Scene) -> Value = |_| Value::Null;
const TOKEN: fn(&Scene) -> Value = |_| json!({ "token": "none" });
/// What is one's own can't be anonymous.
const OWN: &str = "- yes yes yes yes yes yes yes yes";

/// The password of somebody whom a test registered.
fn password(handle: &str) -> String {
    format!("the secret of {handle}")
}

fn account(field: &'static str, input: fn(&Scene) -> Value, words: &'static str) -> Row {
    mutation(field, "", Place::Nowhere, input, words)
}

pub(super) fn rows() -> Vec<Row> {
    [doors(), own(), second_factor(), ends()].concat()
}

/// What nobody needs to be signed in for.
fn doors() -> Vec<Row> {
    vec![
        account(
            "register",
            |scene| {
                let handle = format!("new_{}", scene[Thing::Serial].replace('-', "_"));
                json!({
                    "handle": handle, "email": format!("{handle}@example.org"), "password": password(&handle),
                    "languages": ["en"],
                })
            },
            EVERYONE,
        ),
        account(
            "signIn",
            |scene| {
                let handle = &scene[Thing::GuestHandle];
                json!({ "email": format!("{handle}@example.org"), "password": password(handle) })
            },
            EVERYONE,
        ),
        account("completeSignIn", |_| json!({ "challenge": "none", "code": "123456" }), EVERYONE)
            .proven_by("InvalidTokenError"),
        account("redeemSignInCode", |_| json!({ "code": "none", "verifier": "none" }), EVERYONE)
            .proven_by("InvalidTokenError"),
        account("verifyEmail", TOKEN, EVERYONE).proven_by("InvalidTokenError"),
        account("confirmEmailChange", TOKEN, EVERYONE).proven_by("InvalidTokenError"),
        account(
            "requestPasswordReset",
            |scene| json!({ "email": format!("{}@example.org", scene[Thing::GuestHandle]) }),
            EVERYONE,
        ),
        account("resetPassword", |_| json!({ "token": "none", "newPassword": "correct horse" }), EVERYONE)
            .proven_by("InvalidTokenError"),
    ]
}

fn own() -> Vec<Row> {
    vec![
        account("updateProfile", |_| json!({ "displayName": "Somebody" }), SIGNED_IN),
        mutation(
            "setAvatar",
            "of one's own uploads",
            Place::Nowhere,
            |scene| json!({ "imageId": scene[Thing::OwnImage] }),
            OWN,
        )
        .needing(&[Thing::OwnImage]),
        mutation(
            "setAvatar",
            "of somebody else's uploads",
            Place::Nowhere,
            |scene| json!({ "imageId": scene[Thing::Image] }),
            super::NOBODY_DOES,
        )
        .needing(&[Thing::Image]),
        mutation(
            "unlinkIdentity",
            "of one's own",
            Place::Nowhere,
            |scene| json!({ "identityId": scene[Thing::OwnIdentity] }),
            OWN,
        )
        .needing(&[Thing::OwnIdentity]),
        mutation(
            "unlinkIdentity",
            "of somebody else",
            Place::Nowhere,
            |scene| json!({ "identityId": scene[Thing::Identity] }),
            super::NOBODY_DOES,
        )
        .needing(&[Thing::Identity]),
        account("requestEmailVerification", NOTHING, SIGNED_IN),
        account(
            "requestEmailChange",
            |scene| {
                let handle = &scene[Thing::MyHandle];
                json!({ "newEmail": format!("{handle}_2@example.org"), "password": password(handle) })
            },
            SIGNED_IN,
        ),
        account(
            "confirmSession",
            |scene| json!({ "password": password(&scene[Thing::MyHandle]) }),
            SIGNED_IN,
        ),
        account(
            "changePassword",
            |_| json!({ "currentPassword": "wrong horse", "newPassword": "correct horse" }),
            SIGNED_IN,
        )
        .proven_by("InvalidCredentialsError"),
        account("createAccessToken", |_| json!({ "name": "A program", "scopes": ["READ"] }), SIGNED_IN),
        account("revokeAccessToken", |scene| json!({ "accessTokenId": scene[Thing::AccessToken] }), OWN)
            .needing(&[Thing::AccessToken]),
        account("revokeSession", |scene| json!({ "sessionId": scene[Thing::Session] }), OWN)
            .needing(&[Thing::Session]),
        account("revokeOtherSessions", NOTHING, SIGNED_IN),
    ]
}

fn second_factor() -> Vec<Row> {
    vec![
        account("beginSecondFactor", NOTHING, SIGNED_IN),
        account("turnOnSecondFactor", |scene| json!({ "code": scene[Thing::Code] }), OWN)
            .needing(&[Thing::Code]),
        account("replaceRecoveryCodes", NOTHING, SIGNED_IN),
        account("turnOffSecondFactor", NOTHING, SIGNED_IN),
    ]
}

/// What nothing comes after.
fn ends() -> Vec<Row> {
    vec![
        account("signOut", NOTHING, SIGNED_IN),
        account(
            "eraseAccount",
            |scene| json!({ "handle": scene[Thing::MyHandle], "texts": "KEEP" }),
            SIGNED_IN,
        ),
    ]
}
