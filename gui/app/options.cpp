#include "app/options.hpp"

#include <fmt/format.h>

#include <boost/program_options.hpp>

namespace mainstay::gui::app {

namespace po = boost::program_options;

std::optional<Options> parse_options(int argc, char** argv, int& code) {
  Options o;
  po::options_description shown("Options", 100);
  shown.add_options()("help,h", "this text")("version", "the version")
      ("view", po::value(&o.view)->value_name("NAME"), "begin with this view: start, overview, map, timeline, distributions, compare, register, what-if")
      ("variant", po::value(&o.variant)->value_name("NAME"), "look at this variant first")
      ("metric", po::value(&o.metric)->value_name("NAME"), "look at this metric first")
      ("theme", po::value(&o.theme)->value_name("light|dark"), "colours")
      ("scale", po::value(&o.scale)->value_name("N"), "pixels a point; without it, what the system says")
      ("width", po::value(&o.width)->value_name("POINTS"), "of the window")("height", po::value(&o.height)->value_name("POINTS"), "of the window")
      ("screenshot", po::value(&o.screenshot)->value_name("FILE"), "writes a picture (PNG) once all is read, and ends")
      ("frames", po::value(&o.frames)->value_name("N")->default_value(4), "frames drawn before the picture is taken");
  po::options_description all;
  all.add(shown).add_options()("file", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("file", -1);
  const auto wrong = [&](const std::string& why) {
    fmt::print(stderr, "mainstay-gui: {}\n  see `mainstay-gui --help`\n", why);
    code = 2;
    return std::nullopt;
  };
  po::variables_map map;
  try {
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional).run(), map);
    po::notify(map);
  } catch (const po::error& e) {
    return wrong(e.what());
  }
  if (map.count("help") > 0) {
    std::string list;
    for (const auto& option : shown.options()) list += fmt::format("  {:<28} {}\n", option->format_name() + " " + option->format_parameter(), option->description());
    fmt::print("usage: mainstay-gui [RUN.h5 | SCENARIO.yaml] [OPTIONS]\n\nShows what a run says: figures, distributions, timelines, comparisons.\n\n{}", list);
    return std::nullopt;
  }
  if (map.count("version") > 0) {
    fmt::print("mainstay-gui {}\n", MAINSTAY_VERSION);
    return std::nullopt;
  }
  if (map.count("file") > 0) {
    const auto& files = map["file"].as<std::vector<std::string>>();
    if (files.size() > 1) return wrong("it opens one file at a time");
    o.file = files.front();
  }
  if (!o.theme.empty() && o.theme != "light" && o.theme != "dark") return wrong(fmt::format("--theme takes light or dark, not '{}'", o.theme));
  if (map.count("scale") > 0 && !(o.scale >= 0.5f && o.scale <= 4.0f)) return wrong("--scale lies between 0.5 and 4");
  if (o.frames < 1 || o.frames > 10000) return wrong("--frames lies between 1 and 10000");
  if (o.width < 0 || o.width > 8000 || o.height < 0 || o.height > 8000) return wrong("--width and --height are at most 8000");
  return o;
}

}  // namespace mainstay::gui::app
