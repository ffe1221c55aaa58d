#include <fmt/format.h>

#include "hub/store/backup.hpp"
#include "hub/store/postgres/statement.hpp"

namespace usher::store {

using namespace postgres;

Result<void> set_postgres_aside(std::string_view url, const std::string& new_name) {
    return attempt([&] {
        Connection connection(std::string(url), "usher restore");
        value_or_raise(attempt_on(connection, Repeat::never, [&] {
            Statement look(connection, "SELECT to_regnamespace('usher') IS NOT NULL");
            auto rows = look.query();
            if (!rows.next() || !rows.truth(0)) return false;
            connection.execute(fmt::format("ALTER SCHEMA usher RENAME TO {}", new_name).c_str());
            return true;
        }));
    });
}

}  // namespace usher::store
