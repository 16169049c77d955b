package io.gabion.responders.connectors.file;

import static io.gabion.responders.connectors.Peer.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.asset.Files.HostFile;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuarantineTest extends ConnectorContract<FileStand> {
    @Override
    protected FileStand open(Path folder) throws Exception {
        return new FileStand(folder, Action.QUARANTINE_FILE);
    }

    private Result quarantine(Path file) throws IOException {
        return perform(Verb.APPLY, new HostFile(FileStand.HOST, file.toString(), FileStand.hash(file)).text());
    }

    @Test
    void what_was_taken_lies_where_only_root_reads_it() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(run("stat", "-c", "%a %U", FileStand.STORE.toString())).isEqualTo("700 root\n");
        assertThat(FileStand.kept())
                .isNotEmpty()
                .allSatisfy(file ->
                        assertThat(run("stat", "-c", "%a %U", file.toString())).isEqualTo("600 root\n"));
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void another_content_under_the_same_name_is_refused_and_stays() throws Exception {
        var file = FileStand.path(target);
        Files.writeString(file, "something of value");
        assertThat(perform(Verb.APPLY, target)).isEqualTo(new Result.Refused("another content than that"));
        assertThat(file).hasContent("something of value");
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
    }

    @Test
    void what_stands_there_by_now_is_not_replaced_by_a_restore() throws Exception {
        var file = FileStand.path(target);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        Files.writeString(file, "something of value");
        assertThat(perform(Verb.QUERY, target)).as("it is not what was taken").isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(new Result.Refused("something else is there by now"));
        assertThat(file).hasContent("something of value");
        Files.delete(file);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isFalse();
    }

    @Test
    void a_link_a_folder_and_a_second_name_are_refused() throws Exception {
        var file = FileStand.path(target);
        var link = Files.createSymbolicLink(stand.home.resolve("link-" + file.getFileName()), file);
        assertThat(quarantine(link)).isEqualTo(new Result.Refused("not a regular file"));
        var way = Files.createSymbolicLink(stand.home.resolve("way-" + file.getFileName()), stand.home);
        assertThat(quarantine(way.resolve(file.getFileName())))
                .isEqualTo(new Result.Refused("a link or a file is on the way"));
        var folder = new HostFile(
                FileStand.HOST, Files.createDirectory(stand.home.resolve("d")).toString(), "0".repeat(64));
        assertThat(perform(Verb.APPLY, folder.text())).isEqualTo(new Result.Refused("not a regular file"));
        Files.createLink(stand.home.resolve("second-" + file.getFileName()), file);
        assertThat(quarantine(file)).isEqualTo(new Result.Refused("it has other names"));
        assertThat(file).exists();
    }

    @Test
    void outside_the_folders_that_its_key_names_nothing_is_touched() throws Exception {
        var other = Files.writeString(stand.home.resolveSibling("other"), "x");
        assertThat(quarantine(other)).isEqualTo(new Result.Refused("outside the folders that may be touched"));
        var prefix = Files.writeString(
                Files.createDirectory(stand.home.resolveSibling("home2")).resolve("f"), "x");
        assertThat(quarantine(prefix)).isEqualTo(new Result.Refused("outside the folders that may be touched"));
        assertThat(other).exists();
        assertThat(prefix).exists();
    }

    @Test
    void what_was_kept_and_is_damaged_is_not_put_back_and_not_in_force() throws Exception {
        var others = FileStand.kept();
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        var data = FileStand.kept().stream()
                .filter(f -> f.toString().endsWith(".data") && !others.contains(f))
                .findFirst()
                .orElseThrow();
        var whole = Files.readString(data);
        Files.writeString(data, whole + "x");
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(new Result.Refused("what was kept is damaged"));
        Files.writeString(data, whole);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void files_of_hosts_that_are_not_configured_and_files_that_are_not_there_are_refused() {
        assertThat(perform(Verb.APPLY, target.replace(FileStand.HOST + ":", "web2:")))
                .isEqualTo(new Result.Refused("not one of the hosts of this connector"));
        assertThat(perform(Verb.APPLY, FileStand.HOST + ":" + stand.home + "/none:" + "0".repeat(64)))
                .isEqualTo(new Result.Refused("no such file"));
        assertThat(perform(Verb.APPLY, target.toUpperCase())).isInstanceOf(Result.Refused.class);
    }

    @Test
    void the_key_can_do_nothing_else() throws Exception {
        for (var input : List.of("id\n", "quarantine x y 5\n", "exec " + "0".repeat(64) + " 2f746d70 5\n")) {
            var output = stand.shell.run(List.of("id"), input, Instant.now().plus(PATIENCE));
            assertThat(output.text()).startsWith("refused").doesNotContain("uid=");
        }
    }

    /** The kernel then writes a part and says how much, and says more only to who goes on. */
    @Test
    void where_there_is_no_room_for_a_copy_nothing_is_taken() throws Exception {
        var content = "x".repeat(1_500);
        var tight = stand.over(stand.within("ulimit -f 2"));
        var wanted = stand.target("large", content);
        assertThat(perform(tight, Verb.APPLY, wanted, PATIENCE).join()).isInstanceOf(Result.Lost.class);
        assertThat(FileStand.path(wanted)).hasContent(content);
        assertThat(perform(Verb.APPLY, wanted)).isEqualTo(DONE);
        assertThat(perform(tight, Verb.RELEASE, wanted, PATIENCE).join()).isInstanceOf(Result.Lost.class);
        assertThat(perform(Verb.RELEASE, wanted)).isEqualTo(DONE);
        assertThat(FileStand.path(wanted)).hasContent(content);
    }

    @Test
    void what_is_written_after_it_was_hashed_is_not_lost_though_the_time_of_writing_is_set_back() throws Exception {
        var file = stand.home.resolve("written");
        run("truncate", "-s", "128M", file.toString());
        var written = List.of("touch", "-d", "2020-02-03 04:05:06", file.toString());
        run(written.toArray(String[]::new));
        var wanted = new HostFile(FileStand.HOST, file.toString(), FileStand.hash(file)).text();
        var others = FileStand.kept();
        var answer = perform(stand.connector(), Verb.APPLY, wanted, PATIENCE);
        await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(() -> isHashed(others));
        try (var open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            open.write(ByteBuffer.wrap("of value".getBytes(StandardCharsets.US_ASCII)), 0);
        }
        run(written.toArray(String[]::new));
        assertThat(answer.join()).isEqualTo(new Result.Refused("it changes under our hands"));
        assertThat(run("head", "-c", "8", file.toString())).isEqualTo("of value");
        // No copy stays behind that a release would put in the place of what was written.
        assertThat(perform(Verb.QUERY, wanted)).isEqualTo(ABSENT);
        assertThat(perform(Verb.RELEASE, wanted)).isEqualTo(ABSENT);
        assertThat(FileStand.kept()).isEqualTo(others);
        assertThat(run("head", "-c", "8", file.toString())).isEqualTo("of value");
    }

    /** At least the first part of a file of which there is no copy yet. */
    private static boolean isHashed(List<Path> others) throws IOException {
        for (var one : FileStand.kept()) {
            if (one.toString().endsWith(".data.new") && !others.contains(one) && Files.size(one) > 1 << 20) {
                return true;
            }
        }
        return false;
    }
}
