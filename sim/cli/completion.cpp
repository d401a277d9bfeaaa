// `mainstay completion`: what a shell needs to complete commands, options and files. Made from what the commands
// themselves declare, so that it cannot fall behind them.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/templates.hpp"

namespace mainstay::cli {
namespace {

// What may stand somewhere: names of files that fit a pattern, folders, some words, or nothing that could be guessed.
struct Offer {
  enum class Kind { nothing, files, folders, words };
  Kind kind = Kind::nothing;
  std::string pattern;             // of files
  std::vector<std::string> words;
};

Offer files_like(std::string pattern) { return {Offer::Kind::files, std::move(pattern), {}}; }
Offer one_of(std::vector<std::string> words) { return {Offer::Kind::words, "", std::move(words)}; }

Offer offer_for_positional(const std::string& name) {
  if (name == "scenario") return files_like("*.yaml");
  if (name == "run") return files_like("*.h5");
  if (name == "shell") return one_of({"bash", "zsh"});
  if (name == "what") return one_of({"list", "describe"});
  if (name != "template") return {};
  std::vector<std::string> names;
  for (const auto& t : templates()) names.push_back(t.name);
  return one_of(names);
}

Offer offer_for_value(const std::string& command, const Description::Option& option) {
  if (option.name == "progress") return one_of({"auto", "bar", "json", "none"});
  if (option.name == "what") return one_of({"metrics", "trials", "series", "outages", "tickets", "changes", "plans", "tables", "all"});
  if (option.name == "resume" || (command == "run" && option.name == "output")) return files_like("*.h5");
  if (command == "new" && option.name == "output") return files_like("*.yaml");
  if (option.value == "DIR") return {Offer::Kind::folders, "", {}};
  return option.value.starts_with("FILE") ? files_like("*") : Offer{};
}

struct Described {
  const Command* command;
  Description description;
};

std::vector<Described> described_commands() {
  std::vector<Described> out;
  for (const auto& c : commands()) {
    try {
      c.run({describe_yourself});
    } catch (const Description& d) {
      out.push_back({&c, d});
    }
  }
  return out;
}

// --- bash ---

std::string in_bash(const Offer& offer) {
  switch (offer.kind) {
    case Offer::Kind::files: return fmt::format("_mainstay_files '{}'", offer.pattern);
    case Offer::Kind::folders: return "_mainstay_folders";
    case Offer::Kind::words: return fmt::format("_mainstay_words '{}'", fmt::join(offer.words, " "));
    case Offer::Kind::nothing: break;
  }
  return ":";
}

std::string bash_case(const Described& d) {
  std::string options;
  std::string values;
  for (const auto& o : d.description.options) {
    options += (options.empty() ? "--" : " --") + o.name + (o.letter.empty() ? "" : " -" + o.letter);
    if (!o.value.empty())
      values += fmt::format("        {}--{}) {}; return ;;\n", o.letter.empty() ? "" : "-" + o.letter + "|", o.name,
                            in_bash(offer_for_value(d.command->name, o)));
  }
  std::string out = fmt::format("    {})\n", d.command->name);
  if (!values.empty()) out += "      case $previous in\n" + values + "      esac\n";
  out += fmt::format("      if [[ $current == -* ]]; then _mainstay_words '{}'; return; fi\n", options);
  return out + fmt::format("      {} ;;\n", in_bash(offer_for_positional(d.description.positional)));
}

constexpr const char* bash_begin = R"bash(# Completion of mainstay for bash. Made by `mainstay completion bash`.

_mainstay_words() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$current")
}

# Files whose names fit a pattern, and folders that may hold some.
_mainstay_files() {
  local name
  compopt -o filenames 2> /dev/null
  while IFS= read -r name; do COMPREPLY+=("$name"); done \
    < <({ compgen -f -X "!$1" -- "$current"; compgen -d -- "$current"; } | sort -u)
}

_mainstay_folders() { _mainstay_files ''; }

_mainstay() {
  local current=${COMP_WORDS[COMP_CWORD]} previous='' command=${COMP_WORDS[1]}
  if ((COMP_CWORD > 0)); then previous=${COMP_WORDS[COMP_CWORD - 1]}; fi
  COMPREPLY=()
  # `--output=x` comes as three words.
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $previous == '=' ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD <= 1)); then
)bash";

