// Goal: built pages arrive whole, cached and compressed as they should be, and nothing else of the
// disk does.
#include "hub/gateway/http/static_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/wire/http/http_world.hpp"

namespace usher::test {
namespace {

using ::testing::HasSubstr;

std::string gunzip(const std::string& bytes) {
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    std::string out(1 << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

TEST(StaticFiles, HashedNamesAreCachedForEverAndPagesAreNot) {
    HttpWorld world;
    const auto script = world.get("/console/assets/index-BxYz1234.js");
    EXPECT_EQ(script.status, 200);
    EXPECT_EQ(script.header("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(script.header("cache-control"), "public, max-age=31536000, immutable");
    const auto page = world.get("/console/");
    EXPECT_EQ(page.header("cache-control"), "no-cache");
    EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
    EXPECT_THAT(page.body, HasSubstr("<title>console</title>"));
}

TEST(StaticFiles, CompressedVariantsHaveTheirOwnTag) {
    HttpWorld world;
    const std::string path = "/console/assets/index-BxYz1234.js";
    const auto plain = world.get(path);
    const auto packed = world.get(path, "Accept-Encoding: br, gzip\r\n");
    EXPECT_EQ(plain.header("content-encoding"), "");
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    EXPECT_EQ(gunzip(packed.body), plain.body);
    EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
    EXPECT_EQ(packed.header("vary"), "Accept-Encoding");
    EXPECT_NE(plain.header("etag"), packed.header("etag"));
    EXPECT_FALSE(plain.header("etag").starts_with("W/"));
}

TEST(StaticFiles, AKnownTagIsAnswered304) {
    HttpWorld world;
    const auto first = world.get("/console/");
    const auto again = world.get("/console/", "If-None-Match: " + first.header("etag") + "\r\n");
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.header("etag"), first.header("etag"));
    EXPECT_EQ(again.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(world.get("/console/", "If-None-Match: \"other\"\r\n").status, 200);
}

TEST(StaticFiles, PlacesInsideTheConsoleAreItsPageAndMissingFilesAreMissing) {
    HttpWorld world;
    EXPECT_THAT(world.get("/console/conversations/cnv_1").body,
                HasSubstr("<title>console</title>"));
    EXPECT_EQ(world.get("/console/assets/gone-BxYz1234.js").status, 404);
    EXPECT_EQ(world.get("/widget/gone").status, 404);
    EXPECT_EQ(world.get("/console").header("location"), "/console/");
    EXPECT_EQ(world.get("/").header("location"), "/console/");
}

TEST(StaticFiles, NothingOutsideTheFolderIsReachable) {
    HttpWorld world;
    for (const char* path :
         {"/widget/../outside.txt", "/widget/%2e%2e/outside.txt", "/widget/..%2foutside.txt",
          "/widget//etc/passwd", "/console/../outside.txt", "/console/.secret", "/console/link.txt",
          "/widget/./widget.js", "/widget/..\\outside.txt", "/widget/panel-0a1b2c3d4e.js%00"}) {
        const auto answer = world.get(path);
        EXPECT_TRUE(answer.status == 404 || answer.status == 400) << path << " " << answer.status;
    }
}

TEST(StaticFiles, TheWidgetIsForEverySite) {
    HttpWorld world;
    const auto loader = world.get("/widget.js");
    EXPECT_EQ(loader.status, 200);
    EXPECT_EQ(loader.body, "/* loader */");
    EXPECT_EQ(loader.header("cache-control"), "public, max-age=300");
    EXPECT_THAT(world.get("/widget/panel-0a1b2c3d4e.js").header("cache-control"),
                HasSubstr("immutable"));
    for (const auto& answer : {loader, world.get("/widget/panel-0a1b2c3d4e.js")}) {
        EXPECT_EQ(answer.header("access-control-allow-origin"), "*");
        EXPECT_EQ(answer.header("cross-origin-resource-policy"), "cross-origin");
        EXPECT_EQ(answer.header("x-frame-options"), "");
    }
    EXPECT_EQ(world.get("/console/").header("access-control-allow-origin"), "");
}

TEST(StaticFiles, HeadHasTheHeadersWithoutTheBody) {
    HttpWorld world;
    const auto head =
        world.ask("HEAD /widget.js HTTP/1.1\r\nHost: hub.test\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-length"), "12");
    EXPECT_EQ(head.body, "");
}

TEST(StaticFiles, WithoutBuildsThereIsASentence) {
    WorldOptions options;
    options.pages = false;
    HttpWorld world(std::move(options));
    EXPECT_EQ(world.get("/console/").status, 404);
    EXPECT_EQ(world.get("/widget.js").status, 404);
    EXPECT_EQ(world.get("/shop/").status, 404);
    EXPECT_FALSE(gateway::StaticFiles::load(world.folder() / "nowhere"));
    std::filesystem::create_directories(world.folder() / "empty");
    EXPECT_FALSE(gateway::StaticFiles::load(world.folder() / "empty"));
}

TEST(StaticFiles, AFolderAboveTheLimitIsRefused) {
    HttpWorld world;
    std::filesystem::create_directories(world.folder() / "large");
    std::ofstream(world.folder() / "large/a.bin");
    std::filesystem::resize_file(world.folder() / "large/a.bin",
                                 gateway::StaticFiles::kBytesMax + 1);
    const auto loaded = gateway::StaticFiles::load(world.folder() / "large");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, Error::Kind::exhausted);
}

TEST(StaticFiles, ContentHashesAreToldFromWords) {
    for (const char* name : {"index-BxYz1234.js", "a/b/panel.8f3a2c1d.css", "x-D4_-x9aB.js",
                             "font-0a1b2c3d.woff2", "panel-0a1b2c3d4e.js"}) {
        EXPECT_TRUE(gateway::has_content_hash(name)) << name;
    }
    for (const char* name :
         {"index.html", "widget.js", "composer-dialogue.js", "theme.js", "favicon.svg", "-abc.js",
          "release-notes-2024.js", "BxYz1234.js", "index-BxYz123.js"}) {
        EXPECT_FALSE(gateway::has_content_hash(name)) << name;
    }
}

}  // namespace
}  // namespace usher::test
