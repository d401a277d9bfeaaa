// Files, and what they include.

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <set>
#include <system_error>
#include <unordered_map>

#include "scenario/parse.hpp"
#include "scenario/text.hpp"

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Node;
using schema::Place;

namespace {

class Reader {
 public:
  // With `texts`, these are taken for the files in the order in which they are read.
  Reader(Diagnostics& diagnostics, const std::vector<std::string>* texts)
      : diagnostics_(diagnostics), texts_(texts) {}
  std::vector<std::pair<std::string, std::string>> sources;

  // The tree of a file with all that it includes. `asked_at` is where an include names it.
  std::optional<Node> file(const std::filesystem::path& path, const Place& asked_at);

 private:
  std::optional<std::string> text_of(const std::filesystem::path& path, const Place& asked_at);
  void include(const Node& names, const std::filesystem::path& from, Node& into);
  void include_one(const Node& name, const std::filesystem::path& from, Node& into);
  void join(Node& into, Node&& from);
  void join_section(Node& into, Node&& from, const std::string& section);

  Diagnostics& diagnostics_;
  const std::vector<std::string>* texts_;
  std::size_t bytes_ = 0;
  std::vector<std::filesystem::path> open_;  // from the scenario down to the file being read
  std::set<std::filesystem::path> asked_;    // by any include
};

std::optional<std::string> Reader::text_of(const std::filesystem::path& path, const Place& asked_at) {
  const std::string name = in_quotes(path.generic_string());
  if (texts_ != nullptr) {
    if (sources.size() < texts_->size()) return (*texts_)[sources.size()];
    diagnostics_.error(asked_at, name + " was not kept");
    return std::nullopt;
  }
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    diagnostics_.error(asked_at, name + " is a directory, not a file");
    return std::nullopt;
  }
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  std::string text;
  char buffer[1 << 16];
  while (stream && text.size() + bytes_ <= max_text_bytes) {
    stream.read(buffer, sizeof buffer);
    text.append(buffer, static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream.is_open() || stream.bad()) {
    const std::string why = errno == 0 ? "unknown" : std::generic_category().message(errno);
    diagnostics_.error(asked_at, "cannot read " + name + ": " + why);
    return std::nullopt;
  }
  bytes_ += text.size();
  if (bytes_ > max_text_bytes) {
    diagnostics_.error(asked_at, name + " is too large: a scenario has at most " +
                                     std::to_string(max_text_bytes >> 20) +
                                     " MiB, with all that it includes");
    return std::nullopt;
  }
  return text;
}

std::optional<Node> Reader::file(const std::filesystem::path& path, const Place& asked_at) {
  auto text = text_of(path, asked_at);
  if (!text) return std::nullopt;
  const std::string name = path.generic_string();
  sources.emplace_back(name, std::move(*text));
  std::optional<Node> own = parse_text(sources.back().second, name, diagnostics_);
  if (!own) return std::nullopt;
  const Node* found = own->find("include");
  if (found == nullptr) return own;

  const Node names = *found;
  own->erase("include");
  Node joined = Node::map(own->place);
  std::error_code error;
  open_.push_back(std::filesystem::weakly_canonical(path, error));
  include(names, path, joined);
  open_.pop_back();
  join(joined, std::move(*own));
  return joined;
}

void Reader::include(const Node& names, const std::filesystem::path& from, Node& into) {
  if (names.is_list()) {
    for (const Node& name : names.items) include_one(name, from, into);
  } else {
    include_one(names, from, into);
  }
}

void Reader::include_one(const Node& name, const std::filesystem::path& from, Node& into) {
  if (name.is_null()) return;
  if (!name.is_scalar() || name.text.empty()) {
    diagnostics_.error(name.place, "`include` takes a list of files", "write `include: [estate.yaml]`");
    return;
  }
  const std::filesystem::path path = (from.parent_path() / name.text).lexically_normal();
  std::error_code error;
  const std::filesystem::path identity = std::filesystem::weakly_canonical(path, error);
  if (std::find(open_.begin(), open_.end(), identity) != open_.end()) {
    diagnostics_.error(name.place, in_quotes(path.generic_string()) + " includes itself by way of this file",
                       "remove the line");
    return;
  }
  if (open_.size() >= max_depth) {
    diagnostics_.error(name.place,
                       "files include each other more than " + std::to_string(max_depth) + " deep");
    return;
  }
  if (!asked_.insert(identity).second) return;
  auto included = file(path, name.place);
  if (included) join(into, std::move(*included));
}

void Reader::join(Node& into, Node&& from) {
  for (Node::Entry& entry : from.entries) {
    const auto present = std::find_if(into.entries.begin(), into.entries.end(),
                                      [&](const Node::Entry& e) { return e.key == entry.key; });
    if (present == into.entries.end()) {
      into.entries.push_back(std::move(entry));
      continue;
    }
    const bool same_version = entry.key == "mainstay" && present->value.text == entry.value.text;
    if (present->value.is_null() || entry.value.is_null() || same_version) continue;
    if (present->value.is_map() && entry.value.is_map()) {
      join_section(present->value, std::move(entry.value), entry.key);
    } else {
      diagnostics_.error(entry.key_place,
                         quote(entry.key) + " is written twice" + first_at(present->key_place),
                         "keep one of them");
    }
  }
}

void Reader::join_section(Node& into, Node&& from, const std::string& section) {
  std::unordered_map<std::string, Place> places;
  for (const Node::Entry& entry : into.entries) places.emplace(entry.key, entry.key_place);
  for (Node::Entry& entry : from.entries) {
    const auto [same, is_new] = places.emplace(entry.key, entry.key_place);
    if (is_new) {
      into.entries.push_back(std::move(entry));
    } else {
      diagnostics_.error(entry.key_place,
                         quote(entry.key) + " of '" + section + "' is written twice" + first_at(same->second),
                         "keep one of them, or start from it under another name with `like`");
    }
  }
}

std::optional<ParsedFile> parse_all(const std::filesystem::path& path, const std::vector<std::string>* texts,
                                    Diagnostics& diagnostics) {
  Reader reader(diagnostics, texts);
  auto root = reader.file(path, whole_of(path.generic_string()));
  if (!root) return std::nullopt;
  return ParsedFile{std::move(*root), std::move(reader.sources)};
}

}  // namespace

std::optional<ParsedFile> parse_file(const std::filesystem::path& path, Diagnostics& diagnostics) {
  return parse_all(path, nullptr, diagnostics);
}

std::optional<ParsedFile> parse_texts(const std::filesystem::path& path, const std::vector<std::string>& texts,
                                      Diagnostics& diagnostics) {
  return parse_all(path, &texts, diagnostics);
}

}  // namespace mainstay::scenario
