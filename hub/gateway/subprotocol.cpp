#include "hub/gateway/subprotocol.hpp"

namespace usher::gateway {
namespace {

std::string_view without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<Subprotocol> known(std::string_view name) {
    if (name == "usher.v1") return Subprotocol{std::string(name), wire::Encoding::binary};
    if (name == "usher.v1+json") return Subprotocol{std::string(name), wire::Encoding::json};
    return std::nullopt;
}

}  // namespace

std::optional<Subprotocol> choose_subprotocol(const net::HttpRequest& request) {
    for (const auto& [name, value] : request.headers) {
        if (name != "sec-websocket-protocol") continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto comma = std::min(rest.find(','), rest.size());
            if (auto chosen = known(without_blanks(rest.substr(0, comma)))) return chosen;
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    return std::nullopt;
}

}  // namespace usher::gateway
