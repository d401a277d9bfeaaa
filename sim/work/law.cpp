#include "work/law.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "schema/phrase.hpp"

namespace mainstay::work {
namespace {

using kernel::Distribution;
using schema::Node;
using schema::Phrase;
using schema::Place;
using schema::Reader;

// Reads the arguments of one law; collects every problem.
class Arguments {
 public:
  Arguments(const Phrase& phrase, const Node& node, std::size_t offset, Dimension dimension, Reader& reader)
      : phrase_(phrase), node_(node), offset_(offset), dimension_(dimension), reader_(reader) {}

  Place place(std::size_t offset) const {
    Place p = node_.place;
    if (p.line > 0) p.column += static_cast<int>(offset_ + offset) + (node_.quoted ? 1 : 0);
    return p;
  }
  bool has(std::string_view name) {
    known_.push_back(std::string(name));
    return phrase_.find(name) != nullptr;
  }
  void fail(std::size_t offset, const std::string& what, std::string suggestion = {}) {
    reader_.error(place(offset), what, std::move(suggestion));
    good_ = false;
  }

  // A parameter in the law's own dimension, or in another.
  double get(std::string_view name) { return get(name, dimension_); }
  double get(std::string_view name, Dimension dimension) {
    used_.push_back(std::string(name));
    const Phrase::Argument* a = phrase_.find(name);
    if (a == nullptr) {
      fail(0, fmt::format("`{}` needs `{}`", phrase_.head, name));
      return 1.0;
    }
    return value(a->value(), a->value_offset(), dimension);
  }
  double value(std::string_view text, std::size_t offset, Dimension dimension) {
    Node part = Node::scalar(std::string(text), place(offset));
    const auto v = reader_.quantity(part, dimension);
    if (!v) good_ = false;
    return v.value_or(1.0);
  }
  double number(std::string_view name) { return get(name, Dimension::number); }
  double positive(std::string_view name, Dimension dimension) {
    const double v = get(name, dimension);
    if (good_ && !(v > 0.0)) fail(offset_of(name), fmt::format("`{}` must be greater than 0", name));
    return good_ ? v : 1.0;
  }
  double positive(std::string_view name) { return positive(name, dimension_); }
  // A bare number within what the law can be drawn with.
  double between(std::string_view name, double least, double most) {
    const double v = positive(name, Dimension::number);
    if (good_ && !(v >= least && v <= most))
      fail(offset_of(name), fmt::format("`{}` must be between {:g} and {:g}", name, least, most));
    return good_ ? v : least;
  }
  std::size_t offset_of(std::string_view name) const {
    const Phrase::Argument* a = phrase_.find(name);
    return a == nullptr ? 0 : a->offset;
  }
  // One of the sets of names must be there, whole.
  bool is(std::initializer_list<std::string_view> names) {
    for (const auto n : names)
      if (!has(n)) return false;
    return true;
  }
  void expect(std::initializer_list<std::string_view> names) { known_.insert(known_.end(), names.begin(), names.end()); }
  void use(std::string_view name) { used_.push_back(std::string(name)); }
  // Whatever was given and not asked for is an error. Where something is missing, what goes with it is none.
  void done() {
    std::vector<std::string> known = known_;
    known.insert(known.end(), used_.begin(), used_.end());
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    for (const auto& a : phrase_.arguments) {
      const std::string name(a.name());
      if (!good_ && !name.empty() && std::binary_search(known.begin(), known.end(), name)) continue;
      if (std::find(used_.begin(), used_.end(), name) == used_.end())
        fail(a.offset, name.empty() ? fmt::format("`{}`: every parameter of `{}` is named", a.text, phrase_.head)
                                    : fmt::format("`{}` has no parameter `{}`", phrase_.head, name),
             schema::did_you_mean(name, known));
      else if (!name.empty() && phrase_.find(name) != &a)
        fail(a.offset, fmt::format("`{}` is given twice", name));
    }
  }
  bool good() const { return good_; }
  const Phrase& phrase() const { return phrase_; }
  Dimension dimension() const { return dimension_; }
  Reader& reader() { return reader_; }
  std::optional<Distribution> nested(std::string_view text, std::size_t offset);

