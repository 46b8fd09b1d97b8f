use std::{fmt::Write as _, path::PathBuf};

use crate::{cells::Cell, people::Who, rows::Row};

/// Where the documentation stands.
fn page() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/authorization.md"))
}

/// Fails if the documentation is not the table. With `UPDATE=1` in the environment it is written instead.
pub(crate) fn hold(rows: &[Row]) {
    let wanted = printed(rows);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(page(), &wanted).expect("the documentation can be written");
    }
    let found = std::fs::read_to_string(page()).unwrap_or_default();
    assert!(
        found == wanted,
        "docs/authorization.md is not the table: UPDATE=1 cargo test --locked --test authorization_matrix documentation"
    );
}

const INTRODUCTION: &str = "# Who may do and see what

Every field that clients may begin with, and every field of an object that not all who see the object see, for nine kinds of
people. A test asks a server for each of these cells, and fails for a field that is not here; `UPDATE=1 cargo test --locked
--test authorization_matrix documentation` prints the table.

- **anonymous** has not signed in. **stranger** has, and is nothing to the board in question.
- **member**, **contributor**, **board moderator** and **owner** belong to the board.
- **moderator** and **admin** are that on the instance, and nothing to the board.
- **banned** is banned from the board.

| in the table | |
| --- | --- |
| ✓ | it is shown, or done |
| sign in | an error with the code `UNAUTHENTICATED` |
| forbidden | an error with the code `FORBIDDEN` |
| no | a `PermissionError` among the payload's errors |
| banned | a `SanctionedError`, which says until when |
| hidden | null, a `NotFoundError`, or for a subscription `BAD_USER_INPUT`: the same as for what does not exist |
| empty | a list without it |
| | there is no such case |

What access tokens may do of this, [api.md](api.md) tells; [boards.md](boards.md) says what the rights on a board depend on.
";

fn printed(rows: &[Row]) -> String {
    let mut page = INTRODUCTION.to_owned();
    let mut chapter = "";
    for row in rows {
        if row.chapter != chapter {
            chapter = row.chapter;
            let titles: Vec<&str> = Who::ALL.iter().map(|who| who.title()).collect();
            let _ =
                write!(page, "\n## {chapter}\n\n| | {} |\n|{}\n", titles.join(" | "), " --- |".repeat(10));
        }
        let name = match row.of {
            "Query" | "Mutation" | "Subscription" => format!("`{}`", row.field),
            of => format!("`{of}.{}`", row.field),
        };
        let when = if row.when.is_empty() { String::new() } else { format!(" {}", row.when) };
        let cells: Vec<&str> = row.cells().iter().map(|cell: &Cell| cell.shown()).collect();
        let line = format!("| {name}{when} | {} |\n", cells.join(" | "));
        page.push_str(&line.replace("|  |", "| |").replace("|  |", "| |"));
    }
    page
}
