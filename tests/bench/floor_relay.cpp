#include "tests/bench/floor_relay.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket.hpp>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <vector>

namespace usher::floor {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using beast::error_code;

namespace {

constexpr std::size_t kAddressBytes = 5;
constexpr std::uint32_t kNumberMax = 100'000;
constexpr std::size_t kWaitingBytesMax = 8u << 20;

class Session;

/// Who is connected, by number; and who waits for room in the pipeline.
struct Directory {
    std::vector<Session*> customers;
    std::vector<Session*> agents;
    std::vector<std::shared_ptr<Session>> parked;
    std::vector<std::shared_ptr<Session>> touched;
    Appender* appender = nullptr;
    bool coalesce = false;

    std::vector<Session*>& side(char which) { return which == 'a' ? agents : customers; }
};

class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(tcp::socket socket, Directory& directory)
        : ws_(std::move(socket)), directory_(directory) {}
    ~Session() {
        if (number_ < directory_.side(side_).size() && directory_.side(side_)[number_] == this)
            directory_.side(side_)[number_] = nullptr;
    }

    void start() {
        request_ = std::make_unique<http::request<http::string_body>>();
        http::async_read(ws_.next_layer(), buffer_, *request_,
                         beast::bind_front_handler(&Session::on_request, shared_from_this()));
    }
    void read() {
        ws_.async_read(buffer_, beast::bind_front_handler(&Session::on_read, shared_from_this()));
    }
    /// Queues; true when this is the first since the last flush.
    bool deliver(std::string_view bytes) {
        if ((waiting_bytes_ += bytes.size()) > kWaitingBytesMax) {
            beast::get_lowest_layer(ws_).close();
            return false;
        }
        const bool first = waiting_.empty();
        if (first || !directory_.coalesce) {
            waiting_.emplace_back(bytes);
        } else {
            waiting_.back().append(bytes);
        }
        return first;
    }
    void flush() {
        if (writing_ || waiting_.empty()) return;
        writing_ = true;
        sending_.swap(waiting_);
        waiting_bytes_ = 0;
        write_next(0);
    }

  private:
    void on_request(error_code error, std::size_t) {
        if (error || !take_place(request_->target())) return;
        ws_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
        ws_.binary(true);
        ws_.auto_fragment(false);
        ws_.async_accept(*request_,
                         beast::bind_front_handler(&Session::on_accept, shared_from_this()));
    }
    void on_accept(error_code error) {
        request_.reset();
        if (error) return;
        buffer_.clear();
        buffer_.shrink_to_fit();
        read();
    }
    bool take_place(std::string_view target) {
        const bool agent = target.starts_with("/agent/");
        if (!agent && !target.starts_with("/customer/")) return false;
        const auto digits = target.substr(target.rfind('/') + 1);
        std::uint32_t number = 0;
        const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (end.ec != std::errc{} || number >= kNumberMax) return false;
        side_ = agent ? 'a' : 'c';
        number_ = number;
        auto& places = directory_.side(side_);
        if (places.size() <= number_) places.resize(number_ + 1);
        places[number_] = this;
        return true;
    }
    void on_read(error_code error, std::size_t size) {
        if (error || size < kAddressBytes) return;
        directory_.appender->append({static_cast<const char*>(buffer_.cdata().data()), size});
        buffer_.consume(size);
        if (directory_.appender->full()) {
            directory_.parked.push_back(shared_from_this());
        } else {
            read();
        }
    }
    void write_next(std::size_t index) {
        ws_.async_write(asio::buffer(sending_[index]),
                        [self = shared_from_this(), index](error_code error, std::size_t) {
                            if (error) return;
                            if (index + 1 < self->sending_.size()) {
                                self->write_next(index + 1);
                                return;
                            }
                            self->sending_.clear();
                            self->writing_ = false;
                            self->flush();
                        });
    }

    websocket::stream<tcp::socket, false> ws_;
    Directory& directory_;
    beast::flat_buffer buffer_;
    std::unique_ptr<http::request<http::string_body>> request_;
    std::vector<std::string> waiting_;
    std::vector<std::string> sending_;
    std::size_t waiting_bytes_ = 0;
    std::uint32_t number_ = kNumberMax;
    char side_ = 'c';
    bool writing_ = false;
};

class Relay {
  public:
    explicit Relay(const RelayOptions& options)
        : acceptor_(context_, {asio::ip::make_address("127.0.0.1"), options.port}),
          appender_(context_, options.redis, [this] { resume(); }),
          tail_(
              context_, options.redis, [this](std::string_view entry) { route(entry); },
              [this] { flush(); }) {
        directory_.appender = &appender_;
        directory_.coalesce = options.coalesce;
    }

    void run() {
        asio::signal_set signals(context_, SIGINT, SIGTERM);
        signals.async_wait([this](error_code, int) { context_.stop(); });
        std::printf("floor: listening on 127.0.0.1:%u\n", acceptor_.local_endpoint().port());
        std::fflush(stdout);
        accept();
        context_.run();
    }

  private:
    void accept() {
        acceptor_.async_accept([this](error_code error, tcp::socket socket) {
            if (!error) {
                socket.set_option(tcp::no_delay(true), error);
                std::make_shared<Session>(std::move(socket), directory_)->start();
            }
            accept();
        });
    }
    void route(std::string_view entry) {
        if (entry.size() < kAddressBytes) return;
        std::uint32_t number = 0;
        for (std::size_t i = kAddressBytes; --i > 0;) {
            number = (number << 8) | static_cast<unsigned char>(entry[i]);
        }
        auto& places = directory_.side(entry[0]);
        if (number >= places.size() || places[number] == nullptr) return;
        Session& receiver = *places[number];
        if (receiver.deliver(entry.substr(kAddressBytes)))
            directory_.touched.push_back(receiver.shared_from_this());
    }
    void flush() {
        for (auto& session : directory_.touched) session->flush();
        directory_.touched.clear();
    }
    void resume() {
        auto parked = std::move(directory_.parked);
        directory_.parked.clear();
        for (auto& session : parked) session->read();
    }

    Directory directory_;
    asio::io_context context_{1};
    tcp::acceptor acceptor_;
    Appender appender_;
    Tail tail_;
};

}  // namespace

int run_relay(const RelayOptions& options) {
    try {
        Relay(options).run();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "floor: %s\n", error.what());
        return 1;
    }
}

}  // namespace usher::floor
