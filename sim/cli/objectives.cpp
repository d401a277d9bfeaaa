#include "cli/objectives.hpp"

#include <fmt/format.h>

#include "report/assumptions.hpp"
#include "report/variant_cost.hpp"
#include "scenario/parse.hpp"
#include "schema/quantity.hpp"

namespace mainstay::cli {
namespace {

using schema::Node;

// The text of a scalar, or of a figure's `value`; empty otherwise.
std::string text_of(const Node* node) {
  if (node == nullptr) return "";
  if (node->is_figure()) node = node->find("value");
  return node->is_scalar() ? node->text : "";
}

std::string text_at(const Node& node, std::initializer_list<const char*> path) {
  const Node* at = &node;
  for (const char* key : path)
    if ((at = at->find(key)) == nullptr) return "";
  return text_of(at);
}

const std::vector<Node::Entry>& entries_of(const Node& root, const char* section) {
  static const std::vector<Node::Entry> none;
  const Node* node = root.find(section);
  return node != nullptr && node->is_map() ? node->entries : none;
}

void read_service(const std::string& name, const Node& service, Objectives& out) {
  const std::string path = "services." + name;
  const auto within = [&](const char* key, const char* words) {
    const std::string target = text_at(service, {"targets", key});
    if (target.empty()) return;
    out.targets[path + "." + key + ".met"] = "within " + target;
    if (words != nullptr) out.questions.push_back({path + "." + key + ".met", fmt::format(fmt::runtime(words), name, target), std::nullopt});
  };
  within("rto", "{}: disruptions that end within the RTO of {}");
  within("mtpd", nullptr);
  if (const auto rpo = text_at(service, {"targets", "rpo"}); !rpo.empty())
    out.cautions.push_back(fmt::format("Nothing is held against the RPO of {} of '{}': loss of data is not simulated.", rpo, name));
  if (const auto mbco = text_at(service, {"targets", "mbco"}); !mbco.empty()) out.targets[path + ".mbco.met"] = "≥ " + mbco;
  if (const auto wanted = text_at(service, {"targets", "availability"}); !wanted.empty()) {
    std::string why;
    const auto q = schema::parse_quantity(wanted, why);
    out.targets[path + ".availability_agreed"] = "≥ " + wanted;
    out.questions.push_back({path + ".availability_agreed", fmt::format("{}: availability, planned time apart, target {}", name, wanted),
                             q ? std::optional(q->value) : std::nullopt});
  }
  if (service.find("downtime_cost") != nullptr)
    out.questions.push_back({path + ".cost", fmt::format("{}: cost of its downtime in the time observed", name), std::nullopt});
}

void read_tickets(const std::string& kind, const Node& root, Objectives& out) {
  for (const auto& e : entries_of(root, kind.c_str()))
    for (const char* key : {"respond", "resolve"}) {
      std::string target = text_at(e.value, {"targets", key});
      if (target.empty()) continue;
      const std::string metric = fmt::format("{}.{}.{}.met", kind, e.key, key);
      out.targets[metric] = "within " + target;
      if (std::string_view(key) == "resolve") out.questions.push_back({metric, fmt::format("{}: resolved within {}", e.key, target), std::nullopt});
    }
}

// Repairs that need nobody go on side by side however many things fail: staff without limit, by omission.
void read_repairs(const Node& root, std::vector<std::string>& cautions) {
  std::vector<std::string> free;
  for (const auto& e : entries_of(root, "components")) {
    const Node* failure = e.value.find("failure");
    const Node* repair = failure == nullptr ? nullptr : failure->find("repair");
    if (repair == nullptr || text_of(repair) == "ticket" || text_of(repair) == "none") continue;
    if (!repair->is_map() || repair->is_figure() || repair->find("by") == nullptr) free.push_back("'" + e.key + "'");
  }
  if (free.empty()) return;
  constexpr std::size_t most = 3;
  const std::size_t more = free.size() > most ? free.size() - most : 0;
  free.resize(free.size() - more);
  cautions.push_back(fmt::format("Nobody is needed to repair {}{}: any number is mended at once, as by staff without limit.", fmt::join(free, ", "),
                                 more > 0 ? fmt::format(" and {} more", more) : ""));
}

// What is said to cost nothing looks better than it is.
void read_costs(const FileRun& run, std::vector<std::string>& cautions) {
  const auto& header = run.reader().header();
  std::vector<std::string> free;
  for (std::size_t v = 1; v < header.variants.size(); ++v)
    if (header.variants[v].cost.empty() && !report::cost_of(run, v).known()) free.push_back("'" + header.variants[v].name + "'");
  const bool some = free.size() + 1 < header.variants.size();
  if (free.empty() || (!some && header.currency.empty())) return;
  if (!some) cautions.push_back("No variant says what it costs: each benefit looks free.");
  else cautions.push_back(fmt::format("What {} would cost is not said: the benefit looks free.", fmt::join(free, ", ")));
}

std::string grades(const std::vector<store::Assumption>& ledger) {
  const report::Grades g = report::grades(ledger);
  if (g.assumed + g.estimated == 0) return "";
  return fmt::format("{} of {} figures that went in are assumed, {} estimated, {} measured: what comes out hangs on them.", g.assumed, g.all(),
                     g.estimated, g.measured);
}

}  // namespace

Objectives objectives_of(const FileRun& run) {
  Objectives out;
  schema::Diagnostics ignored;
  const auto root = scenario::parse_text(run.reader().resolved_scenario(0), "scenario", ignored);
  if (root) {
    for (const auto& e : entries_of(*root, "services")) read_service(e.key, e.value, out);
    for (const char* kind : {"tickets", "changes"}) read_tickets(kind, *root, out);
    for (const auto& e : entries_of(*root, "threats"))
      if (text_at(e.value, {"forced"}) == "true")
        out.forced.push_back(fmt::format("'{}' is forced: it strikes once in every replication, and all figures are given that it does.", e.key));
    out.cautions.insert(out.cautions.begin(), out.forced.begin(), out.forced.end());
    read_repairs(*root, out.cautions);
  }
  read_costs(run, out.cautions);
  if (const auto text = grades(run.reader().header().ledger); !text.empty()) out.cautions.push_back(text);
  return out;
}

}  // namespace mainstay::cli
