//! A symbol as PNG (ISO/IEC 15948).

use super::{
    Background, Options, QrError,
    deflate::zlib,
    logo::{Logo, Pixels, upon},
    symbol::Symbol,
};

/// A picture of exactly the size that was asked for: whole pixels a module, and the rest goes to the margin.
pub(super) fn png(symbol: &Symbol, options: &Options) -> Result<Vec<u8>, QrError> {
    let grid = Grid::of(symbol, options)?;
    Ok(match &options.logo {
        None => two_colours(&grid, options),
        Some(logo) => with_logo(&grid, options, logo)?,
    })
}

/// Where modules are, in pixels.
struct Grid<'a> {
    symbol: &'a Symbol,
    size: u32,
    /// Pixels of a module.
    scale: u32,
    /// Pixels before the first.
    edge: u32,
}

impl<'a> Grid<'a> {
    fn of(symbol: &'a Symbol, options: &Options) -> Result<Self, QrError> {
        let size = u32::from(options.size.pixels());
        let least = symbol.side() + 2 * u32::from(options.margin.modules());
        let scale = size / least;
        if scale == 0 {
            return Err(QrError::TooSmall { least: u16::try_from(least).unwrap_or(u16::MAX) });
        }
        Ok(Self { symbol, size, scale, edge: (size - scale * symbol.side()) / 2 })
    }

    /// The module that a pixel's row or column belongs to.
    fn module(&self, pixel: u32) -> Option<u32> {
        let module = pixel.checked_sub(self.edge)? / self.scale;
        (module < self.symbol.side()).then_some(module)
    }

    fn band(&self, y: u32) -> Band {
        self.module(y).map_or(Band::Margin, Band::Modules)
    }

    fn is_dark(&self, x: u32, y: u32) -> bool {
        let (x, y) = (self.module(x), self.module(y));
        x.zip(y).is_some_and(|(x, y)| self.symbol.is_dark(x, y))
    }
}

/// What a row of pixels shows.
#[derive(Clone, Copy, PartialEq)]
enum Band {
    /// No modules.
    Margin,
    /// Those of a row.
    Modules(u32),
}

/// The types of pixels (clause 11.2.2).
const PALETTE: u8 = 3;
const RED_GREEN_BLUE_ALPHA: u8 = 6;
/// The type of a row's filter (clause 9.2).
const NO_FILTER: u8 = 0;

/// One bit a pixel, 1 for dark.
fn two_colours(grid: &Grid, options: &Options) -> Vec<u8> {
    let mut rows = Rows::new(grid.size, grid.size.div_ceil(8));
    for y in 0..grid.size {
        rows.push(Some(grid.band(y)), |row| {
            row.extend((0..grid.size).step_by(8).map(|x| {
                let bit = |byte, x| byte << 1 | u8::from(grid.is_dark(x, y));
                (x..x + 8).fold(0, bit)
            }));
        });
    }
    let (light, dark) = (options.colours.background(), options.colours.foreground());
    let mut png = File::begin(grid.size, 1, PALETTE);
    png.chunk(*b"PLTE", &[light.colour().0, dark.0].concat());
    if light == Background::Transparent {
        png.chunk(*b"tRNS", &[0]);
    }
    png.finish(&zlib(&rows.bytes, [rows.row_bytes, 1]))
}

/// Four bytes a pixel, since a logo may have any colours.
fn with_logo(grid: &Grid, options: &Options, logo: &Logo) -> Result<Vec<u8>, QrError> {
    let (pixels, place) = (logo.pixels()?, Place::of(grid));
    let background = options.colours.background();
    let [dark, light] =
        [options.colours.foreground(), background.colour()].map(|colour| upon([0; 4], colour));
    let light = if background == Background::Transparent { [0; 4] } else { light };
    let mut rows = Rows::new(grid.size, 4 * grid.size);
    for y in 0..grid.size {
        let is_plain = place.row(&pixels, y).is_none();
        rows.push(is_plain.then(|| grid.band(y)), |row| {
            for x in 0..grid.size {
                let plain = if grid.is_dark(x, y) { dark } else { light };
                let seen = place.sample(&pixels, x, y).map(|seen| match background {
                    Background::Transparent => seen,
                    Background::Colour(colour) => upon(seen, colour),
                });
                row.extend_from_slice(&seen.unwrap_or(plain));
            }
        });
    }
    Ok(File::begin(grid.size, 8, RED_GREEN_BLUE_ALPHA).finish(&zlib(&rows.bytes, [rows.row_bytes, 4])))
}

