use proptest::prelude::*;
use shortwave::{
    country::CountryIso,
    csv::{Fault, MAX_CELLS},
    money::{Money, MoneyError},
    phone::Msisdn,
    price::{Digits, PriceList, PriceListError, Problem, WrongRow},
};

const HEADER: &str = "countryIso,countryName,networkName,mcc,mnc,cost\n";

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn list(rows: &str) -> PriceList {
    PriceList::parse(format!("{HEADER}{rows}").as_bytes()).unwrap()
}

fn refused(table: &str) -> PriceListError {
    PriceList::parse(table.as_bytes()).unwrap_err()
}

/// Of the first wrong row: the line, the column, the problem.
fn wrong(rows: &str) -> (usize, Option<&'static str>, Problem) {
    match refused(&format!("{HEADER}{rows}")) {
        PriceListError::Rows(wrong) => {
            let WrongRow { line, column, problem } = *wrong.first().unwrap();
            (line, column, problem)
        }
        other => panic!("{rows:?} {other:?}"),
    }
}

fn country(number: &str) -> Option<String> {
    CountryIso::of(&number.parse().unwrap()).map(|country| country.to_string())
}

mod amounts {
    use super::*;

    #[test]
    fn are_exact_to_a_millionth() {
        for (text, millionths, written) in [
            ("0.065", 65_000, "0.065"),
            ("0.000001", 1, "0.000001"),
            ("12", 12_000_000, "12"),
            ("0012.5000000000", 12_500_000, "12.5"),
            ("-0.5", -500_000, "-0.5"),
            ("-0", 0, "0"),
            ("9223372036854.775807", i64::MAX, "9223372036854.775807"),
            ("-9223372036854.775808", i64::MIN, "-9223372036854.775808"),
        ] {
            assert_eq!(money(text).millionths(), millionths, "{text}");
            assert_eq!(Money::from_millionths(millionths).to_string(), written);
        }
    }

    #[test]
    fn are_nothing_else() {
        for text in
            ["", "-", ".", "1.", ".5", "1e3", "+1", " 1", "1,5", "1.2.3", "0x1", "--1", "€1", "NaN", "١"]
        {
            assert_eq!(text.parse::<Money>(), Err(MoneyError::NotDecimal), "{text}");
        }
        assert_eq!("0.0000001".parse::<Money>(), Err(MoneyError::TooPrecise));
        for text in ["9223372036854.775808", "-9223372036854.775809", &"9".repeat(400)] {
            assert_eq!(text.parse::<Money>(), Err(MoneyError::TooLarge), "{text}");
        }
    }

    #[test]
    fn are_added_and_multiplied_or_too_much() {
        assert_eq!(money("0.1").checked_add(money("0.2")), Some(money("0.3")));
        assert_eq!(money("0.1").checked_sub(money("0.2")), Some(money("-0.1")));
        assert_eq!(money("0.0868").checked_mul(3), Some(money("0.2604")));
        let most = Money::from_millionths(i64::MAX);
        assert_eq!((most.checked_add(money("0.000001")), most.checked_mul(2)), (None, None));
        assert_eq!(Money::from_millionths(i64::MIN).checked_sub(money("1")), None);
    }

    #[test]
    fn are_numbers_in_answers_and_whole_numbers_in_storage() {
        assert_eq!(serde_json::to_string(&money("0.065").units()).unwrap(), "0.065");
        assert_eq!(serde_json::to_string(&money("0.065")).unwrap(), "65000");
        assert_eq!(serde_json::from_str::<Money>("65000").unwrap(), money("0.065"));
    }

    proptest! {
        #[test]
        fn are_read_as_they_were_written(millionths: i64) {
            let amount = Money::from_millionths(millionths);
            prop_assert_eq!(amount.to_string().parse(), Ok(amount));
        }

        /// As many as any balance has.
        #[test]
        fn have_the_same_places_in_answers(millionths in -9_000_000_000_000_i64..9_000_000_000_000) {
            let amount = Money::from_millionths(millionths);
            prop_assert_eq!(amount.units().to_string(), amount.to_string());
        }

        #[test]
        fn no_text_is_a_panic(text in "\\PC*") {
            let _ = text.parse::<Money>();
        }
    }
}

