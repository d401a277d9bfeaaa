#pragma once
// The layout of a run file: what its writer and its reader must agree on. docs/run-file.md is the contract.

#include <cstdint>
#include <string>

#include "store/h5.hpp"
#include "store/records.hpp"

namespace mainstay::store::layout {

inline constexpr const char* file_type = "mainstay-run";
inline constexpr std::uint64_t version = 1;        // raised when a reader of the one before could not read it
inline constexpr std::size_t longest_text = 2000;  // bytes of an error or a text cell

// A name as a link in HDF5: '/' and '%' as %2F and %25, a lone '.' as %2E, nothing as a lone '%'.
std::string link(const std::string& name);
std::string name_of(const std::string& link);

// The cut of a text at `longest_text` bytes, between characters.
std::string shortened(const std::string& text);

// Trials of a variant that are buffered and then written as one row of chunks: about a thousand, fewer where
// that would be much memory, or more than the variant's planned replications. Depends on the header alone, so
// that equal runs are equal files.
std::uint64_t block_rows(const RunHeader& header, std::size_t variant);

// The layout of a matrix [trial, column] of a type of `bytes` each, in chunks of at most about 128 KiB.
h5::Layout matrix(std::uint64_t block_rows, h5::Type type, std::uint64_t columns, std::uint64_t bytes);

inline constexpr std::uint64_t record_chunk_rows = 4096;

const char* type_name(Column::Type type);
// False if there is no such type.
bool type_from_name(const std::string& name, Column::Type& type);

}  // namespace mainstay::store::layout
