#include "work/story.hpp"

namespace mainstay::work {

void Story::keep(const Told& told) {
  // What frames do as they are destroyed is no part of the story.
  if (simulation_.is_closing()) return;
  told_.push_back(told);
  told_.back().at = simulation_.now();
}

}  // namespace mainstay::work
