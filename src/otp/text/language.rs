//! The languages, and the words of each.
//!
//! Where a language can do so without giving up the marks on its letters, its words are of the GSM 7-bit alphabet, which
//! has `é` and not `á`, `Ç` and not `ç`: such a text has room for 160 characters rather than 70. Minutes are
//! abbreviated, or named where their form is the same for any number. Those who read are addressed as a bank would.

/// The words of a language. A sentence has no full stop: `stop` is it.
pub(super) struct Words {
    tag: &'static str,
    /// How a brand says something.
    pub brand: &'static str,
    /// What follows a sentence.
    pub stop: &'static str,
    pub code: &'static str,
    pub payment: &'static str,
    pub warning: &'static str,
    pub validity: &'static str,
    pub subject: &'static str,
}

macro_rules! languages {
    ($(
        $name:ident = $tag:literal, $brand:literal, $stop:literal {
            $code:literal $payment:literal $warning:literal $validity:literal $subject:literal
        }
    )+) => {
        /// A language that there are texts in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Language {
            $(#[doc = concat!("`", $tag, "`")] $name,)+
        }

        impl Language {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            pub(super) const fn words(self) -> &'static Words {
                match self {
                    $(Self::$name => &Words {
                        tag: $tag,
                        brand: $brand,
                        stop: $stop,
                        code: $code,
                        payment: $payment,
                        warning: $warning,
                        validity: $validity,
                        subject: $subject,
                    },)+
                }
            }
        }
    };
}

