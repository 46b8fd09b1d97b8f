use std::sync::LazyLock;

use axum::http::HeaderValue;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

/// The style sheet of all pages, which stands in each.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");
/// How cells of tables in texts are aligned: all that the sanitiser lets texts have of style.
const ALIGNMENTS: [&str; 3] = ["text-align: left", "text-align: center", "text-align: right"];

/// What a page may do: nothing but wear its style. Its data for search engines is in a `script` element that browsers don't
/// run.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let alignments: Vec<String> = ALIGNMENTS.iter().map(|style| hash(style)).collect();
    format!(
        "default-src 'none'; style-src-elem {}; style-src-attr 'unsafe-hashes' {}; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
        hash(STYLE),
        alignments.join(" ")
    )
});

fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// The policy of a page that shows images from this origin.
pub(super) fn for_images_of(origin: &str) -> HeaderValue {
    let policy = format!("{}; img-src {origin}", *POLICY);
    HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

/// The policy of a page with a form for this site.
pub(super) fn for_a_form() -> HeaderValue {
    let policy = POLICY.replace("form-action 'none'", "form-action 'self'");
    HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_what_the_page_has_and_no_script() {
        let policy = for_images_of("https://f.org");
        let policy = policy.to_str().unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.ends_with("img-src https://f.org"),
            "{policy}"
        );
        assert!(!policy.contains("script-src") && !policy.contains("'unsafe-inline'"), "{policy}");
        let form = for_a_form();
        assert!(form.to_str().unwrap().contains("form-action 'self'"));
        assert!(!STYLE.contains('<'), "it would end the element that it stands in");
    }
}
