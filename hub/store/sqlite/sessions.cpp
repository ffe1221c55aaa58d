#include "hub/store/sqlite/sessions.hpp"

#include <fmt/format.h>

#include "hub/store/session_token.hpp"

namespace usher::store::sqlite {
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
    auto session = make_session(now, ttl);
    const auto stored = token_fingerprint(session.token).value();
    insert_.run(Blob{stored}, session.id, account.agent, account.session_epoch,
                to_ms(session.expires));
    delete_expired_.run(to_ms(now));
    delete_beyond_limit_.run(account.agent, static_cast<std::int64_t>(kSessionsMax));
    return session;
}

Session Sessions::find(std::string_view token, Timestamp now) {
    if (const auto stored = token_fingerprint(token)) {
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
