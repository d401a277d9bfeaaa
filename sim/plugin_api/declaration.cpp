#include "plugin_api/declaration.hpp"

#include <algorithm>

namespace mainstay::plugin_api {

namespace {

// Measures are made on a board; this one belongs to no trial.
struct Scratch {
  kernel::Simulation simulation;
  work::Board board{simulation, kernel::Time(), kernel::Time()};
};

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace

void Declaration::measures(void (*declare)(work::Board&)) {
  Scratch scratch;
  declare(scratch.board);
  take(scratch.board);
}

void Declaration::measures_at(const std::string& path, void (*declare)(work::Board&, const std::string&)) {
  Scratch scratch;
  declare(scratch.board, path);
  take(scratch.board);
}

void Declaration::take(const work::Board& board) {
  for (const auto& m : board.measures()) measures_.push_back({m->info(), m->unit_of({})});
}

bool Declaration::does_provide(std::string_view contract) const { return contains(provides_, contract); }
bool Declaration::does_need(std::string_view contract) const { return contains(needs_, contract); }

bool Declaration::declares(const work::MeasureInfo& measure) const {
  return std::any_of(measures_.begin(), measures_.end(), [&](const MeasureType& m) {
    return m.info.kind == measure.kind && m.info.unit == measure.unit && matches(m.info.path, measure.path);
  });
}

bool matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const std::size_t p = std::min(pattern.find('.'), pattern.size());
    const std::size_t q = std::min(path.find('.'), path.size());
    if (pattern.substr(0, p) != "*" && pattern.substr(0, p) != path.substr(0, q)) return false;
    pattern.remove_prefix(std::min(p + 1, pattern.size()));
    path.remove_prefix(std::min(q + 1, path.size()));
  }
  return pattern.empty() && path.empty();
}

}  // namespace mainstay::plugin_api
