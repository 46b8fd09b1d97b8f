use image::{GenericImageView as _, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

const MOST: u64 = 50_000_000;

fn file(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Red on the left, blue on the right.
fn flag(width: u32, height: u32) -> DynamicImage {
    let colour = |x| if x < width / 2 { Rgb([250, 0, 0]) } else { Rgb([0, 0, 250]) };
    RgbImage::from_fn(width, height, |x, _| colour(x)).into()
}

fn read(rendition: &Rendition) -> DynamicImage {
    image::load_from_memory(&rendition.bytes).unwrap()
}

/// An Exif block with the orientation `turned`, and a GPS directory with a latitude (Exif 2.32, 4.6).
fn exif(turned: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08".to_vec();
    exif.extend([0, 2]);
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turned, 0, 0]);
    exif.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    exif.extend([0, 0, 0, 0]);
    exif.extend([0, 1]);
    exif.extend([0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0]);
    exif.extend([0, 0, 0, 0]);
    exif.extend(b"N 48 51 29.6 Secretive Street");
    exif
}

/// A JPEG as a camera makes it.
fn photograph(image: &DynamicImage, turned: u8) -> Vec<u8> {
    let jpeg = file(image, ImageFormat::Jpeg);
    let mut block = b"Exif\0\0".to_vec();
    block.extend(exif(turned));
    let mut photograph = jpeg[..2].to_vec();
    photograph.extend([0xff, 0xe1]);
    photograph.extend(u16::try_from(block.len() + 2).unwrap().to_be_bytes());
    photograph.extend(&block);
    photograph.extend(&jpeg[2..]);
    photograph
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn nothing_but_the_picture_is_kept() {
    let photograph = photograph(&flag(64, 32), 1);
    assert!(has(&photograph, b"Secretive") && has(&photograph, b"Exif"));
    let kept = process(&photograph, MOST).unwrap();
    assert_eq!(kept.format, Format::Jpeg);
    for secret in [&b"Secretive"[..], b"Exif", b"N 48"] {
        assert!(!has(&kept.full.bytes, secret));
    }
    let mut appended = file(&flag(8, 8), ImageFormat::Png);
    appended.extend(b"<script>alert(1)</script>");
    assert!(!has(&process(&appended, MOST).unwrap().full.bytes, b"script"));
}

#[test]
fn a_photograph_is_turned_as_its_camera_said() {
    // 6: the top of what is seen is on the right (Exif 2.32, 4.6.4 A).
    let kept = process(&photograph(&flag(64, 32), 6), MOST).unwrap();
    assert_eq!((kept.full.width, kept.full.height), (32, 64));
    let image = read(&kept.full);
    let (top, bottom) = (image.get_pixel(16, 4), image.get_pixel(16, 60));
    assert!(top.0[0] > 200 && bottom.0[2] > 200, "{top:?} {bottom:?}");
}

#[test]
fn what_is_large_is_made_smaller_and_in_several_widths() {
    let kept = process(&file(&flag(3_000, 1_500), ImageFormat::Jpeg), MOST).unwrap();
    assert_eq!((kept.full.width, kept.full.height), (2_048, 1_024));
    let widths: Vec<u32> = kept.narrower.iter().map(|rendition| read(rendition).width()).collect();
    assert_eq!(widths, WIDTHS);
    let small = process(&file(&flag(100, 400), ImageFormat::Png), MOST).unwrap();
    assert_eq!((small.full.width, small.full.height, small.narrower.len()), (100, 400, 0));
}

#[test]
fn transparency_and_sharp_edges_survive() {
    let image: DynamicImage = RgbaImage::from_pixel(20, 20, Rgba([1, 2, 3, 100])).into();
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let kept = process(&file(&image, format), MOST).unwrap();
        assert_eq!(kept.format, Format::Webp);
        assert_eq!(read(&kept.full).get_pixel(3, 3), Rgba([1, 2, 3, 100]));
    }
    let drawing = process(&file(&flag(20, 20), ImageFormat::Png), MOST).unwrap();
    assert_eq!(drawing.format, Format::Webp);
    assert_eq!(read(&drawing.full).get_pixel(3, 3), Rgba([250, 0, 0, 255]));
    assert_eq!(process(&file(&flag(20, 20), ImageFormat::Gif), MOST).unwrap().format, Format::Webp);
    assert_eq!(process(&file(&flag(20, 20), ImageFormat::WebP), MOST).unwrap().format, Format::Jpeg);
}

#[test]
fn the_same_picture_has_the_same_name() {
    let plain = file(&flag(64, 32), ImageFormat::Jpeg);
    let taken = photograph(&flag(64, 32), 1);
    assert_eq!(process(&plain, MOST).unwrap().hash, process(&taken, MOST).unwrap().hash);
}

#[test]
fn what_is_no_image_is_refused() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    for bytes in
        [&svg[..], b"", b"GIF", b"<!doctype html>", b"%PDF-1.7", b"BM\0\0\0\0\0\0\0\0", b"RIFF\0\0\0\0WAVE"]
    {
        assert!(matches!(process(bytes, MOST), Err(ProcessError::UnknownType)), "{bytes:?}");
    }
    let png = file(&flag(64, 64), ImageFormat::Png);
    assert!(matches!(process(&png[..png.len() / 2], MOST), Err(ProcessError::Broken(_))));
}

/// A PNG that says it has 60,000 × 60,000 pixels: 3.6 billion, of which it holds none.
#[test]
fn a_bomb_is_refused_before_it_is_decoded() {
    let mut bomb = file(&flag(1, 1), ImageFormat::Png);
    let side = 60_000_u32.to_be_bytes();
    bomb[16..20].copy_from_slice(&side);
    bomb[20..24].copy_from_slice(&side);
    let sum = checksum(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&sum);
    assert!(matches!(process(&bomb, MOST), Err(ProcessError::TooManyPixels { .. })));
    let honest = file(&flag(200, 200), ImageFormat::Gif);
    assert!(matches!(process(&honest, 39_999), Err(ProcessError::TooManyPixels { .. })));
}

/// CRC-32 as PNG has it (ISO 3309).
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 },
        )
    };
    !bytes.iter().fold(u32::MAX, step)
}
