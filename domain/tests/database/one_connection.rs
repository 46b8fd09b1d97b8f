use std::{pin::pin, sync::Arc, time::Duration};

use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    access_tokens::{self, NewToken, Scope},
    accounts::{self, EmailAddress, Password, ProfileChanges},
    boards,
    boards::{BoardVisibility, ModerationMode},
    comments,
    mail::{self, PostOffice},
    maintenance,
    moderation::{self, DecisionInput, DecisionOutcome},
    spaces::{self, NewShelf, Place, ShelfChanges, ShelfSubject, ShelfVisibility},
    stories::{self, StoryChanges},
};
use fabula_platform::{db::Db, ids::uuid_at, live::Live, mail::Nowhere};
use futures::StreamExt as _;
use sqlx::postgres::PgPoolOptions;

use crate::stage::{Stage, signed_in};

/// Everything that an account's owner does, and the worker for them.
async fn account_changes(stage: &Stage, author: &Viewer) {
    let changes = ProfileChanges::parse(Some("Ada"), Some(Some("*Hello*")), None).unwrap();
    accounts::update_profile(&stage.db, author, changes).await.unwrap();
    assert_eq!(accounts::bios(stage.db.pool(), &[author.id]).await.unwrap()[0].text, "*Hello*");
    let password = Password::parse("correct horse").unwrap();
    accounts::change_password(&stage.db, &stage.passwords, &signed_in(author), "correct horse", password)
        .await
        .unwrap();
    accounts::request_verification(&stage.db, &signed_in(author)).await.unwrap();
    let email = EmailAddress::parse("new@example.org").unwrap();
    accounts::request_password_reset(&stage.db, &email).await.unwrap();
    accounts::request_email_change(&stage.db, &stage.passwords, &signed_in(author), "correct horse", &email)
        .await
        .unwrap();
    let office = PostOffice { mailer: Arc::new(Nowhere), site: None };
    let wanted: Vec<uuid::Uuid> =
        sqlx::query_scalar("select id from mails").fetch_all(stage.db.pool()).await.unwrap();
    for id in wanted {
        mail::deliver(&stage.db, &office, id.into()).await.unwrap();
    }
    mail::welcome(&stage.db, &office, uuid_at(stage.db.clock().now()), author.id).await.unwrap();
    accounts::revoke_other_sessions(&stage.db, &signed_in(author)).await.unwrap();
    let new = NewToken::parse("A program", &[Scope::Write], None).unwrap();
    let (token, secret) = access_tokens::create(&stage.db, &signed_in(author), new).await.unwrap();
    access_tokens::authenticate(&stage.db, &secret).await.unwrap().unwrap();
    access_tokens::revoke(&stage.db, &signed_in(author), token.id).await.unwrap();
}

/// Everything that is done to shelves.
async fn shelf_changes(stage: &Stage, owner: &Viewer, subject: ShelfSubject) {
    let new = |title| NewShelf::parse(title, "", ShelfVisibility::Public).unwrap();
    let one = spaces::create_shelf(&stage.db, owner, new("One"), None).await.unwrap().id;
    let two = spaces::create_shelf(&stage.db, owner, new("Two"), None).await.unwrap().id;
    let changes = ShelfChanges::parse(Some("First"), None, None).unwrap();
    spaces::update_shelf(&stage.db, owner, one, 1, changes).await.unwrap();
    spaces::move_shelf(&stage.db, owner, one, Place::Last).await.unwrap();
    spaces::add_to_shelf(&stage.db, owner, one, subject, Place::Last).await.unwrap();
    spaces::move_item(&stage.db, owner, (one, two), subject, Place::First).await.unwrap();
    spaces::remove_from_shelf(&stage.db, owner, two, subject).await.unwrap();
    spaces::delete_shelf(&stage.db, owner, two).await.unwrap();
}

/// The embedded database has one: whoever holds a transaction and asks for a second would wait for ever.
#[tokio::test(flavor = "multi_thread")]
async fn one_connection_is_enough_for_everything() {
    let mut stage = Stage::open().await;
    let options = stage.db.pool().connect_options().as_ref().clone();
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(3))
        .connect_with(options)
        .await
        .unwrap();
    stage.db = Db::from_pool(pool.clone(), Live::local(), stage.clock.clone());

    let (author, moderator) = (stage.person("author").await, stage.moderator("moderator").await);
    accounts::sign_in(&stage.db, &stage.passwords, "author@example.org", "correct horse", TimeDelta::days(1))
        .await
        .unwrap();
    account_changes(&stage, &author).await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Post).await;
    boards::join(&stage.db, &moderator, board.id).await.unwrap();
    boards::leave(&stage.db, &moderator, board.id).await.unwrap();
    let story = stage.story(&author, board.id, false).await;
    stories::publish(&stage.db, &author, story.id).await.unwrap();
    let changes = StoryChanges::parse(Some("The vixen"), None, None, None).unwrap();
    stories::update(&stage.db, &author, story.id, 1, changes).await.unwrap();
    shelf_changes(&stage, &author, ShelfSubject::Story(story.id)).await;
    let mut events = pin!(comments::follow(&stage.db, story.id, None).await.unwrap());
    let comment = stage.comment(&author, story.id, None, "fine").await;
    assert_eq!(events.next().await.unwrap().unwrap().comment, comment);
    stage.edit(&author, comment, 1, "[hold]").await;
    stage.judge(comment, 2).await;
    let case = stage.queue(&moderator).await.remove(0);
    moderation::claim(&stage.db, &moderator, case.id, TimeDelta::minutes(1)).await.unwrap();
    let case = moderation::release(&stage.db, &moderator, case.id).await.unwrap();
    let input = DecisionInput {
        case: case.id,
        expected_revision: case.revision,
        outcome: DecisionOutcome::Approve,
        reason: None,
        note: None,
    };
    moderation::decide(&stage.db, &moderator, input).await.unwrap();
    comments::delete(&stage.db, &author, comment).await.unwrap();
    stage.clock.advance(TimeDelta::days(60));
    assert!(maintenance::sweep(&stage.db).await.unwrap() > 0);
    stage.close().await;
    pool.close().await;
}
