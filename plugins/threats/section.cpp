#include "section.hpp"

#include <algorithm>

namespace mainstay::schema {

bool Leaf<threats::Multiplies>::read(threats::Multiplies& out, const Node& node, Reader& reader) {
  if (!node.is_map()) {
    reader.error(node.place, "takes services and factors, as in `{ payments: 4 }`");
    return false;
  }
  bool good = true;
  for (const auto& e : node.entries) {
    std::vector<std::size_t> services;
    const Node name = Node::scalar(e.key, e.key_place);
    double factor = 1.0;
    good = read_refs(services, "services", name, reader) && good;
    good = Leaf<double>::read(factor, e.value, reader) && good;
    if (factor < 0.0) {
      reader.error(e.value.place, "a demand cannot be multiplied by less than 0");
      good = false;
    }
    for (const std::size_t s : services) out.demands.push_back({s, factor});
  }
  return good;
}

bool Leaf<threats::Destroys>::read(threats::Destroys&, const Node& node, Reader& reader) {
  if (node.is_scalar() && node.text == "data")
    reader.error(node.place, "`destroys: data` is part of the language, but not simulated by this version");
  else
    reader.error(node.place, "takes `data`");
  return false;
}

}  // namespace mainstay::schema

namespace threats {

namespace {

const schema::Place& place_of(const Node& node, std::string_view key) {
  const Node* n = node.is_map() ? node.find(key) : nullptr;
  return n == nullptr ? node.place : n->place;
}

void check_source(const ThreatSection& s, const Node& node, Reader& reader) {
  if (!s.source.is_given() && !s.forced)
    reader.error(node.place, "does not say when it comes", "give one of `rate`, `every`, `at`, `trace`");
  for (const char* key : {"population", "merge"})
    if (node.is_map() && node.find(key) != nullptr) reader.error(place_of(node, key), std::string("`") + key + "` has no meaning for a threat");
  work::check_clock(s.source, "a threat", node, reader);
}

// What is stressed must be a Poisson process, whose counts are known.
void check_stress(const ThreatSection& s, const Node& node, Reader& reader) {
  if (!s.stress) return;
  const schema::Place& place = place_of(node, "stress");
  if (s.forced) reader.error(place, "`stress` and `forced` are two ways to make it come", "take `stress` where figures are to be those of its rate");
  const bool plain = s.source.rate && s.source.profile.is_flat() && s.source.growth.log_per_second == 0.0 && s.source.clock.kind == work::ClockChoice::Kind::unsaid &&
                     s.source.size.law().is_constant();
  if (!plain) reader.error(place, "`stress` needs a plain `rate`, without profile, growth, size or a clock of its own", "as in `rate: 1 / 50 years`");
  if (s.source.rate && !(s.source.rate->rate.per_second > 0.0)) reader.error(place, "its `rate` is 0: it never comes, and cannot be weighed");
  if (!(s.stress->value > 0.0 && s.stress->value < 1.0)) reader.error(place, "takes a share between 0 and 100 %", "as in `50 %`: it comes in half of the replications");
}

void check(const ThreatSection& s, const Node& node, Reader& reader) {
  check_source(s, node, reader);
  check_stress(s, node, reader);
  const bool lasting = !s.takes_down.is_empty() || !s.multiplies.demands.empty();
  const bool said = node.is_map() && (node.find("strikes") != nullptr || node.find("takes_down") != nullptr ||
                                      node.find("multiplies") != nullptr);
  if (!said && !s.cost)
    reader.error(node.place, "does nothing", "say what it `strikes` (fails, and is repaired as usual) or `takes_down` (while it `lasts`)");
  if (s.lasts && !lasting && said)
    reader.error(place_of(node, "lasts"), "nothing lasts: what is struck is repaired as usual",
                 "`lasts` goes with `takes_down` and `multiplies`");
  if (!s.lasts && lasting)
    reader.warning(node.place, "does not say how long it `lasts`: for ever");
  work::refuse_self(s.strikes, s.takes_down, "a threat", node, reader);
  work::check_strikes(s.strikes, node, reader);
  for (const Target& t : s.strikes.targets)
    if (std::find(s.takes_down.targets.begin(), s.takes_down.targets.end(), t) != s.takes_down.targets.end()) {
      reader.error(place_of(node, "takes_down"), "has what it `strikes` too: it would both fail, to be repaired as usual, and be down while this `lasts`",
                   "say one of the two of each");
      break;
    }
}

}  // namespace

void ThreatSection::describe(Fields<ThreatSection>& f) {
  f.include(&ThreatSection::source);
  f("strikes", &ThreatSection::strikes, "what fails, and is repaired as usual");
  f("takes_down", &ThreatSection::takes_down, "what is down while it lasts; of a team, nobody works");
  f("multiplies", &ThreatSection::multiplies, "demands that grow while it lasts");
  f("lasts", &ThreatSection::lasts, "how long what it takes down stays down");
  f("chance", &ThreatSection::chance, "of each member of what it strikes or takes down");
  f("cost", &ThreatSection::cost, "of each strike");
  f("destroys", &ThreatSection::destroys, "`data`: restored from a backup");
  f("forced", &ThreatSection::forced, "strikes exactly once in every replication, at a uniform instant");
  f("stress", &ThreatSection::stress, "comes in this share of the replications, weighed so that figures are those of its `rate`");
  f.check<check>();
}

}  // namespace threats
