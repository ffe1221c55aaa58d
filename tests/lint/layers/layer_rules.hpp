// Which room may include which, and which rooms are pure. The table is DESIGN's table of rooms; a
// change here is a change of the design and belongs into docs/decisions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/lint/layers/source_file.hpp"

namespace usher::lint {

/// "core" for hub/core/…, "channels/webchat" for channels/webchat/…; empty for what is in no room.
std::string room_of(std::string_view path);

/// Every project include points into a room that the table allows; unknown rooms are offences too.
Offences check_layers(const std::vector<SourceFile>& files);

/// core, engine and the logic of channels see no sockets, no Redis, no threads, no clock, no
/// randomness, no logger.
Offences check_purity(const std::vector<SourceFile>& files);

/// Generated protobuf headers are included in hub/wire and channels/sdk only.
Offences check_protobuf(const std::vector<SourceFile>& files);

/// A header that brings in Asio, Beast, hiredis, SQLite, protobuf, toml++ or spdlog, itself or
/// through others, is used inside its own room only.
Offences check_heavy_headers(const std::vector<SourceFile>& files);

}  // namespace usher::lint
