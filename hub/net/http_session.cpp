#include "hub/net/http_session.hpp"

#include <boost/asio/buffer.hpp>
#include <ctime>

#include "hub/net/http_rules.hpp"
#include "hub/net/request_parser.hpp"
#include "hub/net/websocket_session.hpp"

namespace usher::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kReadStep = 2 * 1024;
constexpr std::size_t kBodyReadStep = 64 * 1024;
constexpr std::chrono::milliseconds kLingerTime{2'000};

class HttpSession final : public Swept, public std::enable_shared_from_this<HttpSession> {
  public:
    HttpSession(Transport transport, std::string peer, std::shared_ptr<ServerShared> shared)
        : transport_(std::move(transport)), peer_(std::move(peer)), shared_(std::move(shared)) {}

    void start();
    void refuse(HttpResponse answer);
    /// The handler's answer to request number `number` of this connection.
    void answer(std::uint64_t number, HttpResponse response);

    void tick(std::int64_t now_ms) override;
    void retire(std::uint16_t code, std::string_view reason) override;
    void drop() override;
    bool is_websocket() const override { return false; }

  private:
    enum class Phase : std::uint8_t {
        handshake,  ///< TLS
        idle,       ///< no byte of the next request yet
        head,
        body,
        answering,  ///< the handler has it
        writing,
        lingering,
        gone,
    };

    const HttpLimits& limits() const { return shared_->options.limits; }
    void enter(Phase phase, std::chrono::milliseconds time);
    void next_request();
    void read();
    void on_read(error_code error, std::size_t size);
    void consume();
    bool on_head();
    bool offer_upgrade();
    void upgrade(AcceptUpgrade accept);
    void dispatch();
    Responder make_responder();
    void respond(HttpResponse response);
    void write();
    void on_written(error_code error, std::size_t size);
    void linger();

    Transport transport_;
    std::string peer_;
    std::shared_ptr<ServerShared> shared_;
    std::optional<RequestParser> parser_;
    std::string in_;  ///< read and not yet parsed
    std::string out_head_;
    std::shared_ptr<const std::string> out_body_;
    std::size_t out_done_ = 0;
    std::int64_t deadline_ms_ = 0;
    std::uint64_t number_ = 0;
    Phase phase_ = Phase::handshake;
    bool keep_alive_ = false;
    bool without_body_ = false;  ///< the answer to HEAD
    bool continue_sent_ = false;
};

/// Lives in the Responder; answers 500 when it dies unused.
class Pending {
  public:
    Pending(std::weak_ptr<HttpSession> session, std::uint64_t number)
        : session_(std::move(session)), number_(number) {}
    Pending(Pending&&) = default;
    ~Pending() { answer(HttpResponse::text(500, "no answer was given\n")); }

    void answer(HttpResponse response) {
        if (const auto session = std::exchange(session_, {}).lock()) {
            session->answer(number_, std::move(response));
        }
    }

  private:
    std::weak_ptr<HttpSession> session_;
    std::uint64_t number_;
};

void HttpSession::enter(Phase phase, std::chrono::milliseconds time) {
    phase_ = phase;
    deadline_ms_ = steady_ms() + time.count();
}

void HttpSession::start() {
    enter(Phase::handshake, limits().head_timeout);
    if (!transport_.secure()) {
        next_request();
        deadline_ms_ =
            steady_ms() + limits().head_timeout.count();  // a new connection asks at once
        return;
    }
    transport_.handshake([self = shared_from_this()](error_code error, std::size_t) {
        if (self->phase_ != Phase::handshake) return;
        if (error) return self->drop();
        self->next_request();
        self->deadline_ms_ = steady_ms() + self->limits().head_timeout.count();
    });
}

void HttpSession::next_request() {
    parser_.emplace(limits().head_bytes_max);
    continue_sent_ = false;
    ++number_;
    enter(Phase::idle, limits().idle_timeout);
    if (in_.empty()) return read();
    consume();
}

void HttpSession::read() {
    const std::size_t used = in_.size();
    const std::size_t step = phase_ == Phase::body ? kBodyReadStep : kReadStep;
    in_.resize(used + step);
    transport_.read(asio::buffer(in_.data() + used, step),
                    [self = shared_from_this(), used](error_code error, std::size_t size) {
                        self->in_.resize(used + size);
                        self->on_read(error, size);
                    });
}

void HttpSession::on_read(error_code error, std::size_t) {
    if (phase_ != Phase::idle && phase_ != Phase::head && phase_ != Phase::body) return;
    if (error) return drop();
    consume();
}

void HttpSession::consume() {
    while (true) {
        switch (parser_->feed(in_)) {
            case RequestParser::Step::more:
                if (phase_ == Phase::idle && parser_->started()) {
                    enter(Phase::head, limits().head_timeout);
                }
                return read();
            case RequestParser::Step::refused:
                return refuse(parser_->refusal());
            case RequestParser::Step::head:
                if (!on_head()) return;
                break;
            case RequestParser::Step::whole:
                return dispatch();
        }
    }
}

bool HttpSession::on_head() {
    HttpRequest& request = parser_->request();
    const Client client =
        find_client(peer_, transport_.secure(), request.headers, shared_->trusted);
    request.remote_address = client.address;
    request.secure = client.secure;
    keep_alive_ = parser_->keep_alive();
    without_body_ = request.method == "HEAD";
    if (asks_for_websocket(request)) return offer_upgrade();

    if (shared_->handler == nullptr) return drop(), false;
    std::size_t allowed = shared_->handler->body_bytes_max(request);
    if (allowed == 0) allowed = limits().body_bytes_max;
    parser_->allow_body(allowed);
    if (!parser_->expects_body()) return true;
    // A body as long as the default limit gets body_timeout; longer ones get time in proportion.
    const auto length = parser_->declared_length().value_or(allowed);
    const auto parts = 1 + std::min<std::uint64_t>(length, allowed) /
                               std::max<std::size_t>(limits().body_bytes_max, 1);
    enter(Phase::body, limits().body_timeout * static_cast<std::int64_t>(parts));
    if (header_lists(request, "expect", "100-continue") && in_.empty() && length <= allowed) {
        continue_sent_ = true;
        out_head_ = "HTTP/1.1 100 Continue\r\n\r\n";
        transport_.write(Pieces::of(asio::buffer(out_head_)),
                         [self = shared_from_this()](error_code error, std::size_t) {
                             if (self->phase_ != Phase::body) return;
                             if (error) return self->drop();
                             self->consume();
                         });
        return false;
    }
    return true;
}

bool HttpSession::offer_upgrade() {
    const HttpRequest& request = parser_->request();
    if (auto refusal = refuse_upgrade(request, parser_->version())) {
        refuse(std::move(*refusal));
        return false;
    }
    if (shared_->handler == nullptr || shared_->retiring) {
        refuse(HttpResponse::text(503, "shutting down\n").with("Retry-After", "1"));
        return false;
    }
    phase_ = Phase::answering;
    UpgradeAnswer answer = shared_->handler->on_upgrade(request);
    if (phase_ == Phase::gone) return false;
    if (auto* refusal = std::get_if<HttpResponse>(&answer)) {
        refuse(std::move(*refusal));
        return false;
    }
    auto& accept = std::get<AcceptUpgrade>(answer);
    if (!accept.open ||
        (!accept.subprotocol.empty() && !offers_subprotocol(request, accept.subprotocol))) {
        refuse(HttpResponse::text(500, "the chosen subprotocol was not offered\n"));
        return false;
    }
    upgrade(std::move(accept));
    return false;
}

void HttpSession::upgrade(AcceptUpgrade accept) {
    const auto self = shared_from_this();
    phase_ = Phase::gone;
    const std::string key(parser_->request().header("sec-websocket-key"));
    transport_.unread(std::move(in_));
    shared_->sweep->remove(*this);
    open_websocket(std::move(transport_), key, std::move(accept), shared_->sweep);
}

void HttpSession::dispatch() {
    enter(Phase::answering, limits().answer_timeout);
    if (shared_->handler == nullptr) return drop();
    shared_->handler->on_request(std::move(parser_->request()), make_responder());
}

Responder HttpSession::make_responder() {
    return [pending = Pending(weak_from_this(), number_)](HttpResponse response) mutable {
        pending.answer(std::move(response));
    };
}

void HttpSession::answer(std::uint64_t number, HttpResponse response) {
    if (number != number_ || phase_ != Phase::answering) return;
    respond(std::move(response));
}

void HttpSession::refuse(HttpResponse answer) {
    keep_alive_ = false;
    respond(std::move(answer));
}

void HttpSession::respond(HttpResponse response) {
    if (shared_->retiring) keep_alive_ = false;
    Connection connection = Connection::close;
    if (keep_alive_) {
        const bool old = parser_ && parser_->version() < 11;
        connection = old ? Connection::keep_alive_10 : Connection::keep_alive;
    }
    auto head = write_head(response, connection, shared_->date());
    if (!head) {
        response = HttpResponse::text(500, "the answer had a header that cannot be sent\n");
        head = write_head(response, connection, shared_->date());
    }
    out_head_ = std::move(*head);
    const bool bodiless = without_body_ || response.status == 204 || response.status == 304;
    out_body_ = bodiless ? nullptr : std::move(response.body);
    out_done_ = 0;
    enter(Phase::writing, limits().write_timeout);
    write();
}

void HttpSession::write() {
    std::array<asio::const_buffer, 2> rest{};
    if (out_done_ < out_head_.size()) rest[0] = asio::buffer(out_head_) + out_done_;
    if (out_body_) {
        const std::size_t done = std::max(out_done_, out_head_.size()) - out_head_.size();
        rest[1] = asio::buffer(*out_body_) + done;
    }
    transport_.write(Pieces::of(rest),
                     [self = shared_from_this()](error_code error, std::size_t size) {
                         self->on_written(error, size);
                     });
}

void HttpSession::on_written(error_code error, std::size_t size) {
    if (phase_ != Phase::writing) return;
    if (error) return drop();
    out_done_ += size;
    if (out_done_ < out_head_.size() + (out_body_ ? out_body_->size() : 0)) {
        enter(Phase::writing, limits().write_timeout);
        return write();
    }
    out_body_.reset();
    if (!keep_alive_) return linger();
    next_request();
}

void HttpSession::linger() {
    enter(Phase::lingering, kLingerTime);
    transport_.linger([self = shared_from_this()](error_code, std::size_t) { self->drop(); });
}

void HttpSession::drop() {
    if (phase_ == Phase::gone) return;
    phase_ = Phase::gone;
    transport_.close();
    shared_->sweep->remove(*this);
}

void HttpSession::retire(std::uint16_t, std::string_view) {
    if (phase_ == Phase::idle || phase_ == Phase::handshake) drop();
}

void HttpSession::tick(std::int64_t now_ms) {
    if (now_ms < deadline_ms_) return;
    switch (phase_) {
        case Phase::head:
        case Phase::body:
            // The read under way still owns the socket; the answer goes out beside it.
            return refuse(HttpResponse::text(408, "the request took too long\n"));
        case Phase::answering:
            return refuse(HttpResponse::text(504, "the answer took too long\n"));
        case Phase::handshake:
        case Phase::idle:
        case Phase::writing:
        case Phase::lingering:
        case Phase::gone:
            return drop();
    }
}

}  // namespace

const std::string& ServerShared::date() {
    const std::int64_t now = std::time(nullptr);
    if (now != date_second_ || date_.empty()) {
        date_second_ = now;
        date_ = http_date(now);
    }
    return date_;
}

void serve_http(Transport transport, std::string peer, std::shared_ptr<ServerShared> shared) {
    const auto sweep = shared->sweep;
    const auto session =
        std::make_shared<HttpSession>(std::move(transport), std::move(peer), std::move(shared));
    sweep->add(session);
    session->start();
}

void refuse_http(Transport transport, std::shared_ptr<ServerShared> shared, HttpResponse answer) {
    const auto sweep = shared->sweep;
    const auto session = std::make_shared<HttpSession>(std::move(transport), "", std::move(shared));
    sweep->add(session);
    session->refuse(std::move(answer));
}

}  // namespace usher::net
