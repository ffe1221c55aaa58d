// The only file that knows Beast's websocket::stream. Callbacks, not coroutines: a waiting session
// is one read operation and no timer. Every handler owns the session; the sweep owns it while it is
// open.
#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "hub/net/outbox.hpp"
#include "hub/net/websocket_session.hpp"

namespace usher::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ws = boost::beast::websocket;
using boost::system::error_code;

constexpr std::size_t kSmallMessage = 256;  ///< fits the session itself
constexpr std::size_t kReadStepMin = 1536;
constexpr std::size_t kReadStepMax = 256 * 1024;
constexpr std::int64_t kIdleCloseMs = 1'000;
constexpr std::size_t kReasonMax = 123;  ///< RFC 6455 section 5.5: 125 bytes less the code

class Session final : public WebSocket, public Swept, public std::enable_shared_from_this<Session> {
  public:
    Session(Transport transport, AcceptUpgrade accept, std::shared_ptr<Sweep> sweep)
        : stream_(std::move(transport)),
          open_(std::move(accept.open)),
          limits_(accept.limits),
          sweep_(std::move(sweep)) {}

    void accept(const std::string& key, std::string subprotocol);

    void send(Frame frame) override {
        send(std::move(frame), limits_.text ? FrameKind::text : FrameKind::binary);
    }
    void send(Frame frame, FrameKind kind) override;
    void close(std::uint16_t code, std::string_view reason) override;
    void pause_reading() override { paused_ = true; }
    void resume_reading() override;
    std::size_t queued_bytes() const override { return outbox_.bytes(); }
    std::size_t queued_frames() const override { return outbox_.frames(); }
    bool open() const override { return state_ == State::open; }

    void tick(std::int64_t now_ms) override;
    void retire(std::uint16_t code, std::string_view reason) override { close(code, reason); }
    void drop() override;
    bool is_websocket() const override { return true; }

  private:
    enum class State : std::uint8_t {
        accepting,  ///< the 101 answer is being written
        open,
        closing,  ///< close() was called: outbox, close frame, the peer's close frame
        failing,  ///< the guard refused a frame: our close frame is to be written past Beast
        ending,   ///< the protocol is over: wait for the peer's end of TCP
        gone,
    };

    Transport& transport() { return stream_.next_layer(); }
    void on_accepted(error_code error);
    void read();
    void on_read(error_code error, std::size_t size);
    void deliver();
    void on_read_failed(error_code error);
    void write_next();
    void on_written(error_code error);
    void ping();
    void start_close();
    void fail_past_beast();
    void end();
    void finish(std::uint16_t code, std::string_view reason);
    void set_deadline() { deadline_ms_ = steady_ms() + limits_.close_timeout.count(); }
    void tick_open(std::int64_t now_ms);

    ws::stream<Transport, false> stream_;
    std::function<std::shared_ptr<WebSocketObserver>(std::shared_ptr<WebSocket>)> open_;
    std::shared_ptr<WebSocketObserver> observer_;
    WebSocketLimits limits_;
    std::shared_ptr<Sweep> sweep_;

    Outbox outbox_;
    Outbox::Message in_flight_;
    std::string message_;  ///< grows only for messages above kSmallMessage
    std::size_t filled_ = 0;
    std::array<char, kSmallMessage> small_{};
    std::string close_reason_;
    std::int64_t deadline_ms_ = 0;
    std::int64_t heard_ms_ = 0;  ///< last reason to believe the peer lives
    std::int64_t pinged_ms_ = 0;
    std::int64_t midway_since_ms_ = 0;
    std::uint32_t midway_mark_ = 0;
    std::uint32_t small_size_ = 0;
    std::uint16_t close_code_ = close_code::abnormal;  ///< why we end it
    State state_ = State::accepting;
    bool reading_ = false;
    bool writing_ = false;  ///< a flush is posted or a write is under way
    bool pinging_ = false;
    bool paused_ = false;
    bool close_sent_ = false;
    bool held_ = false;  ///< a whole message waits for resume_reading()
};

void Session::accept(const std::string& key, std::string subprotocol) {
    set_deadline();
    transport().guard_frames(limits_.fragments_max);
    stream_.set_option(ws::stream_base::timeout{.handshake_timeout = ws::stream_base::none(),
                                                .idle_timeout = ws::stream_base::none(),
                                                .keep_alive_pings = false});
    stream_.read_message_max(std::max<std::size_t>(limits_.message_bytes_max, 1));
    stream_.auto_fragment(false);
    stream_.set_option(ws::stream_base::decorator(
        [subprotocol = std::move(subprotocol)](ws::response_type& response) {
            response.set(beast::http::field::server, "usher");
            if (!subprotocol.empty()) {
                response.set(beast::http::field::sec_websocket_protocol, subprotocol);
            }
        }));
    // The handshake was verified by our own rules; Beast only needs what makes its answer.
    beast::http::request<beast::http::empty_body> request{beast::http::verb::get, "/", 11};
    request.set(beast::http::field::host, "usher");
    request.set(beast::http::field::connection, "upgrade");
    request.set(beast::http::field::upgrade, "websocket");
    request.set(beast::http::field::sec_websocket_version, "13");
    request.set(beast::http::field::sec_websocket_key, key);
    stream_.async_accept(
        request, [self = shared_from_this()](error_code error) { self->on_accepted(error); });
}

