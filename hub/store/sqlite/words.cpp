#include "hub/store/sqlite/words.hpp"

#include <sqlite3.h>

namespace usher::store::sqlite {
namespace {

fts5_api* find_api(Connection& connection) {
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(connection.raw(), "SELECT fts5(?1)", -1, &statement, nullptr);
    if (code == SQLITE_OK) {
        code =
            sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    }
    if (code == SQLITE_OK) sqlite3_step(statement);
    sqlite3_finalize(statement);
    if (api == nullptr) {
        raise(Error::Kind::unavailable, "this SQLite was built without FTS5; search needs it");
    }
    return api;
}

struct Collected {
    std::vector<Word>& words;
    std::size_t count = 0;
    std::size_t count_max;
};

int collect(void* context, int, const char* token, int size, int begin, int end) {
    auto& collected = *static_cast<Collected*>(context);
    if (collected.count == collected.count_max) return SQLITE_DONE;
    if (collected.count == collected.words.size()) collected.words.emplace_back();
    auto& word = collected.words[collected.count++];
    word.folded.assign(token, static_cast<std::size_t>(size));
    word.begin = static_cast<std::size_t>(begin);
    word.end = static_cast<std::size_t>(end);
    return SQLITE_OK;
}

}  // namespace

struct Words::Tokenizer {
    fts5_tokenizer methods{};
    Fts5Tokenizer* instance = nullptr;
};

Words::Words(Connection& connection) : tokenizer_(std::make_unique<Tokenizer>()) {
    auto* api = find_api(connection);
    void* user_data = nullptr;
    int code = api->xFindTokenizer(api, "unicode61", &user_data, &tokenizer_->methods);
    const char* settings[] = {"remove_diacritics", "2"};  // as message_words is declared
    if (code == SQLITE_OK) {
        code = tokenizer_->methods.xCreate(user_data, settings, 2, &tokenizer_->instance);
    }
    if (code != SQLITE_OK) connection.raise_error(code);
}

Words::Words()
    : Words(std::make_unique<Connection>(Place{":memory:", ""}, Access::read_write,
                                         std::chrono::milliseconds(0))) {}

Words::Words(std::unique_ptr<Connection> own) : Words(*own) {
    own_ = std::move(own);
}

Words::~Words() {
    tokenizer_->methods.xDelete(tokenizer_->instance);
}

void Words::split(std::string_view text, std::vector<Word>& words, std::size_t count_max) const {
    Collected collected{words, 0, count_max};
    tokenizer_->methods.xTokenize(tokenizer_->instance, &collected, FTS5_TOKENIZE_AUX, text.data(),
                                  static_cast<int>(text.size()), collect);
    words.resize(collected.count);
}

}  // namespace usher::store::sqlite
