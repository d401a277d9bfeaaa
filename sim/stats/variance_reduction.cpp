#include "stats/variance_reduction.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "stats/special.hpp"
#include "stats/tally.hpp"

namespace mainstay::stats {

std::optional<Controlled> control_variates(std::span<const double> values, std::span<const std::vector<double>> controls,
                                           std::span<const double> means, double confidence) {
  assert(controls.size() == means.size());
  const auto n = static_cast<Eigen::Index>(values.size());
  const auto k = static_cast<Eigen::Index>(controls.size());
  if (n <= k + 2) return std::nullopt;
  Eigen::MatrixXd x(n, k);
  const Eigen::Map<const Eigen::VectorXd> y(values.data(), n);
  Eigen::VectorXd known(k);
  for (Eigen::Index c = 0; c < k; ++c) {
    const auto& control = controls[static_cast<std::size_t>(c)];
    assert(control.size() == values.size());
    x.col(c) = Eigen::Map<const Eigen::VectorXd>(control.data(), n);
    known[c] = means[static_cast<std::size_t>(c)];
  }
  const Eigen::VectorXd centre = x.colwise().mean().transpose();
  const double mean = y.mean();
  x.rowwise() -= centre.transpose();
  const Eigen::VectorXd residual = y.array() - mean;
  const Eigen::MatrixXd squares = x.transpose() * x;
  const Eigen::LDLT<Eigen::MatrixXd> solver(squares);
  const Eigen::VectorXd diagonal = solver.vectorD();
  if (k > 0 && !(diagonal.minCoeff() > 1e-12 * std::max(squares.diagonal().maxCoeff(), 1e-300))) return std::nullopt;
  const Eigen::VectorXd b = solver.solve(x.transpose() * residual);
  const Eigen::VectorXd left = residual - x * b;
  const Eigen::VectorXd apart = centre - known;
  const double size = static_cast<double>(n);
  const double degrees = size - static_cast<double>(k) - 1.0;
  const double variance = left.squaredNorm() / degrees * (1.0 / size + (k > 0 ? apart.dot(solver.solve(apart)) : 0.0));
  const double estimate = mean - b.dot(apart);
  const double half = -student_quantile((1.0 - confidence) / 2.0, degrees) * std::sqrt(variance);
  const double plain = residual.squaredNorm() / (size - 1.0) / size;
  Controlled out;
  out.interval = {estimate, estimate - half, estimate + half};
  out.coefficients.assign(b.data(), b.data() + b.size());
  out.variance_saved = variance > 0.0 ? plain / variance : plain > 0.0 ? std::numeric_limits<double>::infinity() : 1.0;
  return out;
}

std::optional<Weighted> weighted_mean(std::span<const double> values, std::span<const double> ratios, double confidence) {
  assert(values.size() == ratios.size());
  Tally products;
  double sum = 0.0, squares = 0.0, largest = 0.0, total = 0.0;
  Weighted out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double product = values[i] * ratios[i];
    products.add(product);
    total += std::abs(product);
    largest = std::max(largest, std::abs(product));
    if (values[i] == 0.0) continue;
    ++out.hits;
    sum += ratios[i];
    squares += ratios[i] * ratios[i];
  }
  const auto interval = student_interval(products, confidence);
  if (!interval) return std::nullopt;
  out.interval = *interval;
  const double error = products.sd() / std::sqrt(static_cast<double>(products.count()));
  out.relative_error = products.mean() == 0.0 ? std::numeric_limits<double>::infinity() : error / std::abs(products.mean());
  out.effective_size = squares > 0.0 ? sum * sum / squares : 0.0;
  out.largest_share = total > 0.0 ? largest / total : 0.0;
  return out;
}

}  // namespace mainstay::stats
