#include "work/clock_phrase.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace mainstay::work {

using kernel::Duration;
using kernel::Time;

namespace {

constexpr std::array<std::string_view, 7> day_names{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::string_view blanks = " \t";

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string lower(std::string_view word) {
  std::string result(word);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

// How many of the first three letters stand in their place.
int likeness(const std::string& word, std::string_view name) {
  const std::string lower_name = lower(name);
  int same = 0;
  for (std::size_t i = 0; i < 3 && i < word.size(); ++i) same += word[i] == lower_name[i] ? 1 : 0;
  return same;
}

// The day that was probably meant, or empty: two letters of three tell the days apart.
std::string_view nearest_day(std::string_view word) {
  const std::string wrong = lower(word);
  if (wrong == "day" || likeness(wrong, "eve") == 3 || likeness(wrong, "dai") == 3) return "daily";
  if (wrong == "weekday" || wrong == "weekdays") return "Mon-Fri";
  if (wrong == "weekend" || wrong == "weekends") return "Sat-Sun";
  for (const int enough : {3, 2}) {
    for (const std::string_view name : day_names) {
      if (likeness(wrong, name) >= enough) return name;
    }
  }
  return {};
}

std::string unknown_day(std::string_view word) {
  const std::string_view near = nearest_day(word);
  if (!near.empty()) return "unknown day " + quoted(word) + "; did you mean " + quoted(near) + "?";
  return "unknown day " + quoted(word) + "; the days are Mon, Tue, Wed, Thu, Fri, Sat, Sun and daily";
}

}  // namespace

std::string_view ClockReader::rest() {
  rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size()));
  return rest_;
}

bool ClockReader::at_end() {
  return rest().empty();
}
bool ClockReader::at_letter() {
  return !at_end() && is_letter(rest_.front());
}
bool ClockReader::at_digit() {
  return !at_end() && is_digit(rest_.front());
}

bool ClockReader::take(char c) {
  if (at_end() || rest_.front() != c) return false;
  rest_.remove_prefix(1);
  return true;
}

std::string_view ClockReader::read_word() {
  const std::string_view text = rest();
  std::size_t length = 0;
  while (length < text.size() && is_letter(text[length])) ++length;
  rest_.remove_prefix(length);
  return text.substr(0, length);
}

std::nullopt_t ClockReader::fail(const std::string& why) {
  if (error_.empty()) error_ = quoted(phrase_) + ": " + why;
  return std::nullopt;
}

std::optional<int> ClockReader::read_day() {
  const std::string_view word = read_word();
  if (word.empty() && at_end()) return fail("it lacks a day such as 'Mon' at its end");
  if (word.empty()) return fail("a day such as 'Mon' is expected where it says " + quoted(rest()));
  const auto* found = std::find(day_names.begin(), day_names.end(), word);
  if (found == day_names.end()) return fail(unknown_day(word));
  return static_cast<int>(found - day_names.begin());
}

std::optional<DaysOfWeek> ClockReader::read_days() {
  DaysOfWeek days{};
  const ClockReader before = *this;
  if (read_word() == "daily") {
    days.fill(true);
    return days;
  }
  *this = before;
  do {
    const auto first = read_day();
    if (!first) return std::nullopt;
    std::optional<int> last = first;
    if (take('-')) last = read_day();
    if (!last) return std::nullopt;
    for (int day = *first;; day = (day + 1) % 7) {
      days[static_cast<std::size_t>(day)] = true;
      if (day == *last) break;
    }
  } while (take(','));
  return days;
}

bool ClockReader::at_date() {
  const std::string_view text = rest();
  return text.size() >= 5 && std::all_of(text.begin(), text.begin() + 4, is_digit) && text[4] == '-';
}

std::optional<std::int64_t> ClockReader::read_date() {
  const std::string_view text = rest().substr(0, 10);
  const auto date = text.size() == 10 ? parse_local(text) : std::nullopt;
  if (!date) return fail("a date such as '2026-12-24' is expected where it says " + quoted(rest()));
  rest_.remove_prefix(text.size());
  return wall_time(*date).seconds;
}

