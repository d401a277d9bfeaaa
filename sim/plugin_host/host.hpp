#pragma once
// Finds plugins, checks that they fit, and knows which sections they read.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugin_api/plugin.hpp"

namespace mainstay::plugin_host {

struct Plugin {
  std::string name;
  std::string version;
  std::filesystem::path file;
  plugin_api::Declaration declaration;
  plugin_api::Model* (*create)(plugin_api::Binder&) = nullptr;
};

// A file that was found and is not used, and why, as a sentence for people.
struct Refused {
  std::filesystem::path file;
  std::string why;
  bool asked_for = false;  // stood in a folder that the user named
};

// The plugins of one process; loaded once, never unloaded.
class Registry {
 public:
  const std::vector<std::unique_ptr<Plugin>>& plugins() const { return plugins_; }
  const std::vector<Refused>& refused() const { return refused_; }
  const Plugin* find(std::string_view name) const;

  struct Section {
    const Plugin* plugin;
    const plugin_api::SectionType* type;
  };
  // All sections, plugin by plugin in the order of their names.
  const std::vector<Section>& sections() const { return sections_; }
  const Section* section(std::string_view path) const;

  // Two plugins that read the same section: an error in a scenario that has it, and of no account in others.
  struct Clash {
    std::string path;
    const Plugin* first;
    const Plugin* second;
  };
  const std::vector<Clash>& clashes() const { return clashes_; }

  // Loads every plugin of a folder that fits; what does not is remembered. A plugin found before wins. A child process
  // tries the files first, so that what crashes as it is loaded is refused like the rest.
  void load_folder(const std::filesystem::path& folder, bool asked_for);
  void load_file(const std::filesystem::path& file, bool asked_for);
  // Once all are loaded.
  void index();

 private:
  void take(const std::filesystem::path& file, bool asked_for);
  void refuse(const std::filesystem::path& file, std::string why, bool asked_for);
  std::vector<std::unique_ptr<Plugin>> plugins_;
  std::vector<Refused> refused_;
  std::vector<Section> sections_;
  std::vector<Clash> clashes_;
};

// Folders in which plugins are looked for, in order: those given, $MAINSTAY_PLUGIN_PATH, beside the executable, the
// install prefix.
struct SearchPath {
  std::vector<std::filesystem::path> asked_for;
  std::vector<std::filesystem::path> standard;
};
SearchPath search_path(const std::vector<std::string>& given);

// What a fitting plugin was built with.
std::string_view host_fingerprint();

}  // namespace mainstay::plugin_host
