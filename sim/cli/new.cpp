// `mainstay new`: a scenario to start from.

#include <algorithm>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/templates.hpp"

namespace mainstay::cli {
namespace {

// The first comment of a template says what it is.
std::string first_line(const std::string& text) {
  const auto from = text.find_first_not_of("# ");
  return text.substr(from, text.find('\n', from) - from);
}

const Template& named(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& t : templates()) {
    if (t.name == name) return t;
    names.push_back(t.name);
  }
  throw UsageError{fmt::format("there is no template '{}'; {}", name, schema::did_you_mean(name, names))};
}

void say_next_steps(const std::string& file) {
  const std::string name = file.empty() ? "FILE.yaml" : file;
  fmt::print(stderr,
             "{0}All of its numbers are assumed. What next:\n"
             "  mainstay run {1}         plays it, and says what it comes to\n"
             "  mainstay validate {1}    after a change: says everything that is wrong with it\n"
             "  mainstay metrics {1}     what else can be asked of it\n"
             "  mainstay schema -o mainstay.schema.json    for editors that complete and explain keys\n",
             file.empty() ? "Once it stands in a file (`-o FILE.yaml`), this scenario runs as it is. "
                          : file + " is a scenario that runs as it is. ", name);
}

}  // namespace

int new_command(const std::vector<std::string>& arguments) {
  Arguments a("new", "TEMPLATE [OPTIONS] | --list",
              "Writes a scenario to start from: short, commented, valid, and ready to run. Its numbers are assumed, and\n"
              "say so; put your own in their place.");
  a.positional("template", -1);
  a.add()("output,o", po::value<std::string>()->value_name("FILE"), "writes to FILE; never overwritten without --force")
      ("force", "overwrite the file")("list", "what templates there are");
  a.examples({{"mainstay new --list", "what there is to start from"},
              {"mainstay new minimal -o first.yaml && mainstay run first.yaml", "a first run"}});
  if (!a.parse(arguments)) return well;
  const auto asked = a.list("template");
  if (a.has("list")) {
    for (const auto& t : templates()) fmt::print("{:<16} {}\n", t.name, first_line(t.text));
    return well;
  }
  if (asked.size() != 1) throw UsageError{"new takes one template; `mainstay new --list` shows them"};
  const Template& chosen = named(asked.front());
  const std::string file = a.has("output") ? a.get<std::string>("output") : "";
  write_output(file, a.has("force"), chosen.text);
  say_next_steps(file);
  return well;
}

}  // namespace mainstay::cli
