// A numbered change of a database's schema, embedded from hub/store/migrations at build. Each store
// applies its own, once, in order, and remembers what the text was.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace usher::store {

struct Migration {
    int number;  ///< from 1, without gap
    std::string_view name;
    std::string_view sql;
};

/// SHA-256 of a migration's text, in hex: a migration must not change after it was applied.
std::string checksum(std::string_view sql);

}  // namespace usher::store
