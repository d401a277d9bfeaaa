#include "experiment/trial.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>

#include "experiment/records.hpp"

namespace mainstay::experiment {

using plugin_api::Table;

namespace {

// What a model throws outside the run is its plugin's.
template <class Call>
void in_model(const plugin_host::Plugin& plugin, const char* when, Call call) {
  try {
    call();
  } catch (const std::exception& e) {
    throw std::runtime_error(fmt::format("plugin '{}' {}: {}", plugin.name, when, e.what()));
  } catch (...) {
    throw std::runtime_error(fmt::format("plugin '{}' {}: an exception of no known kind", plugin.name, when));
  }
}

schema::Binding binding_of(const scenario::Variant& variant, std::uint32_t replication) {
  using schema::Mirror;
  const bool pairs = variant.run.antithetic;
  return {.seed = static_cast<std::uint64_t>(variant.run.seed),
          .replication = pairs ? replication / 2 : replication,
          .mirror = !pairs ? Mirror::none : replication % 2 == 0 ? Mirror::first : Mirror::second};
}

}  // namespace

Trial::Trial(const scenario::Variant& variant, std::uint32_t replication, const std::vector<std::string>& tables)
    : Trial(variant, binding_of(variant, replication), tables) {}

Trial::Trial(const scenario::Variant& variant, std::uint64_t seed, kernel::Resampler& resampler)
    : Trial(variant, schema::Binding{.seed = seed, .resampler = &resampler}, {}) {}

Trial::Trial(const scenario::Variant& variant, schema::Binding binding, const std::vector<std::string>& tables) : variant_(variant) {
  if (!variant.live.empty()) binding.live = &live_;
  for (const auto& t : tables) t == every_table ? recorder_.want_all() : recorder_.want(t);
  board_ = std::make_unique<work::Board>(simulation_, variant.setting.start, variant.setting.end);
  if (std::find(tables.begin(), tables.end(), trace_table) != tables.end()) board_->story().listen();
  estate_ = std::make_unique<estate::Estate>(simulation_, variant.setting, *board_, variant.estate, binding);
  if (variant.until_outage_of) estate_->stop_at_first_outage(*variant.until_outage_of);
  first_measure_of_models_ = board_->measures().size();
  try {
    for (const auto* plugin : variant.models) {
      plugin_api::Binder binder(plugin->name, plugin->declaration, *estate_, recorder_, variant.names, variant.sections, binding);
      in_model(*plugin, "as it was built", [&] { models_.push_back({plugin, std::unique_ptr<plugin_api::Model>(plugin->create(binder)), 0}); });
      models_.back().measures_end = board_->measures().size();
    }
  } catch (...) {
    close();
    throw;
  }
  board_->measure_weights();
}

Trial::~Trial() { close(); }

void Trial::run() {
  for (auto& m : models_) in_model(*m.plugin, "as it started", [&] { m.model->start(); });
  simulation_.run_before(variant_.setting.end);
  if (simulation_.failure() != nullptr) return;  // what would be cut off now means nothing
  if (simulation_.is_stopped()) board_->set_end(simulation_.now());
  for (auto& m : models_) in_model(*m.plugin, "as it finished", [&] { m.model->finish(); });
  work::Labels by;
  by.names[0] = board_->label("variant");
  if (const double cost = cost_of_variant(); cost != 0.0) estate_->add_cost(cost, by);
  estate_->finish();
}

// What the variant itself costs in the time observed.
double Trial::cost_of_variant() const {
  const double years = std::max(0.0, (simulation_.now() - variant_.setting.start).in_seconds() / 31536000.0);
  return variant_.cost_once + variant_.cost_per_year * years;
}

std::string Trial::failure() const {
  const kernel::Failure& failure = *simulation_.failure();
  std::string why;
  try {
    std::rethrow_exception(failure.exception);
  } catch (const std::exception& e) {
    why = e.what();
  } catch (...) {
    why = "an exception of no known kind";
  }
  const std::string who = failure.process.empty() ? "the trial"
                          : failure.signal.empty()
                              ? fmt::format("process '{}'", failure.process)
                              : fmt::format("plugin '{}', as it heard '{}',", failure.process, failure.signal);
  return fmt::format("{} at {}: {}", who, variant_.setting.clock.format(failure.time), why);
}

void Trial::close() {
  simulation_.close();
  while (!models_.empty()) models_.pop_back();
  estate_.reset();
}

namespace {

// A curve is kept of levels: those asked for by `peak(…)`, and where the run records series all of them.
work::Level* level_of(work::Board& board, const work::MetricPlan& plan) {
  const auto metric = work::bind_metric(board, plan);
  if (!metric || metric->terms().size() != 1) return nullptr;
  return dynamic_cast<work::Level*>(metric->terms().front());
}

// A measure that its plugin has not declared is in nobody's documentation, and nobody could rely on it.
void check_declared(const Trial& trial, const work::Board& board) {
  std::size_t i = trial.first_measure_of_models();
  std::string missing;
  for (const auto& m : trial.models()) {
    missing.clear();
    for (; i < m.measures_end; ++i)
      if (const auto& info = board.measure(i).info(); !m.plugin->declaration.declares(info))
        missing += (missing.empty() ? "'" : ", '") + info.path + "'";
    if (!missing.empty())
      throw std::runtime_error(fmt::format("plugin '{}' measures {}, which it does not declare", m.plugin->name, missing));
  }
}

// A model that refuses says which section it is about.
schema::Place place_of(const scenario::Variant& variant, const scenario::Scenario& scenario, std::string_view why) {
  schema::Place out;
  out.file = std::make_shared<const std::string>(scenario.file.string());
  std::size_t longest = 0;
  for (const auto& s : variant.sections)
    if (s.path.size() > longest && why.find(s.path) != std::string_view::npos) {
      out = s.place;
      longest = s.path.size();
    }
  return out;
}

// A parameter may be declared as one that changes, and yet not be bound by its model.
void check_live(const Trial& trial, const scenario::Variant& variant) {
  for (const auto& path : variant.live)
    if (!trial.live().has(path)) throw std::runtime_error(fmt::format("'{}' is not used, so there is nothing that could change", path));
}

// What multiplies a load that nobody multiplies would do nothing, silently.
void check_multiplied(Trial& trial, const scenario::Variant& variant, schema::Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < trial.estate().service_count(); ++i)
    for (const auto& path : trial.estate().service(i).multiplied_in_vain()) {
      const auto section = std::find_if(variant.sections.begin(), variant.sections.end(), [&](const auto& s) { return s.path == path; });
      diagnostics.error(section == variant.sections.end() ? schema::Place{} : section->place,
                        fmt::format("{}.multiplies: '{}' has no load that could be multiplied", path, trial.estate().service(i).name()),
                        "only a `rate` is multiplied: that of its `demand`, or of its `requests`");
    }
}

// What names its section is the user's to mend, and the rest is not.
void refuse(std::string_view why, const scenario::Variant& variant, const scenario::Scenario& scenario, schema::Diagnostics& diagnostics) {
  const schema::Place place = place_of(variant, scenario, why);
  constexpr std::string_view built = " as it was built: ";
  const std::size_t at = why.find(built);
  if (place.line > 0 && at != std::string_view::npos)
    diagnostics.error(place, std::string(why.substr(at + built.size())));
  else
    diagnostics.error(place, fmt::format("variant '{}' cannot be built: {}", variant.name, why));
}

// What cannot fail by itself cannot be struck either: nothing says how it is repaired. Models of failures say what can, so
// that is known once all are built.
void check_strikes(Trial& trial, const scenario::Variant& variant, schema::Diagnostics& diagnostics) {
  struct Looking {
    estate::Estate& estate;
    const plugin_api::SectionData& section;
    schema::Diagnostics& diagnostics;
  };
  for (const auto& section : variant.sections) {
    Looking looking{trial.estate(), section, diagnostics};
    schema::visit_leaves(*section.type, const_cast<void*>(section.prototype), section.path, &looking,
                         [](void* context, const schema::Type& leaf, void* value, const std::string& path) {
      if (leaf.leaf_name != schema::Leaf<work::Targets>::name || !path.ends_with(".strikes")) return;
      auto& [estate, of, complaints] = *static_cast<Looking*>(context);
      std::optional<work::Target> self;
      if (of.path.starts_with("components.")) self = work::Target{work::Target::Kind::component, of.entity};
      for (const work::Target& target : static_cast<const work::Targets*>(value)->of(self)) {
        const auto hit = estate.components_of(target);
        if (target.kind == work::Target::Kind::service || target.kind == work::Target::Kind::team ||
            std::any_of(hit.begin(), hit.end(), [](const estate::Component* c) { return c->can_be_struck(); }))
          continue;
        const bool is_one = target.kind == work::Target::Kind::component;
        complaints.error(of.place, fmt::format("{}: '{}' has no {}: nothing says how it is repaired", path, estate.name_of(target),
                                               is_one ? "`failure`" : "component with a `failure`"),
                         "give it a `failure`, or say `takes_down`");
      }
    });
  }
}

std::optional<work::MetricPlan> plan_of_level(work::Board& board, const schema::Names& names, const std::string& name) {
  std::string error;
  auto plan = work::plan_metric(board, names, name, error);
  if (plan && level_of(board, *plan) == nullptr) plan.reset();
  return plan;
}

// The names that metrics ask for by `by(NAME)` and `triggered_by(NAME)`. What is misspelt would be 0, silently.
class NamesAsked {
 public:
  explicit NamesAsked(const std::vector<std::string>& asked) {
    for (const auto& metric : asked)
      for (std::size_t at = metric.find("by("); at != std::string::npos; at = metric.find("by(", at + 1))
        if (const std::size_t end = metric.find(')', at); end != std::string::npos) unknown_.emplace(metric.substr(at + 3, end - at - 3), metric);
  }
  // Before anything is asked of the board, which would know the name from then on.
  void look_up(const work::Board& board, const schema::Names& names) {
    static constexpr std::string_view reasons[] = {"failure", "maintenance", "inspection", "detect", "switch", "manual", "no standby", "fail back",
                                                   "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"};
    static constexpr const char* kinds[] = {"components", "groups", "services", "sites", "teams", "threats", "tickets", "changes", "plans", "parts"};
    std::erase_if(unknown_, [&](const auto& entry) {
      return board.find_label(entry.first) != 0 || std::find(std::begin(reasons), std::end(reasons), entry.first) != std::end(reasons) ||
             names.find("sites", entry.first).has_value();
    });
    if (unknown_.empty()) return;
    known_.insert(known_.end(), std::begin(reasons), std::end(reasons));
    for (const char* kind : kinds)
      for (auto& name : names.candidates(kind)) known_.push_back(std::move(name));
  }
  // A likely slip is an error. What is like nothing may be a reason of some plugin's own.
  template <class PlaceOf>
  void complain(schema::Diagnostics& diagnostics, PlaceOf place_of) const {
    for (const auto& [name, metric] : unknown_) {
      const std::string near = schema::nearest(name, known_);
      if (near.empty())
        diagnostics.warning(place_of(metric), fmt::format("'{}': nothing here is called '{}', and the figure may well be 0", metric, name));
      else
        diagnostics.error(place_of(metric), fmt::format("'{}': nothing here is called '{}'", metric, name), fmt::format("did you mean '{}'?", near));
    }
  }

