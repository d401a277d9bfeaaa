#include "work/board.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace mainstay::work {

namespace {
constexpr double hour = 3600.0;
}

// --- measures in common ---

Measure::Measure(Board& board, MeasureInfo info, Filter filter)
    : board_(board), info_(std::move(info)), filter_(std::move(filter)) {}

Measure& Measure::part(const Filter& filter) {
  if (filter == filter_) return *this;
  for (const auto& p : parts_)
    if (p->filter_ == filter) return *p;
  parts_.push_back(make_part(filter));
  parts_.back()->whole_ = this;
  return *parts_.back();
}

bool Measure::matches(const Labels& labels) const {
  for (const auto& one_of : filter_.by)
    if (std::none_of(one_of.begin(), one_of.end(), [&](Label l) { return labels.has(l); })) return false;
  return true;
}

bool Measure::in_window() const {
  const Time now = board_.now();
  return now >= filter_.from && (now < filter_.to || filter_.to >= board_.end());
}

double Measure::exposure() const {
  const double from = std::max(filter_.from, board_.start()).in_seconds();
  const double to = std::min(filter_.to, board_.end()).in_seconds();
  return std::max(0.0, to - from);
}

double Measure::scale() const { return info_.unit == Unit::time ? 1.0 / hour : info_.unit == Unit::flow ? hour : 1.0; }

std::string Measure::unit_of(const Statistic& s) const {
  const std::string own = info_.unit == Unit::time    ? "h"
                          : info_.unit == Unit::money ? "money"
                          : info_.unit == Unit::share ? "%"
                          : info_.unit == Unit::flow  ? "1 / h"
                                                      : "1";
  switch (s.kind) {
    case Statistic::Kind::count: return "1";
    case Statistic::Kind::over:
    case Statistic::Kind::share: return "%";
    case Statistic::Kind::rate: return info_.unit == Unit::flow ? own : own + " / h";
    case Statistic::Kind::total: return info_.unit == Unit::flow ? "1" : own;
    case Statistic::Kind::value:
      if (info_.unit == Unit::flow) return "1";
      if (info_.kind == MeasureKind::ratio && info_.unit == Unit::one) return "%";
      return own;
    default: return own;
  }
}

// --- counters ---

std::unique_ptr<Measure> Counter::make_part(const Filter& filter) const {
  auto part = std::make_unique<Counter>(board_, info_, filter);
  for (const Accrual& a : accruals_)
    if (part->matches(a.labels))
      part->accruals_.push_back({&static_cast<Level&>(a.level->part({.from = filter.from, .to = filter.to})), a.per_hour, a.labels});
  return part;
}

void Counter::accrue(Level& level, double per_hour, const Labels& labels) { accruals_.push_back({&level, per_hour, labels}); }

double Counter::accrued() const {
  double sum = 0.0;
  for (const Accrual& a : accruals_) sum += a.level->evaluate({Statistic::Kind::total}).value * a.per_hour;
  return sum;
}

void Counter::count(double amount) {
  total_ += amount;
  largest_ = std::max(largest_, amount);
}

void Counter::add(double amount, const Labels& labels) {
  if (board_.now() < board_.start()) return;
  count(amount);
  for (const auto& p : parts_)
    if (auto& part = static_cast<Counter&>(*p); part.in_window() && part.matches(labels)) part.count(amount);
}

bool Counter::want(const Statistic& s) {
  switch (s.kind) {
    case Statistic::Kind::value:
    case Statistic::Kind::total:
    case Statistic::Kind::count:
    case Statistic::Kind::rate:
    case Statistic::Kind::share: return true;
    case Statistic::Kind::max: return info_.unit == Unit::money;  // the costliest event; counts come one by one
    default: return false;
  }
}

MetricValue Counter::evaluate(const Statistic& s) const {
  if (s.kind == Statistic::Kind::max) return {largest_ * scale(), 1.0};
  const double seconds = exposure();
  const double total = (total_ + accrued()) * scale();
  if (s.kind == Statistic::Kind::rate) return {seconds > 0 ? total / (seconds / hour) : 0.0, seconds / hour};
  return {total, 1.0};
}

// --- tallies ---

std::unique_ptr<Measure> Tally::make_part(const Filter& filter) const {
  auto part = std::make_unique<Tally>(board_, info_, filter);
  part->counts_as_it_happens_ = counts_as_it_happens_;
  if (at_risk_ != nullptr) part->at_risk_ = &static_cast<Level&>(at_risk_->part(filter));
  return part;
}

Tally::~Tally() = default;

Level& Tally::come_between_events() {
  at_risk_owned_ = std::make_unique<Level>(board_, MeasureInfo{.path = info_.path, .kind = MeasureKind::level, .unit = Unit::time}, filter_);
  at_risk_ = at_risk_owned_.get();
  at_risk_->set(1.0);
  return *at_risk_;
}

