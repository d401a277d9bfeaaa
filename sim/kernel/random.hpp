#pragma once
// Random numbers: one stream per parameter that draws, seeded by a pure function of where it stands.
//
// A stream is xoshiro256++, whose state is filled by SplitMix64 from a 64-bit key; the key is a Philox4x32-10
// function of (seed, replication, path). So a stream never depends on which other streams exist, on the order
// in which they are made, or on the thread. A stream belongs to one trial and is not shared.
//
// Nothing here comes from <random>: what its distributions return differs between standard libraries.

#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <string_view>

#include "api.hpp"

namespace mainstay::kernel {

/// Mixes all 64 bits of a word; a bijection (the output function of SplitMix64). Source: Steele, Lea, Flood,
/// "Fast splittable pseudorandom number generators", OOPSLA 2014, variant 13 of Stafford.
constexpr std::uint64_t mix64(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

/// SplitMix64: 64 bits of state, equidistributed; used to spread one key over a larger state.
class SplitMix64 {
 public:
  explicit constexpr SplitMix64(std::uint64_t seed) : state_(seed) {}
  constexpr std::uint64_t next() { return mix64(state_ += 0x9E3779B97F4A7C15U); }

 private:
  std::uint64_t state_;
};

/// xoshiro256++ 1.0: period 2^256 - 1. The state must not be all zero. Source: Blackman, Vigna, "Scrambled
/// linear pseudorandom number generators", ACM TOMS 47(4), 2021.
class Xoshiro256 {
 public:
  explicit constexpr Xoshiro256(const std::array<std::uint64_t, 4>& state)
      : a_(state[0]), b_(state[1]), c_(state[2]), d_(state[3]) {}

  /// Four words of SplitMix64: they come from different states of a bijection, so at most one of them is
  /// zero.
  explicit constexpr Xoshiro256(SplitMix64 filler)
      : a_(filler.next()), b_(filler.next()), c_(filler.next()), d_(filler.next()) {}

  constexpr std::uint64_t next() {
    const std::uint64_t result = std::rotl(a_ + d_, 23) + a_;
    const std::uint64_t shifted = b_ << 17;
    c_ ^= a_;
    d_ ^= b_;
    b_ ^= c_;
    a_ ^= d_;
    c_ ^= shifted;
    d_ = std::rotl(d_, 45);
    return result;
  }

 private:
  std::uint64_t a_, b_, c_, d_;
};

namespace detail {

/// The tables of a ziggurat: 256 regions of equal area that cover a decreasing density f on [0, infinity).
/// Region i > 0 is the rectangle of width x[i] between f(x[i]) and f(x[i+1]); region 0 is the rest: the
/// rectangle of width x[1] below f(x[1]) with the tail behind it, drawn as if it were a rectangle of the same
/// area. Source: Marsaglia, Tsang, "The ziggurat method for generating random variables", J. Stat. Software
/// 5(8), 2000; like Doornik (2005), the region and the place in it come from different bits.
struct Ziggurat {
  struct Region {
    double step;           // width / 2^53
    std::uint64_t inside;  // below this of 2^53 steps, the point lies under the density for certain
  };
  std::array<Region, 256> regions;
  std::array<double, 257> density;  // f(x[i]); density[256] = f(0) = 1
};

// Constants without a constructor that would run at start-up.
extern MAINSTAY_API const Ziggurat exponential_ziggurat;
extern MAINSTAY_API const Ziggurat normal_ziggurat;

}  // namespace detail

/// FNV-1a (64 bits) of the bytes, finished with mix64. Part of what makes a run reproducible: never changes.
MAINSTAY_API std::uint64_t path_hash(std::string_view path);

/// A stream of random numbers for one parameter.
class MAINSTAY_API Stream {
 public:
  /// The key of the stream of the parameter at `path`: the first two words of Philox4x32-10 with key = seed
  /// and counter = (replication, path_hash(path)), each split into its low and its high word, low first.
  /// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
  static std::uint64_t stream_key(std::uint64_t seed, std::uint64_t replication, std::string_view path);

  Stream() : Stream(0) {}
  explicit Stream(std::uint64_t key) : generator_(SplitMix64(key)), key_(key) {}

  std::uint64_t key() const { return key_; }

  /// The stream of one occurrence of this parameter: say, of the work time of the 17th ticket. It depends on
  /// the key and the occurrence alone, not on what was drawn before, so that variants which skip or add draws
  /// elsewhere keep the same numbers for the same occurrence. Drawing inverted or antithetic is handed on.
  Stream at(std::uint64_t occurrence) const {
    // Mixed twice, so that neither near keys nor near occurrences give keys whose SplitMix64 sequences
    // overlap.
    Stream result(mix64(key_ ^ mix64(occurrence + 0xD1342543DE82EF95U)));
    result.flip_ = flip_;
    result.inverts_ = inverts_;
    return result;
  }

  /// 64 random bits, as they come (antithetic or not).
  std::uint64_t next() { return generator_.next(); }

  /// Uniform on (0, 1): an odd multiple of 2^-53, so neither 0 nor 1 occurs and 1 - u is exact and as likely.
  double uniform() { return open_unit(generator_.next() ^ flip_); }

  /// Exponential with mean 1.
  double exponential() {
    if (inverts_) [[unlikely]]
      return exponential_inverted();
    const std::uint64_t bits = generator_.next();
    const detail::Ziggurat::Region& region = detail::exponential_ziggurat.regions[bits & 255U];
    const std::uint64_t place = bits >> 11;
    const double x = to_double(place) * region.step;
    if (place < region.inside) [[likely]]
      return x;
    return exponential_outside(bits & 255U, x);
  }

  /// Normal with mean 0 and standard deviation 1.
  double normal() {
    const std::uint64_t bits = generator_.next();
    const detail::Ziggurat::Region& region = detail::normal_ziggurat.regions[bits & 255U];
    const std::uint64_t place = bits >> 11;
    double x = to_double(place) * region.step;
    if (place >= region.inside) [[unlikely]]
      x = normal_outside(bits & 255U, x);
    const std::uint64_t sign = ((bits ^ flip_) & 256U) << 55;
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) | sign);
  }

