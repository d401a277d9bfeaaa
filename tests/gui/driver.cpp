#include "driver.hpp"

#include <fmt/format.h>
#include <imgui_internal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <stdexcept>

#include "app/fonts.hpp"

namespace mainstay::gui::testing {
namespace {

namespace fs = std::filesystem;

struct Letter {
  const ImFont* font;
  const ImFontGlyph* glyph;
};

using Place = std::array<int, 4>;  // of a letter in the texture
Place place_of(float u0, float v0, float u1, float v1) {
  const auto whole = [](float x) { return static_cast<int>(std::lround(x * 65536.0f)); };
  return {whole(u0), whole(v0), whole(u1), whole(v1)};
}

std::map<Place, Letter> letters() {
  std::map<Place, Letter> out;
  for (const ImFont* font : ImGui::GetIO().Fonts->Fonts)
    for (const auto& g : font->Glyphs)
      if (g.Visible) out[place_of(g.U0, g.V0, g.U1, g.V1)] = {font, &g};
  return out;
}

void append(std::string& out, unsigned c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

// Puts letters that follow each other together.
class Reader {
 public:
  explicit Reader(std::vector<Words>& out) : out_(out) {}

  void letter(const Letter& l, ImVec2 at, ImU32 colour, ImVec4 clip, std::size_t list) {
    const float x = at.x - l.glyph->X0;
    const float y = at.y - l.glyph->Y0;
    const float space = l.font->GetCharAdvance(' ');
    const float gap = x - next_;
    const int spaces = static_cast<int>(std::lround(gap / space));
    const bool follows = open_ && l.font == font_ && colour == out_.back().colour && list == out_.back().list && std::abs(y - y_) < 0.5f && spaces >= 0 && spaces <= 2 &&
                         std::abs(gap - static_cast<float>(spaces) * space) < 0.35f * space;
    if (!follows) {
      out_.push_back({"", {x, y}, {x, y + l.font->FontSize}, clip, list, colour});
      open_ = true;
    } else {
      out_.back().text.append(static_cast<std::size_t>(spaces), ' ');
    }
    append(out_.back().text, l.glyph->Codepoint);
    next_ = x + l.glyph->AdvanceX;
    out_.back().to.x = next_;
    font_ = l.font;
    y_ = y;
  }
  void other() { open_ = false; }

 private:
  std::vector<Words>& out_;
  const ImFont* font_ = nullptr;
  float next_ = 0.0f, y_ = 0.0f;
  bool open_ = false;
};

void map_keys(ImGuiIO& io) {
  const std::pair<ImGuiKey, int> all[] = {{ImGuiKey_Tab, key_tab},     {ImGuiKey_LeftArrow, key_left}, {ImGuiKey_RightArrow, key_right}, {ImGuiKey_UpArrow, key_up},
                                          {ImGuiKey_DownArrow, key_down}, {ImGuiKey_Home, 268},        {ImGuiKey_End, 269},              {ImGuiKey_Delete, 261},
                                          {ImGuiKey_Backspace, 259},   {ImGuiKey_Space, 32},           {ImGuiKey_Enter, key_enter},      {ImGuiKey_Escape, key_escape},
                                          {ImGuiKey_A, 'A'},           {ImGuiKey_C, 'C'},              {ImGuiKey_V, 'V'}};
  for (const auto& [key, number] : all) io.KeyMap[key] = number;
}

}  // namespace

Folder::Folder() {
  std::string pattern = (fs::temp_directory_path() / "mainstay-gui-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test");
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::permissions(path_, fs::perms::owner_all, ignored);
  fs::remove_all(path_, ignored);
}

struct Driver::Alphabet {
  std::map<Place, Letter> letters;
};

std::string fixed_run() { return MAINSTAY_FIXED_RUN; }

Driver::Driver(Look look) : look_(look) {
  context_ = ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.DisplaySize = {static_cast<float>(look.width) * look.scale, static_cast<float>(look.height) * look.scale};
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
  io.MousePos = {-1000, -1000};
  map_keys(io);
  model::Places places;
  places.program = MAINSTAY_PROGRAM;
  places.scenarios = MAINSTAY_SCENARIOS;
  places.settings = folder_ / "settings/window.json";
  places.scratch = folder_ / "scratch";
  session_ = std::make_unique<model::Session>(places, [this] {
    {
      const std::lock_guard lock(mutex_);
      wake_ = true;
    }
    woken_.notify_all();
  });
  session_->settings.theme = look.shade == plot::Shade::dark ? "dark" : "light";
  shell_ = std::make_unique<views::Shell>();
  frame();
  frame();
}

Driver::~Driver() {
  shell_.reset();
  session_.reset();
  ImGui::DestroyContext(context_);
}

void Driver::frame() {
  ImGuiIO& io = ImGui::GetIO();
  const float pixels = std::round(15.0f * look_.scale * session_->settings.zoom);
  const auto shade = session_->settings.theme == "dark" ? plot::Shade::dark : plot::Shade::light;
  if (pixels != pixels_) {
    fonts_ = app::load_fonts(pixels);
    io.Fonts->SetTexID(reinterpret_cast<ImTextureID>(1));
    alphabet_ = std::make_unique<Alphabet>(Alphabet{letters()});
    pixels_ = pixels;
  }
  theme_ = plot::make_theme(shade);
  plot::use(theme_, fonts_);
  plot::style_widgets(theme_, pixels);
  io.DeltaTime = 1.0f / 60.0f;
  now_ += 1.0 / 60.0;
  session_->update(now_);
  ImGui::NewFrame();
  shell_->draw(*session_);
  ImGui::Render();
  io.MouseWheel = 0.0f;
  read_back();
}

void Driver::settle() {
  for (int rest = 0; rest < 4;) {
    session_->tasks().finish();
    frame();
    rest = session_->tasks().idle() ? rest + 1 : 0;
  }
}

void Driver::open(const std::string& path, const std::string& view) {
  session_->open(path);
  settle();
  if (!view.empty()) show(view);
}

void Driver::show(const std::string& view) {
  session_->show(view);
  settle();
}

bool Driver::wait_until(const std::function<bool()>& holds) {
  while (!holds()) {
    {
      std::unique_lock lock(mutex_);
      if (!woken_.wait_for(lock, std::chrono::minutes(1), [this] { return wake_; })) return false;
      wake_ = false;
    }
    frame();
  }
  return true;
}

void Driver::wait_for_job() {
  if (!wait_until([this] { return session_->job() == nullptr || session_->job()->state() != model::RunJob::State::running; }))
    throw std::runtime_error("the run does not end");
  settle();
}

void Driver::move(ImVec2 to) {
  ImGui::GetIO().MousePos = to;
  frame();
  frame();
}

void Driver::click_at(ImVec2 at, int mouse_button) {
  move(at);
  ImGui::GetIO().MouseDown[mouse_button] = true;
  frame();
  ImGui::GetIO().MouseDown[mouse_button] = false;
  frame();
  ImGui::GetCurrentContext()->Time += 1.0;  // so that two clicks are no double click
  settle();
}

void Driver::double_click(ImVec2 at) {
  move(at);
  for (int i = 0; i < 2; ++i) {
    ImGui::GetIO().MouseDown[0] = true;
    frame();
    ImGui::GetIO().MouseDown[0] = false;
    frame();
  }
  settle();
}

void Driver::drag(ImVec2 from, ImVec2 to) {
  move(from);
  ImGui::GetIO().MouseDown[0] = true;
  frame();
  for (int i = 1; i <= 4; ++i) {
    const float share = static_cast<float>(i) / 4.0f;
    ImGui::GetIO().MousePos = {from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share};
    frame();
  }
  ImGui::GetIO().MouseDown[0] = false;
  frame();
  settle();
}

void Driver::wheel(ImVec2 at, float turns) {
  move(at);
  ImGui::GetIO().MouseWheel = turns;
  frame();
  settle();
}

void Driver::press(int key, bool ctrl) {
  ImGuiIO& io = ImGui::GetIO();
  io.KeyCtrl = ctrl;
  io.KeysDown[key] = true;
  frame();
  io.KeysDown[key] = false;
  io.KeyCtrl = false;
  frame();
  settle();
}

void Driver::type(const std::string& text) {
  for (const char c : text) ImGui::GetIO().AddInputCharacter(static_cast<unsigned char>(c));
  frame();
  settle();
}

std::optional<Words> Driver::find(const std::string& words) const {
  const Words* best = nullptr;
  bool whole = false;
  for (const auto& w : words_) {
    if (!w.seen() || w.text.find(words) == std::string::npos) continue;
    const bool is_whole = w.text == words;
    if (best != nullptr && (is_whole != whole ? whole : w.list <= best->list)) continue;
    best = &w;
    whole = is_whole;
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

bool Driver::click(const std::string& words, int mouse_button) {
  const auto found = find(words);
  if (!found) return false;
  click_at(found->middle(), mouse_button);
  return true;
}

std::string Driver::all() const {
  std::string out;
  for (const auto& w : words_)
    if (w.seen()) out += fmt::format("{:5.0f} {:5.0f}  {}\n", w.from.x, w.from.y, w.text);
  return out;
}

std::string Driver::flaws() const {
  std::string out;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const auto& a = words_[i];
    if (!a.seen()) continue;
    if (a.from.x < a.clip.x - 1.5f || a.to.x > a.clip.z + 1.5f)
      out += fmt::format("cut at the side: '{}' at {:.0f}, {:.0f} to {:.0f}, in {:.0f} to {:.0f}\n", a.text, a.from.x, a.from.y, a.to.x, a.clip.x, a.clip.z);
    for (std::size_t k = i + 1; k < words_.size(); ++k) {
      const auto& b = words_[k];
      if (b.list != a.list || !b.seen()) continue;
      const float wide = std::min(a.to.x, b.to.x) - std::max(a.from.x, b.from.x);
      const float high = std::min({a.to.y, b.to.y, a.clip.w, b.clip.w}) - std::max({a.from.y, b.from.y, a.clip.y, b.clip.y});
      if (wide > 1.5f && high > 0.3f * (a.to.y - a.from.y)) out += fmt::format("on each other: '{}' and '{}' at {:.0f}, {:.0f}\n", a.text, b.text, a.from.x, a.from.y);
    }
  }
  return out;
}

void Driver::read_back() {
  words_.clear();
  vertices_ = 0;
  const ImDrawData* data = ImGui::GetDrawData();
  for (int l = 0; l < data->CmdListsCount; ++l) {
    const ImDrawList& list = *data->CmdLists[l];
    vertices_ += list.VtxBuffer.Size;
    Reader reader(words_);
    for (const auto& cmd : list.CmdBuffer) {
      const ImDrawIdx* index = list.IdxBuffer.Data + cmd.IdxOffset;
      const ImDrawVert* vertex = list.VtxBuffer.Data + cmd.VtxOffset;
      for (unsigned i = 0; i + 6 <= cmd.ElemCount;) {
        const ImDrawIdx a = index[i];
        const bool quad = index[i + 1] == a + 1 && index[i + 2] == a + 2 && index[i + 3] == a && index[i + 4] == a + 2 && index[i + 5] == a + 3;
        const auto found = quad ? alphabet_->letters.find(place_of(vertex[a].uv.x, vertex[a].uv.y, vertex[a + 2].uv.x, vertex[a + 2].uv.y)) : alphabet_->letters.end();
        if (found == alphabet_->letters.end()) {
          i += quad ? 6 : 3;
          reader.other();
          continue;
        }
        reader.letter(found->second, vertex[a].pos, vertex[a].col, cmd.ClipRect, static_cast<std::size_t>(l));
        i += 6;
      }
    }
  }
}

}  // namespace mainstay::gui::testing
