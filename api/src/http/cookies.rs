//! The session cookie.

use chrono::TimeDelta;

/// Its name. Over https it has the prefix that keeps other hosts of the same domain from setting it (RFC 6265bis).
const fn name(secure: bool) -> &'static str {
    if secure { "__Host-fabula_session" } else { "fabula_session" }
}

/// A `Set-Cookie` value that keeps a session's token where scripts can't read it and other sites can't use it.
pub(crate) fn session(token: &str, lifetime: TimeDelta, secure: bool) -> String {
    set(token, lifetime.num_seconds(), secure)
}

/// A `Set-Cookie` value that takes it away.
pub(crate) fn cleared(secure: bool) -> String {
    set("", 0, secure)
}

fn set(token: &str, seconds: i64, secure: bool) -> String {
    let name = name(secure);
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

/// The session's token in a `Cookie` header.
pub(crate) fn read(header: &str, secure: bool) -> Option<&str> {
    header.split(';').find_map(|pair| pair.trim().strip_prefix(name(secure))?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_found_among_other_cookies() {
        assert_eq!(read("a=b; fabula_session=fabula_x; c=d", false), Some("fabula_x"));
        assert_eq!(read("fabula_session_other=x; a=b", false), None);
        assert_eq!(read("fabula_session=tossed; __Host-fabula_session=fabula_x", true), Some("fabula_x"));
    }
}
