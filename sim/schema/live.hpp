#pragma once
// Parameters that may change while a trial runs. `Live<Chance> success` is a `Chance` that an improvement may replace;
// what is not declared so is read once, at the start, and a patch of it in a run is a diagnostic.
//
// What a change does to time already running is its owner's to say: work already drawn stays as drawn; what is derived
// from the parameter is worked out anew by the function given to `on_change`.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/fields.hpp"
#include "schema/reader.hpp"

namespace mainstay::schema {

// Of a class `T` that is read as one value. A copy has nobody to tell.
template <class T>
class Live : public T {
 public:
  Live() = default;
  Live(T value) : T(std::move(value)) {}
  Live(const Live& other) : T(static_cast<const T&>(other)) {}
  Live& operator=(const Live& other) {
    T::operator=(static_cast<const T&>(other));
    return *this;
  }

  void on_change(void (*tell)(void*), void* context) {
    tell_ = tell;
    context_ = context;
  }
  // What belongs to the parameter's path, as its random numbers do, stays.
  void change(const T& value) {
    if constexpr (requires(T& own) { own.take(value); })
      T::take(value);
    else
      T::operator=(value);
    if (tell_ != nullptr) tell_(context_);
  }

 private:
  void (*tell_)(void*) = nullptr;
  void* context_ = nullptr;
};

// A change of one parameter, or of those of all members of a counted name; found and read when the scenario is validated.
struct LivePatch {
  std::vector<std::string> paths;
  const Type* type = nullptr;
  std::shared_ptr<const void> value;
  std::string text;  // `teams.dba.staff = 3`
};

// As a parameter: `{ teams.dba.staff: 3, groups.db.success: 99 % }`, applied in the order written.
struct LivePatches {
  std::vector<LivePatch> list;
};

// The parameters of one trial that may change, by path.
class MAINSTAY_API LiveParameters {
 public:
  void add(std::string_view path, void* value) { at_.insert_or_assign(std::string(path), value); }
  bool has(std::string_view path) const { return at_.contains(path); }
  // At once. Throws std::logic_error where the trial has no such parameter.
  void apply(const LivePatch& patch) const;

 private:
  std::map<std::string, void*, std::less<>> at_;
};

// Knows what stands at a path of the scenario that is being read; a context of the reader.
class MAINSTAY_API LiveTargets {
 public:
  static constexpr std::string_view context = "what may change in a run";
  struct Found {
    std::vector<std::string> paths;
    const Field* field = nullptr;  // whose range holds, or nullptr
    const Type* type = nullptr;    // a leaf that is `Live`
  };
  virtual ~LiveTargets() = default;
  // Nothing, with a diagnostic, where there is no such parameter or it cannot change in a run.
  virtual std::optional<Found> find(std::string_view path, const Place& place, Reader& reader) const = 0;
};

template <class T>
struct Leaf<Live<T>> {
  static constexpr const char* name = Leaf<T>::name;
  static std::string meaning() { return Leaf<T>::meaning(); }
  static std::string json_schema() { return Leaf<T>::json_schema(); }
  static bool read(Live<T>& out, const Node& node, Reader& reader) { return Leaf<T>::read(out, node, reader); }
  static std::string print(const Live<T>& v) { return Leaf<T>::print(v); }
  static bool number(const Live<T>& v, double& out)
    requires requires { Leaf<T>::number(v, out); }
  {
    return Leaf<T>::number(v, out);
  }
  static void bind(Live<T>& v, std::string_view path, const Binding& b) {
    if constexpr (requires { Leaf<T>::bind(v, path, b); }) Leaf<T>::bind(v, path, b);
    if (b.live != nullptr) b.live->add(path, &v);
  }
  static void change(Live<T>& to, const Live<T>& from) { to.change(from); }
};

template <>
struct Leaf<LivePatches> {
  static constexpr const char* name = "changes in a run";
  static std::string meaning() { return "paths and their new values, as in `{ teams.dba.staff: 3 }`"; }
  static std::string json_schema() { return R"({"type":"object"})"; }
  MAINSTAY_API static bool read(LivePatches& out, const Node& node, Reader& reader);
  static std::string print(const LivePatches& v) { return v.list.empty() ? "nothing" : "changes"; }
};

}  // namespace mainstay::schema
