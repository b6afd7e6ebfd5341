//! The error catalogue: every error code that a dialect may answer with, its HTTP status and description.
//!
//! One list, read by everything: the codes of the REST dialect's "Errors" section word for word (its spelling
//! included, since clients compare it), and the HTTP conditions that the section leaves out.

use std::borrow::Cow;

macro_rules! catalogue {
    (
        documented { $($documented:ident = $code:literal, $status:literal, $description:literal;)* }
        http { $($http:ident = $http_code:literal, $http_description:literal;)* }
    ) => {
        /// What went wrong, as a client sees it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(clippy::doc_markdown, reason = "the docs are the catalogue's descriptions word for word")]
        pub enum ErrorCode {
            $(#[doc = $description] $documented,)*
            $(#[doc = $http_description] $http,)*
        }

        impl ErrorCode {
            /// The codes of the REST dialect's "Errors" section, in its order.
            pub const DOCUMENTED: &'static [Self] = &[$(Self::$documented),*];

            /// HTTP conditions outside that section; their code is the HTTP status.
            pub const HTTP: &'static [Self] = &[$(Self::$http),*];

            /// The number that clients act upon.
            #[must_use]
            pub const fn code(self) -> u16 {
                match self {
                    $(Self::$documented => $code,)*
                    $(Self::$http => $http_code,)*
                }
            }

            /// The HTTP status that carries this code.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$documented => $status,)*
                    $(Self::$http => $http_code,)*
                }
            }

            /// The general description, used where an error has nothing more exact to say.
            #[must_use]
            pub const fn description(self) -> &'static str {
                match self {
                    $(Self::$documented => $description,)*
                    $(Self::$http => $http_description,)*
                }
            }
        }
    };
}

