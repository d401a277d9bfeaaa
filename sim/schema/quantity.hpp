#pragma once
// A number with its unit, as written: `30 s`, `3 / h`, `99.95 %`, `1200 EUR / h`, `2 TB`.

#include <optional>
#include <string>
#include <string_view>

#include "api.hpp"

namespace mainstay::schema {

enum class Dimension { number, time, per_time, share, share_per_time, money, money_per_time, data, data_per_time, priority };

struct Quantity {
  double value = 0.0;  // in seconds, per second, as a fraction, in money, in bytes
  Dimension dimension = Dimension::number;
  std::string currency;  // of money
  double per = 0.0;      // seconds that it is per, as written: 2592000 in `3 % / month`
};

// Nothing where the text is no quantity; `error` then says why.
MAINSTAY_API std::optional<Quantity> parse_quantity(std::string_view text, std::string& error);
// "a length of time, as in `4 h`"
MAINSTAY_API std::string describe(Dimension dimension);
// Seconds in a unit of time (`h`, `hours`, `min`, …), or 0.
MAINSTAY_API double seconds_in(std::string_view unit);

// A number for people: nine digits at the most, no trailing zeros.
MAINSTAY_API std::string format_number(double value);
// `2 h`, `90 d`, `0.5 s`: the largest unit that reads well.
MAINSTAY_API std::string format_duration(double seconds);

}  // namespace mainstay::schema
