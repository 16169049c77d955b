package io.gabion.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    @TempDir
    static Path data;

    private static RunningApi api;

    @BeforeAll
    static void start() throws Exception {
        api = new RunningApi(data);
        api.sources.put(
                "default",
                List.of(MemoryBoard.parse("{'source':'auth','batches':2,'observations':17,'deadLetters':1,'open':1}")));
        api.sources.put(
                "acme",
                List.of(MemoryBoard.parse("{'source':'vpn','batches':9,'observations':99,'deadLetters':0,'open':0}")));
        api.board.put("default", "containment", MemoryBoard.parse("{'id':'a','state':'verified'}"));
        api.board.put("default", "containment", MemoryBoard.parse("{'id':'b','state':'verified'}"));
        api.board.put("default", "containment", MemoryBoard.parse("{'id':'c','state':'unknown'}"));
    }

    @AfterAll
    static void stop() throws Exception {
        api.close();
    }

    @Test
    void what_was_read_contained_and_granted_stands_in_the_text_of_prometheus() throws Exception {
        var answer = api.get("/metrics", api.admin);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body().lines())
                .contains(
                        "gabion_observations_total{source=\"auth\",tenant=\"default\"} 17.0",
                        "gabion_dead_letters_total{source=\"auth\",tenant=\"default\"} 1.0",
                        "gabion_batches_open{source=\"auth\",tenant=\"default\"} 1.0",
                        "gabion_containments{state=\"verified\",tenant=\"default\"} 2.0",
                        "gabion_containments{state=\"unknown\",tenant=\"default\"} 1.0",
                        "gabion_guard_frozen{tenant=\"default\"} 1.0",
                        "gabion_guard_window_used{action=\"block-address\",tenant=\"default\"} 3.0",
                        "gabion_guard_window_limit{action=\"block-address\",tenant=\"default\"} 100.0",
                        "gabion_fence_holds 1.0")
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes"));
    }

    @Test
    void no_name_is_told_twice() throws Exception {
        assertThat(api.get("/metrics", api.admin).body().lines().filter(line -> line.startsWith("# TYPE ")))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(10);
    }

    @Test
    void a_token_shows_its_own_tenant_and_nobody_without_one_sees_any() throws Exception {
        String other = api.tokens.add("scraper", Role.VIEWER, "acme").secret();
        assertThat(api.get("/metrics", other).body())
                .contains("gabion_observations_total{source=\"vpn\",tenant=\"acme\"} 99.0")
                .doesNotContain("tenant=\"default\"");
        assertThat(api.get("/metrics", "none").statusCode()).isEqualTo(401);
        assertThat(api.post("/metrics", api.admin, new byte[0]).statusCode()).isEqualTo(405);
    }
}
