#include "report/assumptions.hpp"

#include <gtest/gtest.h>

namespace mainstay::report {
namespace {

TEST(Assumptions, CountFiguresThatSomebodyMightHaveMeasured) {
  const Grades g = grades({{"components.db.failure.every", "exponential(mean 90 d)", "", "assumed"},
                           {"threats.fire.rate", "1 / 50 years", "insurer", "estimated"},
                           {"tickets.p1.rate", "3 / h", "log of March", "measured"},
                           {"teams.dba.staff", "2", "", "assumed"}});
  EXPECT_EQ(g.assumed, 2u);
  EXPECT_EQ(g.estimated, 1u);
  EXPECT_EQ(g.measured, 1u);
  EXPECT_EQ(g.all(), 4u);
}

TEST(Assumptions, NameThoseKnownLeastFirst) {
  const auto all = figures({{"tickets.p1.rate", "3 / h", "log of March", "measured"},
                            {"run.for", "1 year", "", "assumed"},
                            {"threats.fire.rate", "1 / 50 years", "insurer", "estimated"},
                            {"teams.dba.staff", "2", "", ""},
                            {"components.db.failure.every", "exponential(mean 90 d)", "", "assumed"}});
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].path, "teams.dba.staff");
  EXPECT_EQ(all[0].grade, "assumed");
  EXPECT_EQ(all[1].path, "components.db.failure.every");
  EXPECT_EQ(all[2].path, "threats.fire.rate");
  EXPECT_EQ(all[3].path, "tickets.p1.rate");
}

TEST(Assumptions, LeaveOutWhatIsDecidedAndNotMeasured) {
  const Grades g = grades({{"run.for", "1 year", "", "assumed"},
                           {"calendars.office", "Mon-Fri 08:00-18:00", "", "assumed"},
                           {"services.shop.targets.rto", "2 h", "", "assumed"},
                           {"tickets.p1.by", "dba", "", "assumed"},
                           {"components.db.site", "dc-a", "", "assumed"},
                           {"groups.db.mode", "cold standby", "", "assumed"}});
  EXPECT_EQ(g.all(), 0u);
}

}  // namespace
}  // namespace mainstay::report
