//! Sessions: a user who signed in, for as long as it refreshes its tokens.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{SessionId, UserId},
    time::Timestamp,
};

/// A session. All refresh tokens that follow one another in it are one family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Never used again.
    pub id: SessionId,
    /// Who signed in.
    pub user: UserId,
    /// Which of its refresh tokens is the current one.
    pub generation: u32,
    /// When the user signed in.
    pub created_at: Timestamp,
    /// When it ends unless it is refreshed before.
    pub expires_at: Timestamp,
}

/// What comes of a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Renewal {
    /// The session goes on, with a new token.
    Renewed,
    /// The token was exchanged before: somebody has a copy of it. The session is over for everybody.
    Reused,
    /// The session is over.
    Expired,
}

impl Session {
    /// How long a session lasts without being refreshed: 30 days.
    pub const SECONDS: u32 = 30 * 24 * 3_600;

    /// The most sessions of one user; the oldest ends when another begins.
    pub const MAX_OF_USER: usize = 20;

    /// A new one.
    #[must_use]
    pub const fn new(id: SessionId, user: UserId, now: Timestamp) -> Self {
        let expires_at = now.plus_seconds(Self::SECONDS);
        Self { id, user, generation: 0, created_at: now, expires_at }
    }

    /// Whether it goes on.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }

    /// Exchanges a refresh token. The session is to be removed unless it was renewed.
    pub fn renew(&mut self, generation: u32, now: Timestamp) -> Renewal {
        if !self.is_open(now) {
            return Renewal::Expired;
        }
        if generation != self.generation {
            return Renewal::Reused;
        }
        self.generation += 1;
        self.expires_at = now.plus_seconds(Self::SECONDS);
        Renewal::Renewed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session::new(
            "0".repeat(16).parse().unwrap(),
            "1".repeat(16).parse().unwrap(),
            Timestamp::from_millis(0),
        )
    }

    #[test]
    fn each_refresh_token_works_once_and_then_ends_the_session() {
        let (mut session, now) = (session(), Timestamp::from_millis(1_000));
        assert_eq!(session.renew(0, now), Renewal::Renewed);
        assert_eq!(session.renew(1, now), Renewal::Renewed);
        assert_eq!(session.renew(1, now), Renewal::Reused);
        assert_eq!(session.renew(0, now), Renewal::Reused);
    }

    #[test]
    fn ends_thirty_days_after_the_last_refresh() {
        let mut session = session();
        let day = |day: i64| Timestamp::from_millis(day * 24 * 3_600_000);
        assert_eq!(session.renew(0, day(29)), Renewal::Renewed);
        assert!(session.is_open(day(58)) && !session.is_open(day(59)));
        assert_eq!(session.renew(1, day(59)), Renewal::Expired);
    }
}
