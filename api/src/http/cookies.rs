//! The session cookie, and those of a sign-in that is under way: to another provider and back, and to the second factor.

use chrono::TimeDelta;

/// Its name. Over https it has the prefix that keeps other hosts of the same domain from setting it (RFC 6265bis).
const fn name(secure: bool) -> &'static str {
    if secure { "__Host-fabula_session" } else { "fabula_session" }
}

/// A `Set-Cookie` value that keeps a session's token where scripts can't read it and other sites can't use it.
pub(crate) fn session(token: &str, lifetime: TimeDelta, secure: bool) -> String {
    set(name(secure), token, lifetime.num_seconds(), secure, "Strict")
}

/// The same for a journey to another provider.
const fn journey_name(secure: bool) -> &'static str {
    if secure { "__Host-fabula_journey" } else { "fabula_journey" }
}

/// A `Set-Cookie` value by which a browser is known again that comes back from another provider. It comes from that site,
/// and brings only what is `Lax`.
pub(crate) fn journey(token: &str, lifetime: TimeDelta, secure: bool) -> String {
    set(journey_name(secure), token, lifetime.num_seconds(), secure, "Lax")
}

/// The same for a sign-in that waits for the second factor.
const fn challenge_name(secure: bool) -> &'static str {
    if secure { "__Host-fabula_challenge" } else { "fabula_challenge" }
}

/// A `Set-Cookie` value that keeps the challenge of a second factor for this site's own form.
pub(crate) fn challenge(token: &str, lifetime: TimeDelta, secure: bool) -> String {
    set(challenge_name(secure), token, lifetime.num_seconds(), secure, "Strict")
}

/// A `Set-Cookie` value that takes that away.
pub(crate) fn challenge_cleared(secure: bool) -> String {
    set(challenge_name(secure), "", 0, secure, "Strict")
}

/// A `Set-Cookie` value that takes the session away.
pub(crate) fn cleared(secure: bool) -> String {
    set(name(secure), "", 0, secure, "Strict")
}

fn set(name: &str, token: &str, seconds: i64, secure: bool, same_site: &str) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite={same_site}; Max-Age={seconds}{secure}")
}

/// The session's token in a `Cookie` header.
pub(crate) fn read(header: &str, secure: bool) -> Option<&str> {
    find(header, name(secure))
}

/// The challenge in a `Cookie` header.
pub(crate) fn read_challenge(header: &str, secure: bool) -> Option<&str> {
    find(header, challenge_name(secure))
}

/// What the browser of a journey has in a `Cookie` header.
pub(crate) fn read_journey(header: &str, secure: bool) -> Option<&str> {
    find(header, journey_name(secure))
}

fn find<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    header.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
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
