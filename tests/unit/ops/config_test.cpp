// Goal: an operator's mistakes are all found, named with place and remedy, and never half applied.
#include "hub/ops/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "hub/ops/config_check.hpp"
#include "hub/ops/config_keys.hpp"
#include "hub/ops/config_text.hpp"
#include "hub/ops/config_values.hpp"

namespace usher::ops {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ConfigTest : public ::testing::Test {
  protected:
    void SetUp() override {
        char name[] = "/tmp/usher-config-XXXXXX";
        folder_ = mkdtemp(name);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(const std::string& name, const std::string& text) {
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }

    /// Messages without the folder, so that they can be compared as a whole.
    std::vector<std::string> problems(const std::string& toml, const Environment& env = {}) {
        const auto loaded = load_config(write("usher.toml", toml), env);
        std::vector<std::string> out;
        if (loaded) return out;
        for (const auto& problem : loaded.error()) {
            std::string text = problem.message();
            const std::string prefix = folder_.string() + "/";
            for (auto at = text.find(prefix); at != text.npos; at = text.find(prefix)) {
                text.erase(at, prefix.size());
            }
            out.push_back(text);
        }
        return out;
    }

    std::filesystem::path folder_;
};

TEST_F(ConfigTest, NothingAtAllIsAWorkingConfiguration) {
    const auto loaded = load_config(std::nullopt, {});
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->config.listen.host, "127.0.0.1");
    EXPECT_EQ(loaded->config.listen.port, 8080);
    EXPECT_EQ(loaded->config.redis.url, "");
}

TEST_F(ConfigTest, ReadsEveryTypeOfValue) {
    const auto loaded = load_config(write("a.toml", R"(
[listen]
address = "[::1]:9000"
behind_proxy = true
trusted_proxies = ["10.0.0.0/8", "fd00::/8"]
[limits]
connections = 500
[session]
lifetime = "12h"
[redis]
fsync = "everysec"
)"),
                                    {});
    ASSERT_TRUE(loaded);
    const Config& c = loaded->config;
    EXPECT_EQ(c.listen.host, "::1");
    EXPECT_EQ(c.listen.port, 9000);
    EXPECT_TRUE(c.listen.behind_proxy);
    EXPECT_THAT(c.listen.trusted_proxies, ElementsAre("10.0.0.0/8", "fd00::/8"));
    EXPECT_EQ(c.limits.connections, 500);
    EXPECT_EQ(c.session.lifetime, std::chrono::hours(12));
    EXPECT_EQ(c.redis.fsync, "everysec");
}

TEST_F(ConfigTest, TheEnvironmentWinsOverTheFile) {
    const auto loaded = load_config(write("a.toml", "[listen]\naddress = \"127.0.0.1:1\"\n"),
                                    {{"USHER_LISTEN__ADDRESS", "127.0.0.1:2"},
                                     {"USHER_METRICS__ALLOW", "10.0.0.1, 192.168.0.0/16"},
                                     {"USHER_DEBUG__ECHO", "true"},
                                     {"USHER_LIMITS__CONNECTIONS", "77"}});
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->config.listen.port, 2);
    EXPECT_THAT(loaded->config.metrics.allow, ElementsAre("10.0.0.1", "192.168.0.0/16"));
    EXPECT_TRUE(loaded->config.debug.echo);
    EXPECT_EQ(loaded->config.limits.connections, 77);
    EXPECT_EQ(loaded->places.at("listen.address").source, "USHER_LISTEN__ADDRESS");
}

TEST_F(ConfigTest, EveryMistakeIsListedWithPlaceAndSuggestion) {
    EXPECT_THAT(
        problems(R"(colour = "red"
[listen]
adress = "127.0.0.1:80"
behind_proxy = "yes"
[lisen]
port = 1
[limits]
connections = 0
[redis]
fsync = "every-sec"
[log]
level = 3
[session]
lifetime = "forever"
[metrics]
allow = [1]
)"),
        ElementsAre(
            "usher.toml:1:1: unknown key colour above the first [section]",
            "usher.toml:3:1: unknown key listen.adress; did you mean address?",
            "usher.toml:4:1: listen.behind_proxy is a text, but must be true or false",
            "usher.toml:5:2: unknown section [lisen]; did you mean listen?",
            "usher.toml:8:1: limits.connections is 0, but must be from 10 to 10000000",
            "usher.toml:10:1: redis.fsync is \"every-sec\", but must be one of \"always\", "
            "\"everysec\"; did you mean \"everysec\"?",
            "usher.toml:12:1: log.level is a whole number, but must be one of \"debug\", "
            "\"info\", \"warning\", \"error\"",
            "usher.toml:14:1: session.lifetime is \"forever\", but must be a duration such as "
            "\"90s\", \"15m\", \"12h\", \"30d\"",
            "usher.toml:16:1: metrics.allow is a list with a whole number, but must be a list "
            "of texts"));
}

