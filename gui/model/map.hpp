#pragma once
// Where the nodes of an estate lie on a map, and the figures by which they are coloured.

#include <optional>
#include <string>
#include <vector>

#include "model/estate.hpp"
#include "model/run_source.hpp"

namespace mainstay::gui::model {

struct Spot {
  double x = 0.0, y = 0.0;  // of the middle; lengths are in heights of letters, y grows downwards
};

struct MapNode {
  std::size_t node = 0;  // of the estate
  Spot middle;
  double width = 0.0, height = 0.0;
};

struct MapEdge {
  std::size_t edge = 0;
  std::vector<Spot> bezier;  // 3 n + 1 points of cubic curves
  std::optional<Spot> label;
};

struct MapSite {
  std::string name;
  Spot low, high;
};

struct Map {
  double width = 0.0, height = 0.0;
  std::vector<MapNode> nodes;  // those that something joins to another, and all services
  std::vector<MapEdge> edges;
  std::vector<MapSite> sites;
};

// By Graphviz' dot: what needs something stands above it, sites are boxes. Throws std::runtime_error if Graphviz cannot.
Map lay_out(const Estate& estate);

// Figures of the nodes of an estate, in its order; unknown where there are none.
struct NodeFigures {
  std::vector<report::Estimate> availability;  // services, groups, components
  std::vector<report::Estimate> importance;    // components: share of all services' downtime that they caused first
  std::vector<report::Estimate> strikes;       // threats: how often they strike, per hour; in a replication if it is made to
  std::vector<bool> forced;                    // threats that strike in every replication, whatever their rate
};
NodeFigures make_node_figures(const RunSource& run, const Estate& estate, std::size_t variant);

}  // namespace mainstay::gui::model
