#include "hub/wire/snapshot.hpp"

#include <fmt/format.h>
#include <google/protobuf/arena.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "hub/base/hash.hpp"
#include "hub/core/workspace/indexes.hpp"
#include "hub/wire/definition_parts.hpp"
#include "hub/wire/record_parts.hpp"
#include "hub/wire/routing_parts.hpp"
#include "hub/wire/sla_parts.hpp"
#include "hub/wire/to_proto.hpp"
#include "usher/v1/snapshot.pb.h"

namespace usher::wire {
namespace {

constexpr std::uint32_t kFormat = 1;

/// The values of an unordered table in the order of their ids.
template <class Table>
auto sorted(const Table& table) {
    std::vector<const typename Table::mapped_type*> values;
    values.reserve(table.size());
    for (const auto& [id, value] : table) values.push_back(&value);
    std::ranges::sort(values, {}, [](const auto* value) { return value->id; });
    return values;
}

void write(const core::RecentKeys& recent, v1::RecentKeys& out) {
    out.set_hash_version(kHashVersion);
    const auto& seen = recent.seen().generations();
    // Who does not know `seen` must take its keys for forgotten.
    const auto last_seen = seen.empty() ? Timestamp{} : seen.back().last;
    out.set_floor_ms(instant_ms(std::max(recent.floor().at, last_seen)));
    out.set_floor_version(recent.floor().version);
    if (!seen.empty()) out.set_seen_floor_ms(instant_ms(recent.floor().at));
    for (const auto& generation : seen) {
        auto& keys = *out.add_seen();
        keys.set_keys(generation.keys);
        keys.set_last_ms(instant_ms(generation.last));
        keys.mutable_bits()->Assign(generation.bits.begin(), generation.bits.end());
    }
    for (const auto& kept : recent.kept()) {
        const auto& decided = recent.decided(kept);
        out.add_key_high(kept.key.high);
        out.add_key_low(kept.key.low);
        out.add_conversation_high(decided.conversation.bits().high);
        out.add_conversation_low(decided.conversation.bits().low);
        out.add_seq(decided.seq);
        out.add_fingerprint(decided.fingerprint);
        out.add_at_ms(instant_ms(kept.at));
        out.add_version(kept.version);
    }
}

/// `version` and `taken` of the snapshot: the floor when the keys cannot be used.
void read(const v1::RecentKeys& keys, std::uint64_t version, Timestamp taken, Reader& reader,
          core::RecentKeys& out) {
    if (keys.hash_version() != kHashVersion) {
        auto floor = std::max(taken, instant(keys.floor_ms()));
        for (auto at : keys.at_ms()) floor = std::max(floor, instant(at));
        return out.restore({floor, version});
    }
    const int rows = keys.key_high_size();
    for (const int size :
         {keys.key_low_size(), keys.conversation_high_size(), keys.conversation_low_size(),
          keys.seq_size(), keys.fingerprint_size(), keys.at_ms_size(), keys.version_size()}) {
        if (size != rows) return reader.wrong("recent", "not of equal columns");
    }
    const auto floor = keys.seen_size() == 0 ? keys.floor_ms() : keys.seen_floor_ms();
    out.restore({instant(floor), keys.floor_version()});
    for (const auto& seen : keys.seen()) {
        if (!out.restore(
                {seen.keys(), instant(seen.last_ms()), {seen.bits().begin(), seen.bits().end()}})) {
            return reader.wrong("recent.seen", "not of its size");
        }
    }
    for (int i = 0; i < rows; ++i) {
        const Bits128 conversation{keys.conversation_high(i), keys.conversation_low(i)};
        out.restore({{keys.key_high(i), keys.key_low(i)}, instant(keys.at_ms(i)), keys.version(i)},
                    {ConversationId(conversation), keys.seq(i), keys.fingerprint(i)});
    }
}

void write(const core::Agent& agent, v1::AgentState& out) {
    to_proto(core::AgentRegistered{agent.id, agent.display_name, agent.email, agent.role,
                                   agent.capacity, agent.queues, agent.inactive},
             *out.mutable_definition());
    out.set_chosen(static_cast<v1::Presence>(agent.chosen));
    for (auto gateway : agent.gateways) out.add_gateway_ids(gateway.text());
    out.set_last_assigned_ms(instant_ms(agent.last_assigned));
    out.set_disconnected_ms(instant_ms(agent.disconnected));
    out.set_changed(agent.changed);
    out.set_since_ms(instant_ms(agent.since));
    out.set_note(agent.note);
    out.set_set_by(agent.set_by);
    out.set_session_epoch(agent.session_epoch);
    if (agent.routing != core::AgentRouting{}) to_proto(agent.routing, *out.mutable_routing());
    out.set_paused(!agent.accepting);
    out.set_paused_reason(agent.not_accepting);
    out.set_misses(agent.misses);
}

core::Agent read(const v1::AgentState& from, Reader& reader) {
    auto definition = from_proto(from.definition(), reader);
    core::Agent agent;
    agent.id = definition.id;
    agent.display_name = std::move(definition.display_name);
    agent.email = std::move(definition.email);
    agent.role = definition.role;
    agent.capacity = definition.capacity;
    agent.queues = std::move(definition.queues);
    agent.chosen = static_cast<core::Presence>(from.chosen());
    for (const auto& gateway : from.gateway_ids()) {
        agent.gateways.push_back(reader.id<GatewayId>(gateway, "gateway_ids"));
    }
    agent.last_assigned = instant(from.last_assigned_ms());
    agent.disconnected = instant(from.disconnected_ms());
    agent.changed = from.changed();
    agent.inactive = definition.inactive;
    agent.since = instant(from.since_ms());
    agent.note = from.note();
    agent.set_by = from.set_by();
    agent.session_epoch = std::max<std::uint64_t>(1, from.session_epoch());
    agent.routing = from_proto(from.routing(), reader);
    agent.accepting = !from.paused();
    agent.not_accepting = from.paused_reason();
    agent.misses = from.misses();
    return agent;
}

core::Contact read(const v1::ContactState& from, Reader& reader) {
    core::Contact contact;
    contact.id = reader.id<ContactId>(from.contact().contact_id(), "contact_id");
    contact.profile = from_proto(from.contact().profile());
    for (const auto& id : from.conversation_ids()) {
        contact.conversations.push_back(reader.id<ConversationId>(id, "conversation_ids"));
    }
    contact.last_change = instant(from.last_change_ms());
    contact.changed = from.changed();
    return contact;
}

core::Workspace read(const v1::WorkspaceSnapshot& from, Reader& reader) {
    core::Workspace workspace;
    workspace.id = reader.id<WorkspaceId>(from.workspace_id(), "workspace_id");
    workspace.name = from.name();
    workspace.version = from.version();
    workspace.opened = from.opened();
    for (const auto& state : from.queues()) {
        auto& queue = workspace.queues[reader.id<QueueId>(state.queue_id(), "queue_id")];
        if (state.has_definition()) queue.definition = from_proto(state.definition(), reader);
        queue.changed = state.changed();
        if (state.has_routing()) queue.routing = from_proto(state.routing(), reader);
        from_proto(state.waits(), queue.history, reader);
    }
    for (const auto& definition : from.teams()) {
        auto team = from_proto(definition, reader);
        workspace.teams[team.id] = std::move(team);
    }
    workspace.tiers = from_proto(from.tiers());
    for (const auto& definition : from.inboxes()) {
        auto inbox = from_proto(definition, reader);
        workspace.inboxes[inbox.id] = std::move(inbox);
    }
    for (const auto& state : from.agents()) {
        workspace.agents[reader.id<AgentId>(state.agent_id(), "agent_id")] = read(state, reader);
    }
    workspace.contacts.reserve(static_cast<std::size_t>(from.contacts_size()));
    for (const auto& state : from.contacts()) {
        auto contact = read(state, reader);
        workspace.contacts[contact.id] = std::move(contact);
    }
    workspace.conversations.reserve(static_cast<std::size_t>(from.conversations_size()));
    for (const auto& record : from.conversations()) {
        auto conversation = from_proto(record, reader);
        workspace.conversations[conversation.id] = std::move(conversation);
    }
    for (const auto& [id, contact] : workspace.contacts) {
        for (auto conversation : contact.conversations) {
            if (workspace.find(conversation) != nullptr) continue;
            reader.wrong("conversation_ids", "naming one that is not there");
        }
    }
    read(from.recent(), from.version(), instant(from.taken_ms()), reader, workspace.recent);
    workspace.sla = from_proto(from.sla(), reader);
    workspace.forgotten = {instant(from.forgotten_until_ms()), from.forgotten_version()};
    if (reader.ok()) core::build_indexes(workspace);
    return workspace;
}

}  // namespace

std::string encode_snapshot(const core::Workspace& workspace, const std::string& epoch,
                            const std::string& cursor, Timestamp taken) {
    google::protobuf::Arena arena;  // one release for all of it
    auto& out = *google::protobuf::Arena::CreateMessage<v1::WorkspaceSnapshot>(&arena);
    out.set_format(kFormat);
    out.set_workspace_id(id_text(workspace.id));
    out.set_name(workspace.name);
    out.set_version(workspace.version);
    out.set_epoch(epoch);
    out.set_cursor(cursor);
    out.set_taken_ms(instant_ms(taken));
    out.set_opened(workspace.opened);
    for (const auto& [id, queue] : workspace.queues) {
        auto& to = *out.add_queues();
        to.set_queue_id(id_text(id));
        if (queue.definition.id) to_proto(queue.definition, *to.mutable_definition());
        to.set_changed(queue.changed);
        if (queue.routing != core::QueueRouting{}) to_proto(queue.routing, *to.mutable_routing());
        if (!queue.history.samples().empty()) to_proto(queue.history, *to.mutable_waits());
    }
    for (const auto& [id, team] : workspace.teams) to_proto(team, *out.add_teams());
    to_proto(workspace.tiers, *out.mutable_tiers());
    for (const auto& [id, inbox] : workspace.inboxes) to_proto(inbox, *out.add_inboxes());
    for (const auto& [id, agent] : workspace.agents) {
        auto& to = *out.add_agents();
        to.set_agent_id(id_text(id));
        write(agent, to);
    }
    for (const auto* contact : sorted(workspace.contacts)) {
        auto& to = *out.add_contacts();
        to.mutable_contact()->set_contact_id(contact->id.text());
        to_proto(contact->profile, *to.mutable_contact()->mutable_profile());
        for (auto id : contact->conversations) to.add_conversation_ids(id.text());
        to.set_last_change_ms(instant_ms(contact->last_change));
        to.set_changed(contact->changed);
    }
    for (const auto* conversation : sorted(workspace.conversations)) {
        to_proto(*conversation, *out.add_conversations());
    }
    write(workspace.recent, *out.mutable_recent());
    to_proto(workspace.sla, *out.mutable_sla());
    out.set_forgotten_until_ms(instant_ms(workspace.forgotten.until));
    out.set_forgotten_version(workspace.forgotten.version);
    return out.SerializeAsString();
}

Result<LoadedSnapshot> decode_snapshot(std::string_view bytes) {
    google::protobuf::Arena arena;
    auto& from = *google::protobuf::Arena::CreateMessage<v1::WorkspaceSnapshot>(&arena);
    if (bytes.size() > std::numeric_limits<int>::max() ||
        !from.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || from.format() == 0) {
        return fail(Error::Kind::corrupt, "not a snapshot of a workspace");
    }
    if (from.format() > kFormat) {
        return fail(Error::Kind::invalid,
                    fmt::format("the snapshot has format {}, this program reads up to {}: run the "
                                "version that wrote it, or a newer one",
                                from.format(), kFormat));
    }
    Reader reader;
    LoadedSnapshot loaded{read(from, reader), from.epoch(), from.cursor(),
                          instant(from.taken_ms())};
    if (!reader.ok()) return fail(Error::Kind::corrupt, "snapshot: " + reader.error());
    return loaded;
}

}  // namespace usher::wire
