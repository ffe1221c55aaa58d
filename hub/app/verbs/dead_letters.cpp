#include "hub/app/verbs/dead_letters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <iostream>

#include "hub/app/answer_of.hpp"
#include "hub/app/exit_codes.hpp"
#include "hub/app/installation.hpp"
#include "hub/app/verbs/check_config.hpp"
#include "hub/wire/codec.hpp"

namespace usher::app {
namespace {

/// Where the letters lie while a verb looks at them.
struct Box {
    net::Loop loop;
    std::unique_ptr<Installation> installation;
    std::unique_ptr<log::Streams> streams;
    std::vector<WorkspaceId> workspaces;

    ~Box() {
        streams.reset();
        if (installation) installation->close();
    }
};
using Work = std::function<Result<void>(Box&, WorkspaceId, const log::DeadLetter&)>;

int complain(const std::string& text, int code) {
    std::cerr << "usher dead-letters: " << text << '\n';
    return code;
}

Result<void> open(Box& box, const ops::Config& config, const std::string& wanted) {
    auto opened = Installation::open_or_join(box.loop, config, ops::Log("dead-letters"));
    if (!opened) return std::unexpected(opened.error());
    box.installation = std::move(*opened);
    auto streams = box.installation->open_streams(box.loop);
    if (!streams) return std::unexpected(streams.error());
    box.streams = std::move(*streams);
    auto workspaces = box.installation->store().accounts().workspace_list();
    if (!workspaces) return std::unexpected(workspaces.error());
    for (auto id : *workspaces) {
        if (wanted.empty() || id.text() == wanted) box.workspaces.push_back(id);
    }
    if (!wanted.empty() && box.workspaces.empty()) {
        return fail(Error::Kind::invalid, fmt::format("there is no workspace {}", wanted));
    }
    return {};
}

/// Does `work` with each letter that was asked for.
int for_each(const DeadLetterOptions& options, const Work& work) {
    auto loaded = load_or_complain(options.installation);
    if (!loaded) return kWrongInput;
    Box box;
    if (auto opened = open(box, loaded->config, options.workspace); !opened) {
        const bool wrong = opened.error().kind == Error::Kind::invalid;
        return complain(opened.error().text, wrong ? kWrongInput : kCannotStart);
    }
    auto missing = options.ids;
    for (auto id : box.workspaces) {
        auto letters = answer_of<std::vector<log::DeadLetter>>(box.loop, [&](auto done) {
            box.streams->dead_letters(id, log::kDeadLettersMax, std::move(done));
        });
        if (!letters) return complain(letters.error().text, kFailed);
        for (const auto& letter : *letters) {
            const bool named = std::erase(missing, letter.id) > 0;
            if (!named && !options.all) continue;
            if (auto done = work(box, id, letter); !done) {
                return complain(fmt::format("{}: {}", letter.id, done.error().text), kFailed);
            }
        }
    }
    if (missing.empty()) return kDone;
    return complain(fmt::format("there is no letter {}", missing.front()), kWrongInput);
}

/// Ids of the command stream begin with the millisecond of their arrival.
std::string age_of(const std::string& id, Timestamp now) {
    std::int64_t ms = 0;
    std::from_chars(id.data(), id.data() + id.size(), ms);
    const auto minutes = std::max<std::int64_t>((to_ms(now) - ms) / 60'000, 0);
    if (minutes < 120) return fmt::format("{} min", minutes);
    return minutes < 48 * 60 ? fmt::format("{} h", minutes / 60)
                             : fmt::format("{} days", minutes / (24 * 60));
}

Result<void> remove(Box& box, WorkspaceId workspace, const std::string& id) {
    auto gone = answer_of<bool>(
        box.loop, [&](auto done) { box.streams->exhume(workspace, id, std::move(done)); });
    if (!gone) return std::unexpected(gone.error());
    return {};
}

Result<void> replay(Box& box, WorkspaceId workspace, const log::DeadLetter& letter) {
    auto commands = wire::decode_commands(letter.bytes);
    if (!commands) {
        return fail(Error::Kind::corrupt,
                    fmt::format("it cannot be read ({}), so it would come back at once; use the "
                                "version that wrote it, or drop it",
                                commands.error().text));
    }
    auto appended = answer_of<std::string>(box.loop, [&](auto done) {
        box.streams->append_command(workspace, letter.bytes, std::move(done));
    });
    if (!appended) return std::unexpected(appended.error());
    // Only now: twice is recognised by the command's id, lost is lost.
    if (auto removed = remove(box, workspace, letter.id); !removed) return removed;
    std::cout << fmt::format("{} is appended again as {}\n", letter.id, *appended);
    return {};
}

}  // namespace

int run_dead_letters_list(const DeadLetterOptions& options) {
    auto all = options;
    all.all = true;
    std::size_t count = 0;
    const int status =
        for_each(all, [&](Box& box, WorkspaceId workspace, const log::DeadLetter& letter) {
            std::cout << fmt::format("{}  {}  {} tries  {} bytes  {} old  {}\n", workspace.text(),
                                     letter.id, letter.tries, letter.bytes.size(),
                                     age_of(letter.id, box.loop.now()), letter.cause);
            ++count;
            return Result<void>();
        });
    if (status == kDone && count == 0) std::cout << "there are no dead letters\n";
    return status;
}

int run_dead_letters_show(const DeadLetterOptions& options) {
    return for_each(options, [&](Box& box, WorkspaceId workspace, const log::DeadLetter& letter) {
        std::cout << fmt::format("{}  {}\n  tries  {}\n  age    {}\n  cause  {}\n",
                                 workspace.text(), letter.id, letter.tries,
                                 age_of(letter.id, box.loop.now()), letter.cause);
        auto json = wire::commands_json(letter.bytes, options.with_text);
        std::cout << (json ? *json
                           : fmt::format("  {} bytes that cannot be read: {}", letter.bytes.size(),
                                         json.error().text))
                  << '\n';
        return Result<void>();
    });
}

int run_dead_letters_replay(const DeadLetterOptions& options) {
    return for_each(options, replay);
}

int run_dead_letters_drop(const DeadLetterOptions& options) {
    if (!options.yes) {
        return complain("what is dropped is gone; look at it with show, then say --yes",
                        kWrongInput);
    }
    return for_each(options, [&](Box& box, WorkspaceId workspace, const log::DeadLetter& letter) {
        auto removed = remove(box, workspace, letter.id);
        if (removed) std::cout << letter.id << " is dropped\n";
        return removed;
    });
}

}  // namespace usher::app
