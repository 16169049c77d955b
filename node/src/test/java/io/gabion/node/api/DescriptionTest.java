package io.gabion.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptionTest {
    private static final List<String> METHODS = List.of("get", "post", "put", "delete", "patch");

    @TempDir
    static Path data;

    private static RunningApi api;
    private static JsonNode description;

    @BeforeAll
    static void start() throws Exception {
        api = new RunningApi(data);
        description = new ObjectMapper()
                .readTree(api.get("/api/v1/openapi.json", "none").body());
    }

    @AfterAll
    static void stop() throws Exception {
        api.close();
    }

    @Test
    void the_description_is_of_openapi_3_1_and_everything_it_refers_to_is_there() {
        assertThat(description.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(description.findValuesAsText("$ref"))
                .hasSizeGreaterThan(20)
                .allSatisfy(ref -> assertThat(description.at(ref.substring(1)).isMissingNode())
                        .as(ref)
                        .isFalse());
    }

    /** A path that leads nowhere is answered by {@link Routes#nothing}, whatever stands in the places of its parameters. */
    @Test
    void every_described_operation_is_served() throws Exception {
        var unserved = new ArrayList<String>();
        for (var path : description.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                if (path.getKey().startsWith("/api/v1/slack/")) {
                    continue; // There is no channel of that name; SlackTest calls it.
                }
                if (METHODS.contains(operation.getKey()) && !operation.getKey().equals("get")) {
                    check(path.getKey(), operation.getKey(), unserved);
                } else if (operation.getKey().equals("get") && !path.getKey().endsWith("/events")) {
                    check(path.getKey(), "get", unserved);
                }
            }
        }
        assertThat(unserved).isEmpty();
    }

    private static void check(String path, String method, List<String> unserved) throws Exception {
        String called =
                path.replace("{tenant}", "default").replace("{verb}", "deny").replaceAll("\\{\\w+}", "some");
        var answer = api.send(api.request(called, api.admin)
                .method(method.toUpperCase(java.util.Locale.ROOT), BodyPublishers.noBody())
                .header("Idempotency-Key", "described")
                .build());
        if (answer.body().contains(Routes.nothing().getMessage()) || answer.statusCode() == 405) {
            unserved.add(method + " " + path + ": " + answer.statusCode());
        }
    }

    @Test
    void every_write_asks_for_a_key_and_says_who_may_not() {
        for (var path : description.path("paths").properties()) {
            JsonNode post = path.getValue().path("post");
            // Who presses a button in a chat has no key: the button has one.
            if (!post.isMissingNode() && !path.getKey().startsWith("/api/v1/slack/")) {
                assertThat(post.path("parameters").findValuesAsText("$ref"))
                        .as(path.getKey())
                        .contains("#/components/parameters/key");
                assertThat(post.path("responses").has("403")).as(path.getKey()).isTrue();
            }
        }
    }

    @Test
    void who_has_the_record_already_is_told_so_until_it_changes() throws Exception {
        api.board.put("default", "incident", MemoryBoard.parse("{'id':'tagged','status':'open'}"));
        String path = "/api/v1/tenants/default/incidents/tagged";
        String tag = api.get(path, api.admin).headers().firstValue("ETag").orElseThrow();
        var again = api.request(path, api.admin).header("If-None-Match", "\"other\", " + tag);
        assertThat(api.send(again.build()).statusCode()).isEqualTo(304);
        assertThat(api.send(again.build()).body()).isEmpty();
        api.board.put("default", "incident", MemoryBoard.parse("{'id':'tagged','status':'resolved'}"));
        assertThat(api.send(again.build()).statusCode()).isEqualTo(200);
    }
}