 private:
  std::map<std::string, std::string> unknown_;   // and the metric that asks for it
  std::vector<std::string> known_;
};

// Steps of a curve: a quarter of an hour where that is not too many, at most 2,000.
std::size_t points_for(Duration length) {
  const double quarters = length.in_seconds() / 900.0;
  return static_cast<std::size_t>(std::clamp(quarters, 24.0, 2000.0));
}

}  // namespace

Columns find_columns(const scenario::Scenario& scenario, const std::vector<std::string>& asked,
                     schema::Diagnostics& diagnostics, Keep keep) {
  Columns out;
  std::set<std::string> seen;
  std::vector<std::pair<std::string, std::string>> unresolved;  // metric, why
  const auto add = [&](const std::string& name, const work::MetricPlan& metric, bool wanted) {
    if (!seen.insert(name).second) return;
    out.metrics.push_back({name, metric.unit, metric.kind, metric.title, wanted});
  };
  const auto add_table = [&](const Table& t) {
    if (std::none_of(out.tables.begin(), out.tables.end(), [&](const Table& o) { return o.name == t.name; })) out.tables.push_back(t);
  };
  NamesAsked names_asked(asked);
  for (const auto& variant : scenario.variants) {
    try {
      Trial trial(variant, 0, tables_of(variant.run.record));
      names_asked.look_up(trial.board(), variant.names);
      check_declared(trial, trial.board());
      check_live(trial, variant);
      check_multiplied(trial, variant, diagnostics);
      check_strikes(trial, variant, diagnostics);
      for (const auto& t : records_of(trial, variant)) add_table(t);
      for (const auto& name : keep == Keep::all ? work::default_metrics(trial.board()) : std::vector<std::string>()) {
        std::string error;
        if (const auto m = work::plan_metric(trial.board(), variant.names, name, error)) add(name, *m, false);
      }
      // Without these no figure means anything.
      for (const char* mark : {work::likelihood_measure, work::antithetic_measure}) {
        std::string error;
        if (trial.board().find(mark) == nullptr) continue;
        if (const auto m = work::plan_metric(trial.board(), variant.names, mark, error)) add(mark, *m, false);
      }
      const bool record_series = variant.run.record >= scenario::Record::series;
      const auto add_series = [&](const std::string& name) {
        if (std::any_of(out.series.begin(), out.series.end(), [&](const auto& s) { return s.name == name; })) return;
        out.series.push_back({name, "1", points_for(variant.run.length)});
      };
      if (record_series)
        for (const auto& m : trial.board().measures())
          if (m->info().kind == work::MeasureKind::level && m->info().unit != work::Unit::time) add_series(m->info().path);
      for (const auto& text : asked) {
        std::string error;
        const auto query = work::parse_query(text, error);
        if (!query) {
          unresolved.emplace_back(text, error);
          continue;
        }
        if (query->across == work::MetricQuery::Across::peak || query->across == work::MetricQuery::Across::peak_time) {
          if (plan_of_level(trial.board(), variant.names, query->inner))
            add_series(query->inner);
          else
            unresolved.emplace_back(text, fmt::format("'{}' has no curve", query->inner));
          continue;
        }
        const auto metric = work::plan_metric(trial.board(), variant.names, query->inner, error);
        if (metric) {
          add(query->inner, *metric, true);
          // The spread of all that was observed in all trials takes their means, too.
          if (constexpr std::string_view spread = ".sd"; query->inner.ends_with(spread)) {
            const std::string mean = query->inner.substr(0, query->inner.size() - spread.size()) + ".mean";
            if (const auto m = work::plan_metric(trial.board(), variant.names, mean, error)) add(mean, *m, false);
          }
        } else {
          unresolved.emplace_back(query->inner, error);
        }
      }
    } catch (const std::exception& e) {
      refuse(e.what(), variant, scenario, diagnostics);
    }
  }
  if (!diagnostics.has_errors())
    for (const auto& variant : scenario.variants) {
      Trial trial(variant, 0, {});
      auto& plans = out.plans.emplace_back();
      std::string error;
      for (const auto& c : out.metrics) plans.metrics.push_back(work::plan_metric(trial.board(), variant.names, c.name, error));
      for (const auto& c : out.series) plans.series.push_back(plan_of_level(trial.board(), variant.names, c.name));
    }
  const auto place_of_metric = [&](const std::string& name) {
    schema::Place place;
    place.file = std::make_shared<const std::string>(scenario.file.string());
    for (const auto& e : scenario.expectations)
      if (e.metric.find(name) != std::string::npos) place = e.place;
    if (const auto& p = scenario.variants.front().run.precision; place.line == 0 && p && p->of.find(name) != std::string::npos) place = p->place;
    return place;
  };
  for (const auto& [name, why] : unresolved) {
    if (seen.contains(name)) continue;  // another variant has it
    if (std::any_of(out.series.begin(), out.series.end(), [&](const auto& s) { return "peak(" + s.name + ")" == name || "peak_time(" + s.name + ")" == name; })) continue;
    diagnostics.error(place_of_metric(name), why);
  }
  names_asked.complain(diagnostics, place_of_metric);
  return out;
}

