// Goal: the echo endpoint passes every recorded case of the Autobahn WebSocket suite, as a fuzzing
// client judges it: the events received, who closes, with which code, and a clean end where one is
// demanded.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "hub/net/echo.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/raw_websocket.hpp"

namespace usher::test {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr milliseconds kMarkWait{150};  ///< stands for the suite's seconds between the parts
constexpr milliseconds kVerdictWait{10'000};

std::string from_hex(std::string_view hex) {
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        out.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    }
    return out;
}

/// {"hex"} whole, {"fill_hex","length"} one octet repeated, {"repeat_hex","length"} a pattern
/// repeated.
std::string payload_of(const json::object& value) {
    if (const auto* hex = value.if_contains("hex")) return from_hex(hex->as_string());
    const auto length = static_cast<std::size_t>(value.at("length").as_int64());
    const auto* pattern = value.if_contains("fill_hex");
    const std::string part =
        from_hex((pattern != nullptr ? *pattern : value.at("repeat_hex")).as_string());
    std::string out;
    out.reserve(length + part.size());
    while (out.size() < length) out += part;
    out.resize(length);
    return out;
}

/// The recording of this case lost its encoding: it holds ISO 8859-1 where the suite sends UTF-8.
std::string as_utf8(const std::string& latin) {
    std::string out;
    for (const char c : latin) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet >= 0x80) out.push_back(static_cast<char>(0xc0 | octet >> 6));
        out.push_back(octet < 0x80 ? c : static_cast<char>(0x80 | (octet & 0x3f)));
    }
    return out;
}

class Case {
  public:
    Case(const json::object& spec, std::uint16_t port)
        : spec_(spec),
          latin_(spec.at("id").as_string() == "6.2.2"),
          socket_(RawWebSocket::open(port)) {
        for (const auto& [name, sequence] : spec_.at("accept").as_object()) {
            accepted_.push_back(sequence.as_array());
            for (auto& event : accepted_.back()) {
                if (auto* payload = event.as_object().if_contains("payload")) {
                    *payload = json::string(payload_in(payload->as_object()));
                }
            }
        }
        // Where the recording lists nothing, the suite expects every message back as it was sent.
        expects_echo_ = accepted_.empty();
        if (expects_echo_) accepted_.emplace_back();
        // "Send 1000 text messages ...": recorded once; the suite sends each when the last is back.
        if (const std::string_view text = spec_.at("description").as_string();
            text.starts_with("Send 1000 ")) {
            rounds_ = 1000;
        }
    }

    /// Empty when the case passes, else what went wrong.
    std::string run() {
        for (unsigned round = 0; round < rounds_; ++round) {
            for (const auto& action : spec_.at("actions").as_array()) perform(action.as_object());
            while (rounds_ > 1 && events_.size() <= round) {
                if (!read(kVerdictWait)) return "round " + std::to_string(round) + " has no echo";
            }
        }
        const bool we_close = !peer_must_fail() && !spec_.at("suppress_close").as_bool();
        const auto until = RawTcp::Clock::now() + kVerdictWait;
        while (!ended_) {
            if (we_close && !close_sent_ && matches()) {
                send_close(static_cast<unsigned>(allowed_codes()[0].as_int64()));
            }
            if (!read(RawTcp::left(until))) break;
        }
        return verdict();
    }

  private:
    bool peer_must_fail() const {
        return spec_.at("close").at("peer_must_fail_connection").as_bool();
    }
    const json::array& allowed_codes() const {
        return spec_.at("close").at("closeCode").as_array();
    }

    void perform(const json::object& action) {
        const std::string_view what = action.at("do").as_string();
        if (what == "frame") return send_frame(action);
        if (what == "message") return send_message(action);
        if (what == "close") return send_close(static_cast<unsigned>(action.at("code").as_int64()));
        if (what == "close_frame") return send_close_frame(action);
        if (what == "wait_s") return wait_at_mark();
        if (what == "begin_message") {
            chopped_opcode_ = action.at("binary").as_bool() ? 2 : 1;
            return;
        }
        if (what == "begin_frame") {
            const auto length = static_cast<std::uint64_t>(action.at("declared_length").as_int64());
            socket_.tcp().send(frame_header(true, 0, chopped_opcode_, length));
            return;
        }
        if (what == "frame_octets") {
            const std::string part = payload_of(action.at("payload").as_object());
            socket_.tcp().send(mask(part, chopped_sent_));
            chopped_sent_ += part.size();
            return;
        }
        // end_message ends a complete frame; the two limits only bound the wait for the verdict.
        EXPECT_TRUE(what == "end_message" || what == "drop_tcp_after_s" ||
                    what == "expect_done_within_s")
            << what;
    }

    std::string payload_in(const json::object& value) const {
        return latin_ ? as_utf8(payload_of(value)) : payload_of(value);
    }

    void expect_echo(const std::string& payload, std::int64_t opcode) {
        if (!expects_echo_ || opcode >= 8) return;
        accepted_[0].push_back(
            json::object{{"event", "message"}, {"binary", opcode == 2}, {"payload", payload}});
    }

