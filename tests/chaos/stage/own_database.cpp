#include "tests/chaos/stage/own_database.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <stdexcept>

#include "tests/support/postgres_server.hpp"

namespace usher::chaos {
namespace {

void run_on(const std::string& url, const std::string& sql) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url.c_str()),
                                                                  PQfinish);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection.get(), sql.c_str()), PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
    }
}

/// The same server, another database: what stands between the host and the question mark.
std::string with_database(const std::string& url, const std::string& name) {
    const auto question = std::min(url.find('?'), url.size());
    const auto host = url.find("//") + 2;
    const auto slash = std::min(url.find('/', host), question);
    return url.substr(0, slash) + "/" + name + url.substr(question);
}

}  // namespace

OwnDatabase::OwnDatabase(std::string server_url)
    : server_url_(server_url == "postgres" ? test::postgres().url() : std::move(server_url)) {
    static int worlds = 0;
    name_ = fmt::format("usher_chaos_{}_{}", ::getpid(), ++worlds);
    url_ = with_database(server_url_, name_);
    run_on(server_url_, "CREATE DATABASE " + name_);
}

OwnDatabase::~OwnDatabase() {
    try {
        run_on(server_url_, "DROP DATABASE " + name_ + " WITH (FORCE)");
    } catch (const std::runtime_error&) {
        // The server is gone; so is the database.
    }
}

void OwnDatabase::execute(const std::string& sql) const {
    run_on(url_, sql);
}

}  // namespace usher::chaos
