//! What stands for a page of this instance on other sites (oEmbed 1.0, oembed.com).

use askama::Template;
use axum::{
    Router,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use fabula_domain::{
    accounts, boards,
    feeds::{self, Entry},
    images::Image,
};
use serde::{Deserialize, Serialize};

use crate::{
    error::Refusal,
    http::State,
    pages::direction,
    reading::{Absent, Site, Visit, only_xml_characters},
};

/// What an answer costs, in points.
const COST: u32 = 5;
/// How wide and high a quotation of a story is shown, in pixels. Where there is less room it is only linked to.
const WIDEST: u32 = 600;
const NARROWEST: u32 = 220;
const HEIGHT: u32 = 240;
/// The widest picture.
const WIDEST_PICTURE: u32 = 960;

/// The route of oEmbed.
pub(crate) fn routes() -> Router<State> {
    Router::new().route("/oembed", get(answer))
}

#[derive(Debug, Deserialize)]
struct Question {
    url: String,
    format: Option<String>,
    maxwidth: Option<u32>,
    maxheight: Option<u32>,
}

/// What stands for a page. Fields have the names of the specification.
#[derive(Debug, Serialize, Template)]
#[template(path = "oembed.xml")]
struct Embed {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    provider_name: &'static str,
    provider_url: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    author_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author_url: Option<String>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    thumbnail: Option<Thumbnail>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    quotation: Option<Quotation>,
}

#[derive(Debug, Serialize)]
struct Thumbnail {
    thumbnail_url: String,
    thumbnail_width: u32,
    thumbnail_height: u32,
}

#[derive(Debug, Serialize)]
struct Quotation {
    html: String,
    width: u32,
    height: u32,
}

#[derive(Template)]
#[template(path = "quotation.html")]
struct QuotationHtml<'a> {
    story: &'a Entry,
    direction: &'static str,
    address: String,
    author: String,
}

async fn answer(visit: Visit, Query(question): Query<Question>) -> Result<Response, Absent> {
    visit.pay(COST).await?;
    let as_xml = match question.format.as_deref() {
        None | Some("json") => false,
        Some("xml") => true,
        Some(_) => return Ok((StatusCode::NOT_IMPLEMENTED, "There is `json` and `xml`.\n").into_response()),
    };
    let (embed, is_listed) = find(&visit, &question).await?;
    if as_xml {
        let body = only_xml_characters(embed.render()?);
        return Ok(visit.answer("text/xml; charset=utf-8", body, None, is_listed));
    }
    let body = serde_json::to_string(&embed).map_err(|error| Absent::failed(&error))?;
    Ok(visit.answer("application/json; charset=utf-8", body, None, is_listed))
}

/// What stands for the page at an address, and whether search engines may know of it.
async fn find(visit: &Visit, question: &Question) -> Result<(Embed, bool), Absent> {
    if question.maxwidth == Some(0) || question.maxheight == Some(0) {
        return Err(Refusal::bad_input("`maxwidth` and `maxheight` take at least one pixel.").into());
    }
    let pool = visit.db().pool();
    let site = &visit.site;
    let path = path_of(&question.url, site).ok_or(Absent::NotFound)?;
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match segments[..] {
        ["stories", id] | ["stories", id, _] => {
            let id = id.parse().map_err(|_| Absent::NotFound)?;
            let story = visit.read(feeds::entry(pool, id)).await?.ok_or(Absent::NotFound)?;
            let is_listed = story.board.is_listed;
            Ok((of_story(story, question, site)?, is_listed))
        }
        ["boards", slug] => {
            let board =
                visit.read(boards::by_slug(pool, slug, None.into())).await?.ok_or(Absent::NotFound)?;
            let is_listed = board.visibility == boards::BoardVisibility::Public;
            Ok((link(board.title, site), is_listed))
        }
        ["users", handle] => {
            let user = visit.read(accounts::by_handle(pool, handle)).await?.ok_or(Absent::NotFound)?;
            Ok((link(user.display_name, site), true))
        }
        _ => Err(Absent::NotFound),
    }
}

