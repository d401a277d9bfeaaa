#pragma once
// Failure biasing (Lewis and Böhm 1984; Shahabuddin 1994): a rare outage needs failures on top of failures. While
// something has failed and the service is up, the hazards of what it stands on are multiplied, and the trial is weighed by
// the likelihood ratio. While all are up, and while the service is down, nothing is changed: there it would only make
// weights uneven.

#include "section.hpp"

namespace failure {

class Hastening {
 public:
  Hastening(Estate& estate, const work::Hasten& hasten) : estate_(estate), hasten_(hasten) {}
  Hastening(const Hastening&) = delete;
  Hastening& operator=(const Hastening&) = delete;

  // Whether the service stands on this component, by itself or as a member of a group. Not before all models are built.
  bool concerns(Component& component) const;
  // A component that it stands on has failed, or is up again; the service has gone down, or come up.
  void failed() { change(1); }
  void restored() { change(-1); }
  void service_turned() { change(0); }
  // By what hazards are multiplied at present.
  double factor() const { return active_ ? hasten_.by : 1.0; }
  kernel::Signal& changed() { return changed_; }
  std::size_t service() const { return hasten_.towards; }

 private:
  void change(int failed);
  Estate& estate_;
  const work::Hasten hasten_;
  int failed_ = 0;
  bool active_ = false;
  kernel::Signal changed_;
};

// What a component has lived through under changed hazards, as the logarithm of the likelihood ratio: over an interval in
// which the cumulative hazard H grew by h, (factor - 1) h; and -ln factor for a failure. `law` has a density.
double log_ratio(const kernel::Distribution& law, double from_age, double to_age, double factor, bool failed);

}  // namespace failure
