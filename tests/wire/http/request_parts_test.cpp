// Goal: what clients send beside the path is read strictly; broken and hostile input is absent, not
// guessed.
#include "hub/gateway/http/request_parts.hpp"

#include <gtest/gtest.h>

namespace usher::gateway {
namespace {

net::HttpRequest with(std::string name, std::string value) {
    net::HttpRequest request;
    request.headers.emplace_back(std::move(name), std::move(value));
    return request;
}

TEST(Query, ValuesAreDecoded) {
    EXPECT_EQ(query_value("q=blue+lamp%21&limit=3", "q"), "blue lamp!");
    EXPECT_EQ(query_value("a=1&q=%C3%A9&q=2", "q"), "\xc3\xa9");
    EXPECT_EQ(query_value("q", "q"), "");
    EXPECT_EQ(query_value("qq=1", "q"), "");
    EXPECT_EQ(query_value("q=%zz", "q"), "");
    EXPECT_EQ(query_value("q=%a", "q"), "");
    EXPECT_EQ(query_value("q=a=b", "q"), "a=b");
}

TEST(Query, NumbersAreWholeOrRefused) {
    EXPECT_EQ(query_number("limit=7", "limit", 50).value(), 7U);
    EXPECT_EQ(query_number("", "limit", 50).value(), 50U);
    for (const char* text :
         {"limit=-1", "limit=1.5", "limit=x", "limit=99999999999999999999", "limit=1x"}) {
        EXPECT_FALSE(query_number(text, "limit", 50)) << text;
    }
}

TEST(TextObject, TakesFlatObjectsOnly) {
    const auto read = read_text_object(R"({"email":"a@b","password":"p\u00e9\n"})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->at("password"), "p\xc3\xa9\n");
    for (const char* text :
         {"", "[]", "null", "\"x\"", "{", R"({"a":1})", R"({"a":{"b":"c"}})", R"({"a":["b"]})",
          R"({"a":"b"} x)", "{\"a\":\"\xff\"}", R"({"a":null})"}) {
        EXPECT_FALSE(read_text_object(text)) << text;
    }
    EXPECT_FALSE(read_text_object(std::string(60'000, '[')));
    std::string many = "{";
    for (int i = 0; i < 17; ++i) many += (i ? ",\"" : "\"") + std::to_string(i) + "\":\"x\"";
    EXPECT_FALSE(read_text_object(many + "}"));
}

TEST(Cookies, TheFirstOfThatNameCounts) {
    const auto request = with("cookie", "a=1; usher_session=tok; usher_session=other;b=2");
    EXPECT_EQ(cookie_value(request, "usher_session"), "tok");
    EXPECT_EQ(cookie_value(request, "b"), "2");
    EXPECT_EQ(cookie_value(request, "session"), "");
    EXPECT_EQ(cookie_value(with("cookie", ";;=;x"), "usher_session"), "");
}

TEST(Encodings, GzipOnlyWhenAccepted) {
    for (const char* text :
         {"gzip", "deflate, gzip;q=0.8", "*", "GZIP", "br, gzip;q=0.001", "gzip;q=1"}) {
        EXPECT_TRUE(accepts_gzip(with("accept-encoding", text))) << text;
    }
    for (const char* text : {"", "br", "gzip;q=0", "gzip;q=0.000", "identity", "xgzip"}) {
        EXPECT_FALSE(accepts_gzip(with("accept-encoding", text))) << text;
    }
}

TEST(EntityTags, CompareWeakly) {
    EXPECT_TRUE(none_match_names(with("if-none-match", "\"a\", W/\"b\""), "\"b\""));
    EXPECT_TRUE(none_match_names(with("if-none-match", "*"), "\"b\""));
    EXPECT_FALSE(none_match_names(with("if-none-match", "\"a\""), "\"b\""));
    EXPECT_FALSE(none_match_names(net::HttpRequest{}, "\"b\""));
}

TEST(ContentType, JsonWithAnyParameters) {
    EXPECT_TRUE(has_json_type(with("content-type", "application/json; charset=utf-8")));
    EXPECT_TRUE(has_json_type(with("content-type", "Application/JSON")));
    for (const char* text :
         {"text/plain", "application/jsonx", "", "text/plain; application/json"}) {
        EXPECT_FALSE(has_json_type(with("content-type", text))) << text;
    }
}

}  // namespace
}  // namespace usher::gateway
