//! A symbol as SVG.

use super::{Background, Colour, Options, digits, symbol::Symbol};

/// Scalable Vector Graphics 2: one unit a module, one path for all of them.
pub(super) fn svg(symbol: &Symbol, text: &str, options: &Options) -> String {
    let margin = u32::from(options.margin.modules());
    let (modules, size) = (symbol.side() + 2 * margin, u32::from(options.size.pixels()));
    let mut svg = Markup(String::new());
    svg.words(r#"<svg xmlns="http://www.w3.org/2000/svg" width=""#).number(size);
    svg.words(r#"" height=""#).number(size);
    svg.words(r#"" viewBox="0 0 "#).number(modules).words(" ").number(modules);
    svg.words(r#"" role="img" shape-rendering="crispEdges"><title>"#).escaped(text).words("</title>");
    if let Background::Colour(colour) = options.colours.background() {
        svg.words(r#"<rect width=""#).number(modules).words(r#"" height=""#).number(modules);
        svg.words(r#"" fill=""#).colour(colour).words("\"/>");
    }
    svg.words(r#"<path fill=""#).colour(options.colours.foreground());
    svg.words(r#"" d=""#).modules(symbol, margin).words("\"/>");
    if let Some(logo) = &options.logo {
        let taken = symbol.logo();
        svg.words(r#"<image x=""#)
            .number(margin + taken.start)
            .words(r#"" y=""#)
            .number(margin + taken.start);
        svg.words(r#"" width=""#).number(taken.end - taken.start);
        svg.words(r#"" height=""#).number(taken.end - taken.start).words(r#"" href=""#);
        logo.push_url(&mut svg.0);
        svg.words("\"/>");
    }
    svg.words("</svg>");
    svg.0
}

struct Markup(String);

impl Markup {
    fn words(&mut self, words: &str) -> &mut Self {
        self.0.push_str(words);
        self
    }

    fn number(&mut self, number: u32) -> &mut Self {
        digits::push(&mut self.0, number);
        self
    }

    fn colour(&mut self, colour: Colour) -> &mut Self {
        digits::push_colour(&mut self.0, colour.into());
        self
    }

    /// Text of an element. XML has no word for most control characters (XML 1.0, clause 2.2).
    fn escaped(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'.. => self.0.push(character),
                '\r' => self.0.push_str("&#13;"),
                _ => self.0.push(char::REPLACEMENT_CHARACTER),
            }
        }
        self
    }

    /// Each run of dark modules as a rectangle that begins where the one before it did, so many to the right and down.
    fn modules(&mut self, symbol: &Symbol, margin: u32) -> &mut Self {
        let (mut last, mut is_first) = ((0, 0), true);
        for y in 0..symbol.side() {
            let mut x = 0;
            while let Some((start, end)) = next_run(symbol, x, y) {
                let at = (start + margin, y + margin);
                self.words(if is_first { "M" } else { "m" })
                    .step(last.0, at.0)
                    .words(" ")
                    .number(at.1 - last.1);
                self.words("h").number(end - start).words("v1h-").number(end - start).words("z");
                (last, is_first, x) = (at, false, end);
            }
        }
        self
    }

    fn step(&mut self, from: u32, to: u32) -> &mut Self {
        if to < from {
            self.words("-");
        }
        self.number(to.abs_diff(from))
    }
}

/// The next run of dark modules in a row: where it begins and ends.
fn next_run(symbol: &Symbol, from: u32, y: u32) -> Option<(u32, u32)> {
    let start = (from..symbol.side()).find(|x| symbol.is_dark(*x, y))?;
    let end = (start..symbol.side()).find(|x| !symbol.is_dark(*x, y));
    Some((start, end.unwrap_or(symbol.side())))
}
