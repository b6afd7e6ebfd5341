//! What is drawn is read again by means of its own: the path of an SVG module by module, a PNG by the standard that it is
//! written by. Whether scanners read it is tested with other libraries (`tests/pkg/qr.test.js`).

use proptest::prelude::*;
use shortwave::{
    qr::{Background, Colour, Colours, Drawing, Format, Level, Logo, Margin, Options, QrError, Size},
    ranged::Ranged,
};

/// A PNG of one red pixel.
const RED: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQImWM4oOAAAALEASGB4xQKAAAAAElFTkSuQmCC";

fn levels() -> impl Strategy<Value = Level> {
    prop::sample::select(Level::ALL.to_vec())
}

fn colours() -> impl Strategy<Value = Colours> {
    let background = prop_oneof![
        4 => any::<[u8; 3]>().prop_map(|colour| Background::Colour(Colour(colour))),
        1 => Just(Background::Transparent),
    ];
    (any::<[u8; 3]>(), background).prop_filter_map("a pair that scans", |(foreground, background)| {
        Colours::new(Colour(foreground), background).ok()
    })
}

fn options() -> impl Strategy<Value = Options> {
    let logo = prop_oneof![3 => Just(None), 1 => Just(Some(RED.parse::<Logo>().unwrap()))];
    (Size::MIN..=Size::MAX, Margin::MIN..=Margin::MAX, levels(), colours(), logo).prop_map(
        |(size, margin, level, colours, logo)| Options {
            size: Size::try_from(size).unwrap(),
            margin: Margin::try_from(margin).unwrap(),
            level,
            colours,
            logo,
        },
    )
}

fn drawings() -> impl Strategy<Value = Drawing> {
    let text = prop_oneof!["[0-9]{1,40}", "[0-9A-Z $%*+./:-]{1,40}", "\\PC{1,60}", "(?s).{1,20}"];
    let format = prop::sample::select(vec![Format::Svg, Format::Png]);
    (format, text, options()).prop_map(|(format, text, options)| Drawing { format, text, options })
}

fn drawn(format: Format, text: &str, options: &Options) -> Result<Vec<u8>, QrError> {
    Drawing { format, text: text.to_owned(), options: options.clone() }.draw()
}

fn svg(text: &str, options: &Options) -> String {
    String::from_utf8(drawn(Format::Svg, text, options).unwrap()).unwrap()
}

/// What stands between two marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("{start} in {text}"));
    rest.split_once(end).unwrap().0
}

/// The dark modules of an SVG, margin included, row by row.
fn modules(svg: &str) -> Vec<Vec<bool>> {
    let side: usize = between(svg, "viewBox=\"0 0 ", " ").parse().unwrap();
    let mut modules = vec![vec![false; side]; side];
    let (mut x, mut y) = (0, 0);
    for run in between(svg, "d=\"M4 4", "\"").split('z').filter(|run| !run.is_empty()) {
        // The first begins at the margin of four, each other where the one before it did.
        let (start, length) = run.split_once('h').unwrap();
        let (right, down) = start.trim_start_matches('m').split_once(' ').unwrap_or(("0", "0"));
        if (x, y) == (0, 0) {
            (x, y) = (4, 4);
        }
        x += right.parse::<i32>().unwrap();
        y += down.parse::<i32>().unwrap();
        let length: i32 = length.split_once('v').unwrap().0.parse().unwrap();
        for x in x..x + length {
            let row = modules.get_mut(usize::try_from(y).unwrap()).unwrap();
            *row.get_mut(usize::try_from(x).unwrap()).unwrap() = true;
        }
    }
    modules
}

/// The chunks of a PNG, each by its name. That checksums are right is for libpng to say (`tests/pkg/qr.test.js`).
fn chunks(png: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut rest = png.strip_prefix(b"\x89PNG\r\n\x1a\n").expect("a signature");
    let mut chunks = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk() {
        let (name, after) = after.split_at(4);
        let (data, after) = after.split_at(u32::from_be_bytes(*length) as usize);
        let (_checksum, after) = after.split_at(4);
        chunks.push((String::from_utf8(name.to_vec()).unwrap(), data.to_vec()));
        rest = after;
    }
    chunks
}

