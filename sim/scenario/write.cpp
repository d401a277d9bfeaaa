#include "scenario/write.hpp"

#include <algorithm>
#include <cctype>

namespace mainstay::scenario {
namespace {

using schema::Node;

bool is_plain(const std::string& s) {
  if (s.empty() || std::isspace(static_cast<unsigned char>(s.front())) || std::isspace(static_cast<unsigned char>(s.back())))
    return false;
  if (std::string("%@*&!>|-?:#{}[],'\"`").find(s.front()) != std::string::npos && !(s.front() == '-' && s.size() > 1 && s[1] != ' '))
    return false;
  for (const char c : s)
    if (static_cast<unsigned char>(c) < 0x20 || std::string("{}[],").find(c) != std::string::npos) return false;
  return s.find(": ") == std::string::npos && s.find(" #") == std::string::npos && s.back() != ':';
}

std::string scalar(const Node& node) {
  if (!node.quoted && is_plain(node.text)) return node.text;
  std::string out = "\"";
  for (const char c : node.text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') out += "\\n";
    else if (c == '\t') out += "\\t";
    else out += c;
  }
  return out + "\"";
}

std::string key(const std::string& text) { return is_plain(text) ? text : scalar(Node::scalar(text, {})); }

void write(const Node& node, int depth, std::string& out) {
  const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
  switch (node.kind) {
    case Node::Kind::null: out += " ~\n"; return;
    case Node::Kind::scalar: out += " " + scalar(node) + "\n"; return;
    case Node::Kind::list:
      if (node.items.empty()) {
        out += " []\n";
        return;
      }
      out += "\n";
      for (const Node& item : node.items) {
        out += indent + "-";
        write(item, depth + 1, out);
      }
      return;
    case Node::Kind::map:
      if (node.entries.empty()) {
        out += " {}\n";
        return;
      }
      out += "\n";
      for (const auto& e : node.entries) {
        out += indent + key(e.key) + ":";
        write(e.value, depth + 1, out);
      }
      return;
  }
}

}  // namespace

std::string to_yaml(const Node& node) {
  std::string out;
  write(node, 0, out);
  while (!out.empty() && (out.front() == '\n' || out.front() == ' ')) out.erase(out.begin());
  return out;
}

std::string to_yaml_line(const Node& node) {
  std::string out;
  switch (node.kind) {
    case Node::Kind::null: return "~";
    case Node::Kind::scalar: return scalar(node);
    case Node::Kind::list:
      for (const Node& item : node.items) out += (out.empty() ? "" : ", ") + to_yaml_line(item);
      return "[" + out + "]";
    case Node::Kind::map:
      for (const auto& e : node.entries) out += (out.empty() ? "" : ", ") + key(e.key) + ": " + to_yaml_line(e.value);
      return "{" + out + "}";
  }
  return out;
}

}  // namespace mainstay::scenario
