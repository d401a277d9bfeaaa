// `mainstay fit`: which law do records follow? Laws to paste into a scenario.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/json.hpp"
#include "schema/diagnostics.hpp"
#include "schema/quantity.hpp"
#include "stats/fit.hpp"
#include "stats/interval.hpp"
#include "stats/tally.hpp"
#include "work/law.hpp"

namespace mainstay::cli {
namespace {

using nlohmann::json;
using stats::FittedLaw;

constexpr double shown_quantiles[] = {0.5, 0.9, 0.99};
constexpr double unlikely = 0.05;          // so rarely would the law's own data lie so far from it
constexpr double as_likely = 2.0;          // laws whose AIC lies no further from the best cannot be told from it
constexpr double most_work = 2e6;          // values drawn and fitted again, for each law
constexpr std::size_t least_values = 5;
constexpr std::size_t errors_shown = 10;

struct Records {
  std::string file, column, unit;          // unit: ` h`, or empty
  std::vector<double> values;              // in that unit
};

struct Candidate {
  FittedLaw law;
  std::string text;                        // as a scenario has it
  double aic = 0.0;
  double distance = 0.0;                   // Kolmogorov and Smirnov
  double fits = 0.0;                       // how often its own data lie as far from it
};

std::string value(double x, const std::string& unit) {
  return std::abs(x) >= 1e4 && std::abs(x) < 1e12 ? fmt::format("{:.0f}{}", x, unit) : fmt::format("{:.4g}{}", x, unit);
}

std::string text_of(const FittedLaw& law, const std::string& unit) {
  const std::string size = value(law.size, unit);
  switch (law.kind) {
    case FittedLaw::Kind::exponential: return fmt::format("exponential(mean {})", size);
    case FittedLaw::Kind::lognormal: return fmt::format("lognormal(median {}; sigma {:.4g})", size, law.shape);
    case FittedLaw::Kind::weibull: return fmt::format("weibull(shape {:.4g}; scale {})", law.shape, size);
    case FittedLaw::Kind::gamma: return fmt::format("gamma(shape {:.4g}; mean {})", law.shape, size);
  }
  return {};
}

// The unit of a cell, with its blank: of `2.5 h` ` h`.
std::string unit_in(const std::string& cell) {
  const std::size_t at = cell.find_first_not_of("0123456789.+-eE ");
  return at == std::string::npos ? "" : " " + cell.substr(at);
}

std::string column_of(const Arguments& a, const work::Table& table, const std::string& file) {
  if (!a.has("column")) {
    if (table.columns.size() == 1) return table.columns.front();
    throw UsageError{fmt::format("{} has {} columns: say which with --column, as --column '{}'", file, table.columns.size(), table.columns.front())};
  }
  const auto name = a.get<std::string>("column");
  if (table.has(name)) return name;
  throw Stop{invalid_input, fmt::format("{} has no column '{}'; {}", file, name, schema::did_you_mean(name, table.columns))};
}

Records read(const Arguments& a, const std::string& file) {
  std::string error;
  if (!can_be_read(file)) throw Stop{files, fmt::format("cannot read {}", file)};
  const auto table = work::read_table(file, error);
  if (!table) throw Stop{invalid_input, error};
  Records out{.file = file, .column = column_of(a, *table, file), .unit = {}, .values = {}};
  const std::size_t at = table->index(out.column);
  const std::string given = a.has("unit") ? " " + a.get<std::string>("unit") : "";
  out.unit = given;
  if (out.unit.empty() && !table->rows.empty()) out.unit = unit_in(table->rows.front().cells[at]);
  const auto one = schema::parse_quantity("1" + out.unit, error);
  if (!one) throw UsageError{fmt::format("'{}' is no unit: {}", out.unit.substr(std::min<std::size_t>(1, out.unit.size())), error)};
  std::vector<std::string> wrong;
  for (const auto& row : table->rows) {
    const std::string& cell = row.cells[at];
    const auto complain = [&](const std::string& what) { wrong.push_back(fmt::format("{}:{}: '{}' {}", file, row.number, cell, what)); };
    const auto q = schema::parse_quantity(unit_in(cell).empty() ? cell + given : cell, error);
    if (!q)
      complain(fmt::format("is no amount: {}", error));
    else if (q->dimension != one->dimension)
      complain(given.empty() ? "has another unit than the first" : fmt::format("is not{}", given));
    else if (!(q->value > 0.0))
      complain("is not above 0: laws of times have no place for it; mend it, or leave the row out and say so");
    else
      out.values.push_back(q->value / one->value);
  }
  if (!wrong.empty()) {
    const std::size_t more = wrong.size() - std::min(wrong.size(), errors_shown);
    wrong.resize(wrong.size() - more);
    throw Stop{invalid_input, fmt::format("{}{}", fmt::join(wrong, "\nmainstay: "), more > 0 ? fmt::format("\nmainstay: and {} more rows", more) : "")};
  }
  if (out.values.size() < least_values) throw Stop{invalid_input, fmt::format("{} holds {} values of '{}': fewer than {} say nothing of a law", file, out.values.size(), out.column, least_values)};
  if (std::all_of(out.values.begin(), out.values.end(), [&](double x) { return x == out.values.front(); }))
    throw Stop{invalid_input, fmt::format("all {} values are {}: write that", out.values.size(), value(out.values.front(), out.unit))};
  return out;
}

std::vector<Candidate> candidates(const Records& records) {
  const double n = static_cast<double>(records.values.size());
  const auto resamples = static_cast<std::size_t>(std::clamp(most_work / n, 99.0, 999.0));
  std::vector<Candidate> out;
  for (const auto kind : {FittedLaw::Kind::exponential, FittedLaw::Kind::lognormal, FittedLaw::Kind::weibull, FittedLaw::Kind::gamma}) {
    const auto law = stats::fit(kind, records.values);
    if (!law) continue;
    out.push_back({*law, text_of(*law, records.unit), 2.0 * law->parameters() - 2.0 * law->log_likelihood, stats::kolmogorov_distance(*law, records.values),
                   stats::goodness_of_fit(*law, records.values, resamples, 1)});
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& x, const auto& y) { return x.aic < y.aic; });
  return out;
}

std::string empirical(const Records& r) { return fmt::format("empirical(file {}; column {})", r.file, r.column); }

bool none_fits(const std::vector<Candidate>& all) {
  return std::all_of(all.begin(), all.end(), [](const auto& c) { return c.fits < unlikely; });
}

std::string to_paste(const Records& r, const std::vector<Candidate>& all) {
  return fmt::format("{{ value: {}, source: \"{}, {}, {} values\", grade: measured }}", none_fits(all) ? empirical(r) : all.front().text,
                     std::filesystem::path(r.file).filename().string(), r.column, r.values.size());
}

std::vector<std::string> notes(const Records& r, const std::vector<Candidate>& all) {
  std::vector<std::string> out;
  if (none_fits(all)) {
    out.push_back(fmt::format("none of these laws fits: their own data would lie so far from them in fewer than {:g} % of cases. Several kinds of cases in one column are best told apart; `empirical` draws the values as they are",
                              unlikely * 100.0));
  } else {
    std::vector<std::string> as_good;
    for (std::size_t i = 1; i < all.size(); ++i)
      if (all[i].aic - all[0].aic <= as_likely) as_good.push_back(all[i].text);
    if (!as_good.empty()) out.push_back(fmt::format("the data do not tell it from {}: try whether the answer hangs on which", fmt::join(as_good, " or ")));
    if (all[0].fits < unlikely) out.push_back("the likeliest law does not fit, though another does: look at the quantiles");
  }
  if (r.unit.empty()) out.emplace_back("the values have no unit; of times say which, as in --unit h");
  if (r.values.size() < 100) out.push_back(fmt::format("{} values: what lies beyond the largest is told by the law's shape alone", r.values.size()));
  out.emplace_back("values are taken as complete: none cut off because it had not ended, and none left out because it was short");
  return out;
}

void print(const Records& r, const std::vector<Candidate>& all) {
  const auto [low, high] = std::minmax_element(r.values.begin(), r.values.end());
  stats::Tally tally;
  for (const double x : r.values) tally.add(x);
  fmt::print("{}, {}: {} values from {} to {}, mean {}, standard deviation {}\n\n", r.file, r.column, r.values.size(), value(*low, r.unit), value(*high, r.unit),
             value(tally.mean(), r.unit), value(tally.sd(), r.unit));
  std::size_t wide = 8;
  for (const auto& c : all) wide = std::max(wide, c.text.size());
  fmt::print("{:<{}}  {:>8} {:>9} {:>8}", "law", wide, "AIC", "distance", "fits");
  for (const double q : shown_quantiles) fmt::print(" {:>12}", fmt::format("{:g} %", q * 100.0));
  fmt::print("\n{:<{}}  {:>8} {:>9} {:>8}", "the data", wide, "", "", "");
  for (const double q : shown_quantiles) fmt::print(" {:>12}", value(*stats::sample_quantile(r.values, q), r.unit));
  fmt::print("\n");
  for (const auto& c : all) {
    fmt::print("{:<{}}  {:>8} {:>9.3f} {:>8}", c.text, wide, fmt::format("{:+.1f}", c.aic - all.front().aic), c.distance, fmt::format("{:.1f} %", c.fits * 100.0));
    for (const double q : shown_quantiles) fmt::print(" {:>12}", value(c.law.quantile(q), r.unit));
    fmt::print("\n");
  }
  fmt::print("\nAIC: how much less likely, the best being 0. distance: the greatest between law and data (Kolmogorov, Smirnov).\n"
             "fits: how often data of the law itself would lie as far from it (Anderson, Darling, by the bootstrap).\n\nFor a scenario: {}\n",
             to_paste(r, all));
  for (const auto& n : notes(r, all)) fmt::print("note: {}\n", n);
}

json as_json(const Records& r, const std::vector<Candidate>& all) {
  json j = {{"file", r.file}, {"column", r.column}, {"unit", r.unit.empty() ? "" : r.unit.substr(1)}, {"values", r.values.size()}, {"laws", json::array()}, {"notes", notes(r, all)}};
  for (const auto& c : all) {
    json one = {{"law", c.text}, {"size", number(c.law.size)}, {"shape", number(c.law.shape)}, {"log_likelihood", number(c.law.log_likelihood)}, {"aic", number(c.aic)},
                {"distance", number(c.distance)}, {"fits", number(c.fits)}, {"quantiles", json::array()}};
    for (const double q : shown_quantiles) one["quantiles"].push_back({{"p", q}, {"law", number(c.law.quantile(q))}, {"data", number(*stats::sample_quantile(r.values, q))}});
    j["laws"].push_back(std::move(one));
  }
  j["scenario"] = to_paste(r, all);
  return j;
}

}  // namespace

int fit_command(const std::vector<std::string>& arguments) {
  Arguments a("fit", "FILE.csv [OPTIONS]",
              "Says which law a column of records follows: repair times, times between failures, losses. The likeliest law of\n"
              "each kind (exponential, lognormal, weibull, gamma), how likely and how far from the data it is, and the line for\n"
              "a scenario. The file has a header; a value is a number with its unit, or a number alone and --unit says which.");
  a.positional("file", 1);
  a.add()("column,c", po::value<std::string>()->value_name("NAME"), "the column; needed where there are several")
      ("unit,u", po::value<std::string>()->value_name("UNIT"), "of values that are written without one: h, min, d, EUR, …")("json", "as JSON");
  a.examples({{"mainstay fit repairs.csv --unit h", "one column of hours"}, {"mainstay fit tickets.csv --column resolution --unit min", "one of several"}});
  if (!a.parse(arguments)) return well;
  if (a.list("file").size() != 1) throw UsageError{"fit takes one CSV file; see `mainstay fit --help`"};
  const Records records = read(a, a.list("file").front());
  const auto all = candidates(records);
  if (a.has("json"))
    fmt::print("{}\n", as_json(records, all).dump(2));
  else
    print(records, all);
  return well;
}

}  // namespace mainstay::cli
