#pragma once
// A scenario, read and checked: what is the same for all trials, immutable. Each variant is a scenario of its own
// (the document with its patches), validated anew.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "estate/spec.hpp"
#include "plugin_api/model.hpp"
#include "plugin_host/host.hpp"
#include "scenario/parse.hpp"
#include "scenario/run_spec.hpp"
#include "scenario/studies.hpp"
#include "scenario/sweep.hpp"
#include "schema/reader.hpp"
#include "work/setting.hpp"

namespace mainstay::scenario {

// One expected figure of `expect`.
struct Expectation {
  std::string metric;
  std::string variant;
  std::string value;         // as written, with its unit
  schema::Place place;
  schema::Place value_place;
};

// `studies.how-many.best: 3`: the value that a study is expected to find.
struct StudyExpectation {
  std::string metric;        // as written
  std::size_t study = 0;     // of the scenario's
  std::string value;
  schema::Place place;
  schema::Place value_place;
};

struct Variant {
  std::string name;
  std::string owner;
  std::string cost;          // as written
  double cost_once = 0.0;    // in the scenario's currency; of the two, one is given
  double cost_per_year = 0.0;
  std::string patches;       // `path = value`, one a line
  std::string resolved;      // the document as meant, as text

  RunSpec run;
  work::Setting setting;
  std::optional<std::size_t> until_outage_of;  // a service
  estate::EstateSpec estate;
  std::vector<plugin_api::SectionData> sections;
  std::vector<std::shared_ptr<const void>> owned;   // what `sections` point to
  std::vector<const plugin_host::Plugin*> models;   // in the order in which they are built
  schema::Names names;
  std::vector<std::string> live;                    // parameters that something may change in a run
  std::vector<schema::LedgerEntry> ledger;
  std::vector<std::filesystem::path> data_files;    // that it reads: traces, profiles, samples

  // The length of a trial, with its warm-up.
  kernel::Time end() const { return setting.end; }
};

struct Scenario {
  std::filesystem::path file;
  std::vector<std::pair<std::string, std::string>> sources;
  std::string title;
  std::string question;
  std::string currency;
  std::string timezone;
  std::vector<Variant> variants;   // the first is `baseline`
  std::vector<Expectation> expectations;
  std::vector<StudyExpectation> study_expectations;
  std::vector<Study> studies;
};

// What the command line says on top of the file.
struct Overrides {
  std::vector<std::string> set;          // `path=value`
  std::optional<double> seed;
  std::optional<int> replications;
  std::optional<std::string> precision;  // `METRIC: WITHIN`
  std::vector<std::string> variants;     // only these; empty: all
  std::vector<std::string> vary;         // `PATH: VALUES`: a sweep, whose points stand in for the scenario's own variants
  std::string design = "grid";           // of the sweep
  std::string study;                     // takes what it varies, and its design, from this study of the file
  std::vector<SweepPoint> points;        // the same as points made elsewhere
  std::optional<Duration> warm_up;       // what `auto` came to, where a variant says `auto`
};

// Reads, patches and validates; everything that is wrong is in `diagnostics`, and then nothing is returned.
std::shared_ptr<const Scenario> load(const std::filesystem::path& file, const plugin_host::Registry& registry,
                                     const Overrides& overrides, schema::Diagnostics& diagnostics);
// The same of a text that is not in a file; what it names is relative to `file`.
std::shared_ptr<const Scenario> load_parsed(ParsedFile parsed, const std::filesystem::path& file,
                                            const plugin_host::Registry& registry, const Overrides& overrides,
                                            schema::Diagnostics& diagnostics);

}  // namespace mainstay::scenario
