#pragma once
// A law is a distribution said as a phrase (`lognormal(median 2 h; p90 8 h)`). `Random<T>` is a parameter that draws:
// a law and the stream of random numbers that belongs to the parameter's path.

#include <optional>
#include <string>
#include <string_view>

#include "api.hpp"
#include "kernel/distribution.hpp"
#include "kernel/resampler.hpp"
#include "schema/leaves.hpp"
#include "schema/live.hpp"

namespace mainstay::work {

// The random numbers of what stands at a path, in one trial.
inline kernel::TrialStream stream_of(const schema::Binding& b, std::string_view path) {
  kernel::TrialStream out(kernel::Stream(kernel::Stream::stream_key(b.seed, b.replication, path)), b.resampler);
  if (b.mirror == schema::Mirror::none) return out;
  out.set_antithetic(b.mirror == schema::Mirror::second);
  out.set_inversion(true);
  return out;
}

using kernel::Duration;
using kernel::Time;
using schema::Dimension;

// Reads a law over values of `dimension`; all problems are said at the node's place. Laws over time are cut at 0.
MAINSTAY_API std::optional<kernel::Distribution> parse_law(const schema::Node& node, Dimension dimension,
                                                           schema::Reader& reader);

// A CSV file with a header (lines that begin with `#` are comments; no quotes), as text: every row has all columns.
struct MAINSTAY_API Table {
  struct Row {
    int number;                       // of its line, from 1
    std::vector<std::string> cells;
  };
  std::vector<std::string> columns;
  std::vector<Row> rows;
  std::size_t index(std::string_view column) const;  // as many as there are, where there is none such
  bool has(std::string_view column) const { return index(column) < columns.size(); }
};
MAINSTAY_API std::optional<Table> read_table(const std::filesystem::path& file, std::string& why);

// One column of a CSV file with a header (lines that begin with `#` are comments), as text.
MAINSTAY_API std::optional<std::vector<std::string>> read_column(const std::filesystem::path& file,
                                                                 std::string_view column, std::string& why);

namespace detail {

template <class T>
struct Drawn;
template <>
struct Drawn<Duration> {
  static constexpr Dimension dimension = Dimension::time;
  static Duration make(double v) { return Duration::seconds(v); }
};
template <>
struct Drawn<double> {
  static constexpr Dimension dimension = Dimension::number;
  static double make(double v) { return v; }
};
template <>
struct Drawn<schema::Priority> {
  static constexpr Dimension dimension = Dimension::priority;
  static schema::Priority make(double v) { return schema::Priority{static_cast<int>(v)}; }
};
template <>
struct Drawn<schema::Money> {
  static constexpr Dimension dimension = Dimension::money;
  static schema::Money make(double v) { return schema::Money{v}; }
};

}  // namespace detail

// A parameter that draws. Copying it is for the trial's set-up alone: two copies would draw the same numbers.
template <class T>
class Random {
 public:
  Random() : law_(kernel::Distribution::constant(0.0)) {}
  explicit Random(T constant_value)
    requires std::same_as<T, Duration>
      : law_(kernel::Distribution::constant(constant_value.in_seconds())) {}
  explicit Random(schema::Priority constant_value)
    requires std::same_as<T, schema::Priority>
      : law_(kernel::Distribution::constant(constant_value.level)) {}
  explicit Random(double constant_value)
    requires std::same_as<T, double>
      : law_(kernel::Distribution::constant(constant_value)) {}

  const kernel::Distribution& law() const { return law_; }
  void set_law(kernel::Distribution law) { law_ = std::move(law); }
  void set_stream(const kernel::TrialStream& stream) { stream_ = stream; }
  // The law of another; the random numbers stay its own.
  void take(const Random& other) { law_ = other.law_; }
  kernel::Stream& stream() { return stream_; }

  T draw() { return detail::Drawn<T>::make(law_.sample(stream_)); }
  // For what several processes draw in an order that a what-if may change: each occurrence has its own numbers.
  T draw(std::uint64_t occurrence) const {
    if (law_.is_constant()) return detail::Drawn<T>::make(law_.mean());
    kernel::Stream own = stream_.at(occurrence);
    return detail::Drawn<T>::make(law_.sample(own));
  }

 private:
  kernel::Distribution law_;
  kernel::TrialStream stream_;
};

// A share that is drawn against: `success: 98 %`.
class Chance {
 public:
  Chance() = default;
  explicit Chance(double share) : share_(share) {}
  double share() const { return share_; }
  void set_stream(const kernel::TrialStream& stream) { stream_ = stream; }
  // The share of another; the random numbers stay its own.
  void take(const Chance& other) { share_ = other.share_; }
  bool draw() { return share_ >= 1.0 || (share_ > 0.0 && stream_.uniform() < share_); }
  bool draw(std::uint64_t occurrence) const {
    kernel::Stream own = stream_.at(occurrence);
    return share_ >= 1.0 || (share_ > 0.0 && own.uniform() < share_);
  }

 private:
  double share_ = 1.0;
  kernel::TrialStream stream_;
};

}  // namespace mainstay::work

namespace mainstay::schema {

template <class T>
struct Leaf<work::Random<T>> {
  static constexpr const char* name = "law";
  static std::string meaning() {
    return describe(work::detail::Drawn<T>::dimension) + ", or a law, as in `lognormal(median 2 h; p90 8 h)`";
  }
  static std::string json_schema() { return R"({"type":["string","number"]})"; }
  static bool read(work::Random<T>& out, const Node& node, Reader& reader) {
    auto law = work::parse_law(node, work::detail::Drawn<T>::dimension, reader);
    if (!law) return false;
    out.set_law(std::move(*law));
    return true;
  }
  static std::string print(const work::Random<T>& v) {
    if (!v.law().is_constant()) return "a law";
    return Leaf<T>::print(work::detail::Drawn<T>::make(v.law().mean()));
  }
  static bool number(const work::Random<T>& v, double& out) {
    if (!v.law().is_constant()) return false;
    out = v.law().mean();
    return true;
  }
  static void bind(work::Random<T>& v, std::string_view path, const Binding& b) {
    v.set_stream(work::stream_of(b, path));
  }
};

template <>
struct Leaf<work::Chance> {
  static constexpr const char* name = "chance";
  static std::string meaning() { return "a chance, as in `98 %`"; }
  static std::string json_schema() { return R"({"type":["string","number"]})"; }
  static bool read(work::Chance& out, const Node& node, Reader& reader) {
    const auto v = reader.quantity(node, Dimension::share);
    if (!v) return false;
    if (*v < 0.0 || *v > 1.0) {
      reader.error(node.place, "'" + node.text + "' is not a chance between 0 % and 100 %");
      return false;
    }
    out = work::Chance(*v);
    return true;
  }
  static std::string print(const work::Chance& v) { return format_number(v.share() * 100.0) + " %"; }
  static void bind(work::Chance& v, std::string_view path, const Binding& b) {
    v.set_stream(work::stream_of(b, path));
  }
};

}  // namespace mainstay::schema
