# The SQL of hub/store/migrations becomes part of the room. Included, not a subdirectory: a generated file is
# known only where its target is.
function(usher_migrations store kind)
    set(folder ${CMAKE_CURRENT_LIST_DIR}/${store}/${kind})
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${store}_${kind}_migrations.cpp)
    string(SUBSTRING ${kind} 0 1 initial)
    string(TOUPPER ${initial} initial)
    string(SUBSTRING ${kind} 1 -1 rest)
    set(embed ${CMAKE_CURRENT_LIST_DIR}/embed.cmake)
    file(GLOB scripts CONFIGURE_DEPENDS ${folder}/*.sql)
    add_custom_command(OUTPUT ${out}
        COMMAND ${CMAKE_COMMAND} -D FOLDER=${folder} -D STORE=${store} -D NAME=k${initial}${rest}Migrations
                -D OUT=${out} -P ${embed}
        DEPENDS ${scripts} ${embed} VERBATIM)
    target_sources(usher_store PRIVATE ${out})
endfunction()

usher_migrations(sqlite archive)
usher_migrations(sqlite accounts)
usher_migrations(postgres usher)
