//! What a `User-Agent` tells (RFC 9110, clause 10.1.5): by short lists of words, which the common ones are known by.
//!
//! Programs that follow a link because somebody had them do it, such as curl, are visitors like any other. Bots are those
//! that follow links of their own accord; previews are those that show a link in a chat or feed before anybody follows it.

use serde::{Deserialize, Serialize};

use crate::written::answered_words;

answered_words! {
    /// A kind of device.
    #[derive(Default, PartialOrd, Ord, Serialize, Deserialize)]
    pub Device, "device: desktop, mobile or tablet", at most 20;
    /// Anything that is held in no hand, or that does not say.
    #[default]
    Desktop = "desktop",
    /// A telephone.
    Mobile = "mobile",
    /// A tablet that says that it is one. iPads say so only where they do not pass for a Mac.
    Tablet = "tablet",
}

answered_words! {
    /// An operating system.
    #[derive(Default, PartialOrd, Ord, Serialize, Deserialize)]
    pub System, "system: ios, android, windows, macos, linux, chromeos or other", at most 20;
    /// None of those below.
    #[default]
    Other = "other",
    /// iPhone and iPad.
    Ios = "ios",
    /// Android.
    Android = "android",
    /// Windows.
    Windows = "windows",
    /// macOS.
    Macos = "macos",
    /// Linux that is no Android.
    Linux = "linux",
    /// `ChromeOS`.
    Chromeos = "chromeos",
}

answered_words! {
    /// A browser.
    #[derive(Default, PartialOrd, Ord, Serialize, Deserialize)]
    pub Browser, "browser", at most 20;
    /// None of those below.
    #[default]
    Other = "other",
    /// Chrome and what does not tell itself from it.
    Chrome = "chrome",
    /// Safari.
    Safari = "safari",
    /// Firefox.
    Firefox = "firefox",
    /// Edge.
    Edge = "edge",
    /// Opera.
    Opera = "opera",
    /// Samsung's.
    Samsung = "samsung",
    /// One inside an app: of Facebook, Instagram and so on.
    InApp = "in-app",
}

answered_words! {
    /// What follows a link.
    #[derive(Default, PartialOrd, Ord, Serialize, Deserialize)]
    pub Kind, "kind: visitor, bot or preview", at most 20;
    /// A person, or a program that a person had follow it.
    #[default]
    Visitor = "visitor",
    /// A crawler or monitor.
    Bot = "bot",
    /// What shows a link before anybody follows it.
    Preview = "preview",
}

/// What a `User-Agent` tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Agent {
    /// What follows.
    pub kind: Kind,
    /// With which browser.
    pub browser: Browser,
    /// On which system.
    pub system: System,
    /// On what device.
    pub device: Device,
}

/// Words in small letters, and what they tell. The first that is there decides.
type Words<T> = &'static [(&'static str, T)];

/// Before the bots: some of these say "bot" too.
const KINDS: Words<Kind> = &[
    ("facebookexternalhit", Kind::Preview),
    ("facebot", Kind::Preview),
    ("twitterbot", Kind::Preview),
    ("slackbot", Kind::Preview),
    ("slack-imgproxy", Kind::Preview),
    ("discordbot", Kind::Preview),
    ("telegrambot", Kind::Preview),
    ("linkedinbot", Kind::Preview),
    ("whatsapp", Kind::Preview),
    ("skypeuripreview", Kind::Preview),
    ("microsoftpreview", Kind::Preview),
    ("redditbot", Kind::Preview),
    ("pinterestbot", Kind::Preview),
    ("iframely", Kind::Preview),
    ("embedly", Kind::Preview),
    ("mastodon", Kind::Preview),
    ("bluesky", Kind::Preview),
    ("viber", Kind::Preview),
    ("vkshare", Kind::Preview),
    ("google-pagerenderer", Kind::Preview),
    // A maker of telephones.
    ("cubot", Kind::Visitor),
    ("bot/", Kind::Bot),
    ("bot;", Kind::Bot),
    ("bot ", Kind::Bot),
    ("bot)", Kind::Bot),
    ("googlebot", Kind::Bot),
    ("bot-", Kind::Bot),
    ("crawl", Kind::Bot),
    ("spider", Kind::Bot),
    ("slurp", Kind::Bot),
    ("facebookcatalog", Kind::Bot),
    ("meta-externalagent", Kind::Bot),
    ("mediapartners-google", Kind::Bot),
    ("feedfetcher", Kind::Bot),
    ("lighthouse", Kind::Bot),
    ("headlesschrome", Kind::Bot),
    ("uptime", Kind::Bot),
    ("pingdom", Kind::Bot),
    ("monitor", Kind::Bot),
    ("archive.org", Kind::Bot),
    ("yandex.com/bots", Kind::Bot),
];

