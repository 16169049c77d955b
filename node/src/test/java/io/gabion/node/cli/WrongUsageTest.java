package io.gabion.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Whatever is wrong is one line on standard error that says what, and the exit code says of which kind. */
class WrongUsageTest {
    private record Said(int code, String error) {}

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("one.log"), "Jan  2 03:04:05 web1 sshd[1]: hello\n");
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
        Files.createDirectory(folder.resolve("empty"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    incident                                   | 2 | gabion: Missing required subcommand, one of list, show, verdict; see gabion incident --help
                    incidents list                             | 2 | gabion: Unmatched arguments from index 0: 'incidents', 'list', perhaps incident; see gabion --help
                    replay DIR/one.log                         | 2 | gabion: Missing required option: '--out=DIR'; see gabion replay --help
                    replay --out DIR/o --bogus DIR/one.log     | 2 | gabion: Unknown option: '--bogus'; see gabion replay --help
                    status -o xml                              | 2 | gabion: Invalid value for option '--output': expected one of [table, json, yaml]
                    run --port abc                             | 2 | gabion: Invalid value for option '--port': 'abc' is not an int; see gabion run --help
                    run --port 99999 --data DIR/d              | 2 | gabion: --port is 0 to 65535, not 99999
                    demo --port -1                             | 2 | gabion: --port is 0 to 65535, not -1
                    run --tenant ../x --data DIR/d             | 2 | gabion: Invalid value for option '--tenant': not a tenant: '../x'; see gabion run --help
                    replay --tenant ../x --out DIR/o DIR/one.log | 2 | gabion: Invalid value for option '--tenant': not a tenant: '../x'
                    replay --out DIR/one.log DIR/one.log       | 3 | gabion: DIR/one.log: a file is there already
                    replay --out DIR/o --models DIR/none DIR/one.log | 3 | gabion: DIR/none: not a folder
                    playbook import DIR/binary                 | 3 | gabion: DIR/binary: not UTF-8
                    playbook lint DIR/empty                    | 3 | gabion: DIR/empty: no .yaml file is in it
                    model score domain DIR/one.log             | 3 | gabion: DIR/one.log: line 1 is no JSON
                    """)
    void is_one_line(String command, int code, String expected) {
        var said = gabion(command.replace("DIR", folder.toString()).split(" "));

        assertThat(said.error())
                .startsWith(expected.replace("DIR/", folder + "/"))
                .containsOnlyOnce("\n");
        assertThat(said.code()).isEqualTo(code);
    }

    @Test
    void a_replay_says_how_much_of_a_file_was_no_log() {
        var out = new ByteArrayOutputStream();
        var before = System.out;
        System.setOut(new PrintStream(out, true, UTF_8));
        try {
            gabion(
                    "replay",
                    "--out",
                    folder.resolve("o").toString(),
                    folder.resolve("binary").toString());
        } finally {
            System.setOut(before);
        }

        assertThat(out.toString(UTF_8)).contains("0 incidents, 1 line that could not be read; see ");
    }

    @Test
    void a_folder_without_playbooks_is_told() {
        var error = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(error, true, UTF_8));
        var empty = folder.resolve("empty").toString();
        var log = folder.resolve("one.log").toString();
        try {
            assertThat(gabion(
                                    "replay",
                                    "--playbooks",
                                    empty,
                                    "--out",
                                    folder.resolve("o").toString(),
                                    log)
                            .code())
                    .isZero();
        } finally {
            System.setErr(before);
        }

        assertThat(error.toString(UTF_8))
                .isEqualTo("gabion: --playbooks " + empty + ": no .yaml file is in it, nothing will be answered\n");
    }

    @Test
    void a_token_file_is_named_as_long_as_it_is_there() throws IOException {
        var token = folder.resolve("admin.token");
        assertThat(RunCommand.entry(token)).isEqualTo(token + " is not there; gabion token add makes another");
        Files.createFile(token);
        assertThat(RunCommand.entry(token)).isEqualTo("token in " + token);
    }

    @Test
    void a_port_that_is_taken_is_told_once_and_without_a_trace() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = String.valueOf(taken.getLocalPort());
            var data = folder.resolve("d").toString();
            var said = gabion("run", "--no-rehearsal", "--data", data, "--host", "127.0.0.1", "--port", port);

            assertThat(said.error())
                    .startsWith("gabion: cannot listen on 127.0.0.1:" + port + ": ")
                    .containsOnlyOnce("\n");
            assertThat(said.code()).isEqualTo(3);
        }
        var shipped = new LoggerContext();
        var reader = new JoranConfigurator();
        reader.setContext(shipped);
        reader.doConfigure(WrongUsageTest.class.getResource("/logback.xml"));
        assertThat(shipped.getLogger("org.apache.pekko.io.TcpListener").isErrorEnabled())
                .isFalse();
    }

    @Test
    void a_machine_that_is_too_slow_is_no_bug() {
        var said = said(Gabion.commandLine().addSubcommand("slow", new Slow()), "slow");

        assertThat(said.error())
                .isEqualTo("gabion: this machine is too slow for now: Future timed out after [1 millisecond]\n");
        assertThat(said.code()).isEqualTo(3);
    }

    private static Said gabion(String... command) {
        return said(Gabion.commandLine(), command);
    }

    private static Said said(CommandLine line, String... command) {
        var error = new StringWriter();
        line.setErr(new PrintWriter(error, true));
        return new Said(line.execute(command), error.toString());
    }

    @Command
    private static final class Slow implements Callable<Integer> {
        @Override
        public Integer call() throws TimeoutException {
            throw new TimeoutException("Future timed out after [1 millisecond]");
        }
    }
}
