#include "plugin_api/model.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace mainstay::plugin_api {

std::vector<const SectionData*> Binder::of(std::string_view pattern) const {
  std::vector<const SectionData*> out;
  for (const SectionData& d : sections_)
    if (matches(pattern, d.path)) out.push_back(&d);
  return out;
}

void Binder::check_provided(std::string_view contract) const {
  if (!declaration_.does_provide(contract))
    throw std::logic_error(fmt::format("provides the contract '{}', but its declaration does not say so", contract));
}

void Binder::check_needed(std::string_view contract, bool is_there) const {
  if (!declaration_.does_need(contract))
    throw std::logic_error(fmt::format("asks for the contract '{}', but its declaration does not say that it needs it", contract));
  if (!is_there) throw std::logic_error(fmt::format("nobody has provided the contract '{}'", contract));
}

}  // namespace mainstay::plugin_api
