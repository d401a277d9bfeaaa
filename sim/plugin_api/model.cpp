#include "plugin_api/model.hpp"

namespace mainstay::plugin_api {

bool matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const std::size_t p = std::min(pattern.find('.'), pattern.size());
    const std::size_t q = std::min(path.find('.'), path.size());
    if (pattern.substr(0, p) != "*" && pattern.substr(0, p) != path.substr(0, q)) return false;
    pattern.remove_prefix(std::min(p + 1, pattern.size()));
    path.remove_prefix(std::min(q + 1, path.size()));
  }
  return pattern.empty() && path.empty();
}

std::vector<const SectionData*> Binder::of(std::string_view pattern) const {
  std::vector<const SectionData*> out;
  for (const SectionData& d : sections_)
    if (matches(pattern, d.path)) out.push_back(&d);
  return out;
}

}  // namespace mainstay::plugin_api
