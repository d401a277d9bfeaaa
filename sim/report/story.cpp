#include "report/story.hpp"

#include <cmath>

#include <fmt/format.h>

namespace mainstay::report {

std::string format_span(double hours) {
  const auto seconds = static_cast<long long>(std::llround(std::abs(hours) * 3600.0));
  struct Unit {
    long long length;
    const char* name;
  };
  static constexpr Unit units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
  for (std::size_t i = 0; i < std::size(units); ++i) {
    const long long n = seconds / units[i].length;
    if (n == 0) continue;
    const long long rest = i + 1 < std::size(units) ? (seconds % units[i].length) / units[i + 1].length : 0;
    return rest == 0 ? fmt::format("{} {}", n, units[i].name) : fmt::format("{} {} {} {}", n, units[i].name, rest, units[i + 1].name);
  }
  return "0 s";
}

namespace {

// One or several to whom the same happens.
struct Words {
  const TraceRow& row;
  std::string subject;
  bool many;

  std::string verb(const char* one, const char* several) const { return subject + " " + (many ? several : one); }
  std::string is(const char* what) const { return verb("is", "are") + " " + what; }
  std::string span() const { return format_span(row.value); }
  // Whoever does it: `dba begins X`, or `X begins` where nobody is waited for.
  std::string begins(const std::string& action, const std::string& noun) const {
    return row.by.empty() ? noun + " begins" : row.by + " begins " + action;
  }
  std::string by() const { return row.by.empty() ? "" : " by " + row.by; }
  // `db-a by failure`: whose fault it is, and why.
  std::string why() const {
    const bool own = row.cause.empty() || row.cause == row.subject || row.cause == row.reason;
    return row.reason.empty() ? (own ? "" : row.cause) : own ? row.reason : row.cause + " by " + row.reason;
  }
  std::string because() const {
    const std::string w = why();
    return w.empty() ? "" : ": " + w;
  }
};

std::string of_component(const Words& w) {
  const TraceRow& r = w.row;
  if (r.event == "failed")
    return w.verb("fails", "fail") + (r.value > 0 ? ", unseen" : "") + (r.reason == "failure" || r.reason.empty() ? "" : ", struck by " + r.reason);
  if (r.event == "detected") return fmt::format("the failure of {} is found, {} after it", w.subject, w.span());
  if (r.event == "repair begun") return w.begins("to repair " + w.subject, "the repair of " + w.subject);
  if (r.event == "repaired") return w.is("repaired") + w.by() + ", " + w.span() + " after the failure";
  if (r.event == "inspection begun") return w.begins("to inspect " + w.subject, "an inspection of " + w.subject);
  if (r.event == "inspected") return fmt::format("the inspection of {} ends{}", w.subject, r.value > 0 ? ": it finds a failure" : "");
  if (r.event == "maintenance begun") return w.begins("maintenance of " + w.subject, "maintenance of " + w.subject);
  if (r.event == "maintained") return fmt::format("maintenance of {} ends, after {}", w.subject, w.span());
  if (r.event == "down") return w.verb("goes", "go") + " down" + (r.value > 0 ? " as planned" : "") + w.because();
  if (r.event == "up") return w.is("up again");
  return {};
}

std::string of_group(const Words& w) {
  const TraceRow& r = w.row;
  if (r.event == "detected") return fmt::format("{}: the failure is noticed", w.subject);
  if (r.event == "failover begun") return w.is("to be moved to ") + r.object;
  if (r.event == "switch begun") return w.begins("to switch " + w.subject + " to " + r.object, "the switch of " + w.subject + " to " + r.object);
  if (r.event == "switched") return fmt::format("{} serves for {}, {} after the failure", r.object, w.subject, w.span());
  if (r.event == "switch failed") return fmt::format("the failover of {} to {} does not work", w.subject, r.object);
  if (r.event == "manual begun") return w.begins("to bring " + w.subject + " up on " + r.object + " by hand", "bringing " + w.subject + " up on " + r.object + " by hand");
  if (r.event == "no standby") return fmt::format("{}: nobody is left to serve, until one is repaired", w.subject);
  if (r.event == "fail-back begun") return w.begins("to move " + w.subject + " back to " + r.object, "the move of " + w.subject + " back to " + r.object);
  if (r.event == "failed back") return fmt::format("{} serves for {} again", r.object, w.subject);
  return of_component(w);
}

std::string of_service(const Words& w) {
  const TraceRow& r = w.row;
  if (r.event == "outage begun")
    return w.is(r.value > 0 ? "taken down as planned" : "DOWN") + w.because() + (r.object.empty() ? "" : " (" + r.object + ")");
  if (r.event == "planned no longer") return w.is("still down, which is not planned any more, after ") + w.span();
  if (r.event == "outage ended") return w.is("UP again, after ") + w.span();
  if (r.event == "recovered") return w.verb("has", "have") + " recovered, after " + w.span();
  if (r.event == "breached") return fmt::format("{} passes its {}, disrupted for {}", w.subject, r.object == "mtpd" ? "MTPD" : "RTO", w.span());
  if (r.event == "capacity")
    return w.verb("runs", "run") + (r.value >= 1.0 ? " at full capacity again" : fmt::format(" at {:.4g} % of its capacity", r.value * 100.0));
  if (r.event == "demand")
    return r.value == 1.0 ? fmt::format("demand on {} is as usual again", w.subject) : fmt::format("demand on {} is {:.4g} times as usual", w.subject, r.value);
  if (r.event != "stage ended") return {};
  if (r.object == "catch_up") return fmt::format("{} has caught up, {} after its recovery", w.subject, w.span());
  if (r.object == "detect") return fmt::format("the outage of {} has been noticed", w.subject);
  if (r.object == "declare") return fmt::format("the recovery of {} has been decided", w.subject);
  if (r.object == "mobilise") return fmt::format("people are at work on {}", w.subject);
  if (r.object == "restore") return fmt::format("{} has been restored, and is to be verified", w.subject);
  return fmt::format("{} has been verified", w.subject);
}

std::string of_team(const Words& w) {
  const TraceRow& r = w.row;
  const std::string number = r.value >= 1e9 ? "any number" : r.value == 0.0 ? "nobody" : fmt::format("{:.0f}", r.value);
  if (r.event == "on shift") return fmt::format("{}: {} on shift", w.subject, number);
  if (r.event == "busy") return fmt::format("{}: {} at work", w.subject, number);
  if (r.event == "away") return w.verb("cannot", "cannot") + " work";
  if (r.event == "back") return w.verb("can", "can") + " work again";
  return {};
}

std::string of_threat(const Words& w) {
  if (w.row.event == "struck") return w.verb("strikes", "strike");
  if (w.row.event == "over") return w.is("over") + (std::isfinite(w.row.value) ? ", after " + w.span() : "");
  return {};
}

std::string of_steps(const Words& w) {
  const TraceRow& r = w.row;
  if (r.event == "step begun" && r.object.empty()) return r.by.empty() ? "work on " + w.subject + " begins" : r.by + " takes up " + w.subject;
  if (r.event == "step begun") return w.subject + ": " + w.begins(r.object, r.object);
  if (r.event == "step done") return w.subject + ": " + r.object + " is done" + w.by();
  if (r.event == "reached") return w.subject + ": " + r.object;
  return {};
}

std::string of_plan(const Words& w) {
  const TraceRow& r = w.row;
  if (r.event == "decision begun") return (r.by.empty() ? "it is considered" : r.by + " considers") + " whether to declare " + w.subject + " for " + r.object;
  if (r.event == "declared") return w.is("declared for ") + r.object + w.by() + ", " + w.span() + " into the outage";
  if (r.event == "restored") return w.verb("restores ", "restore ") + r.object + (r.value < 1.0 ? fmt::format(" at {:.4g} % of its capacity", r.value * 100.0) : "");
  if (r.event == "abandoned") return w.is("given up, ") + w.span() + " into the outage";
  return of_steps(w);
}

std::string of_item(Words w) {
  const TraceRow& r = w.row;
  const bool change = r.kind == "change";
  if (!w.many) w.subject = fmt::format("{} {} #{}", r.kind, r.subject, r.number);
  if (r.event == "opened") return w.is(change ? "requested" : "opened") + fmt::format(" (P{:.0f})", r.value) + (change ? "" : w.because());
  if (r.event == "joined") return fmt::format("{} takes in what comes: {:.0f} by now", w.subject, r.value);
  if (r.event == "handed off") return fmt::format("{} goes from {} to {}", w.subject, r.object, r.by);
  if (r.event == "escalated") return w.is("escalated to ") + r.object;
  if (r.event == "held") return w.is("put on hold");
  if (r.event == "resumed") return w.is("taken off hold");
  if (r.event == "reopened") return w.is("reopened");
  if (r.event == "frozen") return w.verb("waits ", "wait ") + w.span() + " for the end of a freeze";
  if (r.event == "collided") return w.verb("waits", "wait") + " for another change to the same";
  if (r.event == "needs remedy") return w.verb("has", "have") + " gone wrong, and a remedy begins";
  if (r.event == "closed") return w.is("closed") + ", after " + w.span();
  if (r.event == "given up") return w.is("given up, after ") + w.span();
  if (r.event == "rejected") return w.is("turned away: there is no waiting place");
  return of_steps(w);
}

}  // namespace

std::string sentence(std::span<const TraceRow* const> rows) {
  constexpr std::size_t most_names = 3;
  std::string subject;
  const std::size_t shown = rows.size() <= most_names + 1 ? rows.size() : most_names;
  for (std::size_t i = 0; i < shown; ++i) subject += (i == 0 ? "" : i + 1 == rows.size() ? " and " : ", ") + rows[i]->subject;
  if (shown < rows.size()) subject += fmt::format(" and {} more", rows.size() - shown);
  const TraceRow& row = *rows.front();
  const Words words{row, subject, rows.size() > 1};
  if (row.kind == "component") return of_component(words);
  if (row.kind == "group") return of_group(words);
  if (row.kind == "service") return of_service(words);
  if (row.kind == "team") return of_team(words);
  if (row.kind == "threat") return of_threat(words);
  if (row.kind == "plan") return of_plan(words);
  return of_item(words);
}

std::string sentence(const TraceRow& row) {
  const TraceRow* one = &row;
  return sentence(std::span<const TraceRow* const>(&one, 1));
}

}  // namespace mainstay::report
