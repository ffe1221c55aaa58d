#include "hub/gateway/http/problem.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace usher::gateway {

net::HttpResponse problem(unsigned status, std::string_view code, std::string_view detail) {
    boost::json::object body;
    body["type"] = "urn:usher:problem:" + std::string(code);
    body["title"] = net::status_phrase(status);
    body["status"] = status;
    body["detail"] = detail;
    return net::HttpResponse::bytes(status, "application/problem+json",
                                    boost::json::serialize(body));
}

net::HttpResponse problem_of_field(std::string_view field, std::string_view detail) {
    if (field.empty()) return problem(400, "invalid", detail);
    boost::json::object body;
    body["type"] = "urn:usher:problem:invalid";
    body["title"] = net::status_phrase(400);
    body["status"] = 400;
    body["detail"] = detail;
    body["field"] = field;
    return net::HttpResponse::bytes(400, "application/problem+json", boost::json::serialize(body));
}

net::HttpResponse problem_later(unsigned status, std::string_view code, std::string_view detail,
                                std::chrono::milliseconds retry_after) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(retry_after).count();
    return problem(status, code, detail).with("Retry-After", std::to_string(std::max(seconds, 1L)));
}

net::HttpResponse problem_of(const Error& error) {
    using Kind = Error::Kind;
    switch (error.kind) {
        case Kind::not_found:
            return problem(404, "not_found", "There is no such thing here.");
        case Kind::invalid:
            return problem(400, "invalid", error.text);
        case Kind::conflict:
            return problem(409, "conflict", "Somebody else was first.");
        case Kind::refused:
            return problem(403, "forbidden", "That is not allowed.");
        case Kind::unavailable:
        case Kind::cancelled:
            return problem_later(503, "unavailable", "The hub cannot answer this now.",
                                 std::chrono::seconds(2));
        case Kind::exhausted:
            return problem_later(503, "busy", "The hub has too much to do for this now.",
                                 std::chrono::seconds(2));
        case Kind::corrupt:
            break;
    }
    return problem(500, "internal", "Something went wrong in the hub; its log says what.");
}

}  // namespace usher::gateway