TrialResult run_trial(const scenario::Scenario& scenario, std::size_t variant_index, std::uint32_t replication,
                      const Columns& columns) {
  const auto began = std::chrono::steady_clock::now();
  const scenario::Variant& variant = scenario.variants[variant_index];
  TrialResult out;
  out.variant = static_cast<std::uint32_t>(variant_index);
  out.replication = replication;
  out.seed_key = kernel::Stream::stream_key(static_cast<std::uint64_t>(variant.run.seed), replication, "");
  out.values.resize(columns.metrics.size());
  out.series.resize(columns.series.size());
  try {
    Trial trial(variant, replication, tables_of(variant.run.record));
    trial.estate().keep_outages(variant.run.record >= scenario::Record::outages);
    std::vector<std::optional<work::TrialMetric>> metrics;
    const Columns::Plans& plans = columns.plans[variant_index];
    for (const auto& plan : plans.metrics)
      metrics.push_back(plan ? work::bind_metric(trial.board(), *plan) : std::nullopt);
    std::vector<work::Level*> levels;
    for (std::size_t i = 0; i < columns.series.size(); ++i) {
      levels.push_back(plans.series[i] ? level_of(trial.board(), *plans.series[i]) : nullptr);
      if (levels.back() != nullptr) levels.back()->keep_curve(columns.series[i].points);
    }
    trial.run();
    out.events = trial.simulation().events();
    out.fingerprint = trial.simulation().fingerprint();
    if (const auto* failure = trial.simulation().failure()) {
      out.failed = true;
      out.failed_at = failure->time.in_seconds();
      out.error = trial.failure();
      out.tables = records_of(trial, variant);  // how it came to that; a run file keeps none of it
    } else {
      for (std::size_t i = 0; i < metrics.size(); ++i)
        if (metrics[i]) out.values[i] = metrics[i]->evaluate();
      for (std::size_t i = 0; i < levels.size(); ++i)
        if (levels[i] != nullptr) out.series[i] = levels[i]->curve();
      out.tables = records_of(trial, variant);
    }
  } catch (const std::exception& e) {
    out.failed = true;
    out.error = e.what();
  } catch (...) {
    out.failed = true;
    out.error = "an exception of no known kind";
  }
  out.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return out;
}

}  // namespace mainstay::experiment
