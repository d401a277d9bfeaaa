#include "views/what_if_view.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "model/files.hpp"
#include "views/job_panel.hpp"
#include "views/split.hpp"
#include "views/widgets.hpp"

namespace mainstay::gui::views {

namespace fs = std::filesystem;
using plot::fonts;
using plot::theme;

namespace {

std::string range_of(const model::Field& f) {
  // Limits that only keep computers from choking say nothing to people.
  const bool low = f.minimum.has_value();
  const bool high = f.maximum && *f.maximum < 1e8;
  if (low && high) return plot::number(*f.minimum) + " to " + plot::number(*f.maximum);
  if (low) return "≥ " + plot::number(*f.minimum);
  return high ? "≤ " + plot::number(*f.maximum) : "";
}

// What may stand there, where the value and its name do not say it.
std::string hint_of(const model::Field& f) {
  const bool plain = f.type == "text" || f.type == "word" || f.type == "name" || f.path.ends_with("." + f.type);
  const std::string range = range_of(f);
  return plain ? range : f.type + (range.empty() ? "" : ", " + range);
}

std::string help_of(const model::Field& f) {
  std::string out = f.path;
  if (!f.meaning.empty()) out += "\n" + f.meaning;
  if (!range_of(f).empty()) out += "\n" + range_of(f);
  if (!f.grade.empty()) out += fmt::format("\n{}{}", f.grade, f.source.empty() ? "" : ": " + f.source);
  return out;
}

bool input(const char* id, std::string& value) {
  char buffer[512];
  value.copy(buffer, sizeof buffer - 1);
  buffer[std::min(value.size(), sizeof buffer - 1)] = '\0';
  if (!ImGui::InputText(id, buffer, sizeof buffer)) return false;
  value = buffer;
  return true;
}

// A name of a variant: letters, digits and dashes.
std::string as_name(const std::string& typed) {
  std::string out;
  for (const char c : typed) out += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
  return out.empty() ? "what-if" : out;
}

}  // namespace

void WhatIfView::draw(model::Session& session) {
  if (base_ != session.scenario()) {
    base_ = session.scenario();
    what_if_ = {};
    changed_ = false;
  }
  if (base_.empty()) {
    const auto& options = session.run()->header().options;
    const auto found = std::find_if(options.begin(), options.end(), [](const auto& o) { return o.first == "scenario"; });
    return empty_state("The scenario of this run is not at hand", found == options.end() ? "The run does not say where it was." : "It was " + found->second + ". Put it there, and open the run again.");
  }
  const auto& form = session.run()->form(session.places().program);
  if (!show_state(form)) return;
  what_if_.poll();
  if (changed_ && !what_if_.checking()) check(session);
  const float right = std::floor(ImGui::GetContentRegionAvail().x * 0.36f);
  Split split(session, "what-if", Split::beside, ImGui::GetContentRegionAvail().x - right - ImGui::GetStyle().ItemSpacing.x);
  begin_panel("fields", {split.first(), 0});
  fields(session, form.value);
  end_panel();
  split.grip();
  begin_panel("patch", {0, 0}, true);
  patch(session, form.value);
  end_panel();
}

void WhatIfView::check(model::Session& session) {
  changed_ = false;
  try {
    what_if_.check(session.places().program, base_, (fs::path(session.places().scratch) / fmt::format("check-{}.yaml", ::getpid())).string(), session.wake());
  } catch (const std::exception& e) {
    session.complain(e.what());
  }
}

std::string WhatIfView::trouble_of(const std::string& path) const {
  for (const auto& d : what_if_.diagnostics())
    if (what_if_.path_in_line(d.line) == path) return d.message;
  return "";
}

void WhatIfView::edit(const model::Field& field, const std::string& value) {
  if (value == field.value || (value.empty() && !field.is_set))
    what_if_.edits.erase(field.path);
  else
    what_if_.edits[field.path] = value;
  changed_ = true;
}

void WhatIfView::fields(model::Session& session, const model::Form& form) {
  heading("What may be changed");
  ImGui::SetNextItemWidth(em(14));
  ImGui::InputTextWithHint("##search", "part of a name", search_, sizeof search_);
  ImGui::SameLine(0, em(1));
  ImGui::Checkbox("also what is not set", &unset_too_);
  tooltip("keys that an entity could have, with their defaults");
  ImGui::Dummy({0, em(0.2f)});
  // A heading for each entity, a row for each value.
  std::vector<const model::Field*> rows;
  const std::string& chosen = session.choice.entity;
  for (const auto& f : form.fields) {
    if (!f.is_set && !unset_too_ && !what_if_.edits.contains(f.path)) continue;
    if (search_[0] != '\0' && f.path.find(search_) == std::string::npos && f.meaning.find(search_) == std::string::npos) continue;
    const bool same = !rows.empty() && rows.back() != nullptr && rows.back()->section == f.section && rows.back()->entity == f.entity;
    if (!same) rows.push_back(nullptr);
    rows.push_back(&f);
  }
  if (rows.empty()) return quiet("nothing like it");
  if (!ImGui::BeginChild("##rows", {0, 0})) return ImGui::EndChild();
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(rows.size()), ImGui::GetFrameHeightWithSpacing());
  while (clipper.Step())
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      const auto* f = rows[static_cast<std::size_t>(i)];
      if (f != nullptr) {
        row(*f);
        continue;
      }
      const auto& next = *rows[static_cast<std::size_t>(i) + 1];
      const float y = ImGui::GetCursorPosY();
      ImGui::AlignTextToFramePadding();
      text(fonts().strong, !chosen.empty() && next.entity == chosen ? theme().accent : theme().text, next.entity.empty() ? next.section : next.section + " · " + next.entity);
      ImGui::SetCursorPosY(y + ImGui::GetFrameHeightWithSpacing());
    }
  ImGui::EndChild();
}