void Tally::event(const Labels& labels) {
  if (board_.now() < board_.start()) return;
  events_ += 1.0;
  for (const auto& p : parts_)
    if (auto& part = static_cast<Tally&>(*p); part.in_window() && part.matches(labels)) part.events_ += 1.0;
}

MetricValue Tally::mean_between_events() const {
  const double time = at_risk_->evaluate({Statistic::Kind::total, 0.0}).value * at_risk_->members();
  return {events_ > 0.0 ? time / events_ : time, events_};
}

void Tally::happen(double amount, const Labels& labels) {
  if (board_.now() < board_.start()) return;
  happened_ += amount;
  for (const auto& p : parts_)
    if (auto& part = static_cast<Tally&>(*p); part.in_window() && part.matches(labels)) part.happened_ += amount;
}

void Tally::observe(double x) {
  tally_.add(x);
  if (quantiles_ != nullptr) quantiles_->add(x);
  if (above_.empty()) return;
  const double rounding = info_.unit == Unit::time ? kernel::rounding_at(board_.now()).in_seconds() : 0.0;
  for (Above& a : above_) a.count += x > a.x + rounding ? 1.0 : 0.0;
}

void Tally::add(double x, const Labels& labels) { add(x, board_.now(), labels); }

void Tally::add(double x, Time began, const Labels& labels) {
  if (began < board_.start()) return;
  observe(x);
  for (const auto& p : parts_)
    if (auto& part = static_cast<Tally&>(*p); part.in_window() && part.matches(labels)) part.observe(x);
}

bool Tally::want(const Statistic& s) {
  if (s.kind == Statistic::Kind::quantile && quantiles_ == nullptr) quantiles_ = std::make_unique<stats::Quantiles>();
  if (s.kind == Statistic::Kind::over) {
    for (const Above& a : above_)
      if (a.x == s.x) return true;
    above_.push_back({s.x, 0.0});
  }
  return s.kind != Statistic::Kind::at;
}

MetricValue Tally::evaluate(const Statistic& s) const {
  const auto n = static_cast<double>(tally_.count());
  const double sum = counts_as_it_happens_ ? happened_ : tally_.sum();
  switch (s.kind) {
    case Statistic::Kind::count: return {n, 1.0};
    case Statistic::Kind::mean:
      if (at_risk_ != nullptr) return mean_between_events();
      return {tally_.mean() * scale(), n};
    case Statistic::Kind::sd: return {tally_.sd() * scale(), n > 1 ? n - 1 : 0.0};
    case Statistic::Kind::min: return {tally_.min() * scale(), n > 0 ? 1.0 : 0.0};
    case Statistic::Kind::max: return {tally_.max() * scale(), n > 0 ? 1.0 : 0.0};
    case Statistic::Kind::quantile: return {n > 0 ? quantiles_->quantile(s.x) * scale() : 0.0, n};
    case Statistic::Kind::over:
      for (const Above& a : above_)
        if (a.x == s.x) return {n > 0 ? a.count / n : 0.0, n};
      return {};
    case Statistic::Kind::rate: {
      const double seconds = exposure();
      return {seconds > 0 ? sum * scale() / (seconds / hour) : 0.0, seconds / hour};
    }
    default: return {sum * scale(), 1.0};
  }
}

// --- levels ---

std::unique_ptr<Measure> Level::make_part(const Filter& filter) const {
  auto part = std::make_unique<Level>(board_, info_, filter);
  // Without labels the part holds what the whole holds; with labels only what will be marked.
  part->value_ = filter.by.empty() ? value_ : 0.0;
  const auto named = std::count_if(members_.begin(), members_.end(), [&](const Labels& l) { return part->matches(l); });
  if (named > 0) {
    part->value_ = value_;
    part->share_ = static_cast<double>(members_.size()) / static_cast<double>(named);
    part->named_ = static_cast<double>(named);
  }
  part->since_ = since_;
  part->exact_ = exact_;
  part->gate_ = gate_;
  return part;
}

void Level::see_instants(Time until, double slope) {
  for (Instant& i : instants_)
    if (!i.seen && i.at <= until.in_seconds()) {
      i.value = exact_ ? exact_(Time::at(Duration::seconds(i.at))) : value_ + slope * (i.at - since_.in_seconds());
      i.seen = true;
    }
}

