#include "scenario/run_spec.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "schema/leaves.hpp"

namespace mainstay::schema {

template <>
struct Words<scenario::Record> {
  static constexpr std::array<std::string_view, 5> words = {"metrics", "series", "outages", "tickets", "all"};
};
template <>
struct Words<scenario::Overlap> {
  static constexpr std::array<std::string_view, 2> words = {"planned first", "unplanned first"};
};

template <>
struct Leaf<work::LocalDateTime> {
  static constexpr const char* name = "date and time";
  static std::string meaning() { return "a date and time of the wall clock, as in `2026-01-05 00:00`"; }
  static std::string json_schema() { return R"({"type":"string"})"; }
  static bool read(work::LocalDateTime& out, const Node& node, Reader& reader) {
    const auto parsed = node.is_scalar() ? work::parse_local(node.text) : std::nullopt;
    if (!parsed) reader.error(node.place, "is not a date and time that exists", "write it as in `2026-01-05 00:00`");
    if (parsed) out = *parsed;
    return parsed.has_value();
  }
  static std::string print(const work::LocalDateTime& v) {
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", v.year, v.month, v.day, v.hour, v.minute);
  }
};

template <>
struct Leaf<scenario::WarmUp> {
  static constexpr const char* name = "warm-up";
  static std::string meaning() { return "a length of time, or `auto`"; }
  static std::string json_schema() { return R"({"type":"string"})"; }
  static bool read(scenario::WarmUp& out, const Node& node, Reader& reader) {
    if (node.is_scalar() && node.text == "auto") {
      out.automatic = true;
      return true;
    }
    return Leaf<Duration>::read(out.length, node, reader);
  }
  static std::string print(const scenario::WarmUp& v) {
    return v.automatic ? "auto" : format_duration(v.length.in_seconds());
  }
};

}  // namespace mainstay::schema

namespace mainstay::scenario {

void Precision::describe(schema::Fields<Precision>& f) {
  f("of", &Precision::of, "the metric").required();
  f("within", &Precision::within, "half the width of its interval, relative or in its unit").required();
  f("confidence", &Precision::confidence, "of the interval").range(0.5, 0.9999);
}

void Hasten::describe(schema::Fields<Hasten>& f) {
  f("towards", &Hasten::towards, "the service whose rare outages are looked for").required();
  f("by", &Hasten::by, "how many times as likely failures are while something has failed already").range(1, 1e6);
}

void RunSpec::describe(schema::Fields<RunSpec>& f) {
  f("antithetic", &RunSpec::antithetic, "plays replications in pairs with mirrored random numbers (2 and 3, 4 and 5, …)");
  f("from", &RunSpec::from, "wall clock at the start of the warm-up").not_called({"start", "begin"});
  f("for", &RunSpec::length, "length of a trial, after the warm-up").not_called({"horizon", "duration", "length"});
  f("warm_up", &RunSpec::warm_up, "time before observations count").not_called({"warmup", "burn_in", "transient"});
  f("until", &RunSpec::until, "ends a trial early: `first outage of NAME`");
  f("replications", &RunSpec::replications, "trials of each variant").range(1, 1e8).not_called({"reps", "trials", "runs", "iterations"});
  f("seed", &RunSpec::seed, "of the random numbers").range(0, 9e15);
  f("record", &RunSpec::record, "how much of each trial is kept");
  f("precision", &RunSpec::precision, "adds replications, up to `replications`, until it is reached");
  f("overlap", &RunSpec::overlap, "which it is where a planned window and a failure overlap");
  f("hasten", &RunSpec::hasten, "plays more failures while something has failed, and weighs the trials (failure biasing)");
}

const schema::Type& run_type() { return schema::type_of<RunSpec>(); }

}  // namespace mainstay::scenario
