#include "hub/store/sqlite/sessions.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <optional>

namespace usher::store::sqlite {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

/// What is stored of a token: a thief of the file gets no session. Empty when the text is no token.
std::optional<std::string> fingerprint(std::string_view token) {
    std::array<unsigned char, kTokenBytes> raw;
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(raw.data(), raw.size(), token.data(), token.size(), nullptr, &size, &end,
                          kBase64) != 0 ||
        size != raw.size() || end != token.data() + token.size()) {
        return std::nullopt;
    }
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()), raw.data(), raw.size());
    return hash;
}

std::string random_token() {
    std::array<unsigned char, kTokenBytes> raw;
    randombytes_buf(raw.data(), raw.size());
    std::array<char, sodium_base64_ENCODED_LEN(kTokenBytes, kBase64)> text;
    sodium_bin2base64(text.data(), text.size(), raw.data(), raw.size(), kBase64);
    return text.data();
}

}  // namespace

Sessions::Sessions(Connection& connection)
    : insert_(connection,
              "INSERT INTO sessions (token_sha256, id, agent, session_epoch, expires_ms)"
              " VALUES (?1, ?2, ?3, ?4, ?5)"),
      select_(connection,
              fmt::format("SELECT s.id, s.expires_ms, s.session_epoch, {} FROM sessions AS s"
                          " JOIN accounts AS a ON a.agent = s.agent WHERE s.token_sha256 = ?1",
                          kAccountColumns)),
      delete_(connection, "DELETE FROM sessions WHERE id = ?1"),
      delete_of_agent_(connection, "DELETE FROM sessions WHERE agent = ?1"),
      delete_expired_(connection, "DELETE FROM sessions WHERE expires_ms <= ?1"),
      delete_beyond_limit_(
          connection,
          "DELETE FROM sessions WHERE agent = ?1 AND id NOT IN"
          " (SELECT id FROM sessions WHERE agent = ?1 ORDER BY id DESC LIMIT ?2)") {}

NewSession Sessions::create(const Account& account, Timestamp now, Duration ttl) {
    if (account.disabled) raise(Error::Kind::refused, "this account is disabled");
    Entropy entropy;
    randombytes_buf(entropy.data(), entropy.size());
    NewSession session{SessionId::make(now, entropy), random_token(), now + ttl};
    const auto stored = fingerprint(session.token).value();
    insert_.run(Blob{stored}, session.id, account.agent, account.session_epoch,
                to_ms(session.expires));
    delete_expired_.run(to_ms(now));
    delete_beyond_limit_.run(account.agent, static_cast<std::int64_t>(kSessionsMax));
    return session;
}

Session Sessions::find(std::string_view token, Timestamp now) {
    if (const auto stored = fingerprint(token)) {
        auto rows = select_.query(Blob{*stored});
        if (rows.next()) {
            Session session{rows.id<SessionId>(0), read_account(rows, 3), from_ms(rows.integer(1))};
            const bool current = rows.natural(2) == session.account.session_epoch;
            if (current && !session.account.disabled && now < session.expires) return session;
        }
    }
    raise(Error::Kind::refused, "the session is over; log in again");
}

void Sessions::end(SessionId session) {
    delete_.run(session);
}

void Sessions::end_all(AgentId agent) {
    delete_of_agent_.run(agent);
}

}  // namespace usher::store::sqlite
