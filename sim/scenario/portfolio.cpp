#include "scenario/portfolio.hpp"

#include <algorithm>

#include "schema/quantity.hpp"

namespace mainstay::scenario {

namespace {

bool overlap(const std::string& a, const std::string& b) { return (a + ".").starts_with(b + ".") || (b + ".").starts_with(a + "."); }

}  // namespace

std::vector<Option> options_in(const schema::Node& root) {
  std::vector<Option> out;
  const schema::Node* variants = root.find("variants");
  if (variants == nullptr) return out;
  schema::Diagnostics said_before;
  for (const auto& e : variants->entries) {
    Option o;
    o.name = e.key;
    if (const auto* set = e.value.find("set")) o.patches = patches_of(*set, said_before);
    const auto* cost = e.value.find("cost");
    std::string error;
    const auto amount = cost != nullptr && cost->is_scalar() ? schema::parse_quantity(cost->text, error) : std::nullopt;
    if (amount && amount->dimension == schema::Dimension::money) o.cost_once = amount->value;
    if (amount && amount->dimension == schema::Dimension::money_per_time) o.cost_per_year = amount->value * 31536000.0;
    out.push_back(std::move(o));
  }
  return out;
}

bool exclude_each_other(const Option& a, const Option& b) {
  return std::any_of(a.patches.begin(), a.patches.end(), [&](const Patch& p) {
    return std::any_of(b.patches.begin(), b.patches.end(), [&](const Patch& q) { return overlap(p.path, q.path); });
  });
}

SweepPoint portfolio(const std::vector<Option>& options, std::uint64_t chosen) {
  SweepPoint out;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if ((chosen >> i & 1) == 0) continue;
    out.name += (out.name.empty() ? "" : " + ") + options[i].name;
    out.patches.insert(out.patches.end(), options[i].patches.begin(), options[i].patches.end());
    out.cost_once += options[i].cost_once;
    out.cost_per_year += options[i].cost_per_year;
  }
  if (out.name.empty()) out.name = "baseline";
  return out;
}

}  // namespace mainstay::scenario
