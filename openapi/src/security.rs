//! How callers identify themselves.

use serde_json::{Map, Value, json};
use shortwave::{
    auth::Scope,
    endpoint::{Access, Dialect, Endpoint},
};

const BASIC: &str = "Basic";
const API_KEY: &str = "ApiKey";
const PAGE_TOKEN: &str = "PageToken";
const ACCESS_TOKEN: &str = "AccessToken";
const X_AUTHORIZATION: &str = "XAuthorization";
const OPERATOR: &str = "OperatorToken";

/// All ways.
pub fn schemes() -> Value {
    json!({
        BASIC: {
            "type": "http",
            "scheme": "basic",
            "description": "The account's name and its API password. It may do everything that the account may.",
        },
        API_KEY: {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "sw_live_…",
            "description": "An API key. It may do what its scopes say.",
        },
        PAGE_TOKEN: {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "sw_page_…",
            "description": "What an account lets a page have: it begins one verification, and serves that one.",
        },
        ACCESS_TOKEN: {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The access token of a user who has signed in. It may do what the user's role says.",
        },
        X_AUTHORIZATION: {
            "type": "apiKey",
            "in": "header",
            "name": "X-Authorization",
            "description": "`Basic`, a space, and `username:apiPassword` in base64, beside a bearer of the same account. \
                            Who sends it must have both right.",
        },
        OPERATOR: {
            "type": "http",
            "scheme": "bearer",
            "description": "The token of whoever runs the deployment: its setting `ADMIN_TOKEN`.",
        },
    })
}

/// The ways of which one is needed.
pub fn requirement(endpoint: Endpoint) -> Value {
    let access = endpoint.access();
    let scopes: Vec<&str> = access.scope().map(Scope::as_str).into_iter().collect();
    let of = |names: &[&str]| -> Value {
        let entry =
            |name: &&str| ((*name).to_owned(), if is_scoped(name) { json!(scopes) } else { json!([]) });
        Value::Object(names.iter().map(entry).collect::<Map<_, _>>())
    };
    match access {
        Access::Public => json!([]),
        Access::Operator => json!([of(&[OPERATOR])]),
        Access::User | Access::GuardedUser => {
            json!([of(&[ACCESS_TOKEN]), of(&[ACCESS_TOKEN, X_AUTHORIZATION])])
        }
        Access::Scope(_) | Access::Guarded(_) if endpoint.dialect() == Dialect::Engage => {
            json!([of(&[API_KEY, X_AUTHORIZATION]), of(&[ACCESS_TOKEN, X_AUTHORIZATION])])
        }
        Access::Scope(_) | Access::Guarded(_) | Access::Page(_) => {
            let mut ways = vec![
                of(&[BASIC]),
                of(&[API_KEY]),
                of(&[ACCESS_TOKEN]),
                of(&[API_KEY, X_AUTHORIZATION]),
                of(&[ACCESS_TOKEN, X_AUTHORIZATION]),
            ];
            ways.extend(access.is_for_pages().then(|| of(&[PAGE_TOKEN])));
            json!(ways)
        }
    }
}

/// Whether credentials of this kind have scopes of their own.
fn is_scoped(name: &str) -> bool {
    [API_KEY, ACCESS_TOKEN].contains(&name)
}
