//! QR codes: half blocks for a terminal, SVG and PNG for a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

use crate::cli::output;
use crate::exit::Failure;

/// Light modules around the code (ISO/IEC 18004 asks for 4).
pub(super) const QUIET: usize = 4;
/// As many where the screen is low: phones read it still.
pub(super) const NARROW: usize = 2;
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

/// A code with light modules around it. What is drawn of it is wiped when dropped; what the crate that makes it works
/// with is out of reach.
pub(super) struct Picture(QrCode);

impl Picture {
    /// The code of a text.
    ///
    /// # Errors
    /// When the text is too long for one.
    pub(super) fn of(text: &str) -> Result<Self, Failure> {
        let code = QrCode::with_error_correction_level(text, EcLevel::L);
        code.map(Self).map_err(|_| {
            let text = "the URI is too long for a QR code: shorten --issuer or --user";
            Failure::usage(text)
        })
    }

    /// Two rows of modules a line, with so many light ones around.
    pub(super) fn blocks(&self, ink: Ink, quiet: usize) -> Zeroizing<String> {
        let (begin, end) = match ink {
            Ink::Colored => ("\x1b[38;5;16;48;5;231m", "\x1b[0m\n"),
            Ink::Plain => ("", "\n"),
        };
        let edge = QUIET - quiet;
        let shown = || edge..self.side() - edge;
        // Room for all of it, as in an image.
        let mut text = Zeroizing::new(String::with_capacity(self.side() * (2 * self.side() + 20)));
        for y in shown().step_by(2) {
            text.push_str(begin);
            text.extend(shown().map(|x| {
                let is_inked = |y| self.is_dark(x, y) == (ink == Ink::Colored);
                match (is_inked(y), is_inked(y + 1)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                }
            }));
            text.push_str(end);
        }
        text
    }

    /// The columns and the lines that the blocks take.
    pub(super) fn size(&self, quiet: usize) -> (usize, usize) {
        let columns = self.0.width() + 2 * quiet;
        (columns, columns.div_ceil(2))
    }

    /// The modules of a row or a column.
    fn side(&self) -> usize {
        self.0.width() + 2 * QUIET
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        let within = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.0.width());
        let module = within(x).zip(within(y));
        module.is_some_and(|module| self.0[module] == Color::Dark)
    }

    fn svg(&self) -> Zeroizing<String> {
        let side = self.side();
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

    fn png(&self) -> std::io::Result<Zeroizing<Vec<u8>>> {
        let side = self.side() * SCALE;
        let length = u32::try_from(side).unwrap_or(u32::MAX);
        let mut pixels = Zeroizing::new(Vec::with_capacity(side * side));
        for y in 0..side {
            pixels.extend((0..side).map(|x| {
                if self.is_dark(x / SCALE, y / SCALE) {
                    0
                } else {
                    255
                }
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

/// A file for a QR code: FILE.svg or FILE.png.
#[derive(Clone, Debug)]
pub(super) struct Image {
    /// The file.
    pub(super) path: PathBuf,
    is_png: bool,
}

impl Image {
    /// The file of this name.
    ///
    /// # Errors
    /// When it ends in neither .svg nor .png.
    pub(super) fn of(path: PathBuf) -> Result<Self, &'static str> {
        let ends = |end| {
            let own = path.extension();
            own.is_some_and(|own| own.eq_ignore_ascii_case(end))
        };
        match (ends("svg"), ends("png")) {
            (false, false) => Err("expected a name that ends in .svg or .png"),
            (_, is_png) => Ok(Self { path, is_png }),
        }
    }

    /// Writes the code to the file, which only its owner may read.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn save(&self, picture: &Picture) -> Result<(), Failure> {
        let save = |bytes: &[u8]| output::save_private(Path::new(&self.path), bytes);
        if self.is_png {
            save(&picture.png()?)
        } else {
            save(picture.svg().as_bytes())
        }
    }
}
