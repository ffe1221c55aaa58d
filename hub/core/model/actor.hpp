// Who did something: a contact, an agent, a bot or the system itself.
#pragma once

#include <string>

#include "hub/base/id.hpp"

namespace usher::core {

enum class Role : std::uint8_t { none, contact, agent, bot, system, third_party };

struct Profile {
    std::string display_name;
    std::string locale;     ///< BCP 47
    std::string time_zone;  ///< IANA
    std::string email;
    bool operator==(const Profile&) const = default;
};

struct Actor {
    Role role = Role::none;
    Bits128 id;        ///< of an AgentId or a ContactId, by role
    std::string name;  ///< as it was when the event was written; empty for contacts
    bool operator==(const Actor&) const = default;

    static Actor contact(ContactId id) { return {Role::contact, id.bits(), {}}; }
    static Actor agent(AgentId id, std::string name = {}) {
        return {Role::agent, id.bits(), std::move(name)};
    }
    static Actor system() { return {Role::system, {}, {}}; }

    /// Empty unless the role fits.
    AgentId agent_id() const { return role == Role::agent ? AgentId(id) : AgentId(); }
    ContactId contact_id() const { return role == Role::contact ? ContactId(id) : ContactId(); }
    bool is_agent() const { return role == Role::agent; }
    bool is_contact() const { return role == Role::contact; }
};

/// Where the page stood when the customer wrote.
struct PageContext {
    std::string url;
    std::string title;
    std::string referrer;
    bool operator==(const PageContext&) const = default;
};

}  // namespace usher::core