std::string bash_script(const std::vector<Described>& all) {
  std::string names;
  for (const auto& d : all) names += d.command->name + " ";
  std::string out = bash_begin;
  out += fmt::format("    _mainstay_words '{}help --help --version'\n    return\n  fi\n  case $command in\n", names);
  for (const auto& d : all) out += bash_case(d);
  return out + "  esac\n}\n\ncomplete -F _mainstay mainstay\n";
}

// --- zsh ---

// Within single quotes, where `_arguments` gives brackets and colons a meaning.
std::string for_zsh(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out;
}

std::string in_zsh(const Offer& offer) {
  switch (offer.kind) {
    case Offer::Kind::files: return offer.pattern == "*" ? "_files" : fmt::format("_files -g \"{}\"", offer.pattern);
    case Offer::Kind::folders: return "_files -/";
    case Offer::Kind::words: return fmt::format("({})", fmt::join(offer.words, " "));
    case Offer::Kind::nothing: break;
  }
  return " ";
}

std::string zsh_case(const Described& d) {
  std::string out = fmt::format("    {})\n      _arguments -s", d.command->name);
  for (const auto& o : d.description.options) {
    const std::string rest =
        fmt::format("[{}]{}", for_zsh(o.meaning),
                    o.value.empty() ? "" : fmt::format(":{}:{}", for_zsh(o.value), in_zsh(offer_for_value(d.command->name, o))));
    const char* const many = o.repeated ? "*" : "";
    if (o.letter.empty())
      out += fmt::format(" \\\n        '{}--{}{}{}'", many, o.name, o.value.empty() ? "" : "=", rest);
    else if (o.repeated)
      out += fmt::format(" \\\n        '*'{{-{},--{}{}}}'{}'", o.letter, o.name, o.value.empty() ? "" : "=", rest);
    else
      out += fmt::format(" \\\n        '(-{0} --{1})'{{-{0},--{1}{2}}}'{3}'", o.letter, o.name, o.value.empty() ? "" : "=", rest);
  }
  if (!d.description.positional.empty())
    out += fmt::format(" \\\n        '{}:{}:{}'", d.description.several ? "*" : "1", d.description.positional,
                       in_zsh(offer_for_positional(d.description.positional)));
  return out + " ;;\n";
}

std::string zsh_script(const std::vector<Described>& all) {
  std::string out = "#compdef mainstay\n# Completion of mainstay for zsh. Made by `mainstay completion zsh`.\n\n_mainstay() {\n  local -a commands=(\n";
  for (const auto& d : all) out += fmt::format("    '{}:{}'\n", d.command->name, for_zsh(d.command->summary));
  out += "    'help:what commands there are'\n  )\n"
         "  if ((CURRENT == 2)); then\n    _describe command commands\n    _arguments '--help[this program and its commands]' '--version[which version it is]'\n    return\n  fi\n"
         "  local name=$words[2]\n  shift words\n  ((CURRENT--))\n  case $name in\n";
  for (const auto& d : all) out += zsh_case(d);
  // Either read by the completion system as a file of its own, or sourced.
  return out + "  esac\n}\n\nif [[ $funcstack[1] == _mainstay ]]; then _mainstay \"$@\"; else compdef _mainstay mainstay; fi\n";
}

}  // namespace

int completion_command(const std::vector<std::string>& arguments) {
  Arguments a("completion", "bash | zsh",
              "Writes a script with which the shell completes commands, options, templates, scenarios (*.yaml) and runs\n"
              "(*.h5).");
  a.positional("shell", -1);
  a.examples({{"source <(mainstay completion bash)", "in this shell; in ~/.bashrc, in every one"},
              {"mainstay completion bash > ~/.local/share/bash-completion/completions/mainstay", "loaded when needed"},
              {"mainstay completion zsh > ~/.zfunc/_mainstay", "with ~/.zfunc in $fpath, before compinit"}});
  if (!a.parse(arguments)) return well;
  const auto shells = a.list("shell");
  if (shells.size() != 1) throw UsageError{"completion takes the name of a shell: bash or zsh"};
  if (shells[0] != "bash" && shells[0] != "zsh")
    throw UsageError{fmt::format("there is no completion for '{}'; {}", shells[0], schema::did_you_mean(shells[0], {"bash", "zsh"}))};
  const auto all = described_commands();
  write_output("", false, shells[0] == "bash" ? bash_script(all) : zsh_script(all));
  return well;
}

}  // namespace mainstay::cli
