// Goal: under the load of a day the hub serves as many in time as queueing theory says such a
// centre can, and what waiting customers are told comes true.
#include "tests/property/core/contact_centre.hpp"

namespace usher::test {
namespace {

TEST(ContactCentre, ServesAsManyInTimeAsTheoryAllows) {
    CentreOptions options;
    options.arrivals_per_s = 8.5 / 300;
    CentreFigures all;
    for (options.seed = 1; options.seed <= 6;
         ++options.seed) {  // waits of one day resemble each other
        const auto figures = ContactCentre(options, 20s).run();
        all.came += figures.came;
        all.within += figures.within;
    }
    const auto measured = all.share(all.within, all.came);
    const auto theory = service_level(options, 20);
    std::printf("service level 20 s: measured %.4f, Erlang A %.4f\n", measured, theory);
    EXPECT_NEAR(measured, theory, 0.02);
}

TEST(ContactCentre, WhatTheWaitingAreToldComesTrue) {
    CentreOptions options;
    options.arrivals_per_s = 11.0 / 300;
    options.customers = 6'000;
    options.seed = 2;
    const auto figures = ContactCentre(options, 20s).run();
    std::printf("told %d: not longer %.3f, within the range %.3f\n", figures.told,
                figures.share(figures.not_longer, figures.told),
                figures.share(figures.in_range, figures.told));
    EXPECT_GT(figures.told, 2'000);
    EXPECT_GE(figures.share(figures.not_longer, figures.told), 0.70);
    EXPECT_LE(figures.share(figures.not_longer, figures.told), 0.90);
}

}  // namespace
}  // namespace usher::test
