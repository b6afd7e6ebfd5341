//! Which network addresses are anybody's to reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::auth::AddressRule;

/// What of IPv6 is given out: all others are private, local, multicast, or a way to an address of IPv4.
const GIVEN_OUT: AddressRule = v6([0x2000, 0], 3);

/// Blocks that are not public: private networks, this machine, links, protocols, documentation, multicast, what is kept back, and
/// 6to4, behind which is an address of IPv4.
///
/// IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), and RFC 5771 for multicast.
const NOT_PUBLIC: [AddressRule; 19] = [
    v4([0, 0, 0, 0], 8),
    v4([10, 0, 0, 0], 8),
    v4([100, 64, 0, 0], 10),
    v4([127, 0, 0, 0], 8),
    v4([169, 254, 0, 0], 16),
    v4([172, 16, 0, 0], 12),
    v4([192, 0, 0, 0], 24),
    v4([192, 0, 2, 0], 24),
    v4([192, 88, 99, 0], 24),
    v4([192, 168, 0, 0], 16),
    v4([198, 18, 0, 0], 15),
    v4([198, 51, 100, 0], 24),
    v4([203, 0, 113, 0], 24),
    v4([224, 0, 0, 0], 4),
    v4([240, 0, 0, 0], 4),
    v6([0x2001, 0], 23),
    v6([0x2001, 0xdb8], 32),
    v6([0x2002, 0], 16),
    v6([0x3fff, 0], 20),
];

const fn v4([a, b, c, d]: [u8; 4], prefix: u8) -> AddressRule {
    AddressRule::block(IpAddr::V4(Ipv4Addr::new(a, b, c, d)), prefix)
}

const fn v6([first, second]: [u16; 2], prefix: u8) -> AddressRule {
    AddressRule::block(IpAddr::V6(Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0)), prefix)
}

/// Whether an address is on the public internet. One of IPv4 that is written as IPv6 counts as IPv4.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    let is_given_out = address.to_canonical().is_ipv4() || GIVEN_OUT.allows(address);
    is_given_out && !NOT_PUBLIC.iter().any(|block| block.allows(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_anybody_can_reach_is_public() {
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2001:200::1",
            "2a00::1",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "0.0.0.0",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.0.1",
            "198.19.255.255",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }
}
