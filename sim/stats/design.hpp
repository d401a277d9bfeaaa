#pragma once
// Where to look: points of the unit cube at which a model is to be tried. A point is a row of numbers in [0, 1), one for
// each factor; whoever uses them stretches them over the factors' ranges.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "api.hpp"

namespace mainstay::stats {

using Points = std::vector<std::vector<double>>;

// Every combination of the levels of each factor, as numbers of levels from 0; the last factor changes fastest.
MAINSTAY_API std::vector<std::vector<std::size_t>> full_factorial(std::span<const std::size_t> levels);

// A Latin hypercube (McKay, Beckman and Conover, Technometrics 21, 1979): of n equal slices of each factor every one
// holds one point, at random within it. Equal seeds give equal points.
MAINSTAY_API Points latin_hypercube(std::size_t n, std::size_t factors, std::uint64_t seed);

// The first n points of Sobol's sequence (USSR Comp. Math. and Math. Phys. 7, 1967, with the direction numbers of Joe and
// Kuo), without the origin. `seed` other than 0 shifts all points by one random vector, modulo 1: independent seeds give
// independent estimates of the same mean (Cranley and Patterson 1976). At most 3,667 factors.
MAINSTAY_API Points sobol_points(std::size_t n, std::size_t factors, std::uint64_t seed = 0);
inline constexpr std::size_t max_sobol_factors = 3667;

}  // namespace mainstay::stats
