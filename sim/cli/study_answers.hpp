#pragma once
// What a study finds, against what is expected of it: `expect: { studies.how-many.best: 3 }`.

#include "cli/prepare.hpp"
#include "report/check.hpp"

namespace mainstay::cli {

// A study of which a best value can be told: it varies one thing, in steps, and says what to minimise or maximise; the
// value is of the kind that is expected.
void check_study_expectation(const scenario::Scenario& scenario, const scenario::StudyExpectation& expected, schema::Diagnostics& diagnostics);

// Plays the study, each value as often as the job's scenario has replications at most. The interval goes from the least to
// the greatest value that is not shown to be worse than the best one, each with its neighbour: what is best may lie between
// two steps. `confidence` is of this figure alone.
report::Compared answer_of_study(const std::string& file, const plugin_host::Registry& registry, scenario::Overrides overrides, const Job& job,
                                 const scenario::StudyExpectation& expected, double confidence, unsigned workers);

}  // namespace mainstay::cli
