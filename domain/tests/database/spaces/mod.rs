use fabula_domain::{
    Viewer,
    boards::{self, BoardVisibility, ModerationMode},
    ids::{BoardId, ShelfId, StoryId},
    page::PageArguments,
    spaces::{
        self, CreateShelfError, MoveItemError, MoveShelfError, NewShelf, Place, Shelf, ShelfError,
        ShelfSubject, ShelfVisibility, ShelveError,
    },
    stories,
    viewer::Sight,
};

use crate::stage::{ALL, Stage};

mod changing;
mod sight;

async fn shelf(stage: &Stage, owner: &Viewer, title: &str, visibility: ShelfVisibility) -> ShelfId {
    let new = NewShelf::parse(title, "", visibility).unwrap();
    spaces::create_shelf(&stage.db, owner, new, None).await.unwrap().id
}

/// The titles of somebody's shelves, as a viewer sees them.
async fn titles(stage: &Stage, owner: &Viewer, sight: Sight) -> Vec<String> {
    let pages = spaces::shelves(stage.db.pool(), &[owner.id], ALL, sight).await.unwrap();
    pages.into_iter().flat_map(|(_, page)| page.items).map(|shelf| shelf.title).collect()
}

/// What is on a shelf, as a viewer sees it.
async fn on(stage: &Stage, shelf: ShelfId, sight: Sight) -> Vec<ShelfSubject> {
    let pages = spaces::items(stage.db.pool(), &[shelf], ALL, sight).await.unwrap();
    pages.into_iter().flat_map(|(_, page)| page.items).map(|item| item.subject).collect()
}

async fn add(stage: &Stage, owner: &Viewer, shelf: ShelfId, subject: ShelfSubject) -> Shelf {
    spaces::add_to_shelf(&stage.db, owner, shelf, subject, Place::Last).await.unwrap()
}

/// Public boards of somebody.
async fn some_boards(stage: &Stage, owner: &Viewer, count: usize) -> Vec<BoardId> {
    let mut boards = Vec::new();
    for number in 0..count {
        let slug = format!("board-{number}");
        boards.push(stage.board(owner, &slug, BoardVisibility::Public, ModerationMode::Pre).await.id);
    }
    boards
}

/// Four boards on a public shelf, in their order.
async fn a_shelf_of_boards(stage: &Stage, owner: &Viewer) -> (ShelfId, Vec<ShelfSubject>) {
    let shelf = shelf(stage, owner, "Places", ShelfVisibility::Public).await;
    let boards: Vec<_> = some_boards(stage, owner, 4).await.into_iter().map(ShelfSubject::Board).collect();
    for board in &boards {
        add(stage, owner, shelf, *board).await;
    }
    (shelf, boards)
}

