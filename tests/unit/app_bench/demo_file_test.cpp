// Goal: the demo's address, key and accounts are read as written, and whatever is wrong with them
// is named.
#include "hub/app/bench/demo_file.hpp"

#include <gtest/gtest.h>

#include "hub/app/bench/bench.hpp"

namespace usher::bench {
namespace {

TEST(DemoFile, IsReadWhole) {
    const auto demo =
        parse_demo_file(R"({"url":"http://127.0.0.1:8080","console_url":"x","shop_url":"y",
        "site_key":"site_demo","agents":[{"email":"a@b","password":"p","role":"agent"},
        {"email":"c@d","password":"q","role":"admin"}]})");
    ASSERT_TRUE(demo) << demo.error().text;
    EXPECT_EQ(demo->origin.host, "127.0.0.1");
    EXPECT_EQ(demo->origin.port, 8080);
    EXPECT_EQ(demo->site_key, "site_demo");
    ASSERT_EQ(demo->accounts.size(), 2U);
    EXPECT_EQ(demo->accounts[1].email, "c@d");
    EXPECT_EQ(demo->accounts[1].password, "q");
}

TEST(DemoFile, SaysWhatIsWrong) {
    const std::pair<const char*, const char*> cases[] = {
        {"[]", "JSON object"},
        {"{", "JSON object"},
        {R"({"url":"https://x","site_key":"k"})", "TLS"},
        {R"({"url":"http://x:y","site_key":"k"})", "port"},
        {R"({"url":"http://x"})", "site_key"},
        {R"({"url":"http://x","site_key":"k","agents":[]})", "agents"},
    };
    for (const auto& [json, word] : cases) {
        const auto demo = parse_demo_file(json);
        ASSERT_FALSE(demo) << json;
        EXPECT_NE(demo.error().text.find(word), std::string::npos) << demo.error().text;
    }
    EXPECT_EQ(read_demo_file("/nonexistent/demo.json").error().kind, Error::Kind::not_found);
}

TEST(HttpOrigin, KnowsItsPartsWithAndWithoutPort) {
    const auto plain = parse_origin("http://shop.example/path");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->authority(), "shop.example:80");
    EXPECT_EQ(plain->url, "http://shop.example");
    EXPECT_FALSE(parse_origin("http://:80"));
    EXPECT_FALSE(parse_origin("shop.example"));
}

TEST(HttpAnswer, GivesStatusBodyAndCookie) {
    const auto answer = parse_answer(
        "HTTP/1.1 200 OK\r\nset-Cookie: usher=abc; HttpOnly; SameSite=Strict\r\n"
        "Content-Length: 5\r\n\r\nhellorest");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200U);
    EXPECT_EQ(answer->body, "hello");
    EXPECT_EQ(answer->cookie(), "usher=abc");
    EXPECT_FALSE(parse_answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"));
    EXPECT_FALSE(parse_answer("SSH-2.0"));
    EXPECT_EQ(parse_answer("HTTP/1.1 204 No Content\r\n\r\n")->cookie(), "");
}

TEST(BenchOptions, ThatCannotBeMetAreRefusedBeforeAnythingStarts) {
    BenchOptions options;
    EXPECT_EQ(run_bench(options), kWrongOptions);
}

}  // namespace
}  // namespace usher::bench
