#include "hub/app/bench/bodies.hpp"

#include <cmath>

namespace usher::bench {
namespace {

// Most frequent first.
constexpr std::string_view kVocabulary =
    "the I to and a my is it you for of in not on have that with your was me this can but order be "
    "when are no we so if at please would has will from get or as what do how by an there delivery "
    "been still only yesterday already today after week because account parcel address payment "
    "could time they email received money invoice return number card thank anyone help customer "
    "service problem refund tomorrow wrong days shipping waiting phone about again back again sent "
    "website cancel price also bought box broken colour size replacement arrived tracking call "
    "nobody answer question really very kind regards hello good morning before since until monday "
    "friday warranty shoes jacket lamp kettle charger battery screen cable table chair sofa "
    "bicycle "
    "helmet coffee machine printer camera headphones keyboard subscription contract password login "
    "reset code voucher discount newsletter basket checkout bank transfer credit paypal receipt "
    "tax "
    "company street house neighbour courier depot pickup store weekend holiday express standard "
    "customs package label damaged scratched missing part manual screw instruction assembly colour "
    "blue black green red white grey large small medium width height weight stock available sold "
    "preorder reserve confirm confirmation spam folder attachment photo picture video link page "
    "button error message browser update install version device tablet laptop different same "
    "exactly maybe possible impossible urgent patient disappointed happy grateful sorry understand "
    "explain promised manager supervisor complaint lawyer review stars recommend friend birthday "
    "gift wrapping card surprise daughter son mother father husband wife school office delivery "
    "slot evening noon between hours minutes months year ago";

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const auto end = text.find(' ');
        words.push_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return words;
}

}  // namespace

Bodies::Bodies(std::uint64_t seed, std::size_t bytes) : random_(seed) {
    const auto words = split(kVocabulary);
    texts_.resize(kTexts);
    for (auto& text : texts_) {
        text.reserve(bytes + 16);
        while (text.size() < bytes) {
            // Squaring leans to the front: the first tenth of the words is drawn a third of the
            // time.
            const double where = std::pow(random_.unit(), 2.0) * static_cast<double>(words.size());
            text += ' ';
            text += words[std::min(static_cast<std::size_t>(where), words.size() - 1)];
        }
        text.resize(bytes);
    }
}

}  // namespace usher::bench
