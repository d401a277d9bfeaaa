// Every view, on every kind of run: it opens, draws, and takes what is done to it.

#include <gtest/gtest.h>
#include <hdf5.h>

#include <regex>

#include "driver.hpp"
#include "model/files.hpp"
#include "runs.hpp"

namespace mainstay::gui::testing {
namespace {

std::vector<std::string> all_views() { return views::Shell().names(); }

std::string troubles(Driver& d) {
  std::string out;
  for (const auto& n : d.session().notices())
    if (n.kind == model::Notice::Kind::trouble) out += n.text + "\n";
  return out;
}

// What a hand does that knows nothing: clicks, drags and turns the wheel all over the view, types, presses keys.
void handle_everything(Driver& d) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  for (float y = 0.15f; y < 0.95f; y += 0.2f)
    for (float x = 0.2f; x < 0.97f; x += 0.25f) {
      const ImVec2 at{size.x * x, size.y * y};
      d.wheel(at, 2.0f);
      d.drag(at, {at.x - 60, at.y + 15});
      d.click_at(at, 1);
      d.press(key_escape);
    }
  for (const int key : {key_tab, key_down, key_right, key_up, key_left, key_enter, key_escape}) d.press(key);
  d.type("9 h %");
  d.press(key_escape);
}

class FixedRun : public ::testing::TestWithParam<std::tuple<std::string, float, plot::Shade>> {};

TEST_P(FixedRun, is_shown_without_texts_that_are_cut_or_stand_on_each_other) {
  const auto& [view, scale, shade] = GetParam();
  Driver d({1280, 800, scale, shade});
  d.open(fixed_run(), view);
  EXPECT_EQ(troubles(d), "");
  EXPECT_EQ(d.flaws(), "") << d.all();
  EXPECT_TRUE(d.sees(view == "start" ? "Open a file" : "A shop on two sites")) << d.all();
  EXPECT_FALSE(d.sees("Reading …"));
  EXPECT_FALSE(d.sees("This cannot be shown")) << d.all();
}

std::string name_of(const ::testing::TestParamInfo<FixedRun::ParamType>& info) {
  std::string out = std::get<0>(info.param);
  for (char& c : out)
    if (c == '-') c = '_';
  return out + (std::get<1>(info.param) > 1.0f ? "_at_scale_2" : "") + (std::get<2>(info.param) == plot::Shade::dark ? "_dark" : "");
}

INSTANTIATE_TEST_SUITE_P(views, FixedRun, ::testing::Combine(::testing::ValuesIn(all_views()), ::testing::Values(1.0f, 2.0f), ::testing::Values(plot::Shade::light)), name_of);
INSTANTIATE_TEST_SUITE_P(dark_views, FixedRun, ::testing::Combine(::testing::ValuesIn(all_views()), ::testing::Values(1.0f), ::testing::Values(plot::Shade::dark)), name_of);

TEST(every_view, has_one_sign_for_minus_and_no_zero_with_it) {
  const std::regex hyphen(R"((^|[ \[(])-[0-9.])"), nothing("−0([^.0-9]|$)|−0[.]0+([^0-9]|$)");
  for (const bool second : {false, true}) {
    Driver d;
    d.open(fixed_run());
    d.session().choice.variant = second ? 1 : 0;
    for (const char* view : {"overview", "map", "timeline", "distributions", "compare", "register"}) {
      d.show(view);
      EXPECT_FALSE(std::regex_search(d.all(), hyphen)) << view << "\n" << d.all();
      EXPECT_FALSE(std::regex_search(d.all(), nothing)) << view << "\n" << d.all();
    }
  }
}

TEST(every_view, keeps_its_texts_apart_in_a_small_window) {
  Driver d({900, 600});
  d.open(fixed_run());
  for (const auto& view : all_views()) {
    d.show(view);
    EXPECT_EQ(d.flaws(), "") << view;
  }
}

TEST(every_view, keeps_its_texts_apart_with_larger_and_with_smaller_letters) {
  for (const float zoom : {0.8f, 1.4f}) {
    Driver d;
    d.session().settings.zoom = zoom;
    d.open(fixed_run());
    for (const auto& view : all_views()) {
      d.show(view);
      EXPECT_EQ(d.flaws(), "") << view << " at " << zoom;
    }
  }
}

TEST(every_view, survives_a_hand_that_knows_nothing) {
  for (const auto& view : all_views()) {
    Driver d;
    d.open(fixed_run(), view);
    handle_everything(d);
    d.show(view);
    EXPECT_GT(d.words().size(), 5u) << view;
  }
}

TEST(every_view, shows_odd_runs_without_trouble) {
  for (const auto& kind : odd_runs()) {
    SCOPED_TRACE(kind.name);
    Driver d;
    const std::string path = d.folder() / "odd.h5";
    kind.write(path);
    d.open(path);
    ASSERT_NE(d.session().run(), nullptr) << troubles(d);
    for (const auto& view : all_views()) {
      SCOPED_TRACE(view);
      for (std::size_t v = 0; v < std::min<std::size_t>(3, d.session().run()->header().variants.size()); ++v) {
        d.session().choice.variant = v;
        d.show(view);
        EXPECT_EQ(troubles(d), "");
        EXPECT_GT(d.words().size(), 5u);
      }
      d.wheel({700, 400}, 3.0f);
      d.drag({700, 400}, {600, 420});
    }
  }
}

TEST(every_view, draws_in_a_window_of_no_size_and_in_one_of_many_pixels) {
  for (const auto& [width, height] : {std::pair{1, 1}, {120, 90}, {5000, 3000}}) {
    Driver d({width, height});
    d.open(fixed_run());
    for (const auto& view : all_views()) d.show(view);
    EXPECT_EQ(troubles(d), "");
  }
}

TEST(every_view, says_what_is_missing_while_no_run_is_open) {
  Driver d;
  for (const auto& view : all_views()) {
    d.show(view);
    EXPECT_TRUE(d.sees("No run is open") || d.sees("Open a file") || d.sees("No scenario is open")) << view << "\n" << d.all();
  }
}

TEST(every_view, says_what_is_wrong_with_a_file_that_cannot_be_opened) {
  const std::string good = store::testing::bytes_of(fixed_run());
  ASSERT_GT(good.size(), 20000u);
  Driver d;
  const std::pair<std::string, std::string> files[] = {
      {"cut.h5", good.substr(0, good.size() / 2)}, {"foreign.h5", std::string(5000, 'x')}, {"empty.h5", ""}, {"head.h5", good.substr(0, 700)}};
  std::size_t said = 0;
  for (const auto& [name, bytes] : files) {
    const std::string path = d.folder() / name;
    store::testing::put_bytes(path, bytes);
    d.open(path);
    EXPECT_EQ(d.session().run(), nullptr) << name;
    EXPECT_EQ(d.session().notices().size(), ++said) << name;
    EXPECT_NE(d.session().notices().back().text.find(name), std::string::npos);
  }
  for (const std::string name : {"missing.h5", "missing.yaml"}) {
    d.open(d.folder() / name);
    EXPECT_EQ(d.session().notices().size(), ++said) << name;
  }
  EXPECT_TRUE(d.sees("This did not work"));
  EXPECT_TRUE(d.click("Dismiss"));
  EXPECT_EQ(d.session().notices().size(), said - 1);
}

TEST(every_view, says_that_a_run_is_of_a_newer_program_and_keeps_what_is_open) {
  Driver d;
  d.open(fixed_run());
  const std::string path = d.folder() / "newer.h5";
  std::filesystem::copy_file(fixed_run(), path);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  ASSERT_GE(file, 0);
  const hid_t attribute = H5Aopen(file, "version", H5P_DEFAULT);
  const std::uint64_t version = 99;
  ASSERT_GE(H5Awrite(attribute, H5T_NATIVE_UINT64, &version), 0);
  H5Aclose(attribute);
  ASSERT_GE(H5Fclose(file), 0);
  d.open(path);
  EXPECT_NE(troubles(d).find("newer.h5: has the layout of version 99"), std::string::npos) << troubles(d);
  EXPECT_NE(troubles(d).find("use a newer Mainstay"), std::string::npos);
  ASSERT_NE(d.session().run(), nullptr);
  EXPECT_EQ(d.session().run()->path(), fixed_run());
}

TEST(every_view, says_what_there_is_of_a_run_that_is_being_written) {
  Driver d;
  const std::string path = d.folder() / "going.h5";
  store::RunHeader header = store::testing::small_header();
  auto writer = store::RunWriter::create(path, header, {});
  d.open(path);
  // Either it says why not, or shows what is there as incomplete.
  if (d.session().run() == nullptr) {
    EXPECT_NE(troubles(d).find("going.h5"), std::string::npos) << troubles(d);
  } else {
    EXPECT_FALSE(d.session().run()->facts().complete);
    for (const auto& view : all_views()) {
      d.show(view);
      EXPECT_GT(d.words().size(), 5u) << view;
    }
  }
}

TEST(write_file, says_that_the_disk_is_full_and_keeps_what_stood_there) {
  const std::string said = model::write_file("/dev/full", std::string(100'000, 'x'));
  EXPECT_NE(said.find("/dev/full: cannot be written: No space left"), std::string::npos) << said;
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full")) << "the device was replaced";
  Folder folder;
  const std::string path = folder / "kept.csv";
  EXPECT_EQ(model::write_file(path, "before"), "");
  std::filesystem::create_symlink("/dev/full", path + ".new");  // where the second file would go
  EXPECT_NE(model::write_file(path, std::string(100'000, 'x')), "");
  EXPECT_EQ(store::testing::bytes_of(path), "before");
}

TEST(every_view, goes_on_with_a_file_that_is_deleted_or_cut_while_it_is_open) {
  for (const bool deleted : {true, false}) {
    Driver d;
    const std::string path = d.folder() / "run.h5";
    std::filesystem::copy_file(fixed_run(), path);
    d.open(path, "overview");
    ASSERT_NE(d.session().run(), nullptr);
    if (deleted)
      std::filesystem::remove(path);
    else
      std::filesystem::resize_file(path, 4096);
    for (const auto& view : all_views()) {
      d.show(view);
      d.session().choice.variant = 1;
      d.settle();
      EXPECT_GT(d.words().size(), 5u) << view;
    }
  }
}

}  // namespace
}  // namespace mainstay::gui::testing
