#include "model/estate.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "schema/quantity.hpp"

namespace mainstay::gui::model {
namespace {

std::string text_of(const YAML::Node& n) {
  if (n.IsScalar()) return n.Scalar();
  if (n.IsMap() && n["value"] && n["value"].IsScalar()) return n["value"].Scalar();
  return "";
}

// `app-a-3` → `app-a`, if that is all there is behind it.
std::string stem_of(const std::string& name) {
  const std::size_t dash = name.rfind('-');
  if (dash == std::string::npos || dash + 1 == name.size()) return name;
  return name.find_first_not_of("0123456789", dash + 1) == std::string::npos ? name.substr(0, dash) : name;
}

class Reader {
 public:
  explicit Reader(Estate& out) : out_(out) {}

  void read(const YAML::Node& root) {
    for (const auto& s : section(root, "sites")) out_.sites.push_back(s.first.Scalar());
    components(section(root, "components"));
    for (const auto& g : section(root, "groups")) add(Node::Kind::group, g.first.Scalar(), "", text_of_key(g.second, "mode"));
    for (const auto& s : section(root, "services")) add(Node::Kind::service, s.first.Scalar(), "", "");
    for (const auto& t : section(root, "teams")) {
      const std::string staff = text_of_key(t.second, "staff");
      add(Node::Kind::team, t.first.Scalar(), "", staff.empty() ? "" : "staff " + staff);
    }
    for (const auto& t : section(root, "threats")) add(Node::Kind::threat, t.first.Scalar(), "", text_of_key(t.second, "rate"));
    for (const auto& p : section(root, "plans")) add(Node::Kind::plan, p.first.Scalar(), "", "");
    for (const auto& g : section(root, "groups")) members(g);
    for (const auto& s : section(root, "services")) service(s.first.Scalar(), s.second);
    for (const auto& t : section(root, "threats")) threat(t.first.Scalar(), t.second);
    for (const auto& p : section(root, "plans")) connect(p.first.Scalar(), text_of_key(p.second, "restores"), Edge::Kind::restores, "");
  }

 private:
  static YAML::Node section(const YAML::Node& root, const char* name) {
    const YAML::Node n = root[name];
    return n && n.IsMap() ? n : YAML::Node(YAML::NodeType::Map);
  }
  static std::string text_of_key(const YAML::Node& n, const char* key) {
    if (!n.IsMap() || !n[key]) return "";
    return text_of(n[key]);
  }

  void add(Node::Kind kind, const std::string& name, const std::string& site, const std::string& detail) {
    out_.nodes.push_back({kind, name, site, {}, detail});
  }

  // Those made by `count` are one node again, if all are at one site and nothing else has the name.
  void components(const YAML::Node& all) {
    std::map<std::string, std::vector<std::string>> families;
    for (const auto& c : all) families[stem_of(c.first.Scalar())].push_back(c.first.Scalar());
    for (const auto& c : all) {
      const std::string name = c.first.Scalar();
      const std::string stem = stem_of(name);
      auto& family = families[stem];
      const std::string site = text_of_key(c.second, "site");
      if (family.size() < 2 || stem == name || all[stem]) {
        add(Node::Kind::component, name, site, "");
        continue;
      }
      if (family.front() != name) continue;
      add(Node::Kind::component, stem, site, fmt::format("{} of these", family.size()));
      out_.nodes.back().members = family;
    }
  }

  void connect(const std::string& from, const std::string& to, Edge::Kind kind, const std::string& detail) {
    const auto a = out_.find(from);
    const auto b = out_.find(to);
    if (!a || !b || *a == *b) return;
    for (const auto& e : out_.edges)
      if (e.from == *a && e.to == *b && e.kind == kind) return;
    out_.edges.push_back({kind, *a, *b, detail});
  }

  void members(const std::pair<YAML::Node, YAML::Node>& group) {
    const YAML::Node list = group.second.IsMap() ? group.second["members"] : YAML::Node();
    if (list && list.IsScalar()) connect(group.first.Scalar(), list.Scalar(), Edge::Kind::member, "");
    if (list && list.IsSequence())
      for (const auto& m : list)
        if (m.IsScalar()) connect(group.first.Scalar(), m.Scalar(), Edge::Kind::member, "");
  }

  void needs(const std::string& of, const YAML::Node& n, const std::string& detail) {
    if (n.IsScalar()) return connect(of, n.Scalar(), Edge::Kind::needs, detail);
    if (n.IsSequence())
      for (const auto& part : n) needs(of, part, detail);
    if (!n.IsMap()) return;
    if (n["any"]) needs(of, n["any"], "any");
    if (n["at_least"] && n["of"]) needs(of, n["of"], "at least " + text_of(n["at_least"]));
  }

  void service(const std::string& name, const YAML::Node& s) {
    if (!s.IsMap()) return;
    if (s["needs"]) needs(name, s["needs"], "");
    const YAML::Node targets = s["targets"];
    if (!targets || !targets.IsMap()) return;
    for (const auto& t : targets) {
      const std::string written = text_of(t.second);
      std::string error;
      const auto q = schema::parse_quantity(written, error);
      if (!q) continue;
      const double value = q->dimension == schema::Dimension::time ? q->value / 3600.0 : q->value;
      out_.objectives[name][t.first.Scalar()] = {value, written};
    }
  }

  void threat(const std::string& name, const YAML::Node& t) {
    if (!t.IsMap()) return;
    for (const char* key : {"strikes", "takes_down"}) {
      const YAML::Node what = t[key];
      if (!what) continue;
      const YAML::Node list = what.IsSequence() ? what : YAML::Node(std::vector<YAML::Node>{what});
      for (const auto& w : list) {
        if (w.IsScalar()) connect(name, w.Scalar(), Edge::Kind::strikes, "");
        if (!w.IsMap() || !w["site"]) continue;
        const std::string site = text_of(w["site"]);
        for (const auto& n : std::vector<Node>(out_.nodes))
          if (n.site == site) connect(name, n.name, Edge::Kind::strikes, site);
      }
    }
  }

  Estate& out_;
};

}  // namespace

std::optional<std::size_t> Estate::find(const std::string& name) const {
  if (name.empty()) return std::nullopt;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].name == name) return i;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (std::find(nodes[i].members.begin(), nodes[i].members.end(), name) != nodes[i].members.end()) return i;
  return std::nullopt;
}

Estate read_estate(const std::string& resolved) {
  Estate out;
  try {
    const YAML::Node root = YAML::Load(resolved);
    if (root.IsMap()) Reader(out).read(root);
  } catch (const std::exception& e) {
    out.trouble = fmt::format("the scenario in this run cannot be read: {}", e.what());
  }
  return out;
}

const char* kind_name(Node::Kind kind) {
  static constexpr const char* names[] = {"service", "group", "component", "team", "plan", "threat"};
  return names[static_cast<int>(kind)];
}

}  // namespace mainstay::gui::model