std::optional<std::int64_t> ClockReader::read_time(Midnight midnight) {
  const std::string_view text = rest();
  std::size_t length = 0;
  while (length < text.size() && (is_digit(text[length]) || text[length] == ':')) ++length;
  const std::string_view written = text.substr(0, length);
  const std::size_t colon = written.find(':');
  if (length == 0) {
    return fail(text.empty() ? "it lacks a clock time such as '08:00' at its end"
                             : "a clock time such as '08:00' is expected where it says " + quoted(text));
  }
  if (colon == 0 || colon > 2 || written.size() != colon + 3 ||
      written.find(':', colon + 1) != std::string_view::npos) {
    return fail(quoted(written) + " is not a clock time; write hours and minutes, as in '08:00'");
  }
  int hour = 0;
  for (const char c : written.substr(0, colon)) hour = hour * 10 + (c - '0');
  const int minute = (written[colon + 1] - '0') * 10 + (written[colon + 2] - '0');
  if (hour > 24 || minute > 59 || (hour == 24 && minute > 0)) {
    return fail("there is no clock time " + quoted(written) + "; a day goes from 00:00 to 24:00");
  }
  if (hour == 24 && midnight == Midnight::starts_a_day) {
    return fail("'24:00' only ends a day; write '00:00' of the next day");
  }
  rest_.remove_prefix(length);
  return hour * 3600 + minute * 60;
}

namespace {

// What one phrase says: days and a time, or a date and a time.
struct Named {
  DaysOfWeek days{};
  std::int64_t time_of_day = 0;
  std::optional<LocalDateTime> once;
};

// How much of the text could be a date at its start: `2026-03-01`, `22` of `22:00`.
bool begins_like_a_date(std::string_view text) {
  const auto end = text.find_first_not_of("0123456789");
  return end != std::string_view::npos && (text[end] == '-' || text[end] == '/' || text[end] == '.');
}

std::optional<Named> read_phrase(ClockReader& reader) {
  Named named;
  if (reader.at_end()) return reader.fail("a clock time such as 'daily 02:00' is expected");
  if (reader.at_digit()) {
    if (!begins_like_a_date(reader.rest())) {
      return reader.fail("a clock time follows a day or a date, as in 'daily 02:00'");
    }
    named.once = parse_local(reader.rest());
    if (!named.once || reader.rest().find(':') == std::string_view::npos) {
      return reader.fail("this is not a date and a time; write one like '2026-03-01 14:00'");
    }
    return named;
  }
  const auto days = reader.read_days();
  if (!days) return std::nullopt;
  const auto time = reader.read_time(ClockReader::Midnight::starts_a_day);
  if (!time) return std::nullopt;
  if (!reader.at_end()) {
    const std::string extra = quoted(reader.rest());
    return reader.fail("there is more than days and a time: " + extra + "; write several times as a list");
  }
  named.days = *days;
  named.time_of_day = *time;
  return named;
}

template <typename T>
void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

std::optional<ClockTimes> ClockTimes::parse(const std::vector<std::string>& phrases, const CivilClock& clock,
                                            std::vector<std::string>& errors) {
  const std::size_t errors_before = errors.size();
  if (phrases.empty())
    errors.push_back("a clock time such as 'daily 02:00' is expected, but the list is empty");
  ClockTimes times(clock);
  for (const std::string& phrase : phrases) {
    ClockReader reader(phrase);
    const auto named = read_phrase(reader);
    if (!named) {
      errors.push_back(reader.error());
    } else if (named->once) {
      times.once_.push_back(clock.instant(*named->once));
    } else {
      for (std::size_t day = 0; day < 7; ++day) {
        if (!named->days[day]) continue;
        times.weekly_.push_back(static_cast<std::int64_t>(day) * WallTime::day_length + named->time_of_day);
      }
    }
  }
  if (errors.size() > errors_before) return std::nullopt;
  sort_unique(times.weekly_);
  sort_unique(times.once_);
  return times;
}

Time ClockTimes::next_of_week(Time after) const {
  // A later reading never has an earlier instant, so only readings later than that at `after` can be meant;
  // not all of them are, as in an hour that comes twice they have been there already.
  const WallTime now = clock_.wall(after);
  WallTime week = now.start_of_week();
  auto candidate = std::upper_bound(weekly_.begin(), weekly_.end(), now.seconds - week.seconds);
  for (;; ++candidate) {
    if (candidate == weekly_.end()) {
      candidate = weekly_.begin();
      week.seconds += WallTime::week_length;
    }
    const Time instant = clock_.instant(WallTime{week.seconds + *candidate});
    if (instant > after) return instant;
  }
}

Time ClockTimes::next(Time after) const {
  Time first = Time::never();
  if (after.is_finite() && !weekly_.empty() && after < clock_.latest()) first = next_of_week(after);
  const auto once = std::upper_bound(once_.begin(), once_.end(), after);
  return once == once_.end() ? first : std::min(first, *once);
}

Time ClockTimes::next_or_at(Time from) const {
  if (!from.is_finite()) return Time::never();
  // All instants are whole seconds.
  return next(Time::at(Duration::seconds(std::ceil(from.in_seconds()) - 1.0)));
}

}  // namespace mainstay::work
