#pragma once
// How a parameter struct declares itself, once:
//
//   struct Repair {
//     Random<Duration> time;
//     std::optional<Ref<Team>> by;
//     static void describe(Fields<Repair>& f) {
//       f("time", &Repair::time, "hands-on work until it runs again");
//       f("by", &Repair::by, "team that repairs; without one, nobody is waited for");
//       f.shorthand("time");
//     }
//   };
//
// Defaults are the members' initialisers. `type_of<T>()` gives the erased description.

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "schema/type.hpp"

namespace mainstay::schema {

template <class T>
const Type& type_of();

// How one kind of value is read, printed and documented; specialised for each in values and laws.
template <class T>
struct Leaf;

// A map by name, in the order written.
template <class T>
struct Named {
  struct Item {
    std::string name;
    T value;
  };
  std::vector<Item> items;
  const T* find(std::string_view name) const {
    for (const Item& i : items)
      if (i.name == name) return &i.value;
    return nullptr;
  }
};

template <class T>
class Fields;
template <class T>
concept Described = requires(Fields<T>& f) { T::describe(f); };

// Refines the field just declared.
class FieldRef {
 public:
  explicit FieldRef(Field& field) : field_(field) {}
  FieldRef& required() { field_.required = true; return *this; }
  FieldRef& range(double low, double high) {
    field_.has_range = true;
    field_.low = low;
    field_.high = high;
    return *this;
  }
  // Other words for it: who writes one of them is told the name.
  FieldRef& not_called(std::vector<std::string> synonyms) {
    field_.synonyms = std::move(synonyms);
    return *this;
  }

 private:
  Field& field_;
};

template <class T>
class Fields {
 public:
  explicit Fields(Type& type) : type_(type) {}

  template <class M>
  FieldRef operator()(std::string name, M T::*member, std::string doc) {
    Field f;
    f.name = std::move(name);
    f.doc = std::move(doc);
    f.offset = offset_of(member);
    f.type = &type_of<M>();
    const M& initial = sample_.*member;
    if (f.type->kind == Type::Kind::leaf && f.type->print != nullptr) f.default_text = f.type->print(&initial);
    type_.fields.push_back(std::move(f));
    return FieldRef(type_.fields.back());
  }

  // The fields of a member stand in the same map as this struct's own.
  template <class M>
  void include(M T::*member) {
    const Type& inner = type_of<M>();
    const std::size_t base = offset_of(member);
    for (Field f : inner.fields) {
      f.offset += base;
      type_.fields.push_back(std::move(f));
    }
    for (const Type::Check& c : inner.checks) type_.checks.push_back({base + c.offset, c.check});
  }

  // A lone value instead of a map means this field.
  void shorthand(std::string name) { type_.shorthand = std::move(name); }

  // Called once the struct is read, for rules between fields.
  template <void (*Check)(const T&, const Node&, Reader&)>
  void check() {
    type_.checks.push_back({0, [](const void* v, const Node& node, Reader& reader) {
                              Check(*static_cast<const T*>(v), node, reader);
                            }});
  }

 private:
  template <class M>
  std::size_t offset_of(M T::*member) const {
    return static_cast<std::size_t>(reinterpret_cast<const char*>(&(sample_.*member)) -
                                    reinterpret_cast<const char*>(&sample_));
  }
  Type& type_;
  T sample_{};
};

namespace detail {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsList : std::false_type {};
template <class T>
struct IsList<std::vector<T>> : std::true_type {};
template <class T>
struct IsNamed : std::false_type {};
template <class T>
struct IsNamed<Named<T>> : std::true_type {};

template <class T>
void set_lifetime(Type& t) {
  t.size = sizeof(T);
  t.create = []() -> void* { return new T(); };
  t.destroy = [](void* p) { delete static_cast<T*>(p); };
  t.clone = [](const void* p) -> void* { return new T(*static_cast<const T*>(p)); };
}

template <class T>
void fill(Type& t) {
  set_lifetime<T>(t);
  if constexpr (IsOptional<T>::value) {
    using E = typename T::value_type;
    t.kind = Type::Kind::optional;
    t.element = &type_of<E>();
    t.append = [](void* c, std::string_view) -> void* { return &static_cast<T*>(c)->emplace(); };
    t.count = [](const void* c) { return static_cast<std::size_t>(static_cast<const T*>(c)->has_value()); };
    t.at = [](void* c, std::size_t) -> void* { return &**static_cast<T*>(c); };
  } else if constexpr (IsList<T>::value) {
    using E = typename T::value_type;
    t.kind = Type::Kind::list;
    t.element = &type_of<E>();
    t.append = [](void* c, std::string_view) -> void* { return &static_cast<T*>(c)->emplace_back(); };
    t.count = [](const void* c) { return static_cast<const T*>(c)->size(); };
    t.at = [](void* c, std::size_t i) -> void* { return &(*static_cast<T*>(c))[i]; };
  } else if constexpr (IsNamed<T>::value) {
    using E = decltype(T::Item::value);
    t.kind = Type::Kind::named;
    t.element = &type_of<E>();
    t.append = [](void* c, std::string_view name) -> void* {
      auto& items = static_cast<T*>(c)->items;
      items.emplace_back();
      items.back().name = std::string(name);
      return &items.back().value;
    };
    t.count = [](const void* c) { return static_cast<const T*>(c)->items.size(); };
    t.at = [](void* c, std::size_t i) -> void* { return &static_cast<T*>(c)->items[i].value; };
    t.name_at = [](const void* c, std::size_t i) -> std::string_view {
      return static_cast<const T*>(c)->items[i].name;
    };
  } else if constexpr (Described<T>) {
    t.kind = Type::Kind::record;
    Fields<T> fields(t);
    T::describe(fields);
  } else {
    t.kind = Type::Kind::leaf;
    t.leaf_name = Leaf<T>::name;
    t.meaning = Leaf<T>::meaning();
    t.json_schema = Leaf<T>::json_schema();
    t.read = [](void* out, const Node& node, Reader& reader) {
      return Leaf<T>::read(*static_cast<T*>(out), node, reader);
    };
    t.print = [](const void* v) { return Leaf<T>::print(*static_cast<const T*>(v)); };
    if constexpr (requires(const T& v, double& d) { Leaf<T>::number(v, d); })
      t.number = [](const void* v, double& d) { return Leaf<T>::number(*static_cast<const T*>(v), d); };
    if constexpr (requires(T& v, std::string_view p, const Binding& b) { Leaf<T>::bind(v, p, b); })
      t.bind = [](void* v, std::string_view path, const Binding& b) { Leaf<T>::bind(*static_cast<T*>(v), path, b); };
    if constexpr (requires(T& v, const T& to) { Leaf<T>::change(v, to); })
      t.change = [](void* v, const void* to) { Leaf<T>::change(*static_cast<T*>(v), *static_cast<const T*>(to)); };
    if constexpr (requires { Leaf<T>::within(); }) t.within = &Leaf<T>::within();
    if constexpr (requires { Leaf<T>::shorthand; }) t.shorthand = Leaf<T>::shorthand;
  }
}

}  // namespace detail

template <class T>
const Type& type_of() {
  static const Type type = [] {
    Type t;
    detail::fill<T>(t);
    return t;
  }();
  return type;
}

}  // namespace mainstay::schema
