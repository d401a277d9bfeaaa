#pragma once
// Which of the parameters of a sweep moves a metric most.

#include <string>
#include <vector>

#include "model/run_source.hpp"
#include "report/comparison.hpp"

namespace mainstay::gui::model {

struct Effect {
  std::string path;
  std::string first, last;        // the ends of what was tried, in the order of the sweep
  report::Comparison comparison;  // the metric at the last less that at the first, the others averaged out
};

struct Tornado {
  std::vector<Effect> effects;  // from the greatest to the least; empty where the variants are no sweep
};

// Of the variants of a sweep: those that all set the same paths. Each replication gives a difference between its mean over
// the variants at one end and that at the other, so the intervals are those of pairs; each holds on its own.
Tornado make_tornado(const RunSource& run, std::size_t metric);

// `path = value`, a line each, as a run keeps patches.
std::vector<std::pair<std::string, std::string>> settings_of(const std::string& patch);

}  // namespace mainstay::gui::model
