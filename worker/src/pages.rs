//! Pages for people: the static ones of `www/`, and those that say what became of a short link.

use shortwave::{error::ErrorCode, link::Preview, target_url::TargetUrl};
use worker::{Env, Request, Response, ResponseBuilder};

use crate::{env, failure::Failure, http};

/// A few words to people, with `{mark}`, `{heading}` and `{words}` in it.
const NOTICE: &str = include_str!("../pages/notice.html");

/// Nothing but the page's own files, and pictures that it was given by a call; the counter's wasm may be compiled.
const PAGE_POLICY: &str =
    "default-src 'self'; img-src 'self' blob:; script-src 'self' 'wasm-unsafe-eval'; frame-ancestors 'none'";
/// A notice carries its one style with it.
const NOTICE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// A static page, or the failure that there is none.
pub async fn serve(request: &Request, env: &Env) -> Result<Response, Failure> {
    let response = env::assets(env)?.fetch_request(request.clone()?).await?;
    if response.status_code() == 404 {
        return Err(Failure::NotFound);
    }
    let headers = [("Content-Security-Policy", PAGE_POLICY), ("X-Content-Type-Options", "nosniff")];
    Ok(http::with_headers(response, &headers)?)
}

/// What people are told of an error; `None` for one that they are told of as programs are.
pub fn of_error(code: ErrorCode) -> Option<worker::Result<Response>> {
    let (mark, heading, words) = match code {
        ErrorCode::NotFound => (
            "404",
            "There is nothing here",
            "The link may be mistyped: capitals and small letters differ. Copy it whole from where you found it, and try \
             again.",
        ),
        ErrorCode::Gone => (
            "410",
            "This link is no longer active",
            "Whoever shared it has let it end. Ask them where to go now.",
        ),
        _ => return None,
    };
    Some(notice(code.status(), mark, heading, words))
}

/// What a link leads to, before anybody goes there. `target` is what to show, and where the button leads; `elsewhere` is where
/// some are led instead.
pub fn preview(title: &str, target: &str, elsewhere: &[&TargetUrl]) -> worker::Result<Response> {
    let heading = if title.is_empty() { "This link leads to" } else { title };
    let place = |url: &str| format!("<a href=\"{url}\" rel=\"noreferrer\">{url}</a>", url = escaped(url));
    let mut words = format!(
        "{}<br><a class=\"go\" href=\"{}\" rel=\"noreferrer\">Go there</a>",
        place(target),
        escaped(target)
    );
    if !elsewhere.is_empty() {
        words += "<p class=\"also\">By their country, language or device, or by chance, some visitors are led elsewhere:";
        for url in elsewhere {
            words = words + "<br>" + &place(url.as_str());
        }
    }
    notice(200, "↗", &escaped(heading), &words)
}

/// A link as programs that show links are to show it, by the Open Graph protocol.
pub fn card(
    short_url: &str,
    Preview { title, description, image }: &Preview,
    target: &str,
) -> worker::Result<Response> {
    let mut head = String::new();
    let mut say = |name: &str, content: &str| {
        if !content.is_empty() {
            head = format!("{head}<meta {name} content=\"{}\">", escaped(content));
        }
    };
    let picture = image.as_ref().map_or("", TargetUrl::as_str);
    say("property=\"og:url\"", short_url);
    say("property=\"og:title\"", title);
    say("property=\"og:description\"", description);
    say("name=\"description\"", description);
    say("property=\"og:image\"", picture);
    say("name=\"twitter:card\"", if picture.is_empty() { "summary" } else { "summary_large_image" });
    let (title, target) = (if title.is_empty() { short_url } else { title }, escaped(target));
    let page = format!(
        "<!doctype html><html><meta charset=\"utf-8\"><title>{}</title><meta property=\"og:type\" content=\"website\">{head}\
         <p><a href=\"{target}\">{target}</a></p></html>",
        escaped(title),
    );
    html(200, &page, NOTICE_POLICY)
}