void Session::on_accepted(error_code error) {
    stream_.set_option(ws::stream_base::decorator([](ws::response_type&) {}));
    if (error || state_ != State::accepting) return drop();
    state_ = State::open;
    heard_ms_ = steady_ms();
    auto open = std::exchange(open_, nullptr);
    observer_ = open(shared_from_this());
    if (state_ != State::open) return finish(close_code_, close_reason_);  // closed inside open
    if (!observer_) return close(close_code::policy, "refused");
    if (!paused_) read();
}

void Session::read() {
    if (reading_ || held_ || state_ != State::open) return;
    reading_ = true;
    auto handler = [self = shared_from_this()](error_code error, std::size_t size) {
        self->on_read(error, size);
    };
    if (message_.empty() && small_size_ == 0) {
        return stream_.async_read_some(asio::buffer(small_), std::move(handler));
    }
    if (message_.empty()) message_.assign(small_.data(), std::exchange(small_size_, 0));
    filled_ = message_.size();
    const std::size_t step = std::clamp(filled_, kReadStepMin, kReadStepMax);
    message_.resize(filled_ + step);
    stream_.async_read_some(asio::buffer(message_.data() + filled_, step), std::move(handler));
}

void Session::on_read(error_code error, std::size_t size) {
    reading_ = false;
    if (message_.empty()) {
        small_size_ = static_cast<std::uint32_t>(size);
    } else {
        message_.resize(filled_ + size);
    }
    if (error) return on_read_failed(error);
    if (state_ != State::open) return;
    if (stream_.is_message_done()) {
        held_ = true;
        if (!paused_) deliver();
    }
    if (!paused_) read();
}

void Session::deliver() {
    held_ = false;
    const std::string_view bytes =
        message_.empty() ? std::string_view(small_.data(), small_size_) : message_;
    const auto observer = observer_;
    observer->on_message(bytes, stream_.got_binary());
    small_size_ = 0;
    std::string().swap(message_);  // between messages a connection keeps nothing
}

void Session::resume_reading() {
    if (!paused_) return;
    paused_ = false;
    heard_ms_ = steady_ms();
    if (state_ != State::open) return;
    // Posted, so that the observer is never called from inside its own call.
    asio::post(transport().get_executor(), [self = shared_from_this()] {
        if (self->paused_ || self->state_ != State::open) return;
        if (self->held_) self->deliver();
        if (!self->paused_) self->read();
    });
}

void Session::on_read_failed(error_code error) {
    if (state_ == State::gone) return;
    const FrameGuard* guard = transport().guard();
    if (guard != nullptr && guard->violated()) {
        finish(guard->code(), guard->reason());
        close_code_ = guard->code();
        close_reason_ = guard->reason();
        state_ = State::failing;
        set_deadline();
        if (!writing_ && !pinging_) fail_past_beast();
        return;
    }
    if (error == ws::error::closed) {
        const auto& reason = stream_.reason();
        finish(reason.code == ws::close_code::none ? close_code::no_status
                                                   : static_cast<std::uint16_t>(reason.code),
               std::string_view(reason.reason.data(), reason.reason.size()));
        return end();
    }
    if (error == ws::error::message_too_big) {
        finish(close_code::too_big, "message too big");
        return end();
    }
    if (error == ws::error::bad_frame_payload) {
        finish(close_code::bad_payload, "text is not UTF-8");
        return end();
    }
    if (error == ws::condition::protocol_violation) {
        finish(close_code::protocol_error, error.message());
        return end();
    }
    // While closing, the close operation takes the reading over and ends the session.
    if (state_ == State::closing && close_sent_) return;
    finish(close_code::abnormal, error.message());
    drop();
}

void Session::send(Frame frame, FrameKind kind) {
    if (!frame || state_ != State::open) return;
    if (!outbox_.push(std::move(frame), kind, limits_)) {
        outbox_.clear();
        return close(close_code::slow_consumer, "slow consumer");
    }
    if (writing_) return;
    // Posted: what is sent in one turn of the loop leaves together.
    writing_ = true;
    asio::post(transport().get_executor(), [self = shared_from_this()] { self->write_next(); });
}

void Session::write_next() {
    const bool may_write = state_ == State::open || state_ == State::closing;
    if (!may_write || outbox_.empty()) {
        writing_ = false;
        if (state_ == State::closing) start_close();
        if (state_ == State::failing && !pinging_) fail_past_beast();
        return;
    }
    in_flight_ = outbox_.pop(limits_.concatenate);
    stream_.binary(in_flight_.kind == FrameKind::binary);
    stream_.async_write(
        asio::buffer(*in_flight_.bytes),
        [self = shared_from_this()](error_code error, std::size_t) { self->on_written(error); });
}

