#include "views/shell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "views/widgets.hpp"

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;

namespace {

// Letters and digits as GLFW numbers them, which is what the backend feeds.
constexpr int key_1 = '1', key_k = 'K', key_o = 'O', key_t = 'T', key_w = 'W', key_q = 'Q', key_equal = '=', key_minus = '-', key_0 = '0';
constexpr int key_f1 = 290;

void set_zoom(model::Session& session, float zoom) { session.settings.zoom = std::clamp(zoom, 0.7f, 2.5f); }

void toggle_theme(model::Session& session) { session.settings.theme = session.settings.theme == "dark" ? "light" : "dark"; }

bool matches(const std::string& title, const char* typed) {
  return std::search(title.begin(), title.end(), typed, typed + std::string_view(typed).size(),
                     [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b)); }) != title.end();
}

// The arrows choose among what was found, and leave the typing where it is.
int move_in_palette(ImGuiInputTextCallbackData* data) {
  *static_cast<int*>(data->UserData) += data->EventKey == ImGuiKey_DownArrow ? 1 : -1;
  return 0;
}

}  // namespace

Shell::Shell() : views_(make_views()) {}

std::vector<std::string> Shell::names() const {
  std::vector<std::string> out;
  for (const auto& v : views_) out.emplace_back(v->name());
  return out;
}

bool Shell::has(const std::string& name) const {
  return std::any_of(views_.begin(), views_.end(), [&](const auto& v) { return v->name() == name; });
}

View& Shell::current(const model::Session& session) {
  for (auto& v : views_)
    if (v->name() == session.view()) return *v;
  return *views_.front();
}

void Shell::draw(model::Session& session) {
  const std::string path = session.run() != nullptr ? session.run()->path() : "";
  if (session.run() != last_run_ || path != last_path_) {
    for (auto& v : views_) v->forget();
    last_run_ = session.run();
    last_path_ = path;
  }
  keys(session);
  if (!has(session.view())) session.show("overview");  // one that was remembered by another version, say
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.0f);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
  ImGui::Begin("##window", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus);
  ImGui::PopStyleVar(3);
  const float top = em(3.6f);
  const float bottom = em(1.7f);
  const float side = em(11);
  top_bar(session, top);
  ImGui::SetCursorPos({0, top});
  navigation(session, side);
  ImGui::SetCursorPos({side, top});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {em(1.0f), em(0.9f)});
  ImGui::BeginChild("##view", {size.x - side, size.y - top - bottom}, false, ImGuiWindowFlags_AlwaysUseWindowPadding | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NavFlattened);
  ImGui::PopStyleVar();
  View& view = current(session);
  session.panes_seen.clear();
  if (view.needs_run() && session.run() == nullptr)
    empty_state(session.opening() ? "Opening …" : "No run is open", session.opening() ? "" : "Open a run or a scenario from Start (Ctrl O).");
  else
    view.draw(session);
  ImGui::EndChild();
  ImGui::SetCursorPos({0, size.y - bottom});
  status_bar(session, bottom);
  ImGui::End();
  notices(session);
  palette(session);
  help();
}

void Shell::top_bar(model::Session& session, float height) {
  const auto& t = theme();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float width = ImGui::GetIO().DisplaySize.x;
  draw->AddRectFilled({0, 0}, {width, height}, t.panel);
  draw->AddLine({0, height - 1}, {width, height - 1}, t.line);
  const float middle = (height - ImGui::GetFrameHeight()) / 2.0f;
  const float side = em(11);
  // The mark: a mast that its stay holds.
  const ImVec2 mark{em(1.1f), height / 2.0f - em(0.85f)};
  draw->AddTriangleFilled({mark.x + em(0.7f), mark.y}, {mark.x + em(1.5f), mark.y + em(1.7f)}, {mark.x + em(0.7f), mark.y + em(1.7f)}, t.accent);
  draw->AddTriangleFilled({mark.x + em(0.5f), mark.y + em(0.5f)}, {mark.x + em(0.5f), mark.y + em(1.7f)}, {mark.x - em(0.1f), mark.y + em(1.7f)}, plot::with_alpha(t.accent, 0.55f));
  plot::put_text(draw, fonts().title, {em(3.0f), height / 2.0f - fonts().title->FontSize * 0.52f}, 0.0f, t.text, "Mainstay");
  const float controls = em(session.run() != nullptr ? 20.0f : 7.0f);
  const float room = width - side - controls - em(2);
  if (model::OpenRun* run = session.run()) {
    const auto& h = run->header();
    const std::string title = h.title.empty() ? std::filesystem::path(run->path()).filename().string() : h.title;
    ImGui::SetCursorPos({side + em(1), height / 2.0f - em(1.15f)});
    text_cut(fonts().strong, t.text, title, room);
    ImGui::SetCursorPos({side + em(1), height / 2.0f + em(0.12f)});
    text_cut(fonts().small, t.faint, h.question.empty() ? run->path() : h.question, room);
    ImGui::SetCursorPos({width - controls, middle});
    std::size_t variant = session.choice.variant;
    if (variant_choice("##variant", *run, variant, em(13))) session.choice.variant = variant;
    tooltip("the variant that is looked at");
    ImGui::SameLine();
  } else {
    ImGui::SetCursorPos({width - controls, middle});
  }
  if (ImGui::Button(session.settings.theme == "dark" ? "Light" : "Dark", {em(4.2f), 0})) toggle_theme(session);
  tooltip("Ctrl T");
}

