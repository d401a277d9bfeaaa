#include "model/insert_variant.hpp"

#include <yaml-cpp/yaml.h>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "model/what_if.hpp"

namespace mainstay::gui::model {
namespace {

constexpr const char* odd = "it is written in a way in which nothing is added without changing the rest";

// Why it cannot be done, in words for people.
struct Cannot : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t n = std::min(text.find('\n'), text.size() - 1) + 1;
    out.push_back(text.substr(0, n));
    text.remove_prefix(n);
  }
  return out;
}

// Where the words of a line begin; npos in one that is blank.
std::size_t indent_of(std::string_view line) { return line.find_first_not_of(" \t\r\n"); }
bool is_blank(std::string_view line) { return indent_of(line) == std::string_view::npos; }
bool is_comment(std::string_view line) { return !is_blank(line) && line[indent_of(line)] == '#'; }
bool ends_document(std::string_view line) { return line.starts_with("...") && (line.size() == 3 || std::string_view(" \t\r\n").find(line[3]) != std::string_view::npos); }

bool in_braces(const YAML::Node& map) { return map.Style() == YAML::EmitterStyle::Flow; }

// Equal in all that YAML says. Knows an end: aliases may hold each other.
class Equality {
 public:
  bool operator()(const YAML::Node& a, const YAML::Node& b, int depth = 0) {
    if (++seen_ > 2'000'000 || depth > 200 || a.Type() != b.Type() || a.Tag() != b.Tag()) return false;
    if (a.IsScalar()) return a.Scalar() == b.Scalar();
    if (a.size() != b.size()) return false;
    auto y = b.begin();
    for (auto x = a.begin(); x != a.end(); ++x, ++y) {
      if (a.IsMap() && !((*this)(x->first, y->first, depth + 1) && (*this)(x->second, y->second, depth + 1))) return false;
      if (a.IsSequence() && !(*this)(*x, *y, depth + 1)) return false;
    }
    return true;
  }

 private:
  std::size_t seen_ = 0;
};

YAML::Node root_of(const std::string& text) {
  const auto all = YAML::LoadAll(text);
  if (all.size() != 1) throw Cannot(all.empty() ? "it is empty" : "it holds more than one document");
  if (!all.front().IsMap()) throw Cannot("it is no map of sections");
  return all.front();
}

// Where something is put in, and how it looks there.
struct Place {
  std::size_t line = 0;     // before this one
  std::size_t outer = 0;    // columns before `variants:`
  std::size_t step = 2;     // columns that each level adds
  bool with_head = false;   // `variants:` itself is added
  bool spaced = false;      // a blank line goes before it
};

class Inserter {
 public:
  Inserter(const std::string& text, const std::string& name, const std::map<std::string, std::string>& edits) : text_(text), name_(name), edits_(edits), lines_(lines_of(text)) {}

  Insertion insert() {
    if (text_.starts_with("\xFE\xFF") || text_.starts_with("\xFF\xFE") || text_.find('\0') != std::string::npos) throw Cannot("it is not written in UTF-8");
    const YAML::Node root = root_of(text_);
    if (in_braces(root)) throw Cannot("the whole of it stands in braces, where nothing is added without changing the rest");
    const Place place = find(root);
    Insertion out;
    out.added = words(place);
    std::size_t at = 0;
    for (std::size_t i = 0; i < place.line; ++i) at += lines_[i].size();
    out.text = text_.substr(0, at) + out.added + text_.substr(at);
    out.after_line = static_cast<int>(place.line);
    try {
      check(root, root_of(out.text));
    } catch (const YAML::Exception&) {
      throw Cannot(odd);
    }
    return out;
  }

 private:
  Place find(const YAML::Node& root) const {
    std::optional<std::pair<YAML::Node, YAML::Node>> variants;
    std::size_t end = lines_.size();
    for (std::size_t i = lines_.size(); i-- > 0;)
      if (ends_document(lines_[i])) end = i;
    Place place;
    place.outer = static_cast<std::size_t>(std::max(0, root.begin()->first.Mark().column));
    place.step = usual_step(root, place.outer);
    for (const auto& section : root) {
      if (variants) {
        end = static_cast<std::size_t>(std::max(0, section.first.Mark().line));
        break;
      }
      if (section.first.IsScalar() && section.first.Scalar() == "variants") variants.emplace(section.first, section.second);
    }
    if (!variants) return at_the_end(place, end);
    return within(place, variants->first, variants->second, end);
  }

  // As the first section that is a block has it.
  static std::size_t usual_step(const YAML::Node& root, std::size_t outer) {
    for (const auto& section : root)
      if (section.second.IsMap() && section.second.size() > 0 && !in_braces(section.second)) {
        const int column = section.second.begin()->first.Mark().column;
        if (column > static_cast<int>(outer)) return static_cast<std::size_t>(column) - outer;
      }
    return 2;
  }

  Place at_the_end(Place place, std::size_t end) const {
    place.line = end;
    place.with_head = true;
    const bool any_blank = std::any_of(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(end), is_blank);
    place.spaced = any_blank && end > 0 && !is_blank(lines_[end - 1]);
    return place;
  }