/// Tries to open an app, and goes on to a page after a while in which nothing came of it.
pub fn open_app(app: &str, fallback: &str) -> Result<Response, Failure> {
    /// Who left for the app does not come back to another page.
    const SCRIPT: &str = "const later = setTimeout(() => location.replace(document.querySelector('.also a').href), 2000);\
        const stay = () => clearTimeout(later);\
        addEventListener('pagehide', stay);\
        document.addEventListener('visibilitychange', () => document.hidden && stay());\
        location.href = document.querySelector('.go').href;";
    let nonce = env::random_id()?;
    let words = format!(
        "If nothing happens, it may not be on this device.<br><a class=\"go\" href=\"{}\">Open the app</a>\
         <p class=\"also\"><a href=\"{}\" rel=\"noreferrer\">Go on in the browser</a></p>\
         <script nonce=\"{nonce}\">{SCRIPT}</script>",
        escaped(app),
        escaped(fallback),
    );
    let policy = format!("{NOTICE_POLICY}; script-src 'nonce-{nonce}'");
    Ok(html(200, &noticed("↗", "Opening the app", &words), &policy)?)
}

/// That whoever runs the service lets nobody go where a link leads.
pub fn blocked() -> worker::Result<Response> {
    let words = "Whoever runs this service does not let links lead where it leads. If you know who shared it, ask them what \
                 it was about.";
    notice(ErrorCode::Forbidden.status(), "⊘", "This link was blocked", words)
}

/// What a link's page says when it asks for the password.
#[derive(Clone, Copy)]
pub enum Ask {
    /// Nothing yet.
    First,
    /// That it was wrong.
    Again,
    /// That there were too many wrong ones: in so many seconds again.
    Later(u32),
}

/// Asks for a link's password.
pub fn locked(ask: Ask) -> worker::Result<Response> {
    let (status, said) = match ask {
        Ask::First => (403, String::new()),
        Ask::Again => (403, "This is not the password. Try again.".to_owned()),
        Ask::Later(seconds) => (429, format!("Too many wrong passwords. Try again in {seconds} seconds.")),
    };
    let words = format!(
        "Whoever shared it can tell you the password.</p><p class=\"said\" role=\"alert\">{said}</p>\
         <form method=\"post\"><label>Password <input type=\"password\" name=\"password\" required autofocus \
         autocomplete=\"off\" maxlength=\"128\"></label><button class=\"go\">Open</button></form><p>"
    );
    let response = notice(status, "🔒", "This link asks for a password", &words)?;
    if let Ask::Later(seconds) = ask {
        response.headers().set("Retry-After", &seconds.to_string())?;
    }
    Ok(response)
}

/// Asks the recipient of a message whether to send no more. `from` is whom it was from.
pub fn unsubscribe(from: &str) -> worker::Result<Response> {
    let words = format!(
        "Whoever wrote to you as <b>{}</b> will not be able to send you another one.</p>\
         <form method=\"post\"><button class=\"go\">Unsubscribe</button></form><p>",
        escaped(from)
    );
    notice(200, "✉", "No more text messages?", &words)
}

/// That there will be no more.
pub fn unsubscribed(from: &str) -> worker::Result<Response> {
    let words =
        format!("Whoever wrote to you as <b>{}</b> can send you no more text messages.", escaped(from));
    notice(200, "✓", "You are unsubscribed", &words)
}

fn notice(status: u16, mark: &str, heading: &str, words: &str) -> worker::Result<Response> {
    html(status, &noticed(mark, heading, words), NOTICE_POLICY)
}

fn noticed(mark: &str, heading: &str, words: &str) -> String {
    NOTICE.replace("{mark}", mark).replace("{heading}", heading).replace("{words}", words)
}

fn html(status: u16, page: &str, policy: &str) -> worker::Result<Response> {
    ResponseBuilder::new()
        .with_status(status)
        .with_header("Cache-Control", "no-store")?
        .with_header("Content-Security-Policy", policy)?
        .from_html(page)
}

/// A text as HTML, also within quotation marks.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
