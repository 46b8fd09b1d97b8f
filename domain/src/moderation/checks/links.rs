use std::net::{Ipv4Addr, Ipv6Addr};

use fabula_text::{Script, looks_latin};

use super::{Check, CheckError, Explanation, Finding, Span, Subject};

/// Links that a remark may have. A discussion cites; more than this is a list of addresses.
const MOST_LINKS: usize = 3;
/// What many links score; each further one adds [`SCORE_STEP`].
const SCORE_MANY: f64 = 0.6;
const SCORE_STEP: f64 = 0.05;
/// A shortened address hides where it leads, but honest people use it, too.
const SCORE_SHORTENED: f64 = 0.6;
/// Nobody sends readers to a bare machine address, or to one user's name at another host, for their good.
const SCORE_ADDRESS: f64 = 0.8;
const SCORE_DISGUISED: f64 = 0.9;

/// Hosts that hide where a link leads.
const SHORTENERS: [&str; 24] = [
    "adf.ly",
    "bit.do",
    "bit.ly",
    "buff.ly",
    "clck.ru",
    "cutt.ly",
    "goo.gl",
    "goo.su",
    "is.gd",
    "lnkd.in",
    "ow.ly",
    "qrco.de",
    "rb.gy",
    "rebrand.ly",
    "s.id",
    "shorturl.at",
    "t.co",
    "t.ly",
    "tiny.cc",
    "tinyurl.com",
    "trib.al",
    "u.to",
    "v.gd",
    "vk.cc",
];

/// Counts links and looks at where they lead: shorteners, bare machine addresses, hosts that pass for others.
#[derive(Debug, Clone, Copy)]
pub struct Links;

/// A link in a text.
#[derive(Debug, PartialEq, Eq)]
struct Link {
    span: Span,
    host: String,
    /// `https://bank.example@evil.example/`: what looks like the host is a user's name.
    has_user: bool,
}

impl Check for Links {
    fn name(&self) -> &'static str {
        "links"
    }

    fn rule_version(&self) -> &'static str {
        "links-1"
    }

    fn examine(&self, subject: &Subject<'_>) -> Result<Finding, CheckError> {
        let links = find(subject.text);
        let spans = || links.iter().map(|link| link.span).collect();
        let host_where =
            |wrong: fn(&Link) -> bool| links.iter().find(|link| wrong(link)).map(|link| link.host.clone());
        if let Some(host) = host_where(|link| link.has_user || is_disguised(&link.host)) {
            return Ok(Finding::doubt(SCORE_DISGUISED, Explanation::DisguisedHost { host }, spans()));
        }
        if let Some(host) = host_where(|link| is_machine_address(&link.host)) {
            return Ok(Finding::doubt(SCORE_ADDRESS, Explanation::MachineAddress { host }, spans()));
        }
        let count = links.len();
        let shown = u32::try_from(count).unwrap_or(u32::MAX);
        if count > MOST_LINKS {
            #[expect(clippy::cast_precision_loss, reason = "a text has few links")]
            let score = SCORE_MANY + SCORE_STEP * (count - MOST_LINKS) as f64;
            let explanation = Explanation::ManyLinks { count: shown, most: MOST_LINKS as u32 };
            return Ok(Finding::doubt(score, explanation, spans()));
        }
        if let Some(host) = host_where(|link| is_shortener(&link.host)) {
            return Ok(Finding::doubt(SCORE_SHORTENED, Explanation::ShortenedLink { host }, spans()));
        }
        Ok(Finding { spans: spans(), ..Finding::fine(Explanation::Links { count: shown }) })
    }
}

/// Whether a character ends an address in running text or Markdown.
fn ends_address(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '<' | '>' | '"' | '`' | '(' | ')' | '«' | '»' | '“' | '”' | '、' | '。')
}

/// The links of a text: with a scheme, beginning with `www.`, or a bare host with a path.
fn find(text: &str) -> Vec<Link> {
    let characters: Vec<char> = text.chars().collect();
    let mut links = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let end = at + characters[at..].iter().take_while(|character| !ends_address(**character)).count();
        if end == at {
            at += 1;
            continue;
        }
        links.extend(link_in(&characters[at..end], at));
        at = end;
    }
    links
}

/// The link in a run of characters without white space, if there is one. Markdown may stand before it.
fn link_in(run: &[char], offset: usize) -> Option<Link> {
    let lower: Vec<char> = run.iter().map(char::to_ascii_lowercase).collect();
    let find = |needle: &str| {
        let needle: Vec<char> = needle.chars().collect();
        lower.windows(needle.len()).position(|window| window == needle)
    };
    let with_scheme = ["https://", "http://", "ftp://"]
        .into_iter()
        .filter_map(|scheme| find(scheme).map(|start| (start, start + scheme.len())))
        .min();
    let (start, after_scheme, bare) = match with_scheme {
        Some((start, after)) => (start, after, false),
        None if lower.starts_with(&['w', 'w', 'w', '.']) => (0, 0, false),
        None => (lower.iter().position(|character| character.is_alphanumeric())?, 0, true),
    };
    let mut end = run.len();
    while end > start
        && matches!(run[end - 1], '.' | ',' | ';' | ':' | '!' | '?' | '\'' | ']' | '*' | '_' | '’')
    {
        end -= 1;
    }
    let address: String = lower.get(after_scheme.max(start)..end)?.iter().collect();
    let authority = address.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let (user, host) =
        authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let host = without_port(host);
    if host.is_empty() || (bare && (user.is_some() || !is_bare_link(host, address.len() > authority.len()))) {
        return None;
    }
    let place = |index: usize| u32::try_from(offset + index).unwrap_or(u32::MAX);
    Some(Link {
        span: Span { start: place(start), end: place(end) },
        host: host.to_owned(),
        has_user: user.is_some(),
    })
}

