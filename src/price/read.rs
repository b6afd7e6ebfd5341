//! Reading a list of prices from a table.

use std::cmp::Ordering;

use super::{
    Country, Currency, DEFAULT_NETWORK, Digits, Network, PriceList, PriceListError, Problem, WrongRow,
};
use crate::{
    country::CountryIso,
    csv::{CsvError, Rows, Separator, unguarded},
    money::Money,
};

/// What is read of a row.
struct Row {
    line: usize,
    country: CountryIso,
    country_name: String,
    network: Network,
}

impl PriceList {
    /// Reads a table with a row for each network. Its first row names the columns, which may be in any order and among others:
    /// `countryIso`, `countryName` and `cost`, and if there are any networks `networkName`, `mcc` and `mnc`. A row whose
    /// `networkName` is empty or `Default` is the country's own. `currency` is that of the whole list, `EUR` unless said.
    ///
    /// Where semicolons or tabs are between cells, a cost may have a comma for its point.
    ///
    /// # Errors
    /// All rows that are wrong, or what is wrong with the whole.
    pub fn parse(table: &[u8]) -> Result<Self, PriceListError> {
        let text = str::from_utf8(table).map_err(|error| {
            let before = table.get(..error.valid_up_to()).unwrap_or_default();
            PriceListError::NotUtf8(before.split(|byte| *byte == b'\n').count())
        })?;
        let separator = Separator::of(text);
        let mut rows = Rows::new(text, separator);
        let header = rows.next().ok_or(PriceListError::Empty)?;
        let header = header.map_err(|CsvError { fault, .. }| PriceListError::Header(fault))?;
        let columns = Columns::of(&header, separator)?;
        let (currency, mut rows) = columns.read(rows)?;
        rows.sort_unstable_by(by_place);
        let wrong = contradictions(&rows);
        if !wrong.is_empty() {
            return Err(PriceListError::Rows(wrong));
        }
        Ok(Self { currency, countries: countries(rows) })
    }
}

/// Where the cells of each column are.
struct Columns {
    count: usize,
    country_iso: Option<usize>,
    country_name: Option<usize>,
    network_name: Option<usize>,
    mcc: Option<usize>,
    mnc: Option<usize>,
    cost: Option<usize>,
    currency: Option<usize>,
    /// Whether a comma may be a point.
    has_commas: bool,
}

impl Columns {
    fn of(header: &[String], separator: Separator) -> Result<Self, PriceListError> {
        let find = |name: &'static str| {
            let mut places = header.iter().enumerate().filter(|(_, cell)| cell.trim() == name);
            let place = places.next().map(|(place, _)| place);
            places.next().map_or(Ok(place), |_| Err(PriceListError::RepeatedColumn(name)))
        };
        let need = |name| find(name)?.ok_or(PriceListError::NoColumn(name)).map(Some);
        Ok(Self {
            count: header.len(),
            country_iso: need("countryIso")?,
            country_name: need("countryName")?,
            network_name: find("networkName")?,
            mcc: find("mcc")?,
            mnc: find("mnc")?,
            cost: need("cost")?,
            currency: find("currency")?,
            has_commas: separator != Separator::Comma,
        })
    }

    fn read(&self, mut rows: Rows<'_>) -> Result<(Currency, Vec<Row>), PriceListError> {
        let (mut currency, mut read, mut wrong) = (None, Vec::new(), Vec::new());
        let mut count = 0;
        while let Some(cells) = rows.next() {
            if cells.as_ref().is_ok_and(|cells| cells.iter().all(|cell| cell.trim().is_empty())) {
                continue;
            }
            count += 1;
            if count > PriceList::MAX_ROWS {
                return Err(PriceListError::TooManyRows);
            }
            let line = rows.line();
            let row = cells.map_err(|CsvError { fault, .. }| (None, fault.into()));
            match row.and_then(|cells| self.row(&Cells(&cells), line, &mut currency)) {
                Ok(row) => read.push(row),
                Err((column, problem)) => wrong.push(WrongRow { line, column, problem }),
            }
        }
        match (wrong.is_empty(), currency) {
            (false, _) => Err(PriceListError::Rows(wrong)),
            (true, None) => Err(PriceListError::Empty),
            (true, Some(currency)) => Ok((currency, read)),
        }
    }

    /// A row may end early, since spreadsheets leave out empty cells at its end.
    fn row(&self, cells: &Cells<'_>, line: usize, currency: &mut Option<Currency>) -> Result<Row, Wrong> {
        if cells.0.len() > self.count {
            return Err((None, Problem::TooManyCells));
        }
        let country = cells.at(self.country_iso).parse();
        let country = country.map_err(|error| (Some("countryIso"), Problem::Country(error)))?;
        let country_name = name(cells.at(self.country_name)).ok_or((Some("countryName"), Problem::Name))?;
        let network = self.network(cells)?;
        let own = self.currency(cells)?;
        if *currency.get_or_insert_with(|| own.clone()) != own {
            return Err((Some("currency"), Problem::OtherCurrency));
        }
        Ok(Row { line, country, country_name, network })
    }

    fn network(&self, cells: &Cells<'_>) -> Result<Network, Wrong> {
        let (mcc, mnc, cost) = (cells.at(self.mcc), cells.at(self.mnc), self.cost(cells)?);
        let wrong_mcc = || (Some("mcc"), Problem::Mcc);
        let named = match cells.at(self.network_name) {
            "" => None,
            written if written.eq_ignore_ascii_case(DEFAULT_NETWORK) => None,
            written => Some(name(written).ok_or((Some("networkName"), Problem::Name))?),
        };
        match named {
            None if !mnc.is_empty() => Err((Some("mnc"), Problem::MncOfCountry)),
            None if mcc.is_empty() => Ok(Network { name: None, mcc: None, mnc: None, cost }),
            name => {
                let mcc = Digits::parse(mcc, 3).ok_or_else(wrong_mcc)?;
                let mnc = name.as_ref().map(|_| Digits::parse(mnc, 2).ok_or((Some("mnc"), Problem::Mnc)));
                Ok(Network { name, mcc: Some(mcc), mnc: mnc.transpose()?, cost })
            }
        }
    }

    fn cost(&self, cells: &Cells<'_>) -> Result<Money, Wrong> {
        let written = cells.at(self.cost);
        let cost = if self.has_commas { written.replacen(',', ".", 1).parse() } else { written.parse() };
        match cost {
            Ok(cost) if cost < Money::ZERO => Err((Some("cost"), Problem::Negative)),
            cost => cost.map_err(|error| (Some("cost"), Problem::Cost(error))),
        }
    }

    fn currency(&self, cells: &Cells<'_>) -> Result<Currency, Wrong> {
        match cells.at(self.currency) {
            "" => Ok(Currency::default()),
            written => written.parse().map_err(|_| (Some("currency"), Problem::Currency)),
        }
    }
}

