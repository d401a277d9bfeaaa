#include "work/story.hpp"

#include <gtest/gtest.h>

namespace mainstay::work {
namespace {

TEST(Story, KeepsNothingUnlessSomebodyListens) {
  kernel::Simulation simulation;
  Story story(simulation);
  story.tell({.kind = Teller::team, .subject = 1, .event = Event::away});
  EXPECT_TRUE(story.all().empty());
  story.listen();
  story.tell({.kind = Teller::team, .subject = 1, .event = Event::back});
  ASSERT_EQ(story.all().size(), 1u);
  EXPECT_EQ(story.all()[0].event, Event::back);
}

TEST(Story, EveryEventHasAWordOfItsOwn) {
  for (std::size_t i = 0; i < event_words.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(event_words[i], event_words[j]);
  EXPECT_EQ(event_words[static_cast<std::size_t>(Event::handed_off)], "handed off");
  EXPECT_EQ(event_words[static_cast<std::size_t>(Event::rejected)], "rejected");
}

}  // namespace
}  // namespace mainstay::work
