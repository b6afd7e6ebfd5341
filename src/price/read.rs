//! Reading a list of prices from a table.

use std::cmp::Ordering;

use super::{
    COLUMNS, Country, Currency, DEFAULT_NETWORK, Digits, Network, PriceList, PriceListError, Problem,
    WrongRow,
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
        // Those that we wrote are in order.
        if !rows.is_sorted_by(|one, next| by_place(one, next).is_le()) {
            rows.sort_unstable_by(by_place);
        }
        let wrong = contradictions(&rows);
        if !wrong.is_empty() {
            return Err(PriceListError::Rows(wrong));
        }
        Ok(Self { currency, countries: countries(rows) })
    }
}

/// A column, by its place in [`COLUMNS`].
#[derive(Clone, Copy)]
enum Column {
    CountryIso,
    CountryName,
    NetworkName,
    Mcc,
    Mnc,
    Cost,
    Currency,
    Surcharge,
}

impl Column {
    fn name(self) -> &'static str {
        COLUMNS.get(self as usize).copied().unwrap_or_default()
    }
}

/// Where the cells of each column are.
struct Columns {
    count: usize,
    places: [Option<usize>; COLUMNS.len()],
    /// Whether a comma may be a point.
    has_commas: bool,
}

impl Columns {
    fn of(header: &[String], separator: Separator) -> Result<Self, PriceListError> {
        let mut places = [None; COLUMNS.len()];
        for (place, name) in places.iter_mut().zip(COLUMNS) {
            for (at, _) in header.iter().enumerate().filter(|(_, cell)| cell.trim() == name) {
                if place.replace(at).is_some() {
                    return Err(PriceListError::RepeatedColumn(name));
                }
            }
        }
        let columns = Self { count: header.len(), places, has_commas: separator != Separator::Comma };
        let needed = [Column::CountryIso, Column::CountryName, Column::Cost];
        let missing = needed.into_iter().find(|column| columns.place(*column).is_none());
        missing.map_or(Ok(columns), |column| Err(PriceListError::NoColumn(column.name())))
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.places.get(column as usize).copied().flatten()
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
            match row.and_then(|cells| self.row(&cells, line, &mut currency)) {
                Ok(row) => read.push(row),
                Err((column, problem)) => {
                    wrong.push(WrongRow { line, column: column.map(Column::name), problem });
                }
            }
        }
        match (wrong.is_empty(), currency) {
            (false, _) => Err(PriceListError::Rows(wrong)),
            (true, None) => Err(PriceListError::Empty),
            (true, Some(currency)) => Ok((currency, read)),
        }
    }

    /// A row may end early, since spreadsheets leave out empty cells at its end.
    fn row(&self, cells: &[String], line: usize, currency: &mut Option<Currency>) -> Result<Row, Wrong> {
        if cells.len() > self.count {
            return Err((None, Problem::TooManyCells));
        }
        let cell = |column| self.cell(cells, column);
        let country = cell(Column::CountryIso).parse();
        let country = country.map_err(|error| in_column(Column::CountryIso, Problem::Country(error)))?;
        let country_name = self.name(cells, Column::CountryName)?;
        let network = self.network(cells)?;
        let own = match cell(Column::Currency) {
            "" => Currency::default(),
            written => written.parse().map_err(|_| in_column(Column::Currency, Problem::Currency))?,
        };
        if *currency.get_or_insert_with(|| own.clone()) != own {
            return Err(in_column(Column::Currency, Problem::OtherCurrency));
        }
        Ok(Row { line, country, country_name, network })
    }

    fn network(&self, cells: &[String]) -> Result<Network, Wrong> {
        let (mcc, mnc) = (self.cell(cells, Column::Mcc), self.cell(cells, Column::Mnc));
        let (cost, surcharge) = (self.money(cells, Column::Cost)?, self.surcharge(cells)?);
        let written = self.cell(cells, Column::NetworkName);
        let is_network = !written.is_empty() && !written.eq_ignore_ascii_case(DEFAULT_NETWORK);
        if !is_network && !mnc.is_empty() {
            return Err(in_column(Column::Mnc, Problem::MncOfCountry));
        }
        if !is_network && mcc.is_empty() {
            return Ok(Network { name: None, mcc: None, mnc: None, cost, surcharge });
        }
        let mcc = Some(Digits::parse(mcc, 3).ok_or(in_column(Column::Mcc, Problem::Mcc))?);
        if !is_network {
            return Ok(Network { name: None, mcc, mnc: None, cost, surcharge });
        }
        let name = Some(self.name(cells, Column::NetworkName)?);
        let mnc = Some(Digits::parse(mnc, 2).ok_or(in_column(Column::Mnc, Problem::Mnc))?);
        Ok(Network { name, mcc, mnc, cost, surcharge })
    }

    /// Nothing unless said.
    fn surcharge(&self, cells: &[String]) -> Result<Money, Wrong> {
        match self.cell(cells, Column::Surcharge) {
            "" => Ok(Money::ZERO),
            _ => self.money(cells, Column::Surcharge),
        }
    }

    fn money(&self, cells: &[String], column: Column) -> Result<Money, Wrong> {
        let written = self.cell(cells, column);
        let cost = if self.has_commas { written.replacen(',', ".", 1).parse() } else { written.parse() };
        match cost {
            Ok(cost) if cost < Money::ZERO => Err(in_column(column, Problem::Negative)),
            cost => cost.map_err(|error| in_column(column, Problem::Cost(error))),
        }
    }

    fn name(&self, cells: &[String], column: Column) -> Result<String, Wrong> {
        let written = self.cell(cells, column);
        let fits = (1..=Problem::MAX_NAME).contains(&written.chars().count());
        fits.then(|| written.to_owned()).ok_or(in_column(column, Problem::Name))
    }

    /// The cell of a column; empty where there is none.
    fn cell<'a>(&self, cells: &'a [String], column: Column) -> &'a str {
        self.place(column).and_then(|place| cells.get(place)).map_or("", |cell| unguarded(cell).trim())
    }
}

/// What is wrong with a row, and in which column, unless it is the row as a whole.
type Wrong = (Option<Column>, Problem);

const fn in_column(column: Column, problem: Problem) -> Wrong {
    (Some(column), problem)
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
            wrong.push(WrongRow { line: row.line, column: Some(Column::CountryName.name()), problem });
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
