#include "store/codec.hpp"

#include "store/bytes.hpp"

namespace mainstay::store {

namespace {

template <class Archive, class T>
void fields(Archive& archive,
            T& thing);  // one list of fields for both directions, so that they cannot diverge

class Writing {
 public:
  explicit Writing(std::string& out) : out_(out) {}

  template <class... T>
  void operator()(const T&... things) {
    (put(things), ...);
  }

 private:
  template <class T>
  void put(const T& thing) {
    if constexpr (std::is_same_v<T, bool>)
      out_.number<std::uint8_t>(thing);
    else if constexpr (std::is_enum_v<T>)
      out_.number(static_cast<std::uint8_t>(thing));
    else if constexpr (Plain<T>)
      out_.number(thing);
    else
      fields(*this, thing);
  }
  void put(const std::string& text) { out_.text(text); }
  void put(const Cells& cells) {
    out_.number(static_cast<std::uint8_t>(cells.index()));
    std::visit([this](const auto& values) { put(values); }, cells);
  }
  template <class T>
  void put(const std::vector<T>& items) {
    if constexpr (Plain<T>) {
      out_.array(items);
    } else {
      out_.number<std::uint64_t>(items.size());
      for (const T& item : items) put(item);
    }
  }
  template <class A, class B>
  void put(const std::pair<A, B>& pair) {
    put(pair.first), put(pair.second);
  }

  Encoder out_;
};

class Reading {
 public:
  explicit Reading(std::string_view in) : in_(in) {}
  bool complete() const { return in_.ok() && in_.at_end(); }

  template <class... T>
  void operator()(T&... things) {
    (get(things), ...);
  }

 private:
  template <class T>
  void get(T& thing) {
    if constexpr (std::is_same_v<T, bool>)
      thing = in_.number<std::uint8_t>() != 0;
    else if constexpr (std::is_enum_v<T>)
      thing = static_cast<T>(in_.number<std::uint8_t>());
    else if constexpr (Plain<T>)
      thing = in_.number<T>();
    else
      fields(*this, thing);
  }
  void get(std::string& text) { text = in_.text(); }
  void get(Cells& cells) {
    switch (in_.number<std::uint8_t>()) {
      case 0:
        cells.emplace<0>();
        break;
      case 1:
        cells.emplace<1>();
        break;
      default:
        cells.emplace<2>();
        break;
    }
    std::visit([this](auto& values) { get(values); }, cells);
  }
  template <class T>
  void get(std::vector<T>& items) {
    if constexpr (Plain<T>) {
      items = in_.array<T>();
    } else {
      items.clear();
      items.resize(
          in_.count(8));  // every compound thing begins with, or holds, a length or a number of 8 bytes
      for (T& item : items) get(item);
    }
  }
  template <class A, class B>
  void get(std::pair<A, B>& pair) {
    get(pair.first), get(pair.second);
  }

  Decoder in_;
};

template <class Thing, class T>
constexpr bool is = std::is_same_v<std::remove_const_t<T>, Thing>;

template <class Archive, class T>
void fields(Archive& a, T& t) {
  if constexpr (is<ScenarioFile, T>)
    a(t.name, t.text);
  else if constexpr (is<Assumption, T>)
    a(t.path, t.value, t.source, t.grade);
  else if constexpr (is<PluginInfo, T>)
    a(t.name, t.version, t.attributes);
  else if constexpr (is<MetricInfo, T>)
    a(t.name, t.unit, t.kind, t.title);
  else if constexpr (is<SeriesInfo, T>)
    a(t.name, t.unit, t.start_seconds, t.step_seconds, t.points, t.title);
  else if constexpr (is<Column, T>)
    a(t.name, t.unit, t.type);
  else if constexpr (is<TableInfo, T>)
    a(t.name, t.columns);
  else if constexpr (is<VariantInfo, T>)
    a(t.name, t.patch, t.cost, t.owner, t.resolved, t.replications, t.horizon_seconds, t.warm_up_seconds,
      t.seed, t.start);
  else if constexpr (is<TableRows, T>)
    a(t.columns);
  else if constexpr (is<RunHeader, T>)
    a(t.program_version, t.files, t.ledger, t.title, t.question, t.seed, t.first_replication, t.replications,
      t.confidence, t.horizon_seconds, t.warm_up_seconds, t.warm_up_by, t.precision_of, t.precision_within,
      t.precision_confidence, t.start, t.time_zone, t.currency, t.record,
      t.plugins, t.metrics, t.series, t.tables, t.variants, t.options);
  else {
    static_assert(is<TrialRow, T>);
    a(t.variant, t.replication, t.seed_key, t.failed, t.error, t.failed_at, t.events, t.fingerprint,
      t.wall_seconds, t.values, t.weights, t.series, t.tables);
  }
}

template <class T>
bool decode_whole(std::string_view bytes, T& thing) {
  Reading reading(bytes);
  reading(thing);
  return reading.complete();
}

}  // namespace

void encode(const RunHeader& header, std::string& out) {
  Writing{out}(header);
}
void encode(const TrialRow& row, std::string& out) {
  Writing{out}(row);
}
bool decode(std::string_view bytes, RunHeader& header) {
  return decode_whole(bytes, header);
}
bool decode(std::string_view bytes, TrialRow& row) {
  return decode_whole(bytes, row);
}

}  // namespace mainstay::store
