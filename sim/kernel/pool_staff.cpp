// Who is there: shifts, skills, who can be called from home, and who goes on when people are taken away.

#include <algorithm>
#include <cassert>

#include "kernel/pool.hpp"

namespace mainstay::kernel {

void Pool::set_skills(const std::vector<std::pair<std::uint32_t, int>>& classes) {
  assert(classes.size() <= most_skill_classes);
  classes_.clear();
  for (const auto& [mask, total] : classes) classes_.push_back({mask, total, 0, 0, 0});
  set_staff(capacity_, on_call_);
}

void Pool::set_on_call(int least_urgent, Duration (*delay)(void*), void* context) {
  on_call_for_ = least_urgent;
  on_call_delay_ = delay;
  on_call_context_ = context;
}

void Pool::set_staff(int on_shift, int on_call) {
  capacity_ = on_shift;
  on_call_ = on_call;
  int left = on_shift;
  for (Class& c : classes_) {  // the most skilled are there first
    c.present = std::min(left, c.total);
    left -= c.present;
  }
  if (discipline_ == Discipline::shared) {
    share_now();
  } else {
    if (on_call_busy_ > 0)  // who was called is at work anyway as the shift begins
      for (Job* job = first_serving_; job != nullptr; job = job->next)
        if (job->on_call && free_people() >= job->request.people) called(*job, false);
    interrupt_surplus();
  }
  tell_room();
  changed();
  simulation_.request_dispatch(*this);
}

void Pool::interrupt_surplus() {
  if (interrupted_ == Interrupted::finish) return;
  while (free_people() < 0) {
    Job* victim = least_important();
    if (victim == nullptr) return;
    if (on_call_delay_ != nullptr && victim->request.priority <= on_call_for_ &&
        on_call_ - on_call_busy_ >= victim->request.people) {
      called(*victim, true);  // urgent work goes on after hours
    } else {
      suspend(*victim);
    }
  }
}

// The one to interrupt first: least urgent, then begun last.
Job* Pool::least_important(int skill) const {
  Job* worst = nullptr;
  for (Job* job = first_serving_; job != nullptr; job = job->next) {
    if (job->on_call || !has_skill(*job, skill)) continue;
    if (worst == nullptr || job->request.priority > worst->request.priority ||
        (job->request.priority == worst->request.priority && job->started > worst->started))
      worst = job;
  }
  return worst;
}

// Free people with that skill: of those on shift, or of those at home who can be called.
int Pool::able_to(int skill, bool on_call) const {
  int able = 0;
  for (const Class& c : classes_)
    if ((c.mask >> skill) & 1u) able += std::max(0, on_call ? c.total - c.present - c.called : c.present - c.busy);
  return able;
}

bool Pool::fits(const Job& job) const {
  if (free_people() < job.request.people) return false;
  return classes_.empty() || job.request.skill < 0 || able_to(job.request.skill, false) >= job.request.people;
}

bool Pool::fits_on_call(const Job& job) const {
  if (job.request.priority > on_call_for_ || on_call_ - on_call_busy_ < job.request.people) return false;
  return classes_.empty() || job.request.skill < 0 || able_to(job.request.skill, true) >= job.request.people;
}

// Whether somebody at work on it has the skill (none asked: anybody).
bool Pool::has_skill(const Job& job, int skill) const {
  if (skill < 0 || classes_.empty()) return true;
  for (std::size_t k = 0; k < classes_.size(); ++k)
    if (job.taken[k] > 0 && ((classes_[k].mask >> skill) & 1u)) return true;
  return false;
}

void Pool::take(Job& job) {
  busy_ += job.request.people;
  if (job.on_call) on_call_busy_ += job.request.people;
  if (classes_.empty()) return;
  int left = job.request.people;
  // The least skilled who can: the last classes hold the fewest skills.
  for (std::size_t k = classes_.size(); k-- > 0 && left > 0;) {
    Class& c = classes_[k];
    if (job.request.skill >= 0 && ((c.mask >> job.request.skill) & 1u) == 0) continue;
    const int free = job.on_call ? c.total - c.present - c.called : c.present - c.busy;
    const int n = std::min(left, std::max(0, free));
    (job.on_call ? c.called : c.busy) += n;
    job.taken[k] = static_cast<std::uint16_t>(n);
    left -= n;
  }
}

void Pool::give_back(int people, const TakenPeople& taken, bool on_call) {
  busy_ -= people;
  if (on_call) on_call_busy_ -= people;
  for (std::size_t k = 0; k < classes_.size(); ++k)
    (on_call ? classes_[k].called : classes_[k].busy) -= static_cast<int>(taken[k]);
}

// The same people go on with it, from now on as called from home, or as on shift.
void Pool::called(Job& job, bool on_call) {
  give_back(job.request.people, job.taken, job.on_call);
  job.on_call = on_call;
  busy_ += job.request.people;
  if (on_call) on_call_busy_ += job.request.people;
  for (std::size_t k = 0; k < classes_.size(); ++k)
    (on_call ? classes_[k].called : classes_[k].busy) += static_cast<int>(job.taken[k]);
}

}  // namespace mainstay::kernel
