// What queues, inboxes and agents may look like. A fault names the field, so that a form can show
// it there. Pure; asked by the decisions on administration.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "hub/core/model/command.hpp"
#include "hub/core/model/workspace.hpp"

namespace usher::core {

inline constexpr std::size_t kQueuesMax = 500;
inline constexpr std::size_t kInboxesMax = 200;
inline constexpr std::size_t kAgentsMax = 10'000;
inline constexpr std::size_t kNameBytesMax = 100;
inline constexpr std::size_t kGreetingBytesMax = 1'000;
inline constexpr std::size_t kOriginsMax = 50;
inline constexpr std::size_t kOriginBytesMax = 250;
inline constexpr std::size_t kEmailBytesMax = 254;  // RFC 5321 section 4.5.3.1.3
inline constexpr std::uint32_t kCapacityMax = 1'000;
inline constexpr std::chrono::seconds kTargetMax = std::chrono::days(31);
/// Of the note on an agent who was set away.
inline constexpr std::size_t kPauseNoteBytesMax = 200;

Rejection invalid_field(std::string field, std::string text);

/// On one line, without white space at the ends.
std::optional<Rejection> fault_of_name(const char* field, std::string_view name);
std::optional<Rejection> fault_of_target(const char* field, std::chrono::seconds target);
/// "*", or scheme://host[:port] of http or https.
std::optional<Rejection> fault_of_origins(const std::vector<std::string>& origins);
std::optional<Rejection> fault_of_email(std::string_view email);
/// Of agents; each in use, none twice.
std::optional<Rejection> fault_of_queues(const Workspace& workspace,
                                         const std::vector<QueueId>& queues);

/// ASCII letters compare without case.
bool same_name(std::string_view a, std::string_view b);

}  // namespace usher::core
