// The protocol's schema as sorted lines of text, and what may never change between two of them.
// Read from .proto files with protobuf's own parser; used by the golden test only.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace usher::lint {

/// Sorted; one line per message, field, enum value and reserved number, for example
///   usher.v1.Event.seq = 6 uint64 singular
///   usher.v1.Event.message = 20 usher.v1.Message singular in body
///   usher.v1.Role.AGENT = 2 value
using SchemaLines = std::vector<std::string>;

struct Schema {
    SchemaLines lines;
    std::vector<std::string> errors;  ///< from protoc, "file:line: text"
};
/// Every .proto below `root`/usher/v1, imports relative to `root`.
Schema read_schema(const std::filesystem::path& root);

/// Changes that break stored events or clients in use: something removed, renumbered, retyped,
/// renamed, moved into or out of a oneof, or a number used again.
std::vector<std::string> breaking_changes(const SchemaLines& before, const SchemaLines& after);

/// Lines only in `after`, which are fine but have to be seen in review.
SchemaLines additions(const SchemaLines& before, const SchemaLines& after);

}  // namespace usher::lint