    void send_frame(const json::object& action) {
        const std::string payload = payload_in(action.at("payload").as_object());
        expect_echo(payload, action.at("opcode").as_int64());
        const std::string bytes =
            client_frame({.fin = action.at("fin").as_bool(),
                          .rsv = static_cast<unsigned>(action.at("rsv").as_int64()),
                          .opcode = static_cast<unsigned>(action.at("opcode").as_int64()),
                          .payload = payload});
        if (action.at("opcode").as_int64() == 8) close_sent_ = true;
        const auto* chop = action.if_contains("tcp_chop_octets");
        const std::size_t step =
            chop != nullptr ? static_cast<std::size_t>(chop->as_int64()) : bytes.size();
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            socket_.tcp().send(std::string_view(bytes).substr(at, step));
        }
    }

    void send_message(const json::object& action) {
        const std::string whole = payload_of(action.at("payload").as_object());
        const unsigned opcode = action.at("binary").as_bool() ? 2 : 1;
        expect_echo(whole, opcode);
        const auto* fragment = action.if_contains("fragment_octets");
        const std::size_t step = fragment != nullptr
                                     ? static_cast<std::size_t>(fragment->as_int64())
                                     : std::max<std::size_t>(whole.size(), 1);
        std::string bytes;
        for (std::size_t at = 0; at == 0 || at < whole.size(); at += step) {
            bytes += client_frame({.fin = at + step >= whole.size(),
                                   .opcode = at == 0 ? opcode : 0,
                                   .payload = whole.substr(at, step)});
        }
        socket_.tcp().send(bytes);
    }

    void send_close(unsigned code) {
        close_sent_ = true;
        socket_.send_close(code);
    }

    void send_close_frame(const json::object& action) {
        close_sent_ = true;
        std::string payload = close_payload(static_cast<unsigned>(action.at("code").as_int64()));
        if (const auto* reason = action.if_contains("reason")) {
            payload += payload_of(reason->as_object());
        }
        socket_.send({.opcode = 8, .payload = payload});
    }

    void wait_at_mark() {
        const auto until = RawTcp::Clock::now() + kMarkWait;
        while (!ended_ && RawTcp::Clock::now() < until) {
            if (!read(RawTcp::left(until))) break;
        }
        if (!ended_ && close_code_ < 0) {
            events_.push_back(
                json::object{{"event", "still-open-at"}, {"mark", std::string(1, next_mark_)}});
        }
        ++next_mark_;
    }

    /// One frame or the end of the connection; false when nothing came in time.
    bool read(milliseconds patience) {
        const auto frame = socket_.receive(patience);
        if (!frame) {
            ended_ = socket_.tcp().receive(milliseconds{0}) == RawTcp::Got::end;
            return ended_;
        }
        if (frame->rsv != 0) broken_ = "reserved bits in the echo";
        if (frame->opcode == 8) {
            close_code_ = frame->payload.size() < 2
                              ? 1005
                              : static_cast<unsigned char>(frame->payload[0]) << 8 |
                                    static_cast<unsigned char>(frame->payload[1]);
        } else if (frame->opcode >= 9) {
            events_.push_back(json::object{{"event", frame->opcode == 9 ? "ping" : "pong"},
                                           {"payload", frame->payload}});
        } else {
            if (frame->opcode != 0) partial_ = {frame->payload, frame->opcode == 2};
            if (frame->opcode == 0) partial_.bytes += frame->payload;
            if (frame->fin) {
                events_.push_back(json::object{{"event", "message"},
                                               {"binary", partial_.binary},
                                               {"payload", partial_.bytes}});
            }
        }
        return true;
    }

    bool matches() const {
        return std::ranges::any_of(accepted_,
                                   [&](const auto& events) { return events == events_; });
    }

    std::string verdict() const {
        if (!broken_.empty()) return broken_;
        // Whether messages sent before our own close are still echoed is left to the
        // implementation.
        const bool free_outcome = spec_.at("id").as_string() == "7.1.6";
        if (!free_outcome && !matches()) {
            return "received " + std::to_string(events_.size()) + " other events than expected";
        }
        if (!ended_) return "the server did not end the TCP connection";
        if (spec_.at("close").at("requireClean").as_bool() && close_code_ < 0) {
            return "no close frame";
        }
        if (close_code_ < 0 || close_code_ == 1005) return {};
        for (const auto& code : allowed_codes()) {
            if (code.as_int64() == close_code_) return {};
        }
        return "close code " + std::to_string(close_code_);
    }

    const json::object& spec_;
    const bool latin_;
    bool expects_echo_ = false;
    unsigned rounds_ = 1;
    std::vector<json::array> accepted_;
    RawWebSocket socket_;
    json::array events_;
    Message partial_;
    std::string broken_;
    unsigned chopped_opcode_ = 1;
    std::size_t chopped_sent_ = 0;
    int close_code_ = -1;
    char next_mark_ = 'A';
    bool close_sent_ = false;
    bool ended_ = false;
};

TEST(WebSocketConformance, PassesEveryAutobahnCase) {
    const std::string path =
        std::string(USHER_SOURCE_DIR) + "/../shared/corpora/websocket-autobahn/cases.json";
    std::ifstream file(path);
    if (!file) GTEST_SKIP() << "the recorded Autobahn cases are not on this machine";
    std::stringstream text;
    text << file.rdbuf();
    const json::value suite = json::parse(text.str());

    RawServer server;
    server.upgrade = [](const net::HttpRequest&) { return net::accept_echo(); };
    const auto port = server.start();
    std::size_t passed = 0;
    const auto& cases = suite.at("cases").as_array();
    for (const auto& entry : cases) {
        const auto& spec = entry.as_object();
        const std::string wrong = Case(spec, port).run();
        EXPECT_EQ(wrong, "") << spec.at("id").as_string() << ": "
                             << spec.at("description").as_string();
        passed += wrong.empty() ? 1 : 0;
    }
    EXPECT_GT(cases.size(), 100U);
    std::cout << "autobahn: " << passed << " of " << cases.size() << " cases passed\n";
}

}  // namespace
}  // namespace usher::test
