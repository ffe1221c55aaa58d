#include "hub/store/sqlite/decided.hpp"

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
      // The text of the key stands in the body as it is, so most need not be decoded.
      select_unindexed_(connection,
                        "SELECT body FROM events WHERE id > ?1 AND id <= ?2"
                        " AND instr(body, ?3) > 0 ORDER BY id") {}

std::optional<core::Event> Decided::find(WorkspaceId workspace, const core::Actor& caller,
                                         std::string_view command_id) {
    if (command_id.empty()) return std::nullopt;
    auto place = select_workspace_.query(workspace);
    if (!place.next()) return std::nullopt;
    const auto first = [&](Rows&& rows) -> std::optional<core::Event> {
        while (rows.next()) {
            auto event = read_body(connection_, rows.bytes(0));
            const auto& actor = event.actor;
            if (event.key == command_id && actor.role == caller.role && actor.id == caller.id) {
                return event;
            }
        }
        return std::nullopt;
    };
    if (auto found = first(select_indexed_.query(place.integer(0), key_number(command_id)))) {
        return found;
    }
    return first(select_unindexed_.query(place.integer(1), place.integer(2), Blob{command_id}));
}

}  // namespace usher::store::sqlite
