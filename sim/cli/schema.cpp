// `mainstay schema`: the language as a JSON Schema, for editors.

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "scenario/json_schema.hpp"

namespace mainstay::cli {

int schema_command(const std::vector<std::string>& arguments) {
  Arguments a("schema", "[OPTIONS]",
              "Writes the language as a JSON Schema (draft 2020-12), made from what this program and the plugins that it\n"
              "finds declare. With it, an editor completes keys and words, shows what they mean, and marks what is wrong.\n"
              "What it cannot know (does a name exist, is a law one) is said by `mainstay validate`.");
  a.add()("output,o", po::value<std::string>()->value_name("FILE"), "writes to FILE; never overwritten without --force")
      ("force", "overwrite the file")
      ("plugin-dir", po::value<std::vector<std::string>>()->value_name("DIR"), "looks for plugins here first (may be repeated)");
  a.examples({{"mainstay schema -o mainstay.schema.json", "then, as the first line of a scenario beside it, for editors with yaml-language-server:\n"
                                                          "      # yaml-language-server: $schema=mainstay.schema.json"},
              {"mainstay schema --plugin-dir ./build/plugins | less", "with the sections of plugins of your own"}});
  if (!a.parse(arguments)) return well;
  const auto registry = load_plugins(a);
  std::vector<const plugin_api::SectionType*> sections;
  for (const auto& s : registry.sections()) sections.push_back(s.type);
  write_output(a.has("output") ? a.get<std::string>("output") : "", a.has("force"), scenario::json_schema(sections));
  return well;
}

}  // namespace mainstay::cli