const SYSTEMS: Words<System> = &[
    ("windows phone", System::Other),
    ("iphone", System::Ios),
    ("ipad", System::Ios),
    ("ipod", System::Ios),
    ("android", System::Android),
    ("windows", System::Windows),
    ("cros", System::Chromeos),
    ("mac os x", System::Macos),
    ("macintosh", System::Macos),
    ("linux", System::Linux),
];

/// Those first that say the names of others too.
const BROWSERS: Words<Browser> = &[
    ("fban/", Browser::InApp),
    ("fbav/", Browser::InApp),
    ("instagram", Browser::InApp),
    ("micromessenger", Browser::InApp),
    ("musical_ly", Browser::InApp),
    ("bytedancewebview", Browser::InApp),
    ("line/", Browser::InApp),
    ("snapchat", Browser::InApp),
    ("linkedinapp", Browser::InApp),
    ("pinterest/", Browser::InApp),
    ("gsa/", Browser::InApp),
    ("edg/", Browser::Edge),
    ("edga/", Browser::Edge),
    ("edgios/", Browser::Edge),
    ("edge/", Browser::Edge),
    ("opr/", Browser::Opera),
    ("opt/", Browser::Opera),
    ("opera", Browser::Opera),
    ("samsungbrowser", Browser::Samsung),
    ("firefox/", Browser::Firefox),
    ("fxios/", Browser::Firefox),
    ("crios/", Browser::Chrome),
    ("chrome/", Browser::Chrome),
    ("chromium/", Browser::Chrome),
    ("safari/", Browser::Safari),
];

const DEVICES: Words<Device> = &[
    ("ipad", Device::Tablet),
    ("tablet", Device::Tablet),
    ("kindle", Device::Tablet),
    ("mobi", Device::Mobile),
    ("iphone", Device::Mobile),
    ("ipod", Device::Mobile),
    // Without "Mobile", which is what Android's browsers say on telephones.
    ("android", Device::Tablet),
];

impl Agent {
    /// More of a `User-Agent` is not looked at.
    pub const MAX_BYTES: usize = 512;

    /// What one tells.
    #[must_use]
    pub fn of(user_agent: &str) -> Self {
        let text: String = user_agent.chars().take(Self::MAX_BYTES).map(|c| c.to_ascii_lowercase()).collect();
        let ends_as_bot = if text.ends_with("bot") { Kind::Bot } else { Kind::Visitor };
        Self {
            kind: told(KINDS, &text).unwrap_or(ends_as_bot),
            browser: told(BROWSERS, &text).unwrap_or_default(),
            system: told(SYSTEMS, &text).unwrap_or_default(),
            device: told(DEVICES, &text).unwrap_or_default(),
        }
    }
}

fn told<T: Copy>(words: Words<T>, text: &str) -> Option<T> {
    words.iter().find(|(word, _)| text.contains(word)).map(|(_, told)| *told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_user_agents_are_known() {
        use Kind::{Bot, Preview, Visitor};
        for (text, kind, browser, system, device) in [
            ("", Visitor, Browser::Other, System::Other, Device::Desktop),
            ("curl/8.5.0", Visitor, Browser::Other, System::Other, Device::Desktop),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                Visitor,
                Browser::Chrome,
                System::Windows,
                Device::Desktop,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
                Visitor,
                Browser::Edge,
                System::Windows,
                Device::Desktop,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                Visitor,
                Browser::Safari,
                System::Ios,
                Device::Mobile,
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                Visitor,
                Browser::Samsung,
                System::Android,
                Device::Mobile,
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-X910) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                Visitor,
                Browser::Chrome,
                System::Android,
                Device::Tablet,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:142.0) Gecko/20100101 Firefox/142.0",
                Visitor,
                Browser::Firefox,
                System::Macos,
                Device::Desktop,
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 16328.55.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
                Visitor,
                Browser::Chrome,
                System::Chromeos,
                Device::Desktop,
            ),
            (
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                Bot,
                Browser::Other,
                System::Other,
                Device::Desktop,
            ),
            (
                "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
                Bot,
                Browser::Other,
                System::Other,
                Device::Desktop,
            ),
            (
                "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
                Preview,
                Browser::Other,
                System::Other,
                Device::Desktop,
            ),
            (
                "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
                Preview,
                Browser::Other,
                System::Other,
                Device::Desktop,
            ),
            ("WhatsApp/2.23.20.0", Preview, Browser::Other, System::Other, Device::Desktop),
            (
                "Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
                Visitor,
                Browser::Chrome,
                System::Android,
                Device::Mobile,
            ),
        ] {
            assert_eq!(Agent::of(text), Agent { kind, browser, system, device }, "{text}");
        }
    }

    #[test]
    fn a_long_one_is_cut() {
        assert_eq!(Agent::of(&format!("{}googlebot/2", "é".repeat(600))), Agent::default());
    }
}