languages! {
    English = "en", "{brand}: {text}", ". " {
        "Your code is {code}"
        "Code {code} to pay {amount} to {payee}"
        "Do not share it with anyone"
        "Valid {minutes} min"
        "Your code"
    }
    Spanish = "es", "{brand}: {text}", ". " {
        "Su clave es {code}"
        "Clave {code} para pagar {amount} a {payee}"
        "No la comparta con nadie"
        "Caduca en {minutes} min"
        "Su clave"
    }
    Catalan = "ca", "{brand}: {text}", ". " {
        "El seu codi és {code}"
        "Codi {code} per pagar {amount} a {payee}"
        "No el comparteixi mai"
        "Caduca en {minutes} min"
        "El seu codi"
    }
    Galician = "gl", "{brand}: {text}", ". " {
        "Use a clave {code}"
        "Clave {code} para pagar {amount} a {payee}"
        "Non a comparta con ninguén"
        "Caduca en {minutes} min"
        "A súa clave"
    }
    Basque = "eu", "{brand}: {text}", ". " {
        "Zure kodea: {code}"
        "Kodea: {code}. Ordainketa: {amount}, hartzailea: {payee}"
        "Ez eman inori"
        "Iraupena: {minutes} min"
        "Zure kodea"
    }
    Portuguese = "pt", "{brand}: {text}", ". " {
        "Use {code} para confirmar a sua identidade"
        "Use {code} para pagar {amount} a {payee}"
        "Nunca o revele a terceiros"
        "Expira em {minutes} min"
        "O seu código"
    }
    BrazilianPortuguese = "pt-br", "{brand}: {text}", ". " {
        "Use {code} para confirmar sua identidade"
        "Use {code} para pagar {amount} a {payee}"
        "Nunca compartilhe com terceiros"
        "Expira em {minutes} min"
        "Seu código"
    }
    French = "fr", "{brand}: {text}", ". " {
        "Votre code est {code}"
        "Code {code} pour payer {amount} à {payee}"
        "Ne le communiquez à personne"
        "Valable {minutes} min"
        "Votre code"
    }
    German = "de", "{brand}: {text}", ". " {
        "Ihr Code lautet {code}"
        "Code {code} für die Zahlung von {amount} an {payee}"
        "Geben Sie ihn nicht weiter"
        "Gültig: {minutes} Min"
        "Ihr Code"
    }
    Italian = "it", "{brand}: {text}", ". " {
        "Il suo codice è {code}"
        "Codice {code} per pagare {amount} a {payee}"
        "Non lo comunichi a nessuno"
        "Valido {minutes} min"
        "Il suo codice"
    }
    Dutch = "nl", "{brand}: {text}", ". " {
        "Uw code is {code}"
        "Code {code} om {amount} te betalen aan {payee}"
        "Deel deze met niemand"
        "Geldig: {minutes} min"
        "Uw code"
    }
    Swedish = "sv", "{brand}: {text}", ". " {
        "Din kod är {code}"
        "Kod {code} för att betala {amount} till {payee}"
        "Lämna inte ut den till någon"
        "Giltig i {minutes} min"
        "Din kod"
    }
    Danish = "da", "{brand}: {text}", ". " {
        "Din kode er {code}"
        "Kode {code} til betaling af {amount} til {payee}"
        "Del den ikke med nogen"
        "Gyldig i {minutes} min"
        "Din kode"
    }
    Norwegian = "nb", "{brand}: {text}", ". " {
        "Koden din er {code}"
        "Kode {code} for å betale {amount} til {payee}"
        "Ikke del den med noen"
        "Gyldig i {minutes} min"
        "Koden din"
    }
    Finnish = "fi", "{brand}: {text}", ". " {
        "Koodisi on {code}"
        "Koodi {code}: maksu {amount}, saaja {payee}"
        "Älä kerro sitä kenellekään"
        "Voimassa {minutes} min"
        "Koodisi"
    }
    Polish = "pl", "{brand}: {text}", ". " {
        "Kod weryfikacyjny: {code}"
        "Kod {code}: kwota {amount}, odbiorca {payee}"
        "Nie podawaj go nikomu"
        "Wygasa za {minutes} min"
        "Kod weryfikacyjny"
    }
    Czech = "cs", "{brand}: {text}", ". " {
        "Váš kód je {code}"
        "Kód {code}: platba {amount}, {payee}"
        "Nikomu ho nesdělujte"
        "Platí {minutes} min"
        "Váš kód"
    }
    Slovak = "sk", "{brand}: {text}", ". " {
        "Váš kód je {code}"
        "Kód {code}: platba {amount}, {payee}"
        "Nikomu ho neprezrádzajte"
        "Platí {minutes} min"
        "Váš kód"
    }
    Hungarian = "hu", "{brand}: {text}", ". " {
        "Kódja: {code}"
        "Kód {code}: fizetés {amount}, {payee}"
        "Ne árulja el senkinek"
        "Érvényes: {minutes} perc"
        "Az Ön kódja"
    }
    Romanian = "ro", "{brand}: {text}", ". " {
        "Codul dvs. este {code}"
        "Cod {code} pentru plata sumei de {amount}, beneficiar {payee}"
        "A nu se divulga"
        "Valabil {minutes} min"
        "Codul dvs."
    }
    Greek = "el", "{brand}: {text}", ". " {
        "Ο κωδικός σας: {code}"
        "Κωδικός {code}: πληρωμή {amount}, {payee}"
        "Μην τον κοινοποιείτε"
        "Ισχύει {minutes} λεπ"
        "Ο κωδικός σας"
    }
    Bulgarian = "bg", "{brand}: {text}", ". " {
        "Вашият код е {code}"
        "Код {code}: плащане {amount} към {payee}"
        "Не го споделяйте"
        "Валиден {minutes} мин"
        "Вашият код"
    }
    Russian = "ru", "{brand}: {text}", ". " {
        "Ваш код {code}"
        "Код {code}: оплата {amount}, {payee}"
        "Никому его не сообщайте"
        "Действует {minutes} мин"
        "Ваш код"
    }
    Ukrainian = "uk", "{brand}: {text}", ". " {
        "Ваш код {code}"
        "Код {code}: платіж {amount}, {payee}"
        "Нікому не повідомляйте"
        "Діє {minutes} хв"
        "Ваш код"
    }
    Turkish = "tr", "{brand}: {text}", ". " {
        "Onay kodunuz: {code}"
        "Onay kodunuz: {code}. Ödeme: {amount}, {payee}"
        "Kimseye vermeyin"
        "Süre: {minutes} dk"
        "Onay kodunuz"
    }
    Arabic = "ar", "من {brand}: {text}", ". " {
        "رمزك هو {code}"
        "الرمز {code} لدفع {amount} إلى {payee}"
        "لا تشاركه مع أحد"
        "الصلاحية بالدقائق: {minutes}"
        "رمز التحقق"
    }
    Hebrew = "he", "מאת {brand}: {text}", ". " {
        "קוד האימות: {code}"
        "קוד {code} לתשלום {amount} לטובת {payee}"
        "אין למסור אותו לאיש"
        "בתוקף ל-{minutes} דק'"
        "קוד האימות"
    }
    Persian = "fa", "از {brand}: {text}", ". " {
        "کد تأیید: {code}"
        "کد {code} برای پرداخت {amount} به {payee}"
        "آن را به کسی ندهید"
        "اعتبار: {minutes} دقیقه"
        "کد تأیید"
    }
    Urdu = "ur", "منجانب {brand}: {text}", "۔ " {
        "آپ کا کوڈ {code}"
        "کوڈ {code}: {payee} کو {amount} کی ادائیگی"
        "یہ کسی کو نہ بتائیں"
        "میعاد {minutes} منٹ"
        "آپ کا کوڈ"
    }
    // No code before a danda, which looks like a digit.
    Hindi = "hi", "{brand}: {text}", "। " {
        "आपका कोड {code} है"
        "कोड {code}: {payee} को {amount} का भुगतान"
        "इसे किसी को न बताएं"
        "{minutes} मिनट तक मान्य"
        "आपका कोड"
    }
    Bengali = "bn", "{brand}: {text}", "। " {
        "{code} আপনার কোড"
        "পেমেন্ট কোড {code}: {amount}, {payee}"
        "এটি কাউকে বলবেন না"
        "মেয়াদ {minutes} মিনিট"
        "আপনার কোড"
    }
    Thai = "th", "{brand}: {text}", " " {
        "รหัสของคุณคือ {code}"
        "รหัส {code} สำหรับชำระ {amount} ให้ {payee}"
        "ห้ามบอกผู้อื่น"
        "ใช้ได้ {minutes} นาที"
        "รหัสของคุณ"
    }
    Vietnamese = "vi", "{brand}: {text}", ". " {
        "Mã xác thực: {code}"
        "Mã {code} thanh toán {amount} cho {payee}"
        "Không chia sẻ mã"
        "Hiệu lực {minutes} phút"
        "Mã xác thực"
    }
    Indonesian = "id", "{brand}: {text}", ". " {
        "Kode Anda {code}"
        "Kode {code} untuk membayar {amount} kepada {payee}"
        "Jangan berikan kepada siapa pun"
        "Berlaku {minutes} menit"
        "Kode Anda"
    }
    Malay = "ms", "{brand}: {text}", ". " {
        "Kod anda ialah {code}"
        "Kod {code} untuk membayar {amount} kepada {payee}"
        "Jangan dedahkan kepada sesiapa"
        "Sah selama {minutes} minit"
        "Kod anda"
    }
    Chinese = "zh", "【{brand}】{text}", "。" {
        "您的验证码：{code}"
        "验证码：{code}，用于向 {payee} 支付 {amount}"
        "请勿告知他人"
        "{minutes}分钟内有效"
        "您的验证码"
    }
    TraditionalChinese = "zh-tw", "【{brand}】{text}", "。" {
        "您的驗證碼：{code}"
        "驗證碼：{code}，用於支付 {amount} 給 {payee}"
        "請勿告知他人"
        "{minutes}分鐘內有效"
        "您的驗證碼"
    }
    Japanese = "ja", "【{brand}】{text}", "。" {
        "認証コード：{code}"
        "認証コード：{code}。支払先：{payee}、金額：{amount}"
        "他人に教えないでください"
        "{minutes}分間有効"
        "認証コード"
    }
    Korean = "ko", "[{brand}] {text}", ". " {
        "인증번호: {code}"
        "인증번호: {code}. 결제 금액 {amount}, 받는 분 {payee}"
        "타인에게 알리지 마십시오"
        "{minutes}분간 유효"
        "인증번호"
    }
    Swahili = "sw", "{brand}: {text}", ". " {
        "Nambari yako ni {code}"
        "Nambari {code} ya kulipa {amount} kwa {payee}"
        "Usimpe mtu yeyote"
        "Muda: dakika {minutes}"
        "Nambari yako"
    }
}

impl Language {
    /// The language of a tag (RFC 5646) in small or capital letters: of its first subtag, and for Portuguese and Chinese
    /// also of the region or script. `None` where there are no texts in it.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let has = |wanted: &[&str]| {
            let mut subtags = tag.split('-').skip(1);
            subtags.any(|subtag| wanted.iter().any(|wanted| subtag.eq_ignore_ascii_case(wanted)))
        };
        let primary = tag.split('-').next()?.to_ascii_lowercase();
        let tag = match primary.as_str() {
            "pt" if has(&["br"]) => "pt-br",
            "zh" if has(&["hant"]) || !has(&["hans"]) && has(&["tw", "hk", "mo"]) => "zh-tw",
            "no" | "nn" => "nb",
            // What ISO 639 called them before 1989, and Android still does.
            "iw" => "he",
            "in" => "id",
            other => other,
        };
        Self::ALL.iter().copied().find(|language| language.tag() == tag)
    }

    /// Its tag, in small letters: `pt-br`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.words().tag
    }

    /// Whether its words run from right to left.
    #[must_use]
    pub const fn is_right_to_left(self) -> bool {
        matches!(self, Self::Arabic | Self::Hebrew | Self::Persian | Self::Urdu)
    }
}