/// The rows of a picture, each with its filter before it.
struct Rows {
    bytes: Vec<u8>,
    row_bytes: usize,
    /// What the last one shows, where others show the same.
    last: Option<Band>,
}

impl Rows {
    /// All the memory at once: the allocator of the npm modules frees nothing in between.
    fn new(rows: u32, bytes: u32) -> Self {
        let row_bytes = 1 + bytes as usize;
        Self { bytes: Vec::with_capacity(row_bytes * rows as usize), row_bytes, last: None }
    }

    /// Appends a row. One that shows what the last one did is not made again.
    fn push(&mut self, shown: Option<Band>, make: impl FnOnce(&mut Vec<u8>)) {
        let start = self.bytes.len();
        if shown.is_some() && shown == self.last {
            self.bytes.extend_from_within(start - self.row_bytes..);
            return;
        }
        self.bytes.push(NO_FILTER);
        make(&mut self.bytes);
        self.last = shown;
    }
}

/// The square for the logo, in pixels.
struct Place {
    start: u32,
    side: u32,
}

impl Place {
    fn of(grid: &Grid) -> Self {
        let taken = grid.symbol.logo();
        Self { start: grid.edge + taken.start * grid.scale, side: (taken.end - taken.start) * grid.scale }
    }

    /// What a pixel shows of the logo, which keeps its proportions.
    fn sample(&self, logo: &Pixels, x: u32, y: u32) -> Option<[u8; 4]> {
        let drawn @ [width, _] = logo.fit(self.side);
        Some(logo.sample([self.within(x, width)?, self.row(logo, y)?], drawn))
    }

    /// The row of the logo that a row of the picture shows.
    fn row(&self, logo: &Pixels, y: u32) -> Option<u32> {
        let [_, height] = logo.fit(self.side);
        self.within(y, height)
    }

    fn within(&self, at: u32, length: u32) -> Option<u32> {
        at.checked_sub(self.start + (self.side - length) / 2).filter(|at| *at < length)
    }
}

/// A file, chunk by chunk (clause 5.3).
struct File(Vec<u8>);

impl File {
    /// The signature (clause 5.2) and the header (clause 11.2.2) of a square picture.
    fn begin(size: u32, depth: u8, pixels: u8) -> Self {
        const DEFLATE: u8 = 0;
        const NO_INTERLACE: u8 = 0;
        let mut file = Self(b"\x89PNG\r\n\x1a\n".to_vec());
        let length = size.to_be_bytes();
        let header = [&length[..], &length, &[depth, pixels, DEFLATE, NO_FILTER, NO_INTERLACE]].concat();
        file.chunk(*b"IHDR", &header);
        file
    }

    fn chunk(&mut self, name: [u8; 4], data: &[u8]) {
        let length = u32::try_from(data.len()).unwrap_or_default();
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(&name);
        self.0.extend_from_slice(data);
        self.0.extend_from_slice(&crc32(&name, data).to_be_bytes());
    }

    fn finish(mut self, pixels: &[u8]) -> Vec<u8> {
        self.chunk(*b"IDAT", pixels);
        self.chunk(*b"IEND", &[]);
        self.0
    }
}

/// The checksum of a chunk (clause 5.5), bit by bit: a table would be larger than what it saves.
fn crc32(name: &[u8], data: &[u8]) -> u32 {
    /// The polynomial, its lowest power first.
    const POLYNOMIAL: u32 = 0xedb8_8320;
    let mut crc = u32::MAX;
    for byte in name.iter().chain(data) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = crc >> 1 ^ if crc & 1 == 1 { POLYNOMIAL } else { 0 };
        }
    }
    !crc
}
