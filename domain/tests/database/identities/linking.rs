use fabula_domain::{
    Viewer,
    accounts::{self, EmailAddress, ErasedTexts, Handle, OneTimeToken, Password, TokenPurpose},
    identities::{self, Admission, CodeChallenge, Journey, LinkError, RedeemError, SignInError, UnlinkError},
};
use fabula_platform::oidc::Claims;

use super::{CHALLENGE, ISSUER, VERIFIER, claims, journey, let_in, mails, sign_in, terms};
use crate::stage::{Stage, signed_in};

#[tokio::test]
async fn an_identity_is_linked_to_one_account_and_unlinked_again() {
    let stage = Stage::open().await;
    let (ada, grace) = (stage.person("ada").await, stage.person("grace").await);
    let said = claims("countess", "countess@example.org");
    let session = |viewer: &Viewer| signed_in(viewer).session;
    identities::link(&stage.db, session(&ada), &said).await.unwrap();
    identities::link(&stage.db, session(&ada), &said).await.unwrap();
    assert_eq!(mails(&stage, "IDENTITY_LINKED").await, 1, "linking it again changes nothing");
    let taken = identities::link(&stage.db, session(&grace), &said).await;
    assert!(matches!(taken, Err(LinkError::OfAnother)));
    assert_eq!(let_in(&stage, &said).await.id, ada.id);

    let linked = identities::list(stage.db.pool(), &signed_in(&ada)).await.unwrap();
    assert_eq!(linked.len(), 1);
    assert_eq!(linked[0].label.as_deref(), Some("countess@example.org"));
    assert!(linked[0].last_used_at.is_some());
    let trusted = [ISSUER.to_owned()];
    let unlink = async |viewer: &Viewer| {
        identities::unlink(&stage.db, &signed_in(viewer), linked[0].id, &trusted).await
    };
    assert!(matches!(unlink(&grace).await, Err(UnlinkError::NotFound)), "it is not hers");
    unlink(&ada).await.unwrap();
    assert!(matches!(unlink(&ada).await, Err(UnlinkError::NotFound)));
    assert_eq!(mails(&stage, "IDENTITY_UNLINKED").await, 1);
    assert_ne!(let_in(&stage, &said).await.id, ada.id, "it opens an account of its own");
    accounts::sign_out(&stage.db, session(&grace)).await.unwrap();
    let ended = identities::link(&stage.db, session(&grace), &claims("g", "g@example.org")).await;
    assert!(matches!(ended, Err(LinkError::Ended)));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_way_in_stays() {
    let stage = Stage::open().await;
    let fresh = Journey { is_afresh: true, ..journey() };
    let said = claims("ada", "ada@example.org");
    let admission = identities::sign_in(&stage.db, &fresh, &said, false, &terms()).await.unwrap();
    let Admission::Session(session) = admission else { panic!("a session") };
    let ada = accounts::authenticate(&stage.db, &session.token).await.unwrap().unwrap();
    let other = Claims { issuer: "https://other.example.org".to_owned(), ..said.clone() };
    identities::link(&stage.db, session.id, &other).await.unwrap();
    let linked = identities::list(stage.db.pool(), &signed_in(&ada)).await.unwrap();
    let both = [ISSUER.to_owned(), other.issuer.clone()];
    let person = signed_in(&ada);
    // An identity at a provider that is not trusted any more lets nobody in.
    let alone = identities::unlink(&stage.db, &person, linked[0].id, &both[..1]).await;
    assert!(matches!(alone, Err(UnlinkError::LastWayIn)));
    let (first, second) = tokio::join!(
        identities::unlink(&stage.db, &person, linked[0].id, &both),
        identities::unlink(&stage.db, &person, linked[1].id, &both),
    );
    assert!(first.is_ok() != second.is_ok(), "one of two at once: {first:?} {second:?}");
    assert_eq!(stage.count("select count(*) from identities").await, 1);
    stage.close().await;
}

#[tokio::test]
async fn a_new_password_unlinks_what_was_linked_before_the_address_was_proven() {
    let stage = Stage::open().await;
    // Somebody opens an account with the address of another, who then sets a password by mail.
    let squatter = Claims { is_email_verified: false, ..claims("squatter", "ada@example.org") };
    let_in(&stage, &squatter).await;
    let set_password = async || {
        let email = EmailAddress::parse("ada@example.org").unwrap();
        accounts::request_password_reset(&stage.db, &email).await.unwrap();
        let token = OneTimeToken::parse("AAECAwQFBgcICQoLDA0ODxAREhM").unwrap();
        sqlx::query(
            "insert into account_tokens (user_id, purpose, token_hash, email, created_at, expires_at)
             select id, $1, sha256(convert_to($2, 'UTF8')), email, now(), 'infinity' from users where email = $3",
        )
        .bind(TokenPurpose::ResetPassword)
        .bind(token.reveal())
        .bind(email.as_str())
        .execute(stage.db.pool())
        .await
        .unwrap();
        let password = Password::parse("correct horse").unwrap();
        accounts::reset_password(&stage.db, &stage.passwords, &token, password).await.unwrap();
    };
    set_password().await;
    assert_eq!(stage.count("select count(*) from identities").await, 0);
    assert!(matches!(sign_in(&stage, &squatter, true).await, Err(SignInError::AddressTaken)));
    // Now it is proven: who forgets their password keeps what they have linked.
    let ada = sqlx::query_scalar("select id from users").fetch_one(stage.db.pool()).await.unwrap();
    let ada: uuid::Uuid = ada;
    let said = claims("ada", "ada@example.org");
    assert!(matches!(sign_in(&stage, &said, true).await, Ok(Admission::Session(_))));
    set_password().await;
    assert_eq!(let_in(&stage, &said).await.id.uuid(), ada);
    stage.close().await;
}

#[tokio::test]
async fn who_is_erased_is_let_in_no_longer() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let said = claims("ada", "ada@example.org");
    identities::link(&stage.db, signed_in(&ada).session, &said).await.unwrap();
    let handing = Journey { hands_over: CodeChallenge::parse(CHALLENGE), ..journey() };
    let admission = identities::sign_in(&stage.db, &handing, &said, false, &terms()).await.unwrap();
    let Admission::Code(code) = admission else { panic!("a code to hand over") };
    let handle = Handle::parse("ada").unwrap();
    accounts::request_erasure(&stage.db, &signed_in(&ada), &handle, ErasedTexts::Keep).await.unwrap();
    let redeemed = identities::redeem(&stage.db, &code, VERIFIER, terms()).await;
    assert!(matches!(redeemed, Err(RedeemError::Code)));
    let anew = let_in(&stage, &said).await;
    assert_ne!(anew.id, ada.id, "they begin anew");
    stage.close().await;
}
