package io.gabion.node.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.detectors.model.Encoding;
import io.gabion.detectors.model.ModelCard;
import io.gabion.detectors.model.ModelPool.Judge;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.ModelScores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DomainModelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ModelCard CARD = new ModelCard(
            "domain",
            "v7",
            ModelCard.Kind.text,
            new Encoding.Domain().schema(),
            "",
            ModelCard.Learnt.NOTHING,
            "",
            "",
            0,
            0,
            13,
            Map.of(),
            0.9,
            ModelCard.Reference.NONE,
            "");

    private final List<Input> asked = new ArrayList<>();

    /** Every name with a digit is bad. */
    private Judge judge() {
        return new Judge() {
            @Override
            public double[] score(List<? extends Input> inputs) {
                asked.addAll(inputs);
                return inputs.stream()
                        .mapToDouble(i -> i.toString().matches(".*\\d.*") ? 0.95 : 0.1)
                        .toArray();
            }

            @Override
            public void close() {}
        };
    }

    static Observation query(int line, OcsfClass type, String name) {
        return new Observation(
                new Source("dns.log", line),
                Instant.EPOCH,
                type,
                0,
                "zeek",
                List.of(new AssetRef(Kind.ADDRESS, "10.0.0.9")),
                Observation.Actor.NONE,
                Observation.Process.NONE,
                Observation.Network.NONE,
                Observation.Authentication.NONE,
                Map.of("query", name));
    }

    @Test
    void each_distinct_registered_name_is_asked_once_and_flagged_wherever_it_stands() {
        var observations = List.of(
                query(1, OcsfClass.DNS_ACTIVITY, "www.people.example"),
                query(2, OcsfClass.DNS_ACTIVITY, "x.q7.example"),
                query(3, OcsfClass.HTTP_ACTIVITY, "q8.example"),
                query(4, OcsfClass.DNS_ACTIVITY, "1.0.0.10.in-addr.arpa"),
                query(5, OcsfClass.DNS_ACTIVITY, "y.q7.example"));
        try (var model = DomainModel.of(CARD, this::judge, PATIENCE)) {
            assertThat(model.ask(observations).scored())
                    .containsExactly(new ModelScores(
                            "domain",
                            "v7",
                            0.9,
                            3,
                            "",
                            List.of(
                                    new ModelScores.Score(1, "q7.example", 0.95),
                                    new ModelScores.Score(4, "q7.example", 0.95))));
            assertThat(asked).isEqualTo(List.of(new Input.Domain("people.example"), new Input.Domain("q7.example")));
            assertThat(model.without()).isZero();
        }
    }

    private List<String> askedOf(String json) {
        var line = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        var format = Formats.detect(line, Instant.EPOCH, "some.log");
        var parsed = (Parsed.Seen) format.parse(new Source("some.log", 1), line, 0, line.length);
        asked.clear();
        try (var model = DomainModel.of(CARD, this::judge, PATIENCE)) {
            model.ask(List.of(parsed.observation()));
        }
        return asked.stream().map(input -> ((Input.Domain) input).domain()).toList();
    }

    private static String suricata(String queries) {
        return "{'timestamp':'2026-03-01T10:00:00Z','event_type':'dns','src_ip':'10.0.0.7','dns':{'version':3,'queries':["
                + queries + "]}}";
    }

    @Test
    void every_name_of_a_query_is_asked_whoever_wrote_it() {
        assertThat(askedOf(suricata("{'rrname':'a.q7.example','rrtype':'A'}"))).containsExactly("q7.example");
        assertThat(
                        askedOf(
                                suricata(
                                        "{'rrname':'a.q7.example'},{'rrname':'b.q7.example'},{'rrname':'7.in-addr.arpa'},{'rrname':'q8.example'}")))
                .containsExactly("q7.example", "q8.example");
        for (var event : List.of(
                "{'event_simpleName':'DnsRequest','aid':'1','cid':'2','DomainName':'a.q7.example','timestamp':'1772359200000'}",
                "{'metadata':{'eventType':'x','eventCreationTime':1772359200000},'event':{'event_simpleName':'DnsRequest','DomainName':'a.q7.example'}}")) {
            assertThat(askedOf(event)).containsExactly("q7.example");
        }
        assertThat(
                        askedOf(
                                "{'event_simpleName':'UserLogon','aid':'1','cid':'2','DomainName':'corp.example','timestamp':'1772359200000'}"))
                .isEmpty();
    }

    @Test
    void of_one_query_only_so_many_names_are_asked() {
        var many = IntStream.range(0, 100)
                .mapToObj(i -> "{'rrname':'n" + i + ".example'}")
                .collect(Collectors.joining(","));
        assertThat(askedOf(suricata(many))).hasSize(DomainModel.MAX_NAMES);
    }

    @Test
    void without_a_name_the_model_is_not_asked() {
        try (var model = DomainModel.of(CARD, this::judge, PATIENCE)) {
            assertThat(model.ask(List.of(query(1, OcsfClass.SSH_ACTIVITY, "q7.example"))))
                    .isEqualTo(Fired.NOTHING);
        }
    }

    @Test
    void a_model_that_fails_is_said_in_the_journal_and_counted() {
        try (var model = DomainModel.of(
                CARD,
                () -> {
                    throw new IOException("gone");
                },
                PATIENCE)) {
            var scored = model.ask(List.of(query(1, OcsfClass.DNS_ACTIVITY, "q7.example")))
                    .scored();

            assertThat(scored).containsExactly(new ModelScores("domain", "v7", 0.9, 1, "failed", List.of()));
            assertThat(model.without()).isEqualTo(1);
        }
    }

    @Test
    void of_ten_times_as_many_batches_as_it_takes_each_is_answered_and_the_rest_are_counted() {
        var go = new CountDownLatch(1);
        try (var model = DomainModel.of(CARD, () -> waiting(go), PATIENCE)) {
            var answers = new ArrayList<CompletableFuture<ModelScores>>();
            for (int i = 0; i < 60; i++) {
                var answer = new CompletableFuture<ModelScores>();
                var batch = List.of(query(i, OcsfClass.DNS_ACTIVITY, "q7.example"));
                Thread.ofVirtual()
                        .start(() -> answer.complete(model.ask(batch).scored().getFirst()));
                answers.add(answer);
            }
            // Two are being judged and four wait: all others are answered before any of them.
            await().atMost(PATIENCE)
                    .until(() ->
                            answers.stream().filter(CompletableFuture::isDone).count() >= 54);
            go.countDown();
            long busy = answers.stream()
                    .map(CompletableFuture::join)
                    .filter(scores -> scores.without().equals("busy"))
                    .count();
            assertThat(busy).isEqualTo(54);
            assertThat(model.without()).isEqualTo(54);
            assertThat(model.ask(List.of(query(1, OcsfClass.DNS_ACTIVITY, "q7.example")))
                            .scored()
                            .getFirst()
                            .flagged())
                    .hasSize(1);
        }
    }

    private Judge waiting(CountDownLatch go) {
        return new Judge() {
            @Override
            public double[] score(List<? extends Input> inputs) throws IOException {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return inputs.stream().mapToDouble(_ -> 0.95).toArray();
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void a_folder_without_the_model_is_no_reason_to_stop() throws IOException {
        try (var model = DomainModel.over(Path.of("no-such-folder"), PATIENCE)) {
            var scored = model.ask(List.of(query(1, OcsfClass.DNS_ACTIVITY, "q7.example")))
                    .scored();

            assertThat(scored)
                    .singleElement()
                    .satisfies(s -> assertThat(s.without()).isEqualTo("failed"));
        }
    }
}
