//! QR codes: half blocks for a terminal, SVG and PNG for a file.

use std::fmt::Write as _;
use std::path::Path;

use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

use crate::cli::output;
use crate::exit::{Code, Failure};

/// Light modules around the code (ISO/IEC 18004 asks for 4).
const QUIET: usize = 4;
/// Pixels of a module in an image.
const SCALE: usize = 8;

/// Whether the terminal shows colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// Black on white whatever the terminal's colors are.
    Colored,
    /// The terminal's own: right where it is light on dark, and inverted else, which most apps read too.
    Plain,
}

/// The modules of a code with the light ones around it; wiped when dropped. (What the crate that makes the code works
/// with is out of reach.)
pub(super) struct Picture {
    dark: Zeroizing<Vec<bool>>,
    side: usize,
}

impl Picture {
    /// The code of a text.
    ///
    /// # Errors
    /// When the text is too long for one.
    pub(super) fn of(text: &str) -> anyhow::Result<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::L).map_err(|_| {
            let text = "the URI is too long for a QR code: shorten --issuer or --user";
            Failure::error(Code::Usage, text)
        })?;
        let (width, side) = (code.width(), code.width() + 2 * QUIET);
        let mut dark = Zeroizing::new(vec![false; side * side]);
        let mut colors = code.into_colors();
        for (at, color) in colors.iter_mut().enumerate() {
            let (x, y) = (at % width + QUIET, at / width + QUIET);
            dark[y * side + x] = std::mem::replace(color, Color::Light) == Color::Dark;
        }
        // Or the compiler could leave out what nobody reads.
        std::hint::black_box(&colors);
        Ok(Self { dark, side })
    }

    /// Two rows of modules a line.
    pub(super) fn blocks(&self, ink: Ink) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(self.side * self.side * 4));
        for y in (0..self.side).step_by(2) {
            if ink == Ink::Colored {
                text.push_str("\x1b[38;5;16;48;5;231m");
            }
            for x in 0..self.side {
                let halves = (self.is_dark(x, y), self.is_dark(x, y + 1));
                text.push(match (halves, ink) {
                    ((true, true), Ink::Colored) | ((false, false), Ink::Plain) => '█',
                    ((true, false), Ink::Colored) | ((false, true), Ink::Plain) => '▀',
                    ((false, true), Ink::Colored) | ((true, false), Ink::Plain) => '▄',
                    ((false, false), Ink::Colored) | ((true, true), Ink::Plain) => ' ',
                });
            }
            text.push_str(match ink {
                Ink::Colored => "\x1b[0m\n",
                Ink::Plain => "\n",
            });
        }
        text
    }

    /// How many columns the blocks take.
    pub(super) fn columns(&self) -> usize {
        self.side
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        y < self.side && self.dark[y * self.side + x]
    }

    fn svg(&self) -> Zeroizing<String> {
        let side = self.side;
        // Room for all of it: a text that grows would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(side * side * 20 + 300));
        let _ = write!(
            text,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{0}\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"",
            side * SCALE
        );
        for y in 0..side {
            for x in (0..side).filter(|x| self.is_dark(*x, y)) {
                let _ = write!(text, "M{x} {y}h1v1h-1z");
            }
        }
        text.push_str("\"/></svg>\n");
        text
    }

    fn png(&self) -> Result<Zeroizing<Vec<u8>>, png::EncodingError> {
        let side = self.side * SCALE;
        let length = u32::try_from(side).unwrap_or(u32::MAX);
        let mut pixels = Zeroizing::new(Vec::with_capacity(side * side));
        for y in 0..side {
            pixels.extend((0..side).map(|x| match self.is_dark(x / SCALE, y / SCALE) {
                true => 0,
                false => 255,
            }));
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(side * side / 4 + 1024));
        let mut encoder = png::Encoder::new(&mut *bytes, length, length);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pixels)?;
        writer.finish()?;
        Ok(bytes)
    }
}

/// A kind of image, by the end of its file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Image {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    Png,
}

impl Image {
    /// The kind of a file.
    ///
    /// # Errors
    /// When its name ends in neither .svg nor .png.
    pub(super) fn of(path: &Path) -> anyhow::Result<Self> {
        let end = path.extension().map(|end| end.to_ascii_lowercase());
        match end.as_ref().and_then(|end| end.to_str()) {
            Some("svg") => Ok(Self::Svg),
            Some("png") => Ok(Self::Png),
            _ => {
                let text = format!(
                    "--qr {}: expected a name that ends in .svg or .png",
                    path.display()
                );
                Err(Failure::error(Code::Usage, text))
            }
        }
    }

    /// Writes the code to a file that only its owner may read.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn save(self, picture: &Picture, path: &Path) -> anyhow::Result<()> {
        let saved = match self {
            Self::Svg => output::save_private(path, picture.svg().as_bytes()),
            Self::Png => output::save_private(path, &picture.png()?),
        };
        Ok(saved?)
    }
}
