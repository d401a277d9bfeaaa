#include "work/metric.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace mainstay::work {
namespace {

std::string_view trim(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

// At dots outside parentheses.
std::vector<std::string> segments_of(std::string_view text) {
  std::vector<std::string> out(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == '.' && depth == 0)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

// `over(4 h)`: its name and argument.
bool is_call(const std::string& segment, std::string& name, std::string& argument) {
  const std::size_t open = segment.find('(');
  if (open == std::string::npos || segment.back() != ')') return false;
  name = segment.substr(0, open);
  argument = std::string(trim(std::string_view(segment).substr(open + 1, segment.size() - open - 2)));
  return true;
}

bool quantile_of(std::string_view word, double& p) {
  if (word.size() < 2 || word[0] != 'p') return false;
  double v = 0.0;
  const auto [end, code] = std::from_chars(word.data() + 1, word.data() + word.size(), v);
  if (code != std::errc() || end != word.data() + word.size() || !(v > 0.0 && v < 100.0)) return false;
  p = v / 100.0;
  return true;
}

bool plain_statistic(const std::string& word, Statistic& s) {
  using Kind = Statistic::Kind;
  static constexpr std::pair<std::string_view, Kind> words[] = {
      {"total", Kind::total}, {"count", Kind::count}, {"mean", Kind::mean}, {"sd", Kind::sd},
      {"min", Kind::min},     {"max", Kind::max},     {"rate", Kind::rate}, {"share", Kind::share}};
  for (const auto& [name, kind] : words)
    if (name == word) {
      s.kind = kind;
      return true;
    }
  if (quantile_of(word, s.x)) {
    s.kind = Kind::quantile;
    return true;
  }
  return false;
}

std::optional<double> seconds_of(std::string_view text, std::string& error) {
  const auto q = schema::parse_quantity(text, error);
  if (q && q->dimension == schema::Dimension::time) return q->value;
  if (q) error = fmt::format("'{}' is not a length of time", text);
  return std::nullopt;
}

// What keeps the segments of a measure's name, and no more: `services.bank.outage` of `services.bank.outage.over(4 h)`.
std::string plain_name(const std::vector<std::string>& segments) {
  std::string plain;
  for (const auto& s : segments)
    if (s.find('(') == std::string::npos) plain += (plain.empty() ? "" : ".") + s;
  return plain;
}

// Why there is no such metric: a slip in the name, or what its entity has instead.
std::string instead_of(const Board& board, const std::vector<std::string>& segments) {
  std::vector<std::string> known, own;
  const std::string entity = segments.size() > 1 ? segments[0] + "." + segments[1] + "." : "";
  for (const auto& m : board.measures()) {
    const std::string& path = m->info().path;
    known.push_back(path);
    if (!entity.empty() && path.starts_with(entity)) own.push_back(path);
  }
  const std::string plain = plain_name(segments);
  const std::size_t dot = plain.rfind('.');
  std::string near = schema::nearest(plain, known);
  if (near.empty() && dot != std::string::npos && dot > entity.size()) near = schema::nearest(plain.substr(0, dot), known);
  if (near.empty() && plain.size() > entity.size())
    for (const auto& path : own)
      if (near.empty() && path.starts_with(plain)) near = path;
  if (!near.empty()) return fmt::format("; did you mean '{}'?", near);
  if (own.empty()) return "; `mainstay metrics SCENARIO` lists them";
  std::vector<std::string> measures;
  for (const auto& path : own) {
    const std::string measure = segments_of(path.substr(entity.size())).front();
    if (std::find(measures.begin(), measures.end(), measure) == measures.end()) measures.push_back(measure);
  }
  return fmt::format("; '{}.{}' has {}", segments[0], segments[1], fmt::join(measures, ", "));
}

// The measures of an entity begin with this.
bool has_measures(const Board& board, const std::string& entity) {
  return std::any_of(board.measures().begin(), board.measures().end(), [&](const auto& m) { return m->info().path.starts_with(entity + "."); });
}

// Which entities a metric is of: one, a member of a counted one, all of a counted one that keep measures of their own, or
// all of a kind.
std::vector<std::string> entities_of(const Board& board, const schema::Names& names, const std::vector<std::string>& segments) {
  std::vector<std::string> out;
  if (segments.size() < 2) return out;
  if (segments[1] == "*") {
    for (const auto& m : board.measures()) {
      const auto own = segments_of(m->info().path);
      if (own[0] == segments[0] && own.size() > 1 && std::find(out.begin(), out.end(), own[1]) == out.end()) out.push_back(own[1]);
    }
    return out;
  }
  const std::string kind = segments[0] == "requests" ? "services" : segments[0];
  if (names.is_group(kind, segments[1]) && !has_measures(board, segments[0] + "." + segments[1])) {
    for (const std::size_t member : names.members(kind, segments[1])) out.push_back(names.all(kind)[member]);
    return out;
  }
  return {segments[1]};
}

// Why a measure is never parted by that name, so that `by(…)` would be 0, silently; empty where it may be. A team's
// own figures, and those of a service's servers, are of all their work; and of what comes with the program, a team parts
// hands-on work alone.
std::string never_parted(const std::string& path, const schema::Names& names, const std::string& name) {
  const auto segments = segments_of(path);
  static constexpr std::string_view of_servers[] = {"busy", "waiting", "scheduled", "out_of_hours", "utilisation", "done"};
  const bool servers = segments[0] == "requests" && segments.size() == 3 &&
                       std::find(std::begin(of_servers), std::end(of_servers), segments[2]) != std::end(of_servers);
  if (segments[0] == "teams" || servers) return fmt::format("'{}' is not parted by names, and would always be 0", path);
  const auto is_among = [&](const char* kind) { return names.find(kind, name).has_value() || names.is_group(kind, name); };
  static constexpr std::string_view own[] = {"tickets", "changes", "plans", "components", "groups", "services", "requests", "threats"};
  if (path.ends_with(".work") || std::find(std::begin(own), std::end(own), segments[0]) == std::end(own)) return {};
  static constexpr const char* others[] = {"components", "groups", "services", "sites", "threats", "tickets", "changes", "plans", "parts"};
  static constexpr std::string_view reasons[] = {"failure", "maintenance", "inspection", "changes", "plans", "variant", "saturation"};
  const bool only_a_team = is_among("teams") && std::none_of(std::begin(others), std::end(others), is_among) &&
                           std::find(std::begin(reasons), std::end(reasons), name) == std::end(reasons);
  if (!only_a_team) return {};
  return fmt::format("'{}' is a team, by which '{}' is not parted, and would always be 0; hands-on work is, as in `tickets.NAME.work.by({})`", name, path, name);
}

const char* what_is(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::counter: return "a count";
    case MeasureKind::tally: return "of observations";
    case MeasureKind::level: return "a level, which holds for a time";
    default: return "a ratio";
  }
}

}  // namespace

const char* statistics_of(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::counter: return "total, rate, share, by(…), between(…)";
    case MeasureKind::tally: return "mean, sd, min, max, p95 …, over(…), total, rate, count, by(…), between(…)";
    case MeasureKind::level: return "mean, sd, max, over(…), at(…), by(…), between(…)";
    default: return "its value, by(…)";
  }
}

