// Who may log in as an agent: accounts, passwords, sessions. Called by the log-in endpoint and the
// `agent` verbs, from one thread at a time; checking a password takes tens of milliseconds by
// design. It never keeps a password or a session token, only what proves them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/core/model/agent.hpp"

namespace usher::store {

struct NewAccount {
    WorkspaceId workspace;
    AgentId agent;
    std::string email;  ///< unique over all workspaces; ASCII letters compare without case
    std::string display_name;
    core::AgentRole role = core::AgentRole::agent;
    std::uint32_t capacity = 4;
    std::vector<QueueId> queues;
    std::string password;  ///< 8 to 1024 bytes
    AgentId made_by{};     ///< the administrator who adds it; empty on the command line
};

/// What an account repeats of the agent in the log, so that a log-in need not ask there.
struct AccountDefinition {
    std::string display_name;
    core::AgentRole role = core::AgentRole::agent;
    std::uint32_t capacity = 4;
    std::vector<QueueId> queues;
    bool disabled = false;
    bool operator==(const AccountDefinition&) const = default;
};

struct Account {
    WorkspaceId workspace;
    AgentId agent;
    std::string email;  ///< lower case
    std::string display_name;
    core::AgentRole role = core::AgentRole::agent;
    std::uint32_t capacity = 4;
    std::vector<QueueId> queues;
    bool disabled = false;
    /// Rises when the password changes or the account is disabled: sessions of a lower one are
    /// over.
    std::uint64_t session_epoch = 0;
    AgentId made_by;

    AccountDefinition definition() const {
        return {display_name, role, capacity, queues, disabled};
    }
};

struct NewSession {
    SessionId id;
    std::string token;  ///< 43 characters of base64url; shown once, stored only as SHA-256
    Timestamp expires{};
};
struct Session {
    SessionId id;
    Account account;
    Timestamp expires{};
};

inline constexpr std::size_t kPasswordBytesMin = 8;
inline constexpr std::size_t kPasswordBytesMax = 1024;
/// Of one agent; a further one ends the oldest.
inline constexpr std::size_t kSessionsMax = 32;

class Accounts {
  public:
    virtual ~Accounts() = default;

    /// Errors: conflict when the e-mail or the agent id is taken; invalid names the field.
    virtual Result<void> add(const NewAccount& account) = 0;

    /// Refused with one text, after the same work, for an unknown e-mail, a wrong password and a
    /// disabled account. A password kept with older parameters is hashed anew on success.
    virtual Result<Account> verify(std::string_view email, std::string_view password) = 0;

    /// Every account, by workspace and e-mail.
    virtual Result<std::vector<Account>> all() = 0;
    /// Errors: not_found.
    virtual Result<Account> find(AgentId agent) = 0;
    virtual Result<Account> find_by_email(std::string_view email) = 0;

    /// Ends every session of the agent. Errors: not_found, invalid.
    virtual Result<void> set_password(AgentId agent, std::string_view password) = 0;
    /// Disabling ends every session of the agent. Errors: not_found.
    virtual Result<void> set_disabled(AgentId agent, bool disabled) = 0;
    /// Whoever becomes disabled by it loses every session. Errors: not_found.
    virtual Result<void> set_definition(AgentId agent, const AccountDefinition& definition) = 0;
    /// Of the agent, all of them. Errors: not_found.
    virtual Result<void> end_sessions(AgentId agent) = 0;
    /// Of an agent who never was one; what is gone already is fine.
    virtual Result<void> remove(AgentId agent) = 0;

    /// Errors: not_found; refused for a disabled account.
    virtual Result<NewSession> create_session(AgentId agent, Timestamp now, Duration ttl) = 0;
    /// Refused, with one text, for whatever is not the token of a living session.
    virtual Result<Session> find_session(std::string_view token, Timestamp now) = 0;
    /// Ending what is over already is fine.
    virtual Result<void> end_session(SessionId session) = 0;

    /// Workspaces that have accounts, the oldest first.
    virtual Result<std::vector<WorkspaceId>> workspace_list() = 0;
};

}  // namespace usher::store
