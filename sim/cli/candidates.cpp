#include "cli/candidates.hpp"

#include <algorithm>
#include <cmath>

#include "cli/command.hpp"

namespace mainstay::cli {

Candidates::Candidates(std::vector<scenario::Option> options, std::vector<scenario::Factor> factors, double years, std::optional<double> budget)
    : options_(std::move(options)), factors_(std::move(factors)), excluded_(options_.size(), std::vector<bool>(options_.size(), false)),
      years_(years), budget_(budget) {
  for (std::size_t i = 0; i < options_.size(); ++i)
    for (std::size_t j = 0; j < options_.size(); ++j) excluded_[i][j] = i != j && scenario::exclude_each_other(options_[i], options_[j]);
  levels_.assign(options_.size(), 2);
  for (const auto& f : factors_) {
    continuous_ = continuous_ || f.levels.empty();
    levels_.push_back(f.levels.empty() ? steps_of_range + 1 : static_cast<std::uint32_t>(f.levels.size()));
  }
  for (const auto n : levels_) count_ *= n;
}

double Candidates::cost(const Candidate& c) const {
  double out = 0.0;
  for (std::size_t i = 0; i < options_.size(); ++i) out += c[i] == 1 ? options_[i].cost_over(years_) : 0.0;
  return out;
}

bool Candidates::is_allowed(const Candidate& c) const {
  for (std::size_t i = 0; i < options_.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (c[i] == 1 && c[j] == 1 && excluded_[i][j]) return false;
  // Sums in another order differ in their last digits.
  return !budget_ || cost(c) <= *budget_ + 1e-9 * std::abs(*budget_);
}

scenario::SweepPoint Candidates::point(const Candidate& c) const {
  std::uint64_t chosen = 0;
  for (std::size_t i = 0; i < options_.size(); ++i) chosen |= static_cast<std::uint64_t>(c[i]) << i;
  auto out = scenario::portfolio(options_, chosen);
  if (factors_.empty()) return out;
  std::vector<double> at;
  for (std::size_t f = 0; f < factors_.size(); ++f)
    at.push_back(factors_[f].levels.empty() ? static_cast<double>(c[options_.size() + f]) / steps_of_range
                                            : (c[options_.size() + f] + 0.5) / static_cast<double>(factors_[f].levels.size()));
  schema::Diagnostics diagnostics;
  auto levels = scenario::point_at(factors_, at, diagnostics);
  if (diagnostics.has_errors()) {
    print_diagnostics(diagnostics);
    throw Stop{invalid_input, ""};
  }
  out.name = chosen == 0 ? levels.name : out.name + ", " + levels.name;
  out.patches.insert(out.patches.end(), levels.patches.begin(), levels.patches.end());
  return out;
}

std::optional<std::vector<Candidate>> Candidates::all(std::size_t most) const {
  if (count_ > 1e6) return std::nullopt;
  std::vector<Candidate> out;
  for (Candidate c = first();;) {
    if (is_allowed(c)) out.push_back(c);
    if (out.size() > most) return std::nullopt;
    std::size_t d = 0;
    while (d < c.size() && ++c[d] == levels_[d]) c[d++] = 0;
    if (d == c.size()) return out;
  }
}

std::vector<Candidate> Candidates::neighbours(const Candidate& c) const {
  std::vector<Candidate> out;
  const auto add = [&](Candidate n) {
    if (is_allowed(n)) out.push_back(std::move(n));
  };
  const std::size_t k = options_.size();
  for (std::size_t d = 0; d < c.size(); ++d) {
    Candidate n = c;
    if (d < k) {
      n[d] = 1 - n[d];
      add(n);
      continue;
    }
    if (c[d] > 0) {
      n[d] = c[d] - 1;
      add(n);
    }
    if (c[d] + 1 < levels_[d]) {
      n[d] = c[d] + 1;
      add(n);
    }
  }
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j) {
      if (c[i] != 1 || c[j] != 0) continue;
      Candidate n = c;
      n[i] = 0;
      n[j] = 1;
      add(n);
    }
  return out;
}

Candidate Candidates::at(const std::vector<double>& numbers) const {
  Candidate out = first();
  for (std::size_t d = 0; d < out.size(); ++d) {
    out[d] = std::min(levels_[d] - 1, static_cast<std::uint32_t>(numbers[d] * levels_[d]));
    if (!is_allowed(out)) out[d] = 0;
  }
  return out;
}

bool Candidates::are_close(const Candidate& a, const Candidate& b) const {
  constexpr std::uint32_t close = steps_of_range / 100;
  for (std::size_t d = 0; d < a.size(); ++d) {
    const bool range = d >= options_.size() && factors_[d - options_.size()].levels.empty();
    const std::uint32_t apart = a[d] > b[d] ? a[d] - b[d] : b[d] - a[d];
    if (apart > (range ? close : 0)) return false;
  }
  return true;
}

}  // namespace mainstay::cli
