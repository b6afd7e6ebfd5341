//! The GSM 7-bit default alphabet.

/// Septets that a character takes in the GSM 7-bit default alphabet: 1 in the basic table (3GPP TS 23.038,
/// clause 6.2.1), 2 in the extension table (clause 6.2.1.1), where an escape precedes it. `None` elsewhere.
#[must_use]
#[expect(clippy::match_same_arms, reason = "one arm a row of the table reads better than one long arm")]
pub const fn septets(character: char) -> Option<u32> {
    match character {
        '\u{c}' | '€' | '[' | '\\' | ']' | '^' | '{' | '|' | '}' | '~' => Some(2),
        '\n' | '\r' | ' '..='_' | 'a'..='z' => Some(1),
        '¡' | '£' | '¤' | '¥' | '§' | '¿' => Some(1),
        'Ä' | 'Å' | 'Æ' | 'Ç' | 'É' | 'Ñ' | 'Ö' | 'Ø' | 'Ü' | 'ß' => Some(1),
        'à' | 'ä' | 'å' | 'æ' | 'è' | 'é' | 'ì' | 'ñ' | 'ò' | 'ö' | 'ø' | 'ù' | 'ü' => Some(1),
        'Γ' | 'Δ' | 'Θ' | 'Λ' | 'Ξ' | 'Π' | 'Σ' | 'Φ' | 'Ψ' | 'Ω' => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The basic table as TS 23.038 prints it, column by column, without the escape.
    const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
        ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    const EXTENSION: &str = "\u{c}^{}\\[~]|€";

    #[test]
    fn is_the_table_of_the_standard_and_nothing_else() {
        assert_eq!(BASIC.chars().count(), 127);
        for character in '\0'..=char::MAX {
            let expected = match () {
                () if BASIC.contains(character) => Some(1),
                () if EXTENSION.contains(character) => Some(2),
                () => None,
            };
            assert_eq!(septets(character), expected, "{character:?}");
        }
    }
}
