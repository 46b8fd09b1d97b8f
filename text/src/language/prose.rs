//! The pieces of a Markdown text that a person wrote in a language: no code, addresses, mentions, tags, HTML.
//!
//! A reader of bytes, not a Markdown parser: it knows what it leaves out and nothing else, and costs less than looking up
//! the words does. Where CommonMark would see deeper (code nested in quoted lists), a few words of code may slip through.

/// How far the end of something that was opened is looked for, in bytes: HTML tags and link targets, code spans. Texts
/// made to be slow stay fast.
const FARTHEST: usize = 500;
const FARTHEST_CODE: usize = 2_000;
/// Endings of host names that are seldom written without a scheme for anything else.
const HOSTS: [&str; 9] = [".com", ".org", ".net", ".io", ".dev", ".app", ".edu", ".gov", ".info"];

/// Runs of text between white space and what is left out.
pub(super) struct Prose<'a> {
    text: &'a str,
    at: usize,
    /// Where the word ends that `at` is in, if it was begun before.
    word_end: usize,
    /// Since the last line end there was only white space.
    line_start: bool,
    /// The line before was empty.
    after_blank: bool,
    in_list: bool,
}

impl<'a> Prose<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, at: 0, word_end: 0, line_start: true, after_blank: true, in_list: false }
    }

    /// Goes to the next character that is no white space. The width of the white space before it on its line.
    fn skip_space(&mut self) -> usize {
        let mut indent = 0;
        let rest = self.text.get(self.at..).unwrap_or("");
        for (offset, character) in rest.char_indices() {
            match character {
                '\n' => {
                    self.after_blank = self.line_start;
                    self.line_start = true;
                    indent = 0;
                }
                '\t' => indent += 4,
                ' ' => indent += 1,
                _ if character.is_whitespace() => {}
                _ => {
                    self.at += offset;
                    return indent;
                }
            }
        }
        self.at = self.text.len();
        indent
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    /// At the start of a line: goes past it if it is code. Whether it did.
    fn skip_code_block(&mut self, indent: usize) -> bool {
        let rest = self.rest();
        let first = rest.as_bytes().first().copied().unwrap_or(0);
        if matches!(first, b'`' | b'~') {
            let fence = run(rest, first);
            if fence >= 3 {
                self.skip_fenced(first, fence);
                return true;
            }
        }
        let item = is_item(rest);
        if indent >= 4 && self.after_blank && !self.in_list {
            self.skip_line();
            // The line after it is code too, if it is as far in.
            self.line_start = true;
            return true;
        }
        if item {
            self.in_list = true;
        } else if self.after_blank && indent < 2 {
            self.in_list = false;
        }
        false
    }

    /// From an opening fence to behind the closing one, or to the end: nothing else closes it.
    fn skip_fenced(&mut self, sign: u8, length: usize) {
        self.skip_line();
        while self.at < self.text.len() {
            self.at += 1;
            let line = self.rest();
            let line = &line[..line.find('\n').unwrap_or(line.len())];
            self.at += line.len();
            let closing = line.trim_start();
            let signs = run(closing, sign);
            if signs >= length && closing[signs..].trim().is_empty() {
                break;
            }
        }
        self.line_start = false;
    }

    /// From a run of backticks to behind the next one of the same length in the paragraph. Whether there is one.
    fn skip_code_span(&mut self, from: usize) -> bool {
        let rest = self.text.get(from..).unwrap_or("");
        let opening = run(rest, b'`');
        let near = &rest[..rest.floor_char_boundary(FARTHEST_CODE.max(opening))];
        let paragraph = near.split("\n\n").next().unwrap_or(near);
        let mut at = opening;
        while let Some(found) = paragraph[at..].find('`') {
            let closing = run(&paragraph[at + found..], b'`');
            at += found + closing;
            if closing == opening {
                self.at = from + at;
                return true;
            }
        }
        // Left as it is, and not looked at again.
        false
    }

    /// From `open` to behind the first `close`, if that is not far and no empty line is between.
    fn skip_to(&mut self, from: usize, close: char) -> bool {
        let rest = self.text.get(from..).unwrap_or("");
        let near = rest.char_indices().take_while(|(offset, _)| *offset < FARTHEST);
        let mut depth = 0_u32;
        let mut line_end = false;
        for (offset, character) in near {
            match character {
                '(' if close == ')' => depth += 1,
                _ if character == close && depth <= 1 => {
                    self.at = from + offset + character.len_utf8();
                    return true;
                }
                ')' if close == ')' => depth -= 1,
                '\n' if line_end => return false,
                _ => {}
            }
            line_end = character == '\n';
        }
        false
    }

    /// The part of a word with signs in it that is text. Goes past the rest of it.
    fn part(&mut self, word: &'a str) -> &'a str {
        let start = self.at;
        let end = start + word.len();
        self.at = end;
        if let Some(offset) = word.find(['`', '<', ']', '&']) {
            let before = &word[..offset];
            let after = &word[offset..];
            let skipped = match after.as_bytes()[0] {
                b'`' => self.skip_code_span(start + offset),
                b'<' => opens_tag(after) && self.skip_to(start + offset, '>'),
                // A target that does not end soon is data, not a page: it ends with the word.
                b']' => {
                    after.starts_with("](")
                        && (self.skip_to(start + offset + 1, ')') || after.len() > FARTHEST)
                }
                _ => entity(after).is_some_and(|length| {
                    self.at = start + offset + length;
                    true
                }),
            };
            if !skipped {
                // Only this sign is no text; what follows is read as a word of its own.
                self.at = start + offset + run(after, after.as_bytes()[0]);
            }
            return if is_left_out(before) { "" } else { before };
        }
        if is_left_out(word) { "" } else { word }
    }
}

impl<'a> Iterator for Prose<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let indent = self.skip_space();
            if self.at >= self.text.len() {
                return None;
            }
            if std::mem::take(&mut self.line_start) && self.skip_code_block(indent) {
                continue;
            }
            let rest = self.rest();
            // What is left of a word is not searched for its end again.
            let (end, special) = match self.word_end.checked_sub(self.at) {
                Some(length) if length > 0 => (length, true),
                _ => word_end(rest),
            };
            let word = &rest[..end];
            if !special {
                self.at += end;
                return Some(word);
            }
            self.word_end = self.at + end;
            let part = self.part(word);
            if !part.is_empty() {
                return Some(part);
            }
        }
    }
}

