#pragma once
// A run in memory, said in a few lines.

#include <map>
#include <string>
#include <vector>

#include "report/run_view.hpp"

namespace mainstay::report {

class GivenRun final : public RunView {
 public:
  explicit GivenRun(std::vector<std::string> variants, std::string currency = "EUR")
      : variants_(std::move(variants)), currency_(std::move(currency)) {}
  // One entry per trial, of the variants in their order; without weights, each trial weighs 1.
  void add(const std::string& name, const std::string& unit, std::vector<Samples> by_variant) {
    columns_.push_back({name, unit, "mean", ""});
    for (auto& s : by_variant)
      if (s.weights.empty()) s.weights.assign(s.values.size(), 1.0);
    samples_.push_back(std::move(by_variant));
  }
  const std::vector<std::string>& variants() const override { return variants_; }
  const std::vector<Column>& metrics() const override { return columns_; }
  Samples samples(std::size_t variant, std::size_t metric) const override { return samples_[metric][variant]; }
  std::optional<Curves> curves(std::size_t, const std::string&) const override { return std::nullopt; }
  const std::string& currency() const override { return currency_; }

 private:
  std::vector<std::string> variants_;
  std::string currency_;
  std::vector<Column> columns_;
  std::vector<std::vector<Samples>> samples_;
};

}  // namespace mainstay::report
