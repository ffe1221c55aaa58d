#include "hub/store/postgres/sql_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace usher::store::postgres {

bool is_collision(std::string_view sql_state) {
    return sql_state == "40001" || sql_state == "40P01";
}

bool is_shutdown(std::string_view sql_state) {
    return sql_state.starts_with("57P0") || sql_state.starts_with("08");
}

Error error_of(std::string_view sql_state, const std::string& place, std::string_view said) {
    using enum Error::Kind;
    const auto whole = [&](std::string_view remedy) {
        return fmt::format("{}: {} ({}){}", place, said, sql_state, remedy);
    };
    const auto of_class = [&](std::string_view prefix) { return sql_state.starts_with(prefix); };
    if (sql_state == "53100") return {exhausted, whole("; make room on its disk")};
    if (sql_state == "53200" || of_class("54")) return {exhausted, whole("")};
    if (sql_state == "XX001" || sql_state == "XX002") {
        return {corrupt, whole("; it is damaged: restore a backup")};
    }
    if (sql_state == "23505") return {conflict, whole("")};
    if (of_class("28") || sql_state == "42501" || sql_state == "3D000" || sql_state == "3F000") {
        return {refused, whole("; let the hub's user create and use the schema usher")};
    }
    if (sql_state == "25006") {
        return {unavailable, whole("; it is a standby: name the primary, or several hosts with "
                                   "target_session_attrs=read-write")};
    }
    return {unavailable, whole("")};
}

Error::Kind connect_error_kind(std::string_view said) {
    constexpr std::array kPassing{"starting up",
                                  "shutting down",
                                  "recovery",
                                  "too many",
                                  "remaining connection slots",
                                  "administrator command"};
    const auto holds = [&](std::string_view text) { return said.contains(text); };
    if (!holds("FATAL:") || std::ranges::any_of(kPassing, holds)) return Error::Kind::unavailable;
    return Error::Kind::refused;
}

}  // namespace usher::store::postgres
