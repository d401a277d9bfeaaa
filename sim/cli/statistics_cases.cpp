#include "cli/statistics_cases.hpp"

#include <array>
#include <cmath>

#include <Random123/philox.h>
#include <fmt/format.h>

#include "stats/fit.hpp"
#include "stats/selection.hpp"
#include "stats/sensitivity.hpp"
#include "stats/special.hpp"
#include "stats/splitting.hpp"

namespace mainstay::cli {

const std::vector<StatisticsCase>& statistics_cases() {
  static const std::vector<StatisticsCase> all = {
      {"E01", coverage_of_normal},      {"E02", coverage_of_a_queue}, {"E03", coverage_of_a_skewed_system}, {"E05", common_random_numbers},
      {"E07", antithetic_and_controls}, {"E09", quantile_ranks},      {"E10", warm_up_sequences},           {"E12", slippage},
      {"E14", variance_shares},         {"E16", tandem_overflow},     {"E20", likeliest_laws},              {"E21", accumulators},                   {"E23", variates},
      {"E25", sequential_stopping},     {"E26", quantile_functions},  {"E27", generators},
      {"E30", elementary_effects}};
  return all;
}

Found slippage() {
  const stats::KimNelson::Options options{.systems = 10, .first_stage = 10, .indifference = 1.0, .alpha = 0.05};
  stats::Generator g(12);
  constexpr int rounds = 1000;
  int right = 0;
  double taken = 0.0;
  for (int r = 0; r < rounds; ++r) {
    stats::KimNelson kn(options);
    while (!kn.is_decided()) {
      std::array<double, 10> x{};
      for (std::size_t i = 0; i < 10; ++i) x[i] = (i == 3 ? 1.0 : 0.0) + 2.0 * stats::normal_quantile(g.uniform());
      kn.add_round(x);
    }
    right += kn.leader() == 3 ? 1 : 0;
    taken += static_cast<double>(kn.observations());
  }
  const stats::KimNelson constants(options);
  return {{"eta", constants.eta()}, {"h^2", constants.h_squared()}, {"required PCS", right / double(rounds)}, {"reference mean total observations", taken / rounds}};
}

Found variance_shares() {
  const auto ishigami = [](const std::vector<double>& u) {
    const auto x = [&](std::size_t i) { return M_PI * (2.0 * u[i] - 1.0); };
    return std::sin(x(0)) + 7.0 * std::pow(std::sin(x(1)), 2) + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
  };
  const auto g_function = [](const std::vector<double>& u) {
    constexpr double a[] = {0, 1, 4.5, 9, 99, 99, 99, 99};
    double out = 1.0;
    for (std::size_t i = 0; i < 8; ++i) out *= (std::abs(4.0 * u[i] - 2.0) + a[i]) / (1.0 + a[i]);
    return out;
  };
  constexpr std::size_t n = 1 << 14;
  Found out;
  const auto tell = [&](const std::string& name, std::size_t factors, auto f, std::size_t shown) {
    std::vector<double> answers;
    for (const auto& p : stats::saltelli_points(n, factors)) answers.push_back(f(p));
    const auto shares = stats::sobol_indices(n, factors, answers, 0.0, 0.95, 1, 50);
    for (std::size_t i = 0; i < shown; ++i) {
      out.emplace_back(fmt::format("{} S{}", name, i + 1), shares[i].first);
      out.emplace_back(fmt::format("{} ST{}", name, i + 1), shares[i].total);
    }
  };
  tell("Ishigami", 3, ishigami, 3);
  tell("g", 8, g_function, 5);
  return out;
}

namespace {

// Customers at two stations, one after the other; the level is how many there are, less the first.
struct Tandem {
  int first = 1, second = 0;
  int level = 0;
};

stats::Interval overflow(double arrivals, double at_first, double at_second, int total, std::size_t effort, std::uint64_t seed) {
  const auto move = [=](Tandem& t, stats::Generator& g) {
    const double serving = (t.first > 0 ? at_first : 0.0) + (t.second > 0 ? at_second : 0.0);
    const double u = g.uniform() * (arrivals + serving);
    if (u < arrivals) {
      ++t.first;
    } else if (t.first > 0 && u < arrivals + at_first) {
      --t.first;
      ++t.second;
    } else {
      --t.second;
    }
    return t.first + t.second - 1;
  };
  return *stats::split([] { return Tandem{}; }, move, total - 1, effort, 25, 0.95, seed);
}

}  // namespace

Found tandem_overflow() {
  struct Network {
    const char* name;
    double arrivals, first, second;
    int total;
    std::size_t effort;   // paths a level
    double exact;
  };
  Found out;
  for (const auto& n : {Network{"15, mu 4 and 2", 1.0, 4.0, 2.0, 15, 1000, 6.103350696858157e-05}, Network{"25, mu 4 and 2", 1.0, 4.0, 2.0, 25, 1000, 5.9604643201394873e-08},
                        Network{"10, mu 0.48", 0.04, 0.48, 0.48, 10, 4000, 1.7604108529868206e-09}}) {
    int covered = 0;
    double widest = 0.0;
    for (std::uint64_t run = 1; run <= 100; ++run) {
      const auto i = overflow(n.arrivals, n.first, n.second, n.total, n.effort, run);
      covered += i.contains(n.exact) ? 1 : 0;
      widest = std::max(widest, i.relative_half_width());
    }
    out.emplace_back(fmt::format("runs of 100 that cover, {}", n.name), covered);
    out.emplace_back(fmt::format("relative half-width, {}", n.name), widest);
  }
  return out;
}

Found likeliest_laws() {
  // Millions of revolutions to failure of 23 ball bearings.
  constexpr double bearings[] = {17.88, 28.92, 33.0,  41.52, 42.12, 45.6,   48.4,   51.84,  51.96,  54.12,  55.56, 67.8,
                                 68.64, 68.64, 68.88, 84.12, 93.12, 98.64,  105.12, 105.84, 127.92, 128.04, 173.4};
  using Kind = stats::FittedLaw::Kind;
  const auto weibull = *stats::fit(Kind::weibull, bearings);
  const auto lognormal = *stats::fit(Kind::lognormal, bearings);
  const auto gamma = *stats::fit(Kind::gamma, bearings);
  return {{"Weibull shape MLE", weibull.shape}, {"Weibull scale MLE", weibull.size}, {"Weibull log-likelihood", weibull.log_likelihood},
          {"lognormal mu MLE", std::log(lognormal.size)}, {"lognormal sigma MLE (divisor n)", lognormal.shape}, {"gamma shape MLE", gamma.shape},
          {"gamma scale MLE", gamma.size / gamma.shape}, {"exponential mean MLE", stats::fit(Kind::exponential, bearings)->size},
          {"KS distance to fitted Weibull", stats::kolmogorov_distance(weibull, bearings)},
          {"Anderson-Darling A^2 to fitted Weibull", stats::anderson_darling(weibull, bearings)}, {"lognormal log-likelihood", lognormal.log_likelihood}};
}

Found generators() {
  const auto zero = r123::Philox4x32()({{0, 0, 0, 0}}, {{0, 0}});
  constexpr std::uint32_t ones = 0xffffffffU;
  const auto all_ones = r123::Philox4x32()({{ones, ones, ones, ones}}, {{ones, ones}});
  return {{"Philox4x32-10 ctr=0 key=0 word0 (hex 6627e8d5)", zero[0]}, {"Philox word1", zero[1]}, {"Philox word2", zero[2]}, {"Philox word3", zero[3]},
          {"Philox all-ones word0", all_ones[0]}};
}

Found elementary_effects() {
  const auto points = stats::morris_points(1000, 4, 4, 30);
  std::vector<double> answers;
  for (const auto& x : points) answers.push_back(5.0 * x[0] + 4.0 * x[1] * x[2] + x[3] * x[3]);
  const auto effects = stats::morris_effects(points, answers, 0.95);
  return {{"mu*_1", effects[0].mean_absolute}, {"sigma_1", effects[0].sd}, {"mu*_2", effects[1].mean_absolute}, {"sigma_2", effects[1].sd},
          {"mu*_3", effects[2].mean_absolute}, {"mu*_4", effects[3].mean_absolute}, {"sigma_4", effects[3].sd}};
}

}  // namespace mainstay::cli
