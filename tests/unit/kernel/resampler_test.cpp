#include "kernel/resampler.hpp"

#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/simulation.hpp"

namespace mainstay::kernel {
namespace {

std::vector<std::uint64_t> numbers(Stream& stream) {
  std::vector<std::uint64_t> out;
  for (int i = 0; i < 5; ++i) out.push_back(stream.next());
  return out;
}

Process count_reseeding(Simulation&, Resampler& resampler, int& count) {
  co_await resampler.reseeded().next();
  ++count;
}

TEST(Resampler, GivesOtherNumbersThatSaltAndKeyTell) {
  Resampler first, second, third;
  TrialStream a(Stream(7), &first), b(Stream(7), &second), c(Stream(7), &third), other(Stream(8), &first);
  a.next();  // how much was drawn before does not matter
  const auto as_it_was = numbers(c);
  first.reseed(1);
  second.reseed(1);
  third.reseed(2);
  const auto of_a = numbers(a);
  EXPECT_EQ(of_a, numbers(b));
  EXPECT_NE(of_a, as_it_was);
  EXPECT_NE(of_a, numbers(c));
  EXPECT_NE(of_a, numbers(other));
  EXPECT_NE(of_a, numbers(c));
  // Again, and in another order.
  first.reseed(2);
  second.reseed(3);
  EXPECT_NE(numbers(a), numbers(b));
}

TEST(Resampler, OccurrencesGetOtherNumbersToo) {
  Resampler resampler;
  TrialStream a(Stream(7), &resampler);
  Stream before = a.at(3);
  resampler.reseed(1);
  Stream after = a.at(3);
  EXPECT_NE(numbers(before), numbers(after));
}

TEST(Resampler, KnowsCopiesAndForgetsWhatIsGone) {
  Resampler resampler;
  std::optional<TrialStream> a(TrialStream(Stream(7), &resampler));
  TrialStream copy = *a, assigned;
  assigned = copy;
  TrialStream alone(Stream(7), nullptr);
  a.reset();
  resampler.reseed(1);
  const auto numbers_of_copy = numbers(copy);
  EXPECT_EQ(numbers_of_copy, numbers(assigned));
  EXPECT_NE(numbers_of_copy, numbers(alone));
  assigned = alone;  // it leaves
  resampler.reseed(2);
  EXPECT_EQ(numbers(assigned), numbers(alone));
}

TEST(Resampler, MirrorImagesStayMirrorImages) {
  Resampler resampler;
  TrialStream a(Stream(7), &resampler), b(Stream(7), &resampler);
  b.set_antithetic(true);
  resampler.reseed(1);
  for (int i = 0; i < 5; ++i) EXPECT_DOUBLE_EQ(a.uniform(), 1.0 - b.uniform());
}

TEST(Resampler, TellsWhoListens) {
  Simulation simulation;
  Resampler resampler;
  int heard = 0;
  simulation.spawn(count_reseeding(simulation, resampler, heard));
  simulation.run_until(Time::at(Duration::seconds(1)));
  EXPECT_EQ(heard, 0);
  resampler.reseed(1);
  simulation.run_until(Time::at(Duration::seconds(2)));
  EXPECT_EQ(heard, 1);
}

}  // namespace
}  // namespace mainstay::kernel
