#pragma once
// Which parameter of a scenario stands at a path, and whether it may change in a run.

#include <string>
#include <vector>

#include "plugin_host/host.hpp"
#include "schema/live.hpp"

namespace mainstay::scenario {

class LivePaths final : public schema::LiveTargets {
 public:
  // `root` is the document as meant (expanded); all must outlive this.
  LivePaths(const schema::Node& root, const plugin_host::Registry& registry) : root_(root), registry_(registry) {}
  std::optional<Found> find(std::string_view path, const schema::Place& place, schema::Reader& reader) const override;
  // All that were found so far, each once for each patch of it.
  const std::vector<std::string>& asked() const { return asked_; }

 private:
  const schema::Node& root_;
  const plugin_host::Registry& registry_;
  mutable std::vector<std::string> asked_;
};

}  // namespace mainstay::scenario
