#include "hub/app/demo/demo_conversations.hpp"

#include <array>

namespace usher::app {
namespace {

using namespace std::chrono_literals;
using enum Line;

constexpr std::array kDelivered = {
    DemoLine{0s, customer, "Hi, order 20417 says delivered but there is nothing here."},
    DemoLine{2min, agent,
             "Good morning! I am sorry about that. I am asking the carrier where they left it."},
    DemoLine{3min, read, ""},
    DemoLine{9min, agent,
             "They put it into the bicycle shed, behind the blue bins. Could you have a look?"},
    DemoLine{14min, customer, "Found it! Thank you so much."},
    DemoLine{15min, agent, "Wonderful. Enjoy the light!"},
    DemoLine{16min, resolve, ""},
};
constexpr std::array kFlicker = {
    DemoLine{0s, customer, "Meine Tischlampe Alba flackert, seit ich sie dimme."},
    DemoLine{4min, agent, "Das liegt fast immer am Leuchtmittel. Steht auf der Birne „dimmbar“?"},
    DemoLine{6min, customer, "Nein, da steht nichts davon."},
    DemoLine{8min, agent, "Dann schicke ich Ihnen kostenlos eine dimmbare. Sie ist übermorgen da."},
    DemoLine{10min, customer, "Das ist ja nett, danke!"},
    DemoLine{11min, resolve, ""},
};
constexpr std::array kInvoice = {
    DemoLine{
        0s, customer,
        "Bonjour, il me faudrait une facture au nom de mon entreprise pour la commande 20388."},
    DemoLine{5min, agent, "Bonjour ! Bien sûr. Quel nom et quelle adresse dois-je indiquer ?"},
    DemoLine{12min, customer, "Atelier Roux, 14 rue des Forges, Dijon. Merci d'avance !"},
};
constexpr std::array kHotel = {
    DemoLine{0s, customer,
             "We are fitting out a small hotel and need about forty bedside lamps. Who can make us "
             "an offer?"},
    DemoLine{
        2min, agent,
        "What a nice project! I will pass you to Ben, who does offers. He sees all you wrote."},
    DemoLine{2min + 30s, note,
             "Forty pieces: the discount starts at thirty. They asked for a person, not a form."},
    DemoLine{3min, to_sales, "Hotel, about 40 bedside lamps, wants an offer this week"},
};
constexpr std::array kRepair = {
    DemoLine{
        0s, customer,
        "Hola, se me ha roto la pantalla de la lámpara Faro. ¿Se puede comprar solo la pantalla?"},
    DemoLine{3min, agent, "¡Hola! Sí, la pantalla se vende aparte. ¿La quiere en arena o en gris?"},
    DemoLine{26min, customer, "En arena, por favor. ¿Cuánto tarda el envío a Valencia?"},
};
constexpr std::array kTurkish = {
    DemoLine{0s, customer,
             "Merhaba, siparişimi başka bir adrese yönlendirebilir miyiz? Sipariş numarası 20455."},
};
constexpr std::array kArabic = {
    DemoLine{0s, customer, "مرحبا، هل المصباح الطويل مناسب لغرفة نوم صغيرة؟"},
    DemoLine{1min, customer, "مساحة الغرفة حوالي عشرة أمتار مربعة."},
};
constexpr std::array kJapanese = {
    DemoLine{0s, customer, "こんにちは。日本の電圧（100V）でも使えますか？"},
};
constexpr std::array kPin = {
    DemoLine{0s, customer,
             "Your shop wants a code from an old phone number I no longer have. How do I get in "
             "without it?"},
    DemoLine{4min, customer, "Hello? I only want to change my address."},
};
constexpr std::array kGift = {
    DemoLine{0s, customer, "Can you wrap a lamp as a gift and put in a card? It is for my sister."},
};
constexpr std::array kLate = {
    DemoLine{0s, customer, "My refund for order 20102 was promised for last Friday. Where is it?"},
};
constexpr std::array kReturn = {
    DemoLine{0s, customer,
             "How long do I have to send a lamp back? It is too bright for the hallway."},
    DemoLine{
        6min, agent,
        "Thirty days, and we pay the way back. Would a weaker bulb help? I can send one for free."},
    DemoLine{7min, read, ""},
};
constexpr std::array kBulb = {
    DemoLine{0s, customer, "Which bulb fits the Lund pendant?"},
    DemoLine{3min, agent,
             "E27, up to 60 W, or an LED of 8 W. The warm one (2700 K) looks best in it."},
    DemoLine{5min, customer, "thanks!!"},
    DemoLine{6min, resolve, ""},
};
constexpr std::array kOutage = {
    DemoLine{0s, customer, "The checkout shows an error when I pay by card. I tried twice."},
    DemoLine{1min, agent,
             "Thank you for telling us. I see both attempts; nothing was charged. I stay on it "
             "with our payment people."},
    DemoLine{1min + 20s, note, "Third one today. Told Kai."},
    DemoLine{9min, customer, "OK. I will try again tonight, please tell me when it works."},
};
constexpr std::array kCable = {
    DemoLine{0s, customer, "Gibt es die Hängeleuchte Lund auch mit drei Meter Kabel?"},
};
constexpr std::array kWholesale = {
    DemoLine{0s, customer, "Do you deliver to shops in Portugal?"},
};

constexpr std::array kConversations = {
    DemoConversation{26h, "Nora", "", "en", "https://fennhale.example/orders/20417", 0, kDelivered},
    DemoConversation{22h, "Herr Albrecht", "albrecht@post.example", "de",
                     "https://fennhale.example/lamps/alba", 1, kFlicker},
    DemoConversation{5h, "", "", "en", "https://fennhale.example/lamps/lund", 0, kBulb},
    DemoConversation{3h, "Priya", "priya@mail.example", "en", "https://fennhale.example/returns", 1,
                     kReturn},
    DemoConversation{55min, "", "", "en", "https://fennhale.example/account", 0, kLate},
    DemoConversation{41min, "Atelier Roux", "contact@atelier-roux.example", "fr",
                     "https://fennhale.example/orders/20388", 0, kInvoice},
    DemoConversation{34min, "Hotel Strandläufer", "einkauf@strandlaeufer.example", "en",
                     "https://fennhale.example/business", 0, kHotel},
    DemoConversation{32min, "Carmen", "", "es", "https://fennhale.example/lamps/faro", 0, kRepair},
    DemoConversation{18min, "", "", "en", "https://fennhale.example/checkout", 1, kOutage},
    DemoConversation{14min + 10s, "", "", "en", "https://fennhale.example/login", 0, kPin},
    DemoConversation{13min, "Emre", "", "tr", "https://fennhale.example/orders/20455", 0, kTurkish},
    DemoConversation{11min, "", "", "ar", "https://fennhale.example/lamps/halm", 0, kArabic},
    DemoConversation{8min, "", "", "ja", "https://fennhale.example/lamps/alba", 0, kJapanese},
    DemoConversation{6min, "Joanna", "", "en", "https://fennhale.example/basket", 0, kGift},
    DemoConversation{4min, "", "", "de", "https://fennhale.example/lamps/lund", 0, kCable},
    DemoConversation{90s, "Duarte", "duarte@luz.example", "pt", "https://fennhale.example/business",
                     0, kWholesale},
};

}  // namespace

std::span<const DemoConversation> demo_conversations() {
    return kConversations;
}

}  // namespace usher::app
