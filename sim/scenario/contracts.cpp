#include "scenario/contracts.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

namespace mainstay::scenario {

using plugin_host::Plugin;

namespace {

class Order {
 public:
  Order(const std::vector<const Plugin*>& plugins, const plugin_host::Registry& registry, const schema::Place& place,
        schema::Diagnostics& diagnostics)
      : plugins_(plugins), registry_(registry), place_(place), diagnostics_(diagnostics) {}

  // Nothing where something is wrong.
  std::optional<std::vector<const Plugin*>> find() {
    const int before = diagnostics_.error_count();
    for (const Plugin* p : plugins_)
      for (const auto& contract : p->declaration.provides()) {
        const auto [at, fresh] = provider_.emplace(contract, p);
        if (!fresh)
          diagnostics_.error(place_, fmt::format("the plugins '{}' and '{}' both provide the contract '{}'",
                                                 at->second->name, p->name, contract));
      }
    for (const Plugin* p : plugins_)
      for (const auto& contract : p->declaration.needs())
        if (!provider_.contains(contract)) say_missing(*p, contract);
    if (diagnostics_.error_count() > before) return std::nullopt;
    for (const Plugin* p : plugins_)
      if (!visit(*p)) return std::nullopt;
    return std::move(out_);
  }

 private:
  static std::string_view without_version(std::string_view contract) { return contract.substr(0, contract.rfind('/')); }

  void say_missing(const Plugin& p, const std::string& contract) {
    std::string hint;
    for (const auto& other : registry_.plugins())
      for (const auto& provided : other->declaration.provides()) {
        if (provided == contract)
          hint = fmt::format("'{}' provides it, but the scenario has none of its sections", other->name);
        else if (hint.empty() && without_version(provided) == without_version(contract))
          hint = fmt::format("'{}' provides '{}': one of the two is of another version", other->name, provided);
      }
    if (hint.empty()) hint = "no plugin that was found provides it";
    diagnostics_.error(place_, fmt::format("the plugin '{}' needs the contract '{}'", p.name, contract), hint);
  }

  bool visit(const Plugin& p) {
    if (std::find(out_.begin(), out_.end(), &p) != out_.end()) return true;
    const bool seen = std::find(way_.begin(), way_.end(), &p) != way_.end();
    way_.push_back(&p);
    if (seen) return say_circle();
    for (const auto& contract : p.declaration.needs())
      if (!visit(*provider_.at(contract))) return false;
    way_.pop_back();
    out_.push_back(&p);
    return true;
  }

  bool say_circle() {
    const Plugin* again = way_.back();
    std::string text;
    for (auto at = std::find(way_.begin(), way_.end(), again); at != way_.end(); ++at)
      text += (text.empty() ? "'" : " needs '") + (*at)->name + "'";
    diagnostics_.error(place_, "plugins need each other's contracts in a circle: " + text);
    return false;
  }

  const std::vector<const Plugin*>& plugins_;
  const plugin_host::Registry& registry_;
  const schema::Place& place_;
  schema::Diagnostics& diagnostics_;
  std::map<std::string, const Plugin*, std::less<>> provider_;
  std::vector<const Plugin*> way_;
  std::vector<const Plugin*> out_;
};

}  // namespace

void order_by_contracts(std::vector<const Plugin*>& plugins, const plugin_host::Registry& registry,
                        const schema::Place& place, schema::Diagnostics& diagnostics) {
  std::sort(plugins.begin(), plugins.end(), [](const Plugin* a, const Plugin* b) { return a->name < b->name; });
  if (auto order = Order(plugins, registry, place, diagnostics).find()) plugins = std::move(*order);
}

}  // namespace mainstay::scenario
