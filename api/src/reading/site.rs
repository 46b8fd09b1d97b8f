use std::{fmt::Display, sync::Arc};

use fabula_domain::{ids::StoryId, images::Image};
use url::Url;

/// The addresses of this instance's pages, as others are told them: absolute, and in ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Site {
    /// Without a slash at the end.
    root: Arc<str>,
}

impl Site {
    /// The site that is reached at `root`.
    pub(crate) fn new(root: &str) -> Self {
        Self { root: Arc::from(root.trim_end_matches('/')) }
    }

    /// Where it is reached, without a slash at the end.
    pub(crate) fn root(&self) -> &str {
        &self.root
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        Url::parse(&self.root)
            .map_or_else(|_| self.root.to_string(), |url| url.origin().ascii_serialization())
    }

    /// The address of a path. What is not ASCII in it is escaped.
    pub(crate) fn at(&self, path: impl Display) -> String {
        let address = format!("{}{path}", self.root);
        Url::parse(&address).map_or(address, String::from)
    }

    pub(crate) fn story(&self, id: StoryId, slug: &str) -> String {
        self.at(format_args!("/stories/{id}/{slug}"))
    }

    /// Where a story's comments can be followed.
    pub(crate) fn discussion(&self, id: StoryId, extension: &str) -> String {
        self.at(format_args!("/stories/{id}/discussion.{extension}"))
    }

    pub(crate) fn board(&self, slug: &str) -> String {
        self.at(format_args!("/boards/{slug}"))
    }

    pub(crate) fn user(&self, handle: &str) -> String {
        self.at(format_args!("/users/{handle}"))
    }

    pub(crate) fn language(&self, tag: &str) -> String {
        self.at(format_args!("/languages/{tag}"))
    }

    pub(crate) fn image(&self, image: &Image) -> String {
        self.at(image.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_absolute_and_ascii() {
        let site = Site::new("https://fabula.example/under/");
        assert_eq!(site.board("tea"), "https://fabula.example/under/boards/tea");
        assert_eq!(site.at("/stories/x/чай"), "https://fabula.example/under/stories/x/%D1%87%D0%B0%D0%B9");
        assert_eq!(
            (site.root(), &*site.origin()),
            ("https://fabula.example/under", "https://fabula.example")
        );
    }
}
