#include "stats/design.hpp"

#include <boost/random/sobol.hpp>
#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

#include "stats/generator.hpp"

namespace mainstay::stats {

std::vector<std::vector<std::size_t>> full_factorial(std::span<const std::size_t> levels) {
  std::vector<std::vector<std::size_t>> out;
  for (const std::size_t l : levels)
    if (l == 0) return out;
  std::vector<std::size_t> point(levels.size(), 0);
  for (;;) {
    out.push_back(point);
    std::size_t f = levels.size();
    while (f > 0 && ++point[f - 1] == levels[f - 1]) point[--f] = 0;
    if (f == 0) return out;
  }
}

Points latin_hypercube(std::size_t n, std::size_t factors, std::uint64_t seed) {
  Generator generator(seed);
  Points out(n, std::vector<double>(factors));
  std::vector<std::size_t> slices(n);
  for (std::size_t f = 0; f < factors; ++f) {
    std::iota(slices.begin(), slices.end(), std::size_t{0});
    for (std::size_t i = n; i > 1; --i) std::swap(slices[i - 1], slices[generator.below(i)]);
    for (std::size_t i = 0; i < n; ++i)
      out[i][f] = (static_cast<double>(slices[i]) + generator.uniform()) / static_cast<double>(n);
  }
  return out;
}

Points sobol_points(std::size_t n, std::size_t factors, std::uint64_t seed) {
  assert(factors >= 1 && factors <= max_sobol_factors);
  std::vector<double> shift(factors, 0.0);
  if (seed != 0) {
    Generator generator(seed);
    for (double& s : shift) s = generator.uniform();
  }
  boost::random::sobol sequence(factors);
  Points out(n, std::vector<double>(factors));
  for (auto& point : out)
    for (std::size_t f = 0; f < factors; ++f) {
      const double x = static_cast<double>(sequence() >> 11) * 0x1p-53 + shift[f];
      point[f] = x < 1.0 ? x : x - 1.0;
    }
  return out;
}

}  // namespace mainstay::stats