#[tokio::test(flavor = "multi_thread")]
async fn shelves_stand_in_their_owners_order() {
    let stage = Stage::open().await;
    let (ada, bob) = (stage.person("ada").await, stage.person("bob").await);
    let first = shelf(&stage, &ada, "One", ShelfVisibility::Public).await;
    let second = shelf(&stage, &ada, "Two", ShelfVisibility::Private).await;
    let third = shelf(&stage, &ada, "Three", ShelfVisibility::Public).await;
    assert_eq!(titles(&stage, &ada, (&ada).into()).await, ["One", "Two", "Three"]);
    spaces::move_shelf(&stage.db, &ada, third, Place::First).await.unwrap();
    spaces::move_shelf(&stage.db, &ada, first, Place::After(second)).await.unwrap();
    assert_eq!(titles(&stage, &ada, (&ada).into()).await, ["Three", "Two", "One"]);
    assert_eq!(titles(&stage, &ada, (&bob).into()).await, ["Three", "One"]);

    let theirs = shelf(&stage, &bob, "Bob's", ShelfVisibility::Public).await;
    for after in [theirs, first, ShelfId::new(stage.db.clock().now())] {
        let moved = spaces::move_shelf(&stage.db, &ada, first, Place::After(after)).await;
        assert!(matches!(moved, Err(MoveShelfError::AfterNotFound)), "{moved:?}");
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_a_shelf_is_moved_and_taken_off() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (places, boards) = a_shelf_of_boards(&stage, &ada).await;
    let [a, b, c, d] = boards[..] else { unreachable!() };
    let step = async |subject, place| {
        spaces::move_item(&stage.db, &ada, (places, places), subject, place).await.unwrap();
        on(&stage, places, (&ada).into()).await
    };
    assert_eq!(step(d, Place::First).await, [d, a, b, c]);
    assert_eq!(step(a, Place::After(c)).await, [d, b, c, a]);
    assert_eq!(step(c, Place::Last).await, [d, b, a, c]);
    assert_eq!(step(c, Place::After(a)).await, [d, b, a, c], "it stands there already");
    let itself = spaces::move_item(&stage.db, &ada, (places, places), a, Place::After(a)).await;
    assert!(matches!(itself, Err(MoveItemError::AfterNotFound)), "{itself:?}");

    for _ in 0..2 {
        spaces::remove_from_shelf(&stage.db, &ada, places, b).await.unwrap();
    }
    assert_eq!(on(&stage, places, (&ada).into()).await, [d, a, c]);
    let gone = spaces::move_item(&stage.db, &ada, (places, places), b, Place::First).await;
    assert!(matches!(gone, Err(MoveItemError::NotFound)), "{gone:?}");
    add(&stage, &ada, places, a).await;
    assert_eq!(on(&stage, places, (&ada).into()).await, [d, a, c], "what is there stays where it is");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn something_moves_from_one_shelf_to_another() {
    let stage = Stage::open().await;
    let (ada, bob) = (stage.person("ada").await, stage.person("bob").await);
    let (places, boards) = a_shelf_of_boards(&stage, &ada).await;
    let [a, b, c, d] = boards[..] else { unreachable!() };
    let other = shelf(&stage, &ada, "Others", ShelfVisibility::Private).await;
    let theirs = shelf(&stage, &bob, "Bob's", ShelfVisibility::Public).await;
    add(&stage, &ada, other, d).await;
    let step =
        async |subject, to, place| spaces::move_item(&stage.db, &ada, (places, to), subject, place).await;
    step(a, other, Place::First).await.unwrap();
    step(b, other, Place::After(a)).await.unwrap();
    assert_eq!(on(&stage, other, (&ada).into()).await, [a, b, d]);
    step(d, other, Place::First).await.unwrap();
    assert_eq!(on(&stage, other, (&ada).into()).await, [d, a, b], "it was there, and is where it was to go");
    assert_eq!(on(&stage, places, (&ada).into()).await, [c]);
    let elsewhere = step(c, theirs, Place::First).await;
    assert!(matches!(elsewhere, Err(MoveItemError::Target(ShelfError::NotTheOwner))), "{elsewhere:?}");
    let behind_nothing = step(c, other, Place::After(c)).await;
    assert!(matches!(behind_nothing, Err(MoveItemError::AfterNotFound)), "{behind_nothing:?}");
    assert_eq!(on(&stage, places, (&ada).into()).await, [c]);
    stage.close().await;
}

/// All ids of a shelf, two at a time, forwards or backwards; `between` runs after each page.
async fn page_through(
    stage: &Stage,
    shelf: ShelfId,
    sight: Sight,
    backward: bool,
    between: impl AsyncFn(usize),
) -> Vec<ShelfSubject> {
    let list = spaces::items_list(shelf);
    let (mut seen, mut cursor, mut pages) = (Vec::new(), None, 0);
    loop {
        let arguments = if backward {
            PageArguments { last: Some(2), before: cursor.take(), ..PageArguments::default() }
        } else {
            PageArguments { first: Some(2), after: cursor.take(), ..PageArguments::default() }
        };
        let request = arguments.check(list).unwrap();
        let page = spaces::items(stage.db.pool(), &[shelf], request, sight).await.unwrap().remove(0).1;
        let far = if backward { page.items.first() } else { page.items.last() };
        cursor = far.map(|item| list.ranked_cursor(item.rank, item.subject.uuid()));
        seen.extend(page.items.iter().map(|item| item.subject));
        if !(if backward { page.has_previous } else { page.has_next }) {
            return seen;
        }
        between(pages).await;
        pages += 1;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stays_where_it_is_is_met_once_while_others_move() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (places, boards) = a_shelf_of_boards(&stage, &ada).await;
    let more: Vec<_> = {
        let mut more = Vec::new();
        for number in 4..12 {
            let slug = format!("board-{number}");
            let board = stage.board(&ada, &slug, BoardVisibility::Public, ModerationMode::Pre).await;
            add(&stage, &ada, places, ShelfSubject::Board(board.id)).await;
            more.push(ShelfSubject::Board(board.id));
        }
        more
    };
    let mover = more[3];
    for backward in [false, true] {
        let all = on(&stage, places, (&ada).into()).await;
        let seen = page_through(&stage, places, (&ada).into(), backward, async |page: usize| {
            let place = [Place::First, Place::Last, Place::After(boards[page % 4])][page % 3];
            spaces::move_item(&stage.db, &ada, (places, places), mover, place).await.unwrap();
        })
        .await;
        for subject in all.iter().filter(|subject| **subject != mover) {
            assert_eq!(seen.iter().filter(|other| *other == subject).count(), 1, "{subject:?} in {seen:?}");
        }
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_keeps_a_hundred_shelves_of_a_thousand_things() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let mut shelves = Vec::new();
    for number in 0..spaces::MOST_SHELVES {
        shelves.push(shelf(&stage, &ada, &format!("Shelf {number}"), ShelfVisibility::Public).await);
    }
    let new = NewShelf::parse("One more", "", ShelfVisibility::Public).unwrap();
    let refused = spaces::create_shelf(&stage.db, &ada, new, None).await;
    assert!(matches!(refused, Err(CreateShelfError::TooMany)), "{refused:?}");

    let made = sqlx::query(
        "insert into boards (id, slug, title, description, languages, visibility, moderation_mode, owner_id, created_at)
         select gen_random_uuid(), 'made-' || n, 'Made', '', '{en}', 'PUBLIC', 'PRE', $1, now()
         from generate_series(1, 1000) n",
    );
    made.bind(ada.id.uuid()).execute(stage.db.pool()).await.unwrap();
    sqlx::query(
        "insert into shelf_items (shelf_id, board_id, rank, added_at)
         select $1, id, row_number() over (order by slug), now() from boards",
    )
    .bind(shelves[0].uuid())
    .execute(stage.db.pool())
    .await
    .unwrap();
    let board = stage.board(&ada, "one-more", BoardVisibility::Public, ModerationMode::Pre).await.id;
    let subject = ShelfSubject::Board(board);
    let full = spaces::add_to_shelf(&stage.db, &ada, shelves[0], subject, Place::First).await;
    assert!(matches!(full, Err(ShelveError::Full)), "{full:?}");
    add(&stage, &ada, shelves[1], subject).await;
    let full = spaces::move_item(&stage.db, &ada, (shelves[1], shelves[0]), subject, Place::First).await;
    assert!(matches!(full, Err(MoveItemError::Full)), "{full:?}");

    // No gap is left between the made ones: all get new ranks, and stay in their order.
    let before = on(&stage, shelves[0], (&ada).into()).await;
    let (behind, moved) = (before[3], before[70]);
    spaces::move_item(&stage.db, &ada, (shelves[0], shelves[0]), moved, Place::After(behind)).await.unwrap();
    let after = on(&stage, shelves[0], (&ada).into()).await;
    assert_eq!(after[4], moved);
    assert_eq!(after[5..71], before[4..70]);
    let counts = spaces::item_counts(stage.db.pool(), &[shelves[0]], (&ada).into()).await.unwrap();
    assert_eq!(counts, [(shelves[0], 1000)]);
    sqlx::query("delete from boards where slug like 'made-%'").execute(stage.db.pool()).await.unwrap();
    assert_eq!(on(&stage, shelves[0], (&ada).into()).await, [], "what is deleted leaves the shelf");
    boards::leave(&stage.db, &ada, board).await.unwrap_err();
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_story_leaves_all_shelves() {
    let stage = Stage::open().await;
    let (ada, bob) = (stage.person("ada").await, stage.person("bob").await);
    let board = some_boards(&stage, &ada, 1).await[0];
    let favourites = shelf(&stage, &bob, "Favourites", ShelfVisibility::Public).await;
    let mine = shelf(&stage, &ada, "Mine", ShelfVisibility::Public).await;
    let draft = stage.story(&ada, board, false).await.id;
    add(&stage, &ada, mine, ShelfSubject::Story(draft)).await;
    stories::delete(&stage.db, &ada, draft).await.unwrap();
    for _ in 0..6 {
        // Whichever comes first: nothing that is deleted stays on a shelf.
        let story: StoryId = stage.story(&ada, board, true).await.id;
        let subject = ShelfSubject::Story(story);
        let (added, deleted) = tokio::join!(
            spaces::add_to_shelf(&stage.db, &bob, favourites, subject, Place::Last),
            stories::delete(&stage.db, &ada, story)
        );
        deleted.unwrap();
        assert!(matches!(added, Ok(_) | Err(ShelveError::NotFound)), "{added:?}");
        let again = spaces::add_to_shelf(&stage.db, &bob, favourites, subject, Place::Last).await;
        assert!(matches!(again, Err(ShelveError::NotFound)), "{again:?}");
    }
    assert_eq!(stage.count("select count(*) from shelf_items").await, 0);
    stage.close().await;
}
