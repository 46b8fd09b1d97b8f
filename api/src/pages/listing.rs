use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use fabula_domain::{
    accounts, boards,
    feeds::{self, Channel, Texts},
    images,
};
use serde_json::json;

use super::{
    LIST_COST, NoPage,
    head::{Head, Picture},
    json_ld, respond,
    view::Card,
};
use crate::{
    feeds::{Paging, language_of},
    reading::{Absent, Visit},
};

#[derive(Template)]
#[template(path = "stories.html")]
struct Listing {
    head: Head,
    heading: String,
    /// What a board is about: one line of plain words.
    about: String,
    /// What a person says of themselves, as sanitised HTML.
    about_html: String,
    cards: Vec<Card>,
    /// Whether the list is a board's own, so that its stories need not name it.
    is_board: bool,
    is_user: bool,
}

/// Adds a page of a channel's stories, and the feeds that have the same.
async fn fill(
    visit: &Visit,
    listing: &mut Listing,
    channel: Channel<'_>,
    paging: &Paging,
) -> Result<(), NoPage> {
    let place = paging.place(channel)?;
    let page = visit.read(feeds::stories(visit.db().pool(), channel, place, Texts::Summaries)).await?;
    let head = &mut listing.head;
    let address = head.address.clone();
    head.add_feeds(&listing.heading, |format| format!("{address}/feed.{}", format.extension()));
    head.next = page.next.map(|next| format!("{address}?after={next}"));
    if let Some(after) = &paging.after {
        // Each page of a list has stories of its own.
        head.address = format!("{address}?after={after}");
    }
    listing.cards = page.entries.into_iter().map(|entry| Card::new(entry, &visit.site)).collect();
    Ok(())
}

/// `/boards/{slug}`.
pub(super) async fn board(
    visit: Visit,
    Path(slug): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, NoPage> {
    visit.pay(LIST_COST).await?;
    let board =
        visit.read(boards::by_slug(visit.db().pool(), &slug, None.into())).await?.ok_or(Absent::NotFound)?;
    let address = visit.site.board(&board.slug);
    if board.slug != slug {
        return Err(Absent::Moved(address).into());
    }
    let about = feeds::teaser(&board.description, 1_000);
    let mut head =
        Head::new(board.title.clone(), feeds::teaser(&board.description, 200), address.clone(), &visit.site);
    head.json_ld = json_ld::write(&json!([
        {
            "@type": "CollectionPage",
            "name": board.title,
            "description": head.description,
            "url": address,
            "inLanguage": board.languages,
        },
        json_ld::breadcrumbs(&[(&board.title, &address)]),
    ]));
    let mut listing = Listing {
        head,
        heading: board.title,
        about,
        about_html: String::new(),
        cards: Vec::new(),
        is_board: true,
        is_user: false,
    };
    fill(&visit, &mut listing, Channel::Board(board.id), &paging).await?;
    respond(&visit, &listing, board.visibility == boards::BoardVisibility::Public)
}

/// `/users/{handle}`.
pub(super) async fn user(
    visit: Visit,
    Path(handle): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, NoPage> {
    visit.pay(LIST_COST).await?;
    let pool = visit.db().pool();
    let user = visit.read(accounts::by_handle(pool, &handle)).await?.ok_or(Absent::NotFound)?;
    let site = &visit.site;
    let address = site.user(&user.handle);
    if user.handle != handle {
        return Err(Absent::Moved(address).into());
    }
    let bio = visit.read(accounts::bios(pool, &[user.id])).await?.pop();
    let avatar = visit.read(images::avatars(pool, &[user.id])).await?.pop();
    let (text, html) = bio.map(|bio| (bio.text, bio.html)).unwrap_or_default();
    let mut head = Head::new(user.display_name.clone(), feeds::teaser(&text, 200), address.clone(), site);
    head.kind = "profile";
    head.image = avatar.map(|(_, image)| Picture::new(&image, site));
    head.properties.push(("profile:username", user.handle.clone()));
    head.json_ld = json_ld::write(&json!([{
        "@type": "ProfilePage",
        "url": address,
        "dateCreated": user.created_at,
        "mainEntity": {
            "@type": "Person",
            "name": user.display_name,
            "alternateName": user.handle,
            "description": head.description,
            "image": head.image.as_ref().map(|image| &image.address),
            "url": address,
        },
    }]));
    let mut listing = Listing {
        about_html: feeds::absolute_links(&html, site.root()),
        head,
        heading: user.display_name,
        about: String::new(),
        cards: Vec::new(),
        is_board: false,
        is_user: true,
    };
    fill(&visit, &mut listing, Channel::Author(user.id), &paging).await?;
    respond(&visit, &listing, true)
}

/// `/languages/{tag}`.
pub(super) async fn language(
    visit: Visit,
    Path(tag): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, NoPage> {
    visit.pay(LIST_COST).await?;
    let language = language_of(&tag)?;
    let address = visit.site.language(language.as_str());
    if language.as_str() != tag {
        return Err(Absent::Moved(address).into());
    }
    let title = format!("Fabula: {language}");
    let mut head = Head::new(title.clone(), String::new(), address.clone(), &visit.site);
    head.oembed = None;
    head.json_ld = json_ld::write(&json!([
        { "@type": "CollectionPage", "name": title, "url": address, "inLanguage": language },
    ]));
    let mut listing = Listing {
        head,
        heading: title,
        about: String::new(),
        about_html: String::new(),
        cards: Vec::new(),
        is_board: false,
        is_user: false,
    };
    fill(&visit, &mut listing, Channel::Language(language.as_str()), &paging).await?;
    respond(&visit, &listing, true)
}
