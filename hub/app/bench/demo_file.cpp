#include "hub/app/bench/demo_file.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <iterator>

namespace usher::bench {
namespace {

namespace json = boost::json;

Result<json::object> parse_object(std::string_view text, const std::string& what) {
    boost::system::error_code error;
    json::value value = json::parse(text, error);
    if (error || !value.is_object()) {
        return fail(Error::Kind::invalid, what + " is not a JSON object");
    }
    return std::move(value.as_object());
}

/// Empty when there is no such string.
std::string text_of(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    const auto* const text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

Result<json::object> post(const HttpOrigin& origin, std::string_view path, const std::string& body,
                          const std::string& cookie, std::string* new_cookie) {
    auto answer = http_post(origin, path, body, cookie);
    if (!answer) return std::unexpected(answer.error());
    if (answer->status / 100 != 2) {
        return fail(Error::Kind::refused, std::string(path) + " answered " +
                                              std::to_string(answer->status) + ": " + answer->body);
    }
    if (new_cookie != nullptr) *new_cookie = answer->cookie();
    return parse_object(answer->body, "the answer of " + std::string(path));
}

}  // namespace

Result<DemoFile> read_demo_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return fail(Error::Kind::not_found, "cannot read " + path + "; is the demo running?");
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    auto demo = parse_demo_file(text);
    if (!demo) return fail(demo.error().kind, path + ": " + demo.error().text);
    return demo;
}

Result<DemoFile> parse_demo_file(std::string_view text) {
    const auto object = parse_object(text, "it");
    if (!object) return std::unexpected(object.error());
    auto origin = parse_origin(text_of(*object, "url"));
    if (!origin) return fail(Error::Kind::invalid, "\"url\" " + origin.error().text);
    DemoFile demo{std::move(*origin), text_of(*object, "site_key"), {}};
    if (demo.site_key.empty()) return fail(Error::Kind::invalid, "\"site_key\" is missing");

    const auto* const agents = object->if_contains("agents");
    if (agents != nullptr && agents->is_array()) {
        for (const auto& agent : agents->get_array()) {
            if (!agent.is_object()) continue;
            demo.accounts.push_back({.email = text_of(agent.get_object(), "email"),
                                     .password = text_of(agent.get_object(), "password")});
        }
    }
    if (demo.accounts.empty()) return fail(Error::Kind::invalid, "\"agents\" names no account");
    return demo;
}

Result<AgentLogin> log_in(const HttpOrigin& origin, const Account& account) {
    const json::object body{{"email", account.email}, {"password", account.password}};
    AgentLogin login;
    const auto answer = post(origin, "/api/v1/session", json::serialize(body), {}, &login.cookie);
    if (!answer) return std::unexpected(answer.error());
    login.ticket = text_of(*answer, "ticket");
    if (const auto* agent = answer->if_contains("agent"); agent != nullptr && agent->is_object()) {
        login.agent_id = text_of(agent->get_object(), "id");
    }
    if (login.ticket.empty() || login.cookie.empty()) {
        return fail(Error::Kind::invalid,
                    "the log-in of " + account.email + " gave no ticket or cookie");
    }
    return login;
}

Result<std::string> next_ticket(const HttpOrigin& origin, const std::string& cookie) {
    const auto answer = post(origin, "/api/v1/ticket", "{}", cookie, nullptr);
    if (!answer) return std::unexpected(answer.error());
    auto ticket = text_of(*answer, "ticket");
    if (ticket.empty()) return fail(Error::Kind::invalid, "/api/v1/ticket gave no ticket");
    return ticket;
}

}  // namespace usher::bench
