// The window: opens what it is told, draws when something happens, sleeps otherwise.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "app/options.hpp"
#include "app/png_file.hpp"
#include "app/window.hpp"
#include "model/session.hpp"
#include "views/shell.hpp"

namespace mainstay::gui::app {
namespace {

namespace fs = std::filesystem;

plot::Shade shade_of(const model::Session& session) { return session.settings.theme == "dark" ? plot::Shade::dark : plot::Shade::light; }

void draw_frame(Window& window, model::Session& session, views::Shell& shell, Picture* picture) {
  session.update(window.time());
  window.set_look(shade_of(session), session.settings.zoom);
  window.begin_frame();
  shell.draw(session);
  window.end_frame(picture);
}

// Part of a picture, kept inside it.
Picture cut(const Picture& p, const model::Session::Picture& part) {
  const int x0 = std::clamp(static_cast<int>(part.x), 0, p.width);
  const int y0 = std::clamp(static_cast<int>(part.y), 0, p.height);
  Picture out;
  out.width = std::clamp(static_cast<int>(part.width + 0.5f), 0, p.width - x0);
  out.height = std::clamp(static_cast<int>(part.height + 0.5f), 0, p.height - y0);
  for (int y = 0; y < out.height; ++y) {
    const auto from = p.rgb.begin() + (static_cast<std::ptrdiff_t>(y0 + y) * p.width + x0) * 3;
    out.rgb.insert(out.rgb.end(), from, from + static_cast<std::ptrdiff_t>(out.width) * 3);
  }
  return out;
}

void save_picture(Window& window, model::Session& session, views::Shell& shell) {
  const auto wanted = *session.picture;
  session.picture.reset();
  Picture whole;
  draw_frame(window, session, shell, &whole);  // without the menu that asked for it
  const Picture part = cut(whole, wanted);
  const std::string error = write_png(wanted.file, part.width, part.height, part.rgb);
  if (error.empty())
    session.inform("Saved " + wanted.file);
  else
    session.complain(error);
}

void choose(model::Session& session, const Options& options) {
  if (!options.view.empty()) session.show(options.view);
  model::OpenRun* run = session.run();
  if (run == nullptr) return;
  if (const auto m = run->find_metric(options.metric); m != model::OpenRun::npos) session.choice.metric = m;
  if (const auto v = run->find_variant(options.variant); v != model::OpenRun::npos) session.choice.variant = v;
}

int take_screenshot(Window& window, model::Session& session, views::Shell& shell, const Options& options) {
  session.tasks().finish();
  choose(session, options);
  Picture picture;
  for (int i = 0; i < options.frames || !session.tasks().idle(); ++i) {
    window.poll();
    draw_frame(window, session, shell, nullptr);
    session.tasks().finish();
  }
  draw_frame(window, session, shell, &picture);
  const std::string error = write_png(options.screenshot, picture.width, picture.height, picture.rgb);
  for (const auto& n : session.notices())
    if (n.kind == model::Notice::Kind::trouble) fmt::print(stderr, "mainstay-gui: {}\n", n.text);
  if (error.empty()) return 0;
  fmt::print(stderr, "mainstay-gui: {}\n", error);
  return 5;
}

void loop(Window& window, model::Session& session, views::Shell& shell, const Options& options) {
  bool chosen = false;
  int settle = 3;  // frames after which a layout has come to rest
  std::string title;
  while (window.open() && !session.quitting()) {
    if (settle > 0 || session.take_animated())
      window.poll();
    else
      window.wait(ImGui::GetIO().WantTextInput || !session.notices().empty() ? 0.5 : 0.0);
    settle = settle > 0 ? settle - 1 : 3;
    for (const auto& file : window.take_dropped()) session.open(file);
    draw_frame(window, session, shell, nullptr);
    if (!chosen && session.run() != nullptr) {
      choose(session, options);
      chosen = true;
      settle = 3;
    }
    if (session.picture) save_picture(window, session, shell);
    const std::string wanted = session.run() == nullptr ? "Mainstay" : fs::path(session.run()->path()).filename().string() + " – Mainstay";
    if (wanted != title) window.set_title(title = wanted);
  }
}

int run(const Options& options) {
  auto places = model::find_places();
  const bool for_script = !options.screenshot.empty();
  const auto remembered = model::load_settings(places.settings);
  Window::Options look;
  look.width = options.width > 0 ? options.width : for_script ? 1280 : remembered.width;
  look.height = options.height > 0 ? options.height : for_script ? 800 : remembered.height;
  look.scale = options.scale > 0.0f ? options.scale : for_script ? 1.0f : 0.0f;
  look.visible = !for_script;
  Window window(look);
  if (for_script) places.settings.clear();  // a script's pictures depend on nothing that was remembered
  model::Session session(places, Window::wake);
  if (!options.theme.empty()) session.settings.theme = options.theme;
  views::Shell shell;
  if (!options.view.empty() && !shell.has(options.view)) {
    std::string names;
    for (const auto& n : shell.names()) names += (names.empty() ? "" : ", ") + n;
    fmt::print(stderr, "mainstay-gui: there is no view '{}'; the views are {}\n", options.view, names);
    return 2;
  }
  if (!options.file.empty()) session.open(options.file);
  if (for_script) return take_screenshot(window, session, shell, options);
  loop(window, session, shell, options);
  std::tie(session.settings.width, session.settings.height) = window.size();
  model::save_settings(session.settings, session.places().settings);
  return 0;
}

}  // namespace
}  // namespace mainstay::gui::app

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  int code = 0;
  const auto options = mainstay::gui::app::parse_options(argc, argv, code);
  if (!options) return code;
  try {
    return mainstay::gui::app::run(*options);
  } catch (const std::exception& e) {
    fmt::print(stderr, "mainstay-gui: {}\n", e.what());
    return 1;
  }
}
