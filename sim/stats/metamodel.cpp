#include "stats/metamodel.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include "stats/special.hpp"

namespace mainstay::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Metamodel::State {
  Points points;
  VectorXd answers;             // centred and scaled to a spread of 1
  VectorXd noise;               // of the scaled answers
  double centre = 0.0, spread = 1.0;
  std::vector<double> lengths;
  double variance = 1.0;        // of the process, scaled
  Eigen::LLT<MatrixXd> factor;  // of the covariance with the noise
  double constant = 0.0;        // of the scaled answers
  VectorXd weights;             // covariance^-1 (answers - constant)
  VectorXd ones;                // covariance^-1 1
  double ones_sum = 0.0;        // 1' covariance^-1 1
  CrossValidation validation;
};

namespace {

// Rounding must not make a covariance of close points indefinite.
constexpr double nugget = 1e-8;
constexpr double shortest = 0.05, longest = 20.0;

double matern(double distance) {
  const double r = std::sqrt(5.0) * distance;
  return (1.0 + r + r * r / 3.0) * std::exp(-r);
}

double correlation(std::span<const double> a, std::span<const double> b, std::span<const double> lengths) {
  double out = 1.0;
  for (std::size_t d = 0; d < lengths.size(); ++d) out *= matern(std::abs(a[d] - b[d]) / lengths[d]);
  return out;
}

MatrixXd covariance(const Points& points, std::span<const double> lengths, double variance, const VectorXd& noise) {
  const auto n = static_cast<Index>(points.size());
  MatrixXd k(n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < i; ++j)
      k(i, j) = k(j, i) = variance * correlation(points[static_cast<std::size_t>(i)], points[static_cast<std::size_t>(j)], lengths);
    k(i, i) = variance * (1.0 + nugget) + noise(i);
  }
  return k;
}

// log parameters: the lengths, then the variance.
double log_likelihood(const Points& points, const VectorXd& y, const VectorXd& noise, const std::vector<double>& log) {
  std::vector<double> lengths;
  for (std::size_t d = 0; d + 1 < log.size(); ++d) lengths.push_back(std::exp(log[d]));
  const Eigen::LLT<MatrixXd> factor(covariance(points, lengths, std::exp(log.back()), noise));
  if (factor.info() != Eigen::Success) return -std::numeric_limits<double>::infinity();
  const VectorXd one = VectorXd::Ones(y.size());
  const VectorXd ones = factor.solve(one);
  const double constant = ones.dot(y) / ones.sum();
  const VectorXd rest = y - constant * one;
  double log_determinant = 0.0;
  for (Index i = 0; i < y.size(); ++i) log_determinant += 2.0 * std::log(factor.matrixL()(i, i));
  return -0.5 * (rest.dot(factor.solve(rest)) + log_determinant);
}

// Compass search: a step along each axis in turn, halved where none helps. Deterministic, and good enough for a smooth
// function of a few parameters.
template <class Function>
std::vector<double> maximise(const Function& f, std::vector<double> at, const std::vector<double>& low, const std::vector<double>& high, double& best) {
  best = f(at);
  for (double step = 1.0; step > 0.02;) {
    bool better = false;
    for (std::size_t d = 0; d < at.size(); ++d)
      for (const double s : {step, -step}) {
        auto there = at;
        there[d] = std::clamp(there[d] + s, low[d], high[d]);
        if (there[d] == at[d]) continue;
        const double value = f(there);
        if (!(value > best)) continue;
        best = value;
        at = there;
        better = true;
      }
    if (!better) step /= 2.0;
  }
  return at;
}

}  // namespace

Metamodel::Metamodel(std::unique_ptr<State> state) : state_(std::move(state)) {}
Metamodel::Metamodel(Metamodel&&) noexcept = default;
Metamodel& Metamodel::operator=(Metamodel&&) noexcept = default;
Metamodel::~Metamodel() = default;