catalogue! {
    documented {
        Accepted = 0, 202, "Accepted for delivery";
        Database = 101, 500, "Internal Database error";
        NoValidRecipients = 102, 400, "No valid recipients";
        UnknownCredentials = 103, 401, "Username or password unknown";
        MessageMissing = 104, 400, "Text message missing";
        MessageTooLong = 105, 400, "Text message too long";
        SenderMissing = 106, 400, "Sender missing";
        SenderTooLong = 107, 400, "Sender too long";
        InvalidSendDate = 108, 400, "No valid Datetime for send";
        InvalidNotificationUrl = 109, 400, "Notification URL incorrect";
        TooManyParts = 110, 400, "Exceeded maximum parts allowed or incorrect number of parts";
        NotEnoughCredits = 111, 402, "Not enough credits";
        AddressNotAllowed = 112, 401, "IP address not allowed";
        InvalidCoding = 113, 400, "Invalid coding";
        InvalidSubject = 114, 400, "Invalid subject";
        SenderNotVerified = 115, 400, "Sender is not verified";
        InvalidReplyTo = 116, 400, "Invalid replyTo";
        ReplyToNotVerified = 117, 400, "ReplyTo is not verified";
        EmailHardBounced = 118, 401, "Email blocked for exceeding the hard-bounced limit allowed";
        InvalidExpirationDate = 119, 400, "Invalid expiration date";
        InvalidGuid = 120, 400, "Invalid GUID";
        InvalidScheduledDate = 121, 400, "Invalid scheduled date";
        Update = 122, 500, "Update error";
        Delete = 123, 500, "Delete error";
        InvalidJson = 125, 400, "Invalid JSON";
        EmptyCampaignName = 126, 400, "Empty campaign name";
        InvalidVoiceLanguage = 130, 400, "Invalid voice language";
        InvalidVoiceGender = 131, 400, "Invalid voice gender";
        InvalidVoiceCaller = 132, 400, "Invalid voice caller";
        InvalidAudioUrl = 133, 400, "Invalid audio URL";
        UnsupportedAudioFormat = 134, 400, "Unsupported audio format";
        TemplateMissing = 140, 400, "Template missing";
        LandingPlaceholderMissing = 141, 400, "Missing landing placeholder";
        UnsplittablePlaceholders = 142, 400, "Can't split variable placeholders";
        BillingProfileMissing = 150, 400, "Missing billing profile";
        TpvUrl = 151, 400, "Error retrieving TPV url";
        InvalidVat = 152, 400, "Invalid VAT";
        InvalidMethod = 153, 400, "Invalid method";
        InvalidConversionRate = 154, 400, "Invalid conversion rate";
        MaximumReached = 155, 400, "Max limit reached";
        MinimumReached = 156, 400, "Min limit reached";
        Invoice = 157, 400, "Error generating invoice";
        InvalidInteractiveLanguage = 160, 400, "Invalid voice interactive language";
        InvalidInteractiveGender = 161, 400, "Invalid voice interactive gender";
        InvalidInteractiveCaller = 162, 400, "Invalid voice interactive caller";
        InvalidInteractiveAudioUrl = 163, 400, "Invalid voice interactive audio URL";
        UnsupportedInteractiveAudioFormat = 164, 400, "Unsupported voice interactive audio format";
        InvalidInteractiveSpeechType = 165, 400, "Invalid voice interactive speech type";
        InvalidInteractiveMenuOption = 166, 400, "Ivalid voice interactive menu option type";
        CampaignExists = 167, 400, "Trying to save an existing campaign";
        EmptySpeechType = 168, 400, "Empty speech type";
        EmptyMenu = 169, 400, "Empty menu";
        EmptyPhoneKey = 170, 400, "Empty phone key";
        PhoneKeyNotANumber = 171, 400, "Phone Key is not a number";
        PhoneKeyOutOfRange = 172, 400, "Phone key out of range";
        EmptySubMenu = 173, 400, "Empty menu options for sub menu";
        EmptyTransferPrefix = 174, 400, "Empty phone prefix for call transfer";
        EmptyTransferPhone = 175, 400, "Empty phone for call transfer";
        CallRetriesNotAnInteger = 176, 400, "Call retries value is not an integer";
        CallRetriesOutOfRange = 177, 400, "Call retries value out of range";
        CostLimitNotAnInteger = 178, 400, "Cost limit value is not an integer";
        SpeechRetriesNotAnInteger = 179, 400, "Speech retries value is not an integer";
        SpeechRetriesOutOfRange = 180, 400, "Speech retries value out of range";
        SpeechTimeoutNotAnInteger = 181, 400, "Speech timeout seconds value is not an integer";
        SpeechTimeoutOutOfRange = 182, 400, "Speech timeout seconds value out of range";
        AvailableTimesNotAnArray = 183, 400, "Available times value is not an array";
        AvailableTimesDayNotAnInteger = 184, 400, "Available times day is not an integer";
        AvailableTimesDayOutOfRange = 185, 400, "Available times day out of range";
        AvailableTimesFromFormat = 186, 400, "Available times from hour format error";
        AvailableTimesToFormat = 187, 400, "Available times to hour format error";
        AvailableTimesFromAfterTo = 188, 400, "Available times from hour is greater than to hour";
        AvailableTimesPropertyMissing = 189, 400, "Missing available time object property";
        CallRetriesEmpty = 190, 400, "Call Retries is specified but its value is empty";
        CostLimitEmpty = 191, 400, "Cost limit is specified but its value is empty";
        SpeechRetriesEmpty = 192, 400, "Speech Retries is specified but its value is empty";
        SpeechTimeoutEmpty = 193, 400, "Speech timeout seconds is specified but its value is empty";
        AvailableTimesEmpty = 194, 400, "Available times is specified but its value is empty";
        NoValidExternalIds = 195, 400, "No valid contacts external IDs";
        AvailableTimesTooShort = 196, 400, "Available times range is too short";
        InputValidation = 422, 422, "Input validation error";
    }
    http {
        InvalidArguments = 400, "Invalid arguments";
        SecondFactorRequired = 402, "Second factor required";
        Forbidden = 403, "Not allowed";
        NotFound = 404, "Resource not found";
        MethodNotAllowed = 405, "Method not allowed";
        Conflict = 409, "Conflict with the current state";
        Gone = 410, "No longer there";
        PreconditionFailed = 412, "Changed by somebody else meanwhile";
        BodyTooLarge = 413, "Request body too large";
        UrlTooLong = 414, "URL too long";
        UnsupportedMediaType = 415, "Unsupported content type";
        TooManyRequests = 429, "Too many requests";
        Internal = 500, "Internal server error";
        Unavailable = 503, "Service unavailable";
    }
}

/// An error that a caller is told about: a catalogue code and a description for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{description}")]
pub struct ApiError {
    code: ErrorCode,
    description: Cow<'static, str>,
}

impl ApiError {
    /// An error with a description more exact than the catalogue's.
    #[must_use]
    pub fn new(code: ErrorCode, description: impl Into<Cow<'static, str>>) -> Self {
        Self { code, description: description.into() }
    }

    /// The catalogue entry.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// The description for people.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code, code.description())
    }
}
