use std::process::ExitCode;

/// What stopped a command: one line on standard error, and an exit code.
///
/// It is no `std::error::Error` itself, so that every error turns into one with its whole chain.
#[derive(Debug)]
pub(crate) struct Failure {
    line: String,
    code: u8,
}

impl Failure {
    /// The settings or arguments can't work: exit code 2.
    pub(crate) fn usage(line: impl Into<String>) -> Self {
        Self { line: line.into(), code: 2 }
    }

    /// It was tried and did not work: exit code 1.
    pub(crate) fn new(line: impl Into<String>) -> Self {
        Self { line: line.into(), code: 1 }
    }

    /// Tells the person at the terminal, on one line whatever the message holds.
    pub(crate) fn report(self) -> ExitCode {
        let line =
            self.line.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        eprintln!("fabula: {line}");
        ExitCode::from(self.code)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.line)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(chain(&error))
    }
}

/// An error with its causes. A cause that its effect has already told is left out.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let words = error.to_string();
        if !line.ends_with(&words) {
            line = format!("{line}: {words}");
        }
        cause = error.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the comment can't be kept")]
    struct Effect(#[source] std::io::Error);

    #[derive(Debug, thiserror::Error)]
    #[error(transparent)]
    struct Same(#[from] Effect);

    #[test]
    fn a_chain_tells_every_cause_once() {
        let effect = Effect(std::io::Error::other("no space left"));
        assert_eq!(chain(&Same(effect)), "the comment can't be kept: no space left");
    }
}
