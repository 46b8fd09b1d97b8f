use std::fmt::Write as _;

/// The widths that an image is also made in, when it is wider: an avatar, a card, a column of text.
pub const WIDTHS: [u32; 3] = [160, 480, 960];

/// What images are kept as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Format {
    /// Photographs.
    Jpeg,
    /// Everything else, without loss.
    Webp,
}

impl Format {
    /// How names end.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// A picture as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// SHA-256 of the full-size rendition.
    pub hash: Vec<u8>,
    /// What it is kept as.
    pub format: Format,
    /// Pixels from left to right.
    pub width: i32,
    /// Pixels from top to bottom.
    pub height: i32,
    /// What it shows, in words, if somebody said.
    pub alt_text: Option<String>,
}

impl Image {
    /// The path of the full-size rendition on this instance: what texts show it by.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/images/{}", file_name(&self.hash, self.format, None))
    }

    /// The path of the narrowest rendition that has at least `width`, or of the full size.
    #[must_use]
    pub fn path_at(&self, width: u32) -> String {
        let narrower = self.widths().find(|candidate| *candidate >= width);
        format!("/images/{}", file_name(&self.hash, self.format, narrower))
    }

    /// The widths that it was also made in.
    pub fn widths(&self) -> impl Iterator<Item = u32> {
        let full = u32::try_from(self.width).unwrap_or(0);
        WIDTHS.into_iter().filter(move |width| *width < full)
    }
}

/// The name of a rendition: of the full size, or of a width.
#[must_use]
pub(crate) fn file_name(hash: &[u8], format: Format, width: Option<u32>) -> String {
    let mut name = String::with_capacity(72);
    for byte in hash {
        // Writing to a string does not fail.
        let _ = write!(name, "{byte:02x}");
    }
    if let Some(width) = width {
        let _ = write!(name, "-{width}");
    }
    format!("{name}.{}", format.extension())
}

/// Reads the last segment of an image's address; `None` for what can't be one.
#[must_use]
pub fn parse_name(name: &str) -> Option<Format> {
    let (stem, extension) = name.split_once('.')?;
    let format = [Format::Jpeg, Format::Webp].into_iter().find(|format| format.extension() == extension)?;
    let (hash, width) = stem.split_once('-').map_or((stem, None), |(hash, width)| (hash, Some(width)));
    let is_hash =
        hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'));
    let is_width = width.is_none_or(|width| WIDTHS.iter().any(|known| known.to_string() == width));
    (is_hash && is_width).then_some(format)
}

/// Where the object storage has a rendition: in 256 folders, so that none gets too large.
#[must_use]
pub fn object_name(name: &str) -> String {
    format!("{}/{name}", name.get(..2).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        let hash = [0xab; 32];
        for width in [None, Some(160), Some(960)] {
            let name = file_name(&hash, Format::Jpeg, width);
            assert_eq!(parse_name(&name), Some(Format::Jpeg), "{name}");
        }
        let name = file_name(&hash, Format::Webp, None);
        assert_eq!(parse_name(&name), Some(Format::Webp));
        assert_eq!(object_name(&name), format!("ab/{name}"));
        for bad in [
            "",
            "x.jpg",
            "../../etc/passwd",
            &name.to_uppercase(),
            &name.replace(".webp", ".svg"),
            &name.replace(".webp", "-161.webp"),
            &format!("{name}/x"),
        ] {
            assert_eq!(parse_name(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_narrowest_rendition_that_is_wide_enough_is_named() {
        let image = Image { hash: vec![0; 32], format: Format::Jpeg, width: 500, height: 10, alt_text: None };
        assert!(image.path_at(100).ends_with("-160.jpg"));
        assert!(image.path_at(161).ends_with("-480.jpg"));
        assert_eq!(image.path_at(481), image.path());
    }
}
