//! A text as the octets of its messages: what TP-UDHI, TP-DCS, TP-UDL and TP-UD of a PDU are set to.

use std::ops::Range;

use super::{
    Alphabet, Concatenation, Encoding, Language, Split, Text,
    alphabet::{ESCAPE, Encoded},
};

/// The octet that says how long the header is, and does not count itself.
const UDHL_OCTETS: u8 = 1;

/// Information element identifiers (3GPP TS 23.040, clause 9.2.3.24).
const IEI_CONCATENATION_8: u8 = 0x00;
const IEI_CONCATENATION_16: u8 = 0x08;
const IEI_SINGLE_SHIFT: u8 = 0x24;
const IEI_LOCKING_SHIFT: u8 = 0x25;

/// TP-DCS of a text without a message class (3GPP TS 23.038, clause 4).
const DCS_GSM7: u8 = 0x00;
const DCS_UCS2: u8 = 0x08;

const SEPTET_BITS: usize = 7;

/// The most octets of user data (3GPP TS 23.040, clause 9.2.3.24).
const MAX_OCTETS: usize = 140;

/// One message, ready for a PDU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// TP-DCS without a message class: 0x00 for GSM 7-bit, 0x08 for UCS-2 (3GPP TS 23.038, clause 4).
    pub data_coding_scheme: u8,
    /// Octets of the user data header, its length octet included; 0 when there is none, and TP-UDHI is then 0.
    pub header_octets: u8,
    /// TP-UDL: septets, those that the header takes included, or octets.
    pub user_data_length: u8,
    octets: Octets,
}

impl Message {
    /// TP-UD: the header, and the text after it.
    #[must_use]
    pub fn user_data(&self) -> &[u8] {
        self.octets.written()
    }

    /// The user data header with its length octet; empty when there is none.
    #[must_use]
    pub fn header(&self) -> &[u8] {
        self.user_data().get(..usize::from(self.header_octets)).unwrap_or_default()
    }

    /// What is behind the header: packed septets with the fill bits before them, or UCS-2.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.user_data().get(usize::from(self.header_octets)..).unwrap_or_default()
    }

    /// The septets behind the header, one in each octet, as SMPP carries them; `None` for UCS-2.
    #[must_use]
    pub fn septets(&self) -> Option<Vec<u8>> {
        let header_septets = (usize::from(self.header_octets) * 8).div_ceil(SEPTET_BITS);
        let septets = header_septets..usize::from(self.user_data_length);
        (self.data_coding_scheme == DCS_GSM7).then(|| septets.map(|index| self.septet(index)).collect())
    }

    fn septet(&self, index: usize) -> u8 {
        let (octet, shift) = (index * SEPTET_BITS / 8, index * SEPTET_BITS % 8);
        let [low, high] = [octet, octet + 1].map(|at| self.user_data().get(at).copied().unwrap_or_default());
        let [septet, _] = (u16::from_le_bytes([low, high]) >> shift).to_le_bytes();
        septet & 0x7F
    }
}

/// Octets of user data being written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Octets {
    octets: [u8; MAX_OCTETS],
    length: u8,
}

impl Octets {
    /// There is room, since a part is no longer than its capacity.
    fn push(&mut self, octet: u8) {
        if let Some(place) = self.octets.get_mut(usize::from(self.length)) {
            *place = octet;
            self.length += 1;
        }
    }

    #[inline(never)]
    fn push_all(&mut self, octets: &[u8]) {
        for octet in octets {
            self.push(*octet);
        }
    }

    fn written(&self) -> &[u8] {
        self.octets.get(..usize::from(self.length)).unwrap_or_default()
    }
}

