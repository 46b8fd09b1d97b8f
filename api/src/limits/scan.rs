use crate::error::Refusal;

/// The deepest nesting of brackets that the parser is given. It recurses; this keeps it far from its stack's end.
const DEEPEST_NESTING: u32 = 100;

/// Counts a document's tokens as GraphQL's grammar has them, and how deep its brackets nest.
///
/// # Errors
/// If there are more than `most` tokens, or the nesting is too deep.
pub(crate) fn scan(document: &str, most: u32) -> Result<u32, Refusal> {
    let bytes = document.as_bytes();
    let (mut at, mut tokens, mut nesting) = (0, 0_u32, 0_u32);
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' | 0xEF | 0xBB | 0xBF => {
                at += 1;
                continue;
            }
            b'#' => {
                at += bytes[at..]
                    .iter()
                    .position(|byte| matches!(byte, b'\n' | b'\r'))
                    .unwrap_or(bytes.len() - at);
                continue;
            }
            b'"' => end_of_string(bytes, at)
                .ok_or_else(|| Refusal::bad_input("A string in the document is not closed."))?,
            b'{' | b'(' | b'[' => {
                nesting += 1;
                if nesting > DEEPEST_NESTING {
                    return Err(Refusal::too_complex(format!(
                        "The document nests brackets more than {DEEPEST_NESTING} deep."
                    )));
                }
                at + 1
            }
            b'}' | b')' | b']' => {
                nesting = nesting.saturating_sub(1);
                at + 1
            }
            b'.' => at + bytes[at..].iter().take(3).take_while(|byte| **byte == b'.').count(),
            byte if byte.is_ascii_digit() || byte == b'-' => {
                at + 1 + bytes[at + 1..].iter().take_while(|byte| is_word(**byte) || **byte == b'.').count()
            }
            byte if is_word(byte) => at + bytes[at..].iter().take_while(|byte| is_word(**byte)).count(),
            _ => at + 1,
        };
        tokens += 1;
        if tokens > most {
            return Err(Refusal::too_complex(format!("The document has more than {most} tokens.")));
        }
    }
    Ok(tokens)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where the string that begins at `at` ends; `None` if it is not closed. The parser would go back and read what
/// follows the quotes as something else, of which nothing has been counted.
fn end_of_string(bytes: &[u8], at: usize) -> Option<usize> {
    let block = bytes[at..].starts_with(b"\"\"\"");
    let mut at = at + if block { 3 } else { 1 };
    loop {
        match *bytes.get(at)? {
            b'\\' if block && bytes[at..].starts_with(b"\\\"\"\"") => at += 4,
            b'\\' if !block => at += 2,
            b'"' if !block => return Some(at + 1),
            b'"' if bytes[at..].starts_with(b"\"\"\"") => return Some(at + 3),
            b'\n' | b'\r' if !block => return None,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tokens_are_counted_as_the_grammar_has_them() {
        for (document, tokens) in [
            ("", 0),
            ("{ a }", 3),
            ("query Q($x: Int! = 1) { a(b: $x) @c ...F }", 24),
            ("{ a(b: \"x { y\", c: -1.5e3) } # { } comment", 11),
            ("{ a(b: \"\"\"x \" y \\\"\"\" { \"\"\") }", 8),
        ] {
            assert_eq!(scan(document, 100).unwrap(), tokens, "{document}");
        }
    }

    #[test]
    fn too_many_tokens_and_too_deep_nesting_are_refused() {
        assert!(scan(&"a ".repeat(101), 100).is_err());
        assert!(scan(&"{a".repeat(101), 1_000_000).is_err());
        assert!(scan(&"{a}".repeat(101), 1_000).is_ok());
    }

    #[test]
    fn nothing_hides_in_strings_that_are_not_closed_or_behind_dots() {
        for document in ["{ a(b: [\"\"\"x \" [[[[ ]) }", "{ a(b: \"x) }", "{ a(b: \"x\n\") }", "\"", "\"\\"] {
            assert!(scan(document, 100).is_err(), "{document}");
        }
        assert_eq!(scan("{a...A...A...A}", 100).unwrap(), 9);
    }

    proptest! {
        #[test]
        fn scanning_never_fails_on_anything_short(document in "\\PC{0,200}") {
            let _ = scan(&document, 10_000);
        }
    }
}