void Shell::navigation(model::Session& session, float width) {
  const auto& t = theme();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float bottom = ImGui::GetIO().DisplaySize.y - em(1.7f);
  draw->AddRectFilled(from, {from.x + width, bottom}, t.panel);
  draw->AddLine({from.x + width - 1, from.y}, {from.x + width - 1, bottom}, t.line);
  float y = from.y + em(0.8f);
  for (std::size_t i = 0; i < views_.size(); ++i) {
    View& v = *views_[i];
    const bool is = v.name() == session.view();
    const bool enabled = !v.needs_run() || session.run() != nullptr;
    const ImVec2 at{from.x + em(0.5f), y};
    const ImVec2 size{width - em(1.0f), em(2.1f)};
    ImGui::SetCursorScreenPos(at);
    ImGui::PushID(v.name());
    if (ImGui::InvisibleButton("##go", size) && enabled) session.show(v.name());
    const bool hovered = ImGui::IsItemHovered() && enabled;
    if (ImGui::IsItemHovered()) tooltip(fmt::format("Ctrl {}", i + 1));
    focus_ring();
    ImGui::PopID();
    if (is || hovered) draw->AddRectFilled(at, {at.x + size.x, at.y + size.y}, is ? t.selected : t.raised, em(0.3f));
    const ImU32 colour = !enabled ? plot::with_alpha(t.faint, 0.55f) : is ? t.accent : t.quiet;
    draw_icon(draw, v.icon(), {at.x + em(0.6f), at.y + (size.y - em(1.05f)) / 2}, em(1.05f), colour);
    plot::put_text(draw, is ? fonts().strong : fonts().body, {at.x + em(2.25f), at.y + (size.y - em(1)) / 2 - em(0.04f)}, 0.0f,
                   !enabled ? colour : is ? t.accent : t.text, v.title());
    y += size.y + em(0.15f);
  }
}

void Shell::status_bar(model::Session& session, float height) {
  const auto& t = theme();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetIO().DisplaySize.x;
  draw->AddRectFilled(at, {width, at.y + height}, t.panel);
  draw->AddLine(at, {width, at.y}, t.line);
  const float y = at.y + (height - fonts().small->FontSize) / 2;
  std::string left;
  if (const model::OpenRun* run = session.run()) {
    const auto& f = run->facts();
    const std::size_t v = std::min(session.choice.variant, f.replications.size() - 1);
    left = f.replications.empty() ? "" : fmt::format("{} replications · {} variants · {} metrics · record: {}", plot::count(f.replications[v]), plot::count(f.header.variants.size()),
                       plot::fixed(static_cast<double>(f.header.metrics.size()), 0), f.header.record);
  }
  const std::string task = session.tasks().title();
  plot::put_text(draw, fonts().small, {at.x + em(1), y}, 0.0f, t.faint, task.empty() ? left : task + " …");
  plot::put_text(draw, fonts().small, {width - em(1), y}, 1.0f, t.faint, "Ctrl K commands   F1 help");
  if (model::RunJob* job = session.job(); job != nullptr && job->state() == model::RunJob::State::running) {
    const auto& p = job->progress();
    const float share = p.total > 0 ? static_cast<float>(p.trials) / static_cast<float>(p.total) : 0.0f;
    const float x = width / 2 - em(4);
    draw->AddRectFilled({x, at.y + height / 2 - em(0.2f)}, {x + em(14), at.y + height / 2 + em(0.2f)}, t.raised, em(0.2f));
    draw->AddRectFilled({x, at.y + height / 2 - em(0.2f)}, {x + em(14) * share, at.y + height / 2 + em(0.2f)}, t.accent, em(0.2f));
    plot::put_text(draw, fonts().small, {x - em(0.6f), y}, 1.0f, t.quiet, fmt::format("running: {} of {} trials", p.trials, p.total));
  }
}