mod numbers {
    use super::*;

    #[test]
    fn are_of_a_country_by_their_first_digits() {
        for (number, expected) in [
            ("34666555444", "ES"),
            ("+971501234567", "AE"),
            ("376312345", "AD"),
            ("5491123456789", "AR"),
            ("383431234567", "XK"),
            // Countries of the North American plan by their area codes.
            ("12015550123", "US"),
            ("14165550123", "CA"),
            ("18765550123", "JM"),
            ("16585550123", "JM"),
            ("17875550123", "PR"),
            ("18095550123", "DO"),
            ("12425550123", "BS"),
            ("79161234567", "RU"),
            ("77011234567", "KZ"),
            ("447911123456", "GG"),
            ("447400123456", "GB"),
            ("447797712345", "JE"),
            ("447624123456", "IM"),
            ("393123456789", "IT"),
            ("5999123456", "CW"),
            ("5993181234", "BQ"),
            ("262692123456", "RE"),
            ("262639012345", "YT"),
        ] {
            assert_eq!(country(number).as_deref(), Some(expected), "{number}");
        }
    }

    #[test]
    fn may_be_of_no_country() {
        for number in ["881612345678", "8829912345678", "999123456", "0034666555444", "000000", "210123456"] {
            assert_eq!(country(number), None, "{number}");
        }
    }

    proptest! {
        #[test]
        fn none_is_a_panic(number in "[0-9]{6,15}") {
            let _ = country(&number);
        }
    }
}

mod rows {
    use super::*;

    #[test]
    fn are_in_the_order_of_countries_and_names() {
        let list = list(
            "ES,Spain,Yoigo,214,04,0.05\n\
             ES,Spain,,214,,0.06\n\
             AD,Andorra,Som,213,03,0.065\n\
             ES,Spain,movistar,214,07,0.055\n\
             ES,Spain,Movistar,214,05,0.07\n",
        );
        let shown: Vec<_> =
            list.countries().iter().map(|country| (country.iso.as_str(), country.networks.len())).collect();
        assert_eq!(shown, [("AD", 1), ("ES", 4)]);
        let spain = &list.countries()[1];
        let networks: Vec<_> = spain
            .networks
            .iter()
            .map(|network| (network.name(), network.mnc.as_ref().map(Digits::as_str)))
            .collect();
        assert_eq!(
            networks,
            [("Default", None), ("Movistar", Some("05")), ("movistar", Some("07")), ("Yoigo", Some("04"))]
        );
        assert_eq!(
            (spain.cost(), spain.cheapest(), spain.dearest()),
            (money("0.06"), money("0.05"), money("0.07"))
        );
        assert_eq!((list.rows(), list.currency().code(), list.currency().symbol()), (5, "EUR", "€"));
    }

    #[test]
    fn of_one_network_have_its_name_once() {
        let list = list(
            "GB,United Kingdom,O2,234,02,1\nGB,United Kingdom,O2,234,10,1\nGB,United Kingdom,EE,234,33,1\n",
        );
        assert_eq!(list.countries()[0].network_names(), ["EE", "O2"]);
    }

    #[test]
    fn may_have_their_columns_anywhere_and_few_of_them() {
        let table = "\u{feff}cost;note;countryName;countryIso;currency\r\n0,065;a;Spain;ES;USD\r\n\r\n;;;;\r\n\"0.1\";b;Andorra;AD;USD";
        let list = PriceList::parse(table.as_bytes()).unwrap();
        assert_eq!((list.rows(), list.currency().code(), list.currency().symbol()), (2, "USD", "$"));
        assert_eq!(list.countries()[1].cost(), money("0.065"));
        assert_eq!(list.countries()[1].networks[0].mcc, None);
    }

