#pragma once
// Whether the teams have the people that tasks ask for: what asks for more than there ever are would wait for ever.

#include <optional>
#include <string>
#include <vector>

#include "estate/spec.hpp"
#include "work/setting.hpp"
#include "work/task.hpp"

namespace mainstay::scenario {

class Workforce final : public work::Workforce {
 public:
  // The teams, which are read before any task is, and the setting; both must outlive this. A variant is one of the what-ifs, not the baseline.
  Workforce(const std::vector<estate::Entity<estate::TeamSpec>>& teams, const work::Setting& setting, bool is_variant)
      : teams_(teams), setting_(setting), is_variant_(is_variant) {}

  void is_asked_for(const work::Assignment& people, const schema::Place& place, schema::Reader& reader) const override;
  // Says which tasks nobody will ever do, once all are read; `changing` are the paths that may change in a run.
  void report(const std::vector<std::string>& changing, schema::Diagnostics& diagnostics) const;

 private:
  struct Wanting {
    std::string path;
    schema::Place place;
    work::Assignment people;
  };
  // The most of a team who can ever be at work at once, and of those the ones who have the skill.
  int most_of(const estate::TeamSpec& team, int skill) const;

  const std::vector<estate::Entity<estate::TeamSpec>>& teams_;
  const work::Setting& setting_;
  bool is_variant_;
  mutable std::vector<Wanting> wanting_;
};

}  // namespace mainstay::scenario
