#include "model/map.hpp"

#include <fmt/format.h>
#include <gvc.h>

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>

namespace mainstay::gui::model {
namespace {

constexpr double points_a_letter = 12.0;  // of Graphviz' points, the height of a letter

std::size_t letters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// One for the life of the program: Graphviz' text plugin keeps a name of a font of the first context that it meets, and
// would read it when that is long freed.
GVC_t* context() {
  static GVC_t* one = gvContext();
  return one;
}

// What Graphviz makes, freed in its order.
class Graph {
 public:
  Graph() : context_(context()), graph_(agopen(const_cast<char*>("estate"), Agdirected, nullptr)) {
    set(graph_, "nodesep", "0.22");
    set(graph_, "ranksep", "0.55");
    set(graph_, "rankdir", "TB");
  }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  ~Graph() {
    if (laid_out_) gvFreeLayout(context_, graph_);
    agclose(graph_);
  }
  template <class Thing>
  static void set(Thing* thing, const char* name, const std::string& value) {
    agsafeset(thing, const_cast<char*>(name), const_cast<char*>(value.c_str()), const_cast<char*>(""));
  }
  Agraph_t* root() { return graph_; }
  Agraph_t* site(const std::string& name) {
    Agraph_t* out = agsubg(graph_, const_cast<char*>(("cluster_" + name).c_str()), 1);
    set(out, "label", name);
    set(out, "margin", "10");
    set(out, "fontsize", "12");
    return out;
  }
  Agnode_t* node(Agraph_t* in, std::size_t number, double width, double height) {
    Agnode_t* out = agnode(in, const_cast<char*>(fmt::format("n{}", number).c_str()), 1);
    set(out, "shape", "box");
    set(out, "fixedsize", "true");
    set(out, "label", "");
    set(out, "width", fmt::format("{:.3f}", width * points_a_letter / 72.0));
    set(out, "height", fmt::format("{:.3f}", height * points_a_letter / 72.0));
    return out;
  }
  Agedge_t* edge(Agnode_t* from, Agnode_t* to, const std::string& label) {
    Agedge_t* out = agedge(graph_, from, to, nullptr, 1);
    set(out, "arrowhead", "none");
    if (!label.empty()) {
      set(out, "label", label);
      set(out, "fontsize", "11");
    }
    return out;
  }
  void lay_out() {
    if (context_ == nullptr || gvLayout(context_, graph_, "dot") != 0) throw std::runtime_error("Graphviz cannot lay out the map (package libgvc6)");
    laid_out_ = true;
  }

 private:
  GVC_t* context_;
  Agraph_t* graph_;
  bool laid_out_ = false;
};

struct Scale {
  double top;
  Spot operator()(const pointf& p) const { return {p.x / points_a_letter, (top - p.y) / points_a_letter}; }
};

std::vector<Spot> curve_of(Agedge_t* e, const Scale& scale) {
  std::vector<Spot> out;
  const splines* s = ED_spl(e);
  if (s == nullptr || s->size == 0) return out;
  for (int i = 0; i < static_cast<int>(s->list[0].size); ++i) out.push_back(scale(s->list[0].list[i]));
  return out;
}

// A team without edges, a plan that restores nothing: they would only lie about.
std::vector<bool> joined(const Estate& estate) {
  std::vector<bool> out(estate.nodes.size());
  for (std::size_t i = 0; i < estate.nodes.size(); ++i) out[i] = estate.nodes[i].kind == Node::Kind::service;
  for (const auto& e : estate.edges) out[e.from] = out[e.to] = true;
  return out;
}

}  // namespace

Map lay_out(const Estate& estate) {
  Map out;
  Graph graph;
  const auto shown = joined(estate);
  std::map<std::string, Agraph_t*> sites;
  std::vector<Agnode_t*> nodes(estate.nodes.size());
  for (std::size_t i = 0; i < estate.nodes.size(); ++i) {
    if (!shown[i]) continue;
    const auto& n = estate.nodes[i];
    Agraph_t* in = graph.root();
    if (!n.site.empty()) {
      auto& site = sites[n.site];
      if (site == nullptr) site = graph.site(n.site);
      in = site;
    }
    const double width = std::clamp(static_cast<double>(letters(n.name)) * 0.56 + 2.0, 8.0, 20.0);
    nodes[i] = graph.node(in, i, width, 2.8);
    out.nodes.push_back({i, {}, width, 2.8});
  }
  std::vector<std::pair<std::size_t, Agedge_t*>> edges;
  for (std::size_t e = 0; e < estate.edges.size(); ++e) {
    const auto& edge = estate.edges[e];
    // What strikes from below, stands below.
    const bool below = edge.kind == Edge::Kind::strikes;
    edges.emplace_back(e, graph.edge(nodes[below ? edge.to : edge.from], nodes[below ? edge.from : edge.to], below ? "" : edge.detail));
  }
  if (out.nodes.empty()) return out;
  graph.lay_out();
  const boxf box = GD_bb(graph.root());
  const Scale scale{box.UR.y};
  out.width = (box.UR.x - box.LL.x) / points_a_letter;
  out.height = (box.UR.y - box.LL.y) / points_a_letter;
  for (auto& n : out.nodes) n.middle = scale(ND_coord(nodes[n.node]));
  for (const auto& [number, e] : edges) {
    MapEdge edge{number, curve_of(e, scale), std::nullopt};
    if (ED_label(e) != nullptr && ED_label(e)->set) edge.label = scale(ED_label(e)->pos);
    out.edges.push_back(std::move(edge));
  }
  for (const auto& [name, site] : sites) {
    const boxf b = GD_bb(site);
    out.sites.push_back({name, scale(pointf{b.LL.x, b.UR.y}), scale(pointf{b.UR.x, b.LL.y})});
  }
  return out;
}

namespace {

// A count in a replication of some hours, as a rate.
report::Estimate over_time(report::Estimate count, double hours) {
  if (!count.known || !(hours > 0.0)) return {};
  count.value /= hours;
  if (count.interval) {
    count.interval->estimate /= hours;
    count.interval->low /= hours;
    count.interval->high /= hours;
  }
  count.least = 0.0;
  count.most /= hours;
  count.unit = "1 / h";
  return count;
}

}  // namespace

NodeFigures make_node_figures(const RunSource& run, const Estate& estate, std::size_t variant) {
  NodeFigures out;
  const auto figure = [&](const char* section, const std::string& name, const char* metric) {
    const std::string path = fmt::format("{}.{}.{}", section, name, metric);
    return run.find_metric(path) ? run.figure(variant, path) : report::Estimate{};
  };
  for (const auto& n : estate.nodes) {
    const bool component = n.kind == Node::Kind::component;
    const char* section = component ? "components" : n.kind == Node::Kind::group ? "groups" : n.kind == Node::Kind::service ? "services" : "";
    out.availability.push_back(*section == '\0' ? report::Estimate{} : figure(section, n.name, "availability"));
    const bool threat = n.kind == Node::Kind::threat;
    auto strikes = threat ? figure("threats", n.name, "strikes") : report::Estimate{};
    out.forced.push_back(threat && run.find_metric(fmt::format("threats.{}.forced", n.name)).has_value());
    if (!out.forced.back()) strikes = over_time(strikes, run.reader().header().variants[variant].horizon_seconds / 3600.0);
    out.strikes.push_back(strikes);
    out.importance.push_back(component ? figure("components", n.name, "importance") : report::Estimate{});
  }
  return out;
}

}  // namespace mainstay::gui::model
