#pragma once
// What to say to somebody who asks a parameter for what it does not have.

#include <span>
#include <string>
#include <string_view>

#include "api.hpp"
#include "schema/node.hpp"
#include "schema/type.hpp"

namespace mainstay::schema {

// Of a key that a record does not have: the field that it is another word for, or else the key that is nearest, or else
// all of them where they are few (at most twelve); else empty. `elsewhere`: keys of the same map that others read.
MAINSTAY_API std::string suggest_key(const Type& record, std::string_view key, std::span<const std::string> elsewhere = {});

// Of a path that leads into a value written as text: why it leads nowhere, and what to write instead.
struct DeadEnd {
  std::string why;
  std::string instead;
};
// `path` is the address of the value, `value` what stands there (a scalar), `key` what the path asks it for. `further`: the
// path goes on below that key.
MAINSTAY_API DeadEnd dead_end(std::string_view path, const Node& value, std::string_view key, bool further);

}  // namespace mainstay::schema
