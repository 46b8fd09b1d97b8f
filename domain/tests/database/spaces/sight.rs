//! Who sees what of a space.

use fabula_domain::{
    relations::{self, RelationKind},
    spaces::ShelfChanges,
};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_private_shelf_exists_for_its_owner_alone() {
    let stage = Stage::open().await;
    let (ada, bob) = (stage.person("ada").await, stage.person("bob").await);
    let moderator = stage.moderator("moderator").await;
    let secret = shelf(&stage, &ada, "Secret", ShelfVisibility::Private).await;
    let open = shelf(&stage, &ada, "Open", ShelfVisibility::Public).await;
    let board = some_boards(&stage, &bob, 1).await[0];
    assert_eq!(titles(&stage, &ada, (&ada).into()).await, ["Secret", "Open"]);
    for viewer in [None, Some(&bob), Some(&moderator)] {
        assert!(spaces::by_ids(stage.db.pool(), &[secret], viewer.into()).await.unwrap().is_empty());
        assert_eq!(titles(&stage, &ada, viewer.into()).await, ["Open"]);
    }
    for viewer in [&bob, &moderator] {
        for (id, is_known) in [(secret, false), (open, true)] {
            let refused = |error: &ShelfError| {
                matches!((is_known, error), (true, ShelfError::NotTheOwner) | (false, ShelfError::NotFound))
            };
            let subject = ShelfSubject::Board(board);
            let changes = ShelfChanges::parse(Some("Mine now"), None, None).unwrap();
            let updated = spaces::update_shelf(&stage.db, viewer, id, 1, changes).await;
            assert!(matches!(updated, Err(spaces::UpdateShelfError::Shelf(error)) if refused(&error)));
            let moved = spaces::move_shelf(&stage.db, viewer, id, Place::First).await;
            assert!(matches!(moved, Err(MoveShelfError::Shelf(error)) if refused(&error)));
            let added = spaces::add_to_shelf(&stage.db, viewer, id, subject, Place::First).await;
            assert!(matches!(added, Err(ShelveError::Shelf(error)) if refused(&error)));
            let moved = spaces::move_item(&stage.db, viewer, (id, id), subject, Place::First).await;
            assert!(matches!(moved, Err(MoveItemError::Shelf(error)) if refused(&error)));
            let removed = spaces::remove_from_shelf(&stage.db, viewer, id, subject).await;
            assert!(refused(&removed.unwrap_err()));
            assert!(refused(&spaces::delete_shelf(&stage.db, viewer, id).await.unwrap_err()));
        }
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shelf_shows_and_counts_what_the_viewer_may_see() {
    let stage = Stage::open().await;
    let (ada, bob, eve) = (stage.person("ada").await, stage.person("bob").await, stage.person("eve").await);
    let public = some_boards(&stage, &ada, 1).await[0];
    let hidden = stage.board(&ada, "hidden", BoardVisibility::Private, ModerationMode::Pre).await.id;
    let unlisted = stage.board(&ada, "unlisted", BoardVisibility::Unlisted, ModerationMode::Pre).await.id;
    sqlx::query(
        "insert into board_members (board_id, user_id, role, joined_at) values ($1, $2, 'MEMBER', now())",
    )
    .bind(hidden.uuid())
    .bind(bob.id.uuid())
    .execute(stage.db.pool())
    .await
    .unwrap();
    sqlx::query("update boards set member_count = 2 where id = $1")
        .bind(hidden.uuid())
        .execute(stage.db.pool())
        .await
        .unwrap();
    let (open, draft) = (stage.story(&ada, public, true).await.id, stage.story(&ada, public, false).await.id);
    let inside = stage.story(&ada, hidden, true).await.id;
    let all = [
        ShelfSubject::Story(draft),
        ShelfSubject::Board(hidden),
        ShelfSubject::Story(open),
        ShelfSubject::Story(inside),
        ShelfSubject::Board(unlisted),
        ShelfSubject::Board(public),
    ];
    let everything = shelf(&stage, &ada, "Everything", ShelfVisibility::Public).await;
    for subject in all {
        add(&stage, &ada, everything, subject).await;
    }
    let seen = async |viewer: Option<&Viewer>| {
        let seen = on(&stage, everything, viewer.into()).await;
        let counts = spaces::item_counts(stage.db.pool(), &[everything], viewer.into()).await.unwrap();
        assert_eq!(counts[0].1, i64::try_from(seen.len()).unwrap(), "what is counted is what is seen");
        seen
    };
    assert_eq!(seen(Some(&ada)).await, all);
    assert_eq!(seen(Some(&bob)).await, all[1..]);
    for viewer in [None, Some(&eve)] {
        assert_eq!(seen(viewer).await, [all[2], all[4], all[5]]);
    }

    stories::unpublish(&stage.db, &ada, open).await.unwrap();
    assert_eq!(seen(Some(&eve)).await, [all[4], all[5]]);
    assert_eq!(seen(Some(&ada)).await, all);
    stories::publish(&stage.db, &ada, open).await.unwrap();
    assert_eq!(seen(Some(&eve)).await, [all[2], all[4], all[5]], "it is back in its place");

    // What one can't see can't be shelved; what one could see once can still be taken off.
    let own = shelf(&stage, &bob, "Bob's", ShelfVisibility::Public).await;
    let unseen = spaces::add_to_shelf(&stage.db, &bob, own, all[0], Place::Last).await;
    assert!(matches!(unseen, Err(ShelveError::NotFound)), "{unseen:?}");
    add(&stage, &bob, own, all[1]).await;
    boards::leave(&stage.db, &bob, hidden).await.unwrap();
    assert_eq!(on(&stage, own, (&bob).into()).await, []);
    spaces::remove_from_shelf(&stage.db, &bob, own, all[1]).await.unwrap();
    assert_eq!(stage.count("select count(*) from shelf_items where board_id is not null").await, 3);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_change_nothing_about_what_is_seen() {
    let stage = Stage::open().await;
    let (ada, bob) = (stage.person("ada").await, stage.person("bob").await);
    let (places, boards) = a_shelf_of_boards(&stage, &ada).await;
    relations::set(&stage.db, &ada, bob.id, RelationKind::Block, true).await.unwrap();
    assert_eq!(titles(&stage, &ada, (&bob).into()).await, ["Places"]);
    assert_eq!(on(&stage, places, (&bob).into()).await, boards);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_space_lists_the_boards_that_its_owner_shows() {
    let stage = Stage::open().await;
    let (ada, bob) = (stage.person("ada").await, stage.person("bob").await);
    let moderator = stage.moderator("moderator").await;
    let public = some_boards(&stage, &ada, 1).await[0];
    let unlisted = stage.board(&ada, "unlisted", BoardVisibility::Unlisted, ModerationMode::Pre).await.id;
    let hidden = stage.board(&ada, "hidden", BoardVisibility::Private, ModerationMode::Pre).await.id;
    let bobs = stage.board(&bob, "bobs", BoardVisibility::Public, ModerationMode::Pre).await.id;
    boards::join(&stage.db, &ada, bobs).await.unwrap();
    boards::join(&stage.db, &bob, unlisted).await.unwrap();
    let listed = async |sight: Sight| {
        let pages = spaces::boards(stage.db.pool(), &[ada.id, bob.id], ALL, sight).await.unwrap();
        let of = |owner: &Viewer| {
            let page = pages.iter().find(|(user, _)| *user == owner.id).unwrap();
            page.1.items.clone()
        };
        (of(&ada), of(&bob))
    };
    assert_eq!(listed((&ada).into()).await, (vec![hidden, unlisted, public], vec![bobs]));
    assert_eq!(listed((&bob).into()).await, (vec![unlisted, public], vec![bobs]));
    for viewer in [None, Some(&moderator)] {
        assert_eq!(listed(viewer.into()).await, (vec![public], vec![bobs]));
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_finds_their_own_shelves_that_something_is_on() {
    let stage = Stage::open().await;
    let (ada, bob) = (stage.person("ada").await, stage.person("bob").await);
    let (places, boards) = a_shelf_of_boards(&stage, &ada).await;
    let secret = shelf(&stage, &ada, "Secret", ShelfVisibility::Private).await;
    let bobs = shelf(&stage, &bob, "Bob's", ShelfVisibility::Public).await;
    add(&stage, &ada, secret, boards[0]).await;
    add(&stage, &bob, bobs, boards[0]).await;
    spaces::move_shelf(&stage.db, &ada, secret, Place::First).await.unwrap();
    let with = async |viewer: &Viewer| {
        let found = spaces::shelves_with(stage.db.pool(), viewer.id, &boards[..2], 2).await.unwrap();
        found.into_iter().map(|(subject, shelf)| (subject, shelf.id)).collect::<Vec<_>>()
    };
    assert_eq!(with(&ada).await, [(boards[0], secret), (boards[0], places), (boards[1], places)]);
    assert_eq!(with(&bob).await, [(boards[0], bobs)]);
    let first = spaces::shelves_with(stage.db.pool(), ada.id, &boards[..2], 1).await.unwrap();
    let first: Vec<_> = first.into_iter().map(|(subject, shelf)| (subject, shelf.id)).collect();
    assert_eq!(first, [(boards[0], secret), (boards[1], places)]);
    stage.close().await;
}
