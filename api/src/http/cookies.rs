//! The session cookie.

use chrono::TimeDelta;

/// Its name.
pub(crate) const NAME: &str = "fabula_session";

/// A `Set-Cookie` value that keeps a session's token where scripts can't read it and other sites can't use it.
pub(crate) fn session(token: &str, lifetime: TimeDelta, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{NAME}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{secure}", lifetime.num_seconds())
}

/// A `Set-Cookie` value that takes it away.
pub(crate) fn cleared(secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{NAME}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0{secure}")
}

/// The session's token in a `Cookie` header.
pub(crate) fn read(header: &str) -> Option<&str> {
    header.split(';').find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_found_among_other_cookies() {
        assert_eq!(read("a=b; fabula_session=fabula_x; c=d"), Some("fabula_x"));
        assert_eq!(read("fabula_session_other=x; a=b"), None);
    }
}
