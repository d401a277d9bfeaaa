#include "schema/leaves.hpp"

#include <fmt/format.h>

namespace mainstay::schema {
namespace {

void unknown(const std::string& name, const char* kind, const Node& node, Reader& reader) {
  reader.error(node.place, fmt::format("'{}' is not among `{}`", name, kind),
               did_you_mean(name, reader.names().candidates(kind)));
}

}  // namespace

bool Leaf<Growth>::read(Growth& out, const Node& node, Reader& reader) {
  if (!reader.quantity(node, Dimension::share_per_time)) return false;
  std::string why;
  const auto q = parse_quantity(node.text, why);
  const double factor = 1.0 + q->value * q->per;
  if (!(factor > 0.0)) {
    reader.error(node.place, "shrinks by 100 % or more");
    return false;
  }
  out.log_per_second = std::log(factor) / q->per;
  return true;
}

bool read_ref(std::size_t& out, const char* kind, const Node& node, Reader& reader) {
  if (!node.is_scalar()) {
    reader.error(node.place, fmt::format("takes one name among `{}`", kind));
    return false;
  }
  const auto members = reader.names().members(kind, node.text);
  if (members.empty()) {
    unknown(node.text, kind, node, reader);
    return false;
  }
  if (members.size() > 1) {
    reader.error(node.place, fmt::format("'{}' stands for {} of them; one is wanted here", node.text, members.size()),
                 fmt::format("name one, as in '{}'", reader.names().all(kind)[members.front()]));
    return false;
  }
  out = members.front();
  return true;
}

bool read_refs(std::vector<std::size_t>& out, const char* kind, const Node& node, Reader& reader) {
  if (node.is_list()) {
    bool good = true;
    for (const Node& item : node.items) good = read_refs(out, kind, item, reader) && good;
    return good;
  }
  if (!node.is_scalar()) {
    reader.error(node.place, fmt::format("takes names among `{}`", kind));
    return false;
  }
  const auto members = reader.names().members(kind, node.text);
  if (members.empty()) {
    unknown(node.text, kind, node, reader);
    return false;
  }
  out.insert(out.end(), members.begin(), members.end());
  return true;
}

}  // namespace mainstay::schema
