#include "hub/store/copy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hub/store/failure.hpp"
#include "hub/store/transfer.hpp"
#include "hub/wire/codec.hpp"

namespace usher::store {
namespace {

constexpr std::size_t kEventsAtOnce = 2000;
constexpr std::uint64_t kEventsBetweenWords = 100'000;

[[noreturn]] void raise_foreign(const std::string& what) {
    raise(Error::Kind::conflict,
          fmt::format("the target holds {} that the source does not: it belongs to another "
                      "installation; name an empty one",
                      what));
}

std::string bytes_of_event(Transfer& side, WorkspaceId workspace, std::uint64_t number) {
    const auto events = value_or_raise(side.read(workspace, number - 1, 1));
    return events.empty() ? std::string() : wire::encode_event(events.front());
}

class Copy {
  public:
    Copy(Store& from, Store& to, const std::function<void(std::string)>& progress,
         CopySource source)
        : from_(from.transfer()),
          to_(to.transfer()),
          archive_(to.archive()),
          progress_(progress),
          in_use_(source == CopySource::in_use) {}

    CopyReport run() {
        check_target();
        for (auto id : value_or_raise(from_.workspaces())) copy_workspace(id);
        for (const auto& [name, key] : value_or_raise(from_.secrets())) {
            value_or_raise(to_.put_secret(name, key));
            ++report_.secrets;
        }
        for (const auto& account : value_or_raise(from_.accounts())) {
            value_or_raise(to_.put_account(account));
            ++report_.accounts;
        }
        verify_accounts();
        return report_;
    }

  private:
    void check_target() {
        const auto known = value_or_raise(from_.workspaces());
        for (auto id : known) {
            if (value_or_raise(from_.describe(id)).mark.position.epoch == kCopyingEpoch) {
                raise(Error::Kind::conflict, "the source is an unfinished copy; finish that first");
            }
        }
        for (auto id : value_or_raise(to_.workspaces())) {
            if (std::ranges::find(known, id) == known.end()) raise_foreign(id.text());
            check_beginning(id);
        }
        const auto secrets = value_or_raise(from_.secrets());
        for (const auto& secret : value_or_raise(to_.secrets())) {
            if (std::ranges::find(secrets, secret) == secrets.end()) {
                raise_foreign("a key " + secret.first);
            }
        }
        const auto accounts = value_or_raise(from_.accounts());
        for (const auto& there : value_or_raise(to_.accounts())) {
            const auto same = [&](const Credentials& here) {
                return here.account.agent == there.account.agent &&
                       here.account.workspace == there.account.workspace &&
                       here.account.email == there.account.email;
            };
            if (std::ranges::none_of(accounts, same))
                raise_foreign("the account " + there.account.email);
        }
    }

    /// Every event carries ids and instants: two logs that agree in the first and the last event of
    /// the shorter one are one log.
    void check_beginning(WorkspaceId id) {
        const auto source = value_or_raise(from_.describe(id));
        const auto target = value_or_raise(to_.describe(id));
        const bool fits =
            target.events <= source.events && target.gaps.size() <= source.gaps.size() &&
            (target.events == 0 ||
             (bytes_of_event(from_, id, 1) == bytes_of_event(to_, id, 1) &&
              bytes_of_event(from_, id, target.events) == bytes_of_event(to_, id, target.events)));
        if (!fits) raise_foreign("a history of " + id.text());
    }

    /// Position and events are of one instant; what follows may be of a later one.
    CopiedWorkspace describe_source(WorkspaceId id) {
        auto source = value_or_raise(from_.describe(id));
        std::erase_if(source.gaps,
                      [&](const CopiedGap& gap) { return gap.after_event > source.events; });
        const bool newer = source.snapshot && source.snapshot_event > source.events;
        if (newer) source.snapshot.reset();
        if (newer) source.snapshot_event = 0;
        return source;
    }

