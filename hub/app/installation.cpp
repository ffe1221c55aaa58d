#include "hub/app/installation.hpp"

#include "hub/log/embedded_address.hpp"

namespace usher::app {
namespace {

std::filesystem::path redis_folder(const ops::Config& config) {
    return std::filesystem::path(config.data.folder) / "redis";
}

template <class T>
Result<T> naming_the_key(Result<T> opened) {
    if (!opened) opened.error().text.insert(0, "store.url: ");
    return opened;
}

Result<std::unique_ptr<log::Streams>> open_redis(net::Loop& loop, log::RedisOptions options) {
    auto streams = log::RedisStreams::open(loop, std::move(options));
    if (!streams) return std::unexpected(streams.error());
    return std::unique_ptr<log::Streams>(std::move(*streams));
}

}  // namespace

Result<std::unique_ptr<store::Store>> open_store_of(const ops::Config& config) {
    if (config.store.url.empty()) return store::open_sqlite(config.data.folder);
    return naming_the_key(store::open_postgres(config.store.url));
}

Result<std::unique_ptr<store::AccountsStore>> open_accounts_of(const ops::Config& config) {
    if (config.store.url.empty()) return store::open_sqlite_accounts(config.data.folder);
    return naming_the_key(store::open_postgres_accounts(config.store.url));
}

Result<std::unique_ptr<log::Streams>> open_streams_of(net::Loop& loop, const ops::Config& config) {
    auto address = log::RedisAddress::parse(config.redis.url);
    if (!address) return fail(Error::Kind::invalid, "redis.url: " + address.error().text);
    log::RedisOptions options;
    options.address = *address;
    options.tls_ca_file = config.redis.tls_ca;
    return open_redis(loop, std::move(options));
}

Installation::Installation(const ops::Config& config, ops::Log log)
    : config_(config), log_(std::move(log)) {}

Result<std::unique_ptr<Installation>> Installation::open(net::Loop& loop, const ops::Config& config,
                                                         ops::Log log) {
    std::unique_ptr<Installation> it(new Installation(config, log));
    auto store = open_store_of(config);
    if (!store) return std::unexpected(store.error());
    it->store_ = std::move(*store);

    std::string url = config.redis.url;
    if (url.empty()) {
        log::EmbeddedRedisOptions options;
        options.data_folder = redis_folder(config);
        options.fsync = config.redis.fsync == "always"
                            ? log::EmbeddedRedisOptions::Fsync::always
                            : log::EmbeddedRedisOptions::Fsync::every_second;
        // That it runs is expected once; anything after that is not.
        options.on_event = [log, expected = true](std::string sentence) mutable {
            expected ? log.info(sentence) : log.warning(sentence);
            expected = false;
        };
        auto embedded = log::EmbeddedRedis::start(loop, std::move(options));
        if (!embedded) return std::unexpected(embedded.error());
        it->embedded_ = std::move(*embedded);
        url = it->embedded_->address();
    }
    auto address = log::RedisAddress::parse(url);
    if (!address) {
        return fail(Error::Kind::invalid, "redis.url: " + address.error().text);
    }
    it->address_ = *address;
    return it;
}

Result<std::unique_ptr<Installation>> Installation::open_or_join(net::Loop& loop,
                                                                 ops::Config config, ops::Log log) {
    if (auto running = log::running_embedded_address(redis_folder(config)); running) {
        config.redis.url = *running;
    }
    return open(loop, config, std::move(log));
}

Result<std::unique_ptr<store::AccountsStore>> Installation::open_accounts() const {
    return open_accounts_of(config_);
}

Result<std::unique_ptr<log::Streams>> Installation::open_streams(net::Loop& loop,
                                                                 StreamsFor role) const {
    log::RedisOptions options;
    options.address = address_;
    options.tls_ca_file = config_.redis.tls_ca;
    options.send_to_new_server = role != StreamsFor::engine;
    options.on_event = [log = log_](std::string sentence) { log.warning(sentence); };
    return open_redis(loop, std::move(options));
}

Result<std::unique_ptr<store::Store>> Installation::open_store() const {
    return open_store_of(config_);
}

void Installation::close() {
    if (!embedded_) return;
    if (auto stopped = embedded_->stop(); !stopped) log_.error(stopped.error().text);
    embedded_.reset();
}

}  // namespace usher::app
