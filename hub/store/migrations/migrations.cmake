# The SQL of hub/store/migrations/sqlite becomes part of the room. Included, not a subdirectory: a generated
# file is known only where its target is.
foreach(kind archive accounts)
    set(folder ${CMAKE_CURRENT_LIST_DIR}/sqlite/${kind})
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${kind}_migrations.cpp)
    string(SUBSTRING ${kind} 0 1 initial)
    string(TOUPPER ${initial} initial)
    string(SUBSTRING ${kind} 1 -1 rest)
    file(GLOB scripts CONFIGURE_DEPENDS ${folder}/*.sql)
    add_custom_command(OUTPUT ${out}
        COMMAND ${CMAKE_COMMAND} -D FOLDER=${folder} -D NAME=k${initial}${rest}Migrations -D OUT=${out}
                -P ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
        DEPENDS ${scripts} ${CMAKE_CURRENT_LIST_DIR}/embed.cmake VERBATIM)
    target_sources(usher_store PRIVATE ${out})
endforeach()
