#include "hub/store/sqlite/account_rows.hpp"

#include "hub/base/utf8.hpp"

namespace usher::store::sqlite {
namespace {

constexpr std::size_t kIdBytes = 16;

std::vector<QueueId> unpack(std::string_view bytes) {
    std::vector<QueueId> queues;
    for (; bytes.size() >= kIdBytes; bytes.remove_prefix(kIdBytes)) {
        queues.emplace_back(bits_from(bytes.substr(0, kIdBytes)));
    }
    return queues;
}

}  // namespace

std::string pack(const std::vector<QueueId>& queues) {
    std::string bytes;
    for (auto queue : queues) {
        const auto blob = bytes_of(queue.bits());
        bytes.append(blob.begin(), blob.end());
    }
    return bytes;
}

Account read_account(const Rows& rows, int first) {
    return {.workspace = rows.id<WorkspaceId>(first),
            .agent = rows.id<AgentId>(first + 1),
            .email = rows.text(first + 2),
            .display_name = rows.text(first + 3),
            .role = static_cast<core::AgentRole>(rows.integer(first + 4)),
            .capacity = static_cast<std::uint32_t>(rows.integer(first + 5)),
            .queues = unpack(rows.bytes(first + 6)),
            .disabled = rows.integer(first + 7) != 0,
            .session_epoch = rows.natural(first + 8)};
}

std::string normal_email(std::string_view email) {
    std::string normal(trimmed(email));
    for (char& c : normal) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return normal;
}

}  // namespace usher::store::sqlite