/// What a byte is to [`word_end`]: nothing, a sign that could be other than text, or white space.
const BYTES: [u8; 256] = {
    let mut bytes = [0; 256];
    let signs = b"`<]&@#:/.";
    let mut index = 0;
    while index < signs.len() {
        bytes[signs[index] as usize] = SIGN;
        index += 1;
    }
    let spaces = b" \t\n\x0B\x0C\r";
    index = 0;
    while index < spaces.len() {
        bytes[spaces[index] as usize] = SPACE;
        index += 1;
    }
    bytes
};
const SIGN: u8 = 1;
const SPACE: u8 = 2;

/// Where a word ends, and whether there is anything in it that could be other than text. White space outside of ASCII
/// does not end it: it is no letter, and separates words anyway.
fn word_end(rest: &str) -> (usize, bool) {
    let mut met = 0;
    for (offset, byte) in rest.bytes().enumerate() {
        met |= BYTES[usize::from(byte)];
        if met >= SPACE {
            return (offset, met & SIGN != 0);
        }
    }
    (rest.len(), met != 0)
}

/// How often a sign is repeated at the start.
fn run(text: &str, sign: u8) -> usize {
    text.bytes().take_while(|byte| *byte == sign).count()
}

/// `- `, `* `, `+ `, `1. `, `1) `.
fn is_item(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match &line.as_bytes()[digits..] {
        [b'.' | b')', b' ', ..] => digits > 0,
        [b'-' | b'*' | b'+', b' ', ..] => digits == 0,
        _ => false,
    }
}

