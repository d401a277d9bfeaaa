#include "store/header_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "store/descriptor.hpp"
#include "store/journal.hpp"
#include "store/layout.hpp"

namespace mainstay::store {

namespace {

constexpr std::string_view hdf5_signature{"\x89HDF\r\n\x1a\n", 8};

// What the journal beside a run that cannot be read offers, or nothing.
std::string journal_hint(const std::string& path) {
  const auto unfinished = find_unfinished(path);
  if (!unfinished) return {};
  if (unfinished->busy) return "; another process is writing this run now";
  return "; " + journal_path(path) + " holds " + counted(unfinished->trials, "trial") +
         " of it, go on with: " + resume_command(path);
}

StoreError missing_error(const std::string& path) {
  const auto unfinished = find_unfinished(path);
  if (unfinished && unfinished->busy)
    return {StoreError::Kind::busy, path + ": is not finished: another process is writing this run now (" +
                                        counted(unfinished->trials, "trial") + " so far)"};
  return {StoreError::Kind::not_found, path + ": there is no such file" + journal_hint(path)};
}

// All items of a table of texts as structs, column by column.
template <class T>
class Rows {
 public:
  explicit Rows(const h5::Handle& group) : group_(&group) {}

  Rows& text(const char* name, std::string T::*field) {
    return fill(name, h5::read_texts(*group_, name),
                [&](T& item, std::string& value) { item.*field = std::move(value); });
  }
  template <class Number>
  Rows& numbers(const char* name, Number T::*field) {
    const h5::Table table(*group_, name);
    if (table.shape().columns != h5::one_column) throw h5::Failure(std::string(name) + " is not a list");
    return fill(name, table.read<Number>(0, table.shape().rows),
                [&](T& item, Number value) { item.*field = value; });
  }
  std::vector<T> items() { return std::move(items_); }

  template <class Values, class Set>
  Rows& fill(const char* name, Values values, Set set) {
    if (first_) items_.resize(values.size());
    first_ = false;
    if (items_.size() != values.size())
      throw h5::Failure(std::string(name) + " is longer or shorter than its neighbours");
    for (std::size_t i = 0; i < values.size(); ++i) set(items_[i], values[i]);
    return *this;
  }

 private:
  const h5::Handle* group_;
  std::vector<T> items_;
  bool first_ = true;
};

void read_scenario(const h5::Handle& file, RunHeader& header) {
  const h5::Handle scenario = h5::open_group(file, "scenario");
  header.seed = h5::count_attribute(scenario, "seed");
  header.first_replication = static_cast<std::uint32_t>(h5::count_attribute(scenario, "first_replication"));
  header.replications = static_cast<std::uint32_t>(h5::count_attribute(scenario, "replications"));
  header.confidence = h5::number_attribute(scenario, "confidence");
  header.horizon_seconds = h5::number_attribute(scenario, "horizon_seconds");
  header.warm_up_seconds = h5::number_attribute(scenario, "warm_up_seconds");
  if (h5::has_attribute(scenario, "warm_up_by")) {  // not in the first files of this version
    header.warm_up_by = h5::text_attribute(scenario, "warm_up_by");
    header.precision_of = h5::text_attribute(scenario, "precision_of");
    header.precision_within = h5::text_attribute(scenario, "precision_within");
    header.precision_confidence = h5::number_attribute(scenario, "precision_confidence");
  }
  header.start = h5::text_attribute(scenario, "start");
  header.time_zone = h5::text_attribute(scenario, "time_zone");
  header.currency = h5::text_attribute(scenario, "currency");
  header.record = h5::text_attribute(scenario, "record");
  header.title = h5::read_text(scenario, "title");
  header.question = h5::read_text(scenario, "question");

  const h5::Handle files = h5::open_group(scenario, "files");
  header.files =
      Rows<ScenarioFile>(files).text("name", &ScenarioFile::name).text("text", &ScenarioFile::text).items();
  const h5::Handle ledger = h5::open_group(scenario, "ledger");
  header.ledger = Rows<Assumption>(ledger)
                      .text("path", &Assumption::path)
                      .text("value", &Assumption::value)
                      .text("source", &Assumption::source)
                      .text("grade", &Assumption::grade)
                      .items();
  const h5::Handle variants = h5::open_group(scenario, "variants");
  Rows<VariantInfo> rows(variants);
  rows.text("name", &VariantInfo::name)
      .text("patch", &VariantInfo::patch)
      .text("cost", &VariantInfo::cost)
      .text("owner", &VariantInfo::owner)
      .numbers("replications", &VariantInfo::replications)
      .numbers("horizon_seconds", &VariantInfo::horizon_seconds)
      .numbers("warm_up_seconds", &VariantInfo::warm_up_seconds)
      .numbers("seed", &VariantInfo::seed);
  const bool has_starts = h5::has_link(variants, "start");  // not in the first files of this version
  if (has_starts) rows.text("start", &VariantInfo::start);
  header.variants = rows.items();
  if (!has_starts)
    for (VariantInfo& v : header.variants) v.start = header.start;
  if (header.variants.empty()) throw h5::Failure("it has no variant");
}

std::vector<TableInfo> read_tables(const h5::Handle& file) {
  const h5::Handle records = h5::open_group(file, "records");
  std::vector<TableInfo> tables;
  for (const std::string& link : h5::names(records)) {
    const h5::Handle group = h5::open_group(records, link);
    auto rows = Rows<Column>(group);
    rows.text("name", &Column::name).text("unit", &Column::unit);
    rows.fill("type", h5::read_texts(group, "type"), [&](Column& column, const std::string& type) {
      if (!layout::type_from_name(type, column.type))
        throw h5::Failure("no column can have the type '" + type + "'");
    });
    tables.push_back({layout::name_of(link), rows.items()});
  }
  return tables;
}

// The points of each series are the width of its matrix in the first variant.
void read_series(const h5::Handle& file, RunHeader& header) {
  const h5::Handle group = h5::open_group(file, "series");
  header.series = Rows<SeriesInfo>(group)
                      .text("name", &SeriesInfo::name)
                      .text("unit", &SeriesInfo::unit)
                      .text("title", &SeriesInfo::title)
                      .numbers("start_seconds", &SeriesInfo::start_seconds)
                      .numbers("step_seconds", &SeriesInfo::step_seconds)
                      .items();
  const std::string first = "variants/" + layout::link(header.variants[0].name) + "/series/";
  for (SeriesInfo& info : header.series)
    info.points = h5::Table(file, first + layout::link(info.name)).shape().columns;
}

// Is it a run file, of a version that this program knows?
void check_type(const std::string& path, const h5::Handle& file) {
  if (!h5::has_attribute(file, "filetype") || h5::text_attribute(file, "filetype") != layout::file_type)
    throw StoreError(StoreError::Kind::foreign, path + ": is an HDF5 file, but not a run file of Mainstay");
  if (!h5::has_attribute(file, "version")) throw damaged_error(path, "it says no version");
  const std::uint64_t version = h5::count_attribute(file, "version");
  if (version > layout::version)
    throw StoreError(StoreError::Kind::newer, path + ": has the layout of version " +
                                                  std::to_string(version) +
                                                  ", and this program reads up to version " +
                                                  std::to_string(layout::version) + "; use a newer Mainstay");
}

}  // namespace

StoreError damaged_error(const std::string& path, const std::string& reason) {
  return {StoreError::Kind::damaged, path + ": is damaged: " + reason + journal_hint(path)};
}

void check_readable(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0)
    throw errno == ENOENT ? missing_error(path) : system_error(path, "be read", errno);
  if (S_ISDIR(status.st_mode))
    throw StoreError(StoreError::Kind::not_a_file, path + ": is a folder, not a run file");
  if (!S_ISREG(status.st_mode))
    throw StoreError(StoreError::Kind::not_a_file, path + ": is not a regular file");
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) throw system_error(path, "be read", errno);
  if (status.st_size == 0)
    throw StoreError(StoreError::Kind::empty, path + ": is empty" + journal_hint(path));
  char begin[8] = {};
  const ssize_t got = ::pread(file.get(), begin, sizeof(begin), 0);
  if (got < 0) throw system_error(path, "be read", errno);
  if (std::string_view(begin, static_cast<std::size_t>(got)) != hdf5_signature)
    throw StoreError(StoreError::Kind::foreign,
                     path + ": is not a run file of Mainstay (nor any other HDF5 file)");
}

