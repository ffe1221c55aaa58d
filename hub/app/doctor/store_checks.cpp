#include <fmt/format.h>

#include "hub/app/doctor/checks.hpp"

namespace usher::app {
namespace {

constexpr std::chrono::seconds kSkewMax{2};

void check_clock(Timestamp there, Timestamp here, Findings& to) {
    if (there == Timestamp{}) return;
    const auto skew = std::chrono::duration_cast<std::chrono::milliseconds>(there - here);
    const auto said =
        fmt::format("store: its clock differs by {} ms from this node's", skew.count());
    std::chrono::abs(skew) > kSkewMax ? to.warn(said, "let both machines keep time (NTP)")
                                      : to.ok(said);
}

}  // namespace

std::optional<store::Examination> check_store(const Patient& patient, Timestamp now, Findings& to) {
    const auto& config = patient.config();
    const bool sqlite = config.store.url.empty();
    const std::string name =
        sqlite ? "store: SQLite in " + config.data.folder : "store: PostgreSQL";
    auto found = sqlite ? store::examine_sqlite(config.data.folder, !patient.quick)
                        : store::examine_postgres(config.store.url);
    if (!found) {
        to.fail(name + ": " + found.error().text,
                found.error().kind == Error::Kind::not_found
                    ? "name the data folder with --data, or start the hub once"
                    : "see docs/store.md and docs/operations.md");
        return std::nullopt;
    }
    if (!found->damage.empty()) {
        to.fail(name + " is damaged: " + found->damage,
                "stop the hub, keep a copy of the file, and restore a backup");
        return std::nullopt;
    }
    to.ok(sqlite ? name + (patient.quick ? ": whole at a quick look" : ": whole")
                 : name + " " + found->version + " answers");
    if (found->missing != 0) {
        to.warn(fmt::format("store: {} migrations are not applied yet", found->missing),
                "the next start of this version applies them; take a backup first");
    } else {
        to.ok("store: migrations are up to date");
    }
    check_clock(found->clock, now, to);
    if (found->missing == 0 && found->accounts == 0) {
        to.warn("store: there is no account, so nobody can log in",
                "usher agent add --email … --role admin");
    }
    for (const auto& workspace : found->workspaces) {
        if (workspace.position.epoch == store::kCopyingEpoch) {
            to.fail(fmt::format("store: {} is an unfinished copy", workspace.id.text()),
                    "run usher store migrate again, to its end");
        }
        for (const auto& gap : workspace.gaps) {
            to.warn(fmt::format("store: history of {} between version {} and {} is lost",
                                workspace.id.text(), gap.after_version, gap.to.version),
                    "pages show the gap; only an older backup that has it can bring it back");
        }
    }
    return std::move(*found);
}

}  // namespace usher::app
