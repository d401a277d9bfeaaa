#pragma once
// Values that carry a unit in their type. Durations are kernel::Duration.

#include <compare>
#include <string>

#include "kernel/time.hpp"

namespace mainstay::schema {

using kernel::Duration;

struct Rate {  // so many per time: `3 / h`, `1 / 50 years`
  double per_second = 0.0;
  auto operator<=>(const Rate&) const = default;
};
struct Share {  // `99.95 %`, or a factor from 0 to 1
  double value = 0.0;
  auto operator<=>(const Share&) const = default;
};
struct Growth {  // `12 % / year`: compounds; the logarithm of the factor per second
  double log_per_second = 0.0;
  auto operator<=>(const Growth&) const = default;
};
struct Money {  // in the scenario's currency
  double amount = 0.0;
  auto operator<=>(const Money&) const = default;
};
struct MoneyRate {  // `1200 EUR / h`
  double per_second = 0.0;
  auto operator<=>(const MoneyRate&) const = default;
};
struct Priority {  // P1, the most urgent, to P9
  int level = 5;
  auto operator<=>(const Priority&) const = default;
};

}  // namespace mainstay::schema
