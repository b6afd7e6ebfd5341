//! Which network addresses an account may be used from.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

use crate::written::{Form, Written};

/// One address, or a CIDR block of them (RFC 4632, RFC 4291): `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AddressRule {
    network: IpAddr,
    prefix: u8,
}

/// The text is not an address or CIDR block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressRuleError {
    /// The part before the slash is no IPv4 or IPv6 address.
    #[error("not an IP address")]
    Address,
    /// The part after the slash is not a number of bits that such an address has.
    #[error("not a prefix length")]
    Prefix,
}

impl AddressRule {
    /// A block of addresses that is known: so many bits of `network` are all addresses'.
    pub(crate) const fn block(network: IpAddr, prefix: u8) -> Self {
        Self { network, prefix }
    }

    /// Whether the address is the rule's or lies in its block. An IPv4 address that arrives mapped into IPv6
    /// (`::ffff:192.0.2.7`) counts as IPv4.
    #[must_use]
    pub fn allows(&self, address: IpAddr) -> bool {
        let (network, address) = (self.network, address.to_canonical());
        network.is_ipv4() == address.is_ipv4() && (bits(network) ^ bits(address)) & self.mask() == 0
    }

    /// Whether some rules let an address in: any, where there are none.
    #[must_use]
    pub fn let_in(rules: &[Self], address: Option<IpAddr>) -> bool {
        rules.is_empty() || address.is_some_and(|address| rules.iter().any(|rule| rule.allows(address)))
    }

    /// Ones where the address must agree with the network, in the layout of [`bits`].
    fn mask(&self) -> u128 {
        let unused = u32::from(width(self.network) - self.prefix);
        u128::MAX.checked_shl(unused).unwrap_or(0)
    }
}

/// An address as a number, the last bit of the address in the lowest place.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => Ipv6Addr::to_bits(v6),
    }
}

const fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

impl FromStr for AddressRule {
    type Err = AddressRuleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let network: IpAddr = address.parse().map_err(|_| AddressRuleError::Address)?;
        let width = width(network);
        let prefix = match prefix {
            Some(digits) => {
                prefix_length(digits).filter(|bits| *bits <= width).ok_or(AddressRuleError::Prefix)?
            }
            None => width,
        };
        Ok(Self { network, prefix })
    }
}

/// Digits alone, without a sign or zeros before them.
fn prefix_length(digits: &str) -> Option<u8> {
    let number: u8 = digits.parse().ok()?;
    (number.to_string() == digits).then_some(number)
}

impl Written for AddressRule {
    const EXPECTED: &'static str = "IP address or CIDR block";
    const MAX: usize = 64;

    fn form() -> Form {
        let v4 = format!("{V4}(?:/(?:3[0-2]|[12]?[0-9]))?");
        let v6 = format!("{}(?:/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))?", v6());
        Form::Pattern(format!("{v4}|{v6}").into())
    }
}

impl Written for IpAddr {
    const EXPECTED: &'static str = "IP address";
    const MAX: usize = 45;

    fn form() -> Form {
        Form::Pattern(format!("{V4}|{}", v6()).into())
    }
}

/// Four octets, without zeros before them.
const V4: &str =
    "(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])[.]){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

/// Eight groups of hexadecimal digits. `::` once stands for one or more groups that are zero; the last two groups may
/// be written as an IPv4 address.
fn v6() -> String {
    const GROUP: &str = "[0-9A-Fa-f]{1,4}";
    let head = |groups: usize| match groups {
        0 => String::new(),
        1 => GROUP.to_owned(),
        groups => format!("{GROUP}(?::{GROUP}){{{}}}", groups - 1),
    };
    let tail = |most: usize| match most {
        0 => String::new(),
        1 => format!("(?:{GROUP})?"),
        most => format!("(?:(?:{GROUP}:){{0,{}}}{V4}|{GROUP}(?::{GROUP}){{0,{}}})?", most - 2, most - 1),
    };
    let shortened = (0..=7).map(|groups| format!("{}::{}", head(groups), tail(7 - groups)));
    let whole = [head(8), format!("(?:{GROUP}:){{6}}{V4}")];
    let forms: Vec<String> = whole.into_iter().chain(shortened).collect();
    format!("(?:{})", forms.join("|"))
}

impl fmt::Display for AddressRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.prefix == width(self.network) {
            return write!(f, "{}", self.network);
        }
        write!(f, "{}/{}", self.network, self.prefix)
    }
}

impl TryFrom<String> for AddressRule {
    type Error = AddressRuleError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AddressRule> for String {
    fn from(rule: AddressRule) -> Self {
        rule.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(rule: &str, address: &str) -> bool {
        rule.parse::<AddressRule>().unwrap().allows(address.parse().unwrap())
    }

    #[test]
    fn a_block_holds_its_addresses_and_no_others() {
        assert!(allows("192.0.2.7", "192.0.2.7") && !allows("192.0.2.7", "192.0.2.8"));
        assert!(allows("192.0.2.0/24", "192.0.2.255") && !allows("192.0.2.0/24", "192.0.3.0"));
        assert!(allows("192.0.2.77/25", "192.0.2.127") && !allows("192.0.2.77/25", "192.0.2.128"));
        assert!(allows("2001:db8::/32", "2001:db8:ffff::1") && !allows("2001:db8::/32", "2001:db9::"));
        assert!(allows("2001:db8::1", "2001:db8::1") && !allows("2001:db8::1", "2001:db8::2"));
        assert!(allows("0.0.0.0/0", "203.0.113.9") && !allows("0.0.0.0/0", "::1"));
        assert!(allows("::/0", "::1") && !allows("::/0", "203.0.113.9"));
        assert!(allows("192.0.2.0/24", "::ffff:192.0.2.1"));
    }

    #[test]
    fn refuses_what_is_no_block() {
        use AddressRuleError::{Address, Prefix};
        for (text, error) in [
            ("", Address),
            ("localhost", Address),
            ("192.0.2", Address),
            ("192.0.2.0/33", Prefix),
            ("192.0.2.0/", Prefix),
            ("192.0.2.0/-1", Prefix),
            ("2001:db8::/129", Prefix),
            ("192.0.2.0/24/1", Prefix),
        ] {
            assert_eq!(text.parse::<AddressRule>().unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn is_written_as_it_is_read() {
        for text in ["192.0.2.7", "192.0.2.0/24", "2001:db8::/32"] {
            assert_eq!(text.parse::<AddressRule>().unwrap().to_string(), text);
        }
    }
}
