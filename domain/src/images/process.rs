use std::io::Cursor;

use image::{
    DynamicImage, ExtendedColorType, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
    imageops::FilterType,
};
use sha2::{Digest as _, Sha256};

use super::model::{Format, WIDTHS};

/// The longest side that is kept.
const LONGEST_SIDE: u32 = 2_048;
/// The most memory that decoding may take: 64 megapixels of four bytes.
const DECODED_BYTES: u64 = 256 * 1024 * 1024;
/// Of 100. Above it files grow and eyes see no difference.
const JPEG_QUALITY: u8 = 85;

/// What an upload became.
#[derive(Debug, Clone)]
pub struct Processed {
    /// SHA-256 of the full size.
    pub hash: [u8; 32],
    /// What all renditions are.
    pub format: Format,
    /// The full size.
    pub full: Rendition,
    /// Narrower ones, in the widths of [`WIDTHS`].
    pub narrower: Vec<Rendition>,
}

/// An image in one size.
#[derive(Debug, Clone)]
pub struct Rendition {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why an upload is no image for us.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// Its content is of another type, whatever its name says.
    #[error("send a PNG, a JPEG, a WebP or a GIF")]
    UnknownType,
    /// It would need too much memory.
    #[error("the image has more than {most} pixels")]
    TooManyPixels {
        /// How many are allowed.
        most: u64,
    },
    /// It is broken.
    #[error("the image can't be read")]
    Broken(#[source] ImageError),
}

/// Decodes an image and encodes what is seen of it: upright, of at most 2,048 pixels a side, in a few widths, and without
/// anything else that was in the file. Of what moves, the first picture is kept.
///
/// The type is found in the content. JPEGs and opaque WebPs are photographs and become JPEG; the rest becomes lossless
/// WebP. How large it is decides before anything is decoded. Takes up to seconds: not for an async thread.
///
/// # Errors
/// If it is no PNG, JPEG, WebP or GIF, is too large or broken.
pub fn process(bytes: &[u8], most_pixels: u64) -> Result<Processed, ProcessError> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| ProcessError::Broken(ImageError::IoError(error)))?;
    let Some(source @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif)) =
        reader.format()
    else {
        return Err(ProcessError::UnknownType);
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refuse(error, most_pixels))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > most_pixels || decoder.total_bytes() > DECODED_BYTES {
        return Err(ProcessError::TooManyPixels { most: most_pixels });
    }
    let orientation = decoder.orientation().map_err(|error| refuse(error, most_pixels))?;
    let decoded = DynamicImage::from_decoder(decoder).map_err(|error| refuse(error, most_pixels))?;
    // Before it is turned: the small one is quicker to turn.
    let mut image = fit(decoded, LONGEST_SIDE, LONGEST_SIDE);
    image.apply_orientation(orientation);
    let image = to_plain_colours(image);
    let is_photograph = matches!(source, ImageFormat::Jpeg | ImageFormat::WebP);
    let is_opaque = !image.color().has_alpha();
    let format = if is_photograph && is_opaque { Format::Jpeg } else { Format::Webp };
    encode(&image, format).map_err(ProcessError::Broken)
}

fn refuse(error: ImageError, most: u64) -> ProcessError {
    match error {
        ImageError::Limits(_) => ProcessError::TooManyPixels { most },
        ImageError::Unsupported(_) => ProcessError::UnknownType,
        other => ProcessError::Broken(other),
    }
}

/// The image within a rectangle, its proportions kept; never larger than it was.
fn fit(image: DynamicImage, width: u32, height: u32) -> DynamicImage {
    if image.width() <= width && image.height() <= height {
        return image;
    }
    // A careful filter takes memory and time by the pixel: a coarse step first spares most of both.
    let is_huge = image.width() / 4 > width || image.height() / 4 > height;
    let image = if is_huge { image.thumbnail(width * 3, height * 3) } else { image };
    image.resize(width, height, FilterType::Lanczos3)
}

/// Eight bits a channel; transparency only where some of it shows.
fn to_plain_colours(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return DynamicImage::ImageRgb8(image.into_rgb8());
    }
    let image = image.into_rgba8();
    if image.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        return DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(image).into_rgb8());
    }
    DynamicImage::ImageRgba8(image)
}

fn encode(image: &DynamicImage, format: Format) -> Result<Processed, ImageError> {
    let full = rendition(image, format)?;
    let mut narrower = Vec::new();
    for width in WIDTHS.into_iter().filter(|width| *width < image.width()) {
        let scaled = fit(image.clone(), width, u32::MAX / 4);
        // Rounding can't make it another width: names promise this one.
        narrower.push(Rendition { width, ..rendition(&scaled, format)? });
    }
    Ok(Processed { hash: Sha256::digest(&full.bytes).into(), format, full, narrower })
}

fn rendition(image: &DynamicImage, format: Format) -> Result<Rendition, ImageError> {
    let mut bytes = Vec::new();
    match format {
        Format::Jpeg => JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(image)?,
        Format::Webp => {
            let colours =
                if image.color().has_alpha() { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
            WebPEncoder::new_lossless(&mut bytes).encode(
                image.as_bytes(),
                image.width(),
                image.height(),
                colours,
            )?;
        }
    }
    Ok(Rendition { width: image.width(), height: image.height(), bytes })
}

#[cfg(test)]
mod tests;
