#pragma once
// Multilevel splitting: how likely a process is to climb to a level that it hardly ever reaches, in steps that it makes
// easily (fixed effort per level: Garvels, "The splitting method in rare event simulation", 2000; Glasserman, Heidelberger,
// Shahabuddin and Zajic, Operations Research 47, 1999).
//
// The process must be one that can be copied: its State, and a function that moves it on. Paths that reach a level are kept
// where they do so; of the next level, each of `effort` paths begins at one of these, drawn with replacement. The product of
// the shares that got on is unbiased; one run says nothing of its error, several independent ones do.

#include <vector>

#include "stats/generator.hpp"
#include "stats/interval.hpp"

namespace mainstay::stats {

// One run: how likely each level from 1 to `top` is, as it was estimated. A State has a member `int level`. `start()` gives one at level 0; `move(State&, Generator&)` makes a step and gives the level that it is at
// then, or -1 where the path is over. Levels are climbed one at a time; a step over several counts for each. `top` > 0.
template <class Start, class Move>
std::vector<double> split_once(const Start& start, const Move& move, int top, std::size_t effort, Generator& generator) {
  using State = decltype(start());
  std::vector<State> from = {start()};
  std::vector<double> chances;
  double product = 1.0;
  for (int level = 1; level <= top; ++level) {
    std::vector<State> reached;
    for (std::size_t i = 0; i < effort; ++i) {
      State state = from[generator.below(from.size())];
      // A step may have gone beyond this level: such a path is there already.
      int at = state.level;
      while (at >= 0 && at < level) state.level = at = move(state, generator);
      if (at >= level) reached.push_back(state);
    }
    product *= static_cast<double>(reached.size()) / static_cast<double>(effort);
    chances.push_back(product);
    if (reached.empty()) break;
    from = std::move(reached);
  }
  chances.resize(static_cast<std::size_t>(top), 0.0);
  return chances;
}

// Of the highest level: the mean of `runs` independent runs with Student's interval. From two runs on.
template <class Start, class Move>
std::optional<Interval> split(const Start& start, const Move& move, int top, std::size_t effort, std::size_t runs, double confidence,
                              std::uint64_t seed) {
  Generator generator(seed);
  std::vector<double> estimates;
  for (std::size_t r = 0; r < runs; ++r) estimates.push_back(split_once(start, move, top, effort, generator).back());
  return student_interval(estimates, confidence);
}

}  // namespace mainstay::stats