std::optional<MetricQuery> parse_query(std::string_view text, std::string& error) {
  MetricQuery q;
  text = trim(text);
  q.text = std::string(text);
  q.inner = q.text;
  const std::size_t open = text.find('(');
  const std::string_view function = open == std::string_view::npos ? "" : trim(text.substr(0, open));
  double p = 0.0;
  const std::string_view tail = function.starts_with("tail") ? function.substr(4) : "";
  if (function.empty() || (function.find('.') != std::string_view::npos && !quantile_of(function, p) && !quantile_of("p" + std::string(tail), p))) return q;
  if (text.back() != ')') {
    error = fmt::format("'{}': the parenthesis does not close", text);
    return std::nullopt;
  }
  std::string_view inside = trim(text.substr(open + 1, text.size() - open - 2));
  using Across = MetricQuery::Across;
  static constexpr std::pair<std::string_view, Across> functions[] = {
      {"P", Across::probability}, {"sd", Across::sd},     {"max", Across::max},
      {"min", Across::min},       {"mean", Across::mean}, {"peak", Across::peak}, {"peak_time", Across::peak_time}};
  bool known = quantile_of(function, q.quantile);
  if (known) q.across = Across::quantile;
  if (function.starts_with("tail") && quantile_of("p" + std::string(function.substr(4)), q.quantile)) {
    known = true;
    q.across = Across::tail;
  }
  for (const auto& [name, across] : functions)
    if (name == function) {
      known = true;
      q.across = across;
    }
  if (!known) {
    error = fmt::format("'{}' is no function across trials; there are P, mean, sd, p95 and the like, tail95 and the like, max, min, peak, peak_time", function);
    return std::nullopt;
  }
  if (q.across == Across::probability) {
    static constexpr std::pair<std::string_view, MetricQuery::Compare> operators[] = {
        {"<=", MetricQuery::Compare::at_most}, {">=", MetricQuery::Compare::at_least},
        {"<", MetricQuery::Compare::less},     {">", MetricQuery::Compare::more},
        {"=", MetricQuery::Compare::equal}};
    bool found = false;
    for (const auto& [sign, compare] : operators) {
      const std::size_t at = inside.find(sign);
      if (at == std::string_view::npos) continue;
      q.compare = compare;
      q.threshold = std::string(trim(inside.substr(at + sign.size())));
      inside = trim(inside.substr(0, at));
      q.text = fmt::format("P({} {} {})", inside, sign, q.threshold);
      found = true;
      break;
    }
    if (!found || q.threshold.empty()) {
      error = fmt::format("'{}' compares nothing, as `P({} > 0)` would", text, inside);
      return std::nullopt;
    }
  }
  q.inner = std::string(inside);
  return q;
}

