//! The command line as a person or a script meets it: the real binary, nothing in its environment.

#[cfg(feature = "embedded")]
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
};
use std::{
    path::Path,
    process::{Command, Output},
};

fn fabula(directory: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fabula"))
        .args(arguments)
        .current_dir(directory)
        .env_clear()
        // Nothing may end up in the home directory of whoever runs the tests.
        .env("HOME", directory)
        // Unpacked once for all runs instead of once for each.
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .envs(environment.iter().copied())
        .output()
        .expect("the binary starts")
}

/// A run that needs no folder of its own.
fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let directory = tempfile::tempdir().expect("a folder");
    let output = fabula(directory.path(), arguments, environment);
    let left = std::fs::read_dir(directory.path()).expect("the folder").count();
    assert_eq!(left, 0, "{arguments:?} left files behind");
    output
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// The one line on standard error of a run that was refused.
#[track_caller]
fn refusal(output: &Output) -> String {
    let stderr = String::from_utf8(output.stderr.clone()).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert_eq!(stdout(output), "");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    stderr
}

#[test]
fn a_bad_value_is_one_clear_line_and_exit_code_2() {
    for (name, value, wanted) in [
        ("FABULA_LISTEN", "everywhere", "everywhere"),
        ("FABULA_LOG_FORMAT", "xml", "possible values: text, json"),
        ("FABULA_LOG", "=,=", "FABULA_LOG"),
        ("FABULA_DATABASE_CONNECTIONS", "0", "1..=500"),
        ("FABULA_MIGRATE_ON_START", "maybe", "maybe"),
        ("FABULA_NAMESPACE", "a:b", "a namespace takes"),
        ("FABULA_WORKER_ONLY", "modration", "the jobs are moderation"),
        ("FABULA_WORKER_PREFETCH", "many", "many"),
        ("FABULA_MAIL_FROM", "nobody", "a mailbox looks like"),
        ("FABULA_IMAGES_S3_BUCKET", "My Bucket", "3 to 63"),
        ("FABULA_IMAGES_S3_ENDPOINT", "https://storage.example.org", "FABULA_IMAGES_S3_BUCKET is not"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "collector"),
    ] {
        let line = refusal(&run(&["serve"], &[(name, value)]));
        assert!(line.contains(name) && line.contains(wanted), "{name}: {line}");
    }
    let line = refusal(&run(&["--lisen", "127.0.0.1:0"], &[]));
    assert!(line.contains("--listen"), "{line}");
    let line = refusal(&run(&["sreve"], &[]));
    assert!(line.contains("serve"), "{line}");
}

#[test]
fn a_url_of_another_kind_is_refused_without_being_shown() {
    for name in ["DATABASE_URL", "AMQP_URL", "REDIS_URL", "SMTP_URL"] {
        for value in ["http://ada:hunter2@127.0.0.1", "hunter2"] {
            let line = refusal(&run(&["serve"], &[(name, value)]));
            assert!(line.contains(name) && !line.contains("hunter2"), "{line}");
        }
    }
}

#[test]
fn a_bucket_without_a_key_is_refused() {
    let environment = [("FABULA_IMAGES_S3_BUCKET", "pictures"), ("AWS_SECRET_ACCESS_KEY", "hunter2")];
    let line = refusal(&run(&["serve"], &environment));
    assert!(line.contains("AWS_ACCESS_KEY_ID") && !line.contains("hunter2"), "{line}");
    let bad = [("FABULA_IMAGES_S3_ENDPOINT", "https://ada:hunter2@storage.example.org")];
    let key = [("AWS_ACCESS_KEY_ID", "ada"), ("AWS_SECRET_ACCESS_KEY", "hunter2")];
    let line = refusal(&run(&["serve"], &[&environment[..1], &bad, &key].concat()));
    assert!(line.contains("FABULA_IMAGES_S3_ENDPOINT") && !line.contains("hunter2"), "{line}");
}

#[test]
fn one_side_alone_is_refused_without_what_the_sides_share() {
    const DATABASE: (&str, &str) = ("DATABASE_URL", "postgres://127.0.0.1:1/none");
    const BROKER: (&str, &str) = ("AMQP_URL", "amqp://127.0.0.1:1");
    for side in ["api", "worker"] {
        for environment in [&[][..], &[DATABASE], &[DATABASE, ("AMQP_URL", "")]] {
            let line = refusal(&run(&[side], environment));
            assert!(line.contains(&format!("`fabula {side}` needs AMQP_URL")), "{line}");
        }
        let line = refusal(&run(&[side], &[BROKER]));
        assert!(line.contains(&format!("`fabula {side}` needs DATABASE_URL")), "{line}");
    }
}

#[test]
fn the_schema_is_printed_without_a_database() {
    let output = run(&["schema"], &[("DATABASE_URL", "postgres://127.0.0.1:1/none")]);
    assert!(output.status.success());
    let schema = stdout(&output);
    assert!(schema.contains("type Query") && schema.contains("commentEvents("), "{schema}");
}