void WhatIfView::row(const model::Field& field) {
  const auto found = what_if_.edits.find(field.path);
  const bool edited = found != what_if_.edits.end();
  std::string value = edited ? found->second : field.value;
  const std::string trouble = edited ? trouble_of(field.path) : "";
  const float width = ImGui::GetContentRegionAvail().x;
  const float label = width * 0.36f;
  ImGui::PushID(field.path.c_str());
  const float x = ImGui::GetCursorPosX();
  ImGui::AlignTextToFramePadding();
  text_cut(fonts().body, edited ? theme().accent : field.is_set ? theme().text : theme().faint, field.label, label - em(0.6f));
  tooltip(help_of(field));
  ImGui::SameLine(x + label);
  ImGui::SetNextItemWidth(width * 0.4f);
  if (!trouble.empty()) ImGui::PushStyleColor(ImGuiCol_Border, theme().bad);
  if (!field.choices.empty()) {
    if (ImGui::BeginCombo("##value", value.c_str())) {
      for (const auto& c : field.choices)
        if (ImGui::Selectable(c.c_str(), c == value)) edit(field, c);
      ImGui::EndCombo();
    }
  } else if (input("##value", value)) {
    edit(field, value);
  }
  if (!trouble.empty()) ImGui::PopStyleColor();
  tooltip(trouble.empty() ? help_of(field) : trouble);
  ImGui::SameLine(0, em(0.6f));
  if (edited) {
    if (button("Undo")) edit(field, field.value);
    tooltip("back to " + (field.is_set ? field.value : std::string("what it is without it")));
  } else {
    ImGui::AlignTextToFramePadding();
    text_cut(fonts().small, theme().faint, hint_of(field));
  }
  ImGui::PopID();
}

void WhatIfView::patch(model::Session& session, const model::Form& form) {
  heading("What if");
  std::string typed = what_if_.name;
  ImGui::AlignTextToFramePadding();
  quiet("as variant");
  ImGui::SameLine();
  ImGui::SetNextItemWidth(-1);
  if (input("##name", typed)) {
    what_if_.name = as_name(typed);
    changed_ = true;
  }
  if (what_if_.edits.empty())
    text_wrapped(fonts().body, theme().quiet, "Change a value at the left. Changes are kept as a patch, which is tried without a change to the scenario.");
  else
    edits(form);
  run(session);
  results(session);
}

void WhatIfView::edits(const model::Form& form) {
  std::string dropped;
  for (const auto& [path, value] : what_if_.edits) {
    const auto field = std::find_if(form.fields.begin(), form.fields.end(), [&p = path](const auto& f) { return f.path == p; });
    const std::string was = field != form.fields.end() && field->is_set ? field->value : "not set";
    text_cut(fonts().small, theme().faint, path);
    text_cut(fonts().body, theme().text, fmt::format("{} → {}", was, value));
    if (const std::string trouble = trouble_of(path); !trouble.empty()) text_wrapped(fonts().small, theme().bad, trouble);
  }
  // What is said of no value in particular.
  for (const auto& d : what_if_.diagnostics())
    if (what_if_.path_in_line(d.line).empty()) text_wrapped(fonts().small, theme().bad, d.message);
  if (what_if_.checking() || changed_)
    quiet("checking …");
  else
    chip(what_if_.valid() ? "valid" : "not valid", what_if_.valid() ? theme().good : theme().bad);
  ImGui::Dummy({0, em(0.2f)});
}