  Place within(Place place, const YAML::Node& key, const YAML::Node& value, std::size_t end) const {
    const auto head = static_cast<std::size_t>(std::max(0, key.Mark().line));
    if (value.IsNull()) {
      place.line = head + 1;
      return place;
    }
    if (!value.IsMap()) throw Cannot(fmt::format("`variants:` (line {}) is no map", head + 1));
    if (in_braces(value) || value.size() == 0)
      throw Cannot(fmt::format("`variants:` (line {}) is written in braces, where nothing is added without changing the rest", head + 1));
    std::size_t last_key = head;
    for (const auto& v : value) {
      const YAML::Mark mark = v.first.Mark();
      last_key = static_cast<std::size_t>(std::max(0, mark.line));
      if (last_key <= head || last_key >= end) throw Cannot(fmt::format("`variants:` (line {}) stands for what is written elsewhere", head + 1));
      if (v.first.IsScalar() && v.first.Scalar() == name_) throw Cannot(fmt::format("it has a variant '{}' already (line {}); another name does it", name_, mark.line + 1));
    }
    const auto column = static_cast<std::size_t>(std::max(0, value.begin()->first.Mark().column));
    if (column <= place.outer) throw Cannot(fmt::format("`variants:` (line {}) is not indented", head + 1));
    place.step = column - place.outer;
    // Comments that stand deeper belong to the variants; those before the next section belong to it.
    place.line = end;
    while (place.line > last_key + 1) {
      const auto line = lines_[place.line - 1];
      if (!is_blank(line) && !(is_comment(line) && indent_of(line) < column)) break;
      --place.line;
    }
    std::size_t above = last_key;
    while (above > head + 1 && is_comment(lines_[above - 1])) --above;
    place.spaced = value.size() > 1 && above > head + 1 && is_blank(lines_[above - 1]);
    return place;
  }

  std::string words(const Place& place) const {
    const bool continues = place.line > 0 && lines_[place.line - 1].ends_with('\n');
    const std::string_view model = place.line > 0 ? lines_[continues || place.line < 2 ? place.line - 1 : place.line - 2] : std::string_view();
    const std::string newline = model.ends_with("\r\n") ? "\r\n" : "\n";
    std::string out;
    const auto line = [&](std::size_t depth, const std::string& what) { out += std::string(place.outer + depth * place.step, ' ') + what + newline; };
    if (place.line > 0 && !continues) out += newline;
    if (place.spaced) out += newline;
    if (place.with_head) line(0, "variants:");
    line(1, in_yaml(name_) + ":");
    line(2, edits_.empty() ? "set: {}" : "set:");
    for (const auto& [path, value] : edits_) line(3, in_yaml(path) + ": " + in_yaml(value));
    return out;
  }

  // That it says what it said, and the variant beside.
  void check(const YAML::Node& before, const YAML::Node& after) const {
    Equality equal;
    YAML::Node rest_before(YAML::NodeType::Map), rest_after(YAML::NodeType::Map), old_variants, new_variants;
    const auto split = [](const YAML::Node& root, YAML::Node& rest, YAML::Node& variants) {
      std::size_t found = 0;
      for (const auto& s : root) {
        if (s.first.IsScalar() && s.first.Scalar() == "variants") {
          variants.reset(s.second);
          ++found;
        } else {
          rest.force_insert(s.first, s.second);
        }
      }
      return found;
    };
    const std::size_t had = split(before, rest_before, old_variants);
    const std::size_t has = split(after, rest_after, new_variants);
    if (had > 1) throw Cannot("it has more than one `variants:`");
    if (has != 1 || !equal(rest_before, rest_after) || !new_variants.IsMap() || new_variants.size() != (had == 1 && old_variants.IsMap() ? old_variants.size() : 0) + 1) throw Cannot(odd);
    auto now = new_variants.begin();
    if (had == 1 && old_variants.IsMap())
      for (const auto& v : old_variants) {
        if (!equal(v.first, now->first) || !equal(v.second, now->second)) throw Cannot(odd);
        ++now;
      }
    const YAML::Node set = now->first.Scalar() == name_ && now->second.IsMap() ? now->second["set"] : YAML::Node(YAML::NodeType::Undefined);
    if (!set || !set.IsMap() || set.size() != edits_.size()) throw Cannot(odd);
  }

  const std::string& text_;
  const std::string& name_;
  const std::map<std::string, std::string>& edits_;
  std::vector<std::string_view> lines_;
};

}  // namespace

Insertion insert_variant(const std::string& scenario, const std::string& name, const std::map<std::string, std::string>& edits) {
  Insertion out;
  try {
    return Inserter(scenario, name, edits).insert();
  } catch (const YAML::Exception& e) {
    out.trouble = fmt::format("it cannot be read, line {}: {}", e.mark.line + 1, e.msg);
  } catch (const Cannot& e) {
    out.trouble = e.what();
  }
  return out;
}

}  // namespace mainstay::gui::model
