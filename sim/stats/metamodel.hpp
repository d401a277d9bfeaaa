#pragma once
// A Gaussian process through noisy answers at some points, to say what the answer is about between them (stochastic
// kriging: Ankenman, Nelson and Staum, Operations Research 58, 2010).

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "api.hpp"
#include "stats/design.hpp"
#include "stats/interval.hpp"

namespace mainstay::stats {

// How well the model foretells each point from all others (leave-one-out, in closed form: Dubrule, Mathematical Geology 15,
// 1983), with the parameters found from all of them.
struct CrossValidation {
  double q_squared = 0.0;         // 1 less the squared errors over the answers' squared spread; 1 is perfect, 0 no better than the mean
  double root_mean_square = 0.0;  // of the errors
  double covered = 0.0;           // share of the points within their 95 % interval
  double inflation = 1.0;         // by how much intervals are widened because errors are greater than foretold; at least 1
};

// The answer is a constant plus a process with covariance s^2 prod M(|x - x'| / l), M being Matérn's function of smoothness
// 5/2 and l a length for each factor, plus independent noise of known variance at each point. s and l are those of the
// greatest likelihood; the constant is estimated, and its uncertainty is in the intervals.
class MAINSTAY_API Metamodel {
 public:
  // Points in the unit cube, one answer and noise variance (at least 0) each; at least factors + 3 points, all different.
  // Nothing where the answers do not vary, or the covariance cannot be factored.
  static std::optional<Metamodel> fit(const Points& points, std::span<const double> answers, std::span<const double> noise);
  Metamodel(Metamodel&&) noexcept;
  Metamodel& operator=(Metamodel&&) noexcept;
  ~Metamodel();

  // What the answer is without noise, at a point of the cube.
  Interval predict(std::span<const double> point, double confidence) const;
  const CrossValidation& validation() const;
  // Of each factor, in units of the cube: the shorter, the more the answer goes up and down along it.
  const std::vector<double>& lengths() const;

 private:
  struct State;
  explicit Metamodel(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace mainstay::stats
