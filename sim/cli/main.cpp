// The program: finds the command, runs it, turns what went wrong into a message and an exit code.

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "schema/diagnostics.hpp"
#include "store/error.hpp"

namespace mainstay::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      {"run", "play a scenario and keep the results", run_command},
      {"summary", "what a run says", summary_command},
      {"check", "play a scenario and compare with what it expects", check_command},
      {"validate", "read a scenario and say everything that is wrong with it", validate_command},
      {"metrics", "every metric that a scenario yields", metrics_command},
      {"selftest", "play cases whose answers are known, and compare", selftest_command},
      {"plugins", "the process models that were found", plugins_command},
      {"new", "a scenario to start from", new_command},
      {"export", "the figures of a run as CSV", export_command},
      {"schema", "the language as a JSON Schema, for editors", schema_command},
      {"completion", "completion of commands, options and files, for a shell", completion_command},
  };
  return all;
}

namespace {

void print_usage(std::FILE* to) {
  fmt::print(to, "mainstay {}: plays services, incidents, failures and recoveries, and says how often objectives hold\n\n"
                 "usage: mainstay COMMAND [ARGUMENTS]\n\n", MAINSTAY_VERSION);
  for (const auto& c : commands()) fmt::print(to, "  {:<12}{}\n", c.name, c.summary);
  fmt::print(to, "\n`mainstay COMMAND --help` says more, with examples.\n");
}

int dispatch(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    print_usage(stderr);
    return usage;
  }
  if (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
    print_usage(stdout);
    return well;
  }
  if (arguments[0] == "--version") {
    fmt::print("mainstay {}\n", MAINSTAY_VERSION);
    return well;
  }
  std::vector<std::string> names;
  for (const auto& c : commands()) {
    if (c.name == arguments[0]) return c.run({arguments.begin() + 1, arguments.end()});
    names.push_back(c.name);
  }
  const std::string hint = schema::did_you_mean(arguments[0], names);
  throw UsageError{fmt::format("there is no command '{}'{}", arguments[0], hint.empty() ? "; see `mainstay --help`" : "; " + hint)};
}

}  // namespace

}  // namespace mainstay::cli

int main(int argc, char** argv) {
  using namespace mainstay;
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error to report, not the end of the process
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return cli::dispatch({argv + 1, argv + argc});
  } catch (const cli::UsageError& e) {
    fmt::print(stderr, "mainstay: {}\n", e.message);
    return cli::usage;
  } catch (const cli::Stop& e) {
    if (!e.message.empty()) fmt::print(stderr, "mainstay: {}\n", e.message);
    return e.code;
  } catch (const store::StoreError& e) {
    fmt::print(stderr, "mainstay: {}\n", e.what());
    return cli::files;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "mainstay: out of memory\n");
    return cli::files;
  } catch (const std::exception& e) {
    fmt::print(stderr, "mainstay: internal error: {}\n", e.what());
    return 70;
  }
}