TEST_F(ConfigTest, BrokenTomlIsNamedWithItsLine) {
    const auto found = problems("[listen]\naddress = \"127.0.0.1:80\n");
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_THAT(found[0], HasSubstr("usher.toml:2:"));
}

TEST_F(ConfigTest, AMissingFileIsAnError) {
    const auto loaded = load_config(folder_ / "none.toml", {});
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().at(0).message(), HasSubstr("none.toml: cannot be opened"));
}

TEST_F(ConfigTest, MistypedVariablesAreErrorsAndForeignOnesAreNot) {
    EXPECT_THAT(problems("", {{"USHER_LISTEN__ADRESS", "x"}}),
                ElementsAre("USHER_LISTEN__ADRESS: unknown variable; did you mean "
                            "USHER_LISTEN__ADDRESS?"));
    EXPECT_THAT(problems("", {{"USHER_REDIS_URL", "x"}}),
                ElementsAre("USHER_REDIS_URL: unknown variable; did you mean USHER_REDIS__URL?"));
    EXPECT_THAT(problems("", {{"USHER_SEED", "4"}}), IsEmpty());
}

TEST_F(ConfigTest, PlainHttpForOthersIsRefused) {
    const auto found = problems("[listen]\naddress = \"0.0.0.0:8080\"\n");
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_THAT(found[0], HasSubstr("usher.toml:2:1: listen.address"));
    EXPECT_THAT(found[0], HasSubstr("TLS is off"));
    EXPECT_THAT(found[0], HasSubstr("listen.behind_proxy"));
    EXPECT_THAT(problems("[listen]\naddress = \"0.0.0.0:8080\"\nbehind_proxy = true\n"), IsEmpty());
    EXPECT_THAT(problems("[listen]\naddress = \"[::1]:8080\"\n"), IsEmpty());
    EXPECT_THAT(problems("[listen]\naddress = \"localhost:8080\"\n"), IsEmpty());
    EXPECT_THAT(problems("[listen]\naddress = \"[::]:8080\"\n"), SizeIs(1));
    EXPECT_THAT(problems("[listen]\naddress = \"1270.0.0.1:8080\"\n"), SizeIs(1));

    const auto pem = write("pem", "something").string();
    EXPECT_THAT(problems("[listen]\naddress = \"0.0.0.0:443\"\ntls_certificate = \"" + pem +
                         "\"\ntls_key = \"" + pem + "\"\n"),
                IsEmpty());
    EXPECT_THAT(
        problems("[listen]\ntls_certificate = \"" + pem + "\"\n"),
        ElementsAre("usher.toml:2:1: listen.tls_certificate needs listen.tls_key beside it"));
}

TEST_F(ConfigTest, EveryFormOfARedisAddressIsTakenAndItsMistakesAreNamed) {
    const auto problem = [&](const std::string& url) {
        const auto found = problems("[redis]\nurl = \"" + url + "\"\n");
        return found.empty() ? std::string() : found.front();
    };
    for (const char* url :
         {"", "unix:/run/redis.sock", "redis://h", "rediss://u:p@h:6380", "redis+cluster://h",
          "redis+cluster://u:hun@ter2@h:7000,h2:7001", "rediss+cluster://[::1]:7000,h2"}) {
        EXPECT_EQ(problem(url), "") << url;
    }
    EXPECT_THAT(problem("redis+clutser://h"), HasSubstr("must begin with"));
    EXPECT_THAT(problem("h:6379"), HasSubstr("must begin with"));
    EXPECT_THAT(problem("redis://u:hunter2@h,h2"), HasSubstr("begin it with redis+cluster://"));
    EXPECT_THAT(problem("redis+cluster://u:hunter2@h,,h2"), HasSubstr("lacks a host"));
    EXPECT_THAT(problem("redis+cluster://u:hunter2@"), HasSubstr("lacks a host"));
    EXPECT_THAT(problem("redis+cluster://h?tls=1"), HasSubstr("options after a '?'"));
    EXPECT_THAT(problem("redis+cluster://u:hunter2@h,,h2"), Not(HasSubstr("hunter2")));
}

TEST_F(ConfigTest, SecretsComeFromFilesAndAreNeverShown) {
    const auto secret = write("secret", "redis://u:hunter2@host:6379\n").string();
    const auto loaded = load_config(std::nullopt, {{"USHER_REDIS__URL_FILE", secret}});
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->config.redis.url, "redis://u:hunter2@host:6379");
    EXPECT_THAT(effective_text(*loaded), Not(HasSubstr("hunter2")));
    EXPECT_THAT(effective_text(*loaded), HasSubstr("url = \"(secret)\"  # USHER_REDIS__URL_FILE"));

    for (const auto& problem :
         problems("[redis]\nurl = \"http://u:hunter2@x\"\n[store]\nurl = \"mysql://hunter2\"\n")) {
        EXPECT_THAT(problem, Not(HasSubstr("hunter2")));
    }
    EXPECT_THAT(
        problems("", {{"USHER_REDIS__URL", "redis://a"}, {"USHER_REDIS__URL_FILE", secret}}),
        SizeIs(1));
    EXPECT_THAT(problems("", {{"USHER_REDIS__URL_FILE", "/nowhere/x"}}), SizeIs(1));
}

