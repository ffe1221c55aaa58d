// Goal: every log line is one parseable line without secrets, whatever is put into it, from any
// thread.
#include "hub/ops/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <mutex>
#include <thread>

#include "hub/ops/log_line.hpp"

namespace usher::ops {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class LogTest : public ::testing::Test {
  protected:
    void start(LogFormat format, LogLevel level = LogLevel::debug) {
        start_logging({level, format, [this](std::string_view line) {
                           const std::lock_guard lock(mutex_);
                           lines_.emplace_back(line);
                       }});
    }
    void TearDown() override {
        stop_logging();
        set_log_level(LogLevel::info);
    }
    boost::json::object last() { return boost::json::parse(lines_.back()).as_object(); }

    std::mutex mutex_;
    std::vector<std::string> lines_;
};

TEST_F(LogTest, JsonCarriesEveryTypeOfField) {
    start(LogFormat::json);
    Log("gateway")
        .with("node", "gwy_1")
        .info("customer connected", {{"sockets", 3},
                                     {"bytes", 18446744073709551615U},
                                     {"ratio", 0.5},
                                     {"secure", true},
                                     {"via", "proxy"}});
    const auto line = last();
    EXPECT_EQ(line.at("level"), "info");
    EXPECT_EQ(line.at("room"), "gateway");
    EXPECT_EQ(line.at("msg"), "customer connected");
    EXPECT_EQ(line.at("node"), "gwy_1");
    EXPECT_EQ(line.at("sockets"), 3);
    EXPECT_EQ(line.at("bytes"), 18446744073709551615U);
    EXPECT_EQ(line.at("ratio"), 0.5);
    EXPECT_EQ(line.at("secure"), true);
    EXPECT_EQ(line.at("via"), "proxy");
    EXPECT_EQ(line.at("ts").as_string().size(), 24U);
}

TEST_F(LogTest, AnyBytesMakeOneValidLine) {
    start(LogFormat::json);
    std::string every;
    for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
    const std::string broken =
        "\xc3\xed\xa0\x80\xf4\x90\x80\x80 \"quoted\"\r\nlevel=error \xf0\x9f\x98\x80";
    for (const std::string& text :
         {every, broken, std::string(5000, 'x'), std::string(3000, '\xe2')}) {
        Log(text).error(text, {{"value", text}});
        EXPECT_THAT(lines_.back(), Not(HasSubstr("\n")));
        EXPECT_NO_THROW(last());
    }
    start(LogFormat::text);
    Log("x").error(broken, {{"value", broken}});
    EXPECT_THAT(lines_.back(), Not(HasSubstr("\n")));
    EXPECT_THAT(lines_.back(), Not(HasSubstr("\r")));
}

TEST_F(LogTest, TextIsForPeople) {
    start(LogFormat::text);
    Log("engine").warning("late", {{"behind_ms", 1200}, {"why", "disk is full"}});
    EXPECT_THAT(lines_.back(),
                HasSubstr(" warning engine: late behind_ms=1200 why=\"disk is full\""));
}

TEST_F(LogTest, SecretsAreMasked) {
    start(LogFormat::json);
    Log("app").info("connected to redis://usher:hunter2@redis:6379/0 and https://x@y/",
                    {{"password", "hunter2"},
                     {"ticket", "hunter2"},
                     {"set_cookie", "hunter2"},
                     {"url", "postgresql://u:hunter2@db/x"},
                     {"origin", "https://shop.example"}});
    EXPECT_THAT(lines_.back(), Not(HasSubstr("hunter2")));
    EXPECT_THAT(lines_.back(), HasSubstr("redis://(secret)@redis:6379/0"));
    EXPECT_EQ(last().at("origin"), "https://shop.example");
    Log("app").with("token", "hunter2").info("x");
    EXPECT_THAT(lines_.back(), Not(HasSubstr("hunter2")));
}

TEST_F(LogTest, LinesBelowTheLevelAreNotWritten) {
    start(LogFormat::text, LogLevel::warning);
    Log("x").info("no");
    Log("x").warning("yes");
    set_log_level(LogLevel::debug);
    Log("x").debug("yes");
    EXPECT_THAT(lines_, SizeIs(2));
}

TEST_F(LogTest, ThreadsNeverMixTheirLines) {
    start(LogFormat::json);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([t] {
            const Log log("thread");
            for (int i = 0; i < 500; ++i) log.info(std::string(200, 'a'), {{"t", t}, {"i", i}});
        });
    }
    for (auto& thread : threads) thread.join();
    ASSERT_THAT(lines_, SizeIs(2000));
    for (const auto& line : lines_) ASSERT_NO_THROW(boost::json::parse(line));
}

TEST(LogToStderr, EveryLineIsWrittenBeforeStopReturns) {
    ::testing::internal::CaptureStderr();
    start_logging({LogLevel::info, LogFormat::text, {}});
    for (int i = 0; i < 300; ++i) Log("x").info("line", {{"i", i}});
    stop_logging();
    const std::string text = ::testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::ranges::count(text, '\n'), 300);
    EXPECT_THAT(text, HasSubstr("i=299\n"));
}

TEST(LogNames, LevelsAndFormats) {
    EXPECT_EQ(log_level_of("debug"), LogLevel::debug);
    EXPECT_EQ(log_level_of("error"), LogLevel::error);
    EXPECT_EQ(log_format_of("json"), LogFormat::json);
    EXPECT_EQ(log_format_of("text"), LogFormat::text);
}

}  // namespace
}  // namespace usher::ops
