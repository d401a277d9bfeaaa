#pragma once
// A run that is open in the window: what is known of it at once, and what is prepared as views ask. Belongs to the frame
// thread; the file itself is touched by the background thread only.

#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "model/comparison.hpp"
#include "model/distribution.hpp"
#include "model/estate.hpp"
#include "model/form.hpp"
#include "model/map.hpp"
#include "model/overview.hpp"
#include "model/recovery.hpp"
#include "model/run_source.hpp"
#include "model/shelf.hpp"
#include "model/timeline.hpp"
#include "model/tornado.hpp"

namespace mainstay::gui::model {

// Read in the background as the run is opened.
struct RunFacts {
  std::string path;
  std::shared_ptr<RunSource> source;
  store::RunHeader header;
  bool complete = true;
  std::vector<std::uint64_t> replications;  // done, of each variant
  std::shared_ptr<const Estate> estate;     // of the baseline
  double wall_seconds = 0.0;
};
RunFacts read_facts(const std::string& path);  // throws StoreError

class OpenRun {
 public:
  OpenRun(Tasks& tasks, RunFacts facts);
  OpenRun(const OpenRun&) = delete;
  OpenRun& operator=(const OpenRun&) = delete;
  ~OpenRun();

  const std::string& path() const { return facts_.path; }
  const store::RunHeader& header() const { return facts_.header; }
  const Estate& estate() const { return *facts_.estate; }
  const RunFacts& facts() const { return facts_; }
  const std::string& currency() const { return facts_.header.currency; }
  std::size_t find_metric(const std::string& name) const;  // npos where there is none
  std::size_t find_variant(const std::string& name) const;
  // The metric that a view shows before one is chosen.
  std::size_t first_metric() const { return first_metric_; }
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  const Prepared<Overview>& overview(std::size_t variant);
  const Prepared<VariantLines>& variant_lines();
  const Prepared<Distribution>& distribution(std::size_t variant, std::size_t metric);
  const Prepared<Recovery>& recovery(std::size_t variant, const std::string& service);
  const Prepared<Bands>& bands(std::size_t variant, std::size_t series);
  const Prepared<Comparison>& comparison(std::size_t baseline, std::size_t metric);
  const Prepared<Tornado>& tornado(std::size_t metric);
  const Prepared<Register>& improvements(std::size_t metric);
  // What a variant changes in the main figures.
  const Prepared<std::vector<report::Comparison>>& findings(std::size_t variant);
  // What may be changed in the scenario of the baseline, by the schema that `program` writes.
  const Prepared<Form>& form(const std::string& program);
  const Prepared<Map>& map();
  const Prepared<NodeFigures>& node_figures(std::size_t variant);
  // From the trace that was kept, or else by playing the trial once more with `program`.
  const Prepared<Timeline>& timeline(const std::string& program, std::size_t variant, std::uint32_t replication);

 private:
  Tasks& tasks_;
  RunFacts facts_;
  std::size_t first_metric_ = npos;
  Shelf<std::size_t, Overview> overviews_;
  Shelf<int, VariantLines> variant_lines_;
  Shelf<std::pair<std::size_t, std::size_t>, Distribution> distributions_;
  Shelf<std::pair<std::size_t, std::string>, Recovery> recoveries_;
  Shelf<std::pair<std::size_t, std::size_t>, Bands> bands_;
  Shelf<std::pair<std::size_t, std::size_t>, Comparison> comparisons_;
  Shelf<std::size_t, Tornado> tornados_;
  Shelf<std::size_t, Register> registers_;
  Shelf<std::size_t, std::vector<report::Comparison>> findings_;
  Shelf<int, Form> forms_;
  Shelf<int, Map> maps_;
  Shelf<std::size_t, NodeFigures> node_figures_;
  Shelf<std::pair<std::size_t, std::uint32_t>, Timeline> timelines_;
};

}  // namespace mainstay::gui::model
