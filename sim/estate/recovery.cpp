#include "estate/recovery.hpp"

#include <algorithm>

namespace mainstay::estate {

using work::Unit;

// --- under way ---

std::array<Time, 6> RecoveryClock::never_marked() {
  std::array<Time, 6> out;
  out.fill(Time::never());
  return out;
}

void RecoveryClock::restart() { *this = RecoveryClock(); }

bool RecoveryClock::mark(Stage stage, Time now) {
  Time& end = marked_[static_cast<std::size_t>(stage)];
  if (end.is_finite()) return false;
  end = now;
  return true;
}

void RecoveryClock::see(const Response& response, Time now) {
  if (response.found) found_ = std::min(found_, now);
  if (response.begun) begun_ = std::min(begun_, now);
}

Time RecoveryClock::end_of(Stage stage) const {
  const Time marked = marked_[static_cast<std::size_t>(stage)];
  if (marked.is_finite()) return marked;
  return stage == Stage::detect ? found_ : stage == Stage::mobilise ? begun_ : marked;
}

RecoveryClock::Parts RecoveryClock::parts(Time from, Time to) const {
  Parts out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    Time end = end_of(static_cast<Stage>(i));
    if (!end.is_finite()) continue;
    end = std::clamp(end, from, to);
    out[i] += end - from;
    from = end;
  }
  out[static_cast<std::size_t>(Stage::restore)] += to - from;
  return out;
}

// --- measured ---

RecoveryMeasures::RecoveryMeasures(work::Board& board, const std::string& path, std::span<const Stage> stages) {
  whole_ = &board.tally({.path = path + ".recovery_time", .unit = Unit::time, .title = "from down to recovered"});
  for (const Stage stage : stages) {
    const auto i = static_cast<std::size_t>(stage);
    const std::string title =
        stage == Stage::catch_up ? "after the recovery, until nothing waits any more" : std::string("part of the recovery time: ") + stage_names[i];
    parts_[i] = &board.tally({.path = path + ".recovery_time." + stage_names[i], .unit = Unit::time, .title = title});
  }
}

void RecoveryMeasures::add(const RecoveryClock::Parts& parts, Duration whole, Time born, const Labels& labels) {
  whole_->add(whole.in_seconds(), born, labels);
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (parts_[i] != nullptr && static_cast<Stage>(i) != Stage::catch_up) parts_[i]->add(parts[i].in_seconds(), born, labels);
}

void RecoveryMeasures::add_catch_up(Duration lasted, Time born, const Labels& labels) {
  parts_[static_cast<std::size_t>(Stage::catch_up)]->add(lasted.in_seconds(), born, labels);
}

}  // namespace mainstay::estate