    #[test]
    fn that_are_wrong_are_told_with_line_and_column() {
        let fine = "AD,Andorra,,213,,0.065\n";
        for (row, column, problem) in [
            (
                "ad,Andorra,,213,,1",
                Some("countryIso"),
                Problem::Country("ad".parse::<CountryIso>().unwrap_err()),
            ),
            (",Andorra,,213,,1", Some("countryIso"), Problem::Country("".parse::<CountryIso>().unwrap_err())),
            ("ES,,,214,,1", Some("countryName"), Problem::Name),
            ("ES,Spain,,21,,1", Some("mcc"), Problem::Mcc),
            ("ES,Spain,Yoigo,,04,1", Some("mcc"), Problem::Mcc),
            ("ES,Spain,Yoigo,214,4,1", Some("mnc"), Problem::Mnc),
            ("ES,Spain,Yoigo,214,,1", Some("mnc"), Problem::Mnc),
            ("ES,Spain,Yoigo,214,0404,1", Some("mnc"), Problem::Mnc),
            ("ES,Spain,,214,04,1", Some("mnc"), Problem::MncOfCountry),
            ("ES,Spain,default,214,04,1", Some("mnc"), Problem::MncOfCountry),
            ("ES,Spain,,214,,", Some("cost"), Problem::Cost(MoneyError::NotDecimal)),
            ("ES,Spain,,214", Some("cost"), Problem::Cost(MoneyError::NotDecimal)),
            ("ES,Spain,,214,,\"0,065\"", Some("cost"), Problem::Cost(MoneyError::NotDecimal)),
            ("ES,Spain,,214,,0.0000001", Some("cost"), Problem::Cost(MoneyError::TooPrecise)),
            ("ES,Spain,,214,,-1", Some("cost"), Problem::Negative),
            ("ES,Spain,,214,,1,2", None, Problem::TooManyCells),
            ("AD,Andorra,,,,0.1", None, Problem::Repeated(2)),
            ("AD,Andorre,Som,213,03,1", Some("countryName"), Problem::OtherName(2)),
            ("ES,\"Spain,,214,,1", None, Problem::Row(Fault::Unclosed)),
        ] {
            assert_eq!(wrong(&format!("{fine}{row}\n")), (3, column, problem), "{row}");
        }
        let long = format!("ES,{},,214,,1", "x".repeat(101));
        assert_eq!(wrong(&long), (2, Some("countryName"), Problem::Name));
        let currencies =
            |table: &str| refused(&format!("countryIso,countryName,cost,currency\n{table}")).to_string();
        assert_eq!(
            currencies("ES,Spain,1,EUR\nAD,Andorra,1,USD\nFR,France,1,euro"),
            "line 3, currency: another currency than in the first row; line 4, currency: no ISO 4217 code of three capitals, such as EUR"
        );
    }

    #[test]
    fn are_counted_as_an_editor_counts_lines() {
        let table = format!("\n{HEADER}\r\n\r\nES,\"Sp\n\r\nain\",,214,,x\r\n\n,\"\",,,,\nES,Spain,,214,,y");
        let PriceListError::Rows(wrong) = refused(&table) else { panic!("{table}") };
        assert_eq!(wrong.iter().map(|row| row.line).collect::<Vec<_>>(), [5, 10]);
    }

    #[test]
    fn that_are_wrong_are_told_all_at_once_though_not_all_to_people() {
        let error = refused(&format!("{HEADER}{}", "ES,Spain,,214,,x\n".repeat(25)));
        let PriceListError::Rows(wrong) = &error else { panic!("{error}") };
        assert_eq!(wrong.len(), 25);
        let text = error.to_string();
        assert!(text.starts_with("line 2, cost: no decimal number such as 0.065; line 3, cost: "), "{text}");
        assert!(text.ends_with("; line 21, cost: no decimal number such as 0.065; and 5 more"), "{text}");
    }

    #[test]
    fn said_twice_are_told_with_both_lines() {
        let error = refused(&format!(
            "{HEADER}ES,Spain,Yoigo,214,04,1\nES,Spain,,214,,1\nES,Spain,Yoigo,214,04,2\nES,Spain,Yoigo,214,05,2\nES,Spain,Default,215,,1\n"
        ));
        assert_eq!(error.to_string(), "line 4: the same as in line 2; line 6: the same as in line 3");
    }

    #[test]
    fn are_at_most_20000_and_at_least_one() {
        let rows = |count: usize| {
            (0..count).map(|number| format!("ES,Spain,N{number},214,01,0.1\n")).collect::<Vec<_>>().concat()
        };
        assert_eq!(list(&rows(20_000)).rows(), 20_000);
        assert_eq!(refused(&format!("{HEADER}{}", rows(20_001))), PriceListError::TooManyRows);
        assert_eq!(refused(HEADER), PriceListError::Empty);
        assert_eq!(refused(""), PriceListError::Empty);
    }
}

