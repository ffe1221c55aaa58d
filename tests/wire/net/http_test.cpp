// Goal: HTTP/1.1 requests reach the handler whole and once, answers go out in order, and everything
// that is malformed, too large, too slow or too much is refused with the status that says so.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/support/raw_server.hpp"

namespace usher::test {
namespace {

using std::chrono::milliseconds;

struct Http : ::testing::Test {
    RawServer server;

    static std::string get(std::string_view path, std::string_view extra = "") {
        return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(extra) +
               "\r\n";
    }
    static std::string post(std::string_view headers, std::string_view body) {
        return "POST /in HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n" +
               std::string(body);
    }
    /// The handler answers with the body it got.
    void mirror() {
        server.request = [](net::HttpRequest asked, net::Responder respond) {
            respond(net::HttpResponse::text(200, "[" + asked.body + "]"));
        };
    }
};

TEST_F(Http, RequestsArriveWithTheirParts) {
    Seen<net::HttpRequest> seen;
    server.request = [&](net::HttpRequest asked, net::Responder respond) {
        seen.push(std::move(asked));
        respond(net::HttpResponse::json(201, "{}"));
    };
    const auto port = server.start();
    const auto answer =
        ask(port,
            "PUT /a%20b?q=1&r=?x HTTP/1.1\r\nHost: hub\r\nX-Thing:  one \r\nX-THING: two\r\n"
            "Content-Length: 4\r\nConnection: close\r\n\r\nbody");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 201 Created\r\nDate: ")) << answer;
    EXPECT_TRUE(answer.contains("Content-Type: application/json\r\nContent-Length: 2\r\n"));
    EXPECT_TRUE(answer.ends_with("\r\n\r\n{}"));
    const auto asked = seen.next();
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->method, "PUT");
    EXPECT_EQ(asked->path, "/a%20b");
    EXPECT_EQ(asked->query, "q=1&r=?x");
    EXPECT_EQ(asked->header("x-thing"), "one");
    EXPECT_EQ(asked->headers[2].second, "two");
    EXPECT_EQ(asked->body, "body");
    EXPECT_EQ(asked->remote_address, "127.0.0.1");
    EXPECT_FALSE(asked->secure);
}

TEST_F(Http, AbsoluteTargetsAndAsteriskAreUnderstood) {
    const auto port = server.start();
    EXPECT_TRUE(
        ask(port, get("http://hub.example/x?y", "Connection: close\r\n")).ends_with("GET /x"));
    EXPECT_TRUE(ask(port, get("http://hub.example", "Connection: close\r\n")).ends_with("GET /"));
    EXPECT_TRUE(ask(port, "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .ends_with("OPTIONS *"));
}

TEST_F(Http, ConnectionsAreKeptAndPipelinedRequestsAnsweredInOrder) {
    RawTcp tcp(server.start());
    tcp.send(get("/1") + get("/2"));
    tcp.send(get("/3", "Connection: close\r\n"));
    EXPECT_TRUE(tcp.receive_end());
    const auto first = tcp.buffer().find("GET /1");
    const auto second = tcp.buffer().find("GET /2");
    const auto third = tcp.buffer().find("GET /3");
    EXPECT_LT(first, second);
    EXPECT_LT(second, third);
    EXPECT_NE(third, std::string::npos);
}

TEST_F(Http, HttpTenEndsUnlessKeptAlive) {
    const auto port = server.start();
    EXPECT_TRUE(ask(port, "GET /old HTTP/1.0\r\n\r\n").contains("Connection: close\r\n"));
    RawTcp kept(port);
    kept.send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_TRUE(kept.receive_until("GET /old").contains("Connection: keep-alive\r\n"));
}

TEST_F(Http, ChunkedBodiesAreJoined) {
    mirror();
    const auto port = server.start();
    RawTcp tcp(port);
    tcp.send(post("Transfer-Encoding: chunked\r\n",
                  "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nHost: t\r\n\r\n") +
             get("/next", "Connection: close\r\n"));
    EXPECT_TRUE(tcp.receive_end());
    EXPECT_TRUE(tcp.buffer().contains("[abcdefgh]")) << tcp.buffer();
    EXPECT_TRUE(tcp.buffer().ends_with("[]"));
}

TEST_F(Http, AmbiguousFramingIsRefusedAndEndsTheConnection) {
    const auto port = server.start();
    for (const std::string headers :
         {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
          "Content-Length: 3\r\nContent-Length: 3\r\n",
          "Content-Length: 3\r\nContent-Length: 4\r\n", "Content-Length: 3, 3\r\n",
          "Content-Length: +3\r\n", "Content-Length: -3\r\n",
          "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: gzip, chunked\r\n",
          "Transfer-Encoding: identity\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", "Content-Length : 3\r\n"}) {
        const auto answer = ask(port, post(headers, "abc") + get("/smuggled"));
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << headers << answer;
        EXPECT_FALSE(answer.contains("smuggled")) << headers;
    }
    EXPECT_TRUE(ask(port, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                    .starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(ask(port, post("Transfer-Encoding: chunked\r\n", "zz\r\n")).contains(" 400 "));
}

TEST_F(Http, BodiesAboveTheLimitAreRefused) {
    mirror();
    server.options.limits.body_bytes_max = 1000;
    const auto port = server.start();
    EXPECT_TRUE(
        ask(port, post("Content-Length: 1001\r\n", std::string(1001, 'x'))).contains(" 413 "));
    EXPECT_TRUE(ask(port, post("Content-Length: 99999999999\r\n", "")).contains(" 413 "));
    const auto chunked =
        post("Transfer-Encoding: chunked\r\n",
             "258\r\n" + std::string(600, 'x') + "\r\n258\r\n" + std::string(600, 'x') + "\r\n");
    EXPECT_TRUE(ask(port, chunked).contains(" 413 "));
    EXPECT_TRUE(ask(port, post("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFF\r\nx"))
                    .contains(" 413 "));
    EXPECT_TRUE(
        ask(port, post("Connection: close\r\nContent-Length: 1000\r\n", std::string(1000, 'x')))
            .ends_with("x]"));
}

TEST_F(Http, ExpectContinueIsAnsweredBeforeTheBody) {
    mirror();
    const auto port = server.start();
    RawTcp tcp(port);
    tcp.send(post("Expect: 100-continue\r\nContent-Length: 4\r\n", ""));
    EXPECT_EQ(tcp.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    tcp.send("body");
    EXPECT_TRUE(tcp.receive_until("[body]").starts_with("HTTP/1.1 200 "));
}

TEST_F(Http, HeadHasTheLengthButNoBody) {
    const auto answer =
        ask(server.start(), "HEAD /thing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(answer.contains("Content-Length: 11\r\n")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(Http, LateAnswersWorkAndSecondOnesAreIgnored) {
    Seen<std::shared_ptr<net::Responder>> waiting;
    server.request = [&](const net::HttpRequest&, net::Responder respond) {
        waiting.push(std::make_shared<net::Responder>(std::move(respond)));
    };
    RawTcp tcp(server.start());
    tcp.send(get("/late"));
    auto respond = waiting.next().value();
    EXPECT_EQ(tcp.receive(milliseconds{20}), RawTcp::Got::nothing);
    server.call([&] {
        (*respond)(net::HttpResponse::text(200, "at last"));
        (*respond)(net::HttpResponse::text(200, "again"));
        respond.reset();
    });
    EXPECT_FALSE(tcp.receive_until("at last").empty());
    EXPECT_EQ(tcp.receive(milliseconds{20}), RawTcp::Got::nothing);
}

TEST_F(Http, ADroppedResponderAnswers500) {
    server.request = [](const net::HttpRequest&, const net::Responder&) {};
    const auto answer = ask(server.start(), get("/", "Connection: close\r\n"));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
}

TEST_F(Http, HeadersThatCouldSplitTheAnswerAreNotWritten) {
    server.request = [](const net::HttpRequest& asked, net::Responder respond) {
        const std::string bad = asked.path == "/name" ? "X-A\r\nX-B" : "X-A";
        const std::string value = asked.path == "/nul" ? std::string("a\0b", 3) : "a\r\nX-Evil: 1";
        respond(net::HttpResponse::text(200, "ok").with(bad, value));
    };
    const auto port = server.start();
    for (const auto* path : {"/name", "/nul", "/value"}) {
        const auto answer = ask(port, get(path, "Connection: close\r\n"));
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
        EXPECT_FALSE(answer.contains("Evil")) << answer;
    }
}

TEST_F(Http, SlowBodiesEndWith408AndSlowHandlersWith504) {
    server.options.limits.body_timeout = milliseconds{50};
    server.options.limits.answer_timeout = milliseconds{50};
    std::vector<net::Responder> kept;
    server.request = [&](const net::HttpRequest&, net::Responder respond) {
        kept.push_back(std::move(respond));
    };
    const auto port = server.start();
    EXPECT_TRUE(ask(port, post("Content-Length: 10\r\n", "half")).starts_with("HTTP/1.1 408 "));
    EXPECT_TRUE(ask(port, get("/")).starts_with("HTTP/1.1 504 "));
    server.call([&] { kept.clear(); });
}

TEST_F(Http, IdleConnectionsEnd) {
    server.options.limits.idle_timeout = milliseconds{50};
    RawTcp tcp(server.start());
    tcp.send(get("/"));
    EXPECT_FALSE(tcp.receive_until("GET /").empty());
    EXPECT_TRUE(tcp.receive_end());
    EXPECT_EQ(tcp.buffer(), "");
}

TEST_F(Http, AnswersNobodyReadsAreGivenUp) {
    server.options.limits.write_timeout = milliseconds{100};
    server.request = [](const net::HttpRequest&, net::Responder respond) {
        respond(net::HttpResponse::text(200, std::string(64 * 1024 * 1024, 'x')));
    };
    RawTcp tcp(server.start(), 4096);
    tcp.send(get("/"));
    std::size_t open = 1;
    for (int i = 0; i < 2'000 && open > 0; ++i) {
        std::this_thread::sleep_for(milliseconds{1});
        server.call([&] { open = server.server().connections(); });
    }
    EXPECT_EQ(open, 0U);
}

TEST_F(Http, TooManyConnectionsGet503AndTheOthersGoOn) {
    server.options.limits.connections_max = 2;
    const auto port = server.start();
    RawTcp first(port);
    RawTcp second(port);
    first.send(get("/1"));
    EXPECT_FALSE(first.receive_until("GET /1").empty());
    second.send(get("/2"));
    EXPECT_FALSE(second.receive_until("GET /2").empty());
    RawTcp third(port);
    EXPECT_TRUE(third.receive_end());
    EXPECT_TRUE(third.buffer().starts_with("HTTP/1.1 503 ")) << third.buffer();
    EXPECT_TRUE(third.buffer().contains("Retry-After: "));
    first.send(get("/again"));
    EXPECT_FALSE(first.receive_until("GET /again").empty());
}

TEST_F(Http, OneAddressGetsItsShareOnly) {
    server.options.limits.connections_per_address_max = 2;
    const auto port = server.start();
    RawTcp first(port);
    {
        RawTcp second(port);
        RawTcp third(port);
        EXPECT_TRUE(third.receive_end());
        EXPECT_TRUE(third.buffer().starts_with("HTTP/1.1 429 ")) << third.buffer();
        second.end_sending();
        EXPECT_TRUE(second.receive_end());
    }
    EXPECT_TRUE(ask(port, get("/", "Connection: close\r\n")).ends_with("GET /"));
}

TEST_F(Http, DescriptorsRunningLowMean503AndNotSilence) {
    const auto port = server.start();
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit low{120, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
    {
        std::vector<RawTcp> clients;
        bool refused = false;
        for (int i = 0; i < 60 && !refused; ++i) {
            clients.emplace_back(port);
            clients.back().send(get("/"));
            EXPECT_EQ(clients.back().receive(), RawTcp::Got::bytes);
            refused = clients.back().buffer().starts_with("HTTP/1.1 503 ");
        }
        EXPECT_TRUE(refused);
        clients.front().send(get("/others-go-on"));
        EXPECT_FALSE(clients.front().receive_until("others-go-on").empty());
    }
    setrlimit(RLIMIT_NOFILE, &before);
}

TEST_F(Http, StoppingInTwoPhasesFinishesWhatIsUnderWay) {
    Seen<std::shared_ptr<net::Responder>> waiting;
    server.request = [&](const net::HttpRequest&, net::Responder respond) {
        waiting.push(std::make_shared<net::Responder>(std::move(respond)));
    };
    const auto port = server.start();
    RawTcp busy(port);
    RawTcp idle(port);
    busy.send(get("/busy"));
    auto respond = waiting.next().value();
    server.call([&] { server.server().stop_accepting(); });
    EXPECT_THROW(RawTcp{port}, std::runtime_error);
    server.call([&] { server.server().close_all(1001, "restart"); });
    EXPECT_TRUE(idle.receive_end());
    server.call([&] { (*respond)(net::HttpResponse::text(200, "finished")); });
    EXPECT_TRUE(busy.receive_end());
    EXPECT_TRUE(busy.buffer().contains("Connection: close\r\n"));
    EXPECT_TRUE(busy.buffer().ends_with("finished"));
    server.call([&] { respond.reset(); });
}

}  // namespace
}  // namespace usher::test
