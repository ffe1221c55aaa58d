#include "hub/store/sqlite/decided.hpp"

#include <algorithm>
#include <vector>

#include "hub/store/event_key.hpp"
#include "hub/store/sqlite/body.hpp"

namespace usher::store::sqlite {

Decided::Decided(Connection& connection)
    : connection_(connection),
      select_workspace_(connection,
                        "SELECT number, keyed_event, last_event FROM workspaces WHERE id = ?1"),
      select_indexed_(connection,
                      "SELECT e.body FROM event_keys AS k JOIN events AS e ON e.id = k.event"
                      " WHERE k.workspace = ?1 AND k.key = ?2 ORDER BY k.event"),
      select_unindexed_(connection, "SELECT id, body FROM events WHERE id > ?1 AND id <= ?2"),
      select_event_(connection, "SELECT body FROM events WHERE id = ?1") {}

void Decided::read_unindexed(std::int64_t workspace, std::int64_t after, std::int64_t through) {
    auto& known = unindexed_;
    // Anything but further events of the same stretch: what is known may not be so any more.
    if (known.workspace != workspace || known.after != after || known.through > through) {
        known = {workspace, after, after, {}};
    }
    auto rows = select_unindexed_.query(known.through, through);
    while (rows.next()) {
        const auto key = read_body(connection_, rows.bytes(1)).key;
        if (!key.empty()) known.events.emplace(key_number(key), rows.integer(0));
    }
    known.through = through;
}

std::optional<core::Event> Decided::find(WorkspaceId workspace, const core::Actor& caller,
                                         std::string_view command_id) {
    if (command_id.empty()) return std::nullopt;
    std::int64_t number = 0;
    {
        auto place = select_workspace_.query(workspace);
        if (!place.next()) return std::nullopt;
        number = place.integer(0);
        read_unindexed(number, place.integer(1), place.integer(2));
    }
    const auto caused = [&](std::string_view body) -> std::optional<core::Event> {
        auto event = read_body(connection_, body);
        const auto& actor = event.actor;
        const bool ours =
            event.key == command_id && actor.role == caller.role && actor.id == caller.id;
        return ours ? std::optional(std::move(event)) : std::nullopt;
    };
    const auto key = key_number(command_id);
    auto indexed = select_indexed_.query(number, key);
    while (indexed.next()) {
        if (auto event = caused(indexed.bytes(0))) return event;
    }
    std::vector<std::int64_t> candidates;
    const auto [begin, end] = unindexed_.events.equal_range(key);
    for (auto it = begin; it != end; ++it) candidates.push_back(it->second);
    std::ranges::sort(candidates);
    for (const auto id : candidates) {
        auto row = select_event_.query(id);
        if (!row.next()) continue;
        if (auto event = caused(row.bytes(0))) return event;
    }
    return std::nullopt;
}

}  // namespace usher::store::sqlite
