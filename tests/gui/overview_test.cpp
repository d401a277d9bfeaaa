// What the overview says, and where it leads.

#include <gtest/gtest.h>

#include <imgui_internal.h>

#include "driver.hpp"
#include "plot/numbers.hpp"
#include "report/assumptions.hpp"

namespace mainstay::gui::testing {
namespace {

TEST(overview, shows_the_figures_that_the_run_holds_and_leads_to_their_distribution) {
  Driver d;
  d.open(fixed_run(), "overview");
  for (const char* words : {"All objectives hold", "Downtime of shop", "at most 1 h", "at least 99.5 %", "MTPD", "warm-standby", "24 replications"}) EXPECT_TRUE(d.sees(words)) << words << "\n" << d.all();
  ASSERT_TRUE(d.click("Downtime of shop"));
  EXPECT_EQ(d.session().view(), "distributions");
  EXPECT_EQ(d.session().run()->header().metrics[d.session().choice.metric].name, "services.shop.downtime");
}

TEST(overview, lists_the_figures_known_least_first) {
  Driver d({1280, 1100});
  d.open(fixed_run(), "overview");
  ASSERT_TRUE(d.sees("How well the figures are known"));
  const auto figures = report::figures(d.session().run()->header().ledger);
  ASSERT_FALSE(figures.empty());
  EXPECT_EQ(figures.front().grade, "assumed");
  EXPECT_TRUE(d.sees(plot::grouped(figures.front().value))) << d.all();
}

TEST(overview, ends_its_panels_on_one_line) {
  Driver d;
  d.open(fixed_run(), "overview");
  const auto& cards = ImGui::GetCurrentContext()->Windows;
  float end = 0.0f;
  int ends = 0;
  for (const ImGuiWindow* w : cards) {
    const std::string name = w->Name;
    if (!w->Active || name.find("##overview") == std::string::npos) continue;
    if (name.find("/services_") != std::string::npos) end = w->Pos.x + w->Size.x;
  }
  ASSERT_GT(end, 0.0f);
  for (const ImGuiWindow* w : cards)
    if (w->Active && (w->ParentWindow != nullptr) && std::string(w->Name).find("/card_") != std::string::npos) ends += std::abs(w->Pos.x + w->Size.x - end) < 0.5f ? 1 : 0;
  EXPECT_EQ(ends, 1);
}

TEST(overview, takes_a_variant_and_a_service_by_click) {
  Driver d;
  d.open(fixed_run(), "overview");
  ASSERT_TRUE(d.click("sites-apart"));
  EXPECT_EQ(d.session().choice.variant, 3u);
  ASSERT_TRUE(d.click("shop"));
  EXPECT_EQ(d.session().choice.entity, "shop");
}

}  // namespace
}  // namespace mainstay::gui::testing