  /// Uniform on {0, …, n - 1}, without bias; n > 0. Source: Lemire, "Fast random integer generation in an
  /// interval", ACM TOMACS 29(1), 2019.
  std::uint64_t below(std::uint64_t n) {
    assert(n > 0);
    Wide product = Wide{generator_.next() ^ flip_} * n;
    if (static_cast<std::uint64_t>(product) < n) [[unlikely]] {
      const std::uint64_t threshold = (0 - n) % n;
      while (static_cast<std::uint64_t>(product) < threshold) product = Wide{generator_.next() ^ flip_} * n;
    }
    return static_cast<std::uint64_t>(product >> 64);
  }

  /// True with probability p: never for p <= 0, always for p >= 1. Larger p never turns a true into a false.
  bool chance(double p) { return uniform() < p; }

  /// Makes this the mirror image of the stream of the same key: uniform() gives 1 - u, normal() gives -z, and
  /// exponential() inverts the distribution at 1 - u. It must invert, because a ziggurat cannot be mirrored:
  /// which region a point lies in has nothing to do with whether it is large, and the number of words used
  /// varies, so that the two streams would soon be out of step. The other of the pair is to be drawn with
  /// set_inversion(true). set_antithetic(false) goes back to drawing fast.
  void set_antithetic(bool on) {
    flip_ = on ? ~std::uint64_t{0} : 0;
    inverts_ = on;
  }
  bool antithetic() const { return flip_ != 0; }

  /// Draws by inversion of the distribution, one uniform for each variate: slower, and monotone in the
  /// uniforms. An antithetic stream always inverts.
  void set_inversion(bool on) { inverts_ = on || antithetic(); }
  bool inverts() const { return inverts_; }

 private:
  __extension__ typedef unsigned __int128 Wide;

  // By way of the signed type, for which the processor has an instruction; the value is below 2^53.
  static double to_double(std::uint64_t small) {
    return static_cast<double>(static_cast<std::int64_t>(small));
  }
  static double open_unit(std::uint64_t bits) { return to_double((bits >> 11) | 1U) * 0x1p-53; }

  double exponential_inverted();
  double exponential_outside(std::uint64_t region, double x);
  double normal_outside(std::uint64_t region, double x);

  Xoshiro256 generator_;
  std::uint64_t key_;
  std::uint64_t flip_ = 0;  // all ones when antithetic
  bool inverts_ = false;
};

}  // namespace mainstay::kernel
