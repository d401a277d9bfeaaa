#pragma once
// Random numbers of the statistics themselves: which trials a resample draws, where the points of a design lie. They
// have nothing to do with the streams of the simulation, and this room includes none of those.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace mainstay::stats {

// xoshiro256++ seeded by SplitMix64 (Blackman and Vigna, ACM TOMS 47, 2021; prng.di.unimi.it). Equal seeds give equal
// numbers on every machine.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15U;
      std::uint64_t mixed = seed;
      mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
      word = mixed ^ (mixed >> 31);
    }
  }
  // Uniform in [0, n), 0 < n < 2^32. The bias, n / 2^32, is far below what any number of resamples could show.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(((next() >> 32) * n) >> 32); }
  // Uniform in (0, 1): neither end occurs.
  double uniform() { return (static_cast<double>(next() >> 11) + 0.5) * 0x1p-53; }
  // 64 random bits.
  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t carried = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= carried;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace mainstay::stats