void Level::pass_until(Time now) {
  if (now <= since_) return;
  if (!instants_.empty()) see_instants(now, 0.0);
  const double from = std::max(std::max(since_, board_.start()), filter_.from).in_seconds();
  const double to = std::min(std::min(now, board_.end()), filter_.to).in_seconds();
  since_ = now;
  const double seconds = to - from;
  if (!gate_ || !(seconds > 0.0)) return;
  integral_ += value_ * seconds;
  square_ += value_ * value_ * seconds;
  open_ += seconds;
  max_ = std::max(max_, value_);
  for (Above& a : above_) a.seconds += value_ > a.x ? seconds : 0.0;
  if (curve_step_ > 0.0) pass_curve(from, to, value_, value_);
}

void Level::move_until(Time now, double to_value, double mean) {
  if ((to_value == value_ && mean == value_) || now <= since_) {
    pass_until(now);
    value_ = to_value;
    return;
  }
  const double began = since_.in_seconds();
  const double slope = (to_value - value_) / (now.in_seconds() - began);
  if (!instants_.empty()) see_instants(now, slope);
  const double from = std::max(std::max(since_, board_.start()), filter_.from).in_seconds();
  const double to = std::min(std::min(now, board_.end()), filter_.to).in_seconds();
  const double first = value_ + slope * (from - began);
  const double last = to == now.in_seconds() ? to_value : value_ + slope * (to - began);
  const bool is_whole = from == began && to == now.in_seconds();
  since_ = now;
  value_ = to_value;
  if (gate_ && to > from) count_moving(from, to, first, last, is_whole ? mean : (first + last) / 2.0);
}

void Level::count_moving(double from, double to, double first, double last, double mean) {
  const double seconds = to - from;
  integral_ += mean * seconds;
  square_ += (first * first + first * last + last * last) / 3.0 * seconds;
  open_ += seconds;
  const double low = std::min(first, last);
  const double high = std::max(first, last);
  max_ = std::max(max_, high);
  for (Above& a : above_)
    if (low >= a.x)
      a.seconds += seconds;
    else if (high > a.x)
      a.seconds += seconds * (high - a.x) / (high - low);
  if (curve_step_ > 0.0) pass_curve(from, to, first, last);
}

void Level::pass_curve(double from, double to, double first, double last) {
  const double start = board_.start().in_seconds();
  const double slope = (last - first) / (to - from);
  auto k = static_cast<std::size_t>((from - start) / curve_step_);
  double at = from;
  while (at < to && k < curve_.size()) {
    const double end = std::min(to, start + curve_step_ * static_cast<double>(k + 1));
    const double middle = first + slope * ((at + end) / 2.0 - from);
    if (end > at) curve_[k] += middle * (end - at) / curve_step_;
    at = std::max(at, end);
    ++k;
  }
}

void Level::pass() { pass_until(board_.now()); }

void Level::add(double change, const Labels& labels) {
  pass();
  value_ += change;
  for (const auto& p : parts_) {
    auto& part = static_cast<Level&>(*p);
    if (!part.matches(labels)) continue;
    part.pass();
    part.value_ += change * part.share_;
    if (part.watch_ != nullptr) part.watch_->moved();
  }
  if (watch_ != nullptr) watch_->moved();
}

void Level::was(double from, double to, double mean, const Labels& labels) {
  const Time now = board_.now();
  value_ = from;
  move_until(now, to, mean);
  for (const auto& p : parts_) {
    auto& part = static_cast<Level&>(*p);
    const bool own = part.matches(labels);
    part.value_ = own ? from : 0.0;
    part.move_until(now, own ? to : 0.0, own ? mean : 0.0);
  }
}

void Level::set_gate(bool open) {
  pass();
  gate_ = open;
  for (const auto& p : parts_) {
    auto& part = static_cast<Level&>(*p);
    part.pass();
    part.gate_ = open;
    if (part.watch_ != nullptr) part.watch_->moved();
  }
  if (watch_ != nullptr) watch_->moved();
}

bool Level::want(const Statistic& s) {
  switch (s.kind) {
    case Statistic::Kind::over:
      for (const Above& a : above_)
        if (a.x == s.x) return true;
      above_.push_back({s.x, 0.0});
      return true;
    case Statistic::Kind::at:
      for (const Instant& i : instants_)
        if (i.at == s.x) return true;
      instants_.push_back({s.x, 0.0, false});
      return true;
    case Statistic::Kind::quantile:
    case Statistic::Kind::count: return false;
    default: return true;
  }
}

