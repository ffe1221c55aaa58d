#include "tests/chaos/stage/history_export.hpp"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <thread>

#include "tests/chaos/stage/http_get.hpp"
#include "usher/v1/socket.pb.h"

namespace usher::chaos {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int kPageEvents = 100;

struct Page {
    v1::Events events;
    bool complete = false;
};

Result<Page> read_page(const ExportQuestion& question, const std::string& conversation,
                       std::uint64_t before) {
    const auto path = fmt::format("/api/v1/conversations/{}/events?before={}&limit={}",
                                  conversation, before, kPageEvents);
    auto answer = http_get(question.port, path, question.cookie, 10s);
    if (!answer) return std::unexpected(answer.error());
    if (answer->status != 200) {
        return fail(Error::Kind::refused,
                    fmt::format("{} answered {}: {}", path, answer->status, answer->body));
    }
    Page page;
    page.complete = answer->body.ends_with("\"complete\":true}");
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    if (!google::protobuf::util::JsonStringToMessage(answer->body, &page.events, options).ok()) {
        return fail(Error::Kind::invalid, path + " is not a page of events");
    }
    return page;
}

StoredEvent stored(const v1::Event& event) {
    StoredEvent out{.seq = event.seq(),
                    .event_id = event.event_id(),
                    .key = event.event_key(),
                    .actor = event.actor().actor_id(),
                    .kind = StoredEvent::Kind::other,
                    .hash = 0};
    if (!event.has_message()) return out;
    out.kind =
        event.message().private_note() ? StoredEvent::Kind::note : StoredEvent::Kind::message;
    if (!event.message().parts().empty()) {
        out.hash = hash_of(event.message().parts(0).text().text());
    }
    return out;
}

Result<StoredConversation> read_conversation(const ExportQuestion& question,
                                             const std::string& conversation,
                                             std::vector<v1::Event>& events) {
    std::vector<v1::Events> pages;  // newest first
    std::uint64_t before = 0;
    while (true) {
        auto page = read_page(question, conversation, before);
        if (!page) return std::unexpected(page.error());
        const bool done = page->complete || page->events.events().empty();
        if (!page->events.events().empty()) before = page->events.events(0).seq();
        pages.push_back(std::move(page->events));
        if (done) break;
    }
    StoredConversation out;
    out.workspace = question.workspace;
    for (auto page = pages.rbegin(); page != pages.rend(); ++page) {
        for (const auto& event : page->events()) {
            if (event.has_conversation_opened()) {
                out.contact = event.conversation_opened().contact_id();
            }
            out.events.push_back(stored(event));
            events.push_back(event);
        }
    }
    return out;
}

}  // namespace

Result<Export> read_export(const ExportQuestion& question) {
    const auto until = Clock::now() + question.limit;
    Export history;
    for (const auto& [conversation, last_seq] : question.last_seqs) {
        while (true) {
            std::vector<v1::Event> events;
            auto read = read_conversation(question, conversation, events);
            const auto reached =
                read && !read->events.empty() ? read->events.back().seq : std::uint64_t{0};
            if (read && reached >= last_seq) {
                for (const auto& event : events) {
                    if (question.each) question.each(conversation, event);
                }
                history[conversation] = std::move(*read);
                break;
            }
            if (Clock::now() > until) {
                return fail(
                    Error::Kind::unavailable,
                    fmt::format("the archive has {} of {} events of {}{}", reached, last_seq,
                                conversation, read ? "" : ": " + read.error().text));
            }
            std::this_thread::sleep_for(20ms);  // the archive says nothing when it comes along
        }
    }
    return history;
}

}  // namespace usher::chaos
