package io.gabion.responders.connectors.collection;

import static io.gabion.responders.connectors.Peer.run;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.worker.Care;
import io.gabion.responders.worker.Worker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CollectionConnectorTest extends ConnectorContract<CollectionStand> {
    @Override
    protected CollectionStand open(Path folder) throws Exception {
        return new CollectionStand(folder);
    }

    @Test
    void the_proof_says_hash_length_members_and_tool_and_only_the_owner_reads_it() throws Exception {
        perform(Verb.APPLY, target);
        var file = stand.kept(target).getFirst();
        var hash = run("sha256sum", "--zero", file.toString()).substring(0, 64);
        var members = run("tar", "tf", file.toString()).lines().toList();
        assertThat(perform(Verb.QUERY, target))
                .isEqualTo(new Result.Done("sha256=" + hash + " bytes=" + Files.size(file) + " members="
                        + (members.size() - 1) + " tool=gabion-collect/1"));
        assertThat(run("stat", "-c", "%a", file.toString(), stand.folder.toString()))
                .isEqualTo("600\n700\n");
        assertThat(members).isSorted().startsWith("01-begin.txt", "02-processes.txt", "03-sockets.txt");
        assertThat(run("tar", "xOf", file.toString(), "02-processes.txt"))
                .contains("exe ")
                .contains("  fd 1 ");
    }

    @Test
    void a_name_cannot_write_a_line_of_its_own() throws Exception {
        perform(Verb.APPLY, target);
        var index = run("tar", "xOf", stand.kept(target).getFirst().toString(), "21-files.txt");
        assertThat(index).contains("/wanted/note%0aof %1b[31mmalice").doesNotContain("\u001b");
    }

    @Test
    void who_may_write_on_the_way_to_a_file_does_not_choose_what_is_collected() throws Exception {
        var place = Files.createDirectory(stand.folder.resolveSibling("theirs"));
        var secret =
                Files.writeString(Files.createDirectory(place.resolve("secret")).resolve("found"), "a secret");
        var logs = Files.createSymbolicLink(place.resolve("logs"), secret.getParent());
        assertThat(index(place, logs)).as("by a link of root's").contains(logs + "/found");
        run("chown", "-h", "nobody", logs.toString());
        assertThat(index(place, logs)).contains("/etc/passwd").doesNotContain("/found");
    }

    private static String index(Path place, Path wanted) throws IOException {
        var program = Peer.program("gabion-collect", Files.createTempDirectory(place, "program"));
        return run(
                "sh",
                "-c",
                "echo collect 0123456789abcdef 100000000 60 | \"$0\" \"$1\" | tar xOf - 21-files.txt",
                program.toString(),
                wanted.toString());
    }

    @Test
    void what_is_there_is_not_collected_again() throws Exception {
        perform(Verb.APPLY, target);
        perform(Verb.APPLY, target);
        assertThat(stand.kept(target)).hasSize(1);
    }

    @Test
    void what_was_tampered_with_stays_beside_the_new_one() throws Exception {
        perform(Verb.APPLY, target);
        stand.undo(target);
        perform(Verb.APPLY, target);
        assertThat(stand.kept(target)).hasSize(2);
        assertThat(EvidenceStore.list(stand.folder))
                .filteredOn(kept -> kept.host().equals(target))
                .extracting(kept -> kept.why().isEmpty())
                .containsExactlyInAnyOrder(true, false);
    }

    /** A call is short, a collection is not. */
    @Test
    void it_goes_on_after_the_call_and_is_found_by_asking() throws Exception {
        var release = new CountDownLatch(1);
        var times = new AtomicInteger();
        var slow = stand.over(trickling(release, times), 64 << 20);
        try {
            await().until(() -> told(slow, Verb.APPLY, target), Result.Busy.class::isInstance);
            await().until(() -> told(slow, Verb.QUERY, target), Result.Busy.class::isInstance);
            await().until(() -> told(slow, Verb.APPLY, target), Result.Busy.class::isInstance);
            await().until(() -> told(slow, Verb.RELEASE, target), Result.Busy.class::isInstance);
        } finally {
            release.countDown();
        }
        assertThat(perform(slow, Verb.QUERY, target, PATIENCE).join()).isInstanceOf(Result.Done.class);
        assertThat(times).hasValue(1);
    }

    /** As many as open the breaker of a machine that gives no answer. */
    @Test
    void collections_that_take_longer_than_their_calls_do_not_get_the_machine_left_alone() throws Exception {
        var release = new CountDownLatch(1);
        var slow = new Worker(
                "ws",
                stand.over(trickling(release, new AtomicInteger()), 64 << 20),
                Care.USUAL,
                InstantSource.system(),
                new SplittableRandom(1));
        var targets = Stream.generate(stand::target).limit(Care.USUAL.losses()).toList();
        var told = targets.stream()
                .map(one -> perform(slow, Verb.APPLY, one, Duration.ofSeconds(5)))
                .toList();
        try {
            assertThat(told).allSatisfy(one -> assertThat(one.join()).isInstanceOf(Result.Busy.class));
            assertThat(slow.standings().getFirst().state()).isEqualTo("closed");
        } finally {
            release.countDown();
        }
        for (var one : targets) {
            await().atMost(PATIENCE)
                    .until(() -> perform(slow, Verb.QUERY, one, PATIENCE).join(), Result.Done.class::isInstance);
        }
    }

    /** Not even if it has waited for others before it was asked. */
    @Test
    void a_machine_of_which_nothing_comes_has_given_no_answer() throws Exception {
        var release = new CountDownLatch(1);
        ByteShell silent = (_, _, _, _) -> {
            while (!waited(release)) {
                Thread.onSpinWait();
            }
            return 1;
        };
        var connector = new CollectionConnector(
                Map.of(target, silent),
                List.of("gabion-collect"),
                new EvidenceStore(stand.folder),
                1 << 20,
                CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS),
                ForkJoinPool.commonPool(),
                InstantSource.system());
        try {
            assertThat(perform(connector, Verb.APPLY, target, Duration.ofSeconds(2))
                            .join())
                    .isInstanceOf(Result.Lost.class);
        } finally {
            release.countDown();
        }
    }

    /** A collection of which a little comes, again and again, until it may go on. */
    private ByteShell trickling(CountDownLatch release, AtomicInteger times) throws IOException {
        var whole = archive();
        return (_, input, to, _) -> {
            if (input.startsWith("collect")) {
                times.incrementAndGet();
                int come = 0;
                while (!waited(release)) {
                    to.write(whole, come++, 1);
                }
                to.write(whole, come, whole.length - come);
            }
            return 0;
        };
    }

    /** In a call that is too short. A machine that is slow itself may not even get to saying so. */
    private Result told(Connector by, Verb verb, String value) {
        return perform(by, verb, value, Duration.ofSeconds(1)).join();
    }

    @Test
    void a_stream_without_end_is_cut_and_leaves_nothing() throws Exception {
        var block = new byte[1 << 16];
        assertNothing(stand.over(
                (_, _, to, _) -> {
                    while (true) {
                        to.write(block);
                    }
                },
                8 << 20));
    }

    /** Over the real line, with a program in its place that never ends. */
    @Test
    void an_endless_stream_over_ssh_ends_with_its_session() throws Exception {
        var folder = Files.createDirectory(stand.folder.resolveSibling("endless"));
        try (var hostile =
                new io.gabion.responders.connectors.shell.Sshd(folder, "restrict,command=\"cat /dev/zero\"")) {
            assertNothing(stand.over(hostile.shell()::stream, 8 << 20));
        }
    }

    @Test
    void what_is_no_whole_collection_is_not_kept() throws Exception {
        var whole = archive();
        var bad = List.of(
                "hello".getBytes(US_ASCII),
                Arrays.copyOf(whole, whole.length / 2),
                Arrays.copyOf(whole, whole.length + 512 * 100),
                changed(whole, 600, 'X'),
                changed(whole, 156, '2'),
                changed(whole, 0, '/'),
                changed(whole, 124, '9'),
                changed(whole, whole.length - 1, 'X'));
        for (var bytes : bad) {
            assertNothing(stand.over(
                    (_, input, to, _) -> {
                        if (input.startsWith("collect")) {
                            to.write(bytes);
                        }
                        return 0;
                    },
                    64 << 20));
            target = stand.target();
        }
    }

    @Test
    void the_key_can_do_nothing_else() throws Exception {
        try (var shell = stand.sshd.shell()) {
            assertThat(shell.run(List.of("id"), "id\n", Instant.now().plus(PATIENCE))
                            .text())
                    .startsWith("refused")
                    .doesNotContain("uid=");
        }
    }

    private void assertNothing(Connector by) throws IOException {
        assertThat(perform(by, Verb.APPLY, target, PATIENCE).join()).isInstanceOf(Result.Lost.class);
        assertThat(stand.kept(target)).isEmpty();
        try (var files = Files.list(stand.folder)) {
            assertThat(files.filter(f -> f.toString().endsWith(".part"))).isEmpty();
        }
    }

    private byte[] archive() throws IOException {
        try (var shell = stand.sshd.shell()) {
            var out = new ByteArrayOutputStream();
            OutputStream to = out;
            shell.stream(
                    List.of("gabion-collect"),
                    "collect 0123456789abcdef 60000000 60\n",
                    to,
                    Instant.now().plus(PATIENCE));
            return out.toByteArray();
        }
    }

    private static byte[] changed(byte[] whole, int at, char to) {
        var copy = whole.clone();
        copy[at] = (byte) to;
        return copy;
    }

    private static boolean waited(CountDownLatch latch) throws IOException {
        try {
            return latch.await(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