/// Whether a `<` begins a tag, a comment or an address in angle brackets; `<3` and `a < b` don't.
fn opens_tag(text: &str) -> bool {
    matches!(text.as_bytes(), [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?', ..])
}

/// The length of `&amp;` or `&#39;` at the start.
fn entity(text: &str) -> Option<usize> {
    let name = text[1..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    (name > 1 && name < 32 && text.as_bytes().get(name + 1) == Some(&b';')).then_some(name + 2)
}

/// Whether a word is no word: a mention, a tag, an address of the web or of mail, an emoji's name.
fn is_left_out(word: &str) -> bool {
    let bare =
        word.trim_matches(|sign: char| sign.is_ascii_punctuation() && !matches!(sign, '@' | '#' | ':' | '/'));
    match bare.as_bytes() {
        [b'@' | b'#', second, ..] => *second != b'#' && !second.is_ascii_punctuation(),
        [b':', inner @ .., b':'] => {
            !inner.is_empty()
                && inner.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-'))
        }
        _ => is_address(bare),
    }
}

fn is_address(word: &str) -> bool {
    if word.contains("://") || word.starts_with("www.") {
        return true;
    }
    let (before, after) = word.split_once('@').unwrap_or(("", word));
    if !before.is_empty() && after.contains('.') {
        return true;
    }
    let host = word.split('/').next().unwrap_or(word);
    let path = host.len() < word.len();
    let dotted = host.find('.').is_some_and(|dot| dot > 0 && dot + 2 < host.len());
    let ascii = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    let known = || {
        let host = host.to_ascii_lowercase();
        HOSTS.iter().any(|ending| host.ends_with(ending))
    };
    dotted && ascii && (path || known())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(text: &str) -> String {
        Prose::of(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_no_text_is_left_out() {
        for (text, expected) in [
            ("plain words, nothing else", "plain words, nothing else"),
            ("see https://example.org/a/b and www.example.org.", "see and"),
            ("see [the page](https://example.org/a_(b) \"its title\"), please", "see [the page , please"),
            ("![a cat](/cat.png) sleeps", "![a cat sleeps"),
            ("<https://example.org> and <b class=\"x y\">bold</b>", "and bold"),
            ("I <3 tea, a < b", "I 3 tea, a b"),
            ("thanks @ana_b and (@juan), #history #2", "thanks and"),
            ("mail ana@example.org now", "mail now"),
            ("at example.com, or example.rs/path", "at or"),
            ("ciao.come stai and/or 3.14", "ciao.come stai and/or 3.14"),
            ("run `let x = 1;` now", "run now"),
            ("``a ` b`` rest", "rest"),
            ("don`t stop", "don t stop"),
            ("nice :thumbs_up: work", "nice work"),
            ("salt &amp; pepper", "salt pepper"),
            ("before\n```rust\nlet x = 1;\n```\nafter", "before after"),
            ("before\n~~~~\n~~~\ncode\n~~~~\nafter", "before after"),
            ("before\n\n    code here\n\n    more code\n\nafter", "before after"),
            ("lazy\n    continuation", "lazy continuation"),
            ("- item\n\n    its second paragraph\n\nafter", "- item its second paragraph after"),
            ("# Title\n\n> quoted *words*", "# Title > quoted *words*"),
            ("```\nnever closed", ""),
            ("", ""),
        ] {
            assert_eq!(prose(text), expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "[ a-zäß日\n\t`~<>\\[\\]()&;#@:/._!\\-\\*0-9]{0,120}") {
            let mut last = 0;
            for piece in Prose::of(&text) {
                proptest::prop_assert!(!piece.is_empty());
                // Pieces are parts of the text, in its order.
                let at = piece.as_ptr() as usize - text.as_ptr() as usize;
                proptest::prop_assert!(at >= last);
                last = at + piece.len();
            }
        }

        #[test]
        fn words_without_signs_all_come_through(words in proptest::collection::vec("[a-zéßж]{1,9}", 0..30)) {
            let text = words.join(" ");
            proptest::prop_assert_eq!(prose(&text), text);
        }
    }
}
