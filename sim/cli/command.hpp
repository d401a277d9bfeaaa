#pragma once
// What the commands have in common: arguments, messages, exit codes.

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "plugin_host/host.hpp"
#include "scenario/scenario.hpp"

namespace mainstay::cli {

namespace po = boost::program_options;

// The exit codes of the program.
enum Exit : int {
  well = 0,
  check_failed = 1,
  usage = 2,
  invalid_input = 3,
  failed_trials = 4,
  files = 5,
  interrupted = 130,
};

struct Command {
  std::string name;
  std::string summary;
  std::function<int(const std::vector<std::string>& arguments)> run;
};

// All commands, in the order in which help lists them.
const std::vector<Command>& commands();

int run_command(const std::vector<std::string>& arguments);
int check_command(const std::vector<std::string>& arguments);
int validate_command(const std::vector<std::string>& arguments);
int replay_command(const std::vector<std::string>& arguments);
int summary_command(const std::vector<std::string>& arguments);
int compare_command(const std::vector<std::string>& arguments);
int rank_command(const std::vector<std::string>& arguments);
int risk_command(const std::vector<std::string>& arguments);
int sensitivity_command(const std::vector<std::string>& arguments);
int optimise_command(const std::vector<std::string>& arguments);
int metamodel_command(const std::vector<std::string>& arguments);
int adjust_command(const std::vector<std::string>& arguments);
int importance_command(const std::vector<std::string>& arguments);
int split_command(const std::vector<std::string>& arguments);
int fit_command(const std::vector<std::string>& arguments);
int metrics_command(const std::vector<std::string>& arguments);
int plugins_command(const std::vector<std::string>& arguments);
int selftest_command(const std::vector<std::string>& arguments);
int new_command(const std::vector<std::string>& arguments);
int export_command(const std::vector<std::string>& arguments);
int schema_command(const std::vector<std::string>& arguments);
int completion_command(const std::vector<std::string>& arguments);

// A wrong use of the command line: `main` prints it and exits with `usage`.
struct UsageError {
  std::string message;
};
// An end with a message and an exit code.
struct Stop {
  int code;
  std::string message;
};

// What a command takes, for those who help at the prompt. `parse` throws it when asked with `describe_yourself`.
struct Description {
  struct Option {
    std::string name;        // without dashes
    std::string letter;      // `o`, or empty
    std::string value;       // what stands for its value in the help; empty: takes none
    std::string meaning;
    bool repeated = false;
  };
  std::vector<Option> options;
  std::string positional;    // `scenario`, `run`, …; empty: takes none
  bool several = false;
};
inline const std::string describe_yourself = "\001";

// A message on stderr. Whether anybody hears it must not decide over a batch, so that it never fails.
template <class... T>
void say(fmt::format_string<T...> text, T&&... arguments) {
  const std::string out = fmt::format(text, std::forward<T>(arguments)...);
  [[maybe_unused]] const auto written = std::fwrite(out.data(), 1, out.size(), stderr);
  std::fflush(stderr);
}

// Options of one command. `parse` prints the help and returns false if that was asked for.
class Arguments {
 public:
  Arguments(std::string command, std::string usage_line, std::string description);
  po::options_description_easy_init add() { return options_.add_options(); }
  // Takes what is not an option, one or several.
  void positional(const std::string& name, int count);
  void examples(std::vector<std::pair<std::string, std::string>> list) { examples_ = std::move(list); }
  bool parse(const std::vector<std::string>& arguments);
  const po::variables_map& values() const { return values_; }
  bool has(const std::string& name) const { return values_.count(name) > 0; }
  template <class T>
  T get(const std::string& name) const {
    return values_[name].as<T>();
  }
  std::vector<std::string> list(const std::string& name) const {
    return has(name) ? get<std::vector<std::string>>(name) : std::vector<std::string>();
  }

 private:
  void print_help() const;
  Description describe() const;
  std::string command_;
  std::string usage_line_;
  std::string description_;
  po::options_description options_;
  po::positional_options_description positional_;
  std::vector<std::string> positional_names_;
  bool several_ = false;
  std::vector<std::pair<std::string, std::string>> examples_;
  po::variables_map values_;
};

// Options about the scenario that several commands share: --set, --seed, --replications, --variant, --plugin-dir.
void add_scenario_options(Arguments& arguments);
// Options of those that play a batch: --jobs, --precision, --progress.
void add_batch_options(Arguments& arguments);
unsigned workers_of(const Arguments& arguments);
double confidence_of(const Arguments& arguments);  // --confidence
// A count that is given by --OPTION, which is `least` at least; `otherwise` where it is not given.
std::size_t count_of(const Arguments& arguments, const std::string& option, std::size_t least, std::size_t otherwise = 0);
scenario::Overrides overrides_of(const Arguments& arguments);
// `more`: folders beyond those that the arguments name.
plugin_host::Registry load_plugins(const Arguments& arguments, const std::vector<std::string>& more = {});

// Whether a file is there to be read: where it is not, that is no bad input, but exit code `files`.
bool can_be_read(const std::string& file);
// Loads, or prints what is wrong and stops. Warnings are printed to stderr.
std::shared_ptr<const scenario::Scenario> load_scenario(const std::string& file, const plugin_host::Registry& registry,
                                                        const scenario::Overrides& overrides);
void print_diagnostics(const schema::Diagnostics& diagnostics);
// Prints them and stops if there are errors among them.
void stop_on_errors(const schema::Diagnostics& diagnostics);

// Where what comes with the program lies: beside it in a build, `share/mainstay` in an installation.
std::filesystem::path share_folder();
unsigned default_workers();
bool is_terminal(int descriptor);
// Colour where the stream is a terminal and NO_COLOR is not set.
bool use_colour(int descriptor);

}  // namespace mainstay::cli
