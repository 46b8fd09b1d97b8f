//! Changing shelves: what is refused, and what happens when two things happen at once.

use fabula_domain::{
    idempotency::{IdempotencyKey, ReserveError},
    spaces::{ShelfChanges, UpdateShelfError},
};
use futures::future::join_all;

use super::*;

async fn create(stage: &Stage, owner: &Viewer, title: &str, key: &str) -> Result<Shelf, CreateShelfError> {
    let key = IdempotencyKey::parse(key, &[title]).unwrap();
    let new = NewShelf::parse(title, "", ShelfVisibility::Private).unwrap();
    spaces::create_shelf(&stage.db, owner, new, Some(&key)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn creating_with_one_key_creates_one_shelf() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let created = join_all((0..6).map(|_| create(&stage, &ada, "Once", "key"))).await;
    let id = created[0].as_ref().unwrap().id;
    assert!(created.iter().all(|shelf| shelf.as_ref().unwrap().id == id));
    assert_eq!(stage.count("select count(*) from shelves").await, 1);
    let reused = create(&stage, &ada, "Otherwise", "key").await;
    assert!(matches!(reused, Err(CreateShelfError::Key(ReserveError::Invalid(_)))), "{reused:?}");
    spaces::delete_shelf(&stage.db, &ada, id).await.unwrap();
    let gone = create(&stage, &ada, "Once", "key").await;
    assert!(matches!(gone, Err(CreateShelfError::Gone)), "{gone:?}");
    let gone = spaces::delete_shelf(&stage.db, &ada, id).await;
    assert!(matches!(gone, Err(ShelfError::NotFound)), "{gone:?}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_that_cross_one_is_a_conflict() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let id = shelf(&stage, &ada, "Winter", ShelfVisibility::Private).await;
    let update = async |revision: i32, title: &str, visibility| {
        let changes = ShelfChanges::parse(Some(title), None, visibility).unwrap();
        spaces::update_shelf(&stage.db, &ada, id, revision, changes).await
    };
    let unchanged = update(1, "Winter", Some(ShelfVisibility::Private)).await.unwrap();
    assert_eq!(unchanged.revision, 1, "nothing changed");
    let (one, two) = tokio::join!(update(1, "Spring", None), update(1, "Summer", None));
    let (changed, refused) = match (one, two) {
        (Ok(changed), Err(refused)) | (Err(refused), Ok(changed)) => (changed, refused),
        both => panic!("one of the two should have been late: {both:?}"),
    };
    let UpdateShelfError::RevisionConflict(current) = refused else { panic!("{refused:?}") };
    assert_eq!((current.revision, &current.title), (2, &changed.title));

    stage.clock.advance(chrono::TimeDelta::seconds(1));
    let shown = update(2, "  In \u{65}\u{301}te\u{301} ", Some(ShelfVisibility::Public)).await.unwrap();
    assert_eq!((shown.title.as_str(), shown.revision), ("In été", 3));
    assert!(shown.updated_at > shown.created_at);
    assert_eq!(titles(&stage, &ada, None.into()).await, ["In été"]);
    assert_eq!(spaces::by_ids(stage.db.pool(), &[id], None.into()).await.unwrap()[0].revision, 3);
    stage.close().await;
}

#[test]
fn titles_and_descriptions_are_bounded() {
    let public = ShelfVisibility::Public;
    for (title, description, field) in [
        ("", "", "title"),
        (" \u{200B} ", "", "title"),
        (&*"a".repeat(81), "", "title"),
        ("fine", &*"a".repeat(2_001), "description"),
        ("fine", "a\0b", "description"),
    ] {
        assert_eq!(NewShelf::parse(title, description, public).unwrap_err().field, field, "{title:?}");
        assert_eq!(
            ShelfChanges::parse(Some(title), Some(description), None).unwrap_err().field,
            field,
            "{title:?}"
        );
    }
    assert!(NewShelf::parse(&"é".repeat(80), &"a".repeat(2_000), public).is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_at_once_leaves_everything_in_one_place() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (one, boards) = a_shelf_of_boards(&stage, &ada).await;
    let two = shelf(&stage, &ada, "Two", ShelfVisibility::Public).await;
    let (stage, ada, boards) = (&stage, &ada, &boards);
    let actor = |actor: usize| async move {
        for turn in 0..12 {
            let number = actor * 7 + turn * 5;
            let (subject, other) = (boards[number % 4], boards[(number / 4 + 1) % 4]);
            let place = [Place::First, Place::After(other), Place::Last][number % 3];
            let way = [(one, one), (one, two), (two, one), (two, two)][(number / 3) % 4];
            match spaces::move_item(&stage.db, ada, way, subject, place).await {
                Ok(_) | Err(MoveItemError::NotFound | MoveItemError::AfterNotFound) => {}
                Err(error) => panic!("{error:?}"),
            }
            let place = if turn % 2 == 0 { Place::First } else { Place::After(two) };
            spaces::move_shelf(&stage.db, ada, one, place).await.unwrap();
        }
    };
    join_all((0..6).map(actor)).await;
    let mut all = on(stage, one, ada.into()).await;
    all.extend(on(stage, two, ada.into()).await);
    assert_eq!(all.len(), 4, "moved, never copied or lost");
    for board in boards {
        assert!(all.contains(board));
    }
    let ranks = "select count(*) from (select shelf_id, rank from shelf_items group by 1, 2 having count(*) > 1) doubles";
    assert_eq!(stage.count(ranks).await, 0, "no two have one place");
}

#[tokio::test(flavor = "multi_thread")]
async fn adding_twice_at_once_adds_once() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let places = shelf(&stage, &ada, "Places", ShelfVisibility::Public).await;
    let boards = some_boards(&stage, &ada, 3).await;
    let subjects: Vec<_> = boards.iter().cycle().take(12).map(|board| ShelfSubject::Board(*board)).collect();
    join_all(subjects.iter().map(|subject| add(&stage, &ada, places, *subject))).await;
    assert_eq!(on(&stage, places, (&ada).into()).await.len(), 3);
    assert_eq!(stage.count("select count(distinct rank) from shelf_items").await, 3);
    stage.close().await;
}
