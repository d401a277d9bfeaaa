#include "cli/command.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

#include <fmt/format.h>

namespace mainstay::cli {

Arguments::Arguments(std::string command, std::string usage_line, std::string description)
    : command_(std::move(command)), usage_line_(std::move(usage_line)), description_(std::move(description)), options_("Options", 100, 60) {
  options_.add_options()("help,h", "this text");
}

void Arguments::positional(const std::string& name, int count) {
  positional_.add(name.c_str(), count);
  positional_names_.push_back(name);
  several_ = count != 1;
  options_.add_options()(name.c_str(), po::value<std::vector<std::string>>(), "");
}

void Arguments::print_help() const {
  fmt::print("usage: mainstay {} {}\n\n{}\n\n", command_, usage_line_, description_);
  po::options_description shown("Options", 100, 60);
  for (const auto& option : options_.options()) {
    const bool hidden = std::find(positional_names_.begin(), positional_names_.end(), option->long_name()) != positional_names_.end();
    if (!hidden) shown.add(option);
  }
  std::cout << shown;
  if (!examples_.empty()) fmt::print("\nExamples:\n");
  for (const auto& [what, why] : examples_) fmt::print("  {}\n      {}\n", what, why);
  std::cout.flush();
}

Description Arguments::describe() const {
  Description out;
  out.several = several_;
  if (!positional_names_.empty()) out.positional = positional_names_.front();
  for (const auto& option : options_.options()) {
    if (option->long_name() == out.positional) continue;
    Description::Option o;
    o.name = option->long_name();
    o.meaning = option->description();
    const std::string letter = option->canonical_display_name(po::command_line_style::allow_dash_for_short);
    if (letter.size() == 2 && letter[1] != '-') o.letter = letter.substr(1);
    const auto semantic = option->semantic();
    if (semantic->max_tokens() > 0) o.value = semantic->name().substr(0, semantic->name().find(' '));
    o.repeated = dynamic_cast<const po::typed_value<std::vector<std::string>>*>(semantic.get()) != nullptr;
    out.options.push_back(std::move(o));
  }
  return out;
}

bool Arguments::parse(const std::vector<std::string>& arguments) {
  if (arguments.size() == 1 && arguments.front() == describe_yourself) throw describe();
  try {
    po::store(po::command_line_parser(arguments).options(options_).positional(positional_).run(), values_);
    if (values_.count("help") > 0) {
      print_help();
      return false;
    }
    po::notify(values_);
  } catch (const po::unknown_option& e) {
    std::vector<std::string> known;
    for (const auto& option : options_.options()) known.push_back("--" + option->long_name());
    const std::string hint = schema::nearest(e.get_option_name(), known);
    throw UsageError{fmt::format("there is no option '{}'; {}see `mainstay {} --help`", e.get_option_name(),
                                 hint.empty() ? "" : fmt::format("did you mean '{}'? or ", hint), command_)};
  } catch (const po::error& e) {
    throw UsageError{fmt::format("{}; see `mainstay {} --help`", e.what(), command_)};
  }
  return true;
}

void add_scenario_options(Arguments& a) {
  a.add()("set", po::value<std::vector<std::string>>()->value_name("PATH=VALUE"), "changes the scenario: 'teams.dba.staff=4' (may be repeated)")
      ("variant", po::value<std::vector<std::string>>()->value_name("NAME"), "only this variant (may be repeated)")
      ("vary", po::value<std::vector<std::string>>()->value_name("PATH: VALUES"), "a sweep instead of the scenario's variants: 'teams.dba.staff: 1 to 5 by 1' (may be repeated)")
      ("study", po::value<std::string>()->value_name("NAME"), "the same as a study of the scenario says")
      ("design", po::value<std::string>()->value_name("DESIGN"), "of the sweep: grid, 'lhs 40' or 'sobol 64'")
      ("seed", po::value<double>()->value_name("N"), "of the random numbers, instead of the scenario's")
      ("replications,n", po::value<int>()->value_name("N"), "trials of each variant, instead of the scenario's")
      ("plugin-dir", po::value<std::vector<std::string>>()->value_name("DIR"), "looks for plugins here first (may be repeated)");
}

void add_batch_options(Arguments& a) {
  a.add()("jobs,j", po::value<unsigned>()->default_value(default_workers())->value_name("N"), "threads")
      ("precision", po::value<std::string>()->value_name("METRIC: WITHIN"), "stop when the metric is so narrow: 'services.bank.availability: 0.01 %'")
      ("progress", po::value<std::string>()->default_value("auto"), "auto, bar, json or none");
}

double confidence_of(const Arguments& a) {
  const double confidence = a.get<double>("confidence");
  if (!(confidence >= 0.5 && confidence <= 0.9999999)) throw UsageError{"--confidence takes a fraction from 0.5 to below 1, as 0.95"};
  return confidence;
}

unsigned workers_of(const Arguments& a) {
  const unsigned workers = a.get<unsigned>("jobs");
  if (workers < 1 || workers > 1024) throw UsageError{"--jobs takes a number from 1 to 1024"};
  return workers;
}

std::size_t count_of(const Arguments& a, const std::string& option, std::size_t least, std::size_t otherwise) {
  if (!a.has(option)) return otherwise;
  const int n = a.get<int>(option);
  if (n < static_cast<int>(least)) throw UsageError{fmt::format("--{} takes a number from {} on", option, least)};
  return static_cast<std::size_t>(n);
}

scenario::Overrides overrides_of(const Arguments& a) {
  scenario::Overrides out;
  out.set = a.list("set");
  out.variants = a.list("variant");
  out.vary = a.list("vary");
  if (a.has("study")) {
    if (a.has("vary") || a.has("design")) throw UsageError{"--study says what is varied; --vary and --design go without it"};
    out.study = a.get<std::string>("study");
  }
  if (a.has("design")) out.design = a.get<std::string>("design");
  if (a.has("seed")) out.seed = a.get<double>("seed");
  if (a.has("replications")) out.replications = a.get<int>("replications");
  if (a.has("precision")) out.precision = a.get<std::string>("precision");
  return out;
}

plugin_host::Registry load_plugins(const Arguments& a, const std::vector<std::string>& more) {
  plugin_host::Registry registry;
  std::vector<std::string> first = a.list("plugin-dir");
  first.insert(first.end(), more.begin(), more.end());
  const auto path = plugin_host::search_path(first);
  for (const auto& folder : path.asked_for) registry.load_folder(folder, true);
  for (const auto& folder : path.standard) registry.load_folder(folder, false);
  registry.index();
  for (const auto& refused : registry.refused())
    if (refused.asked_for) fmt::print(stderr, "warning: plugin {} is not used: {}\n", refused.file.string(), refused.why);
  return registry;
}

void print_diagnostics(const schema::Diagnostics& diagnostics) {
  for (const auto& d : diagnostics.sorted()) fmt::print(stderr, "{}\n", schema::to_string(d));
}

void stop_on_errors(const schema::Diagnostics& diagnostics) {
  print_diagnostics(diagnostics);
  if (diagnostics.has_errors()) throw Stop{invalid_input, ""};
}

bool can_be_read(const std::string& file) {
  std::error_code code;
  return ::access(file.c_str(), R_OK) == 0 && !std::filesystem::is_directory(file, code);
}

std::shared_ptr<const scenario::Scenario> load_scenario(const std::string& file, const plugin_host::Registry& registry,
                                                        const scenario::Overrides& overrides) {
  schema::Diagnostics diagnostics;
  auto scenario = scenario::load(file, registry, overrides, diagnostics);
  print_diagnostics(diagnostics);
  if (scenario == nullptr) {
    if (!can_be_read(file)) throw Stop{files, ""};
    const int n = diagnostics.error_count();
    throw Stop{invalid_input, fmt::format("{}: {} {}", file, n, n == 1 ? "error" : "errors")};
  }
  return scenario;
}

std::filesystem::path share_folder() {
  std::error_code code;
  const auto executable = std::filesystem::read_symlink("/proc/self/exe", code);
  return executable.parent_path().parent_path() / "share" / "mainstay";
}

unsigned default_workers() { return std::max(1u, std::thread::hardware_concurrency()); }

bool is_terminal(int descriptor) { return isatty(descriptor) != 0; }

bool use_colour(int descriptor) {
  const char* no = std::getenv("NO_COLOR");
  return is_terminal(descriptor) && (no == nullptr || *no == '\0');
}

}  // namespace mainstay::cli