/// A column, and what is wrong with the cell there.
type Wrong = (Option<&'static str>, Problem);

/// The cells of a row.
struct Cells<'a>(&'a [String]);

impl Cells<'_> {
    /// That of a column; empty where there is none.
    fn at(&self, column: Option<usize>) -> &str {
        column.and_then(|column| self.0.get(column)).map_or("", |cell| unguarded(cell).trim())
    }
}

fn name(written: &str) -> Option<String> {
    (1..=Problem::MAX_NAME).contains(&written.chars().count()).then(|| written.to_owned())
}

/// The order of rows in a list, in which what must not be there twice stands side by side.
fn by_place(one: &Row, other: &Row) -> Ordering {
    let place = |row: &Row| (row.network.mcc, row.network.mnc, row.line);
    let (name, other_name) = (one.network.name.as_ref(), other.network.name.as_ref());
    let names = || folded(name).cmp(folded(other_name)).then_with(|| name.cmp(&other_name));
    one.country.cmp(&other.country).then_with(names).then_with(|| place(one).cmp(&place(other)))
}

/// A name without regard to capitals of ASCII. No name is less than any, so a country's own row comes first.
fn folded(name: Option<&String>) -> impl Iterator<Item = u8> {
    name.into_iter().flat_map(|name| name.bytes()).map(|byte| byte.to_ascii_lowercase())
}

/// Rows that say again, or say otherwise, what others say.
fn contradictions(rows: &[Row]) -> Vec<WrongRow> {
    let mut wrong = Vec::new();
    for country in rows.chunk_by(|one, next| one.country == next.country) {
        let Some(first) = country.iter().min_by_key(|row| row.line) else { continue };
        for row in country.iter().filter(|row| row.country_name != first.country_name) {
            let problem = Problem::OtherName(first.line);
            wrong.push(WrongRow { line: row.line, column: Some("countryName"), problem });
        }
        for pair in country.windows(2) {
            if let [one, next] = pair
                && is_same(&one.network, &next.network)
            {
                let (first, line) = (one.line.min(next.line), one.line.max(next.line));
                wrong.push(WrongRow { line, column: None, problem: Problem::Repeated(first) });
            }
        }
    }
    wrong.sort_unstable_by_key(|row| row.line);
    wrong
}

/// Whether two rows are of one network. A country has one row of its own.
fn is_same(one: &Network, other: &Network) -> bool {
    one.name == other.name && (one.name.is_none() || (one.mcc, one.mnc) == (other.mcc, other.mnc))
}

fn countries(rows: Vec<Row>) -> Vec<Country> {
    let mut countries: Vec<Country> = Vec::new();
    for Row { country: iso, country_name: name, network, .. } in rows {
        match countries.last_mut().filter(|country| country.iso == iso) {
            Some(country) => country.networks.push(network),
            None => countries.push(Country { iso, name, networks: vec![network] }),
        }
    }
    countries
}
