#include "estate/exchange.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace mainstay::estate {

void Channel::tell_all(const void* signal) const {
  if (simulation_.is_closing()) return;
  for (const Hearer& h : hearers_) {
    try {
      h.handler(h.context, signal);
    } catch (...) {
      simulation_.fail(std::current_exception(), h.owner, name_);
      return;
    }
  }
}

void Exchange::add(std::string_view contract, void* implementation) {
  if (!contracts_.emplace(contract, implementation).second)
    throw std::logic_error(fmt::format("the contract '{}' is provided twice", contract));
}

void* Exchange::find(std::string_view contract) const {
  const auto found = contracts_.find(contract);
  return found == contracts_.end() ? nullptr : found->second;
}

Channel& Exchange::channel(std::string_view name, std::size_t size) {
  auto found = channels_.find(name);
  if (found == channels_.end())
    found = channels_.emplace(name, std::make_unique<Channel>(simulation_, std::string(name), size)).first;
  if (found->second->size() != size)
    throw std::logic_error(fmt::format("the signal '{}' is a struct of {} bytes here and of {} elsewhere; what has changed "
                                       "takes a new version", name, size, found->second->size()));
  return *found->second;
}

}  // namespace mainstay::estate
