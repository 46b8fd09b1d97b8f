//! Titles fit for an address.

/// The longest slug, in characters.
const LONGEST: usize = 80;

/// Letters and digits of any script in lower case, hyphens between, at most 80 characters. Empty if there are none.
#[must_use]
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    let mut length = 0;
    for character in title.chars().flat_map(char::to_lowercase) {
        if length == LONGEST {
            break;
        }
        // A vowel sign belongs to its letter: without it, a word in Devanagari or Thai would fall apart.
        if character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character) {
            slug.push(character);
            length += 1;
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
            length += 1;
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_every_script() {
        assert_eq!(slug("  The Tea-House, 1923! "), "the-tea-house-1923");
        assert_eq!(slug("Чайная на Невском"), "чайная-на-невском");
        assert_eq!(slug("हिन्दी की कहानी"), "हिन्दी-की-कहानी");
        assert_eq!(slug("!!!"), "");
        assert_eq!(slug(&"long ".repeat(40)).chars().count(), 79);
    }
}
