#pragma once
// The demand on one service as a fluid: it comes at a rate, is served up to the capacity that is up, and the rest is
// lost or waits. Between two events everything follows in closed form: see README.md.

#include <optional>
#include <string>
#include <vector>

#include "rate.hpp"
#include "station.hpp"

namespace mainstay::demand {

enum class Excess { lost, wait };

// What is measured of the demand on one service; `path` is that of the service.
struct FlowMeasures {
  FlowMeasures(work::Board& board, const std::string& path);
  Level* offered_;
  Level* served_;
  Level* lost_;
  Level* queued_;
  Level* is_saturated_;
  Ratio* latency_;
  Tally* drain_time_;
};

class Flow : private FlowMeasures {
 public:
  struct Terms {
    Excess excess = Excess::lost;
    std::optional<double> room;       // how much may wait
    std::vector<Station> stations;    // without any, whatever comes is carried
  };
  Flow(Estate& estate, Service& service, OfferedRate rate, Terms terms);
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;

  void start();
  void finish() { close(); }

  Service& service() { return service_; }
  const std::vector<Station>& stations() const { return terms_.stations; }
  // The service's state, its capacity or the factor on its demand is another now.
  void changed();
  // A unit of a station went up (1) or down (-1).
  void unit_turned(std::size_t station, int change);

 private:
  void close();
  void plan();
  void step();
  void follow_backlog(Time now);
  double carried() const;
  int servers_of(const Station& station) const;
  Time crossing(Time from, Time to) const;
  Time backlog_at(double target, Time from, Time to) const;
  double time_in_stations(double rate, double length) const;
  Time now() const { return estate_.simulation().now(); }

  Estate& estate_;
  Service& service_;
  OfferedRate rate_;
  Terms terms_;
  kernel::Timer timer_;

  // The piece at hand: from then on, and until when if nothing comes between.
  enum class End { as_planned, empties, fills };
  Time from_;
  Time until_ = Time::never();
  End end_ = End::as_planned;
  double capacity_ = 0.0;      // per second
  bool saturated_ = false;
  bool waits_ = false;         // a backlog is there, or builds up
  bool is_full_ = false;
  work::Labels lost_to_;
  double backlog_ = 0.0;

  // The backlog's life.
  bool in_backlog_ = false;
  double backlog_peak_ = 0.0;
  bool had_outage_ = false;    // since it began
  bool was_up_ = true;
  Time backlog_began_;
  Time drains_since_;
  double unserved_ = -1.0;     // share told to the service
  work::Label saturation_;
};

}  // namespace mainstay::demand
