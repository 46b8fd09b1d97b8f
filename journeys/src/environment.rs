//! Where the tests find what they need. The only place that reads the environment.

use fabula_platform::testing;
use secrecy::ExposeSecret as _;

fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "tests have no command line to be configured by")]
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A binary to test instead of the one beside this executable.
pub(crate) fn binary() -> Option<String> {
    variable("FABULA_BINARY")
}

/// The cargo that runs this test.
pub(crate) fn cargo() -> String {
    variable("CARGO").unwrap_or_else(|| "cargo".to_owned())
}

/// RabbitMQ.
#[must_use]
pub fn amqp() -> String {
    testing::amqp_url().expose_secret().to_owned()
}

/// Redis.
pub(crate) fn redis() -> String {
    testing::redis_url().expose_secret().to_owned()
}
