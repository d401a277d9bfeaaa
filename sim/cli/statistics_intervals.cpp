// Cases about intervals, variance reduction, stopping, and the functions behind them.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cli/statistics_cases.hpp"
#include "kernel/distribution.hpp"
#include "stats/comparison.hpp"
#include "stats/generator.hpp"
#include "stats/interval.hpp"
#include "stats/special.hpp"
#include "stats/stopping.hpp"
#include "stats/variance_reduction.hpp"
#include "stats/warm_up.hpp"

namespace mainstay::cli {

namespace {

using stats::Generator;
using stats::Tally;
using Numbers = std::vector<double>;

double normal(Generator& g) { return stats::normal_quantile(g.uniform()); }
double exponential(Generator& g, double mean) { return -mean * std::log(g.uniform()); }

// The share of `experiments` intervals over `n` draws that hold the truth.
template <class Draw>
double coverage(int experiments, int n, double confidence, double truth, Draw draw) {
  int held = 0;
  for (int e = 0; e < experiments; ++e) {
    Tally tally;
    for (int i = 0; i < n; ++i) tally.add(draw());
    held += stats::student_interval(tally, confidence)->contains(truth) ? 1 : 0;
  }
  return static_cast<double>(held) / experiments;
}

// Mean delay of the first 25 customers of M/M/1, by Lindley's recursion.
double mean_delay(Generator& g) {
  double wait = 0.0, sum = 0.0;
  for (int c = 1; c < 25; ++c) {
    wait = std::max(0.0, wait + exponential(g, 0.9) - exponential(g, 1.0));
    sum += wait;
  }
  return sum / 25.0;
}

// The smallest of the first and the greater of two others, all Weibull of shape 1/2.
double time_to_failure(Generator& g) {
  const auto weibull = [&] { return std::pow(-std::log(g.uniform()), 2.0); };
  const double first = weibull(), second = weibull(), third = weibull();
  return std::min(first, std::max(second, third));
}

}  // namespace

Found coverage_of_normal() {
  Found out;
  for (const double confidence : {0.9, 0.95, 0.99}) {
    Generator g(1);
    out.emplace_back(fmt::format("coverage at {:g}", confidence), coverage(10000, 10, confidence, 5.0, [&] { return 5.0 + 2.0 * normal(g); }));
  }
  Generator g(2);
  Tally widths;
  for (int e = 0; e < 10000; ++e) {
    Tally tally;
    for (int i = 0; i < 10; ++i) tally.add(5.0 + 2.0 * normal(g));
    widths.add(stats::student_interval(tally, 0.95)->half_width());
  }
  out.emplace_back("mean 95% half-width", widths.mean());
  out.emplace_back("std of half-width (95%)", std::sqrt(widths.variance()));
  return out;
}

Found coverage_of_a_queue() {
  Generator g(3);
  Tally delays;
  for (int i = 0; i < 1000000; ++i) delays.add(mean_delay(g));
  Found out = {{"E[d(25)]", delays.mean()}};
  for (const int n : {5, 10, 20, 40})
    out.emplace_back(fmt::format("coverage of nominal 90% t-CI, n={}", n), coverage(10000, n, 0.9, 2.124489346531961, [&] { return mean_delay(g); }));
  return out;
}

Found coverage_of_a_skewed_system() {
  Generator g(4);
  Tally times;
  for (int i = 0; i < 1000000; ++i) times.add(time_to_failure(g));
  Found out = {{"E[G]", times.mean()}};
  for (const int n : {5, 10, 20, 40})
    out.emplace_back(fmt::format("coverage of nominal 90% t-CI, n={}", n), coverage(10000, n, 0.9, 7.0 / 9.0, [&] { return time_to_failure(g); }));
  return out;
}

Found common_random_numbers() {
  // Three ways to share numbers: one uniform; the same events with scaled sizes; the same events, some of them removed.
  constexpr int pairs = 20000;
  Generator g(5);
  const double sigma = std::sqrt(std::log(5.0)), mu = std::log(100.0) - sigma * sigma / 2.0;
  std::vector<Numbers> a(3), b(3), ones(1, Numbers(pairs, 1.0));
  for (int p = 0; p < pairs; ++p) {
    const double u = g.uniform();
    a[0].push_back(-std::log(u));
    b[0].push_back(-0.8 * std::log(u));
    double loss = 0.0, kept = 0.0;
    for (double t = exponential(g, 1.0); t < 3.0; t += exponential(g, 1.0)) {
      const double size = std::exp(mu + sigma * normal(g));
      loss += size;
      kept += g.uniform() < 0.3 ? 0.0 : size;
    }
    a[1].push_back(loss);
    b[1].push_back(0.7 * loss);
    a[2].push_back(loss);
    b[2].push_back(kept);
  }
  Found out;
  constexpr const char* names[] = {"(a)", "(b)", "(c)"};
  for (std::size_t way = 0; way < 3; ++way) {
    const auto d = stats::paired_difference({a[way], ones[0]}, {b[way], ones[0]}, 0.99);
    out.emplace_back(fmt::format("{} variance reduction factor", names[way]), d->variance_saved);
    const double variance = d->standard_error * d->standard_error * pairs;
    if (way == 0) {
      out.emplace_back("(a) Var(X1-X2) CRN", variance);
      out.emplace_back("(a) Var(X1-X2) independent", variance * d->variance_saved);
    }
    if (way == 1) out.emplace_back("(b) Var(difference) CRN", variance);
  }
  return out;
}

Found antithetic_and_controls() {
  constexpr int n = 1000000;
  Generator g(6);
  Numbers values, controls;
  Tally plain, pairs, product, left, right;
  for (int i = 0; i < n; ++i) {
    const double u = g.uniform();
    values.push_back(std::exp(u));
    controls.push_back(u);
    plain.add(values.back());
    pairs.add((std::exp(u) + std::exp(1.0 - u)) / 2.0);
    const double x = -std::log(u), y = -std::log(1.0 - u);
    left.add(x);
    right.add(y);
    product.add(x * y);
  }
  const std::vector<Numbers> known = {controls};
  const auto controlled = stats::control_variates(values, known, Numbers{0.5}, 0.95);
  return {{"E[e^U]", plain.mean()},
          {"Var(e^U)", plain.variance()},
          {"Var of antithetic pair average (e^U+e^{1-U})/2", pairs.variance()},
          {"Var with optimal control U", plain.variance() / controlled->variance_saved},
          {"optimal coefficient b*", controlled->coefficients.front()},
          {"correlation of antithetic exponentials -ln U, -ln(1-U)",
           (product.mean() - left.mean() * right.mean()) / std::sqrt(left.variance() * right.variance())}};
}

Found quantile_ranks() {
  Found out;
  Generator g(7);
  for (const auto& [n, p] : {std::pair{100, 0.5}, std::pair{200, 0.95}, std::pair{1000, 0.99}}) {
    const auto ranks = stats::quantile_ranks(n, p, 0.95);
    const std::string which = fmt::format("n={} p={:g}", n, p);
    out.emplace_back("lower order statistic index, " + which, static_cast<double>(ranks.lower));
    out.emplace_back("upper order statistic index, " + which, static_cast<double>(ranks.upper));
    const double truth = -std::log(1.0 - p);
    int held = 0;
    for (int e = 0; e < 20000; ++e) {
      Numbers x;
      for (int i = 0; i < n; ++i) x.push_back(exponential(g, 1.0));
      held += stats::quantile_interval(x, p, 0.95)->contains(truth) ? 1 : 0;
    }
    out.emplace_back("coverage, " + which, held / 20000.0);
    out.emplace_back("exact coverage, " + which, stats::binomial_cdf(ranks.upper - 1, n, p) - stats::binomial_cdf(ranks.lower - 1, n, p));
  }
  return out;
}

Found warm_up_sequences() {
  Numbers decay, step, flat;
  for (int i = 0; i < 1000; ++i) {
    decay.push_back(10.0 + 8.0 * std::exp(-i / 40.0) + ((37 * i % 101) / 101.0 - 0.5));
    step.push_back((i < 200 ? 5.0 : 2.0) + ((53 * i % 97) / 97.0 - 0.5));
    if (i < 500) flat.push_back(3.0 + ((41 * i % 89) / 89.0 - 0.5));
  }
  Found out;
  for (const auto& [name, series] : {std::pair{"exp decay", &decay}, std::pair{"step at 200", &step}, std::pair{"no bias", &flat}}) {
    const auto found = stats::mser5(*series);
    out.emplace_back(fmt::format("MSER-5 truncation d* (batches of 5), {}", name), static_cast<double>(found->truncation));
    out.emplace_back(fmt::format("MSER statistic at d*, {}", name), found->statistic);
    out.emplace_back(fmt::format("truncated mean, {}", name), found->mean);
  }
  return out;
}

Found accumulators() {
  Found out;
  const auto tell = [&](const std::string& name, const Numbers& values) {
    Tally tally;
    for (const double v : values) tally.add(v);
    out.emplace_back(name + " mean", tally.mean());
    out.emplace_back(name + " sample std (n-1)", std::sqrt(tally.variance()));
  };
  tell("NumAcc1", {10000001, 10000003, 10000002});
  const auto alternating = [](double middle, double low, double high) {
    Numbers series = {middle};
    for (int i = 0; i < 500; ++i) series.insert(series.end(), {low, high});
    return series;
  };
  tell("NumAcc2", alternating(1.2, 1.1, 1.3));
  tell("NumAcc3", alternating(1000000.2, 1000000.1, 1000000.3));
  tell("NumAcc4", alternating(10000000.2, 10000000.1, 10000000.3));
  return out;
}

Found variates() {
  using kernel::Distribution;
  Found out;
  std::uint64_t key = 23;
  for (const auto& [name, law] : {std::pair<const char*, Distribution>{"lognormal(mean 4, cv 1.5)", Distribution::lognormal_mean_cv(4, 1.5)},
                                  {"gamma(shape 0.3, mean 2)", Distribution::gamma(0.3, 2)},
                                  {"Weibull(shape 0.8, scale 10)", Distribution::weibull(0.8, 10)},
                                  {"triangular(1,2,6)", Distribution::triangular(1, 2, 6)},
                                  {"PERT(1,2,6)", Distribution::pert(1, 2, 6)},
                                  {"Pareto(alpha 3.5, xm 2)", Distribution::pareto(3.5, 2)},
                                  {"Erlang(4, mean 8)", Distribution::erlang(4, 8)}}) {
    const std::string n = name;
    out.insert(out.end(), {{n + ": mean", law.mean()}, {n + ": variance", law.variance()}, {n + ": P90 quantile", law.quantile(0.9)}, {n + ": cdf at mean", law.cdf(law.mean())}});
    kernel::Stream stream(kernel::Stream::stream_key(key++, 0, n));
    Tally sampled;
    constexpr int draws = 1000000;
    int below_p90 = 0, below_mean = 0;
    const double p90 = law.quantile(0.9), mean = law.mean();
    for (int i = 0; i < draws; ++i) {
      const double x = law.sample(stream);
      sampled.add(x);
      below_p90 += x <= p90 ? 1 : 0;
      below_mean += x <= mean ? 1 : 0;
    }
    out.insert(out.end(), {{n + ": sampled mean", sampled.mean()}, {n + ": sampled share up to P90", below_p90 / double(draws)}, {n + ": sampled share up to the mean", below_mean / double(draws)}});
  }
  return out;
}

Found sequential_stopping() {
  const stats::Precision precision{.relative = 0.075};
  const auto play = [&](auto may_look) {
    Generator g(25);
    Tally lengths;
    int held = 0;
    for (int e = 0; e < 2000; ++e) {
      Tally tally;
      for (std::size_t n = 1;; ++n) {
        tally.add(exponential(g, 1.0));
        if (!may_look(n)) continue;
        const auto interval = stats::student_interval(tally, 0.95);
        if (!stats::is_reached(precision, *interval)) continue;
        lengths.add(static_cast<double>(n));
        held += interval->contains(1.0) ? 1 : 0;
        break;
      }
    }
    return std::pair(lengths.mean(), held / 2000.0);
  };
  const auto each = play([](std::size_t n) { return n >= 10; });
  const auto ours = play([](std::size_t n) { return stats::is_look(n); });
  return {{"reference mean stopping n", each.first}, {"coverage, a look at each", each.second}, {"coverage, on the program's looks", ours.second}};
}

Found quantile_functions() {
  return {{"t 0.975, 9 df", stats::student_quantile(0.975, 9)},     {"t 0.995, 99 df", stats::student_quantile(0.995, 99)},
          {"t 0.95, 4 df", stats::student_quantile(0.95, 4)},       {"t 0.9995, 2 df", stats::student_quantile(0.9995, 2)},
          {"z 0.975", stats::normal_quantile(0.975)},               {"z 1-1e-9", -stats::normal_quantile(1e-9)},
          {"chi2 0.95, 10 df", stats::chi_squared_quantile(0.95, 10)}, {"chi2 0.025, 99 df", stats::chi_squared_quantile(0.025, 99)},
          {"F 0.95, 5, 20", stats::f_quantile(0.95, 5, 20)}};
}

}  // namespace mainstay::cli