/// The side and the RGBA of a PNG, by the decoder that logos are read with.
fn pixels(png: &[u8]) -> (usize, Vec<[u8; 4]>) {
    let header = minipng::decode_png_header(png).unwrap();
    let mut buffer = vec![0; header.required_bytes_rgba8bpc()];
    let mut image = minipng::decode_png(png, &mut buffer).unwrap();
    image.convert_to_rgba8bpc().unwrap();
    let side = image.width() as usize;
    assert_eq!(image.width(), image.height());
    (side, buffer.as_chunks().0.iter().take(side * side).copied().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn bytes_say_all_of_a_drawing(drawing in drawings()) {
        prop_assert_eq!(Drawing::from_bytes(&drawing.to_bytes()), Ok(drawing));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(drawing) = Drawing::from_bytes(&bytes) {
            prop_assert_eq!(Drawing::from_bytes(&drawing.to_bytes()), Ok(drawing));
        }
    }

    #[test]
    fn a_drawing_is_drawn_or_says_what_is_wrong(drawing in drawings()) {
        match drawing.draw() {
            Ok(image) => prop_assert!(!image.is_empty()),
            Err(QrError::TooSmall { least }) => {
                let size = Size::try_from(i64::from(least)).unwrap();
                prop_assert!(size.pixels() > drawing.options.size.pixels());
                let options = Options { size, ..drawing.options };
                prop_assert!(drawn(drawing.format, &drawing.text, &options).is_ok());
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn a_png_shows_the_modules_of_the_svg(text in "\\PC{1,80}", level in levels(), colours in colours(), size in 200_i64..=600) {
        let options = Options { size: Size::try_from(size).unwrap(), level, colours, ..Options::default() };
        let modules = modules(&svg(&text, &options));
        let (side, pixels) = pixels(&drawn(Format::Png, &text, &options).unwrap());
        prop_assert_eq!(side, usize::try_from(size).unwrap());
        let scale = side / modules.len();
        let symbol = modules.len() - 8;
        let edge = (side - scale * symbol) / 2;
        let Colour([red, green, blue]) = colours.foreground();
        let Colour([light_red, light_green, light_blue]) = colours.background().colour();
        let opacity = if colours.background() == Background::Transparent { 0 } else { 255 };
        let module = |at: usize| at.checked_sub(edge).map_or(0, |at| at / scale + 4).min(modules.len() - 1);
        for (at, pixel) in pixels.iter().enumerate() {
            let is_dark = modules[module(at / side)][module(at % side)];
            let expected =
                if is_dark { [red, green, blue, 255] } else { [light_red, light_green, light_blue, opacity] };
            prop_assert_eq!(*pixel, expected, "pixel {}", at);
        }
    }

    #[test]
    fn contrast_is_that_of_wcag(foreground in any::<[u8; 3]>(), background in any::<[u8; 3]>()) {
        let linear = |component: u8| {
            let component = f64::from(component) / 255.0;
            if component <= 0.04045 { component / 12.92 } else { ((component + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = |[red, green, blue]: [u8; 3]| 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
        for colour in [foreground, background] {
            prop_assert!((Colour(colour).luminance() - luminance(colour)).abs() < 1e-12);
        }
        let (dark, light) = (luminance(foreground), luminance(background));
        let expected = if light < dark {
            Err(QrError::Inverted)
        } else if (light + 0.05) / (dark + 0.05) < 3.0 {
            Err(QrError::Contrast)
        } else {
            Ok(())
        };
        let judged = Colours::new(Colour(foreground), Background::Colour(Colour(background)));
        prop_assert_eq!(judged.map(|_| ()), expected);
    }
}

#[test]
fn an_svg_is_one_path_with_a_title() {
    let svg = svg("https://sho.rt/a?b&c=<\"d\">\0", &Options::default());
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"512\" height=\"512\" viewBox=\"0 0 37 37\" role=\"img\" shape-rendering=\"crispEdges\">"), "{svg}");
    assert_eq!(between(&svg, "<title>", "</title>"), "https://sho.rt/a?b&amp;c=&lt;\"d\"&gt;\u{fffd}");
    assert_eq!(svg.matches("<path").count(), 1);
    assert!(between(&svg, "<rect", "/>").contains("fill=\"#ffffff\""));
    assert!(svg.contains("<path fill=\"#000000\""));
}

#[test]
fn a_transparent_background_is_not_drawn() {
    let colours = Colours::new(Colour([0x1a, 0x2b, 0x3c]), Background::Transparent).unwrap();
    let svg = svg("a", &Options { colours, ..Options::default() });
    assert!(!svg.contains("<rect"));
    assert!(svg.contains("fill=\"#1a2b3c\""));
}

#[test]
fn two_colours_take_a_bit_a_pixel() {
    let png = drawn(Format::Png, "https://sho.rt/abcdef", &Options::default()).unwrap();
    let chunks = chunks(&png);
    let names: Vec<_> = chunks.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["IHDR", "PLTE", "IDAT", "IEND"]);
    assert_eq!(chunks[0].1, [0, 0, 2, 0, 0, 0, 2, 0, 1, 3, 0, 0, 0]);
    assert_eq!(chunks[1].1, [255, 255, 255, 0, 0, 0]);
    assert!(png.len() < 1_500, "{} bytes", png.len());
}

#[test]
fn a_logo_is_in_the_middle_with_a_quiet_border() {
    let logo = Some(RED.parse::<Logo>().unwrap());
    for text in ["a", &"a".repeat(300), &"a".repeat(1_200)] {
        let options =
            Options { size: Size::try_from(1_024).unwrap(), logo: logo.clone(), ..Options::default() };
        let plain = Options { level: Level::High, logo: None, ..options.clone() };
        let svg = svg(text, &options);
        let (with, without) = (modules(&svg), modules(&self::svg(text, &plain)));
        let image = between(&svg, "<image ", "href");
        let start: usize = between(image, "x=\"", "\"").parse().unwrap();
        let side: usize = between(image, "width=\"", "\"").parse().unwrap();
        assert_eq!(2 * start + side, with.len(), "in the middle");
        assert!(side * 5 <= with.len() - 8 && side >= 3, "{side} of {}", with.len() - 8);
        let free = start - 1..=start + side;
        for (y, row) in with.iter().enumerate() {
            for (x, is_dark) in row.iter().enumerate() {
                let is_free = free.contains(&x) && free.contains(&y);
                assert_eq!(*is_dark, without[y][x] && !is_free);
            }
        }
        let (pixels_of_a_side, pixels) = pixels(&drawn(Format::Png, text, &options).unwrap());
        let red = pixels.iter().filter(|pixel| **pixel == [0xc0, 0x20, 0x40, 255]).count();
        let scale = pixels_of_a_side / with.len();
        assert_eq!(red, (side * scale) * (side * scale));
        assert_eq!(pixels[pixels.len() / 2 + pixels_of_a_side / 2], [0xc0, 0x20, 0x40, 255]);
    }
}

#[test]
fn what_is_refused_names_its_field() {
    let drawing = Drawing { format: Format::Png, text: "a".to_owned(), options: Options::default() };
    let with = |word: usize, value: u32| {
        let mut bytes = drawing.to_bytes();
        bytes[4 * word..4 * word + 4].copy_from_slice(&value.to_le_bytes());
        Drawing::from_bytes(&bytes)
    };
    let wrong = u32::MAX - 1;
    for (word, value, error) in [
        (0, 2, QrError::Format),
        (1, 63, QrError::Size),
        (1, 2_049, QrError::Size),
        (2, 17, QrError::Margin),
        (3, 4, QrError::Level),
        (4, wrong, QrError::Foreground),
        (5, wrong, QrError::Background),
        // Beside black, and beside white.
        (5, 0x20_2020, QrError::Contrast),
        (4, 0x99_9999, QrError::Contrast),
    ] {
        assert_eq!(with(word, value), Err(error));
        assert!(error.to_string().starts_with(error.field()), "{error}");
    }
    let white_on_black = Colours::new(Colour::WHITE, Background::Colour(Colour::BLACK));
    assert_eq!(white_on_black, Err(QrError::Inverted));
    let absent = u32::MAX;
    for word in 1..=5 {
        assert_eq!(with(word, absent).as_ref(), Ok(&drawing), "what is absent has its default");
    }
    assert_eq!(Drawing::from_bytes(b""), Err(QrError::Format));
}

#[test]
fn texts_have_bounds() {
    let options = Options { level: Level::Low, size: Size::try_from(2_048).unwrap(), ..Options::default() };
    assert_eq!(drawn(Format::Svg, "", &options), Err(QrError::Empty));
    for (text, most) in [("1", 7_089), ("A", 4_296), ("a", 2_953)] {
        assert!(drawn(Format::Png, &text.repeat(most), &options).is_ok(), "{most} of {text}");
        assert_eq!(drawn(Format::Svg, &text.repeat(most + 1), &options), Err(QrError::TooLong));
    }
    let small = Options { size: Size::try_from(64).unwrap(), ..options };
    let long = "a".repeat(2_953);
    assert_eq!(drawn(Format::Png, &long, &small), Err(QrError::TooSmall { least: 185 }));
    assert!(drawn(Format::Svg, &long, &small).is_ok(), "an SVG can be drawn larger");
}

#[test]
fn a_logo_is_a_png_of_bounded_size() {
    let bytes = RED.parse::<Logo>().unwrap().bytes().to_vec();
    let with = |place: usize, value: u8| {
        let mut bytes = bytes.clone();
        bytes[place] = value;
        Logo::new(bytes)
    };
    assert_eq!(Logo::new(bytes.clone()).unwrap().bytes(), bytes);
    // The signature, the width (two places), and the interlace method.
    for (place, value) in [(0, 0), (18, 5), (19, 0), (28, 1)] {
        assert_eq!(with(place, value), Err(QrError::Logo), "{value} at {place}");
    }
    for wrong in [Vec::new(), bytes[..28].to_vec(), [bytes.clone(), vec![0; Logo::MAX_BYTES]].concat()] {
        assert_eq!(Logo::new(wrong), Err(QrError::Logo));
    }
    // The header is right, and the pixels are not.
    let logo = Some(Logo::new(bytes[..60].to_vec()).unwrap());
    let options = Options { logo, ..Options::default() };
    for format in [Format::Svg, Format::Png] {
        assert_eq!(drawn(format, "a", &options), Err(QrError::Logo));
    }
}
