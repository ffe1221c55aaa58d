#include "tests/chaos/ledger/ledger.hpp"

#include <fstream>

namespace usher::chaos {
namespace {

const char* name_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::unknown:
            return "unknown";
        case Outcome::accepted:
            return "accepted";
        case Outcome::acked:
            return "acked";
        case Outcome::refused:
            return "refused";
    }
    return "?";
}

}  // namespace

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3ULL;
    }
    return hash;
}

bool Ledger::write(const std::filesystem::path& folder) const {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    std::ofstream sent(folder / "attempts.tsv");
    sent << "sender\tlane\tid\tconversation\tnumber\thash\tsent_ns\tanswered_"
            "ns\toutcome\tseq\tcode\tlate\n";
    for (const auto& it : attempts) {
        sent << it.sender << '\t' << it.lane << '\t' << it.id << '\t' << it.conversation << '\t'
             << it.number << '\t' << it.hash << '\t' << it.sent_ns << '\t' << it.answered_ns << '\t'
             << name_of(it.outcome) << '\t' << it.seq << '\t' << it.code << '\t' << it.late << '\n';
    }
    std::ofstream got(folder / "deliveries.tsv");
    got << "receiver\tepoch\tconversation\tseq\tevent_id\thash\tat_ns\n";
    for (const auto& it : deliveries) {
        got << it.receiver << '\t' << it.epoch << '\t' << it.conversation << '\t' << it.seq << '\t'
            << it.event_id << '\t' << it.hash << '\t' << it.at_ns << '\n';
    }
    std::ofstream held(folder / "receivers.tsv");
    held << "receiver\tagent\tworkspace\tconversation\tepoch\tfrom\tthrough\n";
    for (const auto& [id, receiver] : receivers) {
        for (const auto& [conversation, holding] : receiver.holds) {
            held << id << '\t' << receiver.agent << '\t' << receiver.workspace << '\t'
                 << conversation << '\t' << holding.epoch << '\t' << holding.from << '\t'
                 << holding.through << '\n';
        }
    }
    sent.flush();
    got.flush();
    held.flush();
    return sent.good() && got.good() && held.good();
}

}  // namespace usher::chaos
