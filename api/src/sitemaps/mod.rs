//! What search engines are told: where they may look (`robots.txt`, RFC 9309), and what there is (sitemaps.org), with the
//! translations of each story.

use std::{collections::HashMap, sync::Arc, time::Duration};

use askama::Template;
use axum::{Router, extract::Path, response::Response, routing::get};
use chrono::SecondsFormat;
use fabula_domain::{
    feeds::{self, Sitemap, SitemapStory, Translation},
    ids::{BoardId, StoryId},
};
use moka::future::Cache;
use uuid::Uuid;

use crate::{
    http::State,
    pages::{Alternate, alternates},
    reading::{Absent, Site, Visit, only_xml_characters},
};

/// What a sitemap costs, in points: it names some hundred stories.
const COST: u32 = 400;
/// How long the index is given as it was: to make it, everything that is public is walked through. It names sitemaps alone;
/// what is in those is read each time.
const INDEX_AGE: Duration = Duration::from_secs(600);
const XML: &str = "application/xml; charset=utf-8";

/// The routes for search engines.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/robots.txt", get(robots))
        .route("/sitemap.xml", get(index))
        .route("/sitemaps/stories/{file}", get(stories))
        .route("/sitemaps/boards/{file}", get(boards))
}

/// The index as it was made last. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct SitemapIndex(Cache<(), Arc<[Sitemap]>>);

impl Default for SitemapIndex {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(1).time_to_live(INDEX_AGE).build())
    }
}

impl SitemapIndex {
    /// All sitemaps. Of those who ask at the same time, one makes it.
    pub(crate) async fn get(&self, visit: &Visit) -> Result<Arc<[Sitemap]>, Absent> {
        let make = async { visit.read(feeds::sitemaps(visit.db().pool())).await.map(Arc::from) };
        self.0.try_get_with((), make).await.map_err(|absent: Arc<Absent>| Absent::clone(&absent))
    }
}

/// `/robots.txt`.
async fn robots(visit: Visit) -> Result<Response, Absent> {
    visit.pay(1).await?;
    let rules = if visit.is_indexed() {
        let sitemap = visit.site.at("/sitemap.xml");
        format!("User-agent: *\nDisallow: /graphql\nDisallow: /graphiql\nAllow: /\n\nSitemap: {sitemap}\n")
    } else {
        "User-agent: *\nDisallow: /\n".to_owned()
    };
    Ok(visit.answer("text/plain; charset=utf-8", rules, None, true))
}

#[derive(Template)]
#[template(path = "sitemap_index.xml")]
struct IndexPage {
    addresses: Vec<String>,
}

/// `/sitemap.xml`.
async fn index(visit: Visit) -> Result<Response, Absent> {
    visit.pay(COST).await?;
    if !visit.is_indexed() {
        return Err(Absent::NotFound);
    }
    let maps = visit.sitemaps().get(&visit).await?;
    let address = |map: &Sitemap| match map {
        Sitemap::Stories(from) => visit.site.at(format_args!("/sitemaps/stories/{from}.xml")),
        Sitemap::Boards(from) => visit.site.at(format_args!("/sitemaps/boards/{from}.xml")),
    };
    let page = IndexPage { addresses: maps.iter().map(address).collect() };
    Ok(visit.answer(XML, page.render()?, None, true))
}

#[derive(Template)]
#[template(path = "sitemap.xml")]
struct MapPage {
    urls: Vec<MapUrl>,
}

struct MapUrl {
    address: String,
    changed: Option<String>,
    alternates: Vec<Alternate>,
}

/// The id that a sitemap begins with, of its address.
fn start<I: std::str::FromStr>(visit: &Visit, file: &str) -> Result<I, Absent> {
    let id = file.strip_suffix(".xml").and_then(|id| id.parse().ok());
    id.filter(|_| visit.is_indexed()).ok_or(Absent::NotFound)
}

/// `/sitemaps/boards/{id}.xml`.
async fn boards(visit: Visit, Path(file): Path<String>) -> Result<Response, Absent> {
    visit.pay(COST).await?;
    let from: BoardId = start(&visit, &file)?;
    let slugs = visit.read(feeds::sitemap_of_boards(visit.db().pool(), from)).await?;
    let url =
        |slug: String| MapUrl { address: visit.site.board(&slug), changed: None, alternates: Vec::new() };
    write(&visit, slugs.into_iter().map(url).collect())
}

/// `/sitemaps/stories/{id}.xml`.
async fn stories(visit: Visit, Path(file): Path<String>) -> Result<Response, Absent> {
    visit.pay(COST).await?;
    let from: StoryId = start(&visit, &file)?;
    let pool = visit.db().pool();
    let stories = visit.read(feeds::sitemap_of_stories(pool, from)).await?;
    let mut groups: Vec<Uuid> = stories.iter().filter_map(|story| story.translation_group).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut translations: HashMap<Uuid, Vec<Translation>> = HashMap::new();
    for translation in visit.read(feeds::translations(pool, &groups)).await? {
        translations.entry(translation.group).or_default().push(translation);
    }
    let url = |story: SitemapStory| {
        let group = story.translation_group.and_then(|group| translations.get(&group));
        url_of(&story, group.map_or(&[], Vec::as_slice), &visit.site)
    };
    write(&visit, stories.into_iter().map(url).collect())
}

fn url_of(story: &SitemapStory, translations: &[Translation], site: &Site) -> MapUrl {
    let address = site.story(story.id, &story.slug);
    MapUrl {
        changed: Some(story.changed_at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        alternates: alternates((&story.language, &address), translations, site),
        address,
    }
}

fn write(visit: &Visit, urls: Vec<MapUrl>) -> Result<Response, Absent> {
    // A sitemap of nothing is none: its schema asks for one address at least.
    if urls.is_empty() {
        return Err(Absent::NotFound);
    }
    Ok(visit.answer(XML, only_xml_characters(MapPage { urls }.render()?), None, true))
}
