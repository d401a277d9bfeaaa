// Writing a run and reading it back.
#include <cmath>

#include "run_fixture.hpp"
#include "store/codec.hpp"

namespace mainstay::store {
namespace {

using namespace testing;

// Everything that a reader gives, held against the rows that were written: so many replications of those
// planned.
void expect_equal(const RunReader& run, const RunHeader& header, std::uint64_t most) {
  ASSERT_EQ(run.replications(), most);
  const auto plan = plan_of(header);
  for (std::size_t v = 0; v < header.variants.size(); ++v) {
    const std::uint64_t replications = std::min<std::uint64_t>(most, planned_of(header, v));
    ASSERT_EQ(run.replications(v), replications);
    ASSERT_EQ(run.trial_seconds(v).size(), replications);
    std::vector<std::uint64_t> numbers;  // of the variant's trials, in trial order
    for (std::uint64_t n = 0; n < plan.size(); ++n)
      if (plan[n].first == v) numbers.push_back(n);
    const Trials trials = run.trials(v);
    const MetricBlock block = run.metrics(v, 0, replications);
    std::vector<MetricValues> metrics;
    for (std::size_t m = 0; m < header.metrics.size(); ++m) metrics.push_back(run.metric(v, m));
    std::vector<SeriesValues> series;
    for (std::size_t s = 0; s < header.series.size(); ++s) series.push_back(run.series(v, s));
    std::vector<TableRows> tables(header.tables.size());
    std::vector<std::vector<std::uint32_t>> owners(header.tables.size());
    for (std::size_t t = 0; t < tables.size(); ++t) tables[t].columns.resize(header.tables[t].columns.size());
    tables[0].columns = {std::vector<double>(), std::vector<std::int64_t>(), std::vector<std::string>()};
    tables[1].columns = {std::vector<std::string>()};
    for (std::uint64_t r = 0; r < replications; ++r) {
      const TrialRow row =
          small_row_of(header, numbers[r], static_cast<std::uint32_t>(v), static_cast<std::uint32_t>(r));
      ASSERT_EQ(trials.replication[r], row.replication);
      ASSERT_EQ(trials.seed_key[r], row.seed_key);
      ASSERT_EQ(trials.status[r], row.failed ? 1 : 0);
      ASSERT_EQ(trials.error[r], row.error);
      ASSERT_EQ(trials.events[r], row.events);
      ASSERT_EQ(trials.fingerprint[r], row.fingerprint);
      if (row.failed) {
        ASSERT_EQ(trials.failed_at[r], row.failed_at);
        ASSERT_TRUE(std::isnan(metrics[0].values[r]));
        ASSERT_EQ(metrics[0].weights[r], 0.0);
        ASSERT_TRUE(std::isnan(series[0].values[r * 5]));
        continue;
      }
      ASSERT_TRUE(std::isnan(trials.failed_at[r]));
      for (std::size_t m = 0; m < metrics.size(); ++m) {
        ASSERT_EQ(metrics[m].values[r], row.values[m]);
        ASSERT_EQ(metrics[m].weights[r], row.weights[m]);
        ASSERT_EQ(block.values[r * block.metrics + m], row.values[m]);
        ASSERT_EQ(block.weights[r * block.metrics + m], row.weights[m]);
      }
      for (std::size_t s = 0; s < series.size(); ++s)
        for (std::uint64_t p = 0; p < series[s].points; ++p)
          ASSERT_EQ(series[s].values[r * series[s].points + p], row.series[s][p]);
      for (std::size_t t = 0; t < tables.size(); ++t)
        for (std::size_t c = 0; c < tables[t].columns.size(); ++c)
          std::visit(
              [&](auto& all) {
                const auto& more = std::get<std::remove_reference_t<decltype(all)>>(row.tables[t].columns[c]);
                all.insert(all.end(), more.begin(), more.end());
                if (c == 0) owners[t].insert(owners[t].end(), more.size(), row.replication);
              },
              tables[t].columns[c]);
    }
    for (std::size_t t = 0; t < tables.size(); ++t) {
      EXPECT_EQ(run.table(v, t).columns, tables[t].columns);
      EXPECT_EQ(run.table_replications(v, t), owners[t]);
    }
  }
}

TEST(RunFile, GivesBackItsHeader) {
  const Folder folder;
  const RunHeader header = small_header();
  write_run(folder / "run.h5", header);
  const RunReader run = RunReader::open(folder / "run.h5");
  RunHeader expected = header;
  for (std::size_t v = 0; v < expected.variants.size(); ++v) {
    EXPECT_EQ(run.resolved_scenario(v), expected.variants[v].resolved);
    expected.variants[v].resolved.clear();
  }
  std::string want, got;
  encode(expected, want);
  encode(run.header(), got);
  EXPECT_EQ(got, want);
  EXPECT_TRUE(run.complete());
}

TEST(RunFile, GivesBackEveryTrialOfSeveralBlocks) {
  const Folder folder;
  const RunHeader header = small_header(2500);
  write_run(folder / "run.h5", header);
  expect_equal(RunReader::open(folder / "run.h5"), header, 2500);
}

TEST(RunFile, HoldsFewerReplicationsThanPlannedWhereTheRunStoppedEarly) {
  const Folder folder;
  RunHeader header = small_header(1000);
  header.first_replication = 17;
  RunWriter writer = RunWriter::create(folder / "run.h5", header, {});
  append_rows(writer, 2 * 33);
  writer.finish(small_runtime());
  const RunReader run = RunReader::open(folder / "run.h5");
  EXPECT_TRUE(run.complete());
  EXPECT_EQ(run.header().replications, 1000u);
  expect_equal(run, header, 33);
}

TEST(RunFile, HoldsVariantsWithDifferentNumbersOfReplications) {
  const Folder folder;
  const RunHeader header = uneven_header({3, 1000, 10});
  write_run(folder / "run.h5", header);
  const RunReader run = RunReader::open(folder / "run.h5");
  EXPECT_TRUE(run.complete());
  expect_equal(run, header, 1000);
  EXPECT_EQ(run.block_trials(0), 3u);
  EXPECT_EQ(run.block_trials(1), 1000u);
  EXPECT_EQ(caught([&] { run.metrics(0, 2, 2); }).kind, StoreError::Kind::misuse);
  EXPECT_EQ(run.metrics(1, 998, 2).values.size(), 2 * header.metrics.size());
  EXPECT_EQ(caught([&] { run.replications(3); }).kind, StoreError::Kind::misuse);
}

TEST(RunFile, HoldsDifferentNumbersOfReplicationsInAnyOrderAndOverSeveralBlocks) {
  const Folder folder;
  int name = 0;
  for (const auto& replications : std::vector<std::vector<std::uint32_t>>{
           {1, 2, 3}, {3, 2, 1}, {2500, 1030, 1}, {1, 1025, 2048}, {5, 1, 5}}) {
    const RunHeader header = uneven_header(replications);
    const std::string path = folder / ("run" + std::to_string(name++) + ".h5");
    write_run(path, header);
    expect_equal(RunReader::open(path), header, header.replications);
  }
}

TEST(RunFile, GivesAVariantThatSaysNothingTheReplicationsOfTheRun) {
  const Folder folder;
  RunHeader header = uneven_header({4, 40, 4});
  header.variants[1].replications = 0;
  write_run(folder / "run.h5", header);
  const RunReader run = RunReader::open(folder / "run.h5");
  expect_equal(run, header, 40);
  EXPECT_EQ(run.header().variants[1].replications, 40u);
  EXPECT_EQ(run.header().variants[2].replications, 4u);
}

TEST(RunFile, OfDifferentNumbersOfReplicationsMayStopEarlyAtWholeOnes) {
  const Folder folder;
  const RunHeader header = uneven_header({3, 1000, 10});
  RunWriter writer = RunWriter::create(folder / "run.h5", header, {});
  append_rows(writer, 3 * 3 + 2 * 4 + 1);  // the third variant's eighth is missing
  EXPECT_EQ(caught([&] { writer.finish({}); }).kind, StoreError::Kind::misuse);
  append_rows(writer, 3 * 3 + 2 * 5);
  writer.finish(small_runtime());
  const RunReader run = RunReader::open(folder / "run.h5");
  EXPECT_TRUE(run.complete());
  expect_equal(run, header, 8);
}

TEST(RunFile, TakesNoTrialThatAVariantDoesNotHave) {
  const Folder folder;
  const RunHeader header = uneven_header({1, 3});
  RunWriter writer = RunWriter::create(folder / "run.h5", header, {});
  append_rows(writer, 2);
  EXPECT_EQ(caught([&] { writer.append(small_row_of(header, 2, 0, 1)); }).kind, StoreError::Kind::misuse);
  append_rows(writer, 4);
  const Caught more = caught([&] { writer.append(small_row_of(header, 4, 1, 3)); });
  EXPECT_EQ(more.kind, StoreError::Kind::misuse);
  EXPECT_NE(more.message.find("no more are planned"), std::string::npos) << more.message;
  writer.finish({});
  expect_equal(RunReader::open(folder / "run.h5"), header, 3);
}

TEST(RunFile, KeepsWhatEachVariantHasOfItsOwn) {
  const Folder folder;
  write_run(folder / "run.h5", small_header(3));
  const RunReader run = RunReader::open(folder / "run.h5");
  const VariantInfo& second = run.header().variants[1];
  EXPECT_EQ(second.horizon_seconds, 10.0 * 86400.0);
  EXPECT_EQ(second.warm_up_seconds, 0.0);
  EXPECT_EQ(second.seed, 7u);
  EXPECT_EQ(run.header().variants[0].seed, 0xfedcba9876543210u) << "all 64 bits";
  EXPECT_EQ(run.series(0, 1).start_seconds, 10.0);
  EXPECT_EQ(run.series(0, 1).step_seconds, 60.0);
  EXPECT_EQ(run.series(1, 1).start_seconds, 10.0 - 86400.0) << "it has no warm-up";
  EXPECT_NEAR(run.series(1, 1).step_seconds, 60.0 * 10.0 / 365.0, 1e-12);
}

TEST(RunFile, FindsMetricsAndVariantsByName) {
  const Folder folder;
  write_run(folder / "run.h5", small_header(3));
  const RunReader run = RunReader::open(folder / "run.h5");
  EXPECT_EQ(run.find_metric("total.cost"), 2u);
  EXPECT_EQ(run.find_metric("total"), std::nullopt);
  EXPECT_EQ(run.find_variant("second-dba"), 1u);
  EXPECT_EQ(run.find_variant("third"), std::nullopt);
}

TEST(RunFile, KeepsWhatMayDifferUnderRuntime) {
  const Folder folder;
  write_run(folder / "run.h5", small_header(3));
  const RunReader run = RunReader::open(folder / "run.h5");
  EXPECT_EQ(run.runtime().wall_seconds, 12.5);
  EXPECT_EQ(run.runtime().entries, small_runtime().entries);
  EXPECT_EQ(run.trial_seconds(1), std::vector<double>(3, 0.25));
}

TEST(RunFile, ReadsPartOfATextColumnAsTextsAndAsNumbersOfThem) {
  const Folder folder;
  write_run(folder / "run.h5", small_header(40));
  const RunReader run = RunReader::open(folder / "run.h5");
  const std::uint64_t rows = run.table_rows(1, 0);
  ASSERT_GT(rows, 12u);
  const auto all = std::get<std::vector<std::string>>(run.table_column(1, 0, 2, 0, rows));
  const auto some = std::get<std::vector<std::string>>(run.table_column(1, 0, 2, 7, 5));
  const auto codes = run.table_codes(1, 0, 2, 7, 5);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(some[i], all[7 + i]);
    EXPECT_EQ(run.labels()[codes[i]], some[i]);
  }
}

TEST(RunFile, RefusesIndicesThatItDoesNotHave) {
  const Folder folder;
  write_run(folder / "run.h5", small_header(3));
  const RunReader run = RunReader::open(folder / "run.h5");
  for (const auto& work : std::vector<std::function<void()>>{
           [&] { run.metric(2, 0); }, [&] { run.metric(0, 3); }, [&] { run.metrics(0, 2, 2); },
           [&] { run.series(0, 9); }, [&] { run.table(0, 2); }, [&] { run.table_column(0, 0, 0, 1, ~0ull); },
           [&] { run.table_codes(0, 0, 0, 0, 0); }})
    EXPECT_EQ(caught(work).kind, StoreError::Kind::misuse);
}

TEST(RunFile, HoldsRunsWithoutMetricsSeriesTablesOrReplications) {
  const Folder folder;
  RunHeader header;
  header.variants.resize(1);
  header.variants[0].name = "baseline";
  RunWriter writer = RunWriter::create(folder / "none.h5", header, {});
  writer.finish({});
  EXPECT_EQ(RunReader::open(folder / "none.h5").replications(), 0u);

  header.replications = 2;
  RunWriter two = RunWriter::create(folder / "two.h5", header, {});
  for (std::uint32_t r = 0; r < 2; ++r) {
    TrialRow row;
    row.replication = r;
    row.events = 5;
    two.append(row);
  }
  two.finish({});
  const RunReader run = RunReader::open(folder / "two.h5");
  EXPECT_EQ(run.trials(0).events, (std::vector<std::uint64_t>{5, 5}));
  EXPECT_TRUE(run.metrics(0, 0, 2).values.empty());
}

TEST(RunFile, HoldsTextsFarLongerThanAnAttributeOfHdf5May) {
  const Folder folder;
  RunHeader header = small_header(2);
  header.question = std::string(300000, 'q');
  header.files[0].text = std::string(3000000, 't');
  header.variants[1].resolved = std::string(500000, 'r');
  write_run(folder / "run.h5", header);
  const RunReader run = RunReader::open(folder / "run.h5");
  EXPECT_EQ(run.header().question, header.question);
  EXPECT_EQ(run.header().files[0].text, header.files[0].text);
  EXPECT_EQ(run.resolved_scenario(1), header.variants[1].resolved);
  EXPECT_LT(bytes_of(folder / "run.h5").size(), 500000u) << "long texts shall be compressed";
}

TEST(RunFile, TakesLargeTablesInWholeChunks) {
  const Folder folder;
  RunHeader header = small_header(3);
  RunWriter writer = RunWriter::create(folder / "run.h5", header, {});
  for (std::uint64_t n = 0; n < 6; ++n) {
    TrialRow row = small_row(header, n);
    std::vector<double> begins(10001);
    for (std::size_t i = 0; i < begins.size(); ++i)
      begins[i] = static_cast<double>(i) + 0.5 * static_cast<double>(n);
    row.tables[0].columns = {begins, std::vector<std::int64_t>(10001, 3),
                             std::vector<std::string>(10001, "x")};
    writer.append(row);
  }
  writer.finish(small_runtime());
  const RunReader run = RunReader::open(folder / "run.h5");
  ASSERT_EQ(run.table_rows(1, 0), 30003u);
  const auto begins = std::get<std::vector<double>>(run.table_column(1, 0, 0, 0, 30003));
  EXPECT_EQ(begins[10000], 10000.5);
  EXPECT_EQ(begins[10001], 1.5);
  EXPECT_EQ(begins[30002], 10002.5);
  EXPECT_EQ(run.table_replications(1, 0)[20002], 2u);
}

TEST(RunFile, CutsAnErrorThatIsVeryLong) {
  const Folder folder;
  RunHeader header = small_header(1);
  header.variants.resize(1);
  RunWriter writer = RunWriter::create(folder / "run.h5", header, {});
  TrialRow row;
  row.failed = true;
  row.error = std::string(100000, 'e');
  writer.append(row);
  writer.finish({});
  EXPECT_EQ(RunReader::open(folder / "run.h5").trials(0).error[0], std::string(2000, 'e'));
}

TEST(RunFile, OfEqualRunsIsEqualByteForByte) {
  const Folder folder;
  write_run(folder / "a.h5", small_header(1500));
  write_run(folder / "b.h5", small_header(1500));
  EXPECT_TRUE(bytes_of(folder / "a.h5") == bytes_of(folder / "b.h5"));
}

TEST(RunFile, OfEqualRunsDiffersUnderRuntimeAlone) {
  if (!have_h5diff()) GTEST_SKIP() << "h5diff is not installed";
  const Folder folder;
  write_run(folder / "a.h5", small_header());
  RunHeader header = small_header();
  header.options = {{"workers", "8"}};
  RunWriter writer = RunWriter::create(folder / "b.h5", header, {});
  for (std::uint64_t n = 0; n < all_trials(header); ++n) {
    TrialRow row = small_row(header, n);
    row.wall_seconds = static_cast<double>(n);
    writer.append(row);
  }
  writer.finish({99.0, {{"host", "elsewhere"}}});
  EXPECT_EQ(h5diff(folder / "a.h5", folder / "b.h5"), "");

  RunWriter other = RunWriter::create(folder / "c.h5", small_header(), {});
  for (std::uint64_t n = 0; n < all_trials(header); ++n) {
    TrialRow row = small_row(header, n);
    if (n == 40) row.weights[1] = std::nextafter(row.weights[1], 9.0);
    other.append(row);
  }
  other.finish(small_runtime());
  EXPECT_NE(h5diff(folder / "a.h5", folder / "c.h5"), "") << "the comparison must notice one bit";
}

TEST(RunFile, RefusesRowsOutOfOrderOrOutOfShapeAndGoesOn) {
  const Folder folder;
  const RunHeader header = small_header();
  RunWriter writer = RunWriter::create(folder / "run.h5", header, {});
  EXPECT_EQ(caught([&] { writer.append(small_row(header, 1)); }).kind, StoreError::Kind::misuse);
  std::vector<TrialRow> wrong(6, small_row(header, 0));
  wrong[0].values.pop_back();
  wrong[1].series.pop_back();
  wrong[2].series[0].push_back(1);
  wrong[3].tables.pop_back();
  wrong[4].tables[0].columns[0] = std::vector<std::int64_t>();
  wrong[5].tables[0].columns[0] = std::vector<double>(3);
  for (const TrialRow& row : wrong) EXPECT_TRUE(caught([&] { writer.append(row); }).thrown);
  EXPECT_EQ(writer.trials_done(), 0u);
  append_rows(writer, 1);
  EXPECT_TRUE(caught([&] { writer.finish({}); }).thrown) << "half a replication";
  append_rows(writer, 2);
  writer.finish(small_runtime());
  expect_equal(RunReader::open(folder / "run.h5"), header, 1);
}

TEST(RunFile, RefusesAHeaderThatCannotBe) {
  const Folder folder;
  const std::string path = folder / "run.h5";
  std::vector<RunHeader> wrong(6, small_header());
  wrong[0].variants.clear();
  wrong[1].variants[1].name = "baseline";
  wrong[2].metrics[1].name = wrong[2].metrics[0].name;
  wrong[3].tables[1].name = "outages";
  wrong[4].tables[0].columns[0].name = "replication";
  wrong[5].variants[1].replications = 41;
  for (const RunHeader& header : wrong)
    EXPECT_EQ(caught([&] { RunWriter::create(path, header, {}); }).kind, StoreError::Kind::misuse);
  EXPECT_EQ(folder.files(), 0u);
}

}  // namespace
}  // namespace mainstay::store
