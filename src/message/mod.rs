//! Messages: what is sent to whom, when, in how many parts, and what becomes of it.
//!
//! A call comes as a [`Template`] with values for each recipient; a [`Form`] says how the text of each is sent. A message goes
//! through the states of [`State`], and what happens to it is told as [`Event`]s. Who asked for it is told by a [`Notification`] for each.

mod batch;
mod blacklist;
mod date;
mod event;
mod form;
mod id;
mod notification;
mod parts;
mod sender;
mod sending;
mod summary;
mod template;
mod unsubscription;
mod urls;
mod window;

pub use batch::{Batch, Composed, Known, Open, Recipient};
pub use blacklist::{BlacklistKind, Blacklisted};
pub use date::{DateError, read_date};
pub use event::{Click, Event, EventKind, State, StateError};
pub use form::{Form, MaxParts, Refusal, SmsEncoding};
pub use id::{CampaignId, MessageId, MessageIds, NumberError, SendingId};
pub use notification::{Notification, Unheard, tell_again_seconds};
pub use parts::Parts;
pub use sender::{Sender, SenderError};
pub use sending::{DeliveryUrl, MAX_RETRIES, Message, NewMessage, Sending, retry_seconds};
pub use summary::{Campaign, EventFilter, EventRow, Numbered, SendingRow, SendingStatus, Summary};
pub use template::{Filter, OTP_MARK, Placeholder, Template, UNSUB_MARK, Values, is_variable, without_marks};
pub use unsubscription::{MAX_MESSAGES, Unsubscription};
pub use urls::{replace_urls, urls};
pub use window::{Window, WindowError, Windows};