std::optional<Metamodel> Metamodel::fit(const Points& points, std::span<const double> answers, std::span<const double> noise) {
  const std::size_t n = points.size();
  assert(answers.size() == n && noise.size() == n);
  if (n == 0 || n < points.front().size() + 3) return std::nullopt;
  const std::size_t factors = points.front().size();
  auto s = std::make_unique<State>();
  s->points = points;
  s->answers = Eigen::Map<const VectorXd>(answers.data(), static_cast<Index>(n));
  s->centre = s->answers.mean();
  s->answers.array() -= s->centre;
  s->spread = std::sqrt(s->answers.squaredNorm() / static_cast<double>(n));
  if (!(s->spread > 0.0)) return std::nullopt;
  s->answers /= s->spread;
  s->noise = Eigen::Map<const VectorXd>(noise.data(), static_cast<Index>(n)) / (s->spread * s->spread);

  std::vector<double> low(factors, std::log(shortest)), high(factors, std::log(longest));
  low.push_back(std::log(1e-4));
  high.push_back(std::log(1e4));
  const auto f = [&](const std::vector<double>& log) { return log_likelihood(s->points, s->answers, s->noise, log); };
  std::vector<double> best;
  double most = -std::numeric_limits<double>::infinity();
  for (const double start : {0.2, 1.0, 5.0}) {
    std::vector<double> at(factors, std::log(start));
    at.push_back(0.0);
    double value = 0.0;
    at = maximise(f, std::move(at), low, high, value);
    if (!(value > most)) continue;
    most = value;
    best = at;
  }
  if (best.empty()) return std::nullopt;
  for (std::size_t d = 0; d < factors; ++d) s->lengths.push_back(std::exp(best[d]));
  s->variance = std::exp(best.back());
  s->factor.compute(covariance(s->points, s->lengths, s->variance, s->noise));
  if (s->factor.info() != Eigen::Success) return std::nullopt;
  const VectorXd one = VectorXd::Ones(static_cast<Index>(n));
  s->ones = s->factor.solve(one);
  s->ones_sum = s->ones.sum();
  s->constant = s->ones.dot(s->answers) / s->ones_sum;
  s->weights = s->factor.solve(s->answers - s->constant * one);

  // Each left out: with Q = K^-1 - K^-1 1 1' K^-1 / (1' K^-1 1), the error is (Q y)_i / Q_ii and its variance 1 / Q_ii.
  const MatrixXd inverse = s->factor.solve(MatrixXd::Identity(static_cast<Index>(n), static_cast<Index>(n)));
  double squares = 0.0, standardised = 0.0, covered = 0.0;
  for (Index i = 0; i < static_cast<Index>(n); ++i) {
    const double q = inverse(i, i) - s->ones(i) * s->ones(i) / s->ones_sum;
    const double error = s->weights(i) / q;
    squares += error * error;
    standardised += error * error * q;
    covered += error * error * q <= 1.959963984540054 * 1.959963984540054 ? 1.0 : 0.0;
  }
  const double count = static_cast<double>(n);
  // Against foretelling each by the mean of the others.
  const double plain = count * (count / (count - 1.0)) * (count / (count - 1.0));
  s->validation.q_squared = 1.0 - squares / plain;
  s->validation.root_mean_square = std::sqrt(squares / count) * s->spread;
  s->validation.covered = covered / count;
  s->validation.inflation = std::max(1.0, std::sqrt(standardised / count));
  return Metamodel(std::move(s));
}

Interval Metamodel::predict(std::span<const double> point, double confidence) const {
  const State& s = *state_;
  const auto n = static_cast<Index>(s.points.size());
  VectorXd k(n);
  for (Index i = 0; i < n; ++i) k(i) = s.variance * correlation(point, s.points[static_cast<std::size_t>(i)], s.lengths);
  const double mean = s.constant + k.dot(s.weights);
  const VectorXd solved = s.factor.solve(k);
  const double left = 1.0 - s.ones.dot(k);
  const double variance = std::max(0.0, s.variance - k.dot(solved) + left * left / s.ones_sum);
  const double half = -normal_quantile((1.0 - confidence) / 2.0) * std::sqrt(variance) * s.validation.inflation * s.spread;
  const double at = s.centre + mean * s.spread;
  return {at, at - half, at + half};
}

const CrossValidation& Metamodel::validation() const { return state_->validation; }
const std::vector<double>& Metamodel::lengths() const { return state_->lengths; }

}  // namespace mainstay::stats
