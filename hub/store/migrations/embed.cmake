# Numbered migrations (NNNN_name.sql) as a C++ array. Run at build:
#   cmake -D FOLDER=… -D STORE=sqlite -D NAME=kArchiveMigrations -D OUT=….cpp -P embed.cmake
file(GLOB scripts ${FOLDER}/*.sql)
list(SORT scripts)
set(rows "")
foreach(script ${scripts})
    get_filename_component(name ${script} NAME_WE)
    string(REGEX MATCH "^[0-9]+" number ${name})
    math(EXPR number "1${number} - 10000")
    file(READ ${script} sql)
    string(APPEND rows "    {${number}, \"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
file(WRITE ${OUT}
"#include \"hub/store/${STORE}/migrate.hpp\"
namespace usher::store::${STORE} {
namespace {
constexpr Migration kRows[] = {
${rows}};
}
const std::span<const Migration> ${NAME}(kRows);
}
")
