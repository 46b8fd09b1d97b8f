/// An error with its causes, on one line, for whoever looks into the dead letters.
pub(crate) fn reason(error: &dyn std::error::Error) -> String {
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        reason = format!("{reason}: {error}");
        cause = error.source();
    }
    reason
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_names_the_causes() {
        let cause = std::io::Error::other("the disk is full");
        let error = std::io::Error::other(Wrapped(cause));
        assert!(reason(&error).ends_with("the verdict can't be kept: the disk is full"));
    }

    #[derive(Debug, thiserror::Error)]
    #[error("the verdict can't be kept")]
    struct Wrapped(#[source] std::io::Error);
}
