// demo.json, what a demo hub writes about itself: its address, its site key, the accounts of its
// agents. Read by the bench to know whom to be; it is the one thing the two agree on beside the
// protocol.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/app/bench/http_post.hpp"
#include "hub/base/result.hpp"

namespace usher::bench {

struct Account {
    std::string email;
    std::string password;
};

struct DemoFile {
    HttpOrigin origin;
    std::string site_key;
    std::vector<Account> accounts;  ///< at least one
};

Result<DemoFile> read_demo_file(const std::string& path);
Result<DemoFile> parse_demo_file(std::string_view json);

/// A logged-in account.
struct AgentLogin {
    std::string agent_id;
    std::string cookie;
    std::string ticket;  ///< for one agent socket, within 30 s
};
/// POST /api/v1/session; `refused` when the password is.
Result<AgentLogin> log_in(const HttpOrigin& origin, const Account& account);
/// POST /api/v1/ticket, for another console of the same login.
Result<std::string> next_ticket(const HttpOrigin& origin, const std::string& cookie);

}  // namespace usher::bench