void Shell::notices(model::Session& session) {
  const auto& t = theme();
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  float y = size.y - em(2.6f);
  for (std::size_t i = session.notices().size(); i-- > 0;) {
    const auto notice = session.notices()[i];
    const bool trouble = notice.kind == model::Notice::Kind::trouble;
    ImGui::SetNextWindowPos({size.x - em(1), y}, ImGuiCond_Always, {1.0f, 1.0f});
    ImGui::SetNextWindowSizeConstraints({em(16), 0}, {std::min(em(38), size.x - em(2)), size.y * 0.5f});
    ImGui::PushStyleColor(ImGuiCol_WindowBg, t.panel);
    ImGui::PushStyleColor(ImGuiCol_Border, trouble ? t.bad : t.line);
    ImGui::Begin(fmt::format("##notice{}", i).c_str(), nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav);
    ImGui::PopStyleColor(2);
    if (trouble) text(fonts().strong, t.bad, "This did not work");
    ImGui::PushTextWrapPos(em(36));
    ImGui::TextUnformatted(notice.text.c_str());
    ImGui::PopTextWrapPos();
    const bool dismissed = trouble && ImGui::Button("Dismiss");
    y -= ImGui::GetWindowHeight() + em(0.5f);
    ImGui::End();
    if (dismissed) session.notices().erase(session.notices().begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void Shell::keys(model::Session& session) {
  const ImGuiIO& io = ImGui::GetIO();
  if (ImGui::IsKeyPressed(key_f1, false)) open_help_ = true;
  if (!io.KeyCtrl) return;
  for (std::size_t i = 0; i < views_.size() && i < 9; ++i)
    if (ImGui::IsKeyPressed(key_1 + static_cast<int>(i), false) && (!views_[i]->needs_run() || session.run() != nullptr)) session.show(views_[i]->name());
  if (ImGui::IsKeyPressed(key_k, false)) open_palette_ = true;
  if (ImGui::IsKeyPressed(key_o, false)) session.show("start");
  if (ImGui::IsKeyPressed(key_t, false)) toggle_theme(session);
  if (ImGui::IsKeyPressed(key_w, false)) session.close();
  if (ImGui::IsKeyPressed(key_q, false)) session.quit();
  if (ImGui::IsKeyPressed(key_equal)) set_zoom(session, session.settings.zoom * 1.1f);
  if (ImGui::IsKeyPressed(key_minus)) set_zoom(session, session.settings.zoom / 1.1f);
  if (ImGui::IsKeyPressed(key_0, false)) set_zoom(session, 1.0f);
}

void Shell::palette(model::Session& session) {
  if (open_palette_) {
    ImGui::OpenPopup("##palette");
    open_palette_ = false;
    palette_text_[0] = '\0';
    palette_at_ = 0;
  }
  ImGui::SetNextWindowPos({ImGui::GetIO().DisplaySize.x / 2, em(5)}, ImGuiCond_Always, {0.5f, 0.0f});
  ImGui::SetNextWindowSize({em(36), 0});
  if (!ImGui::BeginPopup("##palette", ImGuiWindowFlags_NoMove)) return;
  struct Command {
    std::string title;
    std::function<void()> run;
  };
  std::vector<Command> all;
  for (const auto& v : views_)
    if (!v->needs_run() || session.run() != nullptr) all.push_back({std::string("Show ") + v->title(), [&session, name = v->name()] { session.show(name); }});
  all.push_back({"Light or dark", [&session] { toggle_theme(session); }});
  all.push_back({"Larger text", [&session] { set_zoom(session, session.settings.zoom * 1.1f); }});
  all.push_back({"Smaller text", [&session] { set_zoom(session, session.settings.zoom / 1.1f); }});
  for (const auto& [title, factor] : {std::pair{"Larger first pane", 1.15f}, {"Smaller first pane", 1 / 1.15f}})
    all.push_back({title, [&session, factor] {
                     for (const auto& [name, share] : session.panes_seen) session.settings.panes[name] = std::clamp(share * factor, 0.05f, 0.95f);
                   }});
  all.push_back({"Panes as they were", [&session] { session.settings.panes.clear(); }});
  all.push_back({"Quit", [&session] { session.quit(); }});
  all.push_back({"Help", [this] { open_help_ = true; }});
  if (model::OpenRun* run = session.run()) {
    all.push_back({"Close the run", [&session] { session.close(); }});
    for (std::size_t v = 0; v < run->header().variants.size(); ++v)
      all.push_back({"Variant: " + run->header().variants[v].name, [&session, v] { session.choice.variant = v; }});
    for (std::size_t m = 0; m < run->header().metrics.size() && palette_text_[0] != '\0'; ++m)
      all.push_back({"Metric: " + run->header().metrics[m].name, [&session, m] {
                       session.choice.metric = m;
                       session.show("distributions");
                     }});
  }
  for (const auto& r : session.settings.recent) all.push_back({"Open " + r, [&session, r] { session.open(r); }});
  if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
  ImGui::SetNextItemWidth(-1);
  const bool chosen = ImGui::InputTextWithHint("##typed", "what to do: a view, a variant, a metric, a file", palette_text_, sizeof palette_text_,
                                                 ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackHistory, move_in_palette, &palette_at_);
  if (ImGui::IsItemEdited()) palette_at_ = 0;
  std::vector<const Command*> found;
  for (const auto& c : all)
    if (matches(c.title, palette_text_)) found.push_back(&c);
  const int shown = std::min(12, static_cast<int>(found.size()));
  palette_at_ = std::clamp(palette_at_, 0, std::max(0, shown - 1));
  const Command* go = chosen && shown > 0 ? found[static_cast<std::size_t>(palette_at_)] : nullptr;
  for (int i = 0; i < shown; ++i)
    if (ImGui::Selectable(plot::elided(fonts().body, found[static_cast<std::size_t>(i)]->title, em(34)).c_str(), i == palette_at_)) go = found[static_cast<std::size_t>(i)];
  if (shown == 0) quiet("nothing like it");
  if (go != nullptr) {
    go->run();
    ImGui::CloseCurrentPopup();
  }
  ImGui::EndPopup();
}

void Shell::help() {
  if (open_help_) {
    ImGui::OpenPopup("Help");
    open_help_ = false;
  }
  ImGui::SetNextWindowPos({ImGui::GetIO().DisplaySize.x / 2, ImGui::GetIO().DisplaySize.y / 2}, ImGuiCond_Always, {0.5f, 0.5f});
  if (!ImGui::BeginPopup("Help")) return;
  heading("Keys");
  static constexpr std::pair<const char*, const char*> lines[] = {
      {"Ctrl 1 … 8", "the views"},           {"Ctrl K", "commands: views, variants, metrics, files"},
      {"Ctrl O", "open a run or a scenario"}, {"Ctrl W", "close the run"},           {"Ctrl Q", "quit"},
      {"Ctrl T", "light or dark"},           {"Ctrl + / − / 0", "size of the text"},
      {"Wheel, drag, double click", "in a plot: zoom, move, show all"},
      {"Arrows and space", "go from one thing to the next, and press it"},
      {"Shift and wheel", "in the timeline: the lanes above and below"},
      {"Ctrl and click", "in a distribution: the timeline of that replication"},
      {"Drag, double click", "between two panes: move their border, put it back"},
      {"Right button", "on a plot or table: save it as PNG or CSV"},
  };
  if (ImGui::BeginTable("##keys", 2))
    for (const auto& [key, what] : lines) {
      ImGui::TableNextColumn();
      text(fonts().strong, theme().text, key);
      ImGui::TableNextColumn();
      quiet(what);
    }
  ImGui::EndTable();
  ImGui::Dummy({0, em(0.4f)});
  text_wrapped(fonts().body, theme().quiet,
               "Every interval is at 95 %. A chance is the share of replications in which something held, with Wilson's interval. "
               "Differences are between the same replications of two variants.",
               em(34));
  ImGui::EndPopup();
}

}  // namespace mainstay::gui::views