impl Split {
    /// A part as a message; `None` when there is no such part. The parts of a text share `reference_number`; an 8-bit
    /// reference is its low octet.
    #[must_use]
    pub fn message(&self, text: &Text, index: usize, reference_number: u16) -> Option<Message> {
        let Range { start, end } = self.parts.get(index)?.characters;
        let characters = text.characters().get(start as usize..end as usize)?;
        let mut octets = header(self, index, reference_number);
        let header_octets = octets.length;
        let (data_coding_scheme, user_data_length) = match self.encoding {
            Encoding::Gsm7(alphabet) => (DCS_GSM7, write_septets(&mut octets, alphabet, characters)),
            Encoding::Ucs2 => (DCS_UCS2, write_units(&mut octets, characters)),
        };
        Some(Message { data_coding_scheme, header_octets, user_data_length, octets })
    }

    /// Each part as a message: see [`Self::message`].
    pub fn messages(&self, text: &Text, reference_number: u16) -> impl Iterator<Item = Message> {
        (0..self.parts.len()).filter_map(move |index| self.message(text, index, reference_number))
    }
}

/// The user data header of a part; empty when nothing needs one.
fn header(split: &Split, index: usize, number: u16) -> Octets {
    let mut header = Octets { octets: [0; MAX_OCTETS], length: 0 };
    let length = octet(split.header_octets() as usize);
    if length == 0 {
        return header;
    }
    header.push(length - UDHL_OCTETS);
    let [high, low] = number.to_be_bytes();
    match split.concatenation {
        Concatenation::None => {}
        Concatenation::Reference8 => header.push_all(&[IEI_CONCATENATION_8, 3, low]),
        Concatenation::Reference16 => header.push_all(&[IEI_CONCATENATION_16, 4, high, low]),
    }
    if split.concatenation != Concatenation::None {
        header.push_all(&[octet(split.parts.len()), octet(index + 1)]);
    }
    if let Encoding::Gsm7(alphabet) = split.encoding {
        for (identifier, table) in
            [(IEI_SINGLE_SHIFT, alphabet.single()), (IEI_LOCKING_SHIFT, alphabet.locking())]
        {
            if table != Language::Default {
                header.push_all(&[identifier, 1, table.identifier()]);
            }
        }
    }
    header
}

/// Writes characters behind the header. Returns the user data length in septets.
fn write_septets(octets: &mut Octets, alphabet: Alphabet, characters: &[char]) -> u8 {
    let header_bits = u32::from(octets.length) * 8;
    let header_septets = header_bits.div_ceil(7);
    let mut packing = Packing { octets, pending: 0, bits: header_septets * 7 - header_bits, septets: 0 };
    for character in characters {
        match alphabet.encode(*character) {
            Some(Encoded::One(septet)) => packing.push(septet),
            Some(Encoded::Escaped(septet)) => {
                packing.push(ESCAPE);
                packing.push(septet);
            }
            None => {}
        }
    }
    packing.end() + octet(header_septets as usize)
}

/// Septets being packed, from the low bits up (3GPP TS 23.038, clause 6.1.2.1.1). They begin at a septet boundary after
/// the header, with fill bits before it (TS 23.040, clause 9.2.3.24).
struct Packing<'a> {
    octets: &'a mut Octets,
    /// Bits that do not fill an octet yet, and how many.
    pending: u16,
    bits: u32,
    septets: u8,
}

impl Packing<'_> {
    #[inline(never)]
    fn push(&mut self, septet: u8) {
        self.septets += 1;
        self.pending |= u16::from(septet) << self.bits;
        self.bits += 7;
        if self.bits >= 8 {
            let [low, high] = self.pending.to_le_bytes();
            self.octets.push(low);
            self.pending = u16::from(high);
            self.bits -= 8;
        }
    }

    /// Returns how many septets there were.
    fn end(self) -> u8 {
        if self.bits > 0 {
            let [low, _] = self.pending.to_le_bytes();
            self.octets.push(low);
        }
        self.septets
    }
}

/// Writes characters behind the header. Returns the user data length in octets.
fn write_units(octets: &mut Octets, characters: &[char]) -> u8 {
    for character in characters {
        let mut units = [0; 2];
        for unit in character.encode_utf16(&mut units) {
            octets.push_all(&unit.to_be_bytes());
        }
    }
    octets.length
}

/// What is counted here has at most three digits: no message has more than 160 septets, nor a text more than 255 parts.
fn octet(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}