MetricValue Level::evaluate(const Statistic& s) const {
  // What has passed since the last change counts too.
  auto* self = const_cast<Level*>(this);
  self->pass_until(std::max(since_, std::min(board_.now(), board_.end())));
  const double hours = open_ / hour;
  const double mean = open_ > 0 ? integral_ / open_ : 0.0;
  const double scale = info_.unit == Unit::flow ? hour : 1.0;
  const double total = info_.unit == Unit::flow ? integral_ : integral_ / hour;
  switch (s.kind) {
    case Statistic::Kind::mean: return {mean * scale, hours};
    case Statistic::Kind::sd:
      return {std::sqrt(std::max(0.0, (open_ > 0 ? square_ / open_ : 0.0) - mean * mean)) * scale, hours};
    case Statistic::Kind::max: return {max_ * scale, hours > 0 ? 1.0 : 0.0};
    case Statistic::Kind::over:
      for (const Above& a : above_)
        if (a.x == s.x) return {open_ > 0 ? a.seconds / open_ : 0.0, hours};
      return {};
    case Statistic::Kind::rate: return {mean * scale, hours};
    case Statistic::Kind::at:
      for (const Instant& i : instants_)
        if (i.at == s.x) return s.x <= board_.end().in_seconds() ? MetricValue{(i.seen ? i.value : value_) * scale, 1.0} : MetricValue{};
      return {};
    case Statistic::Kind::total: return {total, 1.0};
    case Statistic::Kind::value:
      if (info_.unit == Unit::time || info_.unit == Unit::flow) return {total, 1.0};  // downtime: its whole length
      return {mean, hours};
    default: return {total, 1.0};
  }
}

void Level::keep_curve(std::size_t points) {
  if (!curve_.empty()) return;
  curve_.assign(points, 0.0);
  curve_step_ = (board_.end() - board_.start()).in_seconds() / static_cast<double>(points);
}

std::vector<float> Level::curve() const {
  const_cast<Level*>(this)->pass_until(std::max(since_, std::min(board_.now(), board_.end())));
  std::vector<float> out;
  for (const double v : curve_) out.push_back(static_cast<float>(info_.unit == Unit::flow ? v * hour : v));
  return out;
}

// --- ratios ---

std::unique_ptr<Measure> Ratio::make_part(const Filter& filter) const {
  return std::make_unique<Ratio>(board_, info_, filter);
}

void Ratio::add(double part, double of, const Labels& labels) {
  if (board_.now() < board_.start()) return;
  part_ += part;
  of_ += of;
  for (const auto& p : parts_)
    if (auto& own = static_cast<Ratio&>(*p); own.in_window() && own.matches(labels)) {
      own.part_ += part;
      own.of_ += of;
    }
}

bool Ratio::want(const Statistic& s) { return s.kind == Statistic::Kind::value || s.kind == Statistic::Kind::mean; }

MetricValue Ratio::evaluate(const Statistic&) const {
  const auto [part, of] = give_ ? give_() : std::pair(part_, of_);
  return {of > 0 ? part / of : 0.0, of};
}

// --- the board ---

Board::Board(kernel::Simulation& simulation, Time start, Time end)
    : simulation_(simulation), story_(simulation), start_(start), end_(end), label_names_(1) {}
Board::~Board() = default;

template <class M>
M& Board::declare(MeasureInfo info) {
  if (by_path_.contains(info.path)) throw std::logic_error("two measures are called " + info.path);
  auto measure = std::make_unique<M>(*this, std::move(info), Measure::Filter{});
  M& out = *measure;
  out.index_ = measures_.size();
  by_path_.emplace(out.info().path, &out);
  measures_.push_back(std::move(measure));
  return out;
}

Counter& Board::counter(MeasureInfo info) {
  info.kind = MeasureKind::counter;
  info.adds_up = true;
  return declare<Counter>(std::move(info));
}

Tally& Board::tally(MeasureInfo info) {
  info.kind = MeasureKind::tally;
  return declare<Tally>(std::move(info));
}

Level& Board::level(MeasureInfo info, double initial) {
  info.kind = MeasureKind::level;
  Level& out = declare<Level>(std::move(info));
  out.set(initial);
  return out;
}

Ratio& Board::ratio(MeasureInfo info) {
  info.kind = MeasureKind::ratio;
  return declare<Ratio>(std::move(info));
}

void Board::measure_weights() {
  if (!expects_weights_) return;
  ratio({.path = likelihood_measure, .title = "likelihood of the trial, as it should be over as it is played"}).set_source([this] {
    return std::pair(std::exp(log_likelihood_), 1.0);
  });
}

Label Board::label(std::string_view name) {
  const auto found = labels_.find(name);
  if (found != labels_.end()) return found->second;
  const auto next = static_cast<Label>(labels_.size() + 1);
  labels_.emplace(std::string(name), next);
  label_names_.emplace_back(name);
  return next;
}

const std::string& Board::name_of(Label label) const { return label_names_.at(label); }

Label Board::find_label(std::string_view name) const {
  const auto found = labels_.find(name);
  return found == labels_.end() ? 0 : found->second;
}

Measure* Board::find(std::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

}  // namespace mainstay::work
