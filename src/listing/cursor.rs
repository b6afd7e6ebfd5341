//! Cursors: the last item of a page, as a text that the next page starts from.
//!
//! Base64url of the JSON `["-createdAt,id",[1577880000999,"abc"]]`: the sort and the item's values in it. A caller may
//! forge one, and gets what filters would give anyway: all values are bound, none becomes SQL.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{SortKey, SqlValue, order::Order};
use crate::json;

/// The longest cursor that is read, in characters.
const MAX_LENGTH: usize = 4096;

/// The cursor of the page after this item.
pub(super) fn write(order: &Order, item: &SortKey) -> String {
    // Numbers and texts can be written.
    let json = serde_json::to_string(&(order.spec(), item.values())).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(json)
}

/// The item of a cursor; `None` when it is none, or of another order.
pub(super) fn read(order: &Order, cursor: &str) -> Option<SortKey> {
    if cursor.len() > MAX_LENGTH {
        return None;
    }
    let written = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (spec, values): (String, Vec<SqlValue>) = json::from_bytes(&written).ok()?;
    let fits = spec == order.spec()
        && values.len() == order.terms().len()
        && order.columns().zip(&values).all(|(column, value)| column.kind.holds(value));
    fits.then_some(SortKey::new(values))
}