h5::Handle open_run(const std::string& path) {
  const h5::Quiet quiet;
  try {
    h5::Handle file = h5::open_file(path);
    check_type(path, file);
    return file;
  } catch (const h5::WrongType& failure) {
    throw StoreError(StoreError::Kind::foreign,
                     path + ": is an HDF5 file, but not a run file of Mainstay (" + failure.what() + ")");
  } catch (const h5::Failure& failure) {
    const std::string reason = failure.what();
    if (reason.find("lock file") != std::string::npos)
      throw StoreError(StoreError::Kind::busy, path + ": another program has it open for writing");
    if (reason.find("truncated") != std::string::npos) throw damaged_error(path, "it is cut short");
    throw damaged_error(path, reason);
  }
}

std::vector<std::pair<std::string, std::string>> read_pairs(const h5::Handle& parent,
                                                            const std::string& name) {
  using Pair = std::pair<std::string, std::string>;
  const h5::Handle group = h5::open_group(parent, name);
  return Rows<Pair>(group).text("key", &Pair::first).text("value", &Pair::second).items();
}

std::vector<std::string> looked_up(const std::vector<std::uint32_t>& codes,
                                   const std::vector<std::string>& texts) {
  std::vector<std::string> found;
  found.reserve(codes.size());
  for (const std::uint32_t code : codes) {
    if (code >= texts.size()) throw h5::Failure("a text is missing from its list");
    found.push_back(texts[code]);
  }
  return found;
}

RunHeader read_header(const h5::Handle& file) {
  RunHeader header;
  header.program_version = h5::text_attribute(file, "program_version");
  read_scenario(file, header);
  const h5::Handle plugins = h5::open_group(file, "plugins");
  for (const std::string& link : h5::names(plugins)) {
    const h5::Handle plugin = h5::open_group(plugins, link);
    header.plugins.push_back(
        {layout::name_of(link), h5::text_attribute(plugin, "version"), read_pairs(plugin, "attributes")});
  }
  const h5::Handle metrics = h5::open_group(file, "metrics");
  header.metrics = Rows<MetricInfo>(metrics)
                       .text("name", &MetricInfo::name)
                       .text("unit", &MetricInfo::unit)
                       .text("kind", &MetricInfo::kind)
                       .text("title", &MetricInfo::title)
                       .items();
  read_series(file, header);
  header.tables = read_tables(file);
  header.options = read_pairs(h5::open_group(file, "runtime"), "options");
  return header;
}

}  // namespace mainstay::store
