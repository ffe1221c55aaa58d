#include "hub/net/request_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "hub/net/http_rules.hpp"

namespace usher::net {
namespace {

namespace http = boost::beast::http;

/// Chunk headers and trailers must fit beside a head.
constexpr std::size_t kUnparsedMax = 64 * 1024;

std::string lower(boost::beast::string_view text) {
    std::string out(text.data(), text.size());
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

}  // namespace

struct RequestParser::Impl {
    http::request_parser<http::string_body> parser;
};

RequestParser::RequestParser(std::size_t head_bytes_max) : impl_(std::make_unique<Impl>()) {
    auto& parser = impl_->parser;
    parser.header_limit(static_cast<std::uint32_t>(head_bytes_max));
    parser.body_limit(boost::none);  // ours, when the handler was asked
    parser.eager(false);
}

RequestParser::~RequestParser() = default;

bool RequestParser::started() const {
    return started_;
}

std::optional<std::uint64_t> RequestParser::declared_length() const {
    const auto length = impl_->parser.content_length();
    if (!length) return std::nullopt;
    return *length;
}

bool RequestParser::expects_body() const {
    return !impl_->parser.is_done();
}

void RequestParser::allow_body(std::size_t bytes_max) {
    body_bytes_max_ = bytes_max;
    impl_->parser.body_limit(bytes_max);
}

RequestParser::Step RequestParser::refuse(HttpResponse answer) {
    refusal_ = std::move(answer);
    return Step::refused;
}

RequestParser::Step RequestParser::feed(std::string& bytes) {
    auto& parser = impl_->parser;
    // RFC 9112 section 2.2: empty lines before the request line are ignored.
    if (!started_) bytes.erase(0, bytes.find_first_not_of("\r\n"));
    if (!bytes.empty()) started_ = true;

    std::size_t used = 0;
    http::error failed{};
    bool hungry = false;
    while (!parser.is_done()) {
        if (head_done_ && declared_length().value_or(0) > body_bytes_max_) {
            return refuse(HttpResponse::text(413, "request body is too large\n"));
        }
        boost::system::error_code error;
        if (used == bytes.size()) {
            hungry = true;
            break;
        }
        used += parser.put(boost::asio::buffer(bytes.data() + used, bytes.size() - used), error);
        if (error == http::error::need_more) {
            hungry = true;
            break;
        }
        if (error) {
            failed = static_cast<http::error>(error.value());
            break;
        }
        if (!head_done_ && parser.is_header_done()) {
            bytes.erase(0, used);
            return read_head();
        }
    }
    bytes.erase(0, used);
    if (hungry) {
        if (bytes.size() > kUnparsedMax) return refuse(HttpResponse::text(400, "bad chunk\n"));
        return Step::more;
    }
    if (failed == http::error::header_limit) {
        return refuse(HttpResponse::text(431, "request head is too large\n"));
    }
    if (failed == http::error::body_limit) {
        return refuse(HttpResponse::text(413, "request body is too large\n"));
    }
    if (failed == http::error::bad_version) {
        return refuse(HttpResponse::text(505, "this server speaks HTTP/1.1\n"));
    }
    if (failed != http::error{}) return refuse(HttpResponse::text(400, "bad request\n"));
    request_.body = std::move(parser.get().body());
    return Step::whole;
}

RequestParser::Step RequestParser::read_head() {
    head_done_ = true;
    const auto& head = impl_->parser.get();
    version_ = head.version();
    keep_alive_ = impl_->parser.keep_alive();  // the message looks at the first header only
    request_.method = std::string(head.method_string());
    for (const auto& field : head) {
        request_.headers.emplace_back(lower(field.name_string()),
                                      std::string(field.value().data(), field.value().size()));
    }
    const auto target = split_target(std::string_view(head.target().data(), head.target().size()));
    if (!target) return refuse(HttpResponse::text(400, "bad request: target\n"));
    request_.path = target->path;
    request_.query = target->query;
    if (auto answer = refuse_head(request_, version_)) return refuse(std::move(*answer));
    return Step::head;
}

}  // namespace usher::net