    void copy_workspace(WorkspaceId id) {
        const auto source = describe_source(id);
        value_or_raise(to_.begin(id));
        const auto there = value_or_raise(to_.describe(id));
        auto events = there.events;
        auto gap = source.gaps.begin() + static_cast<std::ptrdiff_t>(there.gaps.size());
        auto version = there.mark.position.version;
        while (events < source.events || gap != source.gaps.end()) {
            if (gap != source.gaps.end() && gap->after_event == events) {
                version = 2 * events + 1;
                value_or_raise(archive_.accept_gap(id, {std::string(kCopyingEpoch), version}));
                ++gap;
                continue;
            }
            const auto until = gap == source.gaps.end() ? source.events : gap->after_event;
            const auto count = std::min<std::uint64_t>(kEventsAtOnce, until - events);
            core::LogEntry entry;
            entry.epoch = kCopyingEpoch;
            entry.events = value_or_raise(from_.read(id, events, count));
            if (entry.events.size() != count) {
                raise(Error::Kind::corrupt,
                      fmt::format("the source has no event {} of {}",
                                  events + entry.events.size() + 1, id.text()));
            }
            entry.previous = version;
            entry.version = version = 2 * (events + count);
            value_or_raise(archive_.write(id, {&entry, 1}));
            if (events / kEventsBetweenWords != (events + count) / kEventsBetweenWords) {
                progress_(
                    fmt::format("{}: {} of {} events", id.text(), events + count, source.events));
            }
            events += count;
            report_.events_copied += count;
        }
        value_or_raise(to_.finish(source));
        verify(source);
        ++report_.workspaces;
        report_.events += source.events;
        progress_(fmt::format("{}: {} events, at {} of epoch {}", id.text(), source.events,
                              source.mark.position.version, source.mark.position.epoch));
    }

    using Seqs = std::vector<std::pair<ConversationId, std::uint64_t>>;
    /// A source in use may be ahead, and have more.
    bool same_seqs(const Seqs& source, const Seqs& target) const {
        if (!in_use_) return source == target;
        return std::ranges::all_of(target, [&](const auto& copied) {
            const auto found =
                std::ranges::lower_bound(source, copied.first, {}, &Seqs::value_type::first);
            return found != source.end() && found->first == copied.first &&
                   found->second >= copied.second;
        });
    }

    void verify(const CopiedWorkspace& source) {
        const auto target = value_or_raise(to_.describe(source.id));
        const auto conversations = value_or_raise(from_.last_seqs(source.id));
        const bool equal =
            target.events == source.events && target.mark.position == source.mark.position &&
            target.mark.epoch_began == source.mark.epoch_began && target.gaps == source.gaps &&
            target.snapshot_event == source.snapshot_event &&
            target.snapshot.has_value() == source.snapshot.has_value() &&
            same_seqs(conversations, value_or_raise(to_.last_seqs(source.id)));
        if (!equal) {
            raise(Error::Kind::corrupt,
                  fmt::format("{} is not the same in both: the source was changed meanwhile, or "
                              "one of them is damaged; stop the hub, empty the target and copy "
                              "again",
                              source.id.text()));
        }
        report_.conversations += conversations.size();
    }

    void verify_accounts() {
        const bool equal = value_or_raise(to_.accounts()).size() == report_.accounts &&
                           value_or_raise(to_.secrets()).size() == report_.secrets;
        if (!equal) raise(Error::Kind::corrupt, "accounts or keys are not the same in both");
    }

    Transfer& from_;
    Transfer& to_;
    Archive& archive_;
    const std::function<void(std::string)>& progress_;
    const bool in_use_;
    CopyReport report_;
};

}  // namespace

Result<CopyReport> copy_store(Store& from, Store& to,
                              const std::function<void(std::string)>& progress, CopySource source) {
    return attempt([&] { return Copy(from, to, progress, source).run(); });
}

}  // namespace usher::store
