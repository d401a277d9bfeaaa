#include "report/portfolio.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "stats/comparison.hpp"

namespace mainstay::report {

std::optional<Constraint> parse_constraint(const std::string& text, std::string& error) {
  int depth = 0;
  std::size_t at = std::string::npos;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (depth == 0 && (text[i] == '>' || text[i] == '<') && text[i + 1] == '=') at = i;
  }
  const auto trimmed = [](std::string s) {
    while (!s.empty() && s.back() == ' ') s.pop_back();
    return s.substr(std::min(s.find_first_not_of(' '), s.size()));
  };
  if (at != std::string::npos) {
    Constraint out{text, trimmed(text.substr(0, at)), text[at] == '>', trimmed(text.substr(at + 2))};
    if (!out.metric.empty() && !out.limit.empty()) return out;
  }
  error = fmt::format("'{}' is no constraint; write it as in 'P(services.payments.rto.breaches = 0) >= 95 %'", text);
  return std::nullopt;
}

namespace {

// What `select` knows of the run that does not change from candidate to candidate.
struct Question {
  Asked objective;
  std::vector<work::MetricQuery> constraints;
  std::vector<double> limits;
};

std::optional<Question> question_of(const RunView& run, const Choice& choice, std::string& error) {
  const auto objective = ask_for_mean(run, choice.objective, error);
  if (!objective) return std::nullopt;
  Question out{*objective, {}, {}};
  for (const auto& c : choice.constraints) {
    const auto asked = ask(run, c.metric, error);
    const auto limit = asked ? work::value_in_unit(c.limit, asked->unit, error) : std::nullopt;
    if (!limit) {
      error = fmt::format("'{}': {}", c.text, error);
      return std::nullopt;
    }
    out.constraints.push_back(asked->query);
    out.limits.push_back(*limit);
  }
  return out;
}

Feasible judge(const RunView& run, std::size_t v, const Question& q, const Choice& choice, double confidence, Standing& standing, std::string& error) {
  Feasible out = Feasible::yes;
  standing.constraints.clear();
  for (std::size_t c = 0; c < q.constraints.size(); ++c) {
    standing.constraints.push_back(estimate(run, v, q.constraints[c], choice.confidence, error).value_or(Estimate{}));
    const auto together = estimate(run, v, q.constraints[c], confidence, error);
    const bool at_least = choice.constraints[c].at_least;
    if (!together || !together->interval) {
      if (out == Feasible::yes) out = Feasible::open;
      continue;
    }
    const auto& i = *together->interval;
    const bool kept = at_least ? i.low >= q.limits[c] : i.high <= q.limits[c];
    const bool broken = at_least ? i.high < q.limits[c] : i.low > q.limits[c];
    if (broken) return Feasible::no;
    if (!kept) out = Feasible::open;
  }
  return out;
}

bool is_in(const Standing& s) { return s.feasible != Feasible::no && !s.beaten; }

void find_leader(Selection& out, Aim aim) {
  for (const Feasible wanted : {Feasible::yes, Feasible::open}) {
    for (const auto& s : out.standings) {
      if (!is_in(s) || s.feasible != wanted || !s.objective.known) continue;
      if (!out.leader) out.leader = s.candidate;
      const double best = out.standings[*out.leader].objective.value;
      if (aim == Aim::highest ? s.objective.value > best : s.objective.value < best) out.leader = s.candidate;
    }
    if (out.leader) return;
  }
}

// How much better `b` is than `a`, with an interval; greater is better.
std::optional<stats::Interval> gain(const RunView& run, const Question& q, std::size_t a, std::size_t b, Aim aim, double confidence) {
  const auto d = mean_difference(observed(run, a, q.objective), observed(run, b, q.objective), confidence);
  if (!d) return std::nullopt;
  if (aim == Aim::highest) return d->interval;
  return stats::Interval{-d->interval.estimate, -d->interval.high, -d->interval.low};
}

}  // namespace

std::optional<Selection> select(const RunView& run, const Choice& choice, const std::vector<Standing>& before, std::string& error) {
  const auto q = question_of(run, choice, error);
  if (!q) return std::nullopt;
  const std::size_t k = run.variants().size();
  const double error_of_look = (1.0 - choice.confidence) / static_cast<double>(choice.looks) / 2.0;
  const double of_constraint = error_of_look / static_cast<double>(std::max<std::size_t>(1, k * choice.constraints.size()));
  // Any two may come to be compared.
  const double of_pair = error_of_look / (static_cast<double>(std::max<std::size_t>(1, k * (k - 1) / 2)));
  Selection out;
  for (std::size_t v = 0; v < k; ++v) {
    Standing s = before.empty() ? Standing{.candidate = v, .objective = {}, .constraints = {}} : before[v];
    if (is_in(s)) {
      const auto objective = estimate(run, v, q->objective.query, choice.confidence, error);
      if (!objective) return std::nullopt;
      s.objective = *objective;
      s.replications = run.samples(v, q->objective.metric).values.size();
      s.near = false;
      if (s.feasible == Feasible::open) s.feasible = judge(run, v, *q, choice, 1.0 - of_constraint, s, error);
    }
    out.standings.push_back(std::move(s));
  }
  find_leader(out, choice.aim);
  out.none_feasible = !out.leader && std::none_of(out.standings.begin(), out.standings.end(), is_in);
  if (!out.leader) return out;
  const bool known = out.standings[*out.leader].feasible == Feasible::yes;
  out.decided = known;
  for (auto& s : out.standings) {
    if (s.candidate == *out.leader || !is_in(s)) continue;
    const auto better = gain(run, *q, *out.leader, s.candidate, choice.aim, 1.0 - of_pair);
    // What is exactly as good, throughout, is not better; of a constant difference the interval has no width.
    s.beaten = known && better && better->high < 0.0;
    s.near = better && better->high <= choice.indifference;
    if (!s.beaten && !s.near) out.decided = false;
  }
  return out;
}

std::vector<std::size_t> pareto_front(const std::vector<Standing>& standings, const std::vector<double>& costs, Aim aim) {
  std::vector<std::size_t> order;
  for (const auto& s : standings)
    if (s.feasible != Feasible::no && s.objective.known) order.push_back(s.candidate);
  const auto worth = [&](std::size_t c) { return aim == Aim::highest ? standings[c].objective.value : -standings[c].objective.value; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return costs[a] != costs[b] ? costs[a] < costs[b] : worth(a) > worth(b); });
  std::vector<std::size_t> out;
  for (const std::size_t c : order)
    if (out.empty() || worth(c) > worth(out.back())) out.push_back(c);
  return out;
}

}  // namespace mainstay::report
