#include "estate/node.hpp"

#include <algorithm>

#include "estate/estate.hpp"
#include "estate/service.hpp"

namespace mainstay::estate {

Labels Holding::labels_at(Time time) const {
  Labels out = cause.labels;
  if (cause.later != 0 && time > since) {
    out.names[2] = cause.later;
    out.names[5] = 0;
  }
  return out;
}

Node::Node(Estate& estate, Target self, std::string name, std::string family)
    : estate_(estate),
      self_(self),
      name_(std::move(name)),
      family_(std::move(family)),
      up_clock_(estate.simulation(), 1.0),
      down_clock_(estate.simulation(), 0.0) {
  labels_.names[0] = estate.board().label(name_);
  if (family_ != name_) labels_.names[1] = estate.board().label(family_);
}

void Node::hold(std::uint64_t key, const Cause& cause) {
  holdings_.push_back({key, cause, estate_.simulation().now()});
  Labels& names = holdings_.back().cause.labels;
  if (names.names[0] == 0) {
    names.names[0] = labels_.names[0];
    names.names[1] = labels_.names[1];
  }
  if (cause.occurrence == 0) holdings_.back().cause.occurrence = next_occurrence(cause.labels.names[2]);
  causes_changed();
  estate_.causes_changed(*this);
}

// By names and not by labels, whose numbers depend on what else a variant names.
std::uint64_t Node::next_occurrence(Label reason) {
  auto count = std::find_if(counts_.begin(), counts_.end(), [&](const Count& c) { return c.reason == reason; });
  if (count == counts_.end()) count = counts_.insert(counts_.end(), {reason, 0});
  ++count->times;
  const std::uint64_t of = kernel::path_hash(name_) + kernel::mix64(kernel::path_hash(estate_.board().name_of(reason)));
  return std::max<std::uint64_t>(1, kernel::mix64(of + kernel::mix64(count->times)));
}

void Node::let_go(std::uint64_t key) {
  const auto found = std::find_if(holdings_.begin(), holdings_.end(), [&](const Holding& h) { return h.key == key; });
  if (found == holdings_.end()) return;
  last_was_planned_ = found->cause.planned;
  holdings_.erase(found);
  causes_changed();
  estate_.causes_changed(*this);
}

void Node::tell(work::Event event, const Labels& because, Label object, Label by, double value) const {
  using work::Teller;
  const Teller kind = self_.kind == Target::Kind::service ? Teller::service
                      : self_.kind == Target::Kind::group ? Teller::group
                                                          : Teller::component;
  estate_.board().story().tell({.kind = kind, .subject = labels_.names[0], .event = event, .object = object, .by = by,
                                .because = because, .value = value});
}

bool Node::is_down_by(bool planned) const {
  return std::any_of(holdings_.begin(), holdings_.end(),
                     [&](const Holding& h) { return h.cause.planned == planned; });
}

void Node::collect(std::vector<const Holding*>& out) const {
  for (const Holding& h : holdings_) out.push_back(&h);
}

void Node::set_up(bool up) {
  if (up == up_) return;
  up_ = up;
  up_clock_.set_rate(up ? 1.0 : 0.0);
  down_clock_.set_rate(up ? 0.0 : 1.0);
  turned();
  for (Gate* gate : gates_) gate->input_turned(up);
  (up ? went_up_ : went_down_).raise();
}

// --- gates ---

double Gate::capacity_of(int up_inputs, double least, double most) const {
  if (up_inputs < least_) return 0.0;
  if (shares_capacity_) return inputs_ == 0 ? 1.0 : static_cast<double>(up_inputs) / inputs_;
  return least_ == inputs_ ? least : most;  // any of them: the best
}

double Gate::capacity() const {
  double least = 1.0;
  double most = 0.0;
  const auto see = [&](double capacity) {
    least = std::min(least, capacity);
    most = std::max(most, capacity);
  };
  if (is_up() && !shares_capacity_) {
    for (const Gate* g : gates_) see(g->capacity());
    for (const Node* n : nodes_) see(n->capacity());
  }
  return capacity_of(up_inputs_, least, most);
}

bool Gate::is_down_by(bool planned) const {
  int down = 0;
  for (const Gate* g : gates_) down += g->is_down_by(planned) ? 1 : 0;
  for (const Node* n : nodes_) down += n->is_down_by(planned) ? 1 : 0;
  return inputs_ - down < least_;
}

double Gate::capacity_by(bool planned) const {
  int up = 0;
  double least = 1.0;
  double most = 0.0;
  const auto see = [&](bool down, double capacity) {
    up += down ? 0 : 1;
    least = std::min(least, capacity);
    most = std::max(most, capacity);
  };
  for (const Gate* g : gates_) see(g->is_down_by(planned), g->capacity_by(planned));
  for (const Node* n : nodes_) see(n->is_down_by(planned), n->capacity_by(planned));
  return capacity_of(up, least, most);
}

void Gate::capacity_turned() {
  const Gate* root = this;
  while (root->service_ == nullptr) root = root->parent_;
  root->service_->needs_changed();
}

void Gate::input_turned(bool up) {
  const bool was = is_up();
  up_inputs_ += up ? 1 : -1;
  const bool is = is_up();
  if (service_ != nullptr) {
    service_->needs_changed();
  } else if (is != was) {
    parent_->input_turned(is);
  } else {
    capacity_turned();
  }
}

// --- components ---

Component::Component(Estate& estate, Target self, std::string name, std::string family,
                     std::optional<std::size_t> site, Duration start_up, ComponentMeasures& measures)
    : Node(estate, self, std::move(name), std::move(family)),
      site_(site),
      start_up_(start_up),
      start_timer_(kernel::Timer::calling<&Component::started>(estate.simulation(), this)),
      measures_(measures),
      operating_clock_(estate.simulation(), 1.0) {}

bool Component::is_down_by(bool planned) const {
  return holdings_.empty() ? !up_ && last_was_planned_ == planned : Node::is_down_by(planned);
}

bool Component::can_be_struck() const {
  return struck_ != nullptr ||
         std::any_of(members_.begin(), members_.end(), [](const Component* m) { return m->can_be_struck(); });
}

int Component::strike(const Labels& because) {
  int hit = struck_ != nullptr && struck_(struck_context_, because) ? 1 : 0;
  for (Component* m : members_) hit += m->strike(because);
  return hit;
}

void Component::set_members(std::vector<Component*> members) {
  members_ = std::move(members);
  for (Component* m : members_) m->groups_.push_back(this);
}

void Component::set_repair(Repair repair) {
  repair_ = repair;
  if (repair != Repair::none) estate_.response_changed(*this);
}

// What a group does about it is for its members' repairs to say. All but a failure that nobody has seen is known.
void Component::respond(Response& response) const {
  bool by_members = false;
  for (const Component* m : members_) {
    if (m->is_up()) continue;
    by_members = true;
    m->respond(response);
  }
  if (by_members) return;
  response.found = response.found || repair_ != Repair::unseen || holdings_.size() > 1;
  response.begun = response.begun || repair_ == Repair::begun || holdings_.empty();
}

void Component::set_ageing(double rate) {
  ageing_ = rate;
  operating_clock_.set_rate(up_ ? rate : 0.0);
}

void Component::tell_listeners() {
  for (const Hearing& h : listeners_) h.listener(h.context);
}

Labels Component::blame() const {
  Labels out = labels_;
  if (holdings_.empty()) return up_ ? out : blamed_;
  const auto earlier = [](const Holding& a, const Holding& b) { return a.since < b.since; };
  const Labels& cause = std::min_element(holdings_.begin(), holdings_.end(), earlier)->cause.labels;
  out.names[2] = cause.names[2];
  out.names[3] = cause.names[3];
  out.names[5] = cause.names[5];
  out.names[6] = cause.names[6];
  out.names[4] = cause.names[0] != labels_.names[0] ? cause.names[0] : cause.names[4];
  return out;
}

void Component::attribute() {
  if (up_) return;
  const Labels now_blamed = blame();
  if (now_blamed.names == blamed_.names) return;
  measures_.down->add(-1.0, blamed_);
  measures_.downtime->add(-1.0, blamed_);
  blamed_ = now_blamed;
  measures_.down->add(1.0, blamed_);
  measures_.downtime->add(1.0, blamed_);
}

void Component::causes_changed() {
  if (!holdings_.empty()) {
    start_timer_.cancel();
    set_up(false);
  } else if (!up_) {
    if (start_up_ > Duration())
      start_timer_.set(estate_.simulation().now() + start_up_);
    else
      set_up(true);
  }
  attribute();
  tell_listeners();
}

void Component::started() {
  set_up(true);
  tell_listeners();
}

void Component::turned() {
  const Time now = estate_.simulation().now();
  const double sign = up_ ? -1.0 : 1.0;
  operating_clock_.set_rate(up_ ? ageing_ : 0.0);
  if (!up_) blamed_ = blame();
  tell(up_ ? work::Event::up : work::Event::down, up_ || holdings_.empty() ? Labels() : holdings_.front().cause.labels, 0, 0,
       up_ || !is_down_by(true) ? 0.0 : 1.0);
  measures_.down->add(sign, blamed_);
  measures_.downtime->add(sign, blamed_);
  measures_.availability->add(-sign / measures_.members, labels_);
  measures_.at_risk->add(-sign / measures_.members, labels_);
  if (up_) {
    up_since_ = now;
  } else if (now > up_since_ || now == Time()) {  // up for no time is not up in between
    measures_.up_time->add((now - up_since_).in_seconds(), up_since_, labels_);
    measures_.up_time->event(labels_);
  }
}

}  // namespace mainstay::estate
