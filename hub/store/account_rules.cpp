#include "hub/store/account_rules.hpp"

#include <algorithm>

#include "hub/base/utf8.hpp"
#include "hub/store/failure.hpp"
#include "hub/store/id_bytes.hpp"
#include "hub/store/password.hpp"

namespace usher::store {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kEmailBytesMax = 254;  // RFC 5321, section 4.5.3.1.3
constexpr std::size_t kNameBytesMax = 200;

}  // namespace

std::string normal_email(std::string_view email) {
    std::string normal(trimmed(email));
    for (char& c : normal) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return normal;
}

void check_account(const NewAccount& account, const std::string& email) {
    const auto wrong = [](std::string_view what) {
        raise(Error::Kind::invalid, std::string(what));
    };
    const auto bad = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
    const auto at = email.find('@');
    if (email.size() > kEmailBytesMax || !is_utf8(email) || std::ranges::any_of(email, bad) ||
        at == 0 || at == std::string::npos || at + 1 == email.size()) {
        wrong("email: not an e-mail address");
    }
    if (account.display_name.empty() || account.display_name.size() > kNameBytesMax ||
        !is_utf8(account.display_name)) {
        wrong("display name: 1 to 200 bytes of UTF-8");
    }
    if (!account.workspace) wrong("workspace: missing");
    if (!account.agent) wrong("agent id: missing");
}

std::string pack(const std::vector<QueueId>& queues) {
    std::string bytes;
    for (auto queue : queues) {
        const auto blob = bytes_of(queue.bits());
        bytes.append(blob.begin(), blob.end());
    }
    return bytes;
}

std::vector<QueueId> unpack_queues(std::string_view bytes) {
    std::vector<QueueId> queues;
    for (; bytes.size() >= kIdBytes; bytes.remove_prefix(kIdBytes)) {
        queues.emplace_back(bits_from(bytes.substr(0, kIdBytes)));
    }
    return queues;
}

void PasswordGate::prepare() {
    if (decoy_.empty()) decoy_ = value_or_raise(hash_password("nobody has this password"));
}

std::optional<std::string> PasswordGate::pass(const std::optional<Credentials>& stored,
                                              std::string_view password) {
    prepare();
    // An unknown e-mail costs the same hash as a known one.
    const auto& hash = stored ? stored->password_hash : decoy_;
    const bool fits = password_fits(hash, password.substr(0, kPasswordBytesMax + 1));
    if (!stored || !fits || stored->account.disabled) {
        raise(Error::Kind::refused, "e-mail or password is wrong");
    }
    if (!outdated(hash)) return std::nullopt;
    return value_or_raise(hash_password(password));
}

}  // namespace usher::store
