#pragma once
// What all views are made of, so that they look alike: panels, headings, figures with their interval, choices.

#include <imgui.h>

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "model/session.hpp"
#include "plot/plot.hpp"
#include "plot/theme.hpp"
#include "views/figures.hpp"
#include "views/view.hpp"

namespace mainstay::gui::views {

using plot::em;

// A panel with a border; end_panel() always follows. Height 0: as high as what is left.
void begin_panel(const char* id, ImVec2 size, bool scroll = false);
void end_panel();

void heading(const std::string& text);
void text(ImFont* font, ImU32 colour, const std::string& text);
// Cut at `width` (0: what is left), the whole as a tooltip.
void text_cut(ImFont* font, ImU32 colour, const std::string& text, float width = 0.0f);
// Small letters, and after `width` room for others on their line.
void label_before(ImU32 colour, const std::string& words, float width);
void text_cut_before(ImFont* font, ImU32 colour, const std::string& text);  // of a path the end says most
void text_wrapped(ImFont* font, ImU32 colour, const std::string& text, float width = 0.0f);
inline void quiet(const std::string& words) { text(plot::fonts().body, plot::theme().quiet, words); }
void tooltip(const std::string& words);  // if what was drawn last is hovered

// In the middle of the region: an empty state, with a headline and what to do.
void empty_state(const std::string& headline, const std::string& advice);
// What is prepared: true once it can be drawn; before that a hint, and on failure why.
template <class T>
bool show_state(const model::Prepared<T>& prepared);
bool show_state(bool ready, const std::string& error);

// Around what was drawn last, while the keyboard is at it: for what ImGui itself draws nothing of.
void focus_ring();

bool button(const char* label, bool primary = false, bool enabled = true);
// One of several, as a row of joined buttons. True if the choice changed.
bool segmented(const char* id, const std::vector<std::string>& labels, int& chosen);
// A small coloured mark with a word; never colour alone.
void chip(const std::string& words, ImU32 colour);

// A table with quiet heads; columns share the width by their weights. True: rows follow, then ImGui::EndTable().
struct Head {
  const char* name;
  float weight;
};
bool begin_table(const char* id, std::span<const Head> heads, ImGuiTableFlags more = 0);

// The name of a variant in a table: a click makes it the one that is looked at; its patch as a tooltip.
void variant_cell(model::Session& session, std::size_t variant);
// What a comparison finds, as a chip, and in a sentence with its warnings as a tooltip.
void verdict_chip(const report::Comparison& comparison, const std::string& currency);

// The names of variants in their colours, from `at` on, as far as they fit. `same`: of each the place of the first with
// the same curve, as model::first_same() says it.
void variant_legend(ImDrawList* draw, const model::OpenRun& run, const std::vector<std::size_t>& variants, const std::vector<std::size_t>& same, ImVec2 at, float width);
// How wide a curve is drawn: those that another lies upon are wider, so that both are seen.
float width_among(const std::vector<std::size_t>& same, std::size_t curve);

// A choice of a metric by typing a part of its name. True if it changed.
bool metric_choice(const char* id, model::OpenRun& run, std::size_t& metric, float width);
bool variant_choice(const char* id, model::OpenRun& run, std::size_t& variant, float width);

// An interval on an axis from `low` to `high`, drawn into the current cell, `height` high; `mark` (if finite) is a
// dashed line across.
void interval_bar(double value, double interval_low, double interval_high, double low, double high, ImU32 colour, ImVec2 size, double mark, bool from_zero);

ImU32 finding_colour(report::Finding finding);
// The colour of a chance by its interval: good if surely above nine in ten, bad if surely below one in two.
ImU32 chance_colour(const report::Estimate& e);

void draw_icon(ImDrawList* draw, Icon icon, ImVec2 at, float size, ImU32 colour);

// A menu on the right button of what was drawn last (from `from` to `to`): its picture as PNG, its numbers as CSV.
void export_menu(const char* id, model::Session& session, ImVec2 from, ImVec2 to, const std::string& name, const std::function<std::string()>& csv);
// Writes a file beside the run (or into the working folder), never over another; says so, or why not.
void save_text(model::Session& session, const std::string& name, const std::string& extension, const std::string& content);
std::string free_path(const model::Session& session, const std::string& name, const std::string& extension);

template <class T>
bool show_state(const model::Prepared<T>& prepared) {
  return show_state(prepared.ready, prepared.error);
}

}  // namespace mainstay::gui::views