#[test]
fn the_configuration_is_shown_with_its_sources_and_without_secrets() {
    let environment = [
        ("DATABASE_URL", "postgres://ada:hunter2@127.0.0.1/fabula"),
        ("AMQP_URL", "amqp://ada:hunter2@127.0.0.1"),
        ("REDIS_URL", "redis://:hunter2@127.0.0.1"),
        ("FABULA_IMAGES_S3_BUCKET", "pictures"),
        ("AWS_ACCESS_KEY_ID", "hunter2"),
        ("AWS_SECRET_ACCESS_KEY", "hunter2"),
        ("FABULA_NAMESPACE", "elsewhere"),
    ];
    let output = run(&["config", "--worker-prefetch", "7"], &environment);
    assert_eq!(output.status.code(), Some(2), "the flag is called --prefetch");
    let output = run(&["config", "--prefetch", "7"], &environment);
    assert!(output.status.success());
    let text = stdout(&output);
    assert!(!text.contains("hunter2"), "{text}");
    let shown = |name: &str| {
        let line =
            text.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}: {text}"));
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(shown("DATABASE_URL"), ["DATABASE_URL", "(hidden)", "environment"]);
    assert_eq!(shown("FABULA_IMAGES_S3_BUCKET"), ["FABULA_IMAGES_S3_BUCKET", "pictures", "environment"]);
    assert_eq!(shown("AWS_SECRET_ACCESS_KEY"), ["AWS_SECRET_ACCESS_KEY", "(hidden)", "environment"]);
    assert_eq!(shown("FABULA_NAMESPACE"), ["FABULA_NAMESPACE", "elsewhere", "environment"]);
    assert_eq!(shown("FABULA_WORKER_PREFETCH"), ["FABULA_WORKER_PREFETCH", "7", "flag"]);
    assert_eq!(shown("FABULA_LISTEN"), ["FABULA_LISTEN", "127.0.0.1:8080", "default"]);
}

#[test]
fn help_shows_every_setting_and_no_secret() {
    let output = run(&["--help"], &[("DATABASE_URL", "postgres://ada:hunter2@127.0.0.1/fabula")]);
    assert!(output.status.success());
    let help = stdout(&output);
    assert!(!help.contains("hunter2"));
    let config = stdout(&run(&["config"], &[]));
    for name in config.lines().skip(1).filter_map(|line| line.split_whitespace().next()) {
        assert!(help.contains(name), "{name} is missing");
    }
    for command in
        ["serve", "api", "worker", "migrate", "schema", "seed", "user", "dead-letters", "config", "doctor"]
    {
        assert!(help.lines().any(|line| line.trim_start().starts_with(command)), "{command} is missing");
    }
}

#[test]
fn an_account_without_a_password_or_with_a_bad_one_is_refused_before_anything_starts() {
    let create = ["user", "create", "--handle", "ada", "--email", "ada@example.org"];
    assert!(refusal(&run(&create, &[])).contains("FABULA_PASSWORD"));
    assert!(refusal(&run(&create, &[("FABULA_PASSWORD", "short")])).contains("8 to 256"));
    let grant = refusal(&run(&["user", "grant", "ada", "queen"], &[]));
    assert!(grant.contains("member, moderator, admin"), "{grant}");
}

#[cfg(feature = "embedded")]
#[test]
fn the_embedded_database_keeps_accounts_between_commands() {
    let directory = tempfile::tempdir().expect("a folder");
    let data = directory.path().join("data");
    let data = data.to_str().expect("UTF-8");
    let here = |arguments: &[&str]| {
        let environment = [("FABULA_DATA_DIR", data), ("FABULA_PASSWORD", "correct horse")];
        fabula(directory.path(), arguments, &environment)
    };
    let created =
        here(&["user", "create", "--handle", "ada", "--email", "ada@example.org", "--role", "Admin"]);
    assert!(stdout(&created).contains("created ada"), "{created:?}");
    assert!(stdout(&created).contains("an admin"), "{created:?}");
    let again = here(&["user", "create", "--handle", "Ada", "--email", "ada2@example.org"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("the handle is taken"), "{again:?}");
    let granted = here(&["user", "grant", "ada", "moderator"]);
    assert!(stdout(&granted).contains("ada is a moderator now"), "{granted:?}");
    let nobody = here(&["user", "grant", "eve", "admin"]);
    assert_eq!(nobody.status.code(), Some(1), "{nobody:?}");
    let doctor = here(&["doctor"]);
    assert!(doctor.status.success(), "{doctor:?}");
    let dead = here(&["dead-letters", "list", "--json"]);
    assert_eq!(stdout(&dead).trim(), "[]", "{dead:?}");
    let missing = here(&["dead-letters", "replay", "01890a5d-ac96-774b-bcce-b302099a8057"]);
    assert_eq!(missing.status.code(), Some(1), "{missing:?}");
}

/// A `fabula serve` that does not outlive its test.
#[cfg(feature = "embedded")]
struct Serving(Child);

#[cfg(feature = "embedded")]
impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(feature = "embedded")]
#[test]
fn the_embedded_database_lets_one_process_in_and_a_signal_stops_it_in_order() {
    let directory = tempfile::tempdir().expect("a folder");
    let data = directory.path().join("data");
    let data = data.to_str().expect("UTF-8");
    let child = Command::new(env!("CARGO_BIN_EXE_fabula"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir", data])
        .env_clear()
        .env("HOME", directory.path())
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut serving = Serving(child);
    let mut lines = BufReader::new(serving.0.stderr.take().expect("standard error")).lines();
    // The embedded database says a word of its own when it is unpacked for the first time.
    let greeting =
        lines.by_ref().map_while(Result::ok).find(|line| line.contains("listens")).expect("a greeting");
    for part in ["Fabula listens on http://127.0.0.1:", "/graphiql", data] {
        assert!(greeting.contains(part), "{greeting}");
    }

    let second = fabula(directory.path(), &["doctor", "--data-dir", data], &[]);
    assert_eq!(second.status.code(), Some(1), "{second:?}");
    assert!(stdout(&second).contains("another process uses it"), "{second:?}");

    let signalled = Command::new("kill").arg(serving.0.id().to_string()).status().expect("kill is there");
    assert!(signalled.success());
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    let status = serving.0.wait().expect("it ends");
    assert!(status.success(), "{status}: {rest:?}");

    let after = fabula(directory.path(), &["doctor", "--data-dir", data], &[]);
    assert!(after.status.success(), "{after:?}");
}
