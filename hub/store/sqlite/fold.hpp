// Brings the indexes of the archive, places, words and keys, up to the events that were appended
// since the last time. The archive calls it inside its transaction; it decides nothing about when.
#pragma once

#include <vector>

#include "hub/store/sqlite/statement.hpp"

namespace usher::store::sqlite {

/// So many events, or bytes of bodies, wait for the index at most; readers scan them.
inline constexpr std::int64_t kFoldEvents = 8192;
inline constexpr std::size_t kFoldBytes = 8 * 1024 * 1024;

class Fold {
  public:
    explicit Fold(Connection& connection);

    /// Indexes the events of `(after, through]`. Raises corrupt when a body cannot be read.
    void index(std::int64_t workspace, std::int64_t after, std::int64_t through);
    /// The keys alone, for events that were indexed before there was an index of keys.
    void index_keys(std::int64_t workspace, std::int64_t after, std::int64_t through);

  private:
    struct Keyed {
        std::int64_t key, event;
        auto operator<=>(const Keyed&) const = default;
    };
    void insert_keys(std::int64_t workspace, std::vector<Keyed>& keys);

    Connection& connection_;
    Statement copy_places_, select_events_, insert_words_, insert_key_;
};

/// Fills the index of keys of every workspace up to its other indexes, in a transaction for every
/// few thousand events; what is done is done when it ends in the middle. Called when the file is
/// opened, before anything else uses it.
void index_missing_keys(Connection& connection);

}  // namespace usher::store::sqlite
