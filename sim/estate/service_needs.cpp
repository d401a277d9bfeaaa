// What a service stands on: the tree of its needs, what keeps it down there, and who turns to that.

#include "estate/estate.hpp"

namespace mainstay::estate {

// --- the dependency tree ---

void Service::add_node(Node& node, Gate& gate) {
  node.watch(gate);
  gate.nodes_.push_back(&node);
  gate.add_input(node.is_up());
}

void Service::build(const Need& need, Gate& gate) {
  switch (need.kind) {
    case Need::Kind::node: add_node(estate_.node(need.node), gate); break;
    case Need::Kind::all: gate.least_ = static_cast<int>(need.of.size()); break;
    case Need::Kind::any: gate.least_ = 1; break;
    case Need::Kind::at_least:
      gate.least_ = need.least;
      gate.shares_capacity_ = true;
      break;
  }
  for (const Need& input : need.of) {
    if (input.kind == Need::Kind::node) {
      add_node(estate_.node(input.node), gate);
      continue;
    }
    gates_owned_.push_back(std::make_unique<Gate>(&gate, 0));
    Gate& inner = *gates_owned_.back();
    build(input, inner);
    gate.gates_.push_back(&inner);
    gate.add_input(inner.is_up());
  }
}

namespace {

void collect_from(const Gate& gate, std::vector<const Holding*>& out) {
  if (gate.is_up()) return;
  for (const Gate* g : gate.gates_) collect_from(*g, out);
  for (const Node* n : gate.nodes_)
    if (!n->is_up()) n->collect(out);
}

}  // namespace

bool Service::is_down_by(bool planned) const {
  if (starting_) return starting_planned_ == planned;
  return Node::is_down_by(planned) || root_->is_down_by(planned);
}

double Service::capacity_by(bool planned) const { return is_down_by(planned) ? 0.0 : root_->capacity_by(planned); }

void Service::collect(std::vector<const Holding*>& out) const {
  Node::collect(out);
  collect_from(*root_, out);
}

// --- hidden failures ---

namespace {

void need_all(const Gate& gate) {
  if (gate.is_up()) return;
  for (const Gate* g : gate.gates_) need_all(*g);
  for (Node* n : gate.nodes_)
    if (!n->is_up()) n->need();
}

}  // namespace

void Service::need() { need_all(*root_); }

namespace {

void respond_all(const Gate& gate, Response& response) {
  if (gate.is_up()) return;
  for (const Gate* g : gate.gates_) respond_all(*g, response);
  for (const Node* n : gate.nodes_)
    if (!n->is_up()) n->respond(response);
}

}  // namespace

// What holds it down itself is known; what is up again below is over.
void Service::respond(Response& response) const {
  if (!holdings_.empty()) response.found = true;
  if (root_->is_up())
    response.found = response.begun = true;
  else
    respond_all(*root_, response);
}

void Service::follow_repair() {
  if (!disrupted_since_ || up_ || stages_.has_seen_all()) return;
  Response response;
  respond(response);
  stages_.see(response, estate_.simulation().now());
}

// What stands by unseen while the others carry the service is not looked at.
void Service::find_failures() {
  if (hours_.open()) need_all(*root_);
}

}  // namespace mainstay::estate
