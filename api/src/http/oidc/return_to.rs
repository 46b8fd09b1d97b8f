use url::Url;

use crate::config::CorsOrigins;

/// The longest that is kept, in characters.
const LONGEST: usize = 2_000;
/// What paths are read against. No address of a person has it (RFC 2606).
const HERE: &str = "http://here.invalid";

/// Where a browser goes in the end: a path of this site, or an address of one that may call the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReturnTo(String);

impl Default for ReturnTo {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl ReturnTo {
    /// Reads a path of this site, or an address of one of the listed `others`; `None` for anything else. What browsers would
    /// take for another site is none of ours (`//other.example`, `/\other.example`).
    pub(super) fn parse(text: &str, others: Option<&CorsOrigins>) -> Option<Self> {
        let is_plain = |character: char| !character.is_control() && character != '\\';
        if text.chars().count() > LONGEST || !text.chars().all(is_plain) {
            return None;
        }
        let url = Url::parse(HERE).ok()?.join(text).ok()?;
        let is_here = text.starts_with('/') && url.origin().ascii_serialization() == HERE;
        // `/..//other.example` is that, once it is written plainly.
        if is_here && !url.path().starts_with("//") {
            return Some(Self(written(&url)));
        }
        // Anybody is nobody in particular: a code goes only to who was named.
        let Some(CorsOrigins::Only(listed)) = others else { return None };
        let origin = url.origin().ascii_serialization();
        let is_listed = listed.iter().any(|listed| listed == origin.as_str());
        let has_no_names = url.username().is_empty() && url.password().is_none();
        (is_listed && has_no_names).then(|| Self(url.into()))
    }

    /// What was read before.
    pub(super) fn kept(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The same with one more parameter.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        let Some(mut url) = Url::parse(HERE).ok().and_then(|here| here.join(&self.0).ok()) else {
            return self.0.clone();
        };
        url.query_pairs_mut().append_pair(name, value);
        written(&url)
    }
}

/// An address of this site as a path, another one whole.
fn written(url: &Url) -> String {
    let text = url.as_str();
    text.strip_prefix(HERE).unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<String> {
        ReturnTo::parse(text, None).map(|read| read.0)
    }

    #[test]
    fn only_paths_of_this_site_are_taken() {
        assert_eq!(parse("/").as_deref(), Some("/"));
        assert_eq!(parse("/stories/a?b=c#d").as_deref(), Some("/stories/a?b=c#d"));
        assert_eq!(parse("/чай").as_deref(), Some("/%D1%87%D0%B0%D0%B9"), "it goes into a header");
        for bad in [
            "",
            "stories",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/%0d\n",
            "https://evil.example",
            "http://here.invalid/x",
            "javascript:alert(1)",
            "/..//evil.example",
            &format!("/{}", "a".repeat(LONGEST)),
        ] {
            assert_eq!(parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_code_goes_to_sites_that_were_named() {
        let named = CorsOrigins::parse("https://app.example.org").unwrap();
        let read =
            |text: &str, origins| ReturnTo::parse(text, Some(origins)).map(|read| read.with("code", "x y"));
        assert_eq!(read("/in?a=b#c", &named).as_deref(), Some("/in?a=b&code=x+y#c"));
        assert_eq!(
            read("https://app.example.org/in", &named).as_deref(),
            Some("https://app.example.org/in?code=x+y")
        );
        for bad in
            ["https://app.example.org.evil.example", "http://app.example.org", "https://me@app.example.org"]
        {
            assert_eq!(read(bad, &named), None, "{bad}");
        }
        assert_eq!(read("https://app.example.org/in", &CorsOrigins::Any), None);
    }
}