std::optional<double> value_in_unit(std::string_view text, const std::string& unit, std::string& error) {
  const auto q = schema::parse_quantity(text, error);
  if (!q) return std::nullopt;
  using D = schema::Dimension;
  if (q->dimension == D::number && q->value == 0.0) return 0.0;  // nothing is nothing in any unit
  const auto mismatch = [&]() -> std::optional<double> {
    error = fmt::format("'{}' is {}, but the metric is in '{}'", text, schema::describe(q->dimension), unit);
    return std::nullopt;
  };
  if (unit == "h") return q->dimension == D::time ? std::optional(q->value / 3600.0) : mismatch();
  if (unit == "1 / h") return q->dimension == D::per_time ? std::optional(q->value * 3600.0) : mismatch();
  if (unit == "h / h") return q->dimension == D::share ? std::optional(q->value) : mismatch();
  if (unit == "money") return q->dimension == D::money ? std::optional(q->value) : mismatch();
  if (unit == "money / h") return q->dimension == D::money_per_time ? std::optional(q->value * 3600.0) : mismatch();
  if (q->dimension == D::number || (q->dimension == D::share && (unit == "%" || unit == "1"))) return q->value;
  return mismatch();
}

std::optional<MetricPlan> plan_metric(Board& board, const schema::Names& names, std::string_view inner,
                                      std::string& error) {
  const auto segments = segments_of(inner);
  MetricPlan out;
  out.kind = "value";
  const std::vector<std::string> entities = entities_of(board, names, segments);
  std::size_t used = 0;
  const bool several = entities.size() > 1 || (segments.size() > 1 && segments[1] == "*");
  std::vector<std::pair<Measure*, MetricPlan::Part>> found;
  for (const std::string& entity : entities) {
    for (const bool as_member : {false, true}) {
      const std::string family = names.family(segments[0], entity);
      if (as_member && family == entity) continue;
      for (std::size_t n = segments.size(); n >= 2; --n) {
        std::string path = segments[0] + "." + (as_member ? family : entity);
        for (std::size_t k = 2; k < n; ++k) path += "." + segments[k];
        Measure* m = board.find(path);
        if (m == nullptr) continue;
        MetricPlan::Part part;
        if (as_member) part.by.push_back(entity);
        found.emplace_back(m, part);
        used = n;
        break;
      }
      if (!found.empty() && !several) break;
    }
  }
  if (found.empty()) {
    error = fmt::format("there is no metric '{}'{}", inner, instead_of(board, segments));
    return std::nullopt;
  }
  MetricPlan::Part extra;
  bool has_by = false;
  std::string asked;  // the statistic, as written
  for (std::size_t k = used; k < segments.size(); ++k) {
    const std::string& s = segments[k];
    std::string name;
    std::string argument;
    const bool is_statistic = !is_call(s, name, argument) || (name != "by" && name != "triggered_by" && name != "between");
    if (is_statistic) asked = s;
    if (is_call(s, name, argument)) {
      if (name == "by" || name == "triggered_by") {
        if (const std::string why = never_parted(found.front().first->info().path, names, argument); !why.empty()) {
          error = fmt::format("'{}': {}", inner, why);
          return std::nullopt;
        }
        extra.by.push_back(argument);
        has_by = true;
        if (name == "triggered_by") {
          for (auto& [m, part] : found) {
            Measure* triggered = board.find(m->info().path.substr(0, m->info().path.rfind('.')) + ".triggered");
            if (triggered == nullptr) {
              error = fmt::format("'{}': only outages have a trigger", inner);
              return std::nullopt;
            }
            m = triggered;
          }
        }
      } else if (name == "between") {
        const std::size_t semicolon = argument.find(';');
        const auto from = seconds_of(trim(std::string_view(argument).substr(0, semicolon)), error);
        const auto to = semicolon == std::string::npos
                            ? std::nullopt
                            : seconds_of(trim(std::string_view(argument).substr(semicolon + 1)), error);
        if (!from || !to || *to <= *from) {
          error = fmt::format("'{}': `between` takes two times, as in between(6 h; 12 h)", inner);
          return std::nullopt;
        }
        extra.from = board.start() + Duration::seconds(*from);
        extra.to = board.start() + Duration::seconds(*to);
      } else if (name == "at") {
        const auto at = seconds_of(argument, error);
        if (!at) return std::nullopt;
        out.statistic = {Statistic::Kind::at, (board.start() + Duration::seconds(*at)).in_seconds()};
        out.kind = "at";
      } else if (name == "over") {
        const MeasureInfo& info = found.front().first->info();
        std::optional<double> x = board.constant(segments[0] + "." + entities.front() + "." + argument);
        if (!x) {
          const std::string unit = info.unit == Unit::time ? "h" : info.unit == Unit::money ? "money" : info.unit == Unit::flow ? "1 / h" : "1";
          x = value_in_unit(argument, unit, error);
          if (x && info.unit == Unit::time) *x *= 3600.0;
          if (x && info.unit == Unit::flow) *x /= 3600.0;
        }
        if (!x) {
          error = fmt::format("'{}': {}", inner, error);
          return std::nullopt;
        }
        out.statistic = {Statistic::Kind::over, *x};
        out.kind = "over";
      } else {
        error = fmt::format("'{}': '{}' is no statistic; there are by, over, at, between", inner, name);
        return std::nullopt;
      }
    } else if (plain_statistic(s, out.statistic)) {
      out.kind = out.statistic.kind == Statistic::Kind::quantile ? "quantile" : s;
    } else {
      error = fmt::format("'{}': '{}' has no '{}'; there are mean, sd, min, max, p95 and the like, total, count, rate, share, over(…), by(…), at(…), between(…)",
                          inner, found.front().first->info().path, s);
      return std::nullopt;
    }
  }
  for (const auto& [measure, part] : found) {
    MetricPlan::Part own = part;
    own.measure = measure->index();
    own.by.insert(own.by.end(), extra.by.begin(), extra.by.end());
    own.from = extra.from;
    own.to = extra.to;
    if (out.statistic.kind == Statistic::Kind::share) {
      const Measure* of = has_by ? measure : board.find(measure->info().share_of);
      if (of == nullptr) {
        error = fmt::format("'{}' is a share of nothing; `.share` goes with counts that are part of others, or with `by(…)`", inner);
        return std::nullopt;
      }
      MetricPlan::Part whole = own;
      whole.measure = of->index();
      whole.by = part.by;
      out.of.push_back(std::move(whole));
    }
    out.terms.push_back(std::move(own));
  }
  out.unit = found.front().first->unit_of(out.statistic);
  out.title = found.front().first->info().title;
  if (!bind_metric(board, out)) {
    const MeasureInfo& info = found.front().first->info();
    error = fmt::format("'{}': '{}' has no '{}'; it is {}, and may be asked: {}", inner, info.path, asked, what_is(info.kind), statistics_of(info.kind));
    return std::nullopt;
  }
  return out;
}

