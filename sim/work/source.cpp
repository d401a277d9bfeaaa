#include "work/source.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "schema/phrase.hpp"
#include "work/task.hpp"

namespace mainstay::schema {

using kernel::Time;
using work::Profile;

void Leaf<work::RandomRate>::bind(work::RandomRate& v, std::string_view path, const Binding& b) {
  v.stream = work::stream_of(b, path);
}

bool Leaf<work::RandomRate>::read(work::RandomRate& out, const Node& node, Reader& reader) {
  return Leaf<Rate>::read(out.rate, node, reader);
}

void Leaf<Profile>::bind(Profile&, std::string_view, const Binding&) {}

namespace {

// Rows of `column,factor`; the first column says what kind of profile it is.
bool read_profile_file(Profile& out, std::string_view name, const Node& node, Reader& reader) {
  static constexpr struct {
    std::string_view column;
    Profile::Kind kind;
    std::size_t rows;
  } kinds[] = {{"hour_of_week", Profile::Kind::hour_of_week, 168},
               {"hour_of_day", Profile::Kind::hour_of_day, 24},
               {"month", Profile::Kind::month, 12},
               {"at", Profile::Kind::steps, 0}};
  std::string why;
  const auto factors = work::read_column(reader.file(name), "factor", why);
  if (!factors) {
    reader.error(node.place, why, "a profile has columns `hour_of_week,factor`, `hour_of_day,factor`, `month,factor` or `at,factor`");
    return false;
  }
  for (const auto& kind : kinds) {
    std::string ignored;
    const auto at = work::read_column(reader.file(name), kind.column, ignored);
    if (!at) continue;
    Profile::Part part{kind.kind, 0.0, 0.0, {}, {}};
    for (std::size_t i = 0; i < factors->size(); ++i) {
      const auto f = parse_quantity((*factors)[i], why);
      if (!f || f->dimension != Dimension::number || f->value < 0.0) {
        reader.error(node.place, fmt::format("row {} of {}: '{}' is not a factor of at least 0", i + 1, name, (*factors)[i]));
        return false;
      }
      part.factors.push_back(f->value);
      if (kind.kind == Profile::Kind::steps) {
        const auto t = i < at->size() ? parse_quantity((*at)[i], why) : std::nullopt;
        if (!t || t->dimension != Dimension::time || (!part.at.empty() && t->value <= part.at.back())) {
          reader.error(node.place, fmt::format("row {} of {}: `at` must be times that grow", i + 1, name));
          return false;
        }
        part.at.push_back(t->value);
      }
    }
    if (kind.rows != 0 && part.factors.size() != kind.rows) {
      reader.error(node.place, fmt::format("{} has {} rows, not {}", name, part.factors.size(), kind.rows));
      return false;
    }
    out.add(std::move(part));
    return true;
  }
  reader.error(node.place, fmt::format("{} has no column `hour_of_week`, `hour_of_day`, `month` or `at`", name));
  return false;
}

}  // namespace

bool Leaf<Profile>::read(Profile& out, const Node& node, Reader& reader) {
  if (node.is_list()) {
    bool good = true;
    for (const Node& item : node.items) good = read(out, item, reader) && good;
    return good;
  }
  Phrase phrase;
  if (!node.is_scalar() || parse_phrase(node.text, phrase) || !phrase.is_call ||
      (phrase.head != "sine" && phrase.head != "file")) {
    reader.error(node.place, "takes `sine(period 24 h; amplitude 80 %)`, `file(data/week.csv)`, or a list of these");
    return false;
  }
  if (phrase.head == "file")
    return !phrase.arguments.empty() && read_profile_file(out, phrase.arguments.front().text, node, reader);
  Profile::Part part{Profile::Kind::sine, 0.0, 0.0, {}, {}};
  const auto* period = phrase.find("period");
  const auto* amplitude = phrase.find("amplitude");
  if (period == nullptr || amplitude == nullptr) {
    reader.error(node.place, "`sine` needs `period` and `amplitude`");
    return false;
  }
  const auto p = reader.quantity(Node::scalar(std::string(period->value()), node.place), Dimension::time);
  const auto a = reader.quantity(Node::scalar(std::string(amplitude->value()), node.place), Dimension::share);
  if (!p || !a) return false;
  if (!(*p > 0.0) || *a < 0.0 || *a > 1.0) {
    reader.error(node.place, "`sine` needs a period above 0 and an amplitude between 0 % and 100 %");
    return false;
  }
  part.period = *p;
  part.amplitude = *a;
  out.add(std::move(part));
  return true;
}

void Leaf<work::Schedule>::bind(work::Schedule& v, std::string_view path, const Binding& b) {
  Leaf<work::Random<Duration>>::bind(v.after_start, path, b);
}

bool Leaf<work::Schedule>::read(work::Schedule& out, const Node& node, Reader& reader) {
  std::vector<std::string> phrases;
  if (node.is_scalar()) {
    std::string why;
    Phrase phrase;
    const bool is_law = (!parse_phrase(node.text, phrase) && phrase.is_call) || parse_quantity(node.text, why);
    if (is_law) return Leaf<work::Random<Duration>>::read(out.after_start, node, reader);
    phrases.push_back(node.text);
  } else if (node.is_list()) {
    for (const Node& item : node.items)
      if (const auto text = reader.text(item, "a clock time, as in `Tue 10:00`")) phrases.push_back(*text);
  }
  std::vector<std::string> errors;
  const auto* setting = reader.context<work::Setting>();
  out.clock = work::ClockTimes::parse(phrases, setting == nullptr ? work::CivilClock() : setting->clock, errors);
  for (const auto& e : errors) reader.error(node.place, e);
  if (phrases.empty() && errors.empty()) reader.error(node.place, "takes clock times, as in `daily 02:00`, or a law");
  if (setting != nullptr && out.clock && errors.empty() && out.clock->next_or_at(Time()) > setting->end)
    reader.warning(node.place, fmt::format("never comes in the run, which goes from {} to {}", setting->clock.format(Time()), setting->clock.format(setting->end)));
  return out.clock.has_value() && errors.empty();
}

void Leaf<work::Trace>::bind(work::Trace&, std::string_view, const Binding&) {}

bool Leaf<work::Trace>::read(work::Trace& out, const Node& node, Reader& reader) {
  const auto name = reader.text(node, "a file");
  if (!name) return false;
  std::string why;
  const auto table = work::read_table(reader.file(*name), why);
  if (table && !table->has("at")) why = fmt::format("{} has no column 'at'", reader.file(*name).string());
  if (!table || !table->has("at")) {
    reader.error(node.place, why, "a trace has a column `at`, and `time`, `priority` as needed");
    return false;
  }
  bool good = true;
  for (const std::string& column : table->columns)
    if (column != "at" && column != "time" && column != "priority")
      reader.warning(node.place, fmt::format("column '{}' of {} says nothing to a trace", column, *name),
                     did_you_mean(column, {"at", "time", "priority"}));
  auto rows = std::make_shared<std::vector<work::Trace::Row>>();
  for (const auto& line : table->rows) {
    const auto cell = [&](const char* column, Dimension dimension) -> std::optional<double> {
      const std::string& text = line.cells[table->index(column)];
      const auto q = parse_quantity(text, why);
      if (q && q->dimension == dimension && q->value >= 0.0) return q->value;
      reader.error(node.place, fmt::format("{}:{}: `{}` is '{}', not {}", *name, line.number, column, text, describe(dimension)));
      good = false;
      return std::nullopt;
    };
    work::Trace::Row row{Duration(), std::nullopt, std::nullopt};
    if (const auto t = cell("at", Dimension::time)) row.at = Duration::seconds(*t);
    if (table->has("time"))
      if (const auto d = cell("time", Dimension::time)) row.time = Duration::seconds(*d);
    if (table->has("priority"))
      if (const auto q = cell("priority", Dimension::priority)) row.priority = static_cast<int>(*q);
    rows->push_back(row);
  }
  if (!good) return false;
  std::stable_sort(rows->begin(), rows->end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  out.rows = std::move(rows);
  return true;
}

void Leaf<work::ClockChoice>::bind(work::ClockChoice&, std::string_view, const Binding&) {}

bool Leaf<work::ClockChoice>::read(work::ClockChoice& out, const Node& node, Reader& reader) {
  using Kind = work::ClockChoice::Kind;
  const auto text = reader.text(node, "a clock");
  if (!text) return false;
  if (*text == "calendar") return out.kind = Kind::calendar, true;
  if (*text == "operating") return out.kind = Kind::operating, true;
  if (*text == "age") return out.kind = Kind::age, true;
  const std::size_t space = text->rfind(' ');
  const std::string state = space == std::string::npos ? "" : text->substr(space + 1);
  if (state != "up" && state != "down") {
    reader.error(node.place, fmt::format("'{}' is no clock", *text),
                 "write `calendar`, `operating`, `age`, `NAME up` or `NAME down`");
    return false;
  }
  static constexpr std::pair<const char*, work::Target::Kind> kinds[] = {{"components", work::Target::Kind::component},
                                                                         {"groups", work::Target::Kind::group},
                                                                         {"services", work::Target::Kind::service}};
  const std::string name = text->substr(0, space);
  std::vector<std::string> known;
  for (const auto& [kind, target] : kinds) {
    const auto members = reader.names().members(kind, name);
    for (const auto& candidate : reader.names().candidates(kind)) known.push_back(candidate);
    if (members.empty()) continue;
    if (members.size() > 1) {
      reader.error(node.place, fmt::format("a clock runs with one component, group or service; '{}' is several", name));
      return false;
    }
    out.kind = state == "up" ? Kind::up : Kind::down;
    out.target = {target, members.front()};
    return true;
  }
  reader.error(node.place, fmt::format("a clock runs with one component, group or service, and '{}' is none", name), did_you_mean(name, known));
  return false;
}

}  // namespace mainstay::schema

namespace mainstay::work {

namespace {

void check_source(const Source& s, const schema::Node& node, schema::Reader& reader) {
  const int given = (s.rate ? 1 : 0) + (s.every ? 1 : 0) + (s.at ? 1 : 0) + (s.trace ? 1 : 0);
  if (given > 1) reader.error(node.place, "says when in more than one way", "give one of `rate`, `every`, `at`, `trace`");
  if (!s.rate && (!s.profile.is_flat() || s.growth.log_per_second != 0.0))
    reader.error(node.place, "`profile` and `growth` go with `rate`");
  if (s.population && !s.every) reader.error(node.place, "`population` goes with `every`: the time until each comes back");
  if (s.population && node.is_map() && node.find("size") != nullptr)
    reader.error(node.place, "`size` does not go with `population`: each member comes alone");
  const auto& size = s.size.law();
  if (size.is_constant() && size.mean() != std::round(size.mean())) {
    const auto* said = node.is_map() ? node.find("size") : nullptr;
    reader.error(said != nullptr ? said->place : node.place, fmt::format("`size` is {}: not a whole number", size.mean()));
  }
  if (s.clock.kind != ClockChoice::Kind::unsaid && s.clock.kind != ClockChoice::Kind::calendar && (s.at || s.trace))
    reader.error(node.place, "`clock` goes with `rate` and `every`: `at` and `trace` are by the calendar");
  if (s.population && *s.population < 1) reader.error(node.place, "`population` must be at least 1");
  if (s.every && s.every->law().max() <= 0.0) reader.error(node.place, "`every` is always 0: it would never let time pass");
}

}  // namespace

void check_clock(const Source& source, const std::string& what, const schema::Node& node, schema::Reader& reader) {
  if (source.clock.kind != ClockChoice::Kind::operating && source.clock.kind != ClockChoice::Kind::age) return;
  const auto* said = node.is_map() ? node.find("clock") : nullptr;
  reader.error(said != nullptr ? said->place : node.place, what + " has no operating time", "write `calendar`, `NAME up` or `NAME down`");
}

void Merge::describe(schema::Fields<Merge>& f) {
  f("within", &Merge::within, "what comes in this time joins the open one").required();
  f("since", &Merge::since, "counted from the first, or anew from the last");
}

void Source::describe(schema::Fields<Source>& f) {
  f("rate", &Source::rate, "at random, so many per time (Poisson)");
  f("profile", &Source::profile, "how the rate goes up and down");
  f("growth", &Source::growth, "how the rate grows");
  f("every", &Source::every, "time from one to the next");
  f("at", &Source::at, "by the clock, or once after a time");
  f("trace", &Source::trace, "from a file");
  f("population", &Source::population, "so many in all, each of which comes again `every` so long after it was done");
  f("size", &Source::size, "how many come at once");
  f("merge", &Source::merge, "joins the open one");
  f("clock", &Source::clock, "the clock on which the time runs");
  f.check<check_source>();
}

// --- profiles ---

void Profile::add(Part part) {
  double most = 1.0 + part.amplitude;
  if (part.kind != Kind::sine) most = *std::max_element(part.factors.begin(), part.factors.end());
  if (part.kind == Kind::steps) most = std::max(most, 1.0);  // before its first row, the warm-up included
  largest_ *= most;
  parts_.push_back(std::move(part));
}

bool Profile::has_smooth_part() const {
  return std::any_of(parts_.begin(), parts_.end(), [](const Part& p) { return p.kind == Kind::sine; });
}

Duration Profile::shortest_period() const {
  Duration shortest = Duration::infinite();
  for (const Part& p : parts_)
    if (p.kind == Kind::sine) shortest = std::min(shortest, Duration::seconds(p.period));
  return shortest;
}

double Profile::factor(Time t, const Setting& setting) const {
  double f = 1.0;
  for (const Part& p : parts_) {
    if (p.kind == Kind::sine) {
      // Its phase is 0 at midnight of the first day.
      const auto first = setting.clock.wall(Time());
      const double origin = -static_cast<double>(first.seconds - first.day() * WallTime::day_length);
      f *= 1.0 + p.amplitude * std::sin(2.0 * std::numbers::pi * (t.in_seconds() - origin) / p.period);
      continue;
    }
    if (p.kind == Kind::steps) {
      const double since = (t - setting.start).in_seconds();
      const auto next = std::upper_bound(p.at.begin(), p.at.end(), since);
      f *= next == p.at.begin() ? 1.0 : p.factors[static_cast<std::size_t>(next - p.at.begin()) - 1];
      continue;
    }
    const WallTime wall = setting.clock.wall(t);
    std::size_t i = 0;
    if (p.kind == Kind::hour_of_week)
      i = static_cast<std::size_t>((wall.seconds - wall.start_of_week().seconds) / 3600);
    else if (p.kind == Kind::hour_of_day)
      i = static_cast<std::size_t>((wall.seconds - wall.day() * WallTime::day_length) / 3600);
    else
      i = static_cast<std::size_t>(local_date_time(wall).month - 1);
    f *= p.factors[std::min(i, p.factors.size() - 1)];
  }
  return f;
}

Time Profile::next_step(Time t, const Setting& setting) const {
  Time next = Time::never();
  for (const Part& p : parts_) {
    if (p.kind == Kind::sine) continue;
    if (p.kind == Kind::steps) {
      const double since = (t - setting.start).in_seconds();
      const auto at = std::upper_bound(p.at.begin(), p.at.end(), since);
      if (at != p.at.end()) next = std::min(next, setting.start + Duration::seconds(*at));
      continue;
    }
    const WallTime wall = setting.clock.wall(t);
    const auto ahead = 3600 - (wall.seconds % 3600 + 3600) % 3600;
    Time hour = setting.clock.instant(WallTime{wall.seconds + ahead});
    if (hour <= t) hour = t + Duration::hours(1);
    next = std::min(next, hour);
  }
  return next;
}

// --- at work ---

Arrivals::Arrivals(World& world, Source& source, kernel::Clock* own) : world_(world), source_(source), clock_(nullptr) {
  switch (source.clock.kind) {
    case ClockChoice::Kind::up:
    case ClockChoice::Kind::down:
      clock_ = &world.clock_while(source.clock.target, source.clock.kind == ClockChoice::Kind::up);
      break;
    case ClockChoice::Kind::calendar: break;
    case ClockChoice::Kind::operating:
    case ClockChoice::Kind::age:
    case ClockChoice::Kind::unsaid: clock_ = own; break;
  }
}

int Arrivals::size() { return static_cast<int>(std::lround(source_.size.draw())); }

// Thinning (Lewis and Shedler 1979): candidates at the highest rate, kept by chance. Growth has no highest rate, so
// candidates are drawn day by day.
Time Arrivals::next_by_rate() {
  const Setting& setting = world_.setting();
  kernel::Stream& stream = source_.rate->stream;
  const double base = source_.rate->rate.per_second;
  const double growth = source_.growth.log_per_second;
  const double window = 86400.0;
  double t = world_.simulation().now().in_seconds();
  if (!(base > 0.0)) return Time::never();
  for (;;) {
    const double window_end = t + window;
    const double most = base * source_.profile.largest() * std::exp(growth * (growth > 0.0 ? window_end : t));
    if (!(most > 0.0)) return Time::never();
    for (;;) {
      t += stream.exponential() / most;
      if (t > window_end) {
        t = window_end;  // memoryless: draw anew from here
        break;
      }
      const Time at = Time::at(Duration::seconds(t));
      const double here = base * source_.profile.factor(at, setting) * std::exp(growth * t);
      if (stream.uniform() * most < here) return at;
    }
    if (t > setting.end.in_seconds()) return Time::never();
  }
}

std::optional<kernel::Clock::Elapse> Arrivals::wait(kernel::Clock& calendar) {
  const Time now = world_.simulation().now();
  kernel::Clock& clock = clock_ != nullptr ? *clock_ : calendar;
  if (source_.rate) {
    const double rate = source_.rate->rate.per_second;
    if (!(rate > 0.0)) return std::nullopt;
    if (source_.profile.is_flat() && source_.growth.log_per_second == 0.0)
      return clock.elapse(Duration::seconds(source_.rate->stream.exponential() / rate));
    const Time at = next_by_rate();
    if (!at.is_finite()) return std::nullopt;
    return calendar.elapse(at - now);
  }
  if (source_.every) return clock.elapse(source_.every->draw());
  if (source_.at) {
    Time at = Time::never();
    if (source_.at->clock)
      at = source_.at->clock->next(now);
    else if (!came_)
      at = world_.setting().start + source_.at->after_start.draw();
    came_ = true;
    if (!at.is_finite()) return std::nullopt;
    return calendar.elapse(std::max(Duration(), at - now));
  }
  if (source_.trace && row_ < source_.trace->rows->size()) {
    const Time at = world_.setting().start + (*source_.trace->rows)[row_++].at;
    return calendar.elapse(std::max(Duration(), at - now));
  }
  return std::nullopt;
}

kernel::Activity<std::optional<Arrival>> Arrivals::next() {
  Arrival arrival;
  kernel::Simulation& simulation = world_.simulation();
  if (source_.rate) {
    const double rate = source_.rate->rate.per_second;
    if (!(rate > 0.0)) co_return std::nullopt;
    const bool plain = source_.profile.is_flat() && source_.growth.log_per_second == 0.0;
    if (clock_ != nullptr) {
      for (;;) {
        // Growth has no highest rate: it is bounded anew after at most a day, in which the clock shows no more.
        const double growth = source_.growth.log_per_second;
        const double day = 86400.0;
        const double t = simulation.now().in_seconds();
        const double most = rate * source_.profile.largest() * std::exp(growth * (growth > 0.0 ? t + day : t));
        if (!(most > 0.0)) co_return std::nullopt;
        const double ahead = source_.rate->stream.exponential() / most;
        if (growth != 0.0) {
          const auto first = co_await kernel::any_of(clock_->elapse(Duration::seconds(ahead)), kernel::delay(Duration::seconds(day)));
          if (first.index() == 1) continue;  // memoryless: draw anew from here
        } else {
          co_await clock_->elapse(Duration::seconds(ahead));
        }
        const double here = rate * source_.profile.factor(simulation.now(), world_.setting()) *
                            std::exp(growth * simulation.now().in_seconds());
        if (plain || source_.rate->stream.uniform() * most < here) break;
      }
    } else if (plain) {
      co_await kernel::arrival_after(Duration::seconds(source_.rate->stream.exponential() / rate));
    } else {
      const Time at = next_by_rate();
      if (!at.is_finite()) co_return std::nullopt;
      co_await kernel::arrival_after(at - simulation.now());
    }
  } else if (source_.every) {
    const Duration wait = source_.every->draw();
    if (clock_ != nullptr)
      co_await clock_->elapse(wait);
    else
      co_await kernel::arrival_after(wait);
  } else if (source_.at) {
    Time at = Time::never();
    if (source_.at->clock) {
      at = came_ ? source_.at->clock->next(simulation.now()) : source_.at->clock->next_or_at(simulation.now());
    } else if (!came_) {
      at = world_.setting().start + source_.at->after_start.draw();
    }
    came_ = true;
    if (!at.is_finite()) co_return std::nullopt;
    co_await kernel::arrival_after(at - simulation.now());
  } else if (source_.trace) {
    const auto& rows = *source_.trace->rows;
    if (row_ == rows.size()) co_return std::nullopt;
    const Trace::Row& row = rows[row_++];
    arrival.time = row.time;
    arrival.priority = row.priority;
    const Time at = world_.setting().start + row.at;
    if (at > simulation.now()) co_await kernel::arrival_after(at - simulation.now());
  } else {
    co_return std::nullopt;
  }
  co_return arrival;
}

}  // namespace mainstay::work
