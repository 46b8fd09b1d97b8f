//! The name of a request, in its answer and in everything that is logged on its behalf.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use fabula_platform::{clock::Clock as _, clock::SystemClock, ids};

/// Where a proxy or a client says it, and where the answer repeats it.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest that is taken from outside.
const LONGEST: usize = 128;

/// The caller's own name for the request if it is fit for a log, or a new one.
pub(super) fn of(headers: &HeaderMap) -> HeaderValue {
    let is_sane = |value: &&HeaderValue| {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:+/=".contains(byte);
        (1..=LONGEST).contains(&value.len()) && value.as_bytes().iter().all(plain)
    };
    if let Some(given) = headers.get(REQUEST_ID).filter(is_sane) {
        return given.clone();
    }
    let made = ids::uuid_at(SystemClock.now()).to_string();
    HeaderValue::from_str(&made).unwrap_or_else(|_| HeaderValue::from_static("unnamed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_fit_for_a_log_is_taken_from_outside() {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, "7f3a:edge-1/42".parse().unwrap());
        assert_eq!(of(&headers), "7f3a:edge-1/42");
        let long = "x".repeat(129);
        for odd in ["", "two words", "<script>", "a\"b", &long] {
            headers.insert(REQUEST_ID, odd.parse().unwrap());
            let made = of(&headers);
            assert!(made != odd && made.len() == 36, "{odd:?}: {made:?}");
        }
        assert_ne!(of(&HeaderMap::new()), of(&HeaderMap::new()));
    }
}
