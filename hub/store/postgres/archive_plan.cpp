#include "hub/store/postgres/archive_plan.hpp"

#include <fmt/format.h>

#include <set>

namespace usher::store::postgres {
namespace {

/// As PostgreSQL reads a uuid.
std::string uuid_text(Bits128 bits) {
    return fmt::format("{:016x}{:016x}", bits.high, bits.low);
}

void plan_event(Shelf& shelf, const core::Event& event, ArchivePlan& plan) {
    const auto id = shelf.numbered(++shelf.last_event);
    std::int64_t number = 0;
    if (in_conversation(event)) {
        auto known = shelf.conversations.find(event.conversation);
        if (known == shelf.conversations.end()) {
            auto row = first_row(event, shelf.gap_event);
            row.number = shelf.numbered(++shelf.last_conversation);
            known = shelf.conversations.emplace(event.conversation, row).first;
            plan.opened.push_back(event.conversation);
        }
        auto& row = known->second;
        take_seq(row, event, id, shelf.gap_event);
        if (apply(row, event) && !row.changed) {
            row.changed = true;
            plan.changed.push_back(event.conversation);
        }
        number = row.number;
    } else {
        const auto put = [&](ContactId contact, const core::Profile& profile) {
            auto [entry, fresh] = plan.contacts.try_emplace(contact);
            if (fresh) entry->second.created = event.occurred;
            entry->second.profile = profile;
        };
        if (const auto* created = std::get_if<core::ContactCreated>(&event.body)) {
            put(created->id, created->profile);
        } else if (const auto* updated = std::get_if<core::ContactUpdated>(&event.body)) {
            put(updated->id, updated->profile);
        }
    }
    plan.events.push_back({id, number, &event});
}

}  // namespace

ConversationLookup::ConversationLookup(Connection& connection)
    : select_(connection,
              "SELECT c.number, c.id, c.contact, c.inbox, c.queue, c.assignee, c.status,"
              " c.opened_ms, coalesce(e.seq, 0), coalesce(e.id, 0) FROM conversations AS c"
              " LEFT JOIN LATERAL (SELECT seq, id FROM events WHERE conversation = c.number"
              "                    AND conversation <> 0 ORDER BY seq DESC LIMIT 1) AS e ON true"
              " WHERE c.workspace = $1 AND c.id = ANY (string_to_array($2, ',')::uuid[])") {}

void ConversationLookup::load(Shelf& shelf, std::span<const core::LogEntry* const> entries) {
    std::set<ConversationId> missing;
    for (const auto* entry : entries) {
        for (const auto& event : entry->events) {
            if (in_conversation(event) && !shelf.conversations.contains(event.conversation)) {
                missing.insert(event.conversation);
            }
        }
    }
    if (missing.empty()) return;
    std::string ids;
    for (auto id : missing) {
        if (!ids.empty()) ids += ',';
        ids += uuid_text(id.bits());
    }
    auto rows = select_.query(shelf.number, ids);
    while (rows.next()) {
        ConversationRow row;
        row.number = rows.integer(0);
        row.id = rows.id<ConversationId>(1);
        row.contact = rows.id<ContactId>(2);
        row.inbox = rows.id<InboxId>(3);
        row.queue = rows.id<QueueId>(4);
        row.assignee = rows.id<AgentId>(5);
        row.status = static_cast<core::ConversationStatus>(rows.integer(6));
        row.opened = from_ms(rows.integer(7));
        row.last_seq = rows.natural(8);
        row.last_event = rows.integer(9);
        shelf.conversations.emplace(row.id, row);
    }
}

ArchivePlan plan_write(Shelf& shelf, std::span<const core::LogEntry* const> entries) {
    ArchivePlan plan;
    for (const auto* entry : entries) {
        for (const auto& event : entry->events) plan_event(shelf, event, plan);
    }
    for (auto id : plan.changed) shelf.conversations.at(id).changed = false;
    return plan;
}

}  // namespace usher::store::postgres
