use askama::Template;

use super::Feed;
use crate::reading::{Site, only_xml_characters};

#[derive(Template)]
#[template(path = "feed.xml")]
struct Page<'a> {
    feed: &'a Feed,
    site: &'a Site,
    version: &'static str,
}

/// A page of a feed in Atom.
pub(super) fn write(feed: &Feed, site: &Site) -> Result<String, askama::Error> {
    let page = Page { feed, site, version: env!("CARGO_PKG_VERSION") };
    page.render().map(only_xml_characters)
}
