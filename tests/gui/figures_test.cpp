// How numbers read: the same in all views.

#include <gtest/gtest.h>

#include <cmath>

#include "plot/ticks.hpp"
#include "views/figures.hpp"

namespace mainstay::gui {
namespace {

report::Estimate known(double value, double half, const std::string& unit) {
  report::Estimate e;
  e.value = value;
  e.known = true;
  e.unit = unit;
  e.interval = stats::Interval{value, value - half, value + half};
  return e;
}

report::Comparison contrast(double value, double half, const std::string& unit) {
  report::Comparison c;
  c.unit = unit;
  stats::Difference d;
  d.interval = {value, value - half, value + half};
  c.difference = d;
  return c;
}

TEST(numbers, have_one_sign_for_minus_and_none_before_nothing) {
  EXPECT_EQ(plot::fixed(-1234567.8, 1), "−1,234,567.8");
  EXPECT_EQ(plot::fixed(-0.04, 1), "0.0");
  EXPECT_EQ(plot::fixed(-0.0, 0), "0");
  EXPECT_EQ(plot::number(-0.0), "0");
  EXPECT_EQ(plot::number(-1.5e-7), "−1.5e−07");
  EXPECT_EQ(plot::number(-123456), "−123,456");
  EXPECT_EQ(plot::time_label(-27 * 24.0, 1e4), "day −26");
  EXPECT_EQ(plot::count(10000), "10,000");
  EXPECT_EQ(plot::minus_signs("x of second-dba: -3 [-4.5, -.5], 1e-07, 2016-03-25"), "x of second-dba: −3 [−4.5, −.5], 1e−07, 2016-03-25");
}

TEST(numbers, on_an_axis_of_counts_are_whole) {
  for (const auto& t : plot::ticks(4.5, 6.5, 10, plot::Scale::linear, {1.0, "", true})) EXPECT_EQ(t.at, std::round(t.at)) << t.label;
  EXPECT_EQ(plot::ticks(4.5, 6.5, 10, plot::Scale::linear, {1.0, "", true}).size(), 2u);
  EXPECT_EQ(plot::ticks(0, 1000, 10, plot::Scale::linear, {1.0, "", true}).size(), 11u);
}

TEST(numbers, that_people_wrote_are_grouped_as_all_others) {
  EXPECT_EQ(plot::grouped("95000 EUR / year"), "95,000 EUR / year");
  EXPECT_EQ(plot::grouped("1234567.12345 EUR"), "1,234,567.12345 EUR");
  EXPECT_EQ(plot::grouped("-500 EUR"), "−500 EUR");
  EXPECT_EQ(plot::grouped("95,000 EUR"), "95,000 EUR");
  EXPECT_EQ(plot::grouped("until 2016-03-25 by line12345"), "until 2016-03-25 by line12345");
}

TEST(figures, of_what_never_came_are_rates_a_year) {
  EXPECT_EQ(views::figure(known(0.0, 0.0, "1 / h"), "").value, "0 / year");
  EXPECT_EQ(views::figure(known(0.5, 0.1, "1 / h"), "").value, "0.50 / h");
}

TEST(figures, of_a_column_share_a_unit_and_their_decimals) {
  const std::vector<report::Estimate> all = {known(29100, 2500, "money"), known(900, 300, "money")};
  const auto column = views::column_of(all, "EUR");
  EXPECT_EQ(views::figure(all[0], column).value, "29.10 k EUR");
  EXPECT_EQ(views::figure(all[1], column).value, "0.90 k EUR");
  EXPECT_EQ(views::figure(all[1], column).interval, "0.60 to 1.20");
  EXPECT_EQ(views::figure(all[1], "EUR").value, "900 EUR");
}

TEST(figures, end_where_values_can_lie_and_ignore_the_last_digits_of_sums) {
  auto share = known(0.99, 0.02, "%");
  share.most = 1.0;
  EXPECT_EQ(views::figure(share, "").interval, "97.0 to 100.0");
  EXPECT_EQ(views::figure(known(29100.0, 1e-9, "money"), "EUR").interval, "in every replication");
  EXPECT_EQ(views::figure(report::Estimate{}, "").value, "–");
}

TEST(figures, of_differences_have_a_sign_and_the_unit_of_the_values) {
  const std::vector<report::Comparison> all = {contrast(-6297, 1837, "money"), contrast(-0.0, 0, "money"), contrast(410, 300, "money")};
  const auto column = views::column_of_differences(all, plot::Unit{1e-3, "k EUR"}, "EUR");
  EXPECT_EQ(views::difference(all[0], column).value, "−6.30 k EUR");
  EXPECT_EQ(views::difference(all[0], column).interval, "−8.13 to −4.46");
  EXPECT_EQ(views::difference(all[1], column).value, "0.00 k EUR");
  EXPECT_EQ(views::difference(all[2], column).value, "+0.41 k EUR");
  const std::vector<report::Comparison> small = {contrast(1.5 / 60, 0.5 / 60, "h")};
  EXPECT_EQ(views::difference(small[0], views::column_of_differences(small, plot::Unit{1.0, "h"}, "")).value, "+1.50 min");
  EXPECT_EQ(views::difference(contrast(0.123, 0.04, "%"), "").value, "+12.3 pp");
}

}  // namespace
}  // namespace mainstay::gui
