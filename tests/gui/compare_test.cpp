// Comparisons and the improvement register.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "driver.hpp"
#include "views/figures.hpp"

namespace mainstay::gui::testing {
namespace {

TEST(compare, says_the_same_as_the_command_line) {
  Driver d;
  d.open(fixed_run(), "compare");
  EXPECT_TRUE(d.sees("Difference from baseline"));
  for (const char* words : {"second-dba", "warm-standby", "sites-apart", "Price against benefit", "Chance to exceed"}) EXPECT_TRUE(d.sees(words)) << words;
  const auto& prepared = d.session().run()->comparison(0, d.session().choice.metric);
  ASSERT_TRUE(prepared.ready);
  ASSERT_EQ(prepared.value.contrasts.size(), 3u);
  // In one unit with the values; the number itself is that of the command line.
  std::vector<report::Estimate> values = {prepared.value.of_baseline};
  std::vector<report::Comparison> contrasts;
  for (const auto& c : prepared.value.contrasts) {
    values.push_back(c.comparison.of_variant);
    contrasts.push_back(c.comparison);
  }
  const auto column = views::column_of_differences(contrasts, views::column_of(values, "EUR").unit, "EUR");
  for (const auto& c : contrasts) {
    EXPECT_TRUE(d.sees(views::difference(c, column).value)) << d.all();
    EXPECT_TRUE(d.sees(views::difference(c, column).interval)) << d.all();
  }
}

TEST(compare, takes_another_baseline) {
  Driver d;
  d.open(fixed_run(), "compare");
  d.click_at({700, 80});
  ASSERT_TRUE(d.click("warm-standby"));
  EXPECT_TRUE(d.sees("Difference from warm-standby")) << d.all();
}

TEST(compare, takes_a_tolerance_by_click) {
  Driver d;
  d.open(fixed_run(), "compare");
  d.click_at({950, 500});
  EXPECT_TRUE(d.sees("tolerance")) << d.all();
}

TEST(improvements, are_listed_sorted_and_saved) {
  Driver d;
  const std::string copy = d.folder() / "run.h5";
  std::filesystem::copy_file(fixed_run(), copy);
  d.open(copy, "register");
  for (const char* words : {"second-dba", "Head of operations", "95,000 EUR / year", "Platform team", "not said"}) EXPECT_TRUE(d.sees(words)) << words << "\n" << d.all();
  const auto above = [&](const char* a, const char* b) { return d.find(a)->from.y < d.find(b)->from.y; };
  EXPECT_TRUE(above("Head of operations", "Platform team"));
  ASSERT_TRUE(d.click("Price"));
  EXPECT_TRUE(above("30,000 EUR / year", "95,000 EUR / year"));
  ASSERT_TRUE(d.click("Price"));
  EXPECT_TRUE(above("95,000 EUR / year", "30,000 EUR / year"));
  ASSERT_TRUE(d.click("Save as CSV"));
  std::ifstream csv(d.folder() / "run-register.csv");
  std::string line;
  std::getline(csv, line);
  EXPECT_EQ(line, "variant,owner,change,cost,cost_over_the_run,metric,unit,baseline,with_it,difference,low,high,finding\r");
  const std::string rest{std::istreambuf_iterator<char>(csv), {}};
  for (const char* words : {"second-dba,Head of operations,", "warm-standby,Platform team,", "sites-apart,,"}) EXPECT_NE(rest.find(words), std::string::npos) << rest;
  ASSERT_TRUE(d.click("warm-standby"));
  EXPECT_TRUE(d.sees("groups.db.mode")) << d.all();
}

TEST(improvements, show_the_first_until_one_is_chosen_and_what_else_it_changes) {
  Driver d;
  d.open(fixed_run(), "register");
  for (const char* words : {"teams.dba.staff", "What is known of it", "services.shop.availability", "tickets.p1.resolve.met"}) EXPECT_TRUE(d.sees(words)) << words << "\n" << d.all();
}

TEST(register_model, counts_what_the_whole_run_was_told_as_no_change) {
  store::RunHeader run;
  run.variants.resize(2);
  run.variants[0].patch = "run.replications = 4\nteams.dba.cost = 9 EUR / h";
  run.variants[1].patch = "teams.dba.staff = 2\nrun.replications = 4\nteams.dba.cost = 9 EUR / h";
  EXPECT_EQ(model::changes_of(run, 1), "teams.dba.staff = 2");
  EXPECT_EQ(model::changes_of(run, 0), run.variants[0].patch);
}

TEST(register_model, knows_what_no_other_entry_dominates) {
  EXPECT_EQ(model::pareto_front({{0, 0}, {10, 5}, {20, 4}, {15, 5}, {30, 9}}), (std::vector<std::size_t>{0, 1, 4}));
  EXPECT_EQ(model::csv_field("a,\"b\""), "\"a,\"\"b\"\"\"");
}

TEST(compare, shows_of_a_sweep_which_parameter_moves_it_most) {
  Driver d;
  std::filesystem::copy_file(MAINSTAY_FIXED_SCENARIO, d.folder() / "shop.yaml");
  d.session().start_run(d.folder() / "shop.yaml", d.folder() / "sweep.h5",
                        {"--replications", "12", "--vary", "teams.operations.staff: 2 to 3 by 1", "--vary", "components.*.failure.every: [exponential(mean 5 d), exponential(mean 200 d)]"});
  d.wait_for_job();
  ASSERT_NE(d.session().run(), nullptr) << d.all();
  d.session().choice.metric = d.session().run()->find_metric("services.shop.outages");
  d.show("compare");
  EXPECT_TRUE(d.sees("What moves it most")) << d.all();
  const auto& effects = d.session().run()->tornado(d.session().choice.metric).value.effects;
  ASSERT_EQ(effects.size(), 2u);
  EXPECT_EQ(effects[0].path, "components.*.failure.every");
  EXPECT_EQ(effects[0].comparison.finding, report::Finding::better);
  EXPECT_EQ(d.flaws(), "");
}

TEST(tornado_model, reads_patches_line_by_line) {
  using Settings = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(model::settings_of("a.b = 1 min\nc = x = y\nnonsense\n"), (Settings{{"a.b", "1 min"}, {"c", "x = y"}}));
  EXPECT_EQ(model::settings_of(""), Settings());
}

}  // namespace
}  // namespace mainstay::gui::testing
