// Measures the server's resident memory per idle WebSocket: usher_net_idle_memory [connections]
// [tls]. The server is a child process, so that the clients' memory does not count. Not part of
// ctest.
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <vector>

#include "hub/net/http_server.hpp"
#include "hub/net/loop.hpp"
#include "tests/support/raw_certificate.hpp"
#include "tests/support/raw_websocket.hpp"

namespace {

using namespace usher;

struct Quiet final : net::WebSocketObserver {
    explicit Quiet(std::shared_ptr<net::WebSocket> opened) : socket(std::move(opened)) {}
    void on_message(std::string_view bytes, bool) override {
        socket->send(std::make_shared<const std::string>(bytes));
    }
    void on_close(std::uint16_t, std::string_view) override { socket.reset(); }
    std::shared_ptr<net::WebSocket> socket;
};

struct Accepting final : net::HttpHandler {
    void on_request(net::HttpRequest, net::Responder respond) override {
        respond(net::HttpResponse::text(404, ""));
    }
    net::UpgradeAnswer on_upgrade(const net::HttpRequest&) override {
        return net::AcceptUpgrade{.open = [](std::shared_ptr<net::WebSocket> socket) {
            return std::make_shared<Quiet>(std::move(socket));
        }};
    }
};

[[noreturn]] void serve(int port_pipe, const std::optional<net::TlsFiles>& tls) {
    net::Loop loop;
    Accepting handler;
    net::HttpServer server(loop, {.tls = tls}, handler);
    const std::uint16_t port = server.listen().value();
    if (write(port_pipe, &port, sizeof port) != sizeof port) std::exit(1);
    loop.run();
    std::exit(0);
}

double resident_kib(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) return std::strtod(line.c_str() + 6, nullptr);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const int wanted = argc > 1 ? std::atoi(argv[1]) : 9000;
    const bool with_tls = argc > 2 && std::strcmp(argv[2], "tls") == 0;
    const test::RawCertificate files;
    std::optional<net::TlsFiles> tls;
    if (with_tls) tls = net::TlsFiles{files.certificate(), files.key()};
    int pipes[2];
    if (pipe(pipes) != 0) return 1;
    const pid_t server = fork();
    if (server == 0) serve(pipes[1], tls);
    std::uint16_t port = 0;
    if (read(pipes[0], &port, sizeof port) != sizeof port) return 1;

    std::vector<test::RawWebSocket> sockets;
    const auto open = [&](int count) {
        for (int i = 0; i < count; ++i) {
            test::RawTcp tcp(port);
            if (with_tls && !tcp.start_tls()) std::exit(1);
            sockets.emplace_back(std::move(tcp));
            if (!sockets.back().shake_hands(test::handshake_text())) std::exit(1);
        }
    };
    open(wanted / 10);  // what the process needs once
    const double before = resident_kib(server);
    open(wanted);
    const double idle = resident_kib(server);
    for (auto& socket : sockets) {
        socket.send_binary(std::string(300, 'm'));
        socket.receive();
    }
    const double used = resident_kib(server);
    std::printf("%d connections%s: %.2f KiB each idle, %.2f KiB after one message of 300 bytes\n",
                wanted, with_tls ? " with TLS" : "", (idle - before) / wanted,
                (used - before) / wanted);
    kill(server, SIGTERM);
    waitpid(server, nullptr, 0);
    return 0;
}
