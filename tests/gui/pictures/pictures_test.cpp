// Pictures of every view under Xvfb: what they must contain, not which pixels.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <png.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <vector>

#include "plot/theme.hpp"
#include "views/shell.hpp"

namespace mainstay::gui::testing {
namespace {

namespace fs = std::filesystem;

struct Picture {
  int width = 0, height = 0;
  std::vector<unsigned char> rgb;

  unsigned at(int x, int y) const {
    const unsigned char* p = &rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3];
    return p[0] | static_cast<unsigned>(p[1]) << 8 | static_cast<unsigned>(p[2]) << 16;  // as ImU32, without alpha
  }
};

Picture read(const std::string& file) {
  Picture out;
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&image, file.c_str()) == 0) return out;
  image.format = PNG_FORMAT_RGB;
  out.width = static_cast<int>(image.width);
  out.height = static_cast<int>(image.height);
  out.rgb.resize(PNG_IMAGE_SIZE(image));
  if (png_image_finish_read(&image, nullptr, out.rgb.data(), 0, nullptr) == 0) out = {};
  return out;
}

// A part of the window, in points.
struct Region {
  int x, y, width, height;
};

std::size_t colours(const Picture& p, Region r, float scale) {
  std::set<unsigned> seen;
  const auto pixel = [scale](int points) { return static_cast<int>(static_cast<float>(points) * scale); };
  for (int y = pixel(r.y); y < pixel(r.y + r.height); ++y)
    for (int x = pixel(r.x); x < pixel(r.x + r.width); ++x) seen.insert(p.at(x, y));
  return seen.size();
}

class Pictures : public ::testing::Test {
 protected:
  void SetUp() override { folder_ = fs::temp_directory_path() / fmt::format("mainstay-pictures-{}", ::getpid()); fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  Picture take(const std::string& view, float scale, const std::string& theme) {
    const std::string file = (folder_ / "view.png").string();
    fs::remove(file);
    const int code = std::system(fmt::format("'{}' '{}' --view {} --scale {} --theme {} --screenshot '{}'", MAINSTAY_WINDOW, MAINSTAY_FIXED_RUN, view, scale, theme, file).c_str());
    EXPECT_EQ(code, 0) << view;
    return read(file);
  }
  fs::path folder_;
};

void check(const Picture& p, const std::string& view, std::size_t place, float scale, plot::Shade shade) {
  SCOPED_TRACE(fmt::format("{} at scale {}", view, scale));
  ASSERT_EQ(p.width, static_cast<int>(1280 * scale));
  ASSERT_EQ(p.height, static_cast<int>(800 * scale));
  const auto t = plot::make_theme(shade);
  const auto pixel = [scale](float points) { return static_cast<int>(points * scale); };
  // The frame: the page shows between panels, the view's own entry is marked, its name stands in it.
  EXPECT_EQ(p.at(pixel(172), pixel(60)), t.page & 0xFFFFFFu);
  const float row = 54 + 12 + static_cast<float>(place) * 33.75f;
  EXPECT_EQ(p.at(pixel(12), pixel(row + 16)), t.selected & 0xFFFFFFu) << "the view is not marked in the navigation";
  EXPECT_GT(colours(p, {40, static_cast<int>(row) + 5, 80, 22}, scale), 4u) << "the view has no name in the navigation";
  EXPECT_GT(colours(p, {45, 15, 70, 25}, scale), 4u) << "no name of the program";
  EXPECT_GT(colours(p, {180, 8, 150, 18}, scale), 4u) << "no title of the run";
  EXPECT_GT(colours(p, {12, 778, 250, 18}, scale), 4u) << "no words at the bottom";
  // The view: enough colours, and something in most of its quarters.
  EXPECT_GT(colours(p, {165, 54, 1110, 715}, scale), 60u) << "the view is nearly empty";
  int filled = 0;
  for (const int x : {170, 720})
    for (const int y : {60, 300}) filled += colours(p, {x, y, 540, 240}, scale) > 3 ? 1 : 0;
  EXPECT_GE(filled, 3);
}

TEST_F(Pictures, of_every_view_hold_what_they_must) {
  const auto names = views::Shell().names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    check(take(names[i], 1.0f, "light"), names[i], i, 1.0f, plot::Shade::light);
    check(take(names[i], i % 2 == 0 ? 2.0f : 1.0f, "dark"), names[i], i, i % 2 == 0 ? 2.0f : 1.0f, plot::Shade::dark);
  }
}

TEST_F(Pictures, say_why_where_there_can_be_none) {
  const auto run = [&](const std::string& rest) {
    const std::string said = (folder_ / "said").string();
    const int status = std::system(fmt::format("{} 2>'{}' >/dev/null", rest, said).c_str());
    std::string text;
    if (std::FILE* in = std::fopen(said.c_str(), "r")) {
      for (int c = std::fgetc(in); c != EOF; c = std::fgetc(in)) text += static_cast<char>(c);
      std::fclose(in);
    }
    return std::pair(WEXITSTATUS(status), text);
  };
  const std::string program = MAINSTAY_WINDOW;
  const auto no_display = run(fmt::format("env -u DISPLAY -u WAYLAND_DISPLAY '{}' --screenshot x.png", program));
  EXPECT_EQ(no_display.first, 1);
  EXPECT_NE(no_display.second.find("no display"), std::string::npos) << no_display.second;
  const auto old_gl = run(fmt::format("env MESA_GL_VERSION_OVERRIDE=2.1 '{}' --screenshot x.png", program));
  EXPECT_EQ(old_gl.first, 1);
  EXPECT_NE(old_gl.second.find("OpenGL 3.2"), std::string::npos) << old_gl.second;
  const auto no_view = run(fmt::format("'{}' --view nowhere --screenshot x.png", program));
  EXPECT_EQ(no_view.first, 2);
  EXPECT_NE(no_view.second.find("overview"), std::string::npos) << no_view.second;
  const auto no_folder = run(fmt::format("'{}' --screenshot '{}/none/x.png'", program, folder_.string()));
  EXPECT_EQ(no_folder.first, 5);
  const auto full = run(fmt::format("'{}' '{}' --screenshot /dev/full", program, MAINSTAY_FIXED_RUN));
  EXPECT_EQ(full.first, 5);
  EXPECT_NE(full.second.find("/dev/full"), std::string::npos) << full.second;
  EXPECT_TRUE(fs::is_character_file("/dev/full")) << "the device was replaced";
  const auto foreign = run(fmt::format("'{}' '{}' --screenshot '{}/x.png'", program, program, folder_.string()));
  EXPECT_NE(foreign.second.find("run file"), std::string::npos) << foreign.second;
}

}  // namespace
}  // namespace mainstay::gui::testing