TEST_F(ConfigTest, AnAddressOfSentinelsNeedsTheNameOfThePrimary) {
    const auto with_url = [&](const std::string& url) {
        return problems("[redis]\nurl = \"" + url + "\"\n");
    };
    for (const char* url : {"redis://u:p@h:6379", "rediss://h", "unix:/run/redis.sock",
                            "redis+sentinel://u:p@a:26379,b/mymaster?sentinel_password=x/y",
                            "rediss+sentinel://a/m"}) {
        EXPECT_THAT(with_url(url), IsEmpty()) << url;
    }
    EXPECT_THAT(with_url("sentinel://a/m"), ElementsAre(HasSubstr("redis+sentinel://")));
    for (const char* url :
         {"redis+sentinel://a:26379", "redis+sentinel://a/", "redis+sentinel://a/m/0"}) {
        EXPECT_THAT(with_url(url), ElementsAre(HasSubstr("name the sentinels give"))) << url;
    }
    const auto ca = "\ntls_ca = \"" + write("ca.pem", "something").string() + "\"\n";
    EXPECT_THAT(problems("[redis]\nurl = \"rediss+sentinel://a/m\"" + ca), IsEmpty());
    EXPECT_THAT(problems("[redis]\nurl = \"redis+sentinel://a/m?tls=on\"" + ca), IsEmpty());
    EXPECT_THAT(problems("[redis]\nurl = \"redis+sentinel://a/m\"" + ca),
                ElementsAre(HasSubstr("redis.tls_ca")));
}

TEST_F(ConfigTest, TheStoreIsPostgresqlOrNothing) {
    for (const char* url : {"", "postgres://u:p@host/db", "postgresql:///db?host=/run/x"}) {
        EXPECT_THAT(problems(std::string("[store]\nurl = \"") + url + "\"\n"), IsEmpty()) << url;
    }
    EXPECT_THAT(problems("[store]\nurl = \"mysql://host/db\"\n"),
                ElementsAre("usher.toml:2:1: store.url must begin with postgres:// or "
                            "postgresql://"));
    const auto loaded =
        load_config(std::nullopt, {{"USHER_STORE__URL", "postgres://u:hunter2@host/db"}});
    ASSERT_TRUE(loaded);
    EXPECT_THAT(effective_text(*loaded), Not(HasSubstr("hunter2")));
}

TEST_F(ConfigTest, TheEffectiveListingIsAConfigurationAgain) {
    const auto loaded =
        load_config(std::nullopt, {{"USHER_LISTEN__PUBLIC_URL", "https://chat.example/"},
                                   {"USHER_DATA__FOLDER", "/tmp/a \"quoted\"\\folder"}});
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->config.listen.public_url, "https://chat.example");
    const auto again = load_config(write("again.toml", effective_text(*loaded)), {});
    ASSERT_TRUE(again) << again.error().at(0).message();
    for (const ConfigKey& key : config_keys()) {
        EXPECT_EQ(value_text(again->config, key), value_text(loaded->config, key)) << key.name();
    }
}

TEST(ConfigKeys, AreDocumentedUniqueAndTheirDefaultsAreAllowed) {
    std::set<std::string> seen;
    for (const ConfigKey& key : config_keys()) {
        EXPECT_TRUE(seen.insert(key.name()).second) << key.name();
        EXPECT_GT(key.help.size(), 20U) << key.name();
        if (std::holds_alternative<ListKey>(key.type)) continue;
        Config config;
        std::string value = value_text(Config{}, key);
        if (value.starts_with('"')) value = value.substr(1, value.size() - 2);
        EXPECT_EQ(assign_text(config, key, value), std::nullopt) << key.name();
    }
}

TEST(ConfigDurations, RoundTripAndRefuseNonsense) {
    for (const char* text : {"0s", "1s", "90s", "15m", "12h", "30d", "400d"}) {
        ASSERT_TRUE(parse_duration(text)) << text;
        EXPECT_EQ(duration_text(*parse_duration(text)), text);
    }
    for (const char* text :
         {"", "s", "1", "-1s", "1.5h", "1 h", "1w", "99999999999999999999d", "+1s"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(ConfigNetworks, AddressesAndBlocks) {
    for (const char* text : {"10.0.0.0/8", "::1", "fd00::/8", "127.0.0.1", "0.0.0.0/0"}) {
        EXPECT_TRUE(is_network(text)) << text;
    }
    for (const char* text :
         {"10.0.0.0/33", "10.0.0/8", "::1/129", "example.com", "", "1.2.3.4/", "1.2.3.4/x"}) {
        EXPECT_FALSE(is_network(text)) << text;
    }
}

}  // namespace
}  // namespace usher::ops
