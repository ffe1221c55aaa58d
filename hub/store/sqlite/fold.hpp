// Brings the indexes of the archive, places and words, up to the events that were appended since
// the last time. The archive calls it inside its transaction; it decides nothing about when.
#pragma once

#include "hub/store/sqlite/statement.hpp"

namespace usher::store::sqlite {

/// So many events, or bytes of bodies, wait for the index at most; readers scan them.
inline constexpr std::int64_t kFoldEvents = 8192;
inline constexpr std::size_t kFoldBytes = 8 * 1024 * 1024;

class Fold {
  public:
    explicit Fold(Connection& connection);

    /// Indexes the events of `(after, through]`. Raises corrupt when a body cannot be read.
    void index(std::int64_t after, std::int64_t through);

  private:
    Connection& connection_;
    Statement copy_places_, select_messages_, insert_words_;
};

}  // namespace usher::store::sqlite
