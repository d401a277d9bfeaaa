// The program: finds the command, runs it, turns what went wrong into a message and an exit code.

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <iostream>
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
      {"compare", "what the variants of a run change, and how sure that is", compare_command},
      {"rank", "the best variant, with a stated probability", rank_command},
      {"risk", "how bad it can get, how often, and through what", risk_command},
      {"sensitivity", "which assumed figure moves the answer most", sensitivity_command},
      {"importance", "what each cause is worth, by playing without it", importance_command},
      {"split", "how likely what hardly ever comes is, step by step", split_command},
      {"optimise", "the best portfolio of variants, within a budget and constraints", optimise_command},
      {"adjust", "a surer figure from the same trials, by what has a known mean", adjust_command},
      {"fit", "which law records follow, as a line for a scenario", fit_command},
      {"metamodel", "about what a metric would be between the points of a sweep", metamodel_command},
      {"replay", "the story of one trial, as it happened in the batch", replay_command},
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

// Where a standard stream is closed, the next file that is opened would stand in its place, and what is printed would
// go into it. What is said on a closed stderr is lost; that results for stdout are, is told.
void keep_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(descriptor, F_GETFD) == -1) ::open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

// What was said must have been heard; a reader that has gone away knows that it has.
int finish_output(int code) {
  std::cout.flush();
  errno = 0;
  const bool failed = std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
  if (!failed) return code;
  const int error = errno;
  pollfd out{STDOUT_FILENO, POLLOUT, 0};
  const bool gone = error == EPIPE || (::poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0);
  if (!gone) fmt::print(stderr, "mainstay: standard output cannot be written: {}\n", std::strerror(error != 0 ? error : EIO));
  return code == well ? files : code;
}

int run(const std::vector<std::string>& arguments) {
  try {
    return dispatch(arguments);
  } catch (const UsageError& e) {
    fmt::print(stderr, "mainstay: {}\n", e.message);
    return usage;
  } catch (const Stop& e) {
    if (!e.message.empty()) fmt::print(stderr, "mainstay: {}\n", e.message);
    return e.code;
  } catch (const store::StoreError& e) {
    fmt::print(stderr, "mainstay: {}\n", e.what());
    return files;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "mainstay: out of memory\n");
    return files;
  } catch (const std::exception& e) {
    if (std::ferror(stdout) != 0) return well;  // it is said below
    fmt::print(stderr, "mainstay: internal error: {}\n", e.what());
    return 70;
  }
}

}  // namespace

}  // namespace mainstay::cli

int main(int argc, char** argv) {
  using namespace mainstay;
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error to report, not the end of the process
  std::signal(SIGPIPE, SIG_IGN);
  cli::keep_standard_streams();
  try {
    return cli::finish_output(cli::run({argv + 1, argv + argc}));
  } catch (const std::exception&) {
    return cli::files;  // there is nobody left to tell
  }
}