/// The path of an address of this instance, without what it is asked with.
fn path_of<'u>(address: &'u str, site: &Site) -> Option<&'u str> {
    let path = address.strip_prefix(site.root())?;
    let path = path.split(['?', '#']).next()?;
    path.starts_with('/').then_some(path)
}

/// A page that is only linked to.
fn link(title: String, site: &Site) -> Embed {
    Embed {
        version: "1.0",
        kind: "link",
        provider_name: "Fabula",
        provider_url: site.root().to_owned(),
        title,
        author_name: None,
        author_url: None,
        thumbnail: None,
        quotation: None,
    }
}

fn of_story(story: Entry, question: &Question, site: &Site) -> Result<Embed, Absent> {
    let width = question.maxwidth.unwrap_or(WIDEST).min(WIDEST);
    let is_roomy = width >= NARROWEST && question.maxheight.unwrap_or(HEIGHT) >= HEIGHT;
    let author = site.user(&story.author.handle);
    let quotation = if is_roomy {
        let address = site.story(story.id, &story.slug);
        let direction = direction(&story.language);
        let html = QuotationHtml { story: &story, direction, address, author: author.clone() }.render()?;
        Some(Quotation { html: html.trim_end().to_owned(), width, height: HEIGHT })
    } else {
        None
    };
    Ok(Embed {
        kind: if quotation.is_some() { "rich" } else { "link" },
        author_name: Some(story.author.display_name),
        author_url: Some(author),
        thumbnail: story.cover.and_then(|cover| thumbnail(&cover, question, site)),
        quotation,
        ..link(story.title, site)
    })
}

/// The largest rendition that there is room for.
fn thumbnail(image: &Image, question: &Question, site: &Site) -> Option<Thumbnail> {
    let (full_width, full_height) = (u32::try_from(image.width).ok()?, u32::try_from(image.height).ok()?);
    let most = question.maxwidth.unwrap_or(WIDEST_PICTURE).min(WIDEST_PICTURE);
    let tallest = question.maxheight.unwrap_or(u32::MAX);
    let height = |width: u32| u64::from(full_height) * u64::from(width) / u64::from(full_width.max(1));
    let fits = |width: &u32| *width <= most && height(*width) <= u64::from(tallest);
    let width = image.widths().chain(std::iter::once(full_width)).filter(fits).max()?;
    Some(Thumbnail {
        thumbnail_url: site.at(image.path_at(width)),
        thumbnail_width: width,
        thumbnail_height: u32::try_from(height(width)).ok()?.max(1),
    })
}

#[cfg(test)]
mod tests {
    use fabula_domain::images::Format;

    use super::*;

    #[test]
    fn only_addresses_of_this_instance_are_known() {
        let site = Site::new("https://f.org/under");
        assert_eq!(path_of("https://f.org/under/boards/tea?after=x#y", &site), Some("/boards/tea"));
        for other in [
            "https://f.org/boards/tea",
            "https://f.org/underneath/x",
            "http://f.org/under/x",
            "",
            "/boards/tea",
        ] {
            assert_eq!(path_of(other, &site), None, "{other}");
        }
    }

    #[test]
    fn a_thumbnail_is_the_largest_that_there_is_room_for() {
        let image =
            Image { hash: vec![0; 32], format: Format::Jpeg, width: 2_000, height: 1_000, alt_text: None };
        let site = Site::new("https://f.org");
        let sizes = |maxwidth, maxheight| {
            let question = Question { url: String::new(), format: None, maxwidth, maxheight };
            thumbnail(&image, &question, &site).map(|found| (found.thumbnail_width, found.thumbnail_height))
        };
        assert_eq!(sizes(None, None), Some((960, 480)));
        assert_eq!(sizes(Some(500), None), Some((480, 240)));
        assert_eq!(sizes(None, Some(100)), Some((160, 80)));
        assert_eq!(sizes(Some(100), None), None);
    }
}
