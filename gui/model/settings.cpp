#include "model/settings.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "model/files.hpp"

namespace mainstay::gui::model {

namespace fs = std::filesystem;

void Settings::remember(const std::string& path) {
  std::error_code code;
  const std::string full = fs::absolute(path, code).lexically_normal().string();
  recent.erase(std::remove(recent.begin(), recent.end(), full), recent.end());
  recent.insert(recent.begin(), full);
  if (recent.size() > 12) recent.resize(12);
}

Settings load_settings(const std::string& file) {
  Settings s;
  std::ifstream in(file);
  if (!in) return s;
  const auto j = nlohmann::json::parse(in, nullptr, false);
  if (!j.is_object()) return s;
  if (j.contains("recent") && j["recent"].is_array())
    for (const auto& r : j["recent"])
      if (r.is_string() && s.recent.size() < 12) s.recent.push_back(r.get<std::string>());
  if (j.contains("theme") && j["theme"] == "dark") s.theme = "dark";
  const auto number = [&](const char* key, double low, double high, double otherwise) {
    return j.contains(key) && j[key].is_number() ? std::clamp(j[key].get<double>(), low, high) : otherwise;
  };
  s.zoom = static_cast<float>(number("zoom", 0.6, 3.0, 1.0));
  s.width = static_cast<int>(number("width", 640, 16000, s.width));
  s.height = static_cast<int>(number("height", 400, 16000, s.height));
  if (j.contains("panes") && j["panes"].is_object())
    for (const auto& [name, share] : j["panes"].items())
      if (share.is_number()) s.panes[name] = static_cast<float>(std::clamp(share.get<double>(), 0.02, 0.98));
  if (j.contains("view") && j["view"].is_string()) s.view = j["view"].get<std::string>();
  return s;
}

bool save_settings(const Settings& s, const std::string& file) {
  if (file.empty()) return false;
  std::error_code code;
  fs::create_directories(fs::path(file).parent_path(), code);
  const nlohmann::json all = {{"recent", s.recent}, {"theme", s.theme}, {"zoom", s.zoom}, {"width", s.width}, {"height", s.height}, {"view", s.view}, {"panes", s.panes}};
  return write_file(file, all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n").empty();
}

}  // namespace mainstay::gui::model