 private:
  const Phrase& phrase_;
  const Node& node_;
  std::size_t offset_;
  Dimension dimension_;
  Reader& reader_;
  std::vector<std::string> used_;
  std::vector<std::string> known_;  // asked for, given or not
  bool good_ = true;
};

std::optional<Distribution> parse_text(std::string_view text, const Node& node, std::size_t offset,
                                       Dimension dimension, Reader& reader);

std::optional<Distribution> Arguments::nested(std::string_view text, std::size_t offset) {
  auto law = parse_text(text, node_, offset_ + offset, dimension_, reader_);
  if (!law) good_ = false;
  return law;
}

using Maker = Distribution (*)(Arguments&);

Distribution make_exponential(Arguments& a) {
  if (a.has("rate")) {
    const double rate = a.positive("rate", a.dimension() == Dimension::time ? Dimension::per_time : Dimension::number);
    return Distribution::exponential(1.0 / rate);
  }
  return Distribution::exponential(a.positive("mean"));
}

Distribution make_uniform(Arguments& a) {
  const double low = a.get("min");
  const double high = a.get("max");
  if (a.good() && !(low < high)) a.fail(a.offset_of("max"), "`max` must be greater than `min`");
  return a.good() ? Distribution::uniform(low, high) : Distribution::constant(0.0);
}

Distribution three_points(Arguments& a, Distribution (*make)(double, double, double)) {
  const double low = a.get("min");
  const double mode = a.get("mode");
  const double high = a.get("max");
  if (a.good() && !(low < high && low <= mode && mode <= high))
    a.fail(a.offset_of("mode"), "must have `min` <= `mode` <= `max`, and `min` < `max`");
  return a.good() ? make(low, mode, high) : Distribution::constant(0.0);
}

Distribution make_triangular(Arguments& a) { return three_points(a, &Distribution::triangular); }
Distribution make_pert(Arguments& a) { return three_points(a, &Distribution::pert); }

Distribution make_normal(Arguments& a) {
  const double mean = a.get("mean");
  const double sd = a.positive("sd");
  if (!a.good()) return Distribution::constant(0.0);
  const Distribution normal = Distribution::normal(mean, sd);
  // A time below 0 has no meaning.
  if (a.dimension() == Dimension::time) return Distribution::truncated(normal, 0.0, HUGE_VAL);
  return normal;
}

Distribution make_lognormal(Arguments& a) {
  if (a.has("mean")) return Distribution::lognormal_mean_cv(a.positive("mean"), a.positive("cv", Dimension::number));
  if (a.has("p90")) {
    const double median = a.positive("median");
    const double p90 = a.positive("p90");
    if (a.good() && !(p90 > median)) a.fail(a.offset_of("p90"), "`p90` must be greater than `median`");
    return a.good() ? Distribution::lognormal_median_p90(median, p90) : Distribution::constant(0.0);
  }
  if (a.has("sigma"))
    return Distribution::lognormal_median_sigma(a.positive("median"), a.positive("sigma", Dimension::number));
  a.expect({"median", "cv"});
  a.fail(0, "`lognormal` takes (mean; cv), (median; p90) or (median; sigma)");
  return Distribution::constant(0.0);
}

Distribution make_weibull(Arguments& a) {
  const double shape = a.between("shape", 0.01, 1e6);
  if (a.has("mean")) return Distribution::weibull_shape_mean(shape, a.positive("mean"));
  if (!a.has("scale")) {
    a.fail(0, "`weibull` needs `mean` or `scale`");
    return Distribution::constant(0.0);
  }
  return Distribution::weibull(shape, a.positive("scale"));
}

Distribution make_gamma(Arguments& a) {
  const double shape = a.between("shape", 1e-6, 1e9);
  if (a.has("scale")) return Distribution::gamma(shape, shape * a.positive("scale"));
  return Distribution::gamma(shape, a.positive("mean"));
}

Distribution make_erlang(Arguments& a) {
  const double k = a.between("k", 1.0, 1e9);
  if (a.good() && k != std::floor(k)) a.fail(a.offset_of("k"), "`k` must be a whole number");
  const double mean = a.positive("mean");
  return a.good() ? Distribution::erlang(static_cast<int>(k), mean) : Distribution::constant(0.0);
}

Distribution make_hyperexponential(Arguments& a) {
  const double mean = a.positive("mean");
  const double cv = a.positive("cv", Dimension::number);
  if (a.good() && cv < 1.0) a.fail(a.offset_of("cv"), "`cv` of a hyperexponential is at least 1", "use `erlang` or `gamma`");
  return a.good() ? Distribution::hyperexponential(mean, cv) : Distribution::constant(0.0);
}

Distribution make_geometric(Arguments& a) {
  const double mean = a.positive("mean");
  if (a.good() && mean < 1.0) a.fail(a.offset_of("mean"), "`mean` of a geometric count (from 1) is at least 1");
  return a.good() ? Distribution::geometric(mean) : Distribution::constant(0.0);
}

Distribution make_poisson(Arguments& a) {
  const double mean = a.positive("mean");
  if (a.good() && mean > 1e12) a.fail(a.offset_of("mean"), "`mean` must be at most 1e12");
  return a.good() ? Distribution::poisson(mean) : Distribution::constant(0.0);
}

Distribution make_binomial(Arguments& a) {
  const double n = a.between("n", 1.0, 1e9);
  const double p = a.get("p", Dimension::share);
  if (a.good() && (n != std::floor(n) || p < 0.0 || p > 1.0))
    a.fail(a.offset_of("n"), "takes a whole `n` and a `p` between 0 % and 100 %");
  return a.good() ? Distribution::binomial(static_cast<int>(n), p) : Distribution::constant(0.0);
}

Distribution make_beta(Arguments& a) {
  const double alpha = a.between("a", 1e-6, 1e9);
  const double beta = a.between("b", 1e-6, 1e9);
  const double low = a.get("min");
  const double high = a.get("max");
  if (a.good() && !(low < high)) a.fail(a.offset_of("max"), "`max` must be greater than `min`");
  return a.good() ? Distribution::beta(alpha, beta, low, high) : Distribution::constant(0.0);
}

Distribution make_pareto(Arguments& a) {
  const double shape = a.between("shape", 1e-3, 1e6);
  return Distribution::pareto(shape, a.positive("min"));
}

// `60 % 1` or `90 % exponential(mean 1 h)`: the share in front, then the rest.
bool split_share(Arguments& a, const Phrase::Argument& argument, double& share, std::string_view& rest,
                 std::size_t& rest_offset) {
  const std::size_t percent = argument.text.find('%');
  if (percent == std::string::npos) {
    a.fail(argument.offset, fmt::format("`{}` has no share in front, as in `90 % …`", argument.text));
    return false;
  }
  share = a.value(std::string_view(argument.text).substr(0, percent + 1), argument.offset, Dimension::share);
  std::size_t start = percent + 1;
  while (start < argument.text.size() && argument.text[start] == ' ') ++start;
  rest = std::string_view(argument.text).substr(start);
  rest_offset = argument.offset + start;
  if (rest.empty()) {
    a.fail(argument.offset, fmt::format("`{}` has a share and no value", argument.text));
    return false;
  }
  return a.good();
}

void check_shares(Arguments& a, double total) {
  if (a.good() && std::abs(total - 1.0) > 1e-6)
    a.fail(0, fmt::format("the shares of `{}` add up to {} %, not 100 %", a.phrase().head,
                          schema::format_number(total * 100.0)));
}

Distribution make_mixture(Arguments& a) {
  std::vector<std::pair<double, Distribution>> parts;
  double total = 0.0;
  for (const auto& argument : a.phrase().arguments) {
    double share = 0.0;
    std::string_view rest;
    std::size_t offset = 0;
    a.use(argument.name());
    if (!split_share(a, argument, share, rest, offset)) continue;
    total += share;
    if (auto law = a.nested(rest, offset)) parts.emplace_back(share, std::move(*law));
  }
  check_shares(a, total);
  return a.good() && !parts.empty() ? Distribution::mixture(std::move(parts)) : Distribution::constant(0.0);
}

Distribution make_discrete(Arguments& a) {
  std::vector<std::pair<double, double>> values;
  double total = 0.0;
  for (const auto& argument : a.phrase().arguments) {
    double share = 0.0;
    std::string_view rest;
    std::size_t offset = 0;
    a.use(argument.name());
    if (!split_share(a, argument, share, rest, offset)) continue;
    total += share;
    values.emplace_back(a.value(rest, offset, a.dimension()), share);
  }
  check_shares(a, total);
  return a.good() && !values.empty() ? Distribution::discrete(std::move(values)) : Distribution::constant(0.0);
}

// The law that `truncated`, `shifted` and `scaled` are about: their first argument.
std::optional<Distribution> inner(Arguments& a) {
  if (a.phrase().arguments.empty()) {
    a.fail(0, fmt::format("`{}` needs a law first", a.phrase().head));
    return std::nullopt;
  }
  const auto& first = a.phrase().arguments.front();
  if (!first.name().empty()) {
    a.fail(first.offset, fmt::format("`{}` takes its law first, before `{}`", a.phrase().head, first.name()));
    a.expect({first.name()});
    a.use("");
    return std::nullopt;
  }
  a.use("");
  return a.nested(first.text, first.offset);
}

Distribution make_truncated(Arguments& a) {
  const auto law = inner(a);
  const double low = a.has("min") ? a.get("min") : (a.dimension() == Dimension::time ? 0.0 : -HUGE_VAL);
  const double high = a.has("max") ? a.get("max") : HUGE_VAL;
  if (a.good() && !(low < high && law->cdf(high) - law->cdf(low) > 1e-12))
    a.fail(0, "nothing of the law lies between `min` and `max`");
  return a.good() ? Distribution::truncated(*law, low, high) : Distribution::constant(0.0);
}

Distribution make_shifted(Arguments& a) {
  const auto law = inner(a);
  const double by = a.get("by");
  return a.good() ? Distribution::shifted(*law, by) : Distribution::constant(0.0);
}

Distribution make_scaled(Arguments& a) {
  const auto law = inner(a);
  const double by = a.positive("by", Dimension::number);
  return a.good() ? Distribution::scaled(*law, by) : Distribution::constant(0.0);
}

Distribution make_empirical(Arguments& a) {
  const auto* file = a.phrase().find("file");
  const auto* column = a.phrase().find("column");
  a.use("file");
  a.use("column");
  if (file == nullptr) {
    a.fail(0, "`empirical` needs `file`");
    return Distribution::constant(0.0);
  }
  std::string why;
  const auto values = read_column(a.reader().file(file->value()), column == nullptr ? "" : column->value(), why);
  if (!values) {
    a.fail(file->offset, why);
    return Distribution::constant(0.0);
  }
  std::vector<double> samples;
  for (const std::string& text : *values) {
    std::string error;
    std::string with_unit = text;
    // A column named after a unit of time (`hours`) holds bare numbers of it.
    if (column != nullptr && schema::seconds_in(column->value()) > 0.0) with_unit += " " + std::string(column->value());
    const auto q = schema::parse_quantity(with_unit, error);
    if (!q || q->dimension != a.dimension()) {
      a.fail(file->offset, fmt::format("'{}' in {} is not {}", text, file->value(), describe(a.dimension())));
      return Distribution::constant(0.0);
    }
    samples.push_back(q->value);
  }
  if (samples.empty()) {
    a.fail(file->offset, fmt::format("{} holds no values", file->value()));
    return Distribution::constant(0.0);
  }
  return Distribution::empirical(std::move(samples));
}

const std::map<std::string_view, Maker>& makers() {
  static const std::map<std::string_view, Maker> all = {
      {"exponential", make_exponential}, {"uniform", make_uniform},     {"triangular", make_triangular},
      {"pert", make_pert},               {"normal", make_normal},       {"lognormal", make_lognormal},
      {"weibull", make_weibull},         {"gamma", make_gamma},         {"erlang", make_erlang},
      {"hyperexponential", make_hyperexponential}, {"geometric", make_geometric}, {"poisson", make_poisson},
      {"binomial", make_binomial},       {"beta", make_beta},           {"pareto", make_pareto},
      {"mixture", make_mixture},         {"discrete", make_discrete},   {"truncated", make_truncated},
      {"shifted", make_shifted},         {"scaled", make_scaled},       {"empirical", make_empirical}};
  return all;
}

std::optional<Distribution> parse_text(std::string_view text, const Node& node, std::size_t offset,
                                       Dimension dimension, Reader& reader) {
  Phrase phrase;
  Arguments none(phrase, node, offset, dimension, reader);
  if (const auto error = schema::parse_phrase(text, phrase)) {
    none.fail(error->offset, error->message);
    return std::nullopt;
  }
  if (!phrase.is_call) {
    const double v = none.value(phrase.head, 0, dimension);
    if (!none.good()) return std::nullopt;
    if (v < 0.0 && dimension == Dimension::time) {
      none.fail(0, fmt::format("'{}' is negative", text));
      return std::nullopt;
    }
    return Distribution::constant(v);
  }
  const auto maker = makers().find(phrase.head);
  if (maker == makers().end()) {
    std::vector<std::string> known;
    for (const auto& [name, make] : makers()) known.emplace_back(name);
    const std::string near = schema::nearest(phrase.head, known);
    none.fail(0, fmt::format("'{}' is not a law", phrase.head),
              near.empty() ? "" : fmt::format("did you mean '{}'?", near));
    return std::nullopt;
  }
  Arguments arguments(phrase, node, offset, dimension, reader);
  Distribution law = maker->second(arguments);
  arguments.done();
  if (!arguments.good()) return std::nullopt;
  if (dimension == Dimension::time && law.min() < 0.0) {
    arguments.fail(0, "gives times below 0", "cut it: `truncated(…; min 0 s)`");
    return std::nullopt;
  }
  return law;
}

}  // namespace

namespace {

std::string_view trimmed(std::string_view cell) {
  while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t')) cell.remove_prefix(1);
  while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t' || cell.back() == '\r')) cell.remove_suffix(1);
  return cell;
}

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  for (std::size_t from = 0;;) {
    const std::size_t comma = line.find(',', from);
    cells.emplace_back(trimmed(line.substr(from, comma == std::string_view::npos ? comma : comma - from)));
    if (comma == std::string_view::npos) return cells;
    from = comma + 1;
  }
}

}  // namespace

