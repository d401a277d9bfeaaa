#include "plugin_host/host.hpp"

#include <dlfcn.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

namespace mainstay::plugin_host {

namespace fs = std::filesystem;
using plugin_api::PluginDescriptor;

std::string_view host_fingerprint() { return MAINSTAY_FINGERPRINT; }

namespace {

std::string_view text_of(const char* field, std::size_t size) { return {field, strnlen(field, size)}; }

// Why a descriptor does not fit, or empty.
std::string mismatch(const PluginDescriptor& d) {
  if (d.magic != plugin_api::plugin_magic) return "is not a Mainstay plugin (its descriptor does not begin as one)";
  if (d.struct_size != sizeof(PluginDescriptor) || d.api != plugin_api::plugin_api_number)
    return fmt::format("was built for plugin interface {} (descriptor of {} bytes), this is {} ({} bytes); rebuild it",
                       d.api, d.struct_size, plugin_api::plugin_api_number, sizeof(PluginDescriptor));
  const auto fingerprint = text_of(d.fingerprint, sizeof d.fingerprint);
  if (fingerprint != host_fingerprint())
    return fmt::format("was built as '{}', this is '{}'; rebuild it against this installation", fingerprint,
                       host_fingerprint());
  if (d.describe == nullptr || d.create == nullptr || d.name[0] == '\0') return "has an incomplete descriptor";
  return {};
}

constexpr const char* descriptor_name = "mainstay_plugin";

// Why a file cannot be used, or empty. The descriptor is constant data and compared first: what was built for something
// else must be told so, rather than which symbol it lacks. Only then is everything that it calls bound.
std::string fault_of(const fs::path& file) {
  void* library = dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) return dlerror();
  const auto* descriptor = static_cast<const PluginDescriptor*>(dlsym(library, descriptor_name));
  if (descriptor == nullptr) return "exports no `mainstay_plugin`: it is another kind of library";
  if (std::string why = mismatch(*descriptor); !why.empty()) return why;
  dlclose(library);
  return dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL) == nullptr ? std::string(dlerror()) : std::string();
}

// Loading a library runs its static constructors before anything of it can be compared. So a child process tries it
// first: what crashes or hangs there is a message here. Empty: all of them can be used.
std::string try_in_child(const std::vector<fs::path>& files) {
  int pipe_ends[2];
  if (files.empty() || pipe(pipe_ends) != 0) return {};
  const pid_t child = fork();
  if (child < 0) {
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    return {};
  }
  if (child == 0) {
    close(pipe_ends[0]);
    alarm(20);
    std::string fault;
    for (const auto& file : files)
      if (fault.empty()) fault = fault_of(file);
    const auto written = write(pipe_ends[1], fault.data(), fault.size());
    _exit(written < 0 ? 1 : 0);
  }
  close(pipe_ends[1]);
  std::string said;
  char buffer[512];
  for (ssize_t n; (n = read(pipe_ends[0], buffer, sizeof buffer)) > 0;) said.append(buffer, static_cast<std::size_t>(n));
  close(pipe_ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) return "does not come to an end of being loaded";
  if (WIFSIGNALED(status)) return fmt::format("crashes as it is loaded ({})", strsignal(WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0 && said.empty()) return "ends the process as it is loaded";
  return said;
}

}  // namespace

void Registry::refuse(const fs::path& file, std::string why, bool asked_for) {
  refused_.push_back({file, std::move(why), asked_for});
}

void Registry::load_file(const fs::path& file, bool asked_for) {
  if (std::string why = try_in_child({file}); !why.empty()) return refuse(file, std::move(why), asked_for);
  take(file, asked_for);
}

void Registry::load_folder(const fs::path& folder, bool asked_for) {
  std::error_code code;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, code))
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  if (code && asked_for) refuse(folder, fmt::format("cannot be read: {}", code.message()), asked_for);
  std::sort(files.begin(), files.end());
  // One child tries all; only where something is amiss is each tried by itself.
  const bool all_well = try_in_child(files).empty();
  for (const auto& file : files)
    if (all_well)
      take(file, asked_for);
    else
      load_file(file, asked_for);
}

// The file has been tried.
void Registry::take(const fs::path& file, bool asked_for) {
  // Never unloaded: frames, descriptions and texts of it may outlive whoever asked for it.
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) return refuse(file, dlerror(), asked_for);
  const auto* descriptor = static_cast<const PluginDescriptor*>(dlsym(library, descriptor_name));
  if (descriptor == nullptr) return refuse(file, "has changed since it was tried", asked_for);
  auto plugin = std::make_unique<Plugin>();
  plugin->name = text_of(descriptor->name, sizeof descriptor->name);
  plugin->version = text_of(descriptor->version, sizeof descriptor->version);
  plugin->file = file;
  plugin->create = descriptor->create;
  if (const Plugin* first = find(plugin->name)) {
    if (first->file != file)
      refuse(file, fmt::format("is called '{}', as is {}, which was found first", plugin->name, first->file.string()),
             asked_for);
    return;
  }
  try {
    descriptor->describe(plugin->declaration);
  } catch (const std::exception& e) {
    return refuse(file, fmt::format("threw as it described itself: {}", e.what()), asked_for);
  } catch (...) {
    return refuse(file, "threw as it described itself", asked_for);
  }
  plugins_.push_back(std::move(plugin));
}

const Plugin* Registry::find(std::string_view name) const {
  for (const auto& p : plugins_)
    if (p->name == name) return p.get();
  return nullptr;
}

const Registry::Section* Registry::section(std::string_view path) const {
  for (const Section& s : sections_)
    if (s.type->path == path) return &s;
  return nullptr;
}

void Registry::index() {
  std::sort(plugins_.begin(), plugins_.end(), [](const auto& a, const auto& b) { return a->name < b->name; });
  sections_.clear();
  clashes_.clear();
  for (const auto& p : plugins_)
    for (const auto& s : p->declaration.sections()) {
      if (const Section* first = section(s.path))
        clashes_.push_back({s.path, first->plugin, p.get()});
      else
        sections_.push_back({p.get(), &s});
    }
}

SearchPath search_path(const std::vector<std::string>& given) {
  SearchPath out;
  for (const auto& g : given) out.asked_for.emplace_back(g);
  if (const char* path = std::getenv("MAINSTAY_PLUGIN_PATH")) {
    std::string_view rest = path;
    while (!rest.empty()) {
      const std::size_t colon = std::min(rest.find(':'), rest.size());
      if (colon > 0) out.asked_for.emplace_back(rest.substr(0, colon));
      rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
  }
  std::error_code code;
  const fs::path executable = fs::read_symlink("/proc/self/exe", code);
  if (!code) {
    out.standard.push_back(executable.parent_path() / "plugins");
    out.standard.push_back(executable.parent_path().parent_path() / MAINSTAY_LIBDIR / "mainstay" / "plugins");
  }
  return out;
}

}  // namespace mainstay::plugin_host
