// What holds for accounts in every store: which are allowed, how an e-mail compares, how queues are
// packed into a column, and how a password is looked at without telling who exists. Reads and
// writes nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/store/accounts.hpp"

namespace usher::store {

/// Trimmed, ASCII letters in lower case.
std::string normal_email(std::string_view email);

/// Raises invalid, naming the field; `email` is the normal one.
void check_account(const NewAccount& account, const std::string& email);

/// 16 bytes each, one after the other.
std::string pack(const std::vector<QueueId>& queues);
std::vector<QueueId> unpack_queues(std::string_view bytes);

/// An account and the hash of its password.
struct Credentials {
    Account account;
    std::string password_hash;
};

class PasswordGate {
  public:
    /// Raises refused, with one text and after the same work, unless there is an account, the
    /// password is its own and it is not disabled. Gives the hash to keep from now on, if another
    /// one is due.
    std::optional<std::string> pass(const std::optional<Credentials>& stored,
                                    std::string_view password);
    /// To be called before anything is known, so that the first log-in does not tell either.
    void prepare();

  private:
    std::string decoy_;
};

}  // namespace usher::store