std::size_t Table::index(std::string_view column) const {
  return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), column) - columns.begin());
}

std::optional<Table> read_table(const std::filesystem::path& file, std::string& why) {
  std::ifstream in(file);
  if (!in || !std::filesystem::is_regular_file(file)) {
    why = fmt::format("cannot read {}", file.string());
    return std::nullopt;
  }
  Table out;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (trimmed(line).empty() || line[0] == '#') continue;
    auto cells = cells_of(line);
    if (out.columns.empty()) {
      out.columns = std::move(cells);
      continue;
    }
    if (cells.size() != out.columns.size()) {
      why = fmt::format("{}:{}: {} values in a table of {} columns", file.string(), number, cells.size(), out.columns.size());
      return std::nullopt;
    }
    out.rows.push_back({number, std::move(cells)});
  }
  if (out.columns.empty()) {
    why = fmt::format("{} is empty", file.string());
    return std::nullopt;
  }
  return out;
}

std::optional<std::vector<std::string>> read_column(const std::filesystem::path& file, std::string_view column,
                                                    std::string& why) {
  const auto table = read_table(file, why);
  if (!table) return std::nullopt;
  const std::size_t at = column.empty() ? 0 : table->index(column);
  if (at == table->columns.size()) {
    why = fmt::format("{} has no column '{}'", file.string(), column);
    return std::nullopt;
  }
  std::vector<std::string> values;
  for (const auto& row : table->rows) values.push_back(row.cells[at]);
  return values;
}

std::optional<kernel::Distribution> parse_law(const Node& node, Dimension dimension, Reader& reader) {
  if (!node.is_scalar()) {
    reader.error(node.place, "takes " + describe(dimension) + ", or a law");
    return std::nullopt;
  }
  return parse_text(node.text, node, 0, dimension, reader);
}

}  // namespace mainstay::work
