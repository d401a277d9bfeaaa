// Opening, running, and following a run.

#include <gtest/gtest.h>

#include <cmath>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "driver.hpp"

namespace mainstay::gui::testing {
namespace {

TEST(start, lists_a_folder_and_opens_a_scenario) {
  Driver d;
  EXPECT_TRUE(d.sees("Scenarios to start from"));
  ASSERT_TRUE(d.click("it-company"));
  EXPECT_TRUE(d.sees("Run it"));
  EXPECT_TRUE(d.session().scenario().ends_with("it-company.yaml"));
}

TEST(start, runs_a_scenario_and_opens_what_came_of_it) {
  Driver d;
  std::filesystem::copy_file(MAINSTAY_FIXED_SCENARIO, d.folder() / "shop.yaml");
  d.open(d.folder() / "shop.yaml");
  ASSERT_TRUE(d.click("Run it"));
  d.wait_for_job();
  ASSERT_NE(d.session().run(), nullptr) << d.all();
  EXPECT_EQ(d.session().view(), "overview");
  EXPECT_TRUE(d.sees("24 replications"));
  // Once more: the first run stays.
  const std::string first = d.session().run()->path();
  d.show("start");
  ASSERT_TRUE(d.click("Run it"));
  d.wait_for_job();
  EXPECT_NE(d.session().run()->path(), first);
  EXPECT_TRUE(std::filesystem::is_regular_file(first));
}

TEST(progress, is_read_with_its_figures_and_unknown_things_are_left_out) {
  model::Progress p;
  EXPECT_FALSE(model::parse_progress("warning: odd", p));
  EXPECT_FALSE(model::parse_progress("{ broken", p));
  EXPECT_FALSE(model::parse_progress("[1]", p));
  EXPECT_TRUE(model::parse_progress(R"({"event":"progress","trials":90,"total":1000,"rate_per_s":23.5,"left_s":null,"failed":0,"new":1,
    "metrics":[{"metric":"a.b","variant":"x","unit":"h","trials":90,"estimate":0.3,"interval":[0.2,null]},{"metric":"a.c","variant":"x","trials":0},7]})", p));
  EXPECT_EQ(p.trials, 90u);
  EXPECT_EQ(p.total, 1000u);
  EXPECT_EQ(p.left_s, 0.0);
  ASSERT_EQ(p.figures.size(), 1u);
  EXPECT_EQ(p.figures[0].metric, "a.b");
  EXPECT_EQ(p.figures[0].low, 0.2);
  EXPECT_TRUE(std::isinf(p.figures[0].high));
}

TEST(diagnostics, are_read_with_their_place) {
  const auto d = model::parse_diagnostic("/a/b:c.yaml:12:5: error: 'staf' is no key: did you mean 'staff'?");
  EXPECT_EQ(d.file, "/a/b:c.yaml");
  EXPECT_EQ(d.line, 12);
  EXPECT_EQ(d.severity, "error");
  EXPECT_EQ(d.message, "'staf' is no key: did you mean 'staff'?");
  EXPECT_EQ(model::parse_diagnostic("mainstay: 3 errors").message, "mainstay: 3 errors");
}

TEST(start, shows_how_far_a_run_is_and_stops_it) {
  Driver d;
  std::filesystem::copy_file(MAINSTAY_FIXED_SCENARIO, d.folder() / "shop.yaml");
  d.open(d.folder() / "shop.yaml");
  d.session().start_run(d.folder() / "shop.yaml", d.folder() / "long.h5", {"--replications", "100000", "--metric", "services.shop.downtime", "--set", "run.record=metrics"});
  ASSERT_TRUE(d.wait_until([&] { return d.session().job()->history().size() == 4 && d.session().job()->history().front().size() >= 2; }));
  d.frame();
  EXPECT_TRUE(d.sees("of 400000 trials")) << d.all();
  EXPECT_TRUE(d.sees("services.shop.downtime, baseline")) << d.all();
  const auto cancel = d.find("Cancel");
  ASSERT_TRUE(cancel);
  d.move(cancel->middle());
  ImGui::GetIO().MouseDown[0] = true;
  d.frame();
  ImGui::GetIO().MouseDown[0] = false;
  d.frame();
  d.wait_for_job();
  EXPECT_EQ(d.session().job()->state(), model::RunJob::State::cancelled);
  EXPECT_TRUE(d.sees("Stopped after")) << d.all();
  ASSERT_TRUE(d.click("Open what is done")) << d.all();
  ASSERT_NE(d.session().run(), nullptr);
  EXPECT_FALSE(d.session().run()->facts().complete);
}

TEST(start, says_so_where_the_program_that_runs_dies_or_cannot_be_started) {
  Folder folder;
  const std::string dies = folder / "dies";
  std::ofstream(dies) << "#!/bin/sh\nkill -9 $$\n";
  std::filesystem::permissions(dies, std::filesystem::perms::owner_all);
  std::mutex mutex;
  std::condition_variable changed;
  bool woken = false;
  model::RunJob job(dies, "a.yaml", "a.h5", {}, [&] {
    const std::lock_guard lock(mutex);
    woken = true;
    changed.notify_all();
  });
  while (job.state() == model::RunJob::State::running) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return woken; });
    woken = false;
    lock.unlock();
    job.poll();
  }
  EXPECT_EQ(job.state(), model::RunJob::State::failed);
  EXPECT_NE(job.message().find("signal 9"), std::string::npos) << job.message();
  EXPECT_NE(job.message().find("--resume a.h5"), std::string::npos) << job.message();
  EXPECT_THROW(model::RunJob("/nowhere/mainstay", "a.yaml", "a.h5", {}, [] {}), std::runtime_error);
  EXPECT_THROW(model::output_of({"/nowhere/mainstay"}), std::runtime_error);
  EXPECT_THROW(model::output_of({"sh", "-c", "echo no >&2; exit 3"}), std::runtime_error);
  EXPECT_THROW(model::output_of({"sh", "-c", "kill -9 $$"}), std::runtime_error);
  EXPECT_EQ(model::output_of({"sh", "-c", "printf abc"}), "abc");
}

TEST(start, shows_what_is_wrong_with_a_scenario_where_it_is) {
  Driver d;
  std::ofstream(d.folder() / "bad.yaml") << "mainstay: 1\nteams:\n  dba: { staf: 2 }\nservices: 7\n";
  d.open(d.folder() / "bad.yaml");
  ASSERT_TRUE(d.click("Run it"));
  d.wait_for_job();
  EXPECT_TRUE(d.sees("The scenario is not valid")) << d.all();
  EXPECT_TRUE(d.sees("bad.yaml, line 3")) << d.all();
  EXPECT_EQ(d.session().run(), nullptr);
}

TEST(start, opens_a_scenario_by_the_arrows_and_space_alone) {
  Driver d;
  for (int i = 0; i < 4; ++i) d.press(key_down);  // down the navigation, to the height of the scenarios
  d.press(key_right);
  for (int i = 0; i < 6 && d.session().scenario().empty(); ++i) {
    d.press(' ');
    d.press(key_down);
  }
  EXPECT_TRUE(d.session().scenario().ends_with(".yaml")) << d.all();
}

}  // namespace
}  // namespace mainstay::gui::testing