std::optional<TrialMetric> bind_metric(Board& board, const MetricPlan& plan) {
  TrialMetric out;
  out.statistic_ = plan.statistic;
  const auto part_of = [&](const MetricPlan::Part& p) -> Measure& {
    Measure::Filter filter;
    for (const auto& name : p.by) filter.by.push_back({board.label(name)});
    filter.from = p.from;
    filter.to = p.to;
    return board.measure(p.measure).part(filter);
  };
  for (const auto& t : plan.terms) {
    Measure& part = part_of(t);
    if (!part.want(plan.statistic)) return std::nullopt;
    out.terms_.push_back(&part);
  }
  for (const auto& o : plan.of) out.of_.push_back(&part_of(o));
  return out;
}

MetricValue TrialMetric::evaluate() const {
  if (statistic_.kind == Statistic::Kind::share) {
    const Statistic total{Statistic::Kind::total, 0.0};
    double part = 0.0;
    double of = 0.0;
    for (const Measure* m : terms_) part += m->evaluate(total).value;
    for (const Measure* m : of_) of += m->evaluate(total).value;
    return {of > 0.0 ? part / of : 0.0, of};
  }
  if (terms_.size() == 1) return terms_.front()->evaluate(statistic_);
  // Over several entities: what is counted adds up, what is a mean or a share averages by weight.
  using Kind = Statistic::Kind;
  const bool adds = terms_.front()->info().adds_up || statistic_.kind == Kind::total || statistic_.kind == Kind::rate ||
                    statistic_.kind == Kind::count;
  MetricValue out;
  for (const Measure* m : terms_) {
    const MetricValue v = m->evaluate(statistic_);
    if (statistic_.kind == Kind::max) {
      out.value = out.weight > 0 ? std::max(out.value, v.value) : v.value;
      out.weight = std::max(out.weight, v.weight);
    } else if (adds) {
      out.value += v.value;
      out.weight = std::max(out.weight, v.weight);
    } else {
      out.value += v.weight > 0.0 ? v.value * v.weight : v.value;
      out.weight += v.weight;
    }
  }
  if (!adds && statistic_.kind != Kind::max && out.weight > 0) out.value /= out.weight;
  return out;
}

std::vector<std::string> default_metrics(const Board& board) {
  std::vector<std::string> out;
  for (const auto& m : board.measures()) {
    const std::string& path = m->info().path;
    switch (m->info().kind) {
      case MeasureKind::counter: out.push_back(path); break;
      case MeasureKind::ratio: out.push_back(path); break;
      case MeasureKind::tally:
        out.push_back(path + ".mean");
        if (m->info().unit == Unit::time && path.find(".steps.") == std::string::npos) out.push_back(path + ".p95");
        break;
      case MeasureKind::level:
        if (m->info().unit == Unit::time || m->info().unit == Unit::share || m->info().unit == Unit::flow)
          out.push_back(path);
        else
          out.push_back(path + ".mean");
        break;
    }
  }
  return out;
}

}  // namespace mainstay::work