void Session::on_written(error_code error) {
    outbox_.written(in_flight_);
    in_flight_ = {};
    if (error) {
        outbox_.clear();
        // The reading side knows why and ends the session, unless nothing reads.
        if (!reading_ && state_ == State::open) {
            finish(close_code::abnormal, error.message());
            return drop();
        }
    }
    write_next();
}

void Session::close(std::uint16_t code, std::string_view reason) {
    if (state_ == State::accepting) return drop();
    if (state_ != State::open) return;
    state_ = State::closing;
    set_deadline();
    close_code_ = close_code_may_be_sent(code) ? code : close_code::normal;
    close_reason_ = reason.substr(0, kReasonMax);
    finish(close_code_, close_reason_);
    if (!writing_) start_close();
}

void Session::start_close() {
    if (std::exchange(close_sent_, true)) return;
    const ws::close_reason reason(static_cast<ws::close_code>(close_code_),
                                  beast::string_view(close_reason_));
    stream_.async_close(reason, [self = shared_from_this()](error_code) { self->end(); });
}

void Session::fail_past_beast() {
    // Beast considers the stream failed and writes nothing more; a server's close frame is plain
    // bytes.
    if (std::exchange(close_sent_, true)) return;
    auto frame = std::make_shared<std::string>();
    frame->push_back(static_cast<char>(0x88));
    frame->push_back(static_cast<char>(2 + close_reason_.size()));
    frame->push_back(static_cast<char>(close_code_ >> 8));
    frame->push_back(static_cast<char>(close_code_ & 0xff));
    frame->append(close_reason_);
    transport().write(Pieces::of(asio::buffer(*frame)),
                      [self = shared_from_this(), frame](error_code, std::size_t) { self->end(); });
}

void Session::end() {
    if (state_ == State::ending || state_ == State::gone) return;
    finish(close_code::abnormal, "");
    state_ = State::ending;
    set_deadline();
    outbox_.clear();
    transport().linger([self = shared_from_this()](error_code, std::size_t) { self->drop(); });
}

void Session::drop() {
    if (state_ == State::gone) return;
    finish(close_code::abnormal, "");
    state_ = State::gone;
    outbox_.clear();
    transport().close();
    sweep_->remove(*this);
}

void Session::finish(std::uint16_t code, std::string_view reason) {
    if (!observer_) return;
    asio::post(transport().get_executor(),
               [observer = std::move(observer_), code, reason = std::string(reason)] {
                   observer->on_close(code, reason);
               });
}

void Session::tick(std::int64_t now_ms) {
    if (state_ == State::open) return tick_open(now_ms);
    if (now_ms >= deadline_ms_) drop();
}

void Session::tick_open(std::int64_t now_ms) {
    const std::int64_t idle_ms = limits_.idle_timeout.count();
    const std::int64_t writing_since = transport().writing_since_ms();
    if (idle_ms > 0 && writing_since > 0 && now_ms - writing_since >= idle_ms) {
        outbox_.clear();
        return close(close_code::slow_consumer, "slow consumer");
    }
    if (paused_) return;
    const FrameGuard& guard = *transport().guard();
    if (!guard.midway()) {
        midway_since_ms_ = 0;
    } else if (midway_since_ms_ == 0 || midway_mark_ != guard.completed()) {
        midway_since_ms_ = now_ms;
        midway_mark_ = guard.completed();
    } else if (limits_.message_timeout.count() > 0 &&
               now_ms - midway_since_ms_ >= limits_.message_timeout.count()) {
        return close(close_code::policy, "message took too long");
    }
    const std::int64_t heard = std::max(heard_ms_, transport().last_read_ms());
    const std::int64_t silence = now_ms - heard;
    if (idle_ms > 0 && silence >= idle_ms) {
        close(close_code::idle, "idle");
        // Most likely nobody is there: the answer is not waited for as long as a talker's.
        deadline_ms_ = std::min(deadline_ms_, now_ms + kIdleCloseMs);
        return;
    }
    const std::int64_t ping_ms = limits_.ping_interval.count();
    if (ping_ms > 0 && silence >= ping_ms && now_ms - pinged_ms_ >= ping_ms && !pinging_) {
        pinged_ms_ = now_ms;
        ping();
    }
}

void Session::ping() {
    pinging_ = true;
    stream_.async_ping({}, [self = shared_from_this()](error_code) {
        self->pinging_ = false;
        if (self->state_ == State::failing && !self->writing_) self->fail_past_beast();
    });
}

}  // namespace

void open_websocket(Transport transport, const std::string& key, AcceptUpgrade accept,
                    const std::shared_ptr<Sweep>& sweep) {
    std::string subprotocol = std::move(accept.subprotocol);
    const auto session = std::make_shared<Session>(std::move(transport), std::move(accept), sweep);
    sweep->add(session);
    session->accept(key, std::move(subprotocol));
}

}  // namespace usher::net
