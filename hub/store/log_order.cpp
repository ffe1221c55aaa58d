#include "hub/store/log_order.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hub/store/failure.hpp"

namespace usher::store {
namespace {

bool decimal(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view without_zeros(std::string_view number) {
    return number.substr(std::min(number.find_first_not_of('0'), number.size()));
}

}  // namespace

bool later_epoch(std::string_view epoch, std::string_view than) {
    if (!decimal(epoch) || !decimal(than)) return false;
    const auto a = without_zeros(epoch);
    const auto b = without_zeros(than);
    return a.size() != b.size() ? a.size() > b.size() : a > b;
}

bool follows(const LogMark& mark, const core::LogEntry& entry) {
    const auto& [epoch, version] = mark.position;
    const bool same = version == 0 || entry.epoch == epoch;
    if (same && entry.version <= version) return false;
    if (!same && !later_epoch(entry.epoch, epoch)) {
        if (later_epoch(epoch, entry.epoch) && entry.version <= mark.epoch_began) return false;
        raise(Error::Kind::conflict,
              fmt::format("log entry {} is of epoch {}, the archive holds epoch {}", entry.version,
                          entry.epoch, epoch));
    }
    if (entry.previous != version) {
        raise(Error::Kind::conflict,
              fmt::format("log entry {} follows {}, but the archive is at {}; what lies between is "
                          "not in the log any more: restore a backup of the archive",
                          entry.version, entry.previous, version));
    }
    return true;
}

void advance(LogMark& mark, const Position& to) {
    if (mark.position.epoch != to.epoch) mark.epoch_began = mark.position.version;
    mark.position = to;
}

void check_gap(const LogMark& mark, const Position& to) {
    const auto& [epoch, version] = mark.position;
    const bool epoch_fits = epoch.empty() || to.epoch == epoch || later_epoch(to.epoch, epoch);
    if (to.version > version && epoch_fits && !to.epoch.empty()) return;
    raise(Error::Kind::invalid,
          fmt::format("the archive is at {} of epoch {}; a gap cannot end at {} of epoch {}",
                      version, epoch, to.version, to.epoch));
}

void check_snapshot(const Position& position, const Snapshot& snapshot) {
    if (snapshot.bytes.size() > kSnapshotBytesMax) {
        raise(Error::Kind::exhausted,
              fmt::format("a snapshot of {} bytes is too large to keep", snapshot.bytes.size()));
    }
    if (snapshot.epoch == position.epoch && snapshot.version == position.version) return;
    const bool ahead = snapshot.epoch == position.epoch && snapshot.version > position.version;
    raise(ahead ? Error::Kind::invalid : Error::Kind::conflict,
          fmt::format("a snapshot at {} of epoch {} cannot be kept: the archive is at {} of epoch "
                      "{}",
                      snapshot.version, snapshot.epoch, position.version, position.epoch));
}

}  // namespace usher::store
