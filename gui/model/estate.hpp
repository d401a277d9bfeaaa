#pragma once
// The organisation of a run, from its resolved scenario: who stands on what, and what each service aims at.

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mainstay::gui::model {

// An objective of a service, in the unit of its metric: a fraction, or hours.
struct Objective {
  double value = 0.0;
  std::string written;  // `99.95 %`, `2 h`
};

struct Node {
  enum class Kind { service, group, component, team, plan, threat };
  Kind kind = Kind::component;
  std::string name;
  std::string site;
  std::vector<std::string> members;  // of a component with `count`: name-1 …
  std::string detail;                // a line about it: `cold standby`, `staff 2`
};

struct Edge {
  enum class Kind { needs, member, restores, strikes };
  Kind kind = Kind::needs;
  std::size_t from = 0, to = 0;  // nodes; `from` needs, has, restores, strikes `to`
  std::string detail;            // `4 of 8`
};

struct Estate {
  std::vector<Node> nodes;
  std::vector<Edge> edges;
  std::vector<std::string> sites;
  std::map<std::string, std::map<std::string, Objective>> objectives;  // of a service: availability, rto, rpo, mtpd, mbco
  std::string trouble;  // why a part could not be read; empty where all is well

  std::optional<std::size_t> find(const std::string& name) const;
};

// Never throws: what cannot be read is left out, and `trouble` says so.
Estate read_estate(const std::string& resolved);

const char* kind_name(Node::Kind kind);

}  // namespace mainstay::gui::model
