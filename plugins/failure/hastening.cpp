#include "hastening.hpp"

#include <algorithm>
#include <cmath>

namespace failure {

bool Hastening::concerns(Component& component) const {
  const auto stands_on = [&](const work::Target& target) {
    const auto& on = estate_.services_on(target);
    return std::find(on.begin(), on.end(), &estate_.service(hasten_.towards)) != on.end();
  };
  if (stands_on(component.self())) return true;
  for (std::size_t g = 0; g < estate_.group_count(); ++g) {
    const auto& members = estate_.group(g).members();
    if (stands_on(estate_.group(g).self()) && std::find(members.begin(), members.end(), &component) != members.end()) return true;
  }
  return false;
}

void Hastening::change(int failed) {
  failed_ += failed;
  const bool active = failed_ > 0 && estate_.service(hasten_.towards).is_up();
  if (active == active_) return;
  active_ = active;
  changed_.raise();
}

double log_ratio(const kernel::Distribution& law, double from_age, double to_age, double factor, bool failed) {
  const double grown = std::log(law.survival(from_age)) - std::log(law.survival(to_age));
  return (factor - 1.0) * grown - (failed ? std::log(factor) : 0.0);
}

}  // namespace failure