void WhatIfView::run(model::Session& session) {
  if (replications_ <= 0) replications_ = static_cast<int>(std::max<std::uint32_t>(1, session.run()->header().replications));
  const bool ready = !what_if_.edits.empty() && what_if_.valid() && !what_if_.checking() && !changed_;
  const bool running = session.job() != nullptr && session.job()->state() == model::RunJob::State::running;
  ImGui::AlignTextToFramePadding();
  quiet("replications");
  ImGui::SameLine();
  ImGui::SetNextItemWidth(em(6));
  if (ImGui::InputInt("##replications", &replications_, 0)) replications_ = std::clamp(replications_, 1, 100'000'000);
  if (button("Run it", true, ready && !running)) {
    const auto& metrics = session.run()->header().metrics;
    session.start_what_if(what_if_, replications_, session.choice.metric < metrics.size() ? metrics[session.choice.metric].name : "");
  }
  tooltip("beside the baseline");
  ImGui::SameLine();
  if (button("Save patch", false, ready)) save(session);
  tooltip("a small file beside the scenario that includes it and adds the variant");
  ImGui::SameLine();
  if (button("Insert …", false, ready)) begin_insertion(session);
  tooltip("into the scenario, as one of its variants; you see what is added before it is");
  insertion(session);
  job_panel(session);
}

void WhatIfView::save(model::Session& session) {
  const fs::path base(base_);
  std::error_code code;
  fs::path file;
  for (int n = 1; file.empty() || fs::exists(file, code); ++n) file = base.parent_path() / fmt::format("{}-{}{}.yaml", base.stem().string(), what_if_.name, n == 1 ? "" : fmt::format("-{}", n));
  const std::string error = model::write_file(file.string(), what_if_.text(base.filename().string()));
  if (error.empty()) return session.inform("Saved " + file.string());
  session.complain(error);
}

void WhatIfView::begin_insertion(model::Session& session) {
  std::string error;
  auto text = model::read_file(base_, error);
  if (!text) return session.complain(error);
  read_ = std::move(*text);
  insertion_ = model::insert_variant(read_, what_if_.name, what_if_.edits);
  ImGui::OpenPopup("##insertion");
}

void WhatIfView::insertion(model::Session& session) {
  ImGui::SetNextWindowPos({ImGui::GetIO().DisplaySize.x / 2, ImGui::GetIO().DisplaySize.y / 2}, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::SetNextWindowSizeConstraints({em(24), 0}, {std::max(em(24), ImGui::GetIO().DisplaySize.x - em(4)), std::max(em(12), ImGui::GetIO().DisplaySize.y - em(4))});
  if (!ImGui::BeginPopup("##insertion")) return;
  const std::string file = fs::path(base_).filename().string();
  const bool can = insertion_.trouble.empty();
  heading(can ? fmt::format("Into {}, after line {}", file, insertion_.after_line) : "Not into " + file);
  if (can) {
    std::string shown = insertion_.added;
    std::erase(shown, '\r');
    shown.erase(0, shown.find_first_not_of('\n'));
    text_wrapped(fonts().body, theme().text, shown, em(34));
    text_wrapped(fonts().small, theme().faint, "Nothing else in it changes.", em(34));
  } else {
    text_wrapped(fonts().body, theme().text, "It stays as it is: " + insertion_.trouble + ".", em(34));
  }
  ImGui::Dummy({0, em(0.2f)});
  if (can && button("Insert", true)) {
    const std::string error = model::replace_file(base_, read_, insertion_.text);
    if (error.empty())
      session.inform(fmt::format("{} has the variant '{}' now", base_, what_if_.name));
    else
      session.complain(error);
    ImGui::CloseCurrentPopup();
  }
  if (!can && button("Save it as a patch", true)) {
    save(session);
    ImGui::CloseCurrentPopup();
  }
  ImGui::SameLine();
  if (button("Leave it")) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

void WhatIfView::results(model::Session& session) {
  auto& run = *session.run();
  const std::size_t v = run.find_variant(what_if_.name);
  if (v == model::OpenRun::npos || v == 0) return;
  const auto& found = run.findings(v);
  ImGui::Dummy({0, em(0.4f)});
  heading(fmt::format("{} beside {}, {} replications", what_if_.name, run.header().variants.front().name, plot::count(run.facts().replications[v])));
  if (!show_state(found)) return;
  for (const auto& c : found.value) {
    text_cut(fonts().small, theme().faint, c.metric);
    const auto f = difference(c, run.currency());
    text(fonts().strong, finding_colour(c.finding), f.value);
    ImGui::SameLine();
    text_cut(fonts().body, theme().quiet, f.interval);
    tooltip(sentence(c, run.currency()));
  }
  if (found.value.empty()) quiet("There is nothing that is compared unasked.");
}

}  // namespace mainstay::gui::views
