//! Signing in by what other providers say, and the identities that people have there.

mod arriving;
mod linking;
mod proving;

use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    accounts::{self, SessionTerms},
    identities::{self, Admission, Journey, SignInError},
};
use fabula_platform::oidc::Claims;

use crate::stage::Stage;

const ISSUER: &str = "https://id.example.org";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// What a provider says of somebody whose address it has seen to be theirs.
fn claims(subject: &str, email: &str) -> Claims {
    Claims {
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        email: Some(email.to_owned()),
        is_email_verified: true,
        preferred_username: Some(subject.to_owned()),
        name: Some("Ada Lovelace".to_owned()),
        ..Claims::default()
    }
}

/// The journey of somebody who wants to sign in.
fn journey() -> Journey {
    Journey {
        nonce: "snow".to_owned(),
        verifier: "frost".to_owned().into(),
        return_to: "/".to_owned(),
        links_to: None,
        hands_over: None,
        is_afresh: false,
    }
}

fn terms() -> SessionTerms {
    TimeDelta::days(1).into()
}

async fn sign_in(stage: &Stage, claims: &Claims, joins: bool) -> Result<Admission, SignInError> {
    identities::sign_in(&stage.db, &journey(), claims, joins, &terms()).await
}

/// Who is let in.
async fn let_in(stage: &Stage, claims: &Claims) -> Viewer {
    match sign_in(stage, claims, false).await.unwrap() {
        Admission::Session(session) => {
            accounts::authenticate(&stage.db, &session.token).await.unwrap().unwrap()
        }
        other => panic!("a session should be open: {other:?}"),
    }
}

async fn mails(stage: &Stage, kind: &str) -> i64 {
    sqlx::query_scalar("select count(*) from mails where kind = $1")
        .bind(kind)
        .fetch_one(stage.db.pool())
        .await
        .unwrap()
}

async fn prove_address(stage: &Stage, viewer: &Viewer) {
    sqlx::query("update users set email_verified_at = now() where id = $1")
        .bind(viewer.id.uuid())
        .execute(stage.db.pool())
        .await
        .unwrap();
}
