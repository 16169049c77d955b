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
        api.models.add(MemoryBoard.parse("{'model':'domain','version':'7','asked':12,'flagged':3,'without':2,"
                + "'drifts':true,'psi':{'score':0.31,'length':0.02},'alarms':['score 0.31']}"));
        api.models.add(MemoryBoard.parse("{'model':'window-network','version':'1','asked':5,'flagged':0,'without':0,"
                + "'drifts':false,'psi':{'score':0.0},'alarms':[]}"));
        api.models.add(MemoryBoard.parse("{'model':'mine','version':'2','asked':4,'flagged':1,'without':0}"));
        api.board.put("default", "containment", MemoryBoard.parse("{'id':'a','state':'verified'}"));
        api.board.put("default", "containment", MemoryBoard.parse("{'id':'b','state':'verified'}"));
        api.board.put("default", "containment", MemoryBoard.parse("{'id':'c','state':'unknown','quarantined':true}"));
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
                        "gabion_containments_quarantined{tenant=\"default\"} 1.0",
                        "gabion_guard_frozen{tenant=\"default\"} 1.0",
                        "gabion_guard_window_used{action=\"block-address\",tenant=\"default\"} 3.0",
                        "gabion_guard_window_limit{action=\"block-address\",tenant=\"default\"} 100.0",
                        "gabion_assets_turned_out_total 0.0",
                        "gabion_events_uncounted_total 0.0",
                        "gabion_groups_forgotten_total 0.0",
                        "gabion_forks_total 0.0",
                        "gabion_messages_refused_total 0.0",
                        "gabion_fence_holds 1.0")
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes"));
    }

    @Test
    void a_model_shows_what_it_was_asked_and_how_far_its_world_has_drifted() throws Exception {
        assertThat(api.get("/metrics", api.admin).body().lines().filter(line -> line.startsWith("gabion_model_")))
                .containsExactlyInAnyOrder(
                        "gabion_model_asked_total{model=\"domain\",version=\"7\"} 12.0",
                        "gabion_model_asked_total{model=\"mine\",version=\"2\"} 4.0",
                        "gabion_model_asked_total{model=\"window-network\",version=\"1\"} 5.0",
                        "gabion_model_flagged_total{model=\"domain\",version=\"7\"} 3.0",
                        "gabion_model_flagged_total{model=\"mine\",version=\"2\"} 1.0",
                        "gabion_model_flagged_total{model=\"window-network\",version=\"1\"} 0.0",
                        "gabion_model_without_total{model=\"domain\",version=\"7\"} 2.0",
                        "gabion_model_without_total{model=\"mine\",version=\"2\"} 0.0",
                        "gabion_model_without_total{model=\"window-network\",version=\"1\"} 0.0",
                        "gabion_model_drifts{model=\"domain\",version=\"7\"} 1.0",
                        "gabion_model_drifts{model=\"mine\",version=\"2\"} 0.0",
                        "gabion_model_drifts{model=\"window-network\",version=\"1\"} 0.0",
                        "gabion_model_psi{feature=\"length\",model=\"domain\",version=\"7\"} 0.02",
                        "gabion_model_psi{feature=\"score\",model=\"domain\",version=\"7\"} 0.31",
                        "gabion_model_psi{feature=\"score\",model=\"window-network\",version=\"1\"} 0.0");
    }

    @Test
    void what_does_not_answer_is_told_and_hides_nothing_else() throws Exception {
        String caller = api.tokens.add("watcher", Role.VIEWER, "half").secret();
        api.sources.put(
                "half",
                List.of(
                        MemoryBoard.parse("{'source':'moving','silent':true}"),
                        MemoryBoard.parse("{'source':'auth','batches':2,'observations':17,'deadLetters':1,'open':1}")));
        assertThat(api.get("/metrics", caller).body().lines())
                .contains(
                        "gabion_sources_silent{tenant=\"half\"} 1.0",
                        "gabion_batches_total{source=\"auth\",tenant=\"half\"} 2.0",
                        "gabion_unanswered{part=\"sources\",tenant=\"half\"} 0.0",
                        "gabion_unanswered{part=\"guard\",tenant=\"half\"} 0.0")
                .noneMatch(line -> line.contains("moving"));

        api.mute.add("half");
        assertThat(api.get("/metrics", caller).body().lines())
                .contains(
                        "gabion_unanswered{part=\"sources\",tenant=\"half\"} 1.0",
                        "gabion_unanswered{part=\"guard\",tenant=\"half\"} 1.0",
                        "gabion_fence_holds 1.0")
                .noneMatch(line -> line.startsWith("gabion_batches_total{"));
        var listed = api.get("/api/v1/tenants/half/sources", caller);
        assertThat(listed.statusCode()).isEqualTo(503);
        assertThat(listed.headers().firstValue("Retry-After")).contains("1");
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