fn without_port(host: &str) -> &str {
    if host.starts_with('[') {
        return host.split_inclusive(']').next().unwrap_or(host);
    }
    host.split(':').next().unwrap_or(host)
}

/// `host.example/path` is a link, `end.Start` of a sloppy sentence is none; a shortener is one in any case.
fn is_bare_link(host: &str, has_path: bool) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let top_is_name =
        labels.last().is_some_and(|top| top.chars().count() >= 2 && top.chars().all(char::is_alphabetic));
    let labels_fit = labels.iter().all(|label| {
        !label.is_empty() && label.chars().all(|character| character.is_alphanumeric() || character == '-')
    });
    labels.len() >= 2 && labels_fit && top_is_name && (has_path || is_shortener(host))
}

fn is_shortener(host: &str) -> bool {
    SHORTENERS.contains(&host.strip_prefix("www.").unwrap_or(host))
}

/// An IP address in any of the ways that browsers read one: dotted, one number, hexadecimal, IPv6.
fn is_machine_address(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[') {
        return inner.trim_end_matches(']').parse::<Ipv6Addr>().is_ok();
    }
    let number = |part: &str| {
        let hexadecimal = part.strip_prefix("0x");
        let hexadecimal =
            hexadecimal.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        hexadecimal || (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    host.parse::<Ipv4Addr>().is_ok() || (host.split('.').count() <= 4 && host.split('.').all(number))
}

/// Whether a host passes for another: Punycode (readers can't read it), a label of mixed scripts, or one that is made
/// of look-alikes of Latin letters altogether, under a Latin top level.
fn is_disguised(host: &str) -> bool {
    let latin_top = host.rsplit('.').next().is_some_and(str::is_ascii);
    host.split('.').any(|label| {
        if label.starts_with("xn--") {
            return true;
        }
        let letters = || label.chars().filter(|character| character.is_alphabetic());
        let has = |script| letters().any(|letter| Script::of(letter) == Some(script));
        let scripts = [Script::Latin, Script::Cyrillic, Script::Greek, Script::Armenian];
        let mixed = scripts.into_iter().filter(|script| has(*script)).count() > 1;
        let imitated =
            latin_top && !label.is_ascii() && letters().next().is_some() && letters().all(looks_latin);
        mixed || imitated
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{marked, subject},
        *,
    };
    use crate::moderation::SignalVerdict;

    fn examine(text: &str) -> Finding {
        Links.examine(&subject(text, None)).unwrap()
    }

    #[test]
    fn every_link_is_marked_as_it_was_typed() {
        let text = "Жук: [see](https://example.org/a_(b), and www.example.net/x! Then <http://example.com>; archive.example/p.";
        let finding = examine(text);
        assert_eq!(finding.verdict, SignalVerdict::Hold, "four are too many");
        assert_eq!(
            marked(text, &finding.spans),
            ["https://example.org/a", "www.example.net/x", "http://example.com", "archive.example/p"]
        );
    }

    #[test]
    fn a_few_links_to_ordinary_hosts_pass() {
        let finding =
            examine("Sources: https://example.org/one and https://пример.рф/два, https://例え.jp/三");
        assert_eq!((finding.verdict, finding.spans.len()), (SignalVerdict::Publish, 3));
        assert_eq!(finding.explanation, Explanation::Links { count: 3 });
    }

    #[test]
    fn what_only_looks_like_a_link_is_none() {
        for text in
            ["It ended.Then it began", "e.g./i.e.", "ada@example.org", "3.14", "and/or", "v1.2/3", "..."]
        {
            assert_eq!(examine(text).spans, [], "{text}");
        }
    }

    #[test]
    fn links_that_hide_where_they_lead_are_held() {
        for text in ["https://bit.ly/3xyz", "bit.ly/3xyz", "see TinyURL.com/abc", "http://www.goo.gl/x"] {
            let finding = examine(text);
            assert!(matches!(finding.explanation, Explanation::ShortenedLink { .. }), "{text}: {finding:?}");
            assert_eq!(finding.verdict, SignalVerdict::Hold);
        }
    }

    #[test]
    fn bare_machine_addresses_are_held_in_every_spelling() {
        for text in [
            "http://93.184.216.34/",
            "http://93.184.216.34:8080/x",
            "http://1572395042/",
            "http://0x5db8d822/a",
            "http://[2001:db8::1]/",
        ] {
            let finding = examine(text);
            assert!(matches!(finding.explanation, Explanation::MachineAddress { .. }), "{text}: {finding:?}");
        }
    }

    #[test]
    fn hosts_that_pass_for_others_are_held() {
        for text in [
            "https://xn--80ak6aa92e.com/login",
            "https://раypal.com/",
            "https://аррӏе.com/",
            "https://bank.example@evil.example/",
        ] {
            let finding = examine(text);
            assert!(matches!(finding.explanation, Explanation::DisguisedHost { .. }), "{text}: {finding:?}");
            assert_eq!(finding.verdict, SignalVerdict::Hold);
        }
    }
}