#[test]
fn a_table_needs_its_columns_and_each_once() {
    assert_eq!(refused("countryIso,countryName\nES,Spain"), PriceListError::NoColumn("cost"));
    assert_eq!(refused("\"{\"\"json\"\":1}\""), PriceListError::NoColumn("countryIso"));
    assert_eq!(refused("countryIso,countryName,cost,mnc,mnc\n"), PriceListError::RepeatedColumn("mnc"));
    assert_eq!(refused(&",".repeat(MAX_CELLS)), PriceListError::Header(Fault::TooManyCells));
    let table = [HEADER.as_bytes(), b"AD,Andorra,,213,,1\nES,Espa\xf1a,,214,,1\n"].concat();
    assert_eq!(PriceList::parse(&table), Err(PriceListError::NotUtf8(3)));
}

#[test]
fn a_message_costs_what_its_country_says_or_its_dearest_network() {
    let list = list(
        "ES,Spain,,214,,0.05\nES,Spain,Yoigo,214,04,0.08\nAD,Andorra,Som,213,03,0.065\nAD,Andorra,Other,213,04,0.07\n",
    );
    let price = |number: &str| {
        list.price(&number.parse::<Msisdn>().unwrap()).map(|price| (price.country.to_string(), price.cost))
    };
    assert_eq!(price("34666555444"), Some(("ES".to_owned(), money("0.05"))));
    assert_eq!(price("376312345"), Some(("AD".to_owned(), money("0.07"))));
    assert_eq!(price("33612345678"), None);
    assert_eq!(price("881612345678"), None);
}

#[test]
fn a_certified_part_costs_more_where_the_table_says_so() {
    let table = "countryIso,countryName,networkName,mcc,mnc,cost,certifiedSurcharge\n\
        ES,Spain,Yoigo,214,04,0.08,9\nES,Spain,,214,,0.05,0.5\n\
        AD,Andorra,Som,213,003,0.07,0.2\nAD,Andorra,Som,213,004,0.06,0.9\nFR,France,,,,0.1,\n";
    let list = PriceList::parse(table.as_bytes()).unwrap();
    for (number, cost, surcharge) in
        [("34666555444", "0.05", "0.5"), ("376312345", "0.07", "0.2"), ("33612345678", "0.1", "0")]
    {
        let price = list.price(&number.parse::<Msisdn>().unwrap()).unwrap();
        assert_eq!((price.cost, price.surcharge), (money(cost), money(surcharge)), "{number}");
    }
    assert_eq!(PriceList::parse(list.to_csv().as_bytes()), Ok(list));
    let wrong = refused(&table.replace("0.5", "-1").replace("0.9", "much")).to_string();
    assert!(
        wrong.contains("line 3, certifiedSurcharge") && wrong.contains("line 5, certifiedSurcharge"),
        "{wrong}"
    );
}

#[test]
fn a_table_that_was_written_is_the_same_list() {
    let list = list(
        "ES,\"Spain, \"\"Kingdom\"\"\",=Yoigo,214,04,0.08\nES,\"Spain, \"\"Kingdom\"\"\",,214,,0.05\nAD,Andorra,'-Som,213,003,12\nFR,France,,,,0\n",
    );
    let table = list.to_csv();
    assert!(
        table.starts_with(
            "countryIso,countryName,networkName,mcc,mnc,cost,currency,certifiedSurcharge\r\nAD,Andorra,"
        ),
        "{table}"
    );
    assert_eq!(PriceList::parse(table.as_bytes()), Ok(list));
}

proptest! {
    #[test]
    fn no_table_is_a_panic(table in "(countryIso,countryName,cost,mcc,mnc,networkName\n)?([A-Z]{2},[a-z]{0,3},[0-9.]{0,4},[0-9]{0,4},[0-9]{0,3},[\"a]{0,3}\n){0,5}\\PC*") {
        if let Ok(list) = PriceList::parse(table.as_bytes()) {
            prop_assert_eq!(PriceList::parse(list.to_csv().as_bytes()), Ok(list));
        }
    }

    #[test]
    fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = PriceList::parse(&bytes);
    }
}
