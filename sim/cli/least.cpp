#include "cli/least.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <memory>
#include <optional>

#include <nlopt.h>

namespace mainstay::cli {

namespace {

constexpr double first_step = 0.1;      // of the local part, of the cube's side
constexpr double last_step = 5e-4;
constexpr double unknown = 1e6;         // where nothing is known, in sizes of the objective

// What the library calls: exceptions must not pass through it.
class Looking {
 public:
  Looking(std::size_t constraints, const std::function<Looked(const std::vector<double>&)>& look) : constraints_(constraints), look_(look) {}

  void over_the_whole(std::size_t dimensions, std::size_t evaluations) {
    minimise(NLOPT_GN_DIRECT_L, dimensions, evaluations, std::vector<double>(dimensions, 0.5));
  }
  void about_the_best(std::size_t dimensions, std::size_t evaluations) {
    if (best_) minimise(NLOPT_LN_COBYLA, dimensions, evaluations, *best_);
  }

 private:
  struct Constraint {
    Looking* self;
    std::size_t number;
  };

  void minimise(nlopt_algorithm algorithm, std::size_t dimensions, std::size_t evaluations, std::vector<double> from) {
    const std::unique_ptr<std::remove_pointer_t<nlopt_opt>, decltype(&nlopt_destroy)> opt(nlopt_create(algorithm, static_cast<unsigned>(dimensions)), &nlopt_destroy);
    opt_ = opt.get();
    local_ = algorithm == NLOPT_LN_COBYLA;
    nlopt_set_lower_bounds1(opt_, 0.0);
    nlopt_set_upper_bounds1(opt_, 1.0);
    nlopt_set_min_objective(opt_, [](unsigned n, const double* x, double*, void* self) { return static_cast<Looking*>(self)->objective({x, x + n}); }, this);
    std::vector<Constraint> all;
    for (std::size_t c = 0; c < constraints_; ++c) all.push_back({this, c});
    if (local_) {
      for (auto& c : all)
        nlopt_add_inequality_constraint(
            opt_,
            [](unsigned n, const double* x, double*, void* data) {
              auto& constraint = *static_cast<Constraint*>(data);
              return constraint.self->missing({x, x + n}, constraint.number);
            },
            &c, 1e-9);
      nlopt_set_initial_step1(opt_, first_step);
      nlopt_set_xtol_abs1(opt_, last_step);
    }
    nlopt_set_maxeval(opt_, static_cast<int>(std::min<std::size_t>(evaluations, std::numeric_limits<int>::max())));
    double least = 0.0;
    nlopt_optimize(opt_, from.data(), &least);   // that it ran out of evaluations, or of digits, is no error here
    if (thrown_) std::rethrow_exception(thrown_);
  }

  // One number for both methods: the objective in sizes of the first that was seen. Where all is in one number, what breaks
  // a constraint is worse than all that breaks none.
  double objective(const std::vector<double>& x) {
    const Looked& at = seen(x);
    if (scale_ == 0.0 && std::isfinite(at.value)) scale_ = std::max(std::abs(at.value), std::numeric_limits<double>::min());
    const double value = std::isfinite(at.value) && scale_ > 0.0 ? std::clamp(at.value / scale_, -unknown, unknown) : unknown;
    const double broken = violation(at);
    const double key = broken > 0.0 ? 1.0 + broken : value / (1.0 + std::abs(value));   // below 1 where all are kept
    if (!best_ || key < best_key_) {
      best_ = x;
      best_key_ = key;
    }
    return local_ ? value : key;
  }

  double missing(const std::vector<double>& x, std::size_t c) { return seen(x).missing.at(c); }

  static double violation(const Looked& at) {
    double out = 0.0;
    for (const double m : at.missing) out += std::max(0.0, m);
    return out;
  }

  const Looked& seen(const std::vector<double>& x) {
    if (thrown_) return last_;
    try {
      last_ = look_(x);
    } catch (...) {
      thrown_ = std::current_exception();
      nlopt_force_stop(opt_);
      last_ = {std::numeric_limits<double>::infinity(), std::vector<double>(constraints_, 1.0)};
    }
    return last_;
  }

  std::size_t constraints_;
  const std::function<Looked(const std::vector<double>&)>& look_;
  nlopt_opt opt_ = nullptr;
  bool local_ = false;
  double scale_ = 0.0;
  std::optional<std::vector<double>> best_;
  double best_key_ = 0.0;
  Looked last_;
  std::exception_ptr thrown_;
};

}  // namespace

void look_for_least(std::size_t dimensions, std::size_t constraints, std::size_t evaluations, const std::function<Looked(const std::vector<double>&)>& look) {
  Looking looking(constraints, look);
  const std::size_t whole = (evaluations + 1) / 2;
  looking.over_the_whole(dimensions, whole);
  if (evaluations > whole) looking.about_the_best(dimensions, evaluations - whole);
}

}  // namespace mainstay::cli
