use fabula_domain::{
    feeds::{Language, Translation},
    images::Image,
};

use super::{policy, view::direction};
use crate::{feeds::Format, reading::Site};

/// What a page says of itself to browsers, search engines and other sites.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) description: String,
    /// Of the page's main text; `en` if it has none, since that is what the rest is in.
    pub(super) language: String,
    /// The page's own address, whatever it was asked by.
    pub(super) address: String,
    /// OpenGraph's type.
    pub(super) kind: &'static str,
    pub(super) feeds: Vec<FeedLink>,
    /// The same in other languages, itself included.
    pub(super) alternates: Vec<Alternate>,
    pub(super) next: Option<String>,
    pub(super) image: Option<Picture>,
    /// Further properties, such as `article:published_time`.
    pub(super) properties: Vec<(&'static str, String)>,
    /// Schema.org's description of it, fit to stand in a script element.
    pub(super) json_ld: String,
    /// Where to ask for what stands for it on other sites (oEmbed), if anything does.
    pub(super) oembed: Option<String>,
    pub(super) style: &'static str,
}

#[derive(Debug)]
pub(super) struct FeedLink {
    pub(super) title: String,
    pub(super) media_type: &'static str,
    pub(super) address: String,
}

/// The same in another language.
#[derive(Debug)]
pub(crate) struct Alternate {
    pub(crate) language: String,
    pub(crate) address: String,
}

#[derive(Debug)]
pub(super) struct Picture {
    pub(super) address: String,
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) alt: String,
    pub(super) media_type: &'static str,
}

impl Picture {
    pub(super) fn new(image: &Image, site: &Site) -> Self {
        Self {
            address: site.image(image),
            width: image.width,
            height: image.height,
            alt: image.alt_text.clone().unwrap_or_default(),
            media_type: image.format.media_type(),
        }
    }
}

impl Head {
    /// A page that has an address and a title, and nothing more to say yet.
    pub(super) fn new(title: String, description: String, address: String, site: &Site) -> Self {
        let oembed = site.at(format_args!("/oembed?url={}", escaped(&address)));
        Self {
            title,
            description,
            language: "en".to_owned(),
            address,
            kind: "website",
            feeds: Vec::new(),
            alternates: Vec::new(),
            next: None,
            image: None,
            properties: Vec::new(),
            json_ld: String::new(),
            oembed: Some(oembed),
            style: policy::STYLE,
        }
    }

    pub(super) fn direction(&self) -> &'static str {
        direction(&self.language)
    }

    /// OpenGraph's name of the language, which has to name a territory.
    pub(super) fn locale(&self) -> Option<String> {
        let tag: Language = self.language.parse().ok()?;
        let territory = tag.as_str().split('-').skip(1).find(|part| part.len() == 2)?;
        Some(format!("{}_{territory}", tag.primary()))
    }

    /// The card that the page is shown as where posts are short.
    pub(super) fn card(&self) -> &'static str {
        if self.image.is_some() { "summary_large_image" } else { "summary" }
    }

    /// Names the feeds at `<page>/<file>.atom` and `.json`.
    pub(super) fn add_feeds(&mut self, title: &str, address: impl Fn(Format) -> String) {
        self.feeds.extend(Format::ALL.into_iter().map(|format| FeedLink {
            title: title.to_owned(),
            media_type: format.media_type(),
            address: address(format),
        }));
    }
}

/// What a page names as the same in other languages: itself for its own, and the original for readers of none of them.
pub(crate) fn alternates(own: (&str, &str), others: &[Translation], site: &Site) -> Vec<Alternate> {
    let (language, address) = own;
    if !others.iter().any(|other| other.language != language) {
        return Vec::new();
    }
    let of = |language: &str, address: String| Alternate { language: language.to_owned(), address };
    let mut alternates: Vec<Alternate> = Vec::new();
    if language != "und" {
        alternates.push(of(language, address.to_owned()));
    }
    for other in others.iter().filter(|other| other.language != language) {
        alternates.push(of(&other.language, site.story(other.id, &other.slug)));
    }
    if let Some(original) = others.iter().find(|other| other.is_original()) {
        alternates.push(of("x-default", site.story(original.id, &original.slug)));
    }
    alternates
}

/// An address as the value of a parameter.
fn escaped(address: &str) -> String {
    url::form_urlencoded::byte_serialize(address.as_bytes()).collect()
}
