#include "schema/phrase.hpp"

#include <gtest/gtest.h>

namespace mainstay::schema {
namespace {

Phrase parsed(std::string_view text) {
  Phrase phrase;
  const auto error = parse_phrase(text, phrase);
  EXPECT_FALSE(error) << text << ": " << (error ? error->message : "");
  return phrase;
}

std::string error_of(std::string_view text) {
  Phrase phrase;
  const auto error = parse_phrase(text, phrase);
  return error ? std::to_string(error->offset) + ": " + error->message : "none";
}

TEST(Phrase, SplitsNamedParametersWithTheirOffsets) {
  const std::string text = "lognormal(median 2 h; p90 8 h)";
  const Phrase p = parsed(text);
  EXPECT_EQ(p.head, "lognormal");
  EXPECT_TRUE(p.is_call);
  ASSERT_EQ(p.arguments.size(), 2u);
  EXPECT_EQ(p.arguments[0].name(), "median");
  EXPECT_EQ(p.arguments[0].value(), "2 h");
  EXPECT_EQ(p.arguments[1].text, "p90 8 h");
  EXPECT_EQ(text.substr(p.arguments[1].offset, 3), "p90");
  EXPECT_EQ(text.substr(p.arguments[1].value_offset(), 3), "8 h");
  ASSERT_NE(p.find("p90"), nullptr);
  EXPECT_EQ(p.find("p90")->value(), "8 h");
  EXPECT_EQ(p.find("mean"), nullptr);
  EXPECT_EQ(p.find(""), nullptr);
}

TEST(Phrase, WithoutParenthesesIsItsWholeText) {
  const Phrase p = parsed("  4 h ");
  EXPECT_EQ(p.head, "4 h");
  EXPECT_FALSE(p.is_call);
  EXPECT_TRUE(p.arguments.empty());
}

TEST(Phrase, KeepsNestedPhrasesWhole) {
  const Phrase p = parsed("mixture(90 % exponential(mean 1 h); 10 % 24 h)");
  ASSERT_EQ(p.arguments.size(), 2u);
  EXPECT_EQ(p.arguments[0].text, "90 % exponential(mean 1 h)");
  EXPECT_EQ(p.arguments[0].name(), "");
  EXPECT_EQ(p.arguments[0].value(), "90 % exponential(mean 1 h)");
  EXPECT_EQ(p.arguments[0].value_offset(), p.arguments[0].offset);
  const Phrase t = parsed("truncated(weibull(shape 2; mean 4 h); max 72 h)");
  ASSERT_EQ(t.arguments.size(), 2u);
  EXPECT_EQ(t.arguments[0].name(), "");
  EXPECT_EQ(t.arguments[0].text, "weibull(shape 2; mean 4 h)");
  EXPECT_EQ(t.arguments[1].name(), "max");
}

TEST(Phrase, TakesTheLeadingWordForANameOnlyBeforeAValue) {
  EXPECT_EQ(parsed("file(data/nasa.csv)").arguments[0].name(), "");
  EXPECT_EQ(parsed("f(a)").arguments[0].name(), "");
  EXPECT_EQ(parsed("f(a)").arguments[0].value(), "a");
  EXPECT_EQ(parsed("f(p_9   1)").arguments[0].name(), "p_9");
  EXPECT_EQ(parsed("f(p_9   1)").arguments[0].value(), "1");
  EXPECT_EQ(parsed("f(9p 1)").arguments[0].name(), "");
  EXPECT_EQ(parsed("f(weibull (shape 2))").arguments[0].name(), "");
  EXPECT_TRUE(parsed("f( )").arguments.empty());
}

TEST(Phrase, ParsesEveryExampleOfTheLanguage) {
  for (const char* text : {"4 h",
                           "exponential(mean 4 h)",
                           "exponential(rate 3 / h)",
                           "lognormal(median 2 h; p90 8 h)",
                           "lognormal(mean 4 h; cv 2)",
                           "lognormal(median 2 h; sigma 1.2)",
                           "weibull(shape 1.5; mean 180 d)",
                           "weibull(shape 2; scale 1000 h)",
                           "gamma(shape 3; mean 4 h)",
                           "erlang(k 2; mean 1 h)",
                           "hyperexponential(mean 1 h; cv 2)",
                           "uniform(min 15 min; max 45 min)",
                           "triangular(min 0.5 h; mode 1 h; max 3 h)",
                           "pert(min 10 min; mode 20 min; max 2 h)",
                           "geometric(mean 2)",
                           "empirical(file data/x.csv; column hours)",
                           "mixture(90 % exponential(mean 1 h); 10 % 24 h)",
                           "truncated(weibull(shape 2; mean 4 h); max 72 h)",
                           "sine(period 24 h; amplitude 80 %)",
                           "file(data/week.csv)",
                           "uniform(min 10 d; max 11 d)",
                           "normal(mean 4 h; sd 1 h)",
                           "beta(a 2; b 3; min 1 h; max 4 h)",
                           "pareto(shape 3; min 1 h)",
                           "poisson(mean 3)",
                           "binomial(n 10; p 0.3)",
                           "discrete(60 % 1; 40 % 3)",
                           "shifted(exponential(mean 4 h); by 5 min)",
                           "scaled(lognormal(mean 4 h; cv 2); by 1.3)",
                           "daily 02:00",
                           "Mon-Fri 08:00-18:00",
                           "1 to 5 by 1",
                           "preemptive priority",
                           "3 / h",
                           "99.95 %",
                           "-30000 EUR / year",
                           "first outage of system"}) {
    EXPECT_EQ(error_of(text), "none") << text;
  }
}

TEST(Phrase, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(error_of("f(a 1; b 2"), "1: parentheses do not close");
  EXPECT_EQ(error_of("f(a 1; g(b 2)"), "1: parentheses do not close");
  EXPECT_EQ(error_of("a 1)"), "3: a parenthesis closes that was not opened");
  EXPECT_EQ(error_of("f(a 1))"), "6: a parenthesis closes that was not opened");
  EXPECT_EQ(error_of("f(a 1) h"), "7: text follows the closing parenthesis");
  EXPECT_EQ(error_of("f(a 1; ; b 2)"), "7: a parameter is missing here");
  EXPECT_EQ(error_of("f(a 1;)"), "6: a parameter is missing here");
  EXPECT_EQ(error_of("f(;)"), "2: a parameter is missing here");
  EXPECT_EQ(error_of("(mean 4 h)"), "0: a name is missing before the parenthesis");
  EXPECT_EQ(error_of("3 h; p90 9 h"), "3: a semicolon stands outside parentheses");
  EXPECT_EQ(error_of("  "), "2: there is nothing here");
}

TEST(Phrase, RefusesCommasAtAnyDepth) {
  const std::string why =
      "a comma stands in parentheses: semicolons part the parameters, a point the decimals";
  EXPECT_EQ(error_of("f(a 1, b 2)"), "5: " + why);
  EXPECT_EQ(error_of("mixture(90 % g(a 1,5); 10 % 2)"), "18: " + why);
  EXPECT_EQ(error_of("Losses, in EUR"), "none");
}

TEST(ReplaceParameter, SetsOneValueAndLeavesTheRestAsWritten) {
  EXPECT_EQ(replace_parameter("lognormal(median 2 h;  p90 8 h)", "median", "3 h"),
            "lognormal(median 3 h;  p90 8 h)");
  EXPECT_EQ(replace_parameter(" sine( period 24 h ; amplitude 80 % )", "amplitude", "50 %"),
            " sine( period 24 h ; amplitude 50 % )");
  EXPECT_EQ(replace_parameter("empirical(file data/x.csv; column hours)", "file", "data/y.csv"),
            "empirical(file data/y.csv; column hours)");
}

TEST(ReplaceParameter, ReachesIntoNestedLawsByTheirNames) {
  const std::string text = "truncated(weibull(shape 2; mean 4 h); max 72 h)";
  EXPECT_EQ(replace_parameter(text, "weibull.shape", "3"), "truncated(weibull(shape 3; mean 4 h); max 72 h)");
  EXPECT_EQ(replace_parameter(text, "max", "80 h"), "truncated(weibull(shape 2; mean 4 h); max 80 h)");
  EXPECT_EQ(replace_parameter("mixture(90 % exponential(mean 1 h); 10 % 24 h)", "exponential.mean", "2 h"),
            "mixture(90 % exponential(mean 2 h); 10 % 24 h)");
  EXPECT_EQ(replace_parameter("f(a g(b h(c 1; d 2)))", "a.h.d", "3"), "f(a g(b h(c 1; d 3)))");
  EXPECT_EQ(replace_parameter("f(a g(b h(c 1; d 2)))", "a.b.d", "3"), "f(a g(b h(c 1; d 3)))");
  EXPECT_EQ(replace_parameter("shifted(truncated(weibull(shape 2; mean 4 h); max 72 h); by 5 min)",
                              "truncated.weibull.mean", "5 h"),
            "shifted(truncated(weibull(shape 2; mean 5 h); max 72 h); by 5 min)");
}

TEST(ReplaceParameter, FindsNothingWhereThereIsNoSuchParameter) {
  EXPECT_EQ(replace_parameter("lognormal(median 2 h; p90 8 h)", "mean", "3 h"), std::nullopt);
  EXPECT_EQ(replace_parameter("4 h", "mean", "3 h"), std::nullopt);
  EXPECT_EQ(replace_parameter("lognormal(median 2 h", "median", "3 h"), std::nullopt);
  EXPECT_EQ(replace_parameter("truncated(weibull(shape 2; mean 4 h); max 72 h)", "shape", "3"), std::nullopt);
  EXPECT_EQ(replace_parameter("truncated(weibull(shape 2; mean 4 h); max 72 h)", "weibull", "3 h"),
            std::nullopt);
  EXPECT_EQ(replace_parameter("lognormal(median 2 h; p90 8 h)", "", "3 h"), std::nullopt);
}

TEST(ReplaceParameter, DoesNotChooseBetweenTwoLawsOfOneName) {
  EXPECT_EQ(replace_parameter("mixture(90 % exponential(mean 1 h); 10 % exponential(mean 9 h))",
                              "exponential.mean", "2 h"),
            std::nullopt);
}

TEST(ReplaceParameter, RefusesAValueThatWouldAddParameters) {
  EXPECT_EQ(replace_parameter("lognormal(median 2 h; p90 8 h)", "median", "3 h; p90 9 h"), std::nullopt);
  EXPECT_EQ(replace_parameter("lognormal(median 2 h; p90 8 h)", "median", "3 h)"), std::nullopt);
  EXPECT_EQ(replace_parameter("lognormal(median 2 h; p90 8 h)", "median", ""), std::nullopt);
  EXPECT_EQ(replace_parameter("shifted(f(a 1); by 5 min)", "by", "g(b 2)"), "shifted(f(a 1); by g(b 2))");
}

}  // namespace
}  // namespace mainstay::schema
