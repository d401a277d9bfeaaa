#pragma once
// Cases with known answers that are about the statistics themselves, not about a scenario: played as code, by the same
// functions that reports use. What they must find stands in tests/theory/statistics.json.

#include <string>
#include <utility>
#include <vector>

namespace mainstay::cli {

// What a case finds, by the names that the file has for it.
using Found = std::vector<std::pair<std::string, double>>;

struct StatisticsCase {
  const char* id;
  Found (*play)();
};
const std::vector<StatisticsCase>& statistics_cases();

// Parts of the list, by what they are about.
Found coverage_of_normal();            // E01
Found coverage_of_a_queue();           // E02
Found coverage_of_a_skewed_system();   // E03
Found common_random_numbers();         // E05
Found antithetic_and_controls();       // E07
Found quantile_ranks();                // E09
Found warm_up_sequences();             // E10
Found slippage();                      // E12
Found variance_shares();               // E14
Found tandem_overflow();               // E16
Found likeliest_laws();                // E20
Found accumulators();                  // E21
Found variates();                      // E23
Found sequential_stopping();           // E25
Found quantile_functions();            // E26
Found generators();                    // E27
Found elementary_effects();            // E30

}  // namespace mainstay::cli
