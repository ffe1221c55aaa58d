#include "hub/app/command_line.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

#include "hub/app/bench/bench.hpp"
#include "hub/app/exit_codes.hpp"
#include "hub/app/history_bench/history_bench.hpp"
#include "hub/app/verbs/agent.hpp"
#include "hub/app/verbs/backup.hpp"
#include "hub/app/verbs/check_config.hpp"
#include "hub/app/verbs/dead_letters.hpp"
#include "hub/app/verbs/demo.hpp"
#include "hub/app/verbs/doctor.hpp"
#include "hub/app/verbs/import_holidays.hpp"
#include "hub/app/verbs/replay.hpp"
#include "hub/app/verbs/serve.hpp"
#include "hub/app/verbs/sla.hpp"
#include "hub/app/verbs/sla_explain.hpp"
#include "hub/app/verbs/store.hpp"
#include "hub/base/failpoint.hpp"
#include "hub/ops/build_info.hpp"
#include "hub/wire/sla/holiday_feed.hpp"

namespace usher::app {
namespace {

constexpr auto kExitCodes =
    "Exit status: 0 done; 1 failed after it started; 2 wrong command line, configuration or input; "
    "3 cannot start (something is missing, damaged or in use).";

/// What the verbs share while the command line is read.
struct Parsed {
    int status = kDone;
    ServeOptions serve;
    DemoOptions demo;
    AgentAddOptions agent;
    std::filesystem::path data;
    std::string password;
    std::filesystem::path config;
    ReplayOptions replay;
    StoreMigrateOptions store;
    std::filesystem::path sla_file;
    ImportHolidaysOptions holidays;
    SlaExplainOptions explain;
    BackupOptions backup;
    RestoreOptions restore;
    DoctorOptions doctor;
    DeadLetterOptions dead_letters;
    bench::BenchOptions bench;
    HistoryBenchOptions history;
};

void add_serve(CLI::App& app, Parsed& to) {
    auto* verb = app.add_subcommand("serve", "Run the hub");
    verb->add_option("--config", to.config, "TOML file; see docs/configuration.md")
        ->check(CLI::ExistingFile);
    verb->add_option("--listen", to.serve.listen, "HOST:PORT, over the configuration's");
    verb->add_option("--data", to.serve.data, "data folder, over the configuration's");
    verb->add_option("--roles", to.serve.roles,
                     "what this node does: gateway,engine,archive; over the configuration's");
    verb->add_option("--node", to.serve.node,
                     "name of this node among those that share a data folder");
    verb->add_option("--web", to.serve.web, "folder of the built widget and console")
        ->check(CLI::ExistingDirectory);
    verb->footer(
        "Without a configuration it serves http://127.0.0.1:8080 with a Redis and databases of its "
        "own in "
        "./usher-data,\nand prints the first log-in.\n\n"
        "  usher serve\n  usher serve --config /etc/usher.toml\n  "
        "USHER_LISTEN__ADDRESS=127.0.0.1:9000 usher serve");
    verb->callback([&to] {
        if (!to.config.empty()) to.serve.config = to.config;
        to.status = run_serve(to.serve);
    });
}

void add_demo(CLI::App& app, Parsed& to) {
    auto* verb = app.add_subcommand(
        "demo", "Run a hub with a small company in it, and a shop page to write from");
    verb->add_option("--listen", to.demo.listen, "HOST:PORT")->capture_default_str();
    verb->add_option("--data", to.demo.data, "data folder; made and filled when it is empty")
        ->capture_default_str();
    verb->add_option("--conversations", to.demo.conversations,
                     "further open conversations on an empty folder")
        ->check(CLI::Range(0, 200'000));
    verb->add_option("--web", to.demo.web, "folder of the built widget and console")
        ->check(CLI::ExistingDirectory);
    verb->add_option("--config", to.config, "TOML file; listen and data come from here")
        ->check(CLI::ExistingFile);
    verb->add_flag("--echo", to.demo.echo, "serve /ws/echo, for WebSocket conformance tools");
    verb->footer(
        "Addresses and log-ins are written to DATA/demo.json when it serves, and printed.\n\n"
        "  usher demo\n  usher demo --listen 127.0.0.1:9000 --data /tmp/demo --conversations "
        "10000");
    verb->callback([&to] {
        if (!to.config.empty()) to.demo.config = to.config;
        to.status = run_demo(to.demo);
    });
}

void add_check_config(CLI::App& app, Parsed& to) {
    auto* verb = app.add_subcommand("check-config",
                                    "Say what is wrong with a configuration, or what is in force");
    verb->add_option("FILE", to.config,
                     "TOML file; without one the environment alone is looked at");
    verb->footer("  usher check-config /etc/usher.toml");
    verb->callback([&to] {
        to.status = run_check_config(to.config.empty() ? std::optional<std::filesystem::path>()
                                                       : to.config);
    });
}

void add_sla(CLI::App& app, Parsed& to) {
    auto* verb = app.add_subcommand("sla", "Promises of time");
    verb->require_subcommand(1);
    auto* check = verb->add_subcommand(
        "check", "Say which timers a timeline has under a policy, without a server");
    check->add_option("FILE", to.sla_file, "JSON, described in docs/sla.md; - is standard input")
        ->required();
    check->footer("  usher sla check policy.json");
    check->callback([&to] { to.status = run_sla_check(to.sla_file); });
    auto* holidays = verb->add_subcommand(
        "import-holidays", "Print the holidays of an iCalendar file as closed days of a calendar");
    holidays->add_option("FILE", to.holidays.file, "iCalendar; - is standard input")->required();
    holidays->add_option("--calendar", to.holidays.calendar, "the name of the calendar")->required();
    holidays->add_option("--into", to.holidays.into, "policy file that has it: printed with them")
        ->check(CLI::ExistingFile);
    holidays->add_option("--from", to.holidays.from, "first year; this one if not given")
        ->check(CLI::Range(1900, 2199));
    holidays->add_option("--years", to.holidays.years, "how many; 3 if not given")
        ->check(CLI::Range(1, wire::kHolidayYearsMax));
    holidays->footer("  usher sla import-holidays holidays.ics --calendar office");
    holidays->callback([&to] { to.status = run_import_holidays(to.holidays); });
    auto* explain = verb->add_subcommand(
        "explain", "Say how every timer of a conversation came about: policy, steps, pauses");
    explain->add_option("CONVERSATION", to.explain.conversation, "its id, cnv_…")->required();
    explain->add_option("--data", to.explain.data, "data folder of a hub, running or not")
        ->required()
        ->check(CLI::ExistingDirectory);
    explain->add_option("--workspace", to.explain.workspace, "when the folder holds several");
    explain->add_flag("--json", to.explain.json, "as JSON");
    explain->footer("  usher sla explain --data usher-data cnv_01M3250V00DQ7QAARH3C5SQTFE");
    explain->callback([&to] { to.status = run_sla_explain(to.explain); });
}

void add_place(CLI::App& verb, Parsed& to) {
    verb.add_option("--config", to.config, "TOML file; its store.url or data folder")
        ->check(CLI::ExistingFile);
    verb.add_option("--data", to.data, "data folder, over the configuration's");
}

InstallationPlace place_of(const Parsed& parsed) {
    InstallationPlace place;
    if (!parsed.config.empty()) place.config = parsed.config;
    place.data = parsed.data;
    return place;
}

void add_agent(CLI::App& app, Parsed& to) {
    auto* verb = app.add_subcommand("agent", "Accounts of agents");
    verb->require_subcommand(1);
    auto* add = verb->add_subcommand("add", "Make an account");
    add_place(*add, to);
    add->add_option("--email", to.agent.email, "what he logs in with")->required();
    add->add_option("--name", to.agent.name, "what customers see");
    add->add_option("--role", to.agent.role, "agent, supervisor or admin")->capture_default_str();
    add->add_option("--capacity", to.agent.capacity, "open conversations at once")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    add->add_option("--password", to.agent.password,
                    "8 bytes at least; without it one is made and printed");
    add->add_option("--workspace", to.agent.workspace, "when there are several");
    add->add_flag("--new-workspace", to.agent.new_workspace, "begin another company's workspace");
    add->footer("  usher agent add --email anna@example.com --name 'Anna Berg' --role supervisor");
    add->callback([&to] {
        to.agent.place = place_of(to);
        to.status = run_agent_add(to.agent);
    });
    auto* list = verb->add_subcommand("list", "Show all accounts");
    add_place(*list, to);
    list->callback([&to] { to.status = run_agent_list(place_of(to)); });
    auto* password =
        verb->add_subcommand("password", "Set a new password; ends the account's sessions");
    add_place(*password, to);
    password->add_option("--email", to.agent.email, "whose")->required();
    password->add_option("--password", to.password, "without it one is made and printed");
    password->callback(
        [&to] { to.status = run_agent_password(place_of(to), to.agent.email, to.password); });
}

void add_replay(CLI::App& app, Parsed& to) {
    auto* verb = app.add_subcommand("replay", "Print the state a log gives");
    verb->add_option("LOG", to.replay.log, "a data folder, or a file of JSON lines")
        ->required()
        ->check(CLI::ExistingPath);
    verb->add_option("--workspace", to.replay.workspace, "when the folder holds several");
    verb->add_flag("--entries", to.replay.entries, "print the log itself, as JSON lines");
    verb->footer(
        "  usher replay usher-data\n  usher replay --entries usher-data > log.jsonl\n  usher "
        "replay log.jsonl");
    verb->callback([&to] { to.status = run_replay(to.replay); });
}

void add_store(CLI::App& app, Parsed& to) {
    auto* verb = app.add_subcommand("store", "History and accounts: where they are kept");
    verb->require_subcommand(1);
    auto* migrate = verb->add_subcommand(
        "migrate", "Copy everything from one store into another; stop the hub first");
    migrate->add_option("--from", to.store.from, "sqlite:FOLDER or postgres://…")->required();
    migrate
        ->add_option("--to", to.store.to,
                     "the same; without it USHER_STORE__URL, so that no password is on the command "
                     "line")
        ->envname("USHER_STORE__URL")
        ->required();
    migrate->footer(
        "  usher store migrate --from sqlite:usher-data --to postgres://usher@db.example/usher\n\n"
        "It may be stopped and run again: it goes on where it was. A target that holds anything "
        "but "
        "a beginning\nof the source is refused. At the end both are compared. Agents log in "
        "again.");
    migrate->callback([&to] { to.status = run_store_migrate(to.store); });
}

void add_backup(CLI::App& app, Parsed& to) {
    auto* verb = app.add_subcommand(
        "backup", "Copy the installation into a folder, while the hub runs or not");
    add_place(*verb, to);
    verb->add_option("DEST", to.backup.place, "the folder to make")->required();
    verb->add_flag("--check", to.backup.check, "look whether the backup there is whole instead");
    verb->footer(
        "  usher backup --data usher-data /backup/usher-today\n  usher backup --check "
        "/backup/usher-today\n\n"
        "It holds keys and what people wrote: keep it as safe as the installation.");
    verb->callback([&to] {
        to.backup.installation = place_of(to);
        to.status = run_backup(to.backup);
    });
}

void add_restore(CLI::App& app, Parsed& to) {
    auto* verb =
        app.add_subcommand("restore", "Put a backup back as an installation; stop the hub first");
    add_place(*verb, to);
    verb->add_option("SOURCE", to.restore.place, "a folder that usher backup made")
        ->required()
        ->check(CLI::ExistingDirectory);
    verb->add_flag("--replace", to.restore.replace,
                   "over an installation; the old one is kept beside under a dated name");
    verb->footer("  usher restore --data usher-data /backup/usher-today");
    verb->callback([&to] {
        to.restore.installation = place_of(to);
        to.status = run_restore(to.restore);
    });
}

void add_doctor(CLI::App& app, Parsed& to) {
    auto* verb =
        app.add_subcommand("doctor", "Look at an installation, running or not, and say what to do");
    add_place(*verb, to);
    verb->add_option("--backups", to.doctor.backups, "a folder of backups: how old is the newest?")
        ->check(CLI::ExistingDirectory);
    verb->add_flag("--quick", to.doctor.quick, "do not read every page of a SQLite file");
    verb->add_flag("--json", to.doctor.json, "one JSON object on standard output");
    verb->footer(
        "  usher doctor --data usher-data --backups /backup\n\n"
        "It changes nothing. Exit status: 0 all is well; 1 warnings; 2 something fails.");
    verb->callback([&to] {
        to.doctor.installation = place_of(to);
        to.status = run_doctor(to.doctor);
    });
}

void add_dead_letter_verb(CLI::App& verb, Parsed& to, int (*run)(const DeadLetterOptions&)) {
    add_place(verb, to);
    verb.add_option("--workspace", to.dead_letters.workspace, "only this one's");
    verb.callback([&to, run] {
        to.dead_letters.installation = place_of(to);
        to.status = run(to.dead_letters);
    });
}

void add_dead_letters(CLI::App& app, Parsed& to) {
    auto* verb = app.add_subcommand("dead-letters",
                                    "Commands that were put aside: look, append again, or drop");
    verb->require_subcommand(1);
    auto* list = verb->add_subcommand("list", "Show all of them");
    add_dead_letter_verb(*list, to, run_dead_letters_list);
    auto* show = verb->add_subcommand("show", "Show one with its command");
    show->add_option("ID", to.dead_letters.ids, "as list shows it")->required();
    show->add_flag("--with-text", to.dead_letters.with_text, "with what people wrote");
    add_dead_letter_verb(*show, to, run_dead_letters_show);
    auto* replay = verb->add_subcommand("replay", "Append again, then take off");
    auto* ids = replay->add_option("ID", to.dead_letters.ids, "as list shows it");
    replay->add_flag("--all", to.dead_letters.all, "every one")->excludes(ids);
    add_dead_letter_verb(*replay, to, run_dead_letters_replay);
    auto* drop = verb->add_subcommand("drop", "Forget for good");
    drop->add_option("ID", to.dead_letters.ids, "as list shows it")->required();
    drop->add_flag("--yes", to.dead_letters.yes, "really");
    add_dead_letter_verb(*drop, to, run_dead_letters_drop);
    verb->footer(
        "  usher dead-letters list --data usher-data\n  usher dead-letters replay "
        "1795330000000-0 --data usher-data");
}

void add_bench(CLI::App& app, Parsed& to) {
    auto* verb =
        app.add_subcommand("bench", "Measure a running hub: latency, throughput, loss, memory");
    auto& b = to.bench;
    verb->add_option("--demo", b.demo_path, "demo.json of a running demo");
    verb->add_option("--floor", b.floor_address, "HOST:PORT of usher_floor instead");
    verb->add_option("--customers", b.customers, "who write")->capture_default_str();
    verb->add_option("--agents", b.agents, "consoles that answer")->capture_default_str();
    verb->add_option("--rate", b.rate_per_s, "messages a second, both ways together, Poisson")
        ->capture_default_str();
    verb->add_flag("--saturate", b.saturate, "as fast as it goes instead of --rate");
    verb->add_option("--in-flight", b.in_flight, "of --saturate, in all")->capture_default_str();
    verb->add_option("--idle", b.idle, "silent customers beside, to learn what one costs");
    verb->add_option("--seconds", b.seconds, "measured time")->capture_default_str();
    verb->add_option("--warmup", b.warmup_s, "seconds before it")->capture_default_str();
    verb->add_option("--body-bytes", b.body_bytes, "of a message's text")->capture_default_str();
    verb->add_option("--seed", b.seed, "of the schedule and the texts")->capture_default_str();
    verb->add_flag("--json", b.json, "one JSON object on standard output");
    auto& h = to.history;
    auto* pasts = verb->add_option("--history", h.pasts,
                                   "instead: hubs with so many archived conversations, a run each")
                      ->delimiter(',');
    verb->add_option("--folder", h.folder, "of --history: where they are made, and found again")
        ->needs(pasts);
    verb->add_option("--rounds", h.rounds, "of --history; the median counts")
        ->check(CLI::Range(1, 100));
    verb->add_option("--web", h.web, "of --history: folder of the built widget and console")
        ->check(CLI::ExistingDirectory);
    verb->footer(
        "  usher bench --demo usher-demo/demo.json --customers 200 --agents 20 --rate 500 "
        "--seconds 20 --json\n"
        "  usher bench --history 1000,100000,1000000 --folder /tmp/history --seconds 15\n\n"
        "Exit status: 0 everything arrived; 1 the run failed; 2 wrong options; 3 messages were "
        "lost, doubled or "
        "out of order.");
    verb->callback([&to] {
        if (to.history.pasts.empty()) {
            to.status = bench::run_bench(to.bench);
            return;
        }
        to.history.load = to.bench;
        if (to.history.folder.empty()) to.history.folder = "usher-history";
        to.status = run_history_bench(to.history);
    });
}

void print_failpoints() {
    if constexpr (kHasFailpoints) {
        for (const auto name : kFailpoints) std::cout << name << '\n';
    }
    throw CLI::Success();
}

}  // namespace

int run_command_line(int argc, char** argv) {
    CLI::App app{"Usher: every customer reaches a person, on any channel", "usher"};
    app.require_subcommand(1);
    app.set_version_flag("--version", ops::build_text());
    // For the fault suite, which breaks the program at each of them; nothing in a release.
    app.add_flag_callback("--list-failpoints", print_failpoints)->group("");
    app.footer(kExitCodes);
    Parsed parsed;
    add_serve(app, parsed);
    add_demo(app, parsed);
    add_check_config(app, parsed);
    add_sla(app, parsed);
    add_agent(app, parsed);
    add_replay(app, parsed);
    add_store(app, parsed);
    add_backup(app, parsed);
    add_restore(app, parsed);
    add_doctor(app, parsed);
    add_dead_letters(app, parsed);
    add_bench(app, parsed);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? kDone : kWrongInput;
    }
    return parsed.status;
}

}  // namespace usher::app
