// M/M/1 (lambda 0.9, mu 1) as plain events of ns-3.   ns3_mm1 CUSTOMERS   ->   customers seconds mean_wait

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>

#include <ns3/core-module.h>

namespace {

std::uint64_t to_come;
std::uint64_t customers;
bool busy = false;
double total_wait = 0.0;
std::deque<ns3::Time> queue;
ns3::Ptr<ns3::ExponentialRandomVariable> between;
ns3::Ptr<ns3::ExponentialRandomVariable> service;

void depart();

void begin(ns3::Time came) {
  busy = true;
  total_wait += (ns3::Simulator::Now() - came).GetSeconds();
  ns3::Simulator::Schedule(ns3::Seconds(service->GetValue()), &depart);
}

void depart() {
  busy = false;
  if (queue.empty()) return;
  const ns3::Time came = queue.front();
  queue.pop_front();
  begin(came);
}

void arrive() {
  if (busy)
    queue.push_back(ns3::Simulator::Now());
  else
    begin(ns3::Simulator::Now());
  if (--to_come > 0) ns3::Simulator::Schedule(ns3::Seconds(between->GetValue()), &arrive);
}

}  // namespace

int main(int, char** arguments) {
  to_come = customers = std::strtoull(arguments[1], nullptr, 10);
  between = ns3::CreateObject<ns3::ExponentialRandomVariable>();
  between->SetAttribute("Mean", ns3::DoubleValue(1.0 / 0.9));
  service = ns3::CreateObject<ns3::ExponentialRandomVariable>();
  service->SetAttribute("Mean", ns3::DoubleValue(1.0));
  const auto began = std::chrono::steady_clock::now();
  ns3::Simulator::Schedule(ns3::Seconds(between->GetValue()), &arrive);
  ns3::Simulator::Run();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  ns3::Simulator::Destroy();
  std::printf("%llu %.6f %.6f\n", static_cast<unsigned long long>(customers), seconds,
              total_wait / static_cast<double>(customers));
  return 0;
}
